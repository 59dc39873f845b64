"""Verdicts of the controls of state machines."""

import pytest

from posturewatch.controls.stepfunctions import state_machine as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.stepfunctions.state_machine import StateMachine

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.logging_enabled, StateMachine(log_level="FATAL"), PASSED),
    (controls.logging_enabled, StateMachine(), FAILED),
    (controls.tracing_enabled, StateMachine(tracing=True), PASSED),
    (controls.tracing_enabled, StateMachine(), FAILED),
    (controls.own_key_used, StateMachine(kms_key="arn:aws:kms:::key/k"), PASSED),
    (controls.own_key_used, StateMachine(), FAILED),
    (controls.owner_tagged, StateMachine(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, StateMachine(), FAILED),
]


@pytest.mark.parametrize(("control", "machine", "expected"), CASES)
def test_verdict(control, machine, expected):
    assert control(machine).status is expected
