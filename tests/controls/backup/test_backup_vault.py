"""Verdicts of the controls of backup vaults."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.backup import backup_vault as controls
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.backup.backup_vault import BackupVault, RestoreJob

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 11, 1, tzinfo=UTC)
OPEN = PolicyDocument.parse(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "backup:CopyFromBackupVault",
                "Resource": "*",
            }
        ],
    }
)


def restored(days, vault=None):
    own = BackupVault().arn
    job = RestoreJob(vault=vault or own, completed_at=NOW - timedelta(days=days))
    return BackupVault(restore_jobs=(job,), observed_at=NOW)


CASES = [
    (controls.restore_tested, restored(365), PASSED),
    (controls.restore_tested, restored(366), FAILED),
    (controls.restore_tested, restored(1, "arn:aws:backup:x:1:backup-vault:other"), FAILED),
    (controls.restore_tested, BackupVault(observed_at=NOW), FAILED),
    (controls.not_public, BackupVault(), PASSED),
    (controls.not_public, BackupVault(policy=OPEN), FAILED),
    (controls.locked, BackupVault(min_retention_days=35), PASSED),
    (controls.locked, BackupVault(), FAILED),
    (controls.owner_tagged, BackupVault(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, BackupVault(), FAILED),
]


@pytest.mark.parametrize(("control", "vault", "expected"), CASES)
def test_verdict(control, vault, expected):
    assert control(vault).status is expected
