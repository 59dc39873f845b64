"""AWS CloudTrail: trails, named by name or by ARN."""

from __future__ import annotations

from posturewatch.domain.trigger import Record, Trigger, service_calls, texts_at
from posturewatch.triggers.kinds import ACCOUNT_ALARMS, TRAIL

_NAME = ("requestParameters.name", "responseElements.trailARN")
_TRAIL_NAME = ("requestParameters.trailName", "responseElements.trailARN")
_TAGGED = "requestParameters.resourceId"


def _of_a_trail(record: Record) -> bool:
    """Whether the call is about a trail; an event data store may stand in its place."""
    return not texts_at("requestParameters.eventDataStore", record)


TRIGGERS = (
    Trigger("CreateTrail", TRAIL, _NAME),
    Trigger("DeleteTrail", TRAIL, "requestParameters.name"),
    Trigger("UpdateTrail", TRAIL, _NAME),
    Trigger("StartLogging", TRAIL, "requestParameters.name"),
    Trigger("StopLogging", TRAIL, "requestParameters.name"),
    Trigger("PutEventSelectors", TRAIL, _TRAIL_NAME),
    Trigger("PutEventConfiguration", TRAIL, _TRAIL_NAME, only_if=_of_a_trail),
    Trigger("PutInsightSelectors", TRAIL, _TRAIL_NAME, only_if=_of_a_trail),
    # What a trail records, and where it tells of it, is what alarms hear.
    Trigger("CreateTrail", ACCOUNT_ALARMS),
    Trigger("DeleteTrail", ACCOUNT_ALARMS),
    Trigger("UpdateTrail", ACCOUNT_ALARMS),
    Trigger("StartLogging", ACCOUNT_ALARMS),
    Trigger("StopLogging", ACCOUNT_ALARMS),
    Trigger("PutEventSelectors", ACCOUNT_ALARMS),
    Trigger("AddTags", TRAIL, _TAGGED, mixed=True),
    Trigger("RemoveTags", TRAIL, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "changes CloudTrail Lake, which is not judged yet": """
        CreateChannel CreateDashboard CreateEventDataStore DeleteChannel DeleteDashboard
        DeleteEventDataStore DeleteResourcePolicy DisableFederation EnableFederation
        PutResourcePolicy RestoreEventDataStore StartEventDataStoreIngestion
        StopEventDataStoreIngestion UpdateChannel UpdateDashboard UpdateEventDataStore
    """,
    "runs a query or an import in CloudTrail Lake": """
        CancelQuery StartDashboardRefresh StartImport StartQuery StopImport
    """,
    "changes who administers the organization's trails": """
        DeregisterOrganizationDelegatedAdmin RegisterOrganizationDelegatedAdmin
    """,
}

SERVICE = service_calls(
    "cloudtrail.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    reads="GenerateQuery",
)
