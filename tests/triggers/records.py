"""Records of calls for the case tables, and targets as those write them."""

from __future__ import annotations

from typing import Any

from posturewatch.domain.change import Target

ACCOUNT = "123456789012"
REGION = "eu-west-1"
HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"

Case = tuple[str, Any, dict[str, Any], list[Any]]
"""A call, its request parameters, other fields of its record, and the targets: type and id, and the
region where it is neither `REGION` nor `global`."""


def record(service: str, name: str, request: Any, **fields: Any) -> dict[str, Any]:
    return {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "eventTime": "2026-03-02T10:00:00Z",
        "eventID": "0",
        "awsRegion": REGION,
        "recipientAccountId": ACCOUNT,
        "requestParameters": request,
        **fields,
    }


def told(*targets: Target) -> list[tuple[str, str | None] | tuple[str, str | None, str]]:
    return [
        (x.type, x.id) if x.region in (REGION, "global") else (x.type, x.id, x.region)
        for x in targets
    ]
