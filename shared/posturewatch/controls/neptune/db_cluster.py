"""Controls of AWS::Neptune::DBCluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.neptune.db_cluster import DBCluster
from posturewatch.resources.rds.engines import MIN_BACKUP_DAYS


@control(
    "neptune-db-cluster-storage-encrypted",
    title="Neptune clusters should encrypt their storage at rest",
    severity=Severity.HIGH,
    remediation="Encryption is chosen at creation: restore a snapshot with a KMS key (`aws "
    "neptune restore-db-cluster-from-snapshot --kms-key-id KEY`) and move the "
    "clients.",
)
def storage_encrypted(cluster: DBCluster) -> Verdict:
    """Encryption at rest keeps copies of the storage and its snapshots useless without the key."""
    return verdict(
        cluster.storage_encrypted,
        good_reason="The storage is encrypted.",
        bad_reason="The storage is not encrypted.",
        storage_encrypted=cluster.storage_encrypted,
    )


@control(
    "neptune-db-cluster-backups-kept",
    title="Neptune clusters should keep automated backups for at least 7 days",
    severity=Severity.MEDIUM,
    remediation="Keep them longer: `aws neptune modify-db-cluster --db-cluster-identifier "
    "NAME --backup-retention-period 7`.",
)
def backups_kept(cluster: DBCluster) -> Verdict:
    """A fault that is found after a weekend can be undone only if backups reach back far enough."""
    return verdict(
        cluster.backup_retention >= MIN_BACKUP_DAYS,
        good_reason=f"Automated backups are kept for {cluster.backup_retention} days.",
        bad_reason=f"Automated backups are kept for {cluster.backup_retention} day(s).",
        retention_days=cluster.backup_retention,
    )


@control(
    "neptune-db-cluster-deletion-protected",
    title="Neptune clusters should have deletion protection",
    severity=Severity.LOW,
    remediation="Switch it on: `aws neptune modify-db-cluster --db-cluster-identifier NAME "
    "--deletion-protection`.",
)
def deletion_protected(cluster: DBCluster) -> Verdict:
    """Deletion protection makes deleting a database two deliberate steps instead of one mistake."""
    return verdict(
        cluster.deletion_protection,
        good_reason="Deletion protection is on.",
        bad_reason="Deletion protection is off.",
        deletion_protection=cluster.deletion_protection,
    )


@control(
    "neptune-db-cluster-multi-az-enabled",
    title="Neptune clusters should have instances in more than one availability zone",
    severity=Severity.MEDIUM,
    remediation="Add an instance in another zone: `aws neptune create-db-instance "
    "--db-cluster-identifier NAME --availability-zone ZONE`.",
)
def multi_az_enabled(cluster: DBCluster) -> Verdict:
    """With all instances in one availability zone, a failure of that zone stops the database."""
    return verdict(
        cluster.multi_az,
        good_reason="Another availability zone takes over.",
        bad_reason="Nothing takes over when the availability zone fails.",
        multi_az=cluster.multi_az,
    )


@control(
    "neptune-db-cluster-audit-log-exported",
    title="Neptune clusters should send their audit log to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Switch auditing on in the cluster parameter group (`neptune_enable_audit_log "
    "= 1`) and export it: `aws neptune modify-db-cluster "
    "--cloudwatch-logs-export-configuration EnableLogTypes=audit`.",
)
def audit_log_exported(cluster: DBCluster) -> Verdict:
    """Only the audit log tells who connected and what they asked of the data."""
    return verdict(
        "audit" in cluster.log_exports,
        good_reason="The audit log is sent to CloudWatch Logs.",
        bad_reason="The audit log is not sent to CloudWatch Logs.",
        log_exports=cluster.log_exports,
    )


@control(
    "neptune-db-cluster-iam-authentication-enabled",
    title="Neptune clusters should require IAM authentication",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws neptune modify-db-cluster --db-cluster-identifier NAME "
    "--enable-iam-database-authentication`; the clients must sign their requests "
    "first.",
)
def iam_authentication_enabled(cluster: DBCluster) -> Verdict:
    """Neptune has no users of its own: without IAM whoever reaches the port reads the graph."""
    return verdict(
        cluster.iam_authentication,
        good_reason="Requests have to be signed by IAM.",
        bad_reason="Whoever reaches the port is let in.",
        iam_authentication=cluster.iam_authentication,
    )


@control(
    "neptune-db-cluster-tags-copied-to-snapshots",
    title="Neptune clusters should copy their tags to snapshots",
    severity=Severity.LOW,
    remediation="Switch it on: `aws neptune modify-db-cluster --db-cluster-identifier NAME "
    "--copy-tags-to-snapshot`.",
)
def tags_copied_to_snapshots(cluster: DBCluster) -> Verdict:
    """A snapshot without tags has no owner and no classification, though it holds the same data."""
    return verdict(
        cluster.copy_tags,
        good_reason="Snapshots get the tags.",
        bad_reason="Snapshots do not get the tags.",
        copy_tags=cluster.copy_tags,
    )


@control(
    "neptune-db-cluster-owner-tagged",
    title="Neptune clusters should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws neptune add-tags-to-resource`.",
)
def owner_tagged(cluster: DBCluster) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(cluster.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=cluster.owner,
        tags=sorted(cluster.tags),
    )
