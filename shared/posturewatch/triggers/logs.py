"""Amazon CloudWatch Logs: log groups, and what is counted in them.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/logging_cw_api_calls_cwl.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Record, Trigger, request_of, service_calls
from posturewatch.triggers.kinds import ACCOUNT_ALARMS, LOG_GROUP

_NAME = "requestParameters.logGroupName"
_TAGGED = "requestParameters.resourceArn"


def _names_group(record: Record) -> bool:
    """Whether a call is about a group; a key may be set for all results of queries instead."""
    request = request_of(record)
    return request is None or "logGroupName" in request


TRIGGERS = (
    Trigger("CreateLogGroup", LOG_GROUP, _NAME),
    Trigger("DeleteLogGroup", LOG_GROUP, _NAME),
    Trigger("DeleteLogGroup", ACCOUNT_ALARMS),
    Trigger("PutMetricFilter", ACCOUNT_ALARMS),
    Trigger("DeleteMetricFilter", ACCOUNT_ALARMS),
    Trigger("AssociateKmsKey", LOG_GROUP, _NAME, only_if=_names_group),
    Trigger("DisassociateKmsKey", LOG_GROUP, _NAME, only_if=_names_group),
    Trigger("PutRetentionPolicy", LOG_GROUP, _NAME),
    Trigger("DeleteRetentionPolicy", LOG_GROUP, _NAME),
    Trigger("TagLogGroup", LOG_GROUP, _NAME),
    Trigger("UntagLogGroup", LOG_GROUP, _NAME),
    Trigger("TagResource", LOG_GROUP, _TAGGED, mixed=True),
    Trigger("UntagResource", LOG_GROUP, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "writes or removes events, not how their group keeps them": """
        CreateLogStream DeleteLogStream PutLogEvents
    """,
    "reads or exports events, or plans that": """
        CancelExportTask CancelImportTask CreateExportTask CreateImportTask CreateLookupTable
        CreateScheduledQuery DeleteLookupTable DeleteQueryDefinition DeleteScheduledQuery
        PutQueryDefinition StartLiveTail StartQuery StopQuery UpdateLookupTable UpdateScheduledQuery
    """,
    "changes what is found or indexed in events, which is not judged yet": """
        CreateLogAnomalyDetector DeleteIndexPolicy DeleteLogAnomalyDetector DeleteTransformer
        PutIndexPolicy PutTransformer UpdateAnomaly UpdateLogAnomalyDetector
    """,
    "changes where events come from or go, which is not judged yet": """
        AssociateSourceToS3TableIntegration CreateDelivery DeleteDelivery DeleteDeliveryDestination
        DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination DeleteIntegration
        DeleteSubscriptionFilter DeleteSyslogConfiguration DisassociateSourceFromS3TableIntegration
        PutBearerTokenAuthentication PutDeliveryDestination PutDeliveryDestinationPolicy
        PutDeliverySource PutDestination PutDestinationPolicy PutIntegration PutSubscriptionFilter
        PutSyslogConfiguration UpdateDeliveryConfiguration
    """,
    "changes a policy on the data or the account, which is not judged yet": """
        DeleteAccountPolicy DeleteDataProtectionPolicy DeleteResourcePolicy PutAccountPolicy
        PutDataProtectionPolicy PutLogGroupDeletionProtection PutResourcePolicy PutStorageTierPolicy
    """,
}

SERVICE = service_calls(
    "logs.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="FilterLogEvents TestMetricFilter TestTransformer",
)
