"""AWS::Neptune::DBCluster."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource

ONLY = {"Filters": [{"Name": "engine", "Values": ["neptune"]}]}
"""What keeps the clusters of other services out of the answers."""


class DBCluster(
    Resource,
    of="AWS::Neptune::DBCluster",
    arn="arn:{partition}:rds:{region}:{account}:cluster:{id}",
    calls=Calls(
        # The API is that of RDS, which tells the tags too.
        service="rds",
        identity="DescribeDBClusters.DBClusters[0]",
        gone=("DBClusterNotFoundFault",),
        bind={"DBClusterIdentifier": "id"},
        constants={"DescribeDBClusters": ONLY, "list:DescribeDBClusters": ONLY},
        listed="DescribeDBClusters.DBClusters[]",
        list_id="DBClusterIdentifier",
        carries=True,
    ),
    planned=Planned(terraform=("aws_neptune_cluster",)),
):
    """A cluster of Neptune. Config tells of it under the name of RDS only."""

    tags: Annotated[
        Pairs, At(describe=".TagList", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[Moment, At(describe=".ClusterCreateTime")] = None
    """When the cluster was made."""

    engine_version: Annotated[
        str,
        At(describe=".EngineVersion", terraform="engine_version", cloudformation="EngineVersion"),
    ] = ""
    """The version of the engine; empty in a plan that leaves it to AWS."""

    storage_encrypted: Annotated[
        Toggle,
        At(
            describe=".StorageEncrypted",
            terraform=(
                "storage_encrypted",
                Elsewhere("snapshot_identifier", "global_cluster_identifier"),
            ),
            cloudformation=(
                "StorageEncrypted",
                Elsewhere(
                    "SnapshotIdentifier", "SourceDBClusterIdentifier", "GlobalClusterIdentifier"
                ),
            ),
        ),
    ] = False
    """Whether the storage is encrypted at rest."""

    kms_key: Annotated[
        str, At(describe=".KmsKeyId", terraform="kms_key_arn", cloudformation="KmsKeyId")
    ] = ""
    """The KMS key of the storage; empty where there is none, or a plan leaves it to AWS."""

    backup_retention: Annotated[
        int,
        At(
            describe=".BackupRetentionPeriod",
            terraform="backup_retention_period",
            cloudformation="BackupRetentionPeriod",
        ),
    ] = 1
    """For how many days automated backups are kept; a cluster always has some."""

    deletion_protection: Annotated[
        Toggle,
        At(
            describe=".DeletionProtection",
            terraform="deletion_protection",
            cloudformation="DeletionProtection",
        ),
    ] = False
    """Whether the cluster cannot be deleted until this is switched off."""

    multi_az: Annotated[Toggle, At(describe=".MultiAZ")] = False
    """Whether the cluster has instances in more than one availability zone."""

    log_exports: Annotated[
        tuple[str, ...],
        At(
            describe=".EnabledCloudwatchLogsExports",
            terraform="enable_cloudwatch_logs_exports",
            cloudformation="EnableCloudwatchLogsExports",
        ),
    ] = ()
    """The logs that are sent to CloudWatch Logs."""

    parameter_group: Annotated[
        str,
        At(
            describe=".DBClusterParameterGroup",
            terraform="neptune_cluster_parameter_group_name",
            cloudformation="DBClusterParameterGroupName",
        ),
    ] = ""
    """The cluster parameter group; empty in a plan that leaves it to AWS."""

    security_groups: Annotated[
        tuple[str, ...],
        At(
            describe=".VpcSecurityGroups[].VpcSecurityGroupId",
            terraform="vpc_security_group_ids",
            cloudformation="VpcSecurityGroupIds",
        ),
    ] = ()
    """The VPC security groups."""

    iam_authentication: Annotated[
        Toggle,
        At(
            describe=".IAMDatabaseAuthenticationEnabled",
            terraform="iam_database_authentication_enabled",
            cloudformation="IamAuthEnabled",
        ),
    ] = False
    """Whether requests have to be signed by IAM."""

    copy_tags: Annotated[
        Toggle,
        At(
            describe=".CopyTagsToSnapshot",
            terraform="copy_tags_to_snapshot",
            cloudformation="CopyTagsToSnapshot",
        ),
    ] = False
    """Whether snapshots get the cluster's tags."""
