"""The Resource Groups Tagging API: tags on resources of many services, by ARN.

Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers import kinds

_TAGGED = (
    kinds.BUCKET,
    kinds.SECURITY_GROUP,
    kinds.VOLUME,
    kinds.INSTANCE,
    kinds.POLICY,
    kinds.DB_INSTANCE,
    kinds.DB_SNAPSHOT,
    kinds.TRAIL,
)
"""The kinds that the API tags; users and roles are tagged through IAM only."""

TRIGGERS = tuple(
    Trigger(call, kind, "requestParameters.resourceARNList", mixed=True)
    for call in ("TagResources", "UntagResources")
    for kind in _TAGGED
)

SERVICE = service_calls(
    "tagging.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant={"writes a report on tags": "StartReportCreation"},
)
