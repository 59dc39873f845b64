"""Controls of AWS::EC2::Subnet."""

import pytest

from posturewatch.controls.ec2 import subnet as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.subnet import Subnet

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_addresses_on_request, Subnet(), PASSED),
    (controls.public_addresses_on_request, Subnet(maps_public_addresses=True), FAILED),
    (controls.ipv6_addresses_on_request, Subnet(), PASSED),
    (controls.ipv6_addresses_on_request, Subnet(assigns_ipv6=True), FAILED),
    (controls.owner_tagged, Subnet(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, Subnet(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "subnet", "expected"), CASES)
def test_verdict(control, subnet, expected):
    assert control(subnet).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Subnet(unknown=dict.fromkeys(Subnet.properties, "AccessDenied")))
