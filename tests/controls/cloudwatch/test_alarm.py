"""Verdicts of the controls of CloudWatch's alarms."""

import pytest

from posturewatch.controls.cloudwatch import alarm as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.cloudwatch.alarm import Alarm

PASSED, FAILED = Status.PASSED, Status.FAILED
CASES = [
    (controls.actions_enabled, Alarm(), PASSED),
    (controls.actions_enabled, Alarm(actions_enabled=False), FAILED),
    (controls.action_configured, Alarm(actions=("arn:aws:sns:eu-west-1:1:ops",)), PASSED),
    (controls.action_configured, Alarm(), FAILED),
    (controls.owner_tagged, Alarm(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Alarm(), FAILED),
]


@pytest.mark.parametrize(("control", "alarm", "expected"), CASES)
def test_verdict(control, alarm, expected):
    assert control(alarm).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Alarm(unknown=dict.fromkeys(Alarm.properties, "AccessDenied")))
