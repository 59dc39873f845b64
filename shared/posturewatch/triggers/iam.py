"""AWS IAM: identities, policies, what signs people in, and what IAM keeps for the account."""

from __future__ import annotations

from collections.abc import Mapping

from posturewatch.domain.trigger import EVERY, Record, Trigger, request_of, service_calls, texts_at
from posturewatch.triggers.kinds import (
    ACCOUNT,
    GROUP,
    INSTANCE_PROFILE,
    OIDC_PROVIDER,
    ORGANIZATION,
    POLICY,
    ROLE,
    SAML_PROVIDER,
    SERVER_CERTIFICATE,
    USER,
)

_USER = "requestParameters.userName"
_ROLE = "requestParameters.roleName"
_POLICY = "requestParameters.policyArn"
_BOUNDARY = "requestParameters.permissionsBoundary"
_GROUP = "requestParameters.groupName"
_CERTIFICATE = "requestParameters.serverCertificateName"
_SAML = "requestParameters.sAMLProviderArn"
_OIDC = "requestParameters.openIDConnectProviderArn"
_PROFILE = "requestParameters.instanceProfileName"


def _root_on_itself(record: Record) -> bool:
    """Whether the account's root user changed its own credentials."""
    return _by_root(record) and not texts_at(_USER, record)


def _on_a_user(record: Record) -> bool:
    return not _root_on_itself(record)


def _by_root(record: Record) -> bool:
    who = record.get("userIdentity")
    return isinstance(who, Mapping) and who.get("type") == "Root"


def _of_support(record: Record) -> bool:
    """Whether the call is about the policy with which people turn to AWS Support."""
    return any(arn.endswith(":policy/AWSSupportAccess") for arn in texts_at(_POLICY, record))


def _sets_default(record: Record) -> bool:
    """Whether a new version of a policy takes effect; true where the record does not tell."""
    request = request_of(record)
    return request is None or request.get("setAsDefault") in (True, "true")


# Without a user name these calls are about the caller.
_OWN = (_USER, "responseElements.accessKey.userName", "userIdentity.userName")
_OWN_CREDENTIAL = (_USER, "userIdentity.userName")

