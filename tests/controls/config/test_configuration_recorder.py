"""Verdicts of the controls of AWS Config's recorders."""

import pytest

from posturewatch.controls.config import configuration_recorder as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.config.configuration_recorder import ConfigurationRecorder

PASSED, FAILED = Status.PASSED, Status.FAILED
NONE = ConfigurationRecorder()
SERVICE_ROLE = (
    "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
)


def recorder(**settings):
    return ConfigurationRecorder(recorder="default", **settings)


CASES = [
    (controls.recording_enabled, recorder(recording=True), PASSED),
    (controls.recording_enabled, recorder(), FAILED),
    (controls.recording_enabled, NONE, FAILED),
    (controls.all_types_recorded, recorder(all_supported=True), PASSED),
    (controls.all_types_recorded, recorder(), FAILED),
    (
        controls.all_types_recorded,
        recorder(all_supported=True, named_types=("AWS::S3::Bucket",)),
        FAILED,
    ),
    (controls.all_types_recorded, recorder(strategy="INCLUSION_BY_RESOURCE_TYPES"), FAILED),
    (controls.all_types_recorded, recorder(strategy="EXCLUSION_BY_RESOURCE_TYPES"), PASSED),
    (
        controls.all_types_recorded,
        recorder(strategy="EXCLUSION_BY_RESOURCE_TYPES", excluded_types=("AWS::IAM::User",)),
        PASSED,
    ),
    (
        controls.all_types_recorded,
        recorder(strategy="EXCLUSION_BY_RESOURCE_TYPES", excluded_types=("AWS::S3::Bucket",)),
        FAILED,
    ),
    (controls.all_types_recorded, NONE, FAILED),
    (controls.recording_works, recorder(last_status="SUCCESS"), PASSED),
    (controls.recording_works, recorder(), PASSED),
    (controls.recording_works, recorder(last_status="Failure", last_error="AccessDenied"), FAILED),
    (controls.recording_works, NONE, FAILED),
    (controls.history_delivered, recorder(bucket="b", history_status="SUCCESS"), PASSED),
    (controls.history_delivered, recorder(bucket="b"), PASSED),
    (
        controls.history_delivered,
        recorder(bucket="b", history_status="FAILURE", history_error="AccessDenied"),
        FAILED,
    ),
    (controls.history_delivered, recorder(), FAILED),
    (controls.service_role_used, recorder(role=SERVICE_ROLE), PASSED),
    (controls.service_role_used, recorder(role="arn:aws:iam::123456789012:role/mine"), FAILED),
    (controls.service_role_used, NONE, FAILED),
    (controls.changes_recorded_at_once, recorder(), PASSED),
    (controls.changes_recorded_at_once, recorder(frequency="DAILY"), FAILED),
    (controls.changes_recorded_at_once, NONE, FAILED),
    (controls.history_kept, recorder(), PASSED),
    (controls.history_kept, recorder(retention_days=364), FAILED),
]


@pytest.mark.parametrize(("control", "region", "expected"), CASES)
def test_verdict(control, region, expected):
    assert control(region).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    unread = dict.fromkeys(ConfigurationRecorder.properties, "AccessDenied")
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(ConfigurationRecorder(unknown=unread))
