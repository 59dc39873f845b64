"""Controls of AWS::DocDB::DBCluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.docdb.db_cluster import DBCluster
from posturewatch.resources.rds.engines import MIN_BACKUP_DAYS


@control(
    "docdb-db-cluster-storage-encrypted",
    title="DocumentDB clusters should encrypt their storage at rest",
    severity=Severity.HIGH,
    remediation="Encryption is chosen at creation: restore a snapshot with a KMS key (`aws "
    "docdb restore-db-cluster-from-snapshot --kms-key-id KEY`) and move the "
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
    "docdb-db-cluster-backups-kept",
    title="DocumentDB clusters should keep automated backups for at least 7 days",
    severity=Severity.MEDIUM,
    remediation="Keep them longer: `aws docdb modify-db-cluster --db-cluster-identifier NAME "
    "--backup-retention-period 7`.",
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
    "docdb-db-cluster-deletion-protected",
    title="DocumentDB clusters should have deletion protection",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws docdb modify-db-cluster --db-cluster-identifier NAME "
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
    "docdb-db-cluster-multi-az-enabled",
    title="DocumentDB clusters should have instances in more than one availability zone",
    severity=Severity.MEDIUM,
    remediation="Add an instance in another zone: `aws docdb create-db-instance "
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
    "docdb-db-cluster-audit-log-exported",
    title="DocumentDB clusters should send their audit log to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Switch auditing on in the cluster parameter group (`audit_logs = enabled`) "
    "and export it: `aws docdb modify-db-cluster "
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
    "docdb-db-cluster-master-user-name-changed",
    title="DocumentDB clusters should not have a default master user name",
    severity=Severity.HIGH,
    remediation="The name is chosen at creation: create a cluster whose `--master-username` "
    "is a name of your own and `--manage-master-user-password`, and move the "
    "data.",
)
def master_user_name_changed(cluster: DBCluster) -> Verdict:
    """A default name is half of a credential given away: only the password is left to guess."""
    return verdict(
        not cluster.master_user.has_default_name,
        good_reason="The master user has a name of its own.",
        bad_reason=f"The master user is called {cluster.master_user.name}.",
        master_user_name=cluster.master_user.name,
    )


@control(
    "docdb-db-cluster-master-password-not-written",
    title="DocumentDB clusters should not have their master password in a plan or a template",
    severity=Severity.HIGH,
    remediation="Let DocumentDB keep the password in Secrets Manager "
    "(`ManageMasterUserPassword: true`, `manage_master_user_password = true`), or "
    "refer to a secret; then change the password.",
)
def master_password_not_written(cluster: DBCluster) -> Verdict:
    """Whoever reads the template, the state or the repository has every right in the database."""
    held = cluster.master_user.password_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the master password.",
        bad_reason=f"The master password is a {held}, for every reader to see.",
        held=held or None,
    )


@control(
    "docdb-db-cluster-owner-tagged",
    title="DocumentDB clusters should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws docdb add-tags-to-resource`.",
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
