"""Controls of AWS::Kinesis::Stream."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.kinesis.stream import Stream

LEAST_HOURS = 168
"""For how long records are kept at least: over a weekend in which nobody reads them."""


@control(
    "kinesis-stream-encryption-enabled",
    title="Kinesis streams should be encrypted with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Turn it on: `aws kinesis start-stream-encryption --encryption-type KMS "
    "--key-id alias/aws/kinesis`.",
)
def encryption_enabled(stream: Stream) -> Verdict:
    """Records lie on AWS's disks for days; encryption keeps copies of them useless."""
    if stream.encryption == "KMS" and stream.kms_key:
        return passed("Records are encrypted.", kms_key=stream.kms_key)
    return failed("Records are not encrypted.", encryption=stream.encryption)


@control(
    "kinesis-stream-kept-long-enough",
    title="Kinesis streams should keep records for at least a week",
    severity=Severity.LOW,
    remediation="Raise it: `aws kinesis increase-stream-retention-period "
    "--retention-period-hours 168`.",
)
def kept_long_enough(stream: Stream) -> Verdict:
    """Whoever reads the stream may stand still over a weekend, and what expired is lost."""
    return verdict(
        stream.retention_hours >= LEAST_HOURS,
        good_reason=f"Records are kept for {stream.retention_hours} hours.",
        bad_reason=f"Records are kept for {stream.retention_hours} hours only.",
        hours=stream.retention_hours,
    )


@control(
    "kinesis-stream-owner-tagged",
    title="Kinesis streams should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws kinesis add-tags-to-stream --tags team=NAME`.",
)
def owner_tagged(stream: Stream) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if stream.owner:
        return passed("A tag names the owner.", owner=stream.owner)
    return failed("No tag names the owner.", owner=None)
