"""Verdicts of the controls of EFS file systems."""

import pytest

from posturewatch.controls.efs import file_system as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.efs.file_system import FileSystem

PASSED, FAILED = Status.PASSED, Status.FAILED


def policy(**statement):
    told = {"Effect": "Allow", "Action": "*", "Resource": "*", **statement}
    return FileSystem(policy=PolicyDocument.parse({"Version": "2012-10-17", "Statement": [told]}))


NO_TLS = {"Bool": {"aws:SecureTransport": "false"}}

CASES = [
    (controls.encryption_enabled, FileSystem(encrypted=True), PASSED),
    (controls.encryption_enabled, FileSystem(), FAILED),
    (controls.backups_enabled, FileSystem(backups=True), PASSED),
    (controls.backups_enabled, FileSystem(), FAILED),
    (
        controls.tls_required,
        policy(Effect="Deny", Principal="*", Condition=NO_TLS),
        PASSED,
    ),
    (controls.tls_required, FileSystem(), FAILED),
    (
        controls.mounting_confined,
        policy(Principal={"AWS": "arn:aws:iam::123456789012:role/web"}),
        PASSED,
    ),
    (controls.mounting_confined, policy(Principal="*"), FAILED),
    (controls.mounting_confined, FileSystem(), FAILED),
    (controls.owner_tagged, FileSystem(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, FileSystem(), FAILED),
]


@pytest.mark.parametrize(("control", "files", "expected"), CASES)
def test_verdict(control, files, expected):
    assert control(files).status is expected
