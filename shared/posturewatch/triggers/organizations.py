"""AWS Organizations: nothing that it keeps is judged yet."""

from __future__ import annotations

from posturewatch.domain.trigger import service_calls

IRRELEVANT = {
    "changes the organization or its accounts, which are not judged yet": """
        AcceptHandshake CancelHandshake CloseAccount CreateAccount CreateGovCloudAccount
        CreateOrganization CreateOrganizationalUnit DeclineHandshake DeleteOrganization
        DeleteOrganizationalUnit InviteAccountToOrganization
        InviteOrganizationToTransferResponsibility LeaveOrganization MoveAccount
        RemoveAccountFromOrganization TagResource TerminateResponsibilityTransfer UntagResource
        UpdateOrganizationalUnit UpdateResponsibilityTransfer
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

SERVICE = service_calls("organizations.amazonaws.com", irrelevant=IRRELEVANT)
