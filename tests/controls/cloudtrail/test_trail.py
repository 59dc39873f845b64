"""Controls of AWS::CloudTrail::Trail."""

import pytest

from posturewatch.controls.cloudtrail import trail as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.cloudtrail.trail import EventSelector, Trail

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

CASES = [
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
