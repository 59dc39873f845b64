"""Controls of AWS::EC2::VPNConnection."""

import pytest

from posturewatch.controls.ec2 import vpn_connection as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.vpn_connection import Tunnel, VPNConnection

PASSED, FAILED = Status.PASSED, Status.FAILED
UP = Tunnel(status="UP")

CASES = [
    (controls.tunnels_up, VPNConnection(tunnels=(UP, UP)), PASSED),
    (controls.tunnels_up, VPNConnection(tunnels=(UP, Tunnel(status="DOWN"))), FAILED),
    (controls.tunnels_up, VPNConnection(), FAILED),
    (controls.logged, VPNConnection(logs=("Enabled", "Enabled")), PASSED),
    (controls.logged, VPNConnection(logs=("Enabled",)), FAILED),
    (controls.ike_v2_required, VPNConnection(ike_versions=("ikev2", "ikev2")), PASSED),
    (controls.ike_v2_required, VPNConnection(ike_versions=("ikev1", "ikev2")), FAILED),
    (controls.ike_v2_required, VPNConnection(), FAILED),
    (controls.strong_groups_required, VPNConnection(dh_groups=("14", "20")), PASSED),
    (controls.strong_groups_required, VPNConnection(dh_groups=("2", "20")), FAILED),
    (controls.strong_groups_required, VPNConnection(), FAILED),
]


@pytest.mark.parametrize(("control", "connection", "expected"), CASES)
def test_verdict(control, connection, expected):
    assert control(connection).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(VPNConnection(unknown=dict.fromkeys(VPNConnection.properties, "AccessDenied")))
