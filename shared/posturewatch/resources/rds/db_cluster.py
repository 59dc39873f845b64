"""AWS::RDS::DBCluster."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET, Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.rds.engines import OTHER_SERVICES
from posturewatch.resources.rds.master_user import MasterUser


class DBCluster(
    Resource,
    of="AWS::RDS::DBCluster",
    arn="arn:{partition}:rds:{region}:{account}:cluster:{id}",
    # Config's resourceId is the DbClusterResourceId, and a deletion has no configuration.
    config_id=(".dbclusterIdentifier", "resourceName"),
    calls=Calls(
        service="rds",
        identity="DescribeDBClusters.DBClusters[0]",
        gone=("DBClusterNotFoundFault",),
        bind={"DBClusterIdentifier": "id"},
        listed="DescribeDBClusters.DBClusters[]",
        list_id="DBClusterIdentifier",
        carries=True,
        # Clusters of Neptune and DocumentDB, which RDS shows too, are types of their own.
        gone_if={"engine": tuple(sorted(OTHER_SERVICES))},
    ),
    planned=Planned(terraform=("aws_rds_cluster",)),
):
    """A cluster of Aurora, or a Multi-AZ cluster of MySQL or PostgreSQL."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".clusterCreateTime", "resourceCreationTime"), describe=".ClusterCreateTime"),
    ] = None
    """When the cluster was made."""

    engine: Annotated[
        str,
        At(
            config=".engine",
            describe=".Engine",
            terraform="engine",
            cloudformation="Engine",
            always=True,
        ),
    ] = ""
    """The database engine, such as `aurora-postgresql`."""

    engine_version: Annotated[
        str,
        At(
            config=".engineVersion",
            describe=".EngineVersion",
            terraform="engine_version",
            cloudformation="EngineVersion",
        ),
    ] = ""
    """The version of the engine; empty in a plan that leaves it to AWS."""

    mode: Annotated[
        str,
        At(
            config=".engineMode",
            describe=".EngineMode",
            terraform="engine_mode",
            cloudformation="EngineMode",
        ),
    ] = "provisioned"
    """`provisioned`, `serverless` (the first version of Aurora Serverless), `global` or others."""

    storage_encrypted: Annotated[
        Toggle,
        At(
            config=".storageEncrypted",
            describe=".StorageEncrypted",
            terraform=(
                "storage_encrypted",
                Elsewhere(
                    "snapshot_identifier",
                    "replication_source_identifier",
                    "global_cluster_identifier",
                    "restore_to_point_in_time",
                ),
            ),
            cloudformation=(
                "StorageEncrypted",
                Elsewhere(
                    "SnapshotIdentifier",
                    "SourceDBClusterIdentifier",
                    "ReplicationSourceIdentifier",
                    "GlobalClusterIdentifier",
                ),
            ),
        ),
    ] = False
    """Whether the storage is encrypted at rest."""

    kms_key: Annotated[
        str,
        At(
            config=".kmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The KMS key of the storage; empty where there is none, or a plan leaves it to AWS."""

    backup_retention: Annotated[
        int,
        At(
            config=".backupRetentionPeriod",
            describe=".BackupRetentionPeriod",
            terraform="backup_retention_period",
            cloudformation="BackupRetentionPeriod",
        ),
    ] = 1
    """For how many days automated backups are kept; a cluster always has some."""

    deletion_protection: Annotated[
        Toggle,
        At(
            config=".deletionProtection",
            describe=".DeletionProtection",
            terraform="deletion_protection",
            cloudformation="DeletionProtection",
        ),
    ] = False
    """Whether the cluster cannot be deleted until this is switched off."""

    multi_az: Annotated[Toggle, At(config=".multiAZ", describe=".MultiAZ")] = False
    """Whether the cluster has instances in more than one availability zone."""

    iam_authentication: Annotated[
        Toggle,
        At(
            config=".iamdatabaseAuthenticationEnabled",
            describe=".IAMDatabaseAuthenticationEnabled",
            terraform="iam_database_authentication_enabled",
            cloudformation="EnableIAMDatabaseAuthentication",
        ),
    ] = False
    """Whether database users can be authenticated by IAM."""

    copy_tags: Annotated[
        Toggle,
        At(
            config=".copyTagsToSnapshot",
            describe=".CopyTagsToSnapshot",
            terraform="copy_tags_to_snapshot",
            cloudformation="CopyTagsToSnapshot",
        ),
    ] = False
    """Whether snapshots get the cluster's tags."""

    log_exports: Annotated[
        tuple[str, ...],
        At(
            config=".enabledCloudwatchLogsExports",
            describe=".EnabledCloudwatchLogsExports",
            terraform="enabled_cloudwatch_logs_exports",
            cloudformation="EnableCloudwatchLogsExports",
        ),
    ] = ()
    """The logs that are sent to CloudWatch Logs."""

    auto_minor_version_upgrade: Annotated[
        Toggle,
        At(
            config=".autoMinorVersionUpgrade",
            describe=".AutoMinorVersionUpgrade",
            cloudformation="AutoMinorVersionUpgrade",
            new=True,
        ),
    ] = False
    """Whether minor versions install themselves; of Aurora its instances say."""

    backtrack_window: Annotated[
        int,
        At(
            config=".backtrackWindow",
            describe=".BacktrackWindow",
            terraform="backtrack_window",
            cloudformation="BacktrackWindow",
        ),
    ] = 0
    """How many seconds back Aurora MySQL can be wound; 0 switches it off."""

    publicly_accessible: Annotated[
        Toggle,
        At(
            config=".publiclyAccessible",
            describe=".PubliclyAccessible",
            terraform=UNSET,
            cloudformation="PubliclyAccessible",
        ),
    ] = False
    """Whether a Multi-AZ cluster has a public address; for Aurora its instances say."""

    port: Annotated[
        int, At(config=".port", describe=".Port", terraform="port", cloudformation="Port")
    ] = 0
    """The port of the endpoint; 0 where a plan leaves it to AWS."""

    master_user: Annotated[
        MasterUser, At(config=".", describe=".", terraform=".", cloudformation=".")
    ] = MasterUser()
    """The user with all rights."""

    security_groups: Annotated[
        tuple[str, ...],
        At(
            config=".vpcSecurityGroups[].vpcSecurityGroupId",
            describe=".VpcSecurityGroups[].VpcSecurityGroupId",
            terraform="vpc_security_group_ids",
            cloudformation="VpcSecurityGroupIds",
        ),
    ] = ()
    """The VPC security groups."""

    @property
    def is_aurora(self) -> bool:
        """Whether it is a cluster of Aurora, whose instances have settings of their own."""
        return self.engine.startswith("aurora")
