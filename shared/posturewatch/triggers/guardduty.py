"""Amazon GuardDuty: the detector of a region, and who administers it."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import DETECTOR

TRIGGERS = tuple(
    # A region has one detector, so that no call needs to tell which.
    Trigger(call, DETECTOR)
    for call in (
        "AcceptAdministratorInvitation",
        "AcceptInvitation",
        "CreateDetector",
        "CreateMembers",
        "DeleteDetector",
        "DeleteMembers",
        "DisassociateFromAdministratorAccount",
        "DisassociateFromMasterAccount",
        "DisassociateMembers",
        "InviteMembers",
        "StartMonitoringMembers",
        "StopMonitoringMembers",
        "TagResource",
        "UntagResource",
        "UpdateDetector",
    )
)

IRRELEVANT = {
    "changes the detectors of other accounts, where it is recorded too or found by the sweep": """
        DisableOrganizationAdminAccount EnableOrganizationAdminAccount UpdateMemberDetectors
        UpdateOrganizationConfiguration
    """,
    "changes an invitation that nobody has accepted": """
        DeclineInvitations DeleteInvitations
    """,
    "changes what is found, hidden or trusted, which is not judged yet": """
        ArchiveFindings CreateCustomDetectionRuleAssociation
        CreateCustomDetectionRuleOrgConfiguration CreateFilter CreateIPSet CreateInvestigation
        CreateSampleFindings CreateThreatEntitySet CreateThreatIntelSet CreateTrustedEntitySet
        DeleteCustomDetectionRuleAssociation DeleteCustomDetectionRuleOrgConfiguration DeleteFilter
        DeleteIPSet DeleteThreatEntitySet DeleteThreatIntelSet DeleteTrustedEntitySet
        UnarchiveFindings UpdateCustomDetectionRuleAssociation
        UpdateCustomDetectionRuleOrgConfiguration UpdateFilter UpdateFindingsFeedback UpdateIPSet
        UpdateThreatEntitySet UpdateThreatIntelSet UpdateTrustedEntitySet
    """,
    "changes where findings are written to, which is not judged yet": """
        CreatePublishingDestination DeletePublishingDestination UpdatePublishingDestination
    """,
    "searches something for malware, or changes a plan or the settings of such searches": """
        CreateMalwareProtectionPlan DeleteMalwareProtectionPlan SendObjectMalwareScan
        StartMalwareScan UpdateMalwareProtectionPlan UpdateMalwareScanSettings
    """,
}

SERVICE = service_calls("guardduty.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
