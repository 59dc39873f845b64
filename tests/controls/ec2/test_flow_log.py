"""Controls of AWS::EC2::FlowLog."""

import pytest

from posturewatch.controls.ec2 import flow_log as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.flow_log import FlowLog

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.delivered, FlowLog(), PASSED),
    (controls.delivered, FlowLog(delivery="FAILED", delivery_error="Access error"), FAILED),
    (controls.delivered, FlowLog(status="FAILED"), FAILED),
    (controls.records_refusals, FlowLog(traffic="REJECT"), PASSED),
    (controls.records_refusals, FlowLog(traffic="ACCEPT"), FAILED),
]


@pytest.mark.parametrize(("control", "log", "expected"), CASES)
def test_verdict(control, log, expected):
    assert control(log).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(FlowLog(unknown=dict.fromkeys(FlowLog.properties, "AccessDenied")))
