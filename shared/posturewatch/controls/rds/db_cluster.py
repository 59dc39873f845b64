"""Controls of AWS::RDS::DBCluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, passed, verdict
from posturewatch.resources.rds.db_cluster import DBCluster
from posturewatch.resources.rds.engines import DEFAULT_PORTS, MIN_BACKUP_DAYS


@control(
    "rds-db-cluster-storage-encrypted",
    title="RDS clusters should encrypt their storage at rest",
    severity=Severity.HIGH,
    remediation="Encryption is chosen at creation: restore a snapshot with a KMS key (`aws "
    "rds restore-db-cluster-from-snapshot --kms-key-id KEY`) and move the "
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
    "rds-db-cluster-public-access-disabled",
    title="RDS clusters should not be reachable from the internet",
    severity=Severity.CRITICAL,
    remediation="A Multi-AZ cluster is public from its creation on: restore it with "
    "`--no-publicly-accessible` (`aws rds restore-db-cluster-from-snapshot`) into "
    "private subnets.",
)
def public_access_disabled(cluster: DBCluster) -> Verdict:
    """A database with a public address is one stolen password or engine bug away from strangers."""
    return verdict(
        not cluster.publicly_accessible,
        good_reason="The cluster has no public address of its own.",
        bad_reason="The cluster has a public address.",
        publicly_accessible=cluster.publicly_accessible,
    )


@control(
    "rds-db-cluster-deletion-protected",
    title="RDS clusters should have deletion protection",
    severity=Severity.LOW,
    remediation="Switch it on: `aws rds modify-db-cluster --db-cluster-identifier NAME "
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
    "rds-db-cluster-backups-kept",
    title="RDS clusters should keep automated backups for at least 7 days",
    severity=Severity.MEDIUM,
    remediation="Keep them longer: `aws rds modify-db-cluster --db-cluster-identifier NAME "
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
    "rds-db-cluster-multi-az-enabled",
    title="RDS clusters should have instances in more than one availability zone",
    severity=Severity.MEDIUM,
    remediation="Add an instance in another zone: `aws rds create-db-instance "
    "--db-cluster-identifier NAME --availability-zone ZONE`.",
)
def multi_az_enabled(cluster: DBCluster) -> Verdict:
    """With all instances in one availability zone, a failure of that zone stops the database."""
    if cluster.mode == "serverless":
        return passed("Aurora Serverless fails over to another zone by itself.", mode=cluster.mode)
    return verdict(
        cluster.multi_az,
        good_reason="Another availability zone takes over.",
        bad_reason="Nothing takes over when the availability zone fails.",
        multi_az=cluster.multi_az,
    )


@control(
    "rds-db-cluster-iam-authentication-enabled",
    title="RDS clusters should allow IAM database authentication",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws rds modify-db-cluster --db-cluster-identifier NAME "
    "--enable-iam-database-authentication`.",
)
def iam_authentication_enabled(cluster: DBCluster) -> Verdict:
    """Tokens of IAM last 15 minutes; passwords stay in configurations for years."""
    if cluster.mode == "serverless":
        return passed("The first Aurora Serverless has no IAM authentication.", mode=cluster.mode)
    return verdict(
        cluster.iam_authentication,
        good_reason="IAM database authentication is on.",
        bad_reason="IAM database authentication is off.",
        iam_authentication=cluster.iam_authentication,
    )


@control(
    "rds-db-cluster-tags-copied-to-snapshots",
    title="RDS clusters should copy their tags to snapshots",
    severity=Severity.LOW,
    remediation="Switch it on: `aws rds modify-db-cluster --db-cluster-identifier NAME "
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
    "rds-db-cluster-logs-exported",
    title="RDS clusters should send their logs to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Export them: `aws rds modify-db-cluster --db-cluster-identifier NAME "
    "--cloudwatch-logs-export-configuration EnableLogTypes=audit,error` "
    "(PostgreSQL: `postgresql`).",
)
def logs_exported(cluster: DBCluster) -> Verdict:
    """Logs inside the cluster rotate away and end with it, and nobody is alarmed by them."""
    return verdict(
        bool(cluster.log_exports),
        good_reason="Logs are sent to CloudWatch Logs.",
        bad_reason="No logs are sent to CloudWatch Logs.",
        log_exports=cluster.log_exports,
    )


@control(
    "rds-db-cluster-audit-log-exported",
    title="Aurora MySQL clusters should send their audit log to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Switch auditing on (`server_audit_logging = 1` in the cluster parameter "
    "group) and export it: `aws rds modify-db-cluster "
    "--cloudwatch-logs-export-configuration EnableLogTypes=audit`.",
)
def audit_log_exported(cluster: DBCluster) -> Verdict:
    """Only the audit log tells who connected and what they asked of the data."""
    if cluster.engine != "aurora-mysql":
        return passed("The engine is not Aurora MySQL.", engine=cluster.engine)
    return verdict(
        "audit" in cluster.log_exports,
        good_reason="The audit log is sent to CloudWatch Logs.",
        bad_reason="The audit log is not sent to CloudWatch Logs.",
        log_exports=cluster.log_exports,
    )


@control(
    "rds-db-cluster-minor-upgrades-automatic",
    title="Multi-AZ DB clusters should install minor versions automatically",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws rds modify-db-cluster --db-cluster-identifier NAME "
    "--auto-minor-version-upgrade`.",
)
def minor_upgrades_automatic(cluster: DBCluster) -> Verdict:
    """Minor versions bring the engine's security fixes; by hand they come late or never."""
    if cluster.is_aurora:
        return passed("The instances of Aurora have the setting.", engine=cluster.engine)
    return verdict(
        cluster.auto_minor_version_upgrade,
        good_reason="Minor versions are installed in the maintenance window.",
        bad_reason="Minor versions, and their security fixes, wait for somebody to install them.",
        auto_minor_version_upgrade=cluster.auto_minor_version_upgrade,
    )


