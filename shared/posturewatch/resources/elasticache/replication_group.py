"""AWS::ElastiCache::ReplicationGroup."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Held, Moment, Pairs, Present, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class ReplicationGroup(
    Resource,
    of="AWS::ElastiCache::ReplicationGroup",
    arn="arn:{partition}:elasticache:{region}:{account}:replicationgroup:{id}",
    calls=Calls(
        service="elasticache",
        identity="DescribeReplicationGroups.ReplicationGroups[0]",
        gone=("ReplicationGroupNotFoundFault",),
        bind={"ReplicationGroupId": "id", "ResourceName": ".ARN"},
        listed="DescribeReplicationGroups.ReplicationGroups[]",
        list_id="ReplicationGroupId",
        carries=True,
    ),
    planned=Planned(terraform=("aws_elasticache_replication_group",)),
):
    """A cache of Valkey or Redis OSS with its replicas."""

    tags: Annotated[
        Pairs,
        At(
            describe="ListTagsForResource.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The group's tags."""

    created_at: Annotated[Moment, At(describe=".ReplicationGroupCreateTime")] = None
    """When the group was made."""

    engine: Annotated[str, At(describe=".Engine", terraform="engine", cloudformation="Engine")] = (
        "redis"
    )
    """`redis` or `valkey`."""

    at_rest_encryption: Annotated[
        Toggle,
        At(
            describe=".AtRestEncryptionEnabled",
            terraform="at_rest_encryption_enabled",
            cloudformation="AtRestEncryptionEnabled",
        ),
    ] = False
    """Whether what the cache writes to disk, and its backups, are encrypted."""

    transit_encryption: Annotated[
        Toggle,
        At(
            describe=".TransitEncryptionEnabled",
            terraform="transit_encryption_enabled",
            cloudformation="TransitEncryptionEnabled",
        ),
    ] = False
    """Whether connections are encrypted with TLS."""

    transit_mode: Annotated[
        str,
        At(
            describe=".TransitEncryptionMode",
            terraform="transit_encryption_mode",
            cloudformation="TransitEncryptionMode",
        ),
    ] = ""
    """`required`, or `preferred`, which accepts clear text too; empty where it is not told."""

    auth_token: Annotated[
        Present,
        At(describe=".AuthTokenEnabled", terraform="auth_token", cloudformation="AuthToken"),
    ] = False
    """Whether clients need a password, the same for all."""

    auth_token_held: Annotated[
        Held, At(config=UNSET, describe=UNSET, terraform="auth_token", cloudformation="AuthToken")
    ] = ""
    """How a plan or a template holds that password; AWS itself never shows it."""

    user_groups: Annotated[
        tuple[str, ...],
        At(describe=".UserGroupIds", terraform="user_group_ids", cloudformation="UserGroupIds"),
    ] = ()
    """The groups of users who may connect, each with rights of its own."""

    automatic_failover: Annotated[
        Toggle,
        At(
            describe=".AutomaticFailover",
            terraform="automatic_failover_enabled",
            cloudformation="AutomaticFailoverEnabled",
        ),
    ] = False
    """Whether a replica takes over when the primary fails."""

    multi_az: Annotated[
        Toggle,
        At(describe=".MultiAZ", terraform="multi_az_enabled", cloudformation="MultiAZEnabled"),
    ] = False
    """Whether the replicas are in other availability zones."""

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

    kms_key: Annotated[
        str, At(describe=".KmsKeyId", terraform="kms_key_id", cloudformation="KmsKeyId")
    ] = ""
    """The KMS key; empty for one of AWS's own."""
