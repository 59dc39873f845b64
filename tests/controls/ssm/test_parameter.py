"""Verdicts of the controls of parameters."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.ssm import parameter as controls
from posturewatch.domain.fields import (
    DYNAMIC_REFERENCE,
    HIDDEN_PARAMETER,
    PLAIN_TEXT,
    SHOWN_PARAMETER,
)
from posturewatch.domain.verdict import Status
from posturewatch.resources.ssm.parameter import Parameter

PASSED, FAILED = Status.PASSED, Status.FAILED
SEEN = datetime(2026, 11, 20, tzinfo=UTC)


def called(path, kind="String", **values):
    return Parameter(path=path, kind=kind, observed_at=SEEN, **values)


def changed(path, days):
    return called(path, changed_at=SEEN - timedelta(days=days))


CASES = [
    *(
        (controls.secrets_encrypted, called(path), FAILED)
        for path in (
            "/prod/db/password",
            "db-password",
            "DbPassword",
            "/prod/api-key",
            "/prod/private.key",
            "token",
            "/x/client-secret",
            "/credentials/stratus-red-team/credentials-27",
        )
    ),
    *(
        (controls.secrets_encrypted, called(path), PASSED)
        for path in (
            "/prod/db/url",
            "/prod/db/password-arn",
            "/prod/password-policy",
            "/prod/secret/name",
            "/prod/region",
            "",
        )
    ),
    (controls.secrets_encrypted, called("/prod/db/password", "StringList"), FAILED),
    (controls.secrets_encrypted, called("/prod/db/password", "SecureString"), PASSED),
    (controls.own_key_used, called("a", "SecureString", kms_key="alias/parameters"), PASSED),
    (controls.own_key_used, called("a", "String"), PASSED),
    (controls.own_key_used, called("a", "SecureString"), FAILED),
    (
        controls.own_key_used,
        called("a", "SecureString", kms_key="arn:aws:kms:eu-west-1:1:alias/aws/ssm"),
        FAILED,
    ),
    (controls.secrets_changed, changed("/db/password", 365), PASSED),
    (controls.secrets_changed, changed("/db/url", 900), PASSED),
    (controls.secrets_changed, changed("/db/password", 366), FAILED),
    (controls.secrets_not_written, called("/db/password"), PASSED),
    (controls.secrets_not_written, called("/db/url", value_held=PLAIN_TEXT), PASSED),
    (controls.secrets_not_written, called("password", value_held=DYNAMIC_REFERENCE), PASSED),
    (controls.secrets_not_written, called("password", value_held=HIDDEN_PARAMETER), PASSED),
    (controls.secrets_not_written, called("password", value_held=PLAIN_TEXT), FAILED),
    (controls.secrets_not_written, called("password", value_held=SHOWN_PARAMETER), FAILED),
    (
        controls.secrets_not_written,
        called("/db/url", "SecureString", value_held=PLAIN_TEXT),
        FAILED,
    ),
    (controls.owner_tagged, called("a", tags={"team": "web"}), PASSED),
    (controls.owner_tagged, called("a"), FAILED),
]


@pytest.mark.parametrize(("control", "parameter", "expected"), CASES)
def test_verdict(control, parameter, expected):
    assert control(parameter).status is expected
