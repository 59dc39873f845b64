"""Records of ElastiCache's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

CLUSTER = "AWS::ElastiCache::CacheCluster"
GROUP = "AWS::ElastiCache::ReplicationGroup"

CASES: list[Case] = [
    ("ModifyCacheCluster", {"cacheClusterId": "Carts"}, {}, [(CLUSTER, "carts")]),
    (
        "CreateCacheCluster",
        {"cacheClusterId": "carts-002", "replicationGroupId": "carts"},
        {},
        [(CLUSTER, "carts-002"), (GROUP, "carts")],
    ),
    (
        "ModifyReplicationGroup",
        {"replicationGroupId": "carts"},
        {},
        [(GROUP, "carts"), (CLUSTER, None)],
    ),
    (
        "AddTagsToResource",
        {"resourceName": f"arn:aws:elasticache:eu-west-1:{ACCOUNT}:replicationgroup:carts"},
        {},
        [(GROUP, "carts")],
    ),
    ("ModifyUser", {"userId": "app"}, {}, []),
]
