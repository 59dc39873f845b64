"""Verdicts of the controls of KMS keys."""

import pytest

from posturewatch.controls.kms import key as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.kms.key import Key

PASSED, FAILED = Status.PASSED, Status.FAILED


def policy(**statement):
    told = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", **statement}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": [told]})


CALLER = {"StringEquals": {"kms:CallerAccount": "123456789012"}}

CASES = [
    (controls.not_public, Key(), PASSED),
    (
        controls.not_public,
        Key(policy=policy(Principal={"AWS": "arn:aws:iam::123456789012:root"})),
        PASSED,
    ),
    (controls.not_public, Key(policy=policy(Principal={"AWS": "*"}, Condition=CALLER)), PASSED),
    (controls.not_public, Key(policy=policy(Principal={"AWS": "*"})), FAILED),
    (controls.rotation_enabled, Key(rotation=True), PASSED),
    (controls.rotation_enabled, Key(spec="RSA_2048"), PASSED),
    (controls.rotation_enabled, Key(origin="EXTERNAL"), PASSED),
    (controls.rotation_enabled, Key(), FAILED),
    (controls.deletion_not_pending, Key(state="Disabled"), PASSED),
    (controls.deletion_not_pending, Key(state="PendingDeletion"), FAILED),
    (controls.owner_tagged, Key(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Key(), FAILED),
]


@pytest.mark.parametrize(("control", "key", "expected"), CASES)
def test_verdict(control, key, expected):
    assert control(key).status is expected
