"""Verdicts of the controls of hosted zones."""

import pytest

from posturewatch.controls.route53 import hosted_zone as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.route53.hosted_zone import HostedZone

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.query_logging_enabled, HostedZone(query_logging=True), PASSED),
    (controls.query_logging_enabled, HostedZone(private=True), PASSED),
    (controls.query_logging_enabled, HostedZone(), FAILED),
    (controls.dnssec_signed, HostedZone(signing="SIGNING"), PASSED),
    (controls.dnssec_signed, HostedZone(private=True), PASSED),
    (controls.dnssec_signed, HostedZone(), FAILED),
    (controls.dnssec_signed, HostedZone(signing="DELETING"), FAILED),
    (controls.dnssec_working, HostedZone(), PASSED),
    (controls.dnssec_working, HostedZone(signing="SIGNING", keys=("ACTIVE",)), PASSED),
    (controls.dnssec_working, HostedZone(signing="INTERNAL_FAILURE"), FAILED),
    (
        controls.dnssec_working,
        HostedZone(signing="SIGNING", keys=("ACTIVE", "ACTION_NEEDED")),
        FAILED,
    ),
    (controls.owner_tagged, HostedZone(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, HostedZone(), FAILED),
]


@pytest.mark.parametrize(("control", "zone", "expected"), CASES)
def test_verdict(control, zone, expected):
    assert control(zone).status is expected
