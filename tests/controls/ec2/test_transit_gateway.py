"""Controls of AWS::EC2::TransitGateway."""

import pytest

from posturewatch.controls.ec2 import transit_gateway as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.transit_gateway import TransitGateway

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.attachments_accepted_by_hand, TransitGateway(), PASSED),
    (controls.attachments_accepted_by_hand, TransitGateway(accepts_by_itself=True), FAILED),
    (
        controls.attachments_associated_by_hand,
        TransitGateway(associates_by_default=False),
        PASSED,
    ),
    (controls.attachments_associated_by_hand, TransitGateway(), FAILED),
    (controls.routes_spread_by_hand, TransitGateway(propagates_by_default=False), PASSED),
    (controls.routes_spread_by_hand, TransitGateway(), FAILED),
    (controls.owner_tagged, TransitGateway(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, TransitGateway(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "gateway", "expected"), CASES)
def test_verdict(control, gateway, expected):
    assert control(gateway).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(TransitGateway(unknown=dict.fromkeys(TransitGateway.properties, "AccessDenied")))
