"""AWS Config: recorders, their delivery channels, and how long what they record is kept."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import CONFIGURATION_RECORDER

TRIGGERS = (
    Trigger("AssociateResourceTypes", CONFIGURATION_RECORDER),
    Trigger("DeleteConfigurationRecorder", CONFIGURATION_RECORDER),
    Trigger("DeleteDeliveryChannel", CONFIGURATION_RECORDER),
    Trigger("DeleteRetentionConfiguration", CONFIGURATION_RECORDER),
    Trigger("DisassociateResourceTypes", CONFIGURATION_RECORDER),
    Trigger("PutConfigurationRecorder", CONFIGURATION_RECORDER),
    Trigger("PutDeliveryChannel", CONFIGURATION_RECORDER),
    Trigger("PutRetentionConfiguration", CONFIGURATION_RECORDER),
    Trigger("StartConfigurationRecorder", CONFIGURATION_RECORDER),
    Trigger("StopConfigurationRecorder", CONFIGURATION_RECORDER),
)

IRRELEVANT = {
    "changes the recorder of an AWS service, beside that of the account": """
        DeleteServiceLinkedConfigurationRecorder PutServiceLinkedConfigurationRecorder
        PutThirdPartyServiceLinkedConfigurationRecorder
    """,
    "changes which rules judge what is recorded, or what they found": """
        DeleteConfigRule DeleteConformancePack DeleteEvaluationResults DeleteOrganizationConfigRule
        DeleteOrganizationConformancePack PutConfigRule PutConformancePack PutEvaluations
        PutExternalEvaluation PutOrganizationConfigRule PutOrganizationConformancePack
        StartConfigRulesEvaluation StartResourceEvaluation
    """,
    "changes what is done about findings of rules": """
        DeleteRemediationConfiguration DeleteRemediationExceptions PutRemediationConfigurations
        PutRemediationExceptions StartRemediationExecution
    """,
    "changes who gathers what several accounts record, which is not judged yet": """
        DeleteAggregationAuthorization DeleteConfigurationAggregator
        DeletePendingAggregationRequest PutAggregationAuthorization PutConfigurationAggregator
    """,
    "changes resources outside of AWS, which are not judged": """
        DeleteConnector DeleteResourceConfig PutConnector PutResourceConfig
    """,
    "changes a query, a tag or a copy, not what is recorded": """
        DeleteStoredQuery DeliverConfigSnapshot PutStoredQuery TagResource UntagResource
    """,
}

SERVICE = service_calls(
    "config.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="SelectAggregateResourceConfig SelectResourceConfig",
)
