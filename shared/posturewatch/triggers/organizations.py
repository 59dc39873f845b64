"""AWS Organizations: whether the account is in one, and what the organization bounds."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCOUNT, ORGANIZATION

TRIGGERS = (
    # The account that makes the call comes or goes.
    Trigger("AcceptHandshake", ACCOUNT),
    Trigger("CreateOrganization", ACCOUNT),
    Trigger("DeleteOrganization", ACCOUNT),
    Trigger("LeaveOrganization", ACCOUNT),
    *(
        Trigger(call, ORGANIZATION)
        for call in (
            "AcceptHandshake",
            "AttachPolicy",
            "CreateOrganization",
            "CreatePolicy",
            "DeleteOrganization",
            "DeletePolicy",
            "DeleteResourcePolicy",
            "DeregisterDelegatedAdministrator",
            "DetachPolicy",
            "DisablePolicyType",
            "EnableAllFeatures",
            "EnablePolicyType",
            "LeaveOrganization",
            "PutResourcePolicy",
            "RegisterDelegatedAdministrator",
            "UpdatePolicy",
        )
    ),
)

IRRELEVANT = {
    "changes the accounts and units of the organization, which are not judged yet": """
        CancelHandshake CloseAccount CreateAccount CreateGovCloudAccount
        CreateOrganizationalUnit DeclineHandshake DeleteOrganizationalUnit
        InviteAccountToOrganization InviteOrganizationToTransferResponsibility MoveAccount
        TagResource TerminateResponsibilityTransfer UntagResource UpdateOrganizationalUnit
        UpdateResponsibilityTransfer
    """,
    "changes another account than the one that it is recorded in": """
        RemoveAccountFromOrganization
    """,
    "changes what the organization lets services do, which is not judged yet": """
        DisableAWSServiceAccess EnableAWSServiceAccess
    """,
}

SERVICE = service_calls("organizations.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
