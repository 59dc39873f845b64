"""AWS::RDS::DBInstance."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import Elsewhere
from posturewatch.domain.resource import At, Calls, Resource, Shape

DEFAULT_USER_NAMES = frozenset({"admin", "administrator", "postgres", "root", "sa"})
"""Master user names that consoles propose and attackers try first, in lower case."""

IAM_ENGINES = frozenset(
    {"aurora", "aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "neptune", "postgres"}
)
"""Engines that can authenticate users by IAM.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
"""

EXPIRED_AUTHORITIES = frozenset(
    {"rds-ca-2010", "rds-ca-2012", "rds-ca-2015", "rds-ca-2017", "rds-ca-2019"}
)
"""Certificate authorities of RDS that have expired, the last of them in August 2024.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL-certificate-rotation.html
"""


OTHER_SERVICES = frozenset({"docdb", "neptune"})
"""Engines of services of their own, whose instances RDS shows too; some settings are not theirs."""


class Cluster(Shape):
    """The settings that a member of a DB cluster (Aurora, Multi-AZ, …) has from its cluster.

    Config knows them by the cluster's own item only.
    """

    backup_retention: Annotated[int, At(describe="BackupRetentionPeriod")] = 0
    """For how many days automated backups are kept."""
    multi_az: Annotated[Toggle, At(describe="MultiAZ")] = False
    """Whether the cluster has instances in more than one availability zone."""
    deletion_protection: Annotated[Toggle, At(describe="DeletionProtection")] = False
    """Whether the cluster cannot be deleted until this is switched off."""
    iam_authentication: Annotated[Toggle, At(describe="IAMDatabaseAuthenticationEnabled")] = False
    """Whether database users can be authenticated by IAM."""
    copy_tags: Annotated[Toggle, At(describe="CopyTagsToSnapshot")] = False
    """Whether snapshots get the cluster's tags."""
    log_exports: Annotated[tuple[str, ...], At(describe="EnabledCloudwatchLogsExports")] = ()
    """The logs that are sent to CloudWatch Logs."""


