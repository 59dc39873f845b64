"""What a member of a DB cluster has from its cluster."""

from typing import Annotated, Any

from posturewatch.domain.fields import Toggle, WholeField
from posturewatch.domain.resource import At, Shape

ORIGINS = (
    "DBClusterIdentifier",
    "DBSnapshotIdentifier",
    "DBClusterSnapshotIdentifier",
    "SourceDBInstanceIdentifier",
    "SourceDBClusterIdentifier",
    "SourceDbiResourceId",
    "SourceDBInstanceAutomatedBackupsArn",
)
"""The properties of a template that say from what an instance gets its storage, and with it
whether that is encrypted."""


class RetentionField:
    """For how many days backups are kept; the source of a read replica, where nothing is said.

    RDS makes read replicas without backups, whatever their source has.
    Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
    """

    def convert(self, raw: Any) -> int:
        """Return the days; 0 for a read replica."""
        named = isinstance(raw, str) and raw != "" and not raw.strip().isdigit()
        return 0 if named else WholeField().convert(raw)


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
