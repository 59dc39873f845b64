"""Controls of AWS::EC2::RouteTable."""

import pytest

from posturewatch.controls.ec2 import route_table as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.route_table import Route, RouteTable

PASSED, FAILED = Status.PASSED, Status.FAILED
LOCAL = Route(destination="10.0.0.0/16", gateway="local")
OUT = Route(destination="0.0.0.0/0", gateway="igw-1")


def peered(destination: str) -> RouteTable:
    return RouteTable(routes=(LOCAL, Route(destination=destination, peering="pcx-1")))


CASES = [
    (controls.peering_routes_narrow, RouteTable(routes=(LOCAL, OUT)), PASSED),
    (controls.peering_routes_narrow, peered("10.1.0.0/16"), PASSED),
    (controls.peering_routes_narrow, peered("pl-1"), PASSED),
    (controls.peering_routes_narrow, peered("10.0.0.0/8"), FAILED),
    (controls.peering_routes_narrow, peered("::/0"), FAILED),
    (controls.main_private, RouteTable(routes=(OUT,)), PASSED),
    (controls.main_private, RouteTable(is_main=True, routes=(LOCAL,)), PASSED),
    (controls.main_private, RouteTable(is_main=True, routes=(LOCAL, OUT)), FAILED),
    (controls.targets_present, RouteTable(routes=(LOCAL, OUT)), PASSED),
    (controls.targets_present, RouteTable(routes=(LOCAL, Route(state="blackhole"))), FAILED),
]


@pytest.mark.parametrize(("control", "table", "expected"), CASES)
def test_verdict(control, table, expected):
    assert control(table).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(RouteTable(unknown=dict.fromkeys(RouteTable.properties, "AccessDenied")))
