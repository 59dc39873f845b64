"""Verdicts of the controls of Kendra indexes."""

import pytest

from posturewatch.controls.kendra import index as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.kendra.index import Index

PASSED, FAILED = Status.PASSED, Status.FAILED
CASES = [
    (controls.kms_encryption_enabled, Index(kms_key="k"), PASSED),
    (controls.kms_encryption_enabled, Index(), FAILED),
    (controls.user_tokens_used, Index(user_context="USER_TOKEN"), PASSED),
    (controls.user_tokens_used, Index(), FAILED),
    (controls.owner_tagged, Index(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Index(), FAILED),
]


@pytest.mark.parametrize(("control", "index", "expected"), CASES)
def test_verdict(control, index, expected):
    assert control(index).status is expected
