"""Controls of AWS::Config::ConfigurationRecorder."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.config.configuration_recorder import ConfigurationRecorder


@control(
    "config-configuration-recorder-recording-enabled",
    title="AWS Config should be recording in every region",
    severity=Severity.MEDIUM,
    remediation="Make a recorder with `aws configservice put-configuration-recorder`, a delivery "
    "channel, and start it: `aws configservice start-configuration-recorder "
    "--configuration-recorder-name default --region REGION`.",
)
def recording_enabled(region: ConfigurationRecorder) -> Verdict:
    """What is not recorded can neither be told from CloudTrail alone, nor proven afterwards."""
    if not region.recorder:
        return failed("The region has no recorder.", recorder=None)
    if region.recording:
        return passed("The recorder is recording.", recorder=region.recorder)
    return failed("The recorder is stopped.", recorder=region.recorder)


@control(
    "config-configuration-recorder-all-types-recorded",
    title="AWS Config should record all resource types of a region",
    severity=Severity.MEDIUM,
    remediation="Record all: `aws configservice put-configuration-recorder --recording-group "
    "allSupported=true`; leave out IAM's types, at most, in all regions but one.",
)
def all_types_recorded(region: ConfigurationRecorder) -> Verdict:
    """Who hides does it in what nobody records, and new services come without being asked for."""
    if not region.gaps:
        return passed("All types are recorded.", strategy=region.strategy)
    return failed("Not all types are recorded.", not_recorded=region.gaps)


@control(
    "config-configuration-recorder-recording-works",
    title="The recorder of AWS Config should work without errors",
    severity=Severity.MEDIUM,
    remediation="Read the error with `aws configservice describe-configuration-recorder-status`; "
    "mostly the recorder's role lacks a right.",
)
def recording_works(region: ConfigurationRecorder) -> Verdict:
    """A recorder that is switched on and fails looks like one that has nothing to tell."""
    if not region.recorder:
        return failed("The region has no recorder.", recorder=None)
    if region.last_status.upper() == "FAILURE":
        return failed("The last recording failed.", error=region.last_error)
    return passed("No recording failed.", status=region.last_status)


@control(
    "config-configuration-recorder-history-delivered",
    title="AWS Config should deliver what it records to a bucket",
    severity=Severity.MEDIUM,
    remediation="Set the channel with `aws configservice put-delivery-channel`, and let the "
    "bucket's policy allow `config.amazonaws.com` to write.",
)
def history_delivered(region: ConfigurationRecorder) -> Verdict:
    """Without a delivery the history ends with the account, where nobody else keeps a copy."""
    if not region.bucket:
        return failed("There is no delivery channel.", bucket=None)
    if region.history_status.upper() == "FAILURE":
        error = region.history_error
        return failed("The last delivery failed.", bucket=region.bucket, error=error)
    return passed("The history is delivered.", bucket=region.bucket)


@control(
    "config-configuration-recorder-service-role-used",
    title="AWS Config should record with the role that AWS keeps for it",
    severity=Severity.LOW,
    remediation="Use it: `aws configservice put-configuration-recorder --configuration-recorder "
    "name=default,roleARN=arn:aws:iam::ACCOUNT:role/aws-service-role/config.amazonaws.com/"
    "AWSServiceRoleForConfig`.",
)
def service_role_used(region: ConfigurationRecorder) -> Verdict:
    """A role of one's own lacks the rights to read new types, and can be changed or deleted."""
    if region.uses_own_role:
        return passed("It records with the service-linked role.", role=region.role)
    return failed("It does not record with the service-linked role.", role=region.role or None)


@control(
    "config-configuration-recorder-changes-recorded-at-once",
    title="AWS Config should record changes when they happen",
    severity=Severity.LOW,
    remediation="Record continuously: `aws configservice put-configuration-recorder "
    "--configuration-recorder ...,recordingMode={recordingFrequency=CONTINUOUS}`.",
)
def changes_recorded_at_once(region: ConfigurationRecorder) -> Verdict:
    """Recorded daily, what was opened in the morning and closed at night was never open."""
    if region.recorder and region.frequency == "CONTINUOUS":
        return passed("Changes are recorded at once.", frequency=region.frequency)
    frequency = region.frequency if region.recorder else None
    return failed("Changes are not recorded at once.", frequency=frequency)


@control(
    "config-configuration-recorder-history-kept",
    title="AWS Config should keep what it records for a year at least",
    severity=Severity.LOW,
    remediation="Keep it longer: `aws configservice put-retention-configuration "
    "--retention-period-in-days 2557`.",
)
def history_kept(region: ConfigurationRecorder) -> Verdict:
    """Break-ins are found after months: by then it must still be known what was changed."""
    days = region.retention_days
    if days >= 365:
        return passed("The history is kept for a year.", days=days, minimum=365)
    return failed("The history is kept for less than a year.", days=days, minimum=365)
