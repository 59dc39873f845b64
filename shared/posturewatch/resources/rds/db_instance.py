"""AWS::RDS::DBInstance."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import Elsewhere
from posturewatch.domain.resource import At, Calls, Newly, Planned, Resource
from posturewatch.resources.rds.engines import DEFAULT_PORTS
from posturewatch.resources.rds.master_user import MasterUser
from posturewatch.resources.rds.membership import ORIGINS, Cluster, RetentionField
from posturewatch.resources.rds.network import Network


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
    planned=Planned(terraform=("aws_db_instance", "aws_rds_cluster_instance")),
):
    """A database instance, alone or in a cluster; those of Neptune and DocumentDB are shown too."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The instance's tags."""

    created_at: Annotated[
        Moment,
        At(config=(".instanceCreateTime", "resourceCreationTime"), describe=".InstanceCreateTime"),
    ] = None
    """When the instance was made; nothing while it is still being made."""

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
    """The database engine, such as `mysql` or `aurora-postgresql`."""

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

    cluster_id: Annotated[
        str,
        At(
            config=(".dBClusterIdentifier", ".dbclusterIdentifier"),
            describe=".DBClusterIdentifier",
            terraform="cluster_identifier",
            cloudformation="DBClusterIdentifier",
        ),
    ] = ""
    """The cluster that the instance belongs to; empty when it stands alone."""

    cluster: Annotated[
        Cluster,
        At(
            config=Elsewhere(".dBClusterIdentifier", ".dbclusterIdentifier"),
            describe="DescribeDBClusters.DBClusters[0]",
            terraform=Elsewhere("cluster_identifier"),
            cloudformation=Elsewhere("DBClusterIdentifier"),
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
            terraform="replicate_source_db",
            cloudformation=("SourceDBInstanceIdentifier", "SourceDBClusterIdentifier"),
        ),
    ] = ""
    """The instance or cluster that this one is a read replica of; empty when it is none."""

    publicly_accessible: Annotated[
        Toggle,
        At(
            config=".publiclyAccessible",
            describe=".PubliclyAccessible",
            terraform="publicly_accessible",
            cloudformation="PubliclyAccessible",
            # What a template leaves out depends on the VPC.
            always=True,
        ),
    ] = False
    """Whether the endpoint resolves to a public address from outside the VPC."""

    storage_encrypted: Annotated[
        Toggle,
        At(
            config=".storageEncrypted",
            describe=".StorageEncrypted",
            terraform=(
                "storage_encrypted",
                Elsewhere("cluster_identifier", "snapshot_identifier", "replicate_source_db"),
            ),
            cloudformation=("StorageEncrypted", Elsewhere(*ORIGINS)),
        ),
    ] = False
    """Whether the storage is encrypted at rest; a member of a cluster tells it of the cluster's."""

    kms_key: Annotated[
        str,
        At(
            config=".kmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The KMS key of the storage; empty when it is not encrypted, or with AWS's own in a plan."""

    backup_retention: Annotated[
        int,
        RetentionField(),
        At(
            config=".backupRetentionPeriod",
            describe=".BackupRetentionPeriod",
            terraform="backup_retention_period",
            cloudformation=(
                "BackupRetentionPeriod",
                "SourceDBInstanceIdentifier",
                "SourceDBClusterIdentifier",
            ),
            new=Newly(terraform=0, cloudformation=1),
        ),
    ] = 0
    """For how many days the instance's own automated backups are kept; 0 switches them off."""

    multi_az: Annotated[
        Toggle,
        At(config=".multiAZ", describe=".MultiAZ", terraform="multi_az", cloudformation="MultiAZ"),
    ] = False
    """Whether a standby in another availability zone takes over."""

    deletion_protection: Annotated[
        Toggle,
        At(
            config=".deletionProtection",
            describe=".DeletionProtection",
            terraform="deletion_protection",
            cloudformation="DeletionProtection",
        ),
    ] = False
    """Whether the instance cannot be deleted until this is switched off."""

    auto_minor_version_upgrade: Annotated[
        Toggle,
        At(
            config=".autoMinorVersionUpgrade",
            describe=".AutoMinorVersionUpgrade",
            terraform="auto_minor_version_upgrade",
            cloudformation="AutoMinorVersionUpgrade",
            new=True,
        ),
    ] = False
    """Whether minor versions are installed in the maintenance window."""

    master_user: Annotated[
        MasterUser, At(config=".", describe=".", terraform=".", cloudformation=".")
    ] = MasterUser()
    """The user with all rights."""

    iam_authentication: Annotated[
        Toggle,
        At(
            config=(".iAMDatabaseAuthenticationEnabled", ".iamdatabaseAuthenticationEnabled"),
            describe=".IAMDatabaseAuthenticationEnabled",
            terraform="iam_database_authentication_enabled",
            cloudformation="EnableIAMDatabaseAuthentication",
        ),
    ] = False
    """Whether database users of the instance itself can be authenticated by IAM."""

    log_exports: Annotated[
        tuple[str, ...],
        At(
            config=".enabledCloudwatchLogsExports",
            describe=".EnabledCloudwatchLogsExports",
            terraform="enabled_cloudwatch_logs_exports",
            cloudformation="EnableCloudwatchLogsExports",
        ),
    ] = ()
    """The logs of the instance itself that are sent to CloudWatch Logs."""

    monitoring_interval: Annotated[
        int,
        At(
            config=".monitoringInterval",
            describe=".MonitoringInterval",
            terraform="monitoring_interval",
            cloudformation="MonitoringInterval",
        ),
    ] = 0
    """Seconds between the metrics of enhanced monitoring; 0 switches it off."""

    copy_tags: Annotated[
        Toggle,
        At(
            config=".copyTagsToSnapshot",
            describe=".CopyTagsToSnapshot",
            terraform="copy_tags_to_snapshot",
            cloudformation="CopyTagsToSnapshot",
        ),
    ] = False
    """Whether snapshots of the instance itself get its tags."""

    ca_certificate: Annotated[
        str,
        At(
            config=".cACertificateIdentifier",
            describe=".CACertificateIdentifier",
            terraform="ca_cert_identifier",
            cloudformation="CACertificateIdentifier",
        ),
    ] = ""
    """The certificate authority of the server's certificate."""

    network: Annotated[Network, At(config=".", describe=".", terraform=".", cloudformation=".")] = (
        Network()
    )
    """Where the instance stands in the network."""

    size: Annotated[
        str,
        At(
            config=(".dBInstanceClass", ".dbinstanceClass"),
            describe=".DBInstanceClass",
            terraform="instance_class",
            cloudformation="DBInstanceClass",
        ),
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
    def default_port(self) -> bool:
        """Whether the instance listens where everybody looks for its engine."""
        return self.network.port in (0, DEFAULT_PORTS.get(self.engine, -1))
