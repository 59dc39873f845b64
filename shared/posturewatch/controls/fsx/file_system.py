"""Controls of AWS::FSx::FileSystem."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.fsx.file_system import FileSystem

MIN_BACKUP_DAYS = 7
"""For how many days backups must be kept: a fault is often found after a weekend only."""

_UPDATE = "`aws fsx update-file-system --file-system-id ID --"
_ANY = "{windows,lustre,ontap,open-zfs}-configuration"


@control(
    "fsx-file-system-kms-key-used",
    title="FSx file systems should be encrypted with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Make a persistent one with `--kms-key-id` (`aws fsx create-file-system`) and "
    "copy the files with DataSync; a key cannot be changed.",
)
def kms_key_used(files: FileSystem) -> Verdict:
    """Scratch is encrypted with keys of FSx, whose use nobody sees and nobody can end."""
    if files.kms_key:
        return passed("It is encrypted with a KMS key.", kms_key=files.kms_key)
    if files.is_scratch:
        return failed("It has no KMS key.", kind=files.kind, deployment=files.deployment)
    return passed("It is encrypted with AWS's key of the account.", deployment=files.deployment)


@control(
    "fsx-file-system-backups-enabled",
    title="FSx file systems should have automatic backups",
    severity=Severity.MEDIUM,
    remediation=f"Turn them on: {_UPDATE}{_ANY} AutomaticBackupRetentionDays=30`; scratch has "
    "none.",
)
def backups_enabled(files: FileSystem) -> Verdict:
    """What one machine deletes or encrypts is gone for all others too."""
    days = files.backup_retention
    if days > 0:
        return passed("It is backed up every day.", retention_days=days)
    return failed("It is not backed up.", retention_days=days)


@control(
    "fsx-file-system-backups-kept",
    title=f"FSx file systems should keep automatic backups for at least {MIN_BACKUP_DAYS} days",
    severity=Severity.LOW,
    remediation=f"Keep them longer: {_UPDATE}{_ANY} AutomaticBackupRetentionDays=30`.",
)
def backups_kept(files: FileSystem) -> Verdict:
    """A fault that is found after a weekend can be undone only if backups reach back so far."""
    days = files.backup_retention
    if days >= MIN_BACKUP_DAYS:
        return passed(f"Backups are kept for {days} days.", retention_days=days)
    return failed(f"Backups are kept for {days} day(s).", retention_days=days)


@control(
    "fsx-file-system-backups-tagged",
    title="FSx file systems should copy their tags to backups",
    severity=Severity.LOW,
    remediation="Set `CopyTagsToBackups=true`: for OpenZFS by "
    f"{_UPDATE}open-zfs-configuration CopyTagsToBackups=true`, else in a new file system.",
)
def backups_tagged(files: FileSystem) -> Verdict:
    """A backup without tags has no owner, and conditions on tags do not hold for it."""
    if files.kind == "ONTAP":
        return passed("Backups of ONTAP are of its volumes.", kind=files.kind)
    if files.tags_backups:
        return passed("Backups get its tags.", copy_tags=True)
    return failed("Backups do not get its tags.", copy_tags=False)


@control(
    "fsx-file-system-volumes-tagged",
    title="FSx file systems for OpenZFS should copy their tags to volumes",
    severity=Severity.LOW,
    remediation=f"Turn it on: {_UPDATE}open-zfs-configuration CopyTagsToVolumes=true`.",
)
def volumes_tagged(files: FileSystem) -> Verdict:
    """A volume without tags has no owner, and conditions on tags do not hold for it."""
    if files.kind != "OPENZFS":
        return passed("Only OpenZFS has such a setting.", kind=files.kind)
    if files.tags_volumes:
        return passed("Volumes get its tags.", copy_tags=True)
    return failed("Volumes do not get its tags.", copy_tags=False)


@control(
    "fsx-file-system-multi-az-enabled",
    title="FSx file systems should span availability zones",
    severity=Severity.LOW,
    remediation="Make one of the deployment type `MULTI_AZ_1` or `MULTI_AZ_2` (`aws fsx "
    "create-file-system`) and move the files with DataSync or from a backup.",
)
def multi_az_enabled(files: FileSystem) -> Verdict:
    """With all servers in one zone a failure of the zone stops whatever needs the files."""
    if files.kind == "LUSTRE":
        return passed("Lustre stands in one zone always.", kind=files.kind)
    if files.spans_zones:
        return passed("Another zone takes over.", deployment=files.deployment)
    return failed("Nothing takes over when the zone fails.", deployment=files.deployment or None)


@control(
    "fsx-file-system-access-logged",
    title="FSx file systems for Windows should log who uses files",
    severity=Severity.MEDIUM,
    remediation=f"Turn it on: {_UPDATE}windows-configuration AuditLogConfiguration={{"
    "FileAccessAuditLogLevel=SUCCESS_AND_FAILURE,AuditLogDestination=ARN}`, and set audit rules.",
)
def access_logged(files: FileSystem) -> Verdict:
    """Without the log nobody can tell which files a stolen account has read."""
    if files.kind != "WINDOWS":
        return passed("Only Windows has such a log.", kind=files.kind)
    if files.access_log_level == "DISABLED":
        return failed("Uses of files are not logged.", level=files.access_log_level)
    return passed("Uses of files are logged.", level=files.access_log_level)


@control(
    "fsx-file-system-password-not-written",
    title="FSx file systems should not have a password in a plan or a template",
    severity=Severity.HIGH,
    remediation="Keep the password in Secrets Manager and name the secret "
    "(`DomainJoinServiceAccountSecret`, `{{resolve:secretsmanager:…}}`); then change it.",
)
def password_not_written(files: FileSystem) -> Verdict:
    """Whoever reads the template or the state may join machines to the domain, or rule ONTAP."""
    held = files.password_held
    if held in (PLAIN_TEXT, SHOWN_PARAMETER):
        return failed(f"The password is a {held}, for every reader to see.", held=held)
    return passed("No document holds the password.", held=held or None)


@control(
    "fsx-file-system-owner-tagged",
    title="FSx file systems should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws fsx tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(files: FileSystem) -> Verdict:
    """Without an owner nobody knows who may see what lies there, or when it may go."""
    if files.owner:
        return passed("A tag names the owner.", owner=files.owner)
    return failed("No tag names the owner.", owner=None)
