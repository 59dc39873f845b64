"""AWS::ElastiCache::CacheCluster as each source tells of it."""

from posturewatch.resources.elasticache.cache_cluster import CacheCluster
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

CLUSTER = {
    "CacheClusterId": "carts",
    "ARN": "arn:aws:elasticache:eu-west-1:123456789012:cluster:carts",
    "CacheClusterCreateTime": "2026-11-20T09:58:00Z",
    "Engine": "redis",
    "TransitEncryptionEnabled": True,
    "SnapshotRetentionLimit": 7,
    "AutoMinorVersionUpgrade": True,
    "CacheSubnetGroupName": "private",
}
PLAN = {
    "engine": "redis",
    "transit_encryption_enabled": True,
    "snapshot_retention_limit": 7,
    "subnet_group_name": "private",
    "tags_all": {"team": "payments"},
}
TEMPLATE = {
    "Engine": "redis",
    "TransitEncryptionEnabled": True,
    "SnapshotRetentionLimit": 7,
    "CacheSubnetGroupName": "private",
    "Tags": [{"Key": "team", "Value": "payments"}],
}


def test_three_sources_tell_the_same():
    live = read_live(
        CacheCluster,
        "carts",
        {
            "DescribeCacheClusters": {"CacheClusters": [CLUSTER]},
            "ListTagsForResource": {"TagList": [{"Key": "team", "Value": "payments"}]},
        },
    )
    assert not live.unknown
    assert differences(live, of_plan(CacheCluster, PLAN)) == []
    assert differences(live, of_template(CacheCluster, TEMPLATE)) == []


def test_gone():
    aws = Audited()
    aws.fail("DescribeCacheClusters", "CacheClusterNotFound")
    assert aws.is_gone(CacheCluster, "carts")
