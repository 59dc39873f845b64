"""Amazon Cognito: user pools.

Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import USER_POOL

_POOL = "requestParameters.userPoolId"
_TAGGED = "requestParameters.resourceArn"

TRIGGERS = (
    Trigger("CreateUserPool", USER_POOL, "responseElements.userPool.id"),
    Trigger("DeleteUserPool", USER_POOL, _POOL),
    Trigger("SetUserPoolMfaConfig", USER_POOL, _POOL),
    Trigger("UpdateUserPool", USER_POOL, _POOL),
    Trigger("TagResource", USER_POOL, _TAGGED, mixed=True),
    Trigger("UntagResource", USER_POOL, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "signs users in or out, or is done by users for themselves": """
        AdminInitiateAuth AdminRespondToAuthChallenge AdminRevokeUserSession AdminUserGlobalSignOut
        AssociateSoftwareToken ChangePassword CompleteWebAuthnRegistration ConfirmDevice
        ConfirmForgotPassword ConfirmSignUp DeleteUser DeleteUserAttributes DeleteWebAuthnCredential
        ForgetDevice ForgotPassword GlobalSignOut InitiateAuth ResendConfirmationCode
        RespondToAuthChallenge RevokeToken RevokeUserSession SetUserMFAPreference SetUserSettings
        SignUp StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus
        UpdateUserAttributes VerifySoftwareToken VerifyUserAttribute
    """,
    "changes a user or a group of a pool, which are not judged": """
        AdminAddUserToGroup AdminConfirmSignUp AdminCreateUser AdminDeleteSoftwareToken
        AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser AdminDisableUser
        AdminEnableUser AdminForgetDevice AdminLinkProviderForUser AdminRemoveUserFromGroup
        AdminResetUserPassword AdminSetUserMFAPreference AdminSetUserPassword AdminSetUserSettings
        AdminUpdateAuthEventFeedback AdminUpdateDeviceStatus AdminUpdateUserAttributes CreateGroup
        CreateUserImportJob DeleteGroup StartUserImportJob StopUserImportJob UpdateGroup
    """,
    "changes what clients of a pool may do, which is not judged yet": """
        AddUserPoolClientSecret CreateIdentityProvider CreateResourceServer CreateUserPoolClient
        DeleteIdentityProvider DeleteResourceServer DeleteUserPoolClient DeleteUserPoolClientSecret
        SetUserPoolClientSessionConfiguration SetUserPoolSessionConfiguration
        UpdateIdentityProvider UpdateResourceServer UpdateUserPoolClient
    """,
    "changes how single risks are answered or logged, which is not judged yet": """
        SetLogDeliveryConfiguration SetRiskConfiguration
    """,
    "changes pages, names, copies or limits of a pool, which are not judged": """
        AddCustomAttributes CreateManagedLoginBranding CreateTerms CreateUserPoolDomain
        CreateUserPoolReplica DeleteManagedLoginBranding DeleteTerms DeleteUserPoolDomain
        DeleteUserPoolReplica SetUICustomization UpdateManagedLoginBranding UpdateProvisionedLimit
        UpdateTerms UpdateUserPoolDomain UpdateUserPoolReplica
    """,
}

SERVICE = service_calls(
    "cognito-idp.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="""
        AdminGetDevice AdminGetUser AdminGetUserAuthFactors AdminListDevices
        AdminListGroupsForUser AdminListUserAuthEvents AdminListUserSessions
    """,
)
