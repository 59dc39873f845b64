"""Controls of AWS::EC2::VPCPeeringConnection."""

import pytest

from posturewatch.controls.ec2 import vpc_peering_connection as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.vpc_peering_connection import VPCPeeringConnection

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.answered, VPCPeeringConnection(), PASSED),
    (controls.answered, VPCPeeringConnection(status="pending-acceptance"), FAILED),
    (
        controls.names_resolved,
        VPCPeeringConnection(requester_resolves=True, accepter_resolves=True),
        PASSED,
    ),
    (controls.names_resolved, VPCPeeringConnection(requester_resolves=True), FAILED),
]


@pytest.mark.parametrize(("control", "peering", "expected"), CASES)
def test_verdict(control, peering, expected):
    assert control(peering).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(
            VPCPeeringConnection(
                unknown=dict.fromkeys(VPCPeeringConnection.properties, "AccessDenied")
            )
        )
