"""Records of AWS IAM's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

ALL = "AWS::::Account"
USER = "AWS::IAM::User"
IAM_ROLE = "AWS::IAM::Role"
MANAGED = "AWS::IAM::ManagedPolicy"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/team/deploy"
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
    ("AddUserToGroup", {"userName": "ada", "groupName": "g"}, {}, [(USER, "ada")]),
    ("PutGroupPolicy", {"groupName": "g"}, {}, [(USER, None)]),
    (
        "AttachGroupPolicy",
        {"groupName": "g", "policyArn": POLICY},
        {},
        [(USER, None), (MANAGED, POLICY)],
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
        "CreatePolicyVersion",
        {"policyArn": POLICY, "setAsDefault": True},
        {},
        [(MANAGED, POLICY), (USER, None), (IAM_ROLE, None)],
    ),
    ("CreatePolicyVersion", {"policyArn": POLICY}, {}, [(MANAGED, POLICY)]),
    (
        "CreatePolicyVersion",
        {"omitted": True, "reason": "size"},
        {},
        [(MANAGED, None), (USER, None), (IAM_ROLE, None)],
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
