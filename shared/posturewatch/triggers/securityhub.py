"""AWS Security Hub: the hub of a region, and the standards by which it judges."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import HUB

TRIGGERS = tuple(
    # A region has one hub, so that no call needs to tell which.
    Trigger(call, HUB)
    for call in (
        "BatchDisableStandards",
        "BatchEnableStandards",
        "CreateFindingAggregator",
        "DeleteFindingAggregator",
        "DisableSecurityHub",
        "EnableSecurityHub",
        "StartConfigurationPolicyAssociation",
        "StartConfigurationPolicyDisassociation",
        "TagResource",
        "UntagResource",
        "UpdateConfigurationPolicy",
        "UpdateFindingAggregator",
        "UpdateSecurityHubConfiguration",
    )
)

IRRELEVANT = {
    "changes findings, or what is done with them, which is not judged yet": """
        BatchDeleteAutomationRules BatchImportFindings BatchUpdateAutomationRules
        BatchUpdateFindings BatchUpdateFindingsV2 CancelExportJobV2 CreateActionTarget
        CreateAutomationRule CreateAutomationRuleV2 CreateInsight CreateTicketV2 DeleteActionTarget
        DeleteAutomationRuleV2 DeleteInsight StartExportJobV2 UpdateActionTarget
        UpdateAutomationRuleV2 UpdateFindings UpdateInsight
    """,
    "changes single controls of a standard, which are not judged yet": """
        BatchUpdateStandardsControlAssociations UpdateSecurityControl UpdateStandardsControl
    """,
    "changes which accounts belong together, not how one of them judges": """
        AcceptAdministratorInvitation AcceptInvitation CreateConfigurationPolicy CreateMembers
        DeclineInvitations DeleteConfigurationPolicy DeleteInvitations DeleteMembers
        DisableOrganizationAdminAccount DisassociateFromAdministratorAccount
        DisassociateFromMasterAccount DisassociateMembers EnableOrganizationAdminAccount
        InviteMembers UpdateOrganizationConfiguration
    """,
    "changes which other products tell their findings, which is not judged yet": """
        CreateConnector CreateConnectorV2 DeleteConnector DeleteConnectorV2
        DisableImportFindingsForProduct EnableImportFindingsForProduct RegisterConnectorV2
        UpdateConnector UpdateConnectorV2
    """,
    "changes the other Security Hub, of which no control asks yet": """
        CreateAggregatorV2 DeleteAggregatorV2 DisableSecurityHubFeatureV2 DisableSecurityHubV2
        EnableSecurityHubFeatureV2 EnableSecurityHubV2 UpdateAggregatorV2
    """,
}

SERVICE = service_calls(
    "securityhub.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="GenerateRecommendedPolicyV2",
)
