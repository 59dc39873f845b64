"""One resource as each of the four sources tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from posturewatch.domain.resource import Resource
from tests.support.aws import ACCOUNT, REGION, Audited, found
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns


def item(cls: type[Resource], configuration: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a Config item in its current form."""
    return {
        "version": "1.3",
        "accountId": ACCOUNT,
        "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
        "configurationItemStatus": "OK",
        "resourceType": cls.config_type,
        "awsRegion": REGION,
        "configuration": dict(configuration),
        **more,
    }


def lowered(answer: Any) -> Any:
    """Return an answer of an API in the words of AWS Config, which begins them in lower case."""
    if isinstance(answer, Mapping):
        return {name[0].lower() + name[1:]: lowered(each) for name, each in answer.items()}
    return [lowered(each) for each in answer] if isinstance(answer, list) else answer


def read_live(cls: type[Resource], id: str, answers: Mapping[str, Any]) -> Any:
    """Return the snapshot that documented answers give; listing must give the same."""
    aws = Audited()
    for operation, answer in answers.items():
        aws.answer(operation, answer)
    live = aws.read(cls, id)
    (entry,) = aws.listed(cls)
    assert found(aws.source.read(cls, live.key, listed=entry)) == live
    return live


def of_plan(cls: type[Resource], values: Mapping[str, Any], **companions: Any) -> Any:
    """Return the snapshot of a plan with one resource; companions are address → values."""
    assert cls.planned is not None
    address = f"{cls.planned.terraform[0]}.x"
    (snapshot,) = planned(plan({address: values, **companions}), cls)
    return snapshot


def of_template(cls: type[Resource], properties: Mapping[str, Any], kind: str = "") -> Any:
    """Return the snapshot of a template with one resource."""
    (snapshot,) = declared(template({"X": (kind or cls.type, properties)}), cls)
    return snapshot


def differences(live: Any, other: Any) -> list[str]:
    """Name what another snapshot does not know, or tells differently from the live one.

    The ARN and the time of creation, which no plan can know, are left out.
    """
    return sorted({*disagreements(live, other), *unknowns(other)} - {"arn", "created_at"})
