"""AWS::RDS::DBCluster as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.rds.db_cluster import DBCluster
from posturewatch.sources.operations import operations_of
from tests.support.aws import Audited, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns
from tests.support.sources import differences, item, of_plan, of_template

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
PLAN = {
    "engine": "aurora-mysql",
    "engine_mode": "provisioned",
    "master_username": "keeper",
    "master_password": "not-a-secret",
    "backup_retention_period": 9,
    "deletion_protection": True,
    "storage_encrypted": True,
    "kms_key_id": KEY,
    "enabled_cloudwatch_logs_exports": ["audit"],
    "copy_tags_to_snapshot": True,
    "iam_database_authentication_enabled": True,
    "port": 13306,
    "tags_all": {"team": "payments"},
}
TEMPLATE = {
    "Engine": "aurora-mysql",
    "MasterUsername": "keeper",
    "MasterUserPassword": "not-a-secret",
    "BackupRetentionPeriod": 9,
    "DeletionProtection": True,
    "StorageEncrypted": True,
    "KmsKeyId": KEY,
    "EnableCloudwatchLogsExports": ["audit"],
    "CopyTagsToSnapshot": True,
    "EnableIAMDatabaseAuthentication": True,
    "Port": 13306,
    "Tags": [{"Key": "team", "Value": "payments"}],
}


@pytest.fixture
def aws():
    with mock_aws():
        aws = Audited()
        rds = aws.client("rds")
        rds.create_db_cluster(
            DBClusterIdentifier="shop",
            Engine="aurora-mysql",
            MasterUsername="keeper",
            MasterUserPassword="not-a-secret",
            BackupRetentionPeriod=9,
            DeletionProtection=True,
            StorageEncrypted=True,
            KmsKeyId=KEY,
            EnableCloudwatchLogsExports=["audit"],
            CopyTagsToSnapshot=True,
            EnableIAMDatabaseAuthentication=True,
            Port=13306,
            Tags=[{"Key": "team", "Value": "payments"}],
        )
        rds.create_db_cluster(
            DBClusterIdentifier="graph",
            Engine="neptune",
            MasterUsername="keeper",
            MasterUserPassword="not-a-secret",
        )
        yield aws


def test_four_sources_tell_the_same(aws):
    live = aws.read(DBCluster, "shop")
    held = ["master_user.name_held", "master_user.password_held"]
    left = ["auto_minor_version_upgrade", "engine_version", "multi_az", "security_groups"]
    assert not live.unknown
    assert set(differences(live, of_plan(DBCluster, PLAN))) <= {*held, *left}
    assert set(differences(live, of_template(DBCluster, TEMPLATE))) <= {*held, *left}
    config = from_config(
        DBCluster,
        item(
            DBCluster,
            {
                "dbclusterIdentifier": "shop",
                "engine": "aurora-mysql",
                "engineMode": "provisioned",
                "masterUsername": "keeper",
                "backupRetentionPeriod": 9,
                "deletionProtection": True,
                "storageEncrypted": True,
                "kmsKeyId": KEY,
                "enabledCloudwatchLogsExports": ["audit"],
                "copyTagsToSnapshot": True,
                "iamdatabaseAuthenticationEnabled": True,
                "port": 13306,
            },
            arn=live.arn,
            resourceId="cluster-X",
            resourceName="shop",
            tags={"team": "payments"},
        ),
    )
    assert config.key == live.key
    assert set(disagreements(live, config)) <= {"created_at", *left}
    assert unknowns(config) == []


def test_clusters_of_other_services_are_not_its_own(aws):
    assert aws.is_gone(DBCluster, "graph")
    assert aws.is_gone(DBCluster, "nothing")
    assert operations_of(DBCluster) == {("rds", "DescribeDBClusters")}


def test_recorded_config_item(reference_data):
    cluster = from_config(DBCluster, recorded(reference_data, "items/rdk__AWS_RDS_DBCluster.json"))
    assert str(cluster.key) == "123456789012/us-east-2/AWS::RDS::DBCluster/test"
    assert (cluster.engine, cluster.backup_retention, cluster.port) == ("aurora-mysql", 1, 3306)
    assert cluster.master_user.has_default_name
    assert cluster.copy_tags
    assert not cluster.deletion_protection


def test_what_a_snapshot_decides_is_unknown():
    restored = planned(
        plan({"aws_rds_cluster.x": {"engine": "mysql", "snapshot_identifier": "s"}}), DBCluster
    )
    joined = declared(
        template({"X": ("AWS::RDS::DBCluster", {"GlobalClusterIdentifier": "g"})}), DBCluster
    )
    for (cluster,) in (restored, joined):
        assert not cluster.knows("storage_encrypted")
