"""Controls of AWS::EFS::FileSystem."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.efs.file_system import FileSystem

_POLICY = "Set a file system policy (`aws efs put-file-system-policy`) "


@control(
    "efs-file-system-encryption-enabled",
    title="EFS file systems should be encrypted at rest",
    severity=Severity.HIGH,
    remediation="Make a new one with `--encrypted` and copy the files with DataSync; an existing "
    "one cannot be changed.",
)
def encryption_enabled(files: FileSystem) -> Verdict:
    """Encryption at rest keeps copies of the storage useless without the key."""
    if files.encrypted:
        return passed("It is encrypted.", kms_key=files.kms_key)
    return failed("It is not encrypted.", encrypted=False)


@control(
    "efs-file-system-backups-enabled",
    title="EFS file systems should be backed up",
    severity=Severity.MEDIUM,
    remediation="Turn on backups: `aws efs put-backup-policy --backup-policy Status=ENABLED`.",
)
def backups_enabled(files: FileSystem) -> Verdict:
    """What one machine deletes or encrypts is gone for all others too."""
    if files.backups:
        return passed("It is backed up.", backups=True)
    return failed("It is not backed up.", backups=False)


@control(
    "efs-file-system-tls-required",
    title="EFS file systems should refuse connections without TLS",
    severity=Severity.MEDIUM,
    remediation=_POLICY + "that denies everything when `aws:SecureTransport` is false.",
)
def tls_required(files: FileSystem) -> Verdict:
    """NFS without TLS shows every file to whoever listens in the network."""
    answer = Answer.NO if files.policy is None else files.policy.requires_tls()
    return verdict(
        answer,
        good_reason="Connections without TLS are refused.",
        bad_reason="Connections without TLS are accepted.",
        requires_tls=answer,
    )


@control(
    "efs-file-system-mounting-confined",
    title="EFS file systems should let known identities mount them only",
    severity=Severity.MEDIUM,
    remediation=_POLICY + "that names the roles that may mount it.",
)
def mounting_confined(files: FileSystem) -> Verdict:
    """Without a policy the network alone decides: every machine that reaches it is let in."""
    if files.policy is None:
        return failed("It has no policy, so that whoever reaches it may mount it.", policy=None)
    public = files.policy.public(files.key.account)
    return verdict(
        ~public.answer,
        good_reason="Its policy says who may mount it.",
        bad_reason="Its policy lets everybody mount it.",
        statements=public.sids,
    )


@control(
    "efs-file-system-owner-tagged",
    title="EFS file systems should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws efs tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(files: FileSystem) -> Verdict:
    """Without an owner nobody knows who may see what lies there, or when it may go."""
    if files.owner:
        return passed("A tag names the owner.", owner=files.owner)
    return failed("No tag names the owner.", owner=None)
