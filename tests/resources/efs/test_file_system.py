"""An EFS file system as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.efs.file_system import FileSystem
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
REFERENCE = {"references": ["aws_efs_file_system.f.id", "aws_efs_file_system.f"]}
PLAN = plan(
    {
        "aws_efs_file_system.f": {"encrypted": True, "kms_key_id": KEY, "tags": {"team": "web"}},
        "aws_efs_backup_policy.f": {"backup_policy": [{"status": "ENABLED"}]},
        "aws_efs_file_system_policy.f": {"policy": json.dumps(POLICY)},
    },
    unknown={
        "aws_efs_backup_policy.f": {"file_system_id": True},
        "aws_efs_file_system_policy.f": {"file_system_id": True},
    },
    written={
        "aws_efs_backup_policy.f": {"file_system_id": REFERENCE},
        "aws_efs_file_system_policy.f": {"file_system_id": REFERENCE},
    },
)
TEMPLATE = template(
    {
        "Files": (
            "AWS::EFS::FileSystem",
            {
                "Encrypted": True,
                "KmsKeyId": KEY,
                "BackupPolicy": {"Status": "ENABLED"},
                "FileSystemPolicy": POLICY,
                "FileSystemTags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        yield Audited()


def test_all_sources_see_the_same_file_system(aws):
    efs = aws.client("efs")
    tags = [{"Key": "team", "Value": "web"}]
    id_ = efs.create_file_system(
        CreationToken="x", Encrypted=True, KmsKeyId=KEY, Backup=True, Tags=tags
    )["FileSystemId"]
    efs.put_file_system_policy(FileSystemId=id_, Policy=json.dumps(POLICY))
    item = {
        "awsAccountId": ACCOUNT,
        "awsRegion": REGION,
        "resourceType": "AWS::EFS::FileSystem",
        "resourceId": id_,
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
        "configuration": {
            "Encrypted": True,
            "KmsKeyId": KEY,
            "BackupPolicy": {"Status": "ENABLED"},
        },
        "tags": {"team": "web"},
    }
    live = aws.read(FileSystem, id_)
    config = from_config(FileSystem, item)
    others = [config, *planned(PLAN, FileSystem), *declared(TEMPLATE, FileSystem)]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
    assert unknowns(live) == []
    assert unknowns(config) == ["policy"]
    (listed,) = aws.listed(FileSystem)
    assert aws.source.read(FileSystem, listed.key, listed=listed).resource == live


def test_it_has_no_policies_and_goes(aws):
    efs = aws.client("efs")
    id_ = efs.create_file_system(CreationToken="x", Backup=False)["FileSystemId"]
    live = aws.read(FileSystem, id_)
    assert live.policy is None
    assert live.backups is False
    efs.delete_file_system(FileSystemId=id_)
    assert aws.is_gone(FileSystem, id_)
