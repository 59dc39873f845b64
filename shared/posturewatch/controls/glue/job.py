"""Controls of AWS::Glue::Job."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.glue.job import OUT_OF_SUPPORT, Job

_UPDATE = "`aws glue update-job --job-name NAME --job-update "
_CONFIGURE = "Name a security configuration: " + _UPDATE + "SecurityConfiguration=NAME,…`, with "


@control(
    "glue-job-no-plain-secrets",
    title="Glue jobs should not have secrets in their arguments",
    severity=Severity.HIGH,
    remediation="Keep it in Secrets Manager and read it in the script: "
    + _UPDATE
    + "DefaultArguments=…`; then renew it.",
)
def no_plain_secrets(job: Job) -> Verdict:
    """Everybody who may read the job reads its arguments, and they stand in its logs as well."""
    found = job.plain_secrets
    if not found:
        return passed("No argument looks like a secret.", arguments=[])
    return failed(f"{found[0]} looks like a secret.", arguments=found)


@control(
    "glue-job-bucket-data-encrypted",
    title="Glue jobs should encrypt what they write to S3",
    severity=Severity.MEDIUM,
    remediation=_CONFIGURE + "`S3EncryptionMode=SSE-KMS`.",
)
def bucket_data_encrypted(job: Job) -> Verdict:
    """Copies of what the job reads lie in buckets, under the key that the job says or none."""
    modes = job.bucket_encryption
    if modes and "DISABLED" not in modes:
        return passed("What it writes to S3 is encrypted.", modes=modes)
    return failed("It does not say how to encrypt what it writes to S3.", modes=modes)


@control(
    "glue-job-logs-encrypted",
    title="Glue jobs should encrypt their logs",
    severity=Severity.MEDIUM,
    remediation=_CONFIGURE + "`CloudWatchEncryptionMode=SSE-KMS`.",
)
def logs_encrypted(job: Job) -> Verdict:
    """Samples of the data stand in the logs, where a key decides who can read them."""
    if job.log_encryption != "DISABLED":
        return passed("Its logs are encrypted.", mode=job.log_encryption)
    return failed("Its logs are not encrypted.", mode="DISABLED")


@control(
    "glue-job-bookmarks-encrypted",
    title="Glue jobs should encrypt their bookmarks",
    severity=Severity.LOW,
    remediation=_CONFIGURE + "`JobBookmarksEncryptionMode=CSE-KMS`.",
)
def bookmarks_encrypted(job: Job) -> Verdict:
    """Bookmarks hold keys and paths of the data; whoever changes them makes the job skip some."""
    if job.bookmark_encryption != "DISABLED":
        return passed("Its bookmarks are encrypted.", mode=job.bookmark_encryption)
    return failed("Its bookmarks are not encrypted.", mode="DISABLED")


@control(
    "glue-job-version-supported",
    title="Glue jobs on Spark should run a version that AWS supports",
    severity=Severity.MEDIUM,
    remediation="Move to a newer one: " + _UPDATE + "GlueVersion=5.0,…`.",
)
def version_supported(job: Job) -> Verdict:
    """Known holes of a version that is no longer mended stay open for ever."""
    if not job.is_spark:
        return passed("Spark does not run it.", kind=job.kind)
    if job.version not in OUT_OF_SUPPORT:
        return passed("Its version is supported.", version=job.version)
    return failed("Its version is not supported any more.", version=job.version)


@control(
    "glue-job-logging-enabled",
    title="Glue jobs should log to CloudWatch while they run",
    severity=Severity.MEDIUM,
    remediation="Tell it to: " + _UPDATE + "DefaultArguments={--enable-continuous-cloudwatch-log="
    "true,…}`.",
)
def logging_enabled(job: Job) -> Verdict:
    """What a job did with the data, and why it stopped, shows nowhere else."""
    if job.is_logged:
        return passed("It logs while it runs.", version=job.version)
    return failed("It does not log while it runs.", version=job.version)


@control(
    "glue-job-owner-tagged",
    title="Glue jobs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws glue tag-resource --tags-to-add team=NAME`.",
)
def owner_tagged(job: Job) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if job.owner:
        return passed("A tag names the owner.", owner=job.owner)
    return failed("No tag names the owner.", owner=None)
