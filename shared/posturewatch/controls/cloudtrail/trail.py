"""Controls of AWS::CloudTrail::Trail."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.cloudtrail.selectors import READS_AND_WRITES
from posturewatch.resources.cloudtrail.trail import Trail


@control(
    "cloudtrail-trail-records-everything",
    title="A trail should record all management events of all regions, right now",
    severity=Severity.HIGH,
    remediation="Have one trail that does: `aws cloudtrail update-trail --name NAME "
    "--is-multi-region-trail`, `aws cloudtrail start-logging --name NAME`, and event selectors "
    "with ReadWriteType=All, IncludeManagementEvents=true and no excluded sources.",
)
def records_everything(trail: Trail) -> Verdict:
    """One complete trail is what makes every call of every user and role auditable afterwards."""
    if not trail.blind_spots:
        return passed("The trail records all management events of all regions.", missing=[])
    return failed(
        f"The trail does not record {', '.join(trail.blind_spots)}.", missing=trail.blind_spots
    )


@control(
    "cloudtrail-trail-logging-enabled",
    title="CloudTrail trails should be logging",
    severity=Severity.MEDIUM,
    remediation="Start it, and find out who stopped it: `aws cloudtrail start-logging --name "
    "NAME`; delete a trail that is no longer needed.",
)
def logging_enabled(trail: Trail) -> Verdict:
    """Stopping the trail is what an intruder does first: what follows leaves no record."""
    return verdict(
        trail.logging,
        good_reason="The trail is logging.",
        bad_reason="The trail exists, but it is not logging.",
        logging=trail.logging,
    )


@control(
    "cloudtrail-trail-management-events-complete",
    title="CloudTrail trails for management events should record all of them",
    severity=Severity.MEDIUM,
    remediation="Record reads and writes of every service: `aws cloudtrail put-event-selectors "
    "--trail-name NAME` with ReadWriteType=All, IncludeManagementEvents=true and no excluded "
    "sources.",
)
def management_events_complete(trail: Trail) -> Verdict:
    """An investigation needs the reads, by which an intruder looked around, like the writes."""
    recorded = sorted(trail.management_events)
    if not trail.selects_management_events:
        return passed("The trail is for other events than management events.", recorded=recorded)
    return verdict(
        trail.management_events == READS_AND_WRITES,
        good_reason="Reads and writes of every service are recorded.",
        bad_reason="Some management events are left out by the event selectors.",
        recorded=recorded,
    )


@control(
    "cloudtrail-trail-logs-delivered",
    title="CloudTrail trails should deliver their log files",
    severity=Severity.MEDIUM,
    remediation="Repair the bucket's policy or the key's policy that the error names, then check "
    "`aws cloudtrail get-trail-status --name NAME`.",
)
def logs_delivered(trail: Trail) -> Verdict:
    """A trail that cannot write to its bucket records nothing, though it says that it logs."""
    return verdict(
        not trail.delivery_error,
        good_reason="The last log file was delivered.",
        bad_reason=f"The last log file was not delivered: {trail.delivery_error}.",
        error=trail.delivery_error or None,
        bucket=trail.bucket if trail.knows("bucket") else None,
    )


@control(
    "cloudtrail-trail-multi-region-enabled",
    title="CloudTrail trails should record all regions",
    severity=Severity.MEDIUM,
    remediation="Extend it to all regions: `aws cloudtrail update-trail --name NAME "
    "--is-multi-region-trail`.",
)
def multi_region_enabled(trail: Trail) -> Verdict:
    """Intruders prefer regions that nobody uses or watches, and new regions keep appearing."""
    return verdict(
        trail.multi_region,
        good_reason="The trail records all regions.",
        bad_reason="The trail records its own region only.",
        multi_region=trail.multi_region,
    )


@control(
    "cloudtrail-trail-log-file-validation-enabled",
    title="CloudTrail trails should have log file validation",
    severity=Severity.LOW,
    remediation="Switch it on: `aws cloudtrail update-trail --name NAME "
    "--enable-log-file-validation`.",
)
def log_file_validation_enabled(trail: Trail) -> Verdict:
    """Signed digests prove that no log file was changed or deleted, which makes them evidence."""
    return verdict(
        trail.log_file_validation,
        good_reason="Log file validation is on.",
        bad_reason="Log file validation is off.",
        log_file_validation=trail.log_file_validation,
    )


@control(
    "cloudtrail-trail-kms-encryption-enabled",
    title="CloudTrail trails should encrypt log files with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Use a key whose policy names the readers: `aws cloudtrail update-trail --name "
    "NAME --kms-key-id KEY`.",
)
def kms_encryption_enabled(trail: Trail) -> Verdict:
    """With a KMS key, reading the log needs permission for the key as well as for the bucket."""
    return verdict(
        bool(trail.kms_key),
        good_reason="Log files are encrypted with a KMS key.",
        bad_reason="Log files are encrypted without a KMS key of your own.",
        kms_key=trail.kms_key or None,
    )


@control(
    "cloudtrail-trail-cloudwatch-integrated",
    title="CloudTrail trails should send events to CloudWatch Logs",
    severity=Severity.LOW,
    remediation="Name a log group and a role: `aws cloudtrail update-trail --name NAME "
    "--cloud-watch-logs-log-group-arn GROUP --cloud-watch-logs-role-arn ROLE`.",
)
def cloudwatch_integrated(trail: Trail) -> Verdict:
    """In CloudWatch Logs events are searched at once, and metric filters raise alarms on them."""
    return verdict(
        bool(trail.log_group),
        good_reason="Events are sent to CloudWatch Logs.",
        bad_reason="Events are not sent to CloudWatch Logs.",
        log_group=trail.log_group or None,
    )


@control(
    "cloudtrail-trail-cloudwatch-events-delivered",
    title="CloudTrail trails should deliver their events to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Repair the log group or the role that the error names, then check `aws cloudtrail "
    "get-trail-status --name NAME`.",
)
def cloudwatch_events_delivered(trail: Trail) -> Verdict:
    """Alarms on the log group stay silent when no events arrive there, whatever happens."""
    if not trail.log_group:
        return passed("The trail sends no events to CloudWatch Logs.", log_group=None)
    told = {"log_group": trail.log_group, "delivered_on": trail.log_group_reached}
    if trail.log_group_error:
        why = f"The last events were not delivered: {trail.log_group_error}."
        return failed(why, error=trail.log_group_error, **told)
    if trail.has_lost_its_log_group:
        return failed("No events came to CloudWatch Logs for more than a day.", **told)
    return passed("The last events were delivered to CloudWatch Logs.", **told)


@control(
    "cloudtrail-trail-object-writes-recorded",
    title="A trail should record all writes of objects in S3",
    severity=Severity.LOW,
    remediation="Have one trail that does: `aws cloudtrail put-event-selectors --trail-name NAME` "
    "with a selector of `AWS::S3::Object` for `arn:aws:s3`; data events are charged.",
)
def object_writes_recorded(trail: Trail) -> Verdict:
    """Without it nobody can say who overwrote or deleted which object, and when."""
    recorded = sorted(trail.object_events)
    return verdict(
        "write" in recorded,
        good_reason="The trail records all writes of objects.",
        bad_reason="The trail does not record all writes of objects.",
        recorded=recorded,
    )


@control(
    "cloudtrail-trail-object-reads-recorded",
    title="A trail should record all reads of objects in S3",
    severity=Severity.LOW,
    remediation="Have one trail that does: `aws cloudtrail put-event-selectors --trail-name NAME` "
    "with a selector of `AWS::S3::Object` for `arn:aws:s3`; data events are charged.",
)
def object_reads_recorded(trail: Trail) -> Verdict:
    """Without it nobody can say which objects an intruder has copied, so all count as lost."""
    recorded = sorted(trail.object_events)
    return verdict(
        "read" in recorded,
        good_reason="The trail records all reads of objects.",
        bad_reason="The trail does not record all reads of objects.",
        recorded=recorded,
    )
