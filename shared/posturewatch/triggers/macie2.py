"""Amazon Macie: the session of a region, and what becomes of its findings."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import MACIE_SESSION

TRIGGERS = (
    Trigger("BatchUpdateAutomatedDiscoveryAccounts", MACIE_SESSION),
    Trigger("DisableMacie", MACIE_SESSION),
    Trigger("EnableMacie", MACIE_SESSION),
    Trigger("PutClassificationExportConfiguration", MACIE_SESSION),
    Trigger("PutFindingsPublicationConfiguration", MACIE_SESSION),
    Trigger("UpdateAutomatedDiscoveryConfiguration", MACIE_SESSION),
    Trigger("UpdateMacieSession", MACIE_SESSION),
)

IRRELEVANT = {
    "changes which accounts belong together, or the sessions of other accounts": """
        AcceptInvitation CreateInvitations CreateMember DeclineInvitations DeleteInvitations
        DeleteMember DisableOrganizationAdminAccount DisassociateFromAdministratorAccount
        DisassociateFromMasterAccount DisassociateMember EnableOrganizationAdminAccount
        UpdateMemberSession UpdateOrganizationConfiguration
    """,
    "changes single searches, or what they look for, which is not judged yet": """
        CreateAllowList CreateClassificationJob CreateCustomDataIdentifier DeleteAllowList
        DeleteCustomDataIdentifier UpdateAllowList UpdateClassificationJob
        UpdateClassificationScope UpdateResourceProfile UpdateResourceProfileDetections
        UpdateSensitivityInspectionTemplate
    """,
    "changes what of the findings is shown, or tags": """
        CreateFindingsFilter CreateSampleFindings DeleteFindingsFilter TagResource UntagResource
        UpdateFindingsFilter UpdateRevealConfiguration
    """,
}

SERVICE = service_calls(
    "macie2.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="TestCustomDataIdentifier",
)
