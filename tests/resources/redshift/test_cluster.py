"""AWS::Redshift::Cluster as each source tells of it."""

from posturewatch.resources.redshift.cluster import Cluster
from tests.support.aws import Audited, from_config
from tests.support.planned import plan, planned
from tests.support.sources import differences, item, of_plan, of_template, read_live

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
CLUSTER = {
    "ClusterIdentifier": "sales",
    "ClusterCreateTime": "2026-11-20T09:58:00Z",
    "MasterUsername": "keeper",
    "DBName": "sales",
    "AutomatedSnapshotRetentionPeriod": 14,
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
    "ClusterParameterGroups": [{"ParameterGroupName": "own"}],
    "AllowVersionUpgrade": True,
    "PubliclyAccessible": False,
    "Encrypted": True,
    "KmsKeyId": KEY,
    "EnhancedVpcRouting": True,
    "MultiAZ": "Disabled",
    "Tags": [{"Key": "team", "Value": "payments"}],
}
ANSWERS = {
    "DescribeClusters": {"Clusters": [CLUSTER]},
    "DescribeLoggingStatus": {"LoggingEnabled": True, "BucketName": "sales-logs"},
    "DescribeClusterParameters": {
        "Parameters": [
            {"ParameterName": "datestyle", "ParameterValue": "ISO, MDY"},
            {"ParameterName": "require_ssl", "ParameterValue": "true"},
        ]
    },
}
PLAN = {
    "cluster_identifier": "sales",
    "publicly_accessible": False,
    "encrypted": True,
    "kms_key_id": KEY,
    "automated_snapshot_retention_period": 14,
    "enhanced_vpc_routing": True,
    "master_username": "keeper",
    "database_name": "sales",
    "vpc_security_group_ids": ["sg-1"],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(Cluster, "sales", ANSWERS)
    assert not live.unknown
    config = from_config(
        Cluster,
        item(
            Cluster,
            {
                "clusterIdentifier": "sales",
                "masterUsername": "keeper",
                "dBName": "sales",
                "automatedSnapshotRetentionPeriod": 14,
                "vpcSecurityGroups": [{"vpcSecurityGroupId": "sg-1"}],
                "allowVersionUpgrade": True,
                "publiclyAccessible": False,
                "encrypted": True,
                "kmsKeyId": KEY,
                "enhancedVpcRouting": True,
            },
            resourceId="sales",
            tags={"team": "payments"},
            supplementaryConfiguration={"LoggingStatus": {"loggingEnabled": True}},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["multi_az", "require_ssl"]
    logged = {
        "aws_redshift_cluster.x": PLAN,
        "aws_redshift_logging.x": {"cluster_identifier": "sales", "bucket_name": "sales-logs"},
    }
    (of_logged,) = planned(plan(logged), Cluster)
    assert differences(live, of_logged) == ["require_ssl"]
    template = {
        "MasterUsername": "keeper",
        "DBName": "sales",
        "AutomatedSnapshotRetentionPeriod": 14,
        "VpcSecurityGroupIds": ["sg-1"],
        "Encrypted": True,
        "KmsKeyId": KEY,
        "EnhancedVpcRouting": True,
        "LoggingProperties": {"BucketName": "sales-logs"},
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    assert differences(live, of_template(Cluster, template)) == ["require_ssl"]


def test_what_plans_leave_out():
    cluster = of_plan(Cluster, {"master_password": "not-a-secret"})
    assert cluster.master_password_held == "plain text"
    assert not cluster.logging
    # It depends on the version of the provider.
    assert not cluster.knows("encrypted")


def test_reads_that_fail():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.fail("DescribeLoggingStatus")
    aws.fail("DescribeClusterParameters", "Throttling")
    assert set(aws.read(Cluster, "sales").unknown) == {"logging", "require_ssl"}
    aws.fail("DescribeClusters", "ClusterNotFound")
    assert aws.is_gone(Cluster, "sales")