TRIGGERS = (
    # Users.
    Trigger("CreateUser", USER, (_USER, "responseElements.user.userName")),
    Trigger("DeleteUser", USER, _USER),
    Trigger("UpdateUser", USER, _USER),
    Trigger("UpdateUser", USER, "requestParameters.newUserName", optional=True),
    Trigger("TagUser", USER, _USER),
    Trigger("UntagUser", USER, _USER),
    Trigger("AttachUserPolicy", USER, _USER),
    Trigger("DetachUserPolicy", USER, _USER),
    Trigger("PutUserPolicy", USER, _USER),
    Trigger("DeleteUserPolicy", USER, _USER),
    Trigger("PutUserPermissionsBoundary", USER, _USER),
    Trigger("DeleteUserPermissionsBoundary", USER, _USER),
    Trigger("AddUserToGroup", USER, _USER),
    Trigger("RemoveUserFromGroup", USER, _USER),
    # Credentials: of a user, of the caller, or of the account's root user.
    Trigger("CreateLoginProfile", USER, _OWN_CREDENTIAL, only_if=_on_a_user),
    Trigger("CreateLoginProfile", ACCOUNT, only_if=_root_on_itself),
    Trigger("DeleteLoginProfile", USER, _OWN_CREDENTIAL, only_if=_on_a_user),
    Trigger("DeleteLoginProfile", ACCOUNT, only_if=_root_on_itself),
    Trigger("UpdateLoginProfile", USER, _USER),
    Trigger("ChangePassword", USER, "userIdentity.userName", only_if=_on_a_user),
    Trigger("ChangePassword", ACCOUNT, only_if=_root_on_itself),
    Trigger("CreateAccessKey", USER, _OWN, only_if=_on_a_user),
    Trigger("CreateAccessKey", ACCOUNT, only_if=_root_on_itself),
    Trigger("DeleteAccessKey", USER, _OWN_CREDENTIAL, only_if=_on_a_user),
    Trigger("DeleteAccessKey", ACCOUNT, only_if=_root_on_itself),
    Trigger("UpdateAccessKey", USER, _OWN_CREDENTIAL, only_if=_on_a_user),
    Trigger("UpdateAccessKey", ACCOUNT, only_if=_root_on_itself),
    # The root user names itself in its own MFA calls, in no documented way: both are looked at.
    Trigger("EnableMFADevice", USER, _USER, only_if=_on_a_user),
    Trigger("EnableMFADevice", ACCOUNT, only_if=_by_root),
    Trigger("DeactivateMFADevice", USER, _OWN_CREDENTIAL, only_if=_on_a_user),
    Trigger("DeactivateMFADevice", ACCOUNT, only_if=_by_root),
    # For whom a virtual device is, nothing tells until it is enabled.
    Trigger("CreateVirtualMFADevice", ACCOUNT),
    Trigger("DeleteVirtualMFADevice", ACCOUNT),
    # A group's permissions are its members', whom the call does not name.
    Trigger("AttachGroupPolicy", USER, EVERY),
    Trigger("DetachGroupPolicy", USER, EVERY),
    Trigger("PutGroupPolicy", USER, EVERY),
    Trigger("DeleteGroupPolicy", USER, EVERY),
    Trigger("UpdateGroup", USER, EVERY),
    # Groups themselves.
    Trigger("CreateGroup", GROUP, _GROUP),
    Trigger("DeleteGroup", GROUP, _GROUP),
    Trigger("UpdateGroup", GROUP, _GROUP),
    Trigger("UpdateGroup", GROUP, "requestParameters.newGroupName", optional=True),
    Trigger("AttachGroupPolicy", GROUP, _GROUP),
    Trigger("DetachGroupPolicy", GROUP, _GROUP),
    Trigger("PutGroupPolicy", GROUP, _GROUP),
    Trigger("DeleteGroupPolicy", GROUP, _GROUP),
    Trigger("AddUserToGroup", GROUP, _GROUP),
    Trigger("RemoveUserFromGroup", GROUP, _GROUP),
    # Roles.
    Trigger("CreateRole", ROLE, (_ROLE, "responseElements.role.roleName")),
    Trigger("CreateServiceLinkedRole", ROLE, "responseElements.role.roleName"),
    Trigger("DeleteRole", ROLE, _ROLE),
    Trigger("DeleteServiceLinkedRole", ROLE, _ROLE),
    Trigger("UpdateRole", ROLE, _ROLE),
    Trigger("UpdateRoleDescription", ROLE, _ROLE),
    Trigger("UpdateAssumeRolePolicy", ROLE, _ROLE),
    Trigger("TagRole", ROLE, _ROLE),
    Trigger("UntagRole", ROLE, _ROLE),
    Trigger("AttachRolePolicy", ROLE, _ROLE),
    Trigger("DetachRolePolicy", ROLE, _ROLE),
    Trigger("PutRolePolicy", ROLE, _ROLE),
    Trigger("DeleteRolePolicy", ROLE, _ROLE),
    Trigger("PutRolePermissionsBoundary", ROLE, _ROLE),
    Trigger("DeleteRolePermissionsBoundary", ROLE, _ROLE),
    # What hands roles to instances.
    Trigger("CreateInstanceProfile", INSTANCE_PROFILE, _PROFILE),
    Trigger("DeleteInstanceProfile", INSTANCE_PROFILE, _PROFILE),
    Trigger("AddRoleToInstanceProfile", INSTANCE_PROFILE, _PROFILE),
    Trigger("RemoveRoleFromInstanceProfile", INSTANCE_PROFILE, _PROFILE),
    Trigger("TagInstanceProfile", INSTANCE_PROFILE, _PROFILE),
    Trigger("UntagInstanceProfile", INSTANCE_PROFILE, _PROFILE),
    # Customer managed policies know how often they are attached or are a boundary. AWS's own, which
    # most of these calls name, are passed over.
    *(
        Trigger(call, POLICY, _POLICY, mixed=True, optional=True)
        for call in (
            "AttachGroupPolicy",
            "AttachRolePolicy",
            "AttachUserPolicy",
            "DetachGroupPolicy",
            "DetachRolePolicy",
            "DetachUserPolicy",
        )
    ),
    *(
        Trigger(call, POLICY, _BOUNDARY, mixed=True, optional=True)
        for call in (
            "CreateRole",
            "CreateUser",
            "PutRolePermissionsBoundary",
            "PutUserPermissionsBoundary",
        )
    ),
    # Which one it was, these calls do not tell.
    Trigger("DeleteRolePermissionsBoundary", POLICY, EVERY),
    Trigger("DeleteUserPermissionsBoundary", POLICY, EVERY),
    # A new default version changes whoever has the policy attached.
    Trigger("CreatePolicy", POLICY, "responseElements.policy.arn"),
    Trigger("CreatePolicyVersion", POLICY, _POLICY),
    Trigger("CreatePolicyVersion", GROUP, EVERY, only_if=_sets_default),
    Trigger("CreatePolicyVersion", USER, EVERY, only_if=_sets_default),
    Trigger("CreatePolicyVersion", ROLE, EVERY, only_if=_sets_default),
    Trigger("DeletePolicy", POLICY, _POLICY),
    Trigger("DeletePolicyVersion", POLICY, _POLICY),
    Trigger("SetDefaultPolicyVersion", POLICY, _POLICY),
    Trigger("SetDefaultPolicyVersion", GROUP, EVERY),
    Trigger("SetDefaultPolicyVersion", USER, EVERY),
    Trigger("SetDefaultPolicyVersion", ROLE, EVERY),
    Trigger("TagPolicy", POLICY, _POLICY),
    Trigger("UntagPolicy", POLICY, _POLICY),
    # What signs people in, and what signs for servers.
    Trigger("CreateSAMLProvider", SAML_PROVIDER, "responseElements.sAMLProviderArn"),
    Trigger("DeleteSAMLProvider", SAML_PROVIDER, _SAML),
    Trigger("UpdateSAMLProvider", SAML_PROVIDER, _SAML),
    Trigger("TagSAMLProvider", SAML_PROVIDER, _SAML),
    Trigger("UntagSAMLProvider", SAML_PROVIDER, _SAML),
    Trigger(
        "CreateOpenIDConnectProvider", OIDC_PROVIDER, "responseElements.openIDConnectProviderArn"
    ),
    Trigger("DeleteOpenIDConnectProvider", OIDC_PROVIDER, _OIDC),
    Trigger("AddClientIDToOpenIDConnectProvider", OIDC_PROVIDER, _OIDC),
    Trigger("RemoveClientIDFromOpenIDConnectProvider", OIDC_PROVIDER, _OIDC),
    Trigger("TagOpenIDConnectProvider", OIDC_PROVIDER, _OIDC),
    Trigger("UntagOpenIDConnectProvider", OIDC_PROVIDER, _OIDC),
    Trigger("UploadServerCertificate", SERVER_CERTIFICATE, _CERTIFICATE),
    Trigger("DeleteServerCertificate", SERVER_CERTIFICATE, _CERTIFICATE),
    Trigger("UpdateServerCertificate", SERVER_CERTIFICATE, _CERTIFICATE),
    Trigger(
        "UpdateServerCertificate",
        SERVER_CERTIFICATE,
        "requestParameters.newServerCertificateName",
        optional=True,
    ),
    Trigger("TagServerCertificate", SERVER_CERTIFICATE, _CERTIFICATE),
    Trigger("UntagServerCertificate", SERVER_CERTIFICATE, _CERTIFICATE),
    # What IAM keeps once for the account.
    Trigger("AttachRolePolicy", ACCOUNT, only_if=_of_support),
    Trigger("DetachRolePolicy", ACCOUNT, only_if=_of_support),
    Trigger("UpdateAccountPasswordPolicy", ACCOUNT),
    Trigger("DeleteAccountPasswordPolicy", ACCOUNT),
    Trigger("DisableOrganizationsRootCredentialsManagement", ORGANIZATION),
    Trigger("DisableOrganizationsRootSessions", ORGANIZATION),
    Trigger("EnableOrganizationsRootCredentialsManagement", ORGANIZATION),
    Trigger("EnableOrganizationsRootSessions", ORGANIZATION),
)

