"""Verdicts of the controls of log groups."""

import pytest

from posturewatch.controls.logs import log_group as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.logs.log_group import LogGroup

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.retention_set, LogGroup(retention_days=7), PASSED),
    (controls.retention_set, LogGroup(retention_days=0), FAILED),
    (controls.retention_set, LogGroup(), FAILED),
    (controls.kept_long_enough, LogGroup(), PASSED),
    (controls.kept_long_enough, LogGroup(retention_days=0), PASSED),
    (controls.kept_long_enough, LogGroup(retention_days=365), PASSED),
    (controls.kept_long_enough, LogGroup(retention_days=180), FAILED),
    (controls.kms_encryption_enabled, LogGroup(kms_key="arn:aws:kms:x"), PASSED),
    (controls.kms_encryption_enabled, LogGroup(), FAILED),
]


@pytest.mark.parametrize(("control", "group", "expected"), CASES)
def test_verdict(control, group, expected):
    assert control(group).status is expected
