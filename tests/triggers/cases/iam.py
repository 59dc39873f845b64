"""Records of AWS IAM's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

ALL = "AWS::::Account"
USER = "AWS::IAM::User"
GROUP = "AWS::IAM::Group"
IAM_ROLE = "AWS::IAM::Role"
MANAGED = "AWS::IAM::ManagedPolicy"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/team/deploy"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123"
ADA = {"type": "IAMUser", "userName": "ada", "accountId": ACCOUNT}
ROOT = {"type": "Root", "accountId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root"}
ROLE = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": "admin"}}}

CASES: list[Case] = [
    (
        "UpdateUser",
        {"userName": "ada", "newUserName": "eve"},
        {},
        [(USER, "ada"), (USER, "eve")],
    ),
    (
        "AddUserToGroup",
        {"userName": "ada", "groupName": "g"},
        {},
        [(USER, "ada"), (GROUP, "g")],
    ),
    ("PutGroupPolicy", {"groupName": "g"}, {}, [(USER, None), (GROUP, "g")]),
    (
        "UpdateGroup",
        {"groupName": "g", "newGroupName": "h"},
        {},
        [(USER, None), (GROUP, "g"), (GROUP, "h")],
    ),
    (
        "AttachGroupPolicy",
        {"groupName": "g", "policyArn": POLICY},
        {},
        [(USER, None), (GROUP, "g"), (MANAGED, POLICY)],
    ),
    (
        "AttachUserPolicy",
        {"userName": "ada", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        {},
        [(USER, "ada")],
    ),
    ("CreateAccessKey", None, {"userIdentity": ADA}, [(USER, "ada")]),
    ("CreateAccessKey", {"userName": "eve"}, {"userIdentity": ADA}, [(USER, "eve")]),
    ("CreateAccessKey", {"userName": "eve"}, {"userIdentity": ROOT}, [(USER, "eve")]),
    ("CreateAccessKey", None, {"userIdentity": ROOT}, [(ALL, ACCOUNT)]),
    ("CreateAccessKey", None, {"userIdentity": ROLE}, [(USER, None)]),
    ("EnableMFADevice", {"userName": "ada"}, {"userIdentity": ADA}, [(USER, "ada")]),
    ("DeactivateMFADevice", {}, {"userIdentity": ROOT}, [(ALL, ACCOUNT)]),
    ("UpdateAccountPasswordPolicy", {}, {}, [(ALL, ACCOUNT)]),
    (
        "AttachRolePolicy",
        {"roleName": "r", "policyArn": "arn:aws:iam::aws:policy/AWSSupportAccess"},
        {},
        [(IAM_ROLE, "r"), (ALL, ACCOUNT)],
    ),
    (
        "CreateSAMLProvider",
        {"name": "corp", "sAMLMetadataDocument": "<xml/>"},
        {"responseElements": {"sAMLProviderArn": SAML}},
        [("AWS::IAM::SAMLProvider", SAML)],
    ),
    ("UpdateSAMLProvider", {"sAMLProviderArn": SAML}, {}, [("AWS::IAM::SAMLProvider", SAML)]),
    (
        "CreateOpenIDConnectProvider",
        {"url": "https://token.actions.githubusercontent.com"},
        {"responseElements": {"openIDConnectProviderArn": OIDC}},
        [("AWS::IAM::OIDCProvider", OIDC)],
    ),
    (
        "RemoveClientIDFromOpenIDConnectProvider",
        {"openIDConnectProviderArn": OIDC, "clientID": "x"},
        {},
        [("AWS::IAM::OIDCProvider", OIDC)],
    ),
    (
        "AddRoleToInstanceProfile",
        {"instanceProfileName": "web", "roleName": "r"},
        {},
        [("AWS::IAM::InstanceProfile", "web")],
    ),
    (
        "UpdateServerCertificate",
        {"serverCertificateName": "old", "newServerCertificateName": "new"},
        {},
        [("AWS::IAM::ServerCertificate", "old"), ("AWS::IAM::ServerCertificate", "new")],
    ),
    (
        "CreatePolicyVersion",
        {"policyArn": POLICY, "setAsDefault": True},
        {},
        [(MANAGED, POLICY), (GROUP, None), (USER, None), (IAM_ROLE, None)],
    ),
    ("CreatePolicyVersion", {"policyArn": POLICY}, {}, [(MANAGED, POLICY)]),
    (
        "CreatePolicyVersion",
        {"omitted": True, "reason": "size"},
        {},
        [(MANAGED, None), (GROUP, None), (USER, None), (IAM_ROLE, None)],
    ),
    (
        "CreateServiceLinkedRole",
        {"aWSServiceName": "x.amazonaws.com"},
        {"responseElements": {"role": {"roleName": "AWSServiceRoleForX"}}},
        [(IAM_ROLE, "AWSServiceRoleForX")],
    ),
    (
        "PutRolePermissionsBoundary",
        {"roleName": "r", "permissionsBoundary": POLICY},
        {},
        [(IAM_ROLE, "r"), (MANAGED, POLICY)],
    ),
    (
        "CreateRole",
        {"roleName": "r", "permissionsBoundary": POLICY},
        {},
        [(IAM_ROLE, "r"), (MANAGED, POLICY)],
    ),
    ("CreateRole", {"roleName": "r"}, {}, [(IAM_ROLE, "r")]),
    ("DeleteUserPermissionsBoundary", {"userName": "ada"}, {}, [(USER, "ada"), (MANAGED, None)]),
]
