"""Verdicts of the controls of EMR security configurations."""

import pytest

from posturewatch.controls.emr import security_configuration as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.emr.security_configuration import SecurityConfiguration as Settings

PASSED, FAILED = Status.PASSED, Status.FAILED
CASES = [
    (
        controls.bucket_data_encrypted,
        Settings(at_rest=True, bucket_encryption="SSE-S3"),
        PASSED,
    ),
    (controls.bucket_data_encrypted, Settings(bucket_encryption="SSE-S3"), FAILED),
    (controls.bucket_data_encrypted, Settings(at_rest=True), FAILED),
    (
        controls.local_disks_encrypted,
        Settings(at_rest=True, disk_key_provider="AwsKms"),
        PASSED,
    ),
    (controls.local_disks_encrypted, Settings(disk_key_provider="AwsKms"), FAILED),
    (controls.local_disks_encrypted, Settings(at_rest=True), FAILED),
    (
        controls.transit_encrypted,
        Settings(in_transit=True, certificate_provider="PEM"),
        PASSED,
    ),
    (controls.transit_encrypted, Settings(certificate_provider="PEM"), FAILED),
    (controls.transit_encrypted, Settings(in_transit=True), FAILED),
    (controls.imds_v2_required, Settings(metadata_version="2"), PASSED),
    (controls.imds_v2_required, Settings(), FAILED),
]


@pytest.mark.parametrize(("control", "settings", "expected"), CASES)
def test_verdict(control, settings, expected):
    assert control(settings).status is expected
