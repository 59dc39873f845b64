"""Amazon CloudWatch: alarms."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import ACCOUNT_ALARMS, ALARM

_NAME, _NAMES = "requestParameters.alarmName", "requestParameters.alarmNames"
_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("DeleteAlarms", ALARM, _NAMES),
    Trigger("DisableAlarmActions", ALARM, _NAMES),
    Trigger("EnableAlarmActions", ALARM, _NAMES),
    Trigger("PutMetricAlarm", ALARM, _NAME),
    # The alarms on the filters of trails are among them; which ones, no call tells.
    Trigger("DeleteAlarms", ACCOUNT_ALARMS),
    Trigger("DisableAlarmActions", ACCOUNT_ALARMS),
    Trigger("EnableAlarmActions", ACCOUNT_ALARMS),
    Trigger("PutMetricAlarm", ACCOUNT_ALARMS),
    Trigger("TagResource", ALARM, _TAGGED, mixed=True),
    Trigger("UntagResource", ALARM, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes alarms on other alarms or on logs, which are not judged yet": """
        PutCompositeAlarm PutLogAlarm
    """,
    "changes when alarms are muted, which is not judged yet": """
        DeleteAlarmMuteRule PutAlarmMuteRule
    """,
    "sets the state of an alarm for a moment": "SetAlarmState",
    "changes metrics, what is made of them or where they go": """
        AssociateDatasetKmsKey CreateResourceMetricsConfiguration DeleteAnomalyDetector
        DeleteInsightRules DeleteMetricDataQueryDefinition DeleteMetricStream
        DeleteResourceMetricsConfiguration DisableInsightRules DisassociateDatasetKmsKey
        EnableInsightRules PutAnomalyDetector PutInsightRule PutManagedInsightRules PutMetricData
        PutMetricDataQueryDefinition PutMetricStream StartMetricStreams StartOTelEnrichment
        StopMetricStreams StopOTelEnrichment UpdateOTelEnrichment
        UpdateResourceMetricsConfiguration
    """,
    "changes what is shown": "DeleteDashboards PutDashboard",
}

SERVICE = service_calls(
    "monitoring.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT, models="cloudwatch"
)
