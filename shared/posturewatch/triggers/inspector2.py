"""Amazon Inspector: what is searched for vulnerabilities in a region."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import REGIONAL_SCANNING

TRIGGERS = (
    Trigger("AssociateMember", REGIONAL_SCANNING),
    Trigger("Disable", REGIONAL_SCANNING),
    Trigger("DisassociateMember", REGIONAL_SCANNING),
    Trigger("Enable", REGIONAL_SCANNING),
)

IRRELEVANT = {
    "changes what is switched on in accounts to come, or who administers the others": """
        DisableDelegatedAdminAccount EnableDelegatedAdminAccount UpdateOrganizationConfiguration
    """,
    "changes how deep or how long something is searched, which is not judged yet": """
        BatchUpdateMemberEc2DeepInspectionStatus UpdateConfiguration
        UpdateEc2DeepInspectionConfiguration UpdateOrgEc2DeepInspectionConfiguration
    """,
    "changes what of the findings is shown or told": """
        CancelFindingsReport CancelSbomExport CreateFilter CreateFindingsReport CreateSbomExport
        DeleteFilter UpdateFilter
    """,
    "compares instances with CIS's benchmarks, which is not judged yet": """
        CreateCisScanConfiguration DeleteCisScanConfiguration SendCisSessionHealth
        SendCisSessionTelemetry StartCisSession StopCisSession UpdateCisScanConfiguration
    """,
    "changes the search of repositories and clouds outside of AWS, which is not judged yet": """
        BatchAssociateCodeSecurityScanConfiguration BatchDisassociateCodeSecurityScanConfiguration
        CreateCodeSecurityIntegration CreateCodeSecurityScanConfiguration CreateConnector
        DeleteCodeSecurityIntegration DeleteCodeSecurityScanConfiguration DeleteConnector
        StartCodeSecurityScan StartOnDemandScan UpdateCodeSecurityIntegration
        UpdateCodeSecurityScanConfiguration UpdateConnector UpdateConnectorScanConfiguration
    """,
    "changes the key of what was found in code, or a tag, which are not judged yet": """
        ResetEncryptionKey TagResource UntagResource UpdateEncryptionKey
    """,
}

SERVICE = service_calls("inspector2.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
