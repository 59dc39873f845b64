"""AWS::Neptune::DBCluster as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.neptune.db_cluster import DBCluster
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
CLUSTER = {
    "DBClusterIdentifier": "shop",
    "Engine": "neptune",
    "EngineVersion": "5.0.0",
    "ClusterCreateTime": "2026-11-20T09:58:00Z",
    "StorageEncrypted": True,
    "KmsKeyId": KEY,
    "BackupRetentionPeriod": 9,
    "DeletionProtection": True,
    "MultiAZ": True,
    "EnabledCloudwatchLogsExports": ["audit"],
    "DBClusterParameterGroup": "own",
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
    "TagList": [{"Key": "team", "Value": "payments"}],
    "IAMDatabaseAuthenticationEnabled": True,
    "CopyTagsToSnapshot": True,
}
PLAN = {
    "engine_version": "5.0.0",
    "storage_encrypted": True,
    "backup_retention_period": 9,
    "deletion_protection": True,
    "vpc_security_group_ids": ["sg-1"],
    "tags_all": {"team": "payments"},
    "iam_database_authentication_enabled": True,
    "copy_tags_to_snapshot": True,
    "enable_cloudwatch_logs_exports": ["audit"],
    "kms_key_arn": KEY,
    "neptune_cluster_parameter_group_name": "own",
}
TEMPLATE = {
    "EngineVersion": "5.0.0",
    "StorageEncrypted": True,
    "KmsKeyId": KEY,
    "BackupRetentionPeriod": 9,
    "DeletionProtection": True,
    "EnableCloudwatchLogsExports": ["audit"],
    "DBClusterParameterGroupName": "own",
    "VpcSecurityGroupIds": ["sg-1"],
    "Tags": [{"Key": "team", "Value": "payments"}],
    "IamAuthEnabled": True,
    "CopyTagsToSnapshot": True,
}


def test_three_sources_tell_the_same():
    live = read_live(DBCluster, "shop", {"DescribeDBClusters": {"DBClusters": [CLUSTER]}})
    assert not live.unknown
    assert live.is_complete
    unplanned = sorted(["multi_az"])
    assert differences(live, of_plan(DBCluster, PLAN)) == unplanned
    assert differences(live, of_template(DBCluster, TEMPLATE)) == unplanned


def test_only_clusters_of_the_engine_are_its_own():
    with mock_aws():
        aws = Audited()
        for name, engine in (("shop", "neptune"), ("other", "aurora-mysql")):
            aws.client("rds").create_db_cluster(
                DBClusterIdentifier=name,
                Engine=engine,
                MasterUsername="keeper",
                MasterUserPassword="not-a-secret",
            )
        (entry,) = aws.listed(DBCluster)
        assert entry.key.id == "shop"
        assert aws.read(DBCluster, "shop").arn.endswith(":cluster:shop")
        assert aws.is_gone(DBCluster, "other")
        assert aws.is_gone(DBCluster, "nothing")
