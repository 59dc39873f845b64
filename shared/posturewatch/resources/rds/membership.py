"""What a member of a DB cluster has from its cluster."""

from typing import Annotated

from posturewatch.domain.fields import Toggle
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
