"""Controls of AWS::RDS::DBInstance."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import HIDDEN_PARAMETER, PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, failed, passed, verdict, warned
from posturewatch.resources.rds.db_instance import DBInstance
from posturewatch.resources.rds.engines import (
    EXPIRED_AUTHORITIES,
    IAM_ENGINES,
    MIN_BACKUP_DAYS,
    OTHER_SERVICES,
)


@control(
    "rds-db-instance-public-access-disabled",
    title="RDS instances should not be reachable from the internet",
    severity=Severity.CRITICAL,
    remediation="Switch public access off: `aws rds modify-db-instance --db-instance-identifier "
    "NAME --no-publicly-accessible --apply-immediately`.",
)
def public_access_disabled(instance: DBInstance) -> Verdict:
    """A database with a public address is one stolen password or engine bug away from strangers."""
    network = instance.network
    return verdict(
        not instance.publicly_accessible,
        good_reason="The instance has no public address.",
        bad_reason="The instance has a public address.",
        publicly_accessible=instance.publicly_accessible,
        security_groups=network.security_groups if network.knows("security_groups") else None,
    )


@control(
    "rds-db-instance-storage-encrypted",
    title="RDS instances should encrypt their storage at rest",
    severity=Severity.HIGH,
    remediation="Encryption is chosen at creation: copy a snapshot with a KMS key "
    "(`aws rds copy-db-snapshot --kms-key-id KEY`) and restore the instance from the copy.",
)
def storage_encrypted(instance: DBInstance) -> Verdict:
    """Encryption at rest keeps copies of the storage and its snapshots useless without the key."""
    return verdict(
        instance.storage_encrypted,
        good_reason="The storage is encrypted.",
        bad_reason="The storage is not encrypted.",
        storage_encrypted=instance.storage_encrypted,
    )


@control(
    "rds-db-instance-backups-enabled",
    title="RDS instances should keep automated backups for at least 7 days",
    severity=Severity.MEDIUM,
    remediation="Keep backups for 7 days or more: `aws rds modify-db-instance "
    "--db-instance-identifier NAME --backup-retention-period 7` (of a cluster: modify-db-cluster).",
)
def backups_enabled(instance: DBInstance) -> Verdict:
    """Backups bring back what a mistake or ransomware destroyed, if they reach back far enough."""
    if instance.replica_of and not instance.cluster_id:
        return passed("A read replica is backed up by its source.", replica_of=instance.replica_of)
    days = instance.settings.backup_retention
    return verdict(
        days >= MIN_BACKUP_DAYS,
        good_reason=f"Automated backups are kept for {days} days.",
        bad_reason=f"Automated backups are kept for {days} days, 0 being none.",
        retention_days=days,
        cluster=instance.cluster_id or None,
    )


@control(
    "rds-db-instance-automated-backups-on",
    title="RDS instances, read replicas too, should have automated backups",
    severity=Severity.LOW,
    remediation="Switch them on: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--backup-retention-period 7` (of a cluster: modify-db-cluster).",
)
def automated_backups_on(instance: DBInstance) -> Verdict:
    """Without them nothing is restored to a point in time, nor of a replica once it is promoted."""
    days = instance.settings.backup_retention
    return verdict(
        days > 0,
        good_reason=f"Automated backups are kept for {days} day(s).",
        bad_reason="Automated backups are off.",
        retention_days=days,
    )


@control(
    "rds-db-instance-multi-az-enabled",
    title="RDS instances should run in more than one availability zone",
    severity=Severity.MEDIUM,
    remediation="Add a standby: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--multi-az`; for a cluster, add an instance in another availability zone.",
)
def multi_az_enabled(instance: DBInstance) -> Verdict:
    """A standby in another availability zone takes over when a zone, a disk or an upgrade fails."""
    return verdict(
        instance.settings.multi_az,
        good_reason="Another availability zone takes over.",
        bad_reason="Nothing takes over when the availability zone fails.",
        multi_az=instance.settings.multi_az,
        cluster=instance.cluster_id or None,
    )


@control(
    "rds-db-instance-deletion-protected",
    title="RDS instances should have deletion protection",
    severity=Severity.LOW,
    remediation="Switch it on: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--deletion-protection` (of a cluster: modify-db-cluster).",
)
def deletion_protected(instance: DBInstance) -> Verdict:
    """Deletion protection makes deleting a database two deliberate steps instead of one mistake."""
    return verdict(
        instance.settings.deletion_protection,
        good_reason="Deletion protection is on.",
        bad_reason="Deletion protection is off.",
        deletion_protection=instance.settings.deletion_protection,
        cluster=instance.cluster_id or None,
    )


@control(
    "rds-db-instance-minor-upgrades-automatic",
    title="RDS instances should install minor versions automatically",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--auto-minor-version-upgrade`.",
)
def minor_upgrades_automatic(instance: DBInstance) -> Verdict:
    """Minor versions bring the engine's security fixes; by hand they come late or never."""
    return verdict(
        instance.auto_minor_version_upgrade,
        good_reason="Minor versions are installed in the maintenance window.",
        bad_reason="Minor versions, and their security fixes, wait for somebody to install them.",
        auto_minor_version_upgrade=instance.auto_minor_version_upgrade,
    )


