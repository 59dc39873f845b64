"""Verdicts of the controls of Kinesis streams."""

import pytest

from posturewatch.controls.kinesis import stream as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.kinesis.stream import Stream

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.encryption_enabled, Stream(encryption="KMS", kms_key="alias/k"), PASSED),
    (controls.encryption_enabled, Stream(encryption="KMS"), FAILED),
    (controls.encryption_enabled, Stream(kms_key="alias/k"), FAILED),
    (controls.kept_long_enough, Stream(retention_hours=168), PASSED),
    (controls.kept_long_enough, Stream(), FAILED),
    (controls.owner_tagged, Stream(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Stream(), FAILED),
]


@pytest.mark.parametrize(("control", "stream", "expected"), CASES)
def test_verdict(control, stream, expected):
    assert control(stream).status is expected
