"""Controls of AWS::EC2::VPC."""

import pytest

from posturewatch.controls.ec2 import vpc as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.vpc import VPC, VpcFlowLog

PASSED, FAILED = Status.PASSED, Status.FAILED
ALL, ACCEPTED = VpcFlowLog(), VpcFlowLog(traffic="ACCEPT")

CASES = [
    (controls.flow_logs_enabled, VPC(flow_logs=(ALL,)), PASSED),
    (controls.flow_logs_enabled, VPC(flow_logs=(VpcFlowLog(traffic="REJECT"),)), PASSED),
    (controls.flow_logs_enabled, VPC(flow_logs=(ACCEPTED, ALL)), PASSED),
    (controls.flow_logs_enabled, VPC(), FAILED),
    (controls.flow_logs_enabled, VPC(flow_logs=(ACCEPTED,)), FAILED),
    (controls.flow_logs_enabled, VPC(flow_logs=(VpcFlowLog(status="FAILED"),)), FAILED),
    (controls.default_removed, VPC(), PASSED),
    (controls.default_removed, VPC(is_default=True), FAILED),
    (controls.ec2_endpoint_present, VPC(endpoints=("com.amazonaws.eu-west-1.ec2",)), PASSED),
    (
        controls.ec2_endpoint_present,
        VPC(endpoints=("com.amazonaws.eu-west-1.ec2messages",)),
        FAILED,
    ),
    (controls.ec2_endpoint_present, VPC(), FAILED),
    (controls.owner_tagged, VPC(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, VPC(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "vpc", "expected"), CASES)
def test_verdict(control, vpc, expected):
    assert control(vpc).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(VPC(unknown=dict.fromkeys(VPC.properties, "AccessDenied")))