@control(
    "rds-db-instance-master-user-name-changed",
    title="RDS instances should not have a default master user name",
    severity=Severity.HIGH,
    remediation="The name is chosen at creation: create an instance whose `--master-username` is "
    "a name of your own and `--manage-master-user-password`, and move the data.",
)
def master_user_name_changed(instance: DBInstance) -> Verdict:
    """A default name is half of a credential given away: only the password is left to guess."""
    return verdict(
        not instance.master_user.has_default_name,
        good_reason="The master user has a name of its own.",
        bad_reason=f"The master user is called {instance.master_user.name}.",
        master_user_name=instance.master_user.name,
    )


@control(
    "rds-db-instance-master-password-not-written",
    title="RDS instances should not have their master password written in a plan or a template",
    severity=Severity.HIGH,
    remediation="Let RDS keep the password in Secrets Manager (`ManageMasterUserPassword: true`, "
    "`manage_master_user_password = true`), or refer to a secret; then change the password.",
)
def master_password_not_written(instance: DBInstance) -> Verdict:
    """Whoever reads the template, the state or the repository has every right in the database."""
    held = instance.master_user.password_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the master password.",
        bad_reason=f"The master password is a {held}, for every reader to see.",
        held=held or None,
    )


@control(
    "rds-db-instance-master-password-managed",
    title="RDS instances should have their master password in Secrets Manager",
    severity=Severity.LOW,
    remediation="Let RDS keep and rotate it: `aws rds modify-db-instance --db-instance-identifier "
    "NAME --manage-master-user-password`.",
)
def master_password_managed(instance: DBInstance) -> Verdict:
    """A password that people keep is copied and never changed; RDS rotates its own every 7 days."""
    if instance.cluster_id:
        return passed("The password is the cluster's.", cluster=instance.cluster_id)
    user = instance.master_user
    if user.managed:
        return passed("RDS keeps and rotates the password.", managed=True)
    held = user.password_held
    if held in (PLAIN_TEXT, SHOWN_PARAMETER):
        return failed(f"The master password is a {held}.", managed=False, held=held)
    if held == HIDDEN_PARAMETER or not held:
        return warned("Where the password is kept cannot be told.", managed=False, held=held)
    return passed("The password is read from where it is kept.", managed=False, held=held)


@control(
    "rds-db-instance-master-user-name-not-written",
    title="RDS instances should not have their master user name written in a plan or a template",
    severity=Severity.INFORMATIONAL,
    remediation="Give the name by a parameter with `NoEcho: true`, or by a dynamic reference to "
    "a secret.",
)
def master_user_name_not_written(instance: DBInstance) -> Verdict:
    """The name is the half of a credential that is easily kept from the readers of a repository."""
    held = instance.master_user.name_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the master user's name.",
        bad_reason=f"The master user's name is a {held}.",
        held=held or None,
    )


@control(
    "rds-db-instance-default-port-changed",
    title="RDS instances should not listen on the default port of their engine",
    severity=Severity.LOW,
    remediation="Choose another port: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--db-port-number 13306`; change the security groups and the clients first.",
)
def default_port_changed(instance: DBInstance) -> Verdict:
    """A default port tells a scanner at once which engine to attack, and with which exploits."""
    return verdict(
        not instance.default_port,
        good_reason="The port is not the engine's default.",
        bad_reason="The port is the engine's default.",
        port=instance.network.port,
        engine=instance.engine,
    )


