"""Controls of AWS::IAM::OIDCProvider."""

import pytest

from posturewatch.controls.iam import oidc_provider as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.oidc_provider import OIDCProvider

PASSED, FAILED = Status.PASSED, Status.FAILED
GITHUB = "token.actions.githubusercontent.com"

CASES = [
    (
        controls.audience_named,
        OIDCProvider(issuer=GITHUB, audiences=("sts.amazonaws.com",)),
        PASSED,
    ),
    (controls.audience_named, OIDCProvider(issuer=GITHUB), FAILED),
    (controls.owner_tagged, OIDCProvider(tags={"owner": "platform"}), PASSED),
    (controls.owner_tagged, OIDCProvider(), FAILED),
]


@pytest.mark.parametrize(("control", "provider", "expected"), CASES)
def test_verdict(control, provider, expected):
    assert control(provider).status is expected


def test_unknown_audiences_are_not_judged():
    with pytest.raises(UnknownValue, match="audiences"):
        controls.audience_named(OIDCProvider(unknown={"audiences": "known only after apply"}))