@control(
    "rds-db-cluster-backtracking-enabled",
    title="Aurora MySQL clusters should have backtracking enabled",
    severity=Severity.LOW,
    remediation="It is chosen at creation: restore the cluster with `--backtrack-window "
    "86400` (`aws rds restore-db-cluster-to-point-in-time`).",
)
def backtracking_enabled(cluster: DBCluster) -> Verdict:
    """Backtracking undoes a bad statement in minutes, where a restore makes a second cluster."""
    if cluster.engine != "aurora-mysql" or cluster.mode == "serverless":
        return passed("The engine cannot backtrack.", engine=cluster.engine)
    return verdict(
        cluster.backtrack_window > 0,
        good_reason=f"The cluster can go back {cluster.backtrack_window} seconds.",
        bad_reason="Backtracking is off.",
        backtrack_window=cluster.backtrack_window,
    )


@control(
    "rds-db-cluster-default-port-changed",
    title="RDS clusters should not listen on the default port of their engine",
    severity=Severity.LOW,
    remediation="Choose another port: `aws rds modify-db-cluster --db-cluster-identifier NAME "
    "--port 13306`; change the security groups and the clients first.",
)
def default_port_changed(cluster: DBCluster) -> Verdict:
    """A default port tells a scanner at once which engine to attack, and with which exploits."""
    return verdict(
        cluster.port not in (0, DEFAULT_PORTS.get(cluster.engine, -1)),
        good_reason="The port is not the engine's default.",
        bad_reason="The port is the engine's default.",
        port=cluster.port,
        engine=cluster.engine,
    )


@control(
    "rds-db-cluster-master-user-name-changed",
    title="RDS clusters should not have a default master user name",
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
    "rds-db-cluster-master-password-not-written",
    title="RDS clusters should not have their master password written in a plan or a template",
    severity=Severity.HIGH,
    remediation="Let RDS keep the password in Secrets Manager (`ManageMasterUserPassword: "
    "true`, `manage_master_user_password = true`), or refer to a secret; then "
    "change the password.",
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
    "rds-db-cluster-owner-tagged",
    title="RDS clusters should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the cluster with `owner` or `team`: `aws rds add-tags-to-resource`.",
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
