"""Controls of AWS::IAM::SAMLProvider."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.iam import saml_provider as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.saml_provider import SAMLProvider

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def valid(**left: int) -> SAMLProvider:
    """Return a provider whose metadata is valid for some time yet."""
    return SAMLProvider(observed_at=NOW, valid_until=NOW + timedelta(**left))


CASES = [
    (controls.renewed_in_time, valid(days=30, hours=1), PASSED),
    (controls.renewed_in_time, valid(days=30), FAILED),
    (controls.renewed_in_time, valid(days=-1), FAILED),
    (controls.assertions_encrypted, SAMLProvider(assertion_encryption="Required"), PASSED),
    (controls.assertions_encrypted, SAMLProvider(), FAILED),
    (controls.owner_tagged, SAMLProvider(tags={"owner": "identity"}), PASSED),
    (controls.owner_tagged, SAMLProvider(), FAILED),
]


@pytest.mark.parametrize(("control", "provider", "expected"), CASES)
def test_verdict(control, provider, expected):
    assert control(provider).status is expected


def test_a_provider_without_its_date_is_not_judged():
    with pytest.raises(UnknownValue, match="valid_until"):
        controls.renewed_in_time(SAMLProvider(observed_at=NOW))
