"""Verdicts of the controls of certificates in ACM."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.certificatemanager import certificate as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.certificatemanager.certificate import Certificate

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def valid(**left: int) -> Certificate:
    """Return a certificate that is valid for some time yet."""
    return Certificate(observed_at=NOW, expires_at=NOW + timedelta(**left))


def logged(on: bool, **more: bool) -> Certificate:
    return Certificate(transparency_logged=on, **more)


CASES = [
    (controls.renewed_in_time, valid(days=30, hours=1), PASSED),
    (controls.renewed_in_time, Certificate(observed_at=NOW), PASSED),
    (controls.renewed_in_time, valid(days=30), FAILED),
    (controls.renewed_in_time, valid(days=-1), FAILED),
    (controls.key_strong, Certificate(key_algorithm="RSA_2048"), PASSED),
    (controls.key_strong, Certificate(key_algorithm="RSA-4096"), PASSED),
    (controls.key_strong, Certificate(key_algorithm="EC_prime256v1"), PASSED),
    (controls.key_strong, Certificate(key_algorithm="RSA_1024"), FAILED),
    (controls.key_strong, Certificate(key_algorithm="RSA-1024"), FAILED),
    (controls.signature_strong, Certificate(signature_algorithm="SHA256WITHRSA"), PASSED),
    (controls.signature_strong, Certificate(), PASSED),
    (controls.signature_strong, Certificate(signature_algorithm="SHA1WITHRSA"), FAILED),
    (controls.signature_strong, Certificate(signature_algorithm="SHA-1WITHECDSA"), FAILED),
    (controls.transparency_logged, logged(True), PASSED),
    (controls.transparency_logged, logged(False, imported=True), PASSED),
    (controls.transparency_logged, logged(False, private=True), PASSED),
    (controls.transparency_logged, logged(False), FAILED),
    (controls.wildcards_avoided, Certificate(domains=("a.example", "b.example")), PASSED),
    (controls.wildcards_avoided, Certificate(domains=("a.example", "*.example")), FAILED),
    (
        controls.wildcards_avoided,
        Certificate(domain="*.example", domains=("a.example",)),
        FAILED,
    ),
    (controls.renewal_automatic, Certificate(validation=("DNS", "DNS")), PASSED),
    (controls.renewal_automatic, Certificate(validation=("EMAIL",), imported=True), PASSED),
    (controls.renewal_automatic, Certificate(validation=("DNS", "EMAIL")), FAILED),
    (controls.owner_tagged, Certificate(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Certificate(), FAILED),
]


@pytest.mark.parametrize(("control", "certificate", "expected"), CASES)
def test_verdict(control, certificate, expected):
    assert control(certificate).status is expected


def test_a_date_that_is_not_known_is_not_judged():
    with pytest.raises(UnknownValue):
        controls.renewed_in_time(Certificate(unknown={"expires_at": "not told"}))


def test_a_certificate_without_a_date_has_no_days_left():
    with pytest.raises(UnknownValue):
        _ = Certificate(observed_at=NOW).days_left
