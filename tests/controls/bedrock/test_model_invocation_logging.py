"""Verdicts of the controls of logs of model invocations."""

import pytest

from posturewatch.controls.bedrock import model_invocation_logging as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.bedrock.model_invocation_logging import (
    ModelInvocationLogging as Logging,
)

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.invocations_logged, Logging(log_group="models"), PASSED),
    (controls.invocations_logged, Logging(bucket="models"), PASSED),
    (controls.invocations_logged, Logging(text=True), FAILED),
    (controls.text_logged, Logging(bucket="models", text=True), PASSED),
    (controls.text_logged, Logging(bucket="models"), FAILED),
    (controls.text_logged, Logging(text=True), FAILED),
    (controls.large_data_kept, Logging(bucket="models"), PASSED),
    (controls.large_data_kept, Logging(log_group="models", large_bucket="large"), PASSED),
    (controls.large_data_kept, Logging(log_group="models"), FAILED),
    (controls.large_data_kept, Logging(), FAILED),
]


@pytest.mark.parametrize(("control", "logging", "expected"), CASES)
def test_verdict(control, logging, expected):
    assert control(logging).status is expected
