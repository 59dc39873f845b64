"""AWS Organizations: whether the account is in one."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCOUNT

TRIGGERS = (
    # The account that makes the call comes or goes.
    Trigger("AcceptHandshake", ACCOUNT),
    Trigger("CreateOrganization", ACCOUNT),
    Trigger("DeleteOrganization", ACCOUNT),
    Trigger("LeaveOrganization", ACCOUNT),
)

IRRELEVANT = {
    "changes the organization or its accounts, which are not judged yet": """
        CancelHandshake CloseAccount CreateAccount CreateGovCloudAccount
        CreateOrganizationalUnit DeclineHandshake DeleteOrganizationalUnit
        InviteAccountToOrganization InviteOrganizationToTransferResponsibility MoveAccount
        TagResource TerminateResponsibilityTransfer UntagResource UpdateOrganizationalUnit
        UpdateResponsibilityTransfer
    """,
    "changes another account than the one that it is recorded in": """
        RemoveAccountFromOrganization
    """,
    "changes a policy of the organization, which is not judged yet": """
        AttachPolicy CreatePolicy DeletePolicy DeleteResourcePolicy DetachPolicy
        DisablePolicyType EnablePolicyType PutResourcePolicy UpdatePolicy
    """,
    "changes what the organization lets services and administrators do": """
        DeregisterDelegatedAdministrator DisableAWSServiceAccess EnableAWSServiceAccess
        EnableAllFeatures RegisterDelegatedAdministrator
    """,
}

SERVICE = service_calls("organizations.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
