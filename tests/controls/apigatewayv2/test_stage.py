"""Verdicts of the controls of stages of HTTP and WebSocket APIs."""

import pytest

from posturewatch.controls.apigatewayv2 import stage as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.apigatewayv2.stage import Stage

PASSED, FAILED = Status.PASSED, Status.FAILED
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
UNTOLD = {"protocol": "not told"}

CASES = [
    (controls.access_logs_enabled, Stage(access_logs=True), PASSED),
    (controls.access_logs_enabled, Stage(), FAILED),
    (controls.execution_logs_enabled, Stage(protocol="HTTP"), PASSED),
    (controls.execution_logs_enabled, Stage(log_level="INFO", unknown=UNTOLD), PASSED),
    (controls.execution_logs_enabled, Stage(protocol="WEBSOCKET"), FAILED),
    (controls.bodies_not_logged, Stage(), PASSED),
    (controls.bodies_not_logged, Stage(logs_bodies=True), FAILED),
    (controls.requests_throttled, Stage(burst=100), PASSED),
    (controls.requests_throttled, Stage(), FAILED),
    (controls.no_plain_secrets, Stage(variables={"url": "https://example.com"}), PASSED),
    (controls.no_plain_secrets, Stage(variables={"token": SECRET}), FAILED),
    (controls.owner_tagged, Stage(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Stage(), FAILED),
]


@pytest.mark.parametrize(("control", "stage", "expected"), CASES)
def test_verdict(control, stage, expected):
    assert control(stage).status is expected


def test_without_the_protocol_missing_logs_are_not_judged():
    with pytest.raises(UnknownValue):
        controls.execution_logs_enabled(Stage(unknown=UNTOLD))


def test_evidence_names_a_secret_and_does_not_hold_it():
    verdict = controls.no_plain_secrets(Stage(variables={"token": SECRET}))
    assert verdict.evidence["variables"] == ["token"]
    assert SECRET not in str(verdict)
