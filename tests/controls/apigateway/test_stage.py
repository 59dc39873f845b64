"""Verdicts of the controls of stages of REST APIs."""

import pytest

from posturewatch.controls.apigateway import stage as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.apigateway.stage import MethodSetting, Stage

PASSED, FAILED = Status.PASSED, Status.FAILED
LOGGED, SILENT = MethodSetting(log_level="ERROR"), MethodSetting(log_level="OFF")
CACHED = MethodSetting(cached=True)
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"

CASES = [
    (controls.access_logs_enabled, Stage(access_logs=True), PASSED),
    (controls.access_logs_enabled, Stage(), FAILED),
    (controls.execution_logs_enabled, Stage(default=LOGGED, settings=(LOGGED,)), PASSED),
    (controls.execution_logs_enabled, Stage(default=LOGGED, settings=(LOGGED, SILENT)), FAILED),
    (controls.execution_logs_enabled, Stage(settings=(LOGGED,)), FAILED),
    (controls.execution_logs_enabled, Stage(), FAILED),
    (controls.bodies_not_logged, Stage(settings=(LOGGED,)), PASSED),
    (
        controls.bodies_not_logged,
        Stage(settings=(LOGGED, MethodSetting(logs_bodies=True))),
        FAILED,
    ),
    (controls.tracing_enabled, Stage(traced=True), PASSED),
    (controls.tracing_enabled, Stage(), FAILED),
    (controls.waf_associated, Stage(web_acl=True), PASSED),
    (controls.waf_associated, Stage(), FAILED),
    (controls.client_certificate_set, Stage(client_certificate=True), PASSED),
    (controls.client_certificate_set, Stage(), FAILED),
    (controls.cache_encrypted, Stage(), PASSED),
    (controls.cache_encrypted, Stage(settings=(CACHED,)), PASSED),
    (
        controls.cache_encrypted,
        Stage(cache_enabled=True, settings=(MethodSetting(cached=True, cache_encrypted=True),)),
        PASSED,
    ),
    (controls.cache_encrypted, Stage(cache_enabled=True, settings=(LOGGED, CACHED)), FAILED),
    (controls.no_plain_secrets, Stage(variables={"url": "https://example.com"}), PASSED),
    (controls.no_plain_secrets, Stage(variables={"token": SECRET}), FAILED),
    (controls.owner_tagged, Stage(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Stage(), FAILED),
]


@pytest.mark.parametrize(("control", "stage", "expected"), CASES)
def test_verdict(control, stage, expected):
    assert control(stage).status is expected


def test_evidence_names_a_secret_and_does_not_hold_it():
    verdict = controls.no_plain_secrets(Stage(variables={"token": SECRET}))
    assert verdict.evidence["variables"] == ["token"]
    assert SECRET not in str(verdict)