@control(
    "rds-db-instance-iam-authentication-enabled",
    title="RDS instances should allow IAM database authentication",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--enable-iam-database-authentication` (of a cluster: modify-db-cluster).",
)
def iam_authentication_enabled(instance: DBInstance) -> Verdict:
    """Tokens of IAM last 15 minutes; passwords stay in configurations for years."""
    if instance.engine not in IAM_ENGINES:
        return passed("The engine has no IAM authentication.", engine=instance.engine)
    return verdict(
        instance.settings.iam_authentication,
        good_reason="IAM database authentication is on.",
        bad_reason="IAM database authentication is off.",
        iam_authentication=instance.settings.iam_authentication,
        cluster=instance.cluster_id or None,
    )


@control(
    "rds-db-instance-logs-exported",
    title="RDS instances should send their logs to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Export the engine's logs: `aws rds modify-db-instance --db-instance-identifier "
    "NAME --cloudwatch-logs-export-configuration EnableLogTypes=error,audit` (PostgreSQL: "
    "`postgresql`; of a cluster: modify-db-cluster).",
)
def logs_exported(instance: DBInstance) -> Verdict:
    """Logs on the instance rotate away and end with it, and nobody is alarmed by them."""
    return verdict(
        bool(instance.settings.log_exports),
        good_reason="Logs are sent to CloudWatch Logs.",
        bad_reason="No logs are sent to CloudWatch Logs.",
        log_exports=instance.settings.log_exports,
        cluster=instance.cluster_id or None,
    )


@control(
    "rds-db-instance-monitoring-enhanced",
    title="RDS instances should have enhanced monitoring",
    severity=Severity.LOW,
    remediation="Switch it on: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--monitoring-interval 60 --monitoring-role-arn ROLE`.",
)
def monitoring_enhanced(instance: DBInstance) -> Verdict:
    """Metrics from inside the operating system show which process takes the memory or the disk."""
    if instance.engine in OTHER_SERVICES:
        return passed("The engine has no enhanced monitoring.", engine=instance.engine)
    return verdict(
        instance.monitoring_interval > 0,
        good_reason=f"There are metrics every {instance.monitoring_interval} seconds.",
        bad_reason="Enhanced monitoring is off.",
        interval_seconds=instance.monitoring_interval,
    )


@control(
    "rds-db-instance-tags-copied-to-snapshots",
    title="RDS instances should copy their tags to snapshots",
    severity=Severity.LOW,
    remediation="Switch it on: `aws rds modify-db-instance --db-instance-identifier NAME "
    "--copy-tags-to-snapshot` (of a cluster: modify-db-cluster).",
)
def tags_copied_to_snapshots(instance: DBInstance) -> Verdict:
    """A snapshot without tags has no owner and no classification, though it holds the same data."""
    if instance.engine in OTHER_SERVICES:
        return passed("The engine does not copy tags.", engine=instance.engine)
    return verdict(
        instance.settings.copy_tags,
        good_reason="Snapshots get the tags.",
        bad_reason="Snapshots do not get the tags.",
        copy_tags=instance.settings.copy_tags,
        cluster=instance.cluster_id or None,
    )


@control(
    "rds-db-instance-ca-certificate-current",
    title="RDS instances should have a server certificate of a current authority",
    severity=Severity.MEDIUM,
    remediation="Give clients the new trust bundle, then: `aws rds modify-db-instance "
    "--db-instance-identifier NAME --ca-certificate-identifier rds-ca-rsa2048-g1`.",
)
def ca_certificate_current(instance: DBInstance) -> Verdict:
    """With an expired certificate clients fail, or somebody has switched verification off."""
    return verdict(
        instance.ca_certificate not in EXPIRED_AUTHORITIES,
        good_reason="The certificate authority has not expired.",
        bad_reason=f"The certificate authority {instance.ca_certificate} has expired.",
        ca_certificate=instance.ca_certificate,
    )


@control(
    "rds-db-instance-owner-tagged",
    title="RDS instances should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the instance with `owner` or `team`: `aws rds add-tags-to-resource`.",
)
def owner_tagged(instance: DBInstance) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if instance.owner:
        return passed("A tag names the owner.", owner=instance.owner)
    return failed("No tag names the owner.", tags=sorted(instance.tags))
