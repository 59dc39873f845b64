"""Amazon ElastiCache: replication groups and cache clusters. Ids are kept in lower case."""

from __future__ import annotations

from posturewatch.domain.trigger import EVERY, Trigger, service_calls
from posturewatch.triggers.kinds import CACHE_CLUSTER, REPLICATION_GROUP

_CLUSTER = "requestParameters.cacheClusterId"
_GROUP = "requestParameters.replicationGroupId"
_ARN = "requestParameters.resourceName"

TRIGGERS = (
    Trigger("AddTagsToResource", CACHE_CLUSTER, _ARN, mixed=True),
    Trigger("AddTagsToResource", REPLICATION_GROUP, _ARN, mixed=True),
    Trigger("CreateCacheCluster", CACHE_CLUSTER, _CLUSTER),
    Trigger("CreateCacheCluster", REPLICATION_GROUP, _GROUP, optional=True),
    Trigger("CreateReplicationGroup", REPLICATION_GROUP, _GROUP),
    Trigger("DeleteCacheCluster", CACHE_CLUSTER, _CLUSTER),
    Trigger("DeleteReplicationGroup", REPLICATION_GROUP, _GROUP),
    Trigger("DisassociateGlobalReplicationGroup", REPLICATION_GROUP, _GROUP),
    Trigger("ModifyCacheCluster", CACHE_CLUSTER, _CLUSTER),
    Trigger("ModifyReplicationGroup", REPLICATION_GROUP, _GROUP),
    Trigger("RemoveTagsFromResource", CACHE_CLUSTER, _ARN, mixed=True),
    Trigger("RemoveTagsFromResource", REPLICATION_GROUP, _ARN, mixed=True),
    # The members of a group, which these calls make, change and end, are not named.
    Trigger("CreateReplicationGroup", CACHE_CLUSTER, EVERY),
    Trigger("DecreaseReplicaCount", CACHE_CLUSTER, EVERY),
    Trigger("DeleteReplicationGroup", CACHE_CLUSTER, EVERY),
    Trigger("IncreaseReplicaCount", CACHE_CLUSTER, EVERY),
    Trigger("ModifyReplicationGroup", CACHE_CLUSTER, EVERY),
    Trigger("ModifyReplicationGroupShardConfiguration", CACHE_CLUSTER, EVERY),
    # A setting of all groups of a global datastore.
    Trigger("ModifyGlobalReplicationGroup", REPLICATION_GROUP, EVERY),
)

IRRELEVANT = {
    "leaves the settings of a cluster or a group that are judged": """
        BatchApplyUpdateAction BatchStopUpdateAction CompleteMigration CreateGlobalReplicationGroup
        DecreaseNodeGroupsInGlobalReplicationGroup DeleteGlobalReplicationGroup
        FailoverGlobalReplicationGroup IncreaseNodeGroupsInGlobalReplicationGroup PrepareMigration
        RebalanceSlotsInGlobalReplicationGroup RebootCacheCluster StartMigration StopMigration
        TestFailover TestMigration
    """,
    "changes parameters or subnets that clusters share, which are not judged": """
        CreateCacheParameterGroup CreateCacheSubnetGroup DeleteCacheParameterGroup
        DeleteCacheSubnetGroup ModifyCacheParameterGroup ModifyCacheSubnetGroup
        ResetCacheParameterGroup
    """,
    "changes a security group of EC2-Classic, which AWS has retired": """
        AuthorizeCacheSecurityGroupIngress CreateCacheSecurityGroup DeleteCacheSecurityGroup
        RevokeCacheSecurityGroupIngress
    """,
    "changes a backup, which is not judged": "CopySnapshot CreateSnapshot DeleteSnapshot",
    "changes a serverless cache, which is not judged yet": """
        CopyServerlessCacheSnapshot CreateServerlessCache CreateServerlessCacheSnapshot
        DeleteServerlessCache DeleteServerlessCacheSnapshot ExportServerlessCacheSnapshot
        ModifyServerlessCache
    """,
    "changes users, which are not judged yet": """
        CreateUser CreateUserGroup DeleteUser DeleteUserGroup ModifyUser ModifyUserGroup
    """,
    "is a reservation": "PurchaseReservedCacheNodesOffering",
}

SERVICE = service_calls("elasticache.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
