"""Controls of AWS::EC2::NetworkInterface."""

import pytest

from posturewatch.controls.ec2 import network_interface as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.network_interface import NetworkInterface

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.source_dest_checked, NetworkInterface(), PASSED),
    (
        controls.source_dest_checked,
        NetworkInterface(kind="nat_gateway", source_dest_check=False),
        PASSED,
    ),
    (
        controls.source_dest_checked,
        NetworkInterface(requester_managed=True, source_dest_check=False),
        PASSED,
    ),
    (controls.source_dest_checked, NetworkInterface(source_dest_check=False), FAILED),
    (controls.attached, NetworkInterface(attachments=("eni-attach-1",)), PASSED),
    (controls.attached, NetworkInterface(), FAILED),
    (controls.default_group_unused, NetworkInterface(group_names=("web",)), PASSED),
    (controls.default_group_unused, NetworkInterface(group_names=("web", "default")), FAILED),
]


@pytest.mark.parametrize(("control", "interface", "expected"), CASES)
def test_verdict(control, interface, expected):
    assert control(interface).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(
            NetworkInterface(unknown=dict.fromkeys(NetworkInterface.properties, "AccessDenied"))
        )
