"""Controls of AWS::CloudTrail::Trail."""

from datetime import UTC, datetime
from typing import Any

import pytest

from posturewatch.controls.cloudtrail import trail as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.cloudtrail.selectors import DataResource, EventSelector
from posturewatch.resources.cloudtrail.trail import Trail

PASSED, FAILED = Status.PASSED, Status.FAILED

WRITES = Trail(
    multi_region=True,
    logging=True,
    custom_selectors=True,
    selectors=(EventSelector(read_write="WriteOnly"),),
)
NO_KMS = Trail(
    multi_region=True,
    logging=True,
    custom_selectors=True,
    selectors=(EventSelector(excluded_sources=("kms.amazonaws.com",)),),
)
DATA_ONLY = Trail(
    multi_region=True,
    logging=True,
    custom_selectors=True,
    selectors=(EventSelector(management=False),),
)

OBJECTS = DataResource(type="AWS::S3::Object", values=("arn:aws:s3",))
OBJECT_WRITES = Trail(
    custom_selectors=True, selectors=(EventSelector(read_write="WriteOnly", data=(OBJECTS,)),)
)
OBJECT_READS = Trail(
    custom_selectors=True, selectors=(EventSelector(read_write="ReadOnly", data=(OBJECTS,)),)
)

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY, LONG_AGO = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC)


def sending(**values: Any) -> Trail:
    return Trail(log_group="g", logging=True, observed_at=NOW, **values)


CASES = [
    (controls.cloudwatch_events_delivered, Trail(), PASSED),
    (controls.cloudwatch_events_delivered, Trail(log_group="g"), PASSED),
    (
        controls.cloudwatch_events_delivered,
        Trail(log_group="g", log_group_error="AccessDenied"),
        FAILED,
    ),
    (controls.cloudwatch_events_delivered, sending(log_group_reached=TODAY), PASSED),
    (controls.cloudwatch_events_delivered, sending(logging_since=TODAY), PASSED),
    (controls.cloudwatch_events_delivered, sending(logging_since=LONG_AGO), FAILED),
    (
        controls.cloudwatch_events_delivered,
        sending(logging_since=LONG_AGO, log_group_reached=LONG_AGO),
        FAILED,
    ),
    (controls.object_writes_recorded, OBJECT_WRITES, PASSED),
    (controls.object_writes_recorded, OBJECT_READS, FAILED),
    (controls.object_writes_recorded, Trail(), FAILED),
    (controls.object_reads_recorded, OBJECT_READS, PASSED),
    (controls.object_reads_recorded, OBJECT_WRITES, FAILED),
    (controls.records_everything, Trail(multi_region=True, logging=True), PASSED),
    (controls.records_everything, Trail(multi_region=False, logging=True), FAILED),
    (controls.records_everything, Trail(multi_region=True, logging=False), FAILED),
    (controls.records_everything, WRITES, FAILED),
    (controls.records_everything, NO_KMS, FAILED),
    (controls.records_everything, DATA_ONLY, FAILED),
    (
        controls.records_everything,
        Trail(multi_region=False, unknown={"logging": "denied", "selectors": "denied"}),
        FAILED,
    ),
    (controls.logging_enabled, Trail(logging=True), PASSED),
    (controls.logging_enabled, Trail(logging=False), FAILED),
    (controls.management_events_complete, Trail(), PASSED),
    (controls.management_events_complete, DATA_ONLY, PASSED),
    (controls.management_events_complete, WRITES, FAILED),
    (controls.management_events_complete, NO_KMS, FAILED),
    (controls.logs_delivered, Trail(), PASSED),
    (controls.logs_delivered, Trail(delivery_error="NoSuchBucket"), FAILED),
    (controls.multi_region_enabled, Trail(multi_region=True), PASSED),
    (controls.multi_region_enabled, Trail(multi_region=False), FAILED),
    (controls.log_file_validation_enabled, Trail(log_file_validation=True), PASSED),
    (controls.log_file_validation_enabled, Trail(log_file_validation=False), FAILED),
    (controls.kms_encryption_enabled, Trail(kms_key="arn:aws:kms:…:key/k"), PASSED),
    (controls.kms_encryption_enabled, Trail(), FAILED),
    (controls.cloudwatch_integrated, Trail(log_group="arn:aws:logs:…:log-group:trail"), PASSED),
    (controls.cloudwatch_integrated, Trail(), FAILED),
]


@pytest.mark.parametrize(("ask", "trail", "status"), CASES)
def test_verdict(ask, trail, status):
    assert ask(trail).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.records_everything, "logging"),
        (controls.logging_enabled, "logging"),
        (controls.management_events_complete, "custom_selectors"),
        (controls.logs_delivered, "delivery_error"),
        (controls.multi_region_enabled, "multi_region"),
        (controls.log_file_validation_enabled, "log_file_validation"),
        (controls.kms_encryption_enabled, "kms_key"),
        (controls.cloudwatch_integrated, "log_group"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    settings = {"multi_region": True, "logging": True}
    settings.pop(hidden, None)
    with pytest.raises(UnknownValue, match=hidden):
        ask(Trail(**settings, unknown={hidden: "denied"}))


def test_evidence_names_the_blind_spots():
    verdict = controls.records_everything(WRITES)
    assert verdict.evidence == {"missing": ["all read management events"]}
    assert verdict.reason == "The trail does not record all read management events."


def test_evidence_of_partial_recording():
    assert controls.management_events_complete(WRITES).evidence == {"recorded": ["write"]}


def test_selectors_that_could_not_be_read_are_not_judged():
    trail = Trail(custom_selectors=True, unknown={"selectors": "AccessDenied on GetEventSelectors"})
    with pytest.raises(UnknownValue, match="selectors"):
        controls.object_writes_recorded(trail)
