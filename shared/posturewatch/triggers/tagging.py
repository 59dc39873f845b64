"""The Resource Groups Tagging API: tags on resources of many services, by ARN.

Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import KINDS

TRIGGERS = tuple(
    Trigger(call, kind, "requestParameters.resourceARNList", mixed=True)
    for call in ("TagResources", "UntagResources")
    for kind in KINDS
    if kind.arn and kind.tagged
)

SERVICE = service_calls(
    "tagging.amazonaws.com",
    triggers=TRIGGERS,
    models="resourcegroupstaggingapi",
    irrelevant={"writes a report on tags": "StartReportCreation"},
)