IRRELEVANT = {
    "changes a credential of a kind that is not judged yet": """
        CreateServiceSpecificCredential DeleteServiceSpecificCredential DeleteSigningCertificate
        DeleteSSHPublicKey ResetServiceSpecificCredential UpdateServiceSpecificCredential
        UpdateSigningCertificate UpdateSSHPublicKey UploadSigningCertificate UploadSSHPublicKey
    """,
    "changes an MFA device that takes effect with EnableMFADevice": """
        ResyncMFADevice TagMFADevice UntagMFADevice
    """,
    "changes which certificate of an OpenID Connect provider is trusted, which is not judged": """
        UpdateOpenIDConnectProviderThumbprint
    """,
    "changes a setting of the account that is not judged yet": """
        CreateAccountAlias DeleteAccountAlias DisableOutboundWebIdentityFederation
        EnableOutboundWebIdentityFederation PutAccountProperties
        SetSecurityTokenServicePreferences
    """,
    "asks for or grants temporary access by delegation, which is not judged yet": """
        AcceptDelegationRequest AcquireRole AssociateDelegationRequest CreateDelegationRequest
        RejectDelegationRequest SendDelegationToken UpdateDelegationRequest
    """,
}

SERVICE = service_calls(
    "iam.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="""
        GenerateCredentialReport GenerateOrganizationsAccessReport
        GenerateServiceLastAccessedDetails SimulateCustomPolicy SimulatePrincipalPolicy
    """,
)
