"""Verdicts of the controls of user pools."""

import pytest

from posturewatch.controls.cognito import user_pool as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.cognito.user_pool import PasswordRules, Recovery, UserPool

PASSED, FAILED = Status.PASSED, Status.FAILED
ALL = {"lower_case": True, "numbers": True, "symbols": True, "upper_case": True}


def asking(**rules):
    return UserPool(passwords=PasswordRules(**rules))


def recovered(**ways):
    recoveries = tuple(Recovery(name=name, priority=rank) for name, rank in ways.items())
    return UserPool(recoveries=recoveries)


CASES = [
    (controls.mfa_required, UserPool(mfa="ON"), PASSED),
    (controls.mfa_required, UserPool(mfa="OPTIONAL"), FAILED),
    (controls.mfa_required, UserPool(), FAILED),
    (controls.complex_passwords_required, UserPool(), PASSED),
    (controls.complex_passwords_required, asking(length=8, **ALL), PASSED),
    (controls.complex_passwords_required, asking(length=7, **ALL), FAILED),
    (controls.complex_passwords_required, asking(length=20), FAILED),
    (controls.complex_passwords_required, asking(**{**ALL, "symbols": False}), FAILED),
    (controls.complex_passwords_required, asking(temporary_days=30, **ALL), FAILED),
    (controls.long_passwords_required, asking(length=14), PASSED),
    (controls.long_passwords_required, UserPool(), FAILED),
    (controls.threats_blocked, UserPool(protection="ENFORCED"), PASSED),
    (controls.threats_blocked, UserPool(protection="AUDIT"), FAILED),
    (controls.threats_blocked, UserPool(), FAILED),
    (controls.own_challenges_protected, UserPool(), PASSED),
    (
        controls.own_challenges_protected,
        UserPool(own_challenges=True, custom_protection="ENFORCED"),
        PASSED,
    ),
    (
        controls.own_challenges_protected,
        UserPool(own_challenges=True, protection="ENFORCED"),
        FAILED,
    ),
    (controls.deletion_protection_enabled, UserPool(deletion_protection=True), PASSED),
    (controls.deletion_protection_enabled, UserPool(), FAILED),
    (controls.sign_up_closed, UserPool(invited_only=True), PASSED),
    (controls.sign_up_closed, UserPool(), FAILED),
    (
        controls.recovery_without_text_messages,
        recovered(verified_phone_number=2, verified_email=1),
        PASSED,
    ),
    (controls.recovery_without_text_messages, recovered(admin_only=1), PASSED),
    (
        controls.recovery_without_text_messages,
        recovered(verified_phone_number=1, verified_email=2),
        FAILED,
    ),
    (controls.recovery_without_text_messages, UserPool(), FAILED),
    (controls.owner_tagged, UserPool(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, UserPool(), FAILED),
]


@pytest.mark.parametrize(("control", "pool", "expected"), CASES)
def test_verdict(control, pool, expected):
    assert control(pool).status is expected
