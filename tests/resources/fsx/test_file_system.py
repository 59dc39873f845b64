"""AWS::FSx::FileSystem as each source that knows it tells of it."""

from datetime import UTC, datetime

import pytest
from moto import mock_aws

from posturewatch.resources.fsx.file_system import FileSystem
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import plan, planned
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_template, read_live

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
COMMON = {
    "FileSystemId": "fs-0123456789abcdef0",
    "ResourceARN": f"arn:aws:fsx:{REGION}:{ACCOUNT}:file-system/fs-0123456789abcdef0",
    "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
    "Lifecycle": "AVAILABLE",
    "KmsKeyId": KEY,
    "Tags": [{"Key": "team", "Value": "web"}],
}
SETTINGS = {
    "WINDOWS": {
        "WindowsConfiguration": {
            "DeploymentType": "MULTI_AZ_1",
            "AutomaticBackupRetentionDays": 30,
            "CopyTagsToBackups": True,
            "AuditLogConfiguration": {"FileAccessAuditLogLevel": "SUCCESS_AND_FAILURE"},
        }
    },
    "LUSTRE": {
        "LustreConfiguration": {
            "DeploymentType": "PERSISTENT_2",
            "AutomaticBackupRetentionDays": 7,
            "CopyTagsToBackups": True,
        }
    },
    "ONTAP": {
        "OntapConfiguration": {"DeploymentType": "MULTI_AZ_2", "AutomaticBackupRetentionDays": 30}
    },
    "OPENZFS": {
        "OpenZFSConfiguration": {
            "DeploymentType": "SINGLE_AZ_HA_2",
            "AutomaticBackupRetentionDays": 14,
            "CopyTagsToBackups": True,
            "CopyTagsToVolumes": True,
        }
    },
}
PLANS = {
    "WINDOWS": {
        "deployment_type": "MULTI_AZ_1",
        "automatic_backup_retention_days": 30,
        "copy_tags_to_backups": True,
        "audit_log_configuration": [{"file_access_audit_log_level": "SUCCESS_AND_FAILURE"}],
    },
    "LUSTRE": {
        "deployment_type": "PERSISTENT_2",
        "automatic_backup_retention_days": 7,
        "copy_tags_to_backups": True,
    },
    "ONTAP": {"deployment_type": "MULTI_AZ_2", "automatic_backup_retention_days": 30},
    "OPENZFS": {
        "deployment_type": "SINGLE_AZ_HA_2",
        "automatic_backup_retention_days": 14,
        "copy_tags_to_backups": True,
        "copy_tags_to_volumes": True,
    },
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_the_sources_tell_the_same(kind):
    system = {**COMMON, "FileSystemType": kind, **SETTINGS[kind]}
    live = read_live(
        FileSystem, "fs-0123456789abcdef0", {"DescribeFileSystems": {"FileSystems": [system]}}
    )
    assert unknowns(live) == []
    assert (live.kind, live.owner, live.kms_key) == (kind, "web", KEY)
    values = {**PLANS[kind], "kms_key_id": KEY, "tags_all": {"team": "web"}}
    (told,) = planned(plan({f"aws_fsx_{kind.lower()}_file_system.x": values}), FileSystem)
    assert differences(live, told) == []
    template = {
        "FileSystemType": kind,
        "KmsKeyId": KEY,
        "Tags": COMMON["Tags"],
        **SETTINGS[kind],
    }
    assert differences(live, of_template(FileSystem, template)) == []


def test_what_a_template_leaves_to_the_kinds_default_is_unknown():
    told = of_template(FileSystem, {"FileSystemType": "WINDOWS", "WindowsConfiguration": {}})
    assert not told.knows("backup_retention")
    assert told.deployment == ""
    none = {"AutomaticBackupRetentionDays": 0}
    told = of_template(FileSystem, {"FileSystemType": "ONTAP", "OntapConfiguration": none})
    assert told.backup_retention == 0


def test_a_written_password_is_seen_and_not_kept():
    directory = {"Password": "hunter2hunter2"}
    config = {"SelfManagedActiveDirectoryConfiguration": directory}
    told = of_template(FileSystem, {"FileSystemType": "WINDOWS", "WindowsConfiguration": config})
    assert told.password_held == "plain text"
    assert "hunter2" not in str(told.dump())
    values = {"fsx_admin_password": "hunter2hunter2"}
    (told,) = planned(plan({"aws_fsx_ontap_file_system.x": values}), FileSystem)
    assert told.password_held == "plain text"
    assert "hunter2" not in str(told.dump())


def test_live_in_an_emulator(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        fsx = aws.client("fsx")
        system = fsx.create_file_system(
            FileSystemType="LUSTRE",
            StorageCapacity=1200,
            SubnetIds=["subnet-0123456789abcdef0"],
            LustreConfiguration={"DeploymentType": "SCRATCH_2"},
            Tags=COMMON["Tags"],
        )["FileSystem"]
        (listed,) = aws.listed(FileSystem)
        live = aws.read(FileSystem, system["FileSystemId"])
        assert aws.source.read(FileSystem, listed.key, listed=listed).resource == live
        assert live.is_scratch
        assert live.backup_retention == 0
        fsx.delete_file_system(FileSystemId=system["FileSystemId"])
        assert aws.is_gone(FileSystem, system["FileSystemId"])


def test_gone():
    aws = Audited()
    aws.fail("DescribeFileSystems", "FileSystemNotFound")
    assert aws.is_gone(FileSystem, "fs-0123456789abcdef0")
    deleting = {**COMMON, "FileSystemType": "ONTAP", "Lifecycle": "DELETING"}
    aws = Audited()
    aws.answer("DescribeFileSystems", {"FileSystems": [deleting]})
    assert aws.is_gone(FileSystem, "fs-0123456789abcdef0")
