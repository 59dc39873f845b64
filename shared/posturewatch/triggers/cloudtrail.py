"""AWS CloudTrail: trails, named by name or by ARN."""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import TRAIL

_NAME = ("requestParameters.name", "responseElements.trailARN", "responseElements.name")
_TRAIL_NAME = ("requestParameters.trailName", "responseElements.trailARN")
# These also take an event data store in place of a trail.
_TAGGED = "requestParameters.resourceId"

TRIGGERS = (
    Trigger("CreateTrail", TRAIL, _NAME),
    Trigger("DeleteTrail", TRAIL, _NAME),
    Trigger("UpdateTrail", TRAIL, _NAME),
    Trigger("StartLogging", TRAIL, _NAME),
    Trigger("StopLogging", TRAIL, _NAME),
    Trigger("PutEventSelectors", TRAIL, _TRAIL_NAME),
    Trigger("PutEventConfiguration", TRAIL, _TRAIL_NAME, optional=True),
    Trigger("PutInsightSelectors", TRAIL, _TRAIL_NAME, optional=True),
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
