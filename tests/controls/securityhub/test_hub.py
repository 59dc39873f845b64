"""Verdicts of the controls of Security Hub."""

import pytest

from posturewatch.controls.securityhub import hub as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.securityhub.hub import Hub

PASSED, FAILED = Status.PASSED, Status.FAILED
NONE = Hub()
FSBP = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"


def hub(**settings):
    return Hub(hub="arn:aws:securityhub:us-east-1:123456789012:hub/default", **settings)


CASES = [
    (controls.enabled, hub(), PASSED),
    (controls.enabled, NONE, FAILED),
    (controls.standards_enabled, hub(standards=(FSBP,)), PASSED),
    (controls.standards_enabled, hub(default_standards=True), PASSED),
    (controls.standards_enabled, hub(), FAILED),
    (controls.standards_enabled, NONE, FAILED),
    (controls.standards_complete, hub(standards=(FSBP,)), PASSED),
    (controls.standards_complete, hub(standards=(FSBP,), incomplete=(FSBP,)), FAILED),
    (controls.standards_complete, hub(), FAILED),
    (controls.standards_complete, NONE, FAILED),
    (controls.findings_consolidated, hub(finding_generator="SECURITY_CONTROL"), PASSED),
    (controls.findings_consolidated, hub(), FAILED),
    (controls.findings_consolidated, NONE, FAILED),
    (controls.new_controls_enabled, hub(new_controls=True), PASSED),
    (controls.new_controls_enabled, hub(), FAILED),
    (controls.regions_aggregated, hub(aggregators=("a",)), PASSED),
    (controls.regions_aggregated, hub(), FAILED),
    (controls.regions_aggregated, NONE, FAILED),
    (controls.regions_aggregated, Hub(unknown={"aggregators": "AccessDenied"}), FAILED),
]


@pytest.mark.parametrize(("control", "region", "expected"), CASES)
def test_verdict(control, region, expected):
    assert control(region).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Hub(unknown=dict.fromkeys(Hub.properties, "AccessDenied")))
