"""Controls of AWS::EC2::EIP."""

import pytest

from posturewatch.controls.ec2 import eip as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.eip import EIP

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.used, EIP(users=("eipassoc-1",)), PASSED),
    (controls.used, EIP(), FAILED),
    (controls.used, EIP(unknown={"public_ip": "terraform does not tell"}), FAILED),
    (controls.owner_tagged, EIP(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, EIP(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "address", "expected"), CASES)
def test_verdict(control, address, expected):
    assert control(address).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(EIP(unknown=dict.fromkeys(EIP.properties, "AccessDenied")))
