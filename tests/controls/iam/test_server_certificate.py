"""Controls of AWS::IAM::ServerCertificate."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.iam import server_certificate as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.server_certificate import ServerCertificate

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def valid(**left: int) -> ServerCertificate:
    """Return a certificate that is valid for some time yet."""
    return ServerCertificate(observed_at=NOW, expires_at=NOW + timedelta(**left))


CASES = [
    (controls.not_expired, valid(hours=1), PASSED),
    (controls.not_expired, valid(seconds=0), FAILED),
    (controls.not_expired, valid(hours=-1), FAILED),
    (controls.renewed_in_time, valid(days=30, hours=1), PASSED),
    (controls.renewed_in_time, valid(days=30), FAILED),
    (controls.renewed_in_time, valid(days=-400), FAILED),
    (controls.owner_tagged, ServerCertificate(tags={"Team": "web"}), PASSED),
    (controls.owner_tagged, ServerCertificate(tags={"env": "prod"}), FAILED),
]


@pytest.mark.parametrize(("control", "certificate", "expected"), CASES)
def test_verdict(control, certificate, expected):
    assert control(certificate).status is expected


def test_a_certificate_without_its_date_is_not_judged():
    for unread in (
        ServerCertificate(observed_at=NOW),
        ServerCertificate(observed_at=NOW, unknown={"expires_at": "config does not tell"}),
    ):
        with pytest.raises(UnknownValue):
            controls.not_expired(unread)
