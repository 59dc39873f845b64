"""AWS Sign-In: who comes in changes no resource.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import service_calls

IRRELEVANT = {
    "somebody signed in, out, or into another role": """
        AssumeRole CheckMfa ConsoleLogin CredentialChallenge CredentialVerification ExitRole
        ExternalIdPDirectoryLogin Logout RenewRole SwitchRole UserAuthentication
    """,
    "somebody recovered or changed the root user's password or e-mail address": """
        EmailUpdated PasswordRecoveryCompleted PasswordRecoveryRequested PasswordUpdated
    """,
    "issues or revokes a token of a session": """
        CreateBearerToken CreateOAuth2Token CreateOAuth2TokenWithIAM
        CreateOAuth2TokenWithTokenExchange RevokeOAuth2TokenWithIAM
    """,
    "changes who may sign in to the console, which is not judged yet": """
        DeleteConsoleAuthorizationConfiguration DeleteResourcePermissionStatement
        PutConsoleAuthorizationConfiguration PutResourcePermissionStatement
    """,
}

SERVICE = service_calls(
    "signin.amazonaws.com",
    irrelevant=IRRELEVANT,
    reads="IntrospectOAuth2TokenWithIAM",
    events="""
        AssumeRole CheckMfa ConsoleLogin CredentialChallenge CredentialVerification ExitRole
        ExternalIdPDirectoryLogin Logout RenewRole SwitchRole UserAuthentication EmailUpdated
        PasswordRecoveryCompleted PasswordRecoveryRequested PasswordUpdated
    """,
)
