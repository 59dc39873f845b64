"""Verdicts of the controls of event buses."""

import pytest

from posturewatch.controls.events import event_bus as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status
from posturewatch.resources.events.event_bus import EventBus

PASSED, FAILED = Status.PASSED, Status.FAILED
DEFAULT = ResourceKey("123456789012", "us-east-1", "AWS::Events::EventBus", "default")


def allowing(principal, **more):
    told = {"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*", **more}
    statement = {**told, "Principal": principal}
    return EventBus(policy=PolicyDocument.parse({"Statement": [statement]}))


ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}

CASES = [
    (controls.not_public, EventBus(), PASSED),
    (controls.not_public, allowing({"AWS": "210987654321"}), PASSED),
    (controls.not_public, allowing("*", Condition=ORGANIZATION), PASSED),
    (controls.not_public, allowing("*"), FAILED),
    (controls.policy_attached, allowing({"AWS": "210987654321"}), PASSED),
    (controls.policy_attached, EventBus(key=DEFAULT), PASSED),
    (controls.policy_attached, EventBus(), FAILED),
    (controls.own_key_used, EventBus(kms_key="arn:aws:kms:::key/k"), PASSED),
    (controls.own_key_used, EventBus(), FAILED),
    (controls.logging_enabled, EventBus(log_level="ERROR"), PASSED),
    (controls.logging_enabled, EventBus(), FAILED),
    (controls.owner_tagged, EventBus(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, EventBus(key=DEFAULT), PASSED),
    (controls.owner_tagged, EventBus(), FAILED),
]


@pytest.mark.parametrize(("control", "bus", "expected"), CASES)
def test_verdict(control, bus, expected):
    assert control(bus).status is expected
