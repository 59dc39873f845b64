"""Amazon EventBridge: event buses.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-logging-monitoring.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import EVENT_BUS

_NAME = "requestParameters.name"
_BUS = "requestParameters.eventBusName"
_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("CreateEventBus", EVENT_BUS, _NAME),
    Trigger("DeleteEventBus", EVENT_BUS, _NAME),
    Trigger("UpdateEventBus", EVENT_BUS, _NAME),
    # Without a name the default bus is meant, and a look at all of them finds it.
    Trigger("PutPermission", EVENT_BUS, _BUS),
    Trigger("RemovePermission", EVENT_BUS, _BUS),
    Trigger("TagResource", EVENT_BUS, _TAGGED, mixed=True),
    Trigger("UntagResource", EVENT_BUS, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "sends events": "PutEvents PutPartnerEvents",
    "changes a rule or its targets, which are not judged yet": """
        DeleteRule DisableRule EnableRule PutRule PutTargets RemoveTargets
    """,
    "changes an archive, a connection or an endpoint, which are not judged yet": """
        CreateApiDestination CreateArchive CreateConnection CreateEndpoint DeauthorizeConnection
        DeleteApiDestination DeleteArchive DeleteConnection DeleteEndpoint UpdateApiDestination
        UpdateArchive UpdateConnection UpdateEndpoint
    """,
    "changes where a partner's events come from, which is not judged": """
        ActivateEventSource CreatePartnerEventSource DeactivateEventSource DeletePartnerEventSource
    """,
    "plays events again or tries something out": "CancelReplay StartReplay TestEventPattern",
}

SERVICE = service_calls("events.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
