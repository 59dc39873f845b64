"""AWS::DocDB::DBCluster as each source tells of it."""

from posturewatch.resources.docdb.db_cluster import DBCluster
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
CLUSTER = {
    "DBClusterIdentifier": "shop",
    "Engine": "docdb",
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
    "MasterUsername": "keeper",
}
PLAN = {
    "engine_version": "5.0.0",
    "storage_encrypted": True,
    "backup_retention_period": 9,
    "deletion_protection": True,
    "vpc_security_group_ids": ["sg-1"],
    "tags_all": {"team": "payments"},
    "master_username": "keeper",
    "master_password": "not-a-secret",
    "enabled_cloudwatch_logs_exports": ["audit"],
    "kms_key_id": KEY,
    "db_cluster_parameter_group_name": "own",
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
    "MasterUsername": "keeper",
    "MasterUserPassword": "not-a-secret",
}


def test_three_sources_tell_the_same():
    live = read_live(DBCluster, "shop", {"DescribeDBClusters": {"DBClusters": [CLUSTER]}})
    assert not live.unknown
    assert live.is_complete
    unplanned = sorted(["master_user.name_held", "master_user.password_held", "multi_az"])
    assert differences(live, of_plan(DBCluster, PLAN)) == unplanned
    assert differences(live, of_template(DBCluster, TEMPLATE)) == unplanned


def test_only_clusters_of_the_engine_are_asked_for():
    aws = Audited()
    aws.answer("DescribeDBClusters", {"DBClusters": []})
    assert aws.is_gone(DBCluster, "other")
    assert aws.listed(DBCluster) == ()
    sent = [request for _, _, request in aws.requests]
    assert [x["Filters.Filter.1.Name"] for x in sent] == ["engine", "engine"]
    assert [x["Filters.Filter.1.Values.Value.1"] for x in sent] == ["docdb", "docdb"]
