"""Verdicts of the controls of identity pools."""

import pytest

from posturewatch.controls.cognito import identity_pool as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.cognito.identity_pool import IdentityPool

PASSED, FAILED = Status.PASSED, Status.FAILED
ON, OFF = "Enabled", "Disabled"

CASES = [
    (controls.guests_refused, IdentityPool(), PASSED),
    (controls.guests_refused, IdentityPool(guests=True), FAILED),
    (controls.classic_flow_disabled, IdentityPool(), PASSED),
    (controls.classic_flow_disabled, IdentityPool(classic_flow=True), FAILED),
    (controls.tokens_verified, IdentityPool(), PASSED),
    (controls.tokens_verified, IdentityPool(user_pools=("a",), token_checks=(ON,)), PASSED),
    (controls.tokens_verified, IdentityPool(user_pools=("a",), token_checks=(OFF,)), FAILED),
    (controls.tokens_verified, IdentityPool(user_pools=("a", "b"), token_checks=(ON,)), FAILED),
    (controls.owner_tagged, IdentityPool(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, IdentityPool(), FAILED),
]


@pytest.mark.parametrize(("control", "pool", "expected"), CASES)
def test_verdict(control, pool, expected):
    assert control(pool).status is expected
