"""Controls of AWS::Logs::LogGroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.logs.log_group import LogGroup

LEAST_DAYS = 365
"""For how long events are kept at least: an intruder is often found after months."""

PERIODS = frozenset(
    {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922}
    | {3288, 3653}
)
"""The numbers of days for which CloudWatch Logs keeps events.
Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""


@control(
    "logs-log-group-retention-set",
    title="Log groups should say for how long events are kept",
    severity=Severity.MEDIUM,
    remediation="Set it: `aws logs put-retention-policy --retention-in-days 400`.",
)
def retention_set(group: LogGroup) -> Verdict:
    """What nobody decided to keep is kept for ever, with the personal data that stands in it."""
    days = group.retention_days
    return verdict(
        days in PERIODS,
        good_reason=f"Events are kept for {days} days.",
        bad_reason="It is not said for how long events are kept.",
        days=days,
    )


@control(
    "logs-log-group-kept-long-enough",
    title="Log groups should keep events for at least a year",
    severity=Severity.LOW,
    remediation="Raise it: `aws logs put-retention-policy --retention-in-days 400`.",
)
def kept_long_enough(group: LogGroup) -> Verdict:
    """When a break-in is found after months, the log of its first day has to be there still."""
    days = group.retention_days or None
    return verdict(
        days is None or days >= LEAST_DAYS,
        good_reason="Events are kept for a year or longer.",
        bad_reason=f"Events are deleted after {days} days.",
        days=days,
    )


@control(
    "logs-log-group-kms-encryption-enabled",
    title="Log groups should be encrypted with a KMS key",
    severity=Severity.LOW,
    remediation="Name a key: `aws logs associate-kms-key --log-group-name NAME --kms-key-id ARN`.",
)
def kms_encryption_enabled(group: LogGroup) -> Verdict:
    """Who reads events under a KMS key needs the key too, and each use of it is recorded."""
    if group.kms_key:
        return passed("Events are encrypted with KMS.", kms_key=group.kms_key)
    return failed("Events are encrypted with a key of the service.", kms_key=None)
