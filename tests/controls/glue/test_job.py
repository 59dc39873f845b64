"""Verdicts of the controls of Glue jobs."""

import pytest

from posturewatch.controls.glue import job as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.glue.job import Job

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.no_plain_secrets, Job(arguments={"--TempDir": "s3://bucket/"}), PASSED),
    (
        controls.no_plain_secrets,
        Job(arguments={"--password": "hunter2-not-a-secret"}),
        FAILED,
    ),
    (controls.bucket_data_encrypted, Job(bucket_encryption=("SSE-KMS",)), PASSED),
    (controls.bucket_data_encrypted, Job(bucket_encryption=("SSE-S3",)), PASSED),
    (controls.bucket_data_encrypted, Job(bucket_encryption=("DISABLED",)), FAILED),
    (controls.bucket_data_encrypted, Job(), FAILED),
    (controls.logs_encrypted, Job(log_encryption="SSE-KMS"), PASSED),
    (controls.logs_encrypted, Job(), FAILED),
    (controls.bookmarks_encrypted, Job(bookmark_encryption="CSE-KMS"), PASSED),
    (controls.bookmarks_encrypted, Job(), FAILED),
    (controls.version_supported, Job(version="3.0"), PASSED),
    (controls.version_supported, Job(version="auto"), PASSED),
    (controls.version_supported, Job(version="0.9", kind="pythonshell"), PASSED),
    (controls.version_supported, Job(version="2.0"), FAILED),
    (controls.version_supported, Job(version="0.9", kind="gluestreaming"), FAILED),
    (controls.logging_enabled, Job(version="5.0"), PASSED),
    (controls.logging_enabled, Job(version="4.0", continuous_log=True), PASSED),
    (controls.logging_enabled, Job(version="4.0"), FAILED),
    (controls.owner_tagged, Job(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Job(), FAILED),
]


@pytest.mark.parametrize(("control", "job", "expected"), CASES)
def test_verdict(control, job, expected):
    assert control(job).status is expected


def test_evidence_names_the_argument_and_never_its_value():
    told = controls.no_plain_secrets(Job(arguments={"--password": "hunter2-not-a-secret"}))
    assert told.evidence == {"arguments": ["password"]}
    assert "hunter2" not in told.reason


def test_a_version_that_nobody_told_of_is_never_good():
    unread = Job(unknown={"version": "missing from what describe gave"})
    for control in (controls.version_supported, controls.logging_enabled):
        with pytest.raises(UnknownValue):
            control(unread)
