"""A backup vault as live calls, a Config item, a plan and a template tell of it."""

import json
from datetime import UTC, datetime

from posturewatch.resources.backup.backup_vault import BackupVault
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:main"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "backup:DeleteRecoveryPoint",
            "Resource": "*",
        }
    ],
}
VAULT = {
    "BackupVaultName": "main",
    "BackupVaultArn": ARN,
    "EncryptionKeyArn": KEY,
    "CreationDate": datetime(2026, 1, 1, tzinfo=UTC),
    "NumberOfRecoveryPoints": 3,
    "MinRetentionDays": 35,
}
RESTORED = datetime(2026, 10, 1, tzinfo=UTC)
ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::Backup::BackupVault",
    "resourceId": "main",
    "ARN": ARN,
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {"BackupVaultName": "main", "BackupVaultArn": ARN, "EncryptionKeyArn": KEY},
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_backup_vault.main": {"name": "main", "kms_key_arn": KEY, "tags": {"team": "web"}},
        "aws_backup_vault_policy.main": {
            "backup_vault_name": "main",
            "policy": json.dumps(POLICY),
        },
        "aws_backup_vault_lock_configuration.main": {
            "backup_vault_name": "main",
            "min_retention_days": 35,
        },
    }
)
TEMPLATE = template(
    {
        "Main": (
            "AWS::Backup::BackupVault",
            {
                "BackupVaultName": "main",
                "EncryptionKeyArn": KEY,
                "AccessPolicy": POLICY,
                "LockConfiguration": {"MinRetentionDays": 35},
                "BackupVaultTags": {"team": "web"},
            },
        )
    }
)


def account():
    aws = Audited()
    aws.answer("DescribeBackupVault", VAULT)
    aws.answer("ListBackupVaults", {"BackupVaultList": [VAULT]})
    aws.answer("ListTags", {"Tags": {"team": "web"}})
    aws.answer("GetBackupVaultAccessPolicy", {"Policy": json.dumps(POLICY)})
    jobs = [
        {"BackupVaultArn": ARN, "CompletionDate": RESTORED},
        {"BackupVaultArn": f"{ARN}-2", "CompletionDate": datetime(2026, 10, 9, tzinfo=UTC)},
    ]
    aws.answer("ListRestoreJobs", {"RestoreJobs": jobs})
    return aws


def test_all_sources_see_the_same_vault():
    live = account().read(BackupVault, "main")
    others = [
        from_config(BackupVault, ITEM),
        *planned(PLAN, BackupVault),
        *declared(TEMPLATE, BackupVault),
    ]
    assert len(others) == 3
    for other in others:
        differing = set(disagreements(live, other))
        assert differing - {"arn", "created_at", "recovery_points"} == set()
        assert "restore_jobs" in unknowns(other)
    assert unknowns(live) == []
    assert live.last_restored_at == RESTORED


def test_a_listing_carries_it_and_what_is_denied_is_unknown():
    aws = account()
    (listed,) = aws.listed(BackupVault)
    read = aws.source.read(BackupVault, listed.key, listed=listed)
    assert read.resource == aws.read(BackupVault, "main")
    aws.fail("GetBackupVaultAccessPolicy", "ResourceNotFoundException")
    assert aws.read(BackupVault, "main").policy is None
    aws.fail("ListRestoreJobs", "AccessDeniedException")
    assert unknowns(aws.read(BackupVault, "main")) == ["restore_jobs"]
    aws.fail("DescribeBackupVault", "ResourceNotFoundException")
    assert aws.is_gone(BackupVault, "main")
