"""Verdicts of the controls of secrets."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.secretsmanager import secret as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.secretsmanager.secret import Secret

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 11, 1, tzinfo=UTC)
OPEN = PolicyDocument.parse(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
            }
        ],
    }
)


def secret(**properties):
    return Secret(observed_at=NOW, **properties)


def ago(days):
    return NOW - timedelta(days=days)


CASES = [
    (controls.not_public, secret(), PASSED),
    (controls.not_public, secret(policy=OPEN), FAILED),
    (controls.rotation_enabled, secret(rotation=True), PASSED),
    (controls.rotation_enabled, secret(rotation_days=30), PASSED),
    (controls.rotation_enabled, secret(rotation_schedule="rate(10 days)"), PASSED),
    (controls.rotation_enabled, secret(), FAILED),
    (controls.renewed_in_time, secret(last_rotated_at=ago(90)), PASSED),
    (controls.renewed_in_time, secret(created_at=ago(5)), PASSED),
    (controls.renewed_in_time, secret(last_changed_at=ago(91)), FAILED),
    (controls.renewed_in_time, secret(), FAILED),
    (controls.in_use, secret(last_used_at=ago(1)), PASSED),
    (controls.in_use, secret(created_at=ago(3)), PASSED),
    (controls.in_use, secret(last_used_at=ago(91)), FAILED),
    (controls.in_use, secret(), FAILED),
    (controls.owner_tagged, secret(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, secret(), FAILED),
]


@pytest.mark.parametrize(("control", "value", "expected"), CASES)
def test_verdict(control, value, expected):
    assert control(value).status is expected
