"""AWS::ElastiCache::CacheCluster."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class CacheCluster(
    Resource,
    of="AWS::ElastiCache::CacheCluster",
    arn="arn:{partition}:elasticache:{region}:{account}:cluster:{id}",
    calls=Calls(
        service="elasticache",
        identity="DescribeCacheClusters.CacheClusters[0]",
        gone=("CacheClusterNotFound",),
        bind={"CacheClusterId": "id", "ResourceName": ".ARN"},
        listed="DescribeCacheClusters.CacheClusters[]",
        list_id="CacheClusterId",
        carries=True,
    ),
    planned=Planned(terraform=("aws_elasticache_cluster",)),
):
    """A cache of Memcached, or a node of Redis OSS, alone or in a replication group."""

    tags: Annotated[
        Pairs,
        At(
            describe="ListTagsForResource.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[Moment, At(describe=".CacheClusterCreateTime")] = None
    """When the cluster was made; nothing while it is still being made."""

    engine: Annotated[str, At(describe=".Engine", terraform="engine", cloudformation="Engine")] = ""
    """`memcached`, `redis` or `valkey`; empty in a plan that leaves it to the group."""

    group: Annotated[
        str,
        At(describe=".ReplicationGroupId", terraform="replication_group_id", cloudformation=UNSET),
    ] = ""
    """The replication group; empty for a cluster that stands alone."""

    transit_encryption: Annotated[
        Toggle,
        At(
            describe=".TransitEncryptionEnabled",
            terraform="transit_encryption_enabled",
            cloudformation="TransitEncryptionEnabled",
        ),
    ] = False
    """Whether connections are encrypted with TLS."""

    snapshot_retention: Annotated[
        int,
        At(
            describe=".SnapshotRetentionLimit",
            terraform="snapshot_retention_limit",
            cloudformation="SnapshotRetentionLimit",
        ),
    ] = 0
    """For how many days automatic backups are kept; 0 switches them off."""

    auto_minor_version_upgrade: Annotated[
        Toggle,
        At(
            describe=".AutoMinorVersionUpgrade",
            terraform="auto_minor_version_upgrade",
            cloudformation="AutoMinorVersionUpgrade",
            new=True,
        ),
    ] = False
    """Whether minor versions are installed in the maintenance window."""

    subnet_group: Annotated[
        str,
        At(
            describe=".CacheSubnetGroupName",
            terraform="subnet_group_name",
            cloudformation="CacheSubnetGroupName",
        ),
    ] = ""
    """The subnet group; empty in a plan that leaves it to AWS, which is `default`."""

    zones: Annotated[
        tuple[str, ...],
        At(
            describe=".CacheNodes[].CustomerAvailabilityZone",
            terraform="preferred_availability_zones",
            cloudformation="PreferredAvailabilityZones",
        ),
    ] = ()
    """The availability zones of the nodes, where they are told."""