class DBInstance(
    Resource,
    of="AWS::RDS::DBInstance",
    arn="arn:{partition}:rds:{region}:{account}:db:{id}",
    # Config's resourceId is the DbiResourceId, and a deletion has no configuration.
    config_id=(".dBInstanceIdentifier", ".dbinstanceIdentifier", "resourceName"),
    calls=Calls(
        service="rds",
        identity="DescribeDBInstances.DBInstances[0]",
        gone=("DBInstanceNotFound",),
        bind={"DBInstanceIdentifier": "id", "DBClusterIdentifier": ".DBClusterIdentifier"},
        listed="DescribeDBInstances.DBInstances[]",
        list_id="DBInstanceIdentifier",
        carries=True,
    ),
):
    """A database instance, alone or in a cluster; those of Neptune and DocumentDB are shown too."""

    tags: Annotated[Pairs, At(config="tags", describe=".TagList")] = MappingProxyType({})
    """The instance's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".instanceCreateTime", "resourceCreationTime"), describe=".InstanceCreateTime"),
    ] = None
    """When the instance was made; nothing while it is still being made."""

    engine: Annotated[str, At(config=".engine", describe=".Engine", always=True)] = ""
    """The database engine, such as `mysql` or `aurora-postgresql`."""

    engine_version: Annotated[str, At(config=".engineVersion", describe=".EngineVersion")] = ""
    """The version of the engine."""

    cluster_id: Annotated[
        str,
        At(
            config=(".dBClusterIdentifier", ".dbclusterIdentifier"),
            describe=".DBClusterIdentifier",
        ),
    ] = ""
    """The cluster that the instance belongs to; empty when it stands alone."""

    cluster: Annotated[
        Cluster,
        At(
            config=Elsewhere(".dBClusterIdentifier", ".dbclusterIdentifier"),
            describe="DescribeDBClusters.DBClusters[0]",
        ),
    ] = Cluster()
    """The cluster's settings; without meaning for an instance that stands alone."""

    replica_of: Annotated[
        str,
        At(
            config=(
                ".readReplicaSourceDBInstanceIdentifier",
                ".readReplicaSourceDBClusterIdentifier",
            ),
            describe=(
                ".ReadReplicaSourceDBInstanceIdentifier",
                ".ReadReplicaSourceDBClusterIdentifier",
            ),
        ),
    ] = ""
    """The instance or cluster that this one is a read replica of; empty when it is none."""

    publicly_accessible: Annotated[
        Toggle, At(config=".publiclyAccessible", describe=".PubliclyAccessible", always=True)
    ] = False
    """Whether the endpoint resolves to a public address from outside the VPC."""

    storage_encrypted: Annotated[
        Toggle, At(config=".storageEncrypted", describe=".StorageEncrypted")
    ] = False
    """Whether the storage is encrypted at rest; a member of a cluster tells it of the cluster's."""

    kms_key: Annotated[str, At(config=".kmsKeyId", describe=".KmsKeyId")] = ""
    """The KMS key of the storage; empty when it is not encrypted."""

    backup_retention: Annotated[
        int, At(config=".backupRetentionPeriod", describe=".BackupRetentionPeriod")
    ] = 0
    """For how many days the instance's own automated backups are kept; 0 switches them off."""

    multi_az: Annotated[Toggle, At(config=".multiAZ", describe=".MultiAZ")] = False
    """Whether a standby in another availability zone takes over."""

    deletion_protection: Annotated[
        Toggle, At(config=".deletionProtection", describe=".DeletionProtection")
    ] = False
    """Whether the instance cannot be deleted until this is switched off."""

    auto_minor_version_upgrade: Annotated[
        Toggle, At(config=".autoMinorVersionUpgrade", describe=".AutoMinorVersionUpgrade")
    ] = False
    """Whether minor versions are installed in the maintenance window."""

    master_user_name: Annotated[str, At(config=".masterUsername", describe=".MasterUsername")] = ""
    """The name of the user with all rights."""

    iam_authentication: Annotated[
        Toggle,
        At(
            config=(".iAMDatabaseAuthenticationEnabled", ".iamdatabaseAuthenticationEnabled"),
            describe=".IAMDatabaseAuthenticationEnabled",
        ),
    ] = False
    """Whether database users of the instance itself can be authenticated by IAM."""

    log_exports: Annotated[
        tuple[str, ...],
        At(config=".enabledCloudwatchLogsExports", describe=".EnabledCloudwatchLogsExports"),
    ] = ()
    """The logs of the instance itself that are sent to CloudWatch Logs."""

    monitoring_interval: Annotated[
        int, At(config=".monitoringInterval", describe=".MonitoringInterval")
    ] = 0
    """Seconds between the metrics of enhanced monitoring; 0 switches it off."""

    copy_tags: Annotated[
        Toggle, At(config=".copyTagsToSnapshot", describe=".CopyTagsToSnapshot")
    ] = False
    """Whether snapshots of the instance itself get its tags."""

    ca_certificate: Annotated[
        str, At(config=".cACertificateIdentifier", describe=".CACertificateIdentifier")
    ] = ""
    """The certificate authority of the server's certificate."""

    security_groups: Annotated[
        tuple[str, ...],
        At(
            config=".vpcSecurityGroups[].vpcSecurityGroupId",
            describe=".VpcSecurityGroups[].VpcSecurityGroupId",
        ),
    ] = ()
    """The VPC security groups."""

    subnet_group: Annotated[
        str,
        At(
            config=(".dBSubnetGroup.dBSubnetGroupName", ".dbsubnetGroup.dbsubnetGroupName"),
            describe=".DBSubnetGroup.DBSubnetGroupName",
        ),
    ] = ""
    """The subnet group."""

    vpc: Annotated[
        str,
        At(
            config=(".dBSubnetGroup.vpcId", ".dbsubnetGroup.vpcId"),
            describe=".DBSubnetGroup.VpcId",
        ),
    ] = ""
    """The VPC of the subnet group."""

    size: Annotated[
        str,
        At(config=(".dBInstanceClass", ".dbinstanceClass"), describe=".DBInstanceClass"),
    ] = ""
    """The instance class, such as `db.m7g.large`."""

    @property
    def settings(self) -> "DBInstance | Cluster":
        """Where backups, failover, protection, IAM authentication, tags and logs are set.

        For a member that is its cluster.

        Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html,
        which calls each of them not applicable to a member.
        """
        return self.cluster if self.cluster_id else self

    @property
    def default_user_name(self) -> bool:
        """Whether the master user has a name that attackers try first."""
        return self.master_user_name.lower() in DEFAULT_USER_NAMES
