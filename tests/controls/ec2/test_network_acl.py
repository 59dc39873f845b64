"""Controls of AWS::EC2::NetworkAcl."""

import pytest

from posturewatch.controls.ec2 import network_acl as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.network_acl import Entry, NetworkAcl

PASSED, FAILED = Status.PASSED, Status.FAILED
WORLD = ("0.0.0.0/0",)
ANY = Entry(number=100, action="allow", ranges=WORLD)


def allow(first: int, last: int | None = None, ranges: tuple[str, ...] = WORLD) -> Entry:
    return Entry(
        number=100,
        action="allow",
        protocol="tcp",
        first=first,
        last=last or first,
        ranges=ranges,
    )


def deny(number: int, port: int, *ranges: str) -> Entry:
    return Entry(number=number, protocol="tcp", first=port, last=port, ranges=ranges or WORLD)


def acl(*entries: Entry) -> NetworkAcl:
    return NetworkAcl(inward=entries)


CASES = [
    (controls.remote_ports_closed, acl(), PASSED),
    (controls.remote_ports_closed, acl(allow(443), allow(1024, 3388)), PASSED),
    (controls.remote_ports_closed, acl(allow(22, ranges=("10.0.0.0/8",))), PASSED),
    (controls.remote_ports_closed, acl(deny(50, 22), deny(60, 3389), ANY), PASSED),
    (controls.remote_ports_closed, acl(ANY), FAILED),
    (controls.remote_ports_closed, acl(allow(22, ranges=("0.0.0.0/1", "128.0.0.0/1"))), FAILED),
    (controls.remote_ports_closed, acl(allow(3389, ranges=("::/0",))), FAILED),
    (controls.remote_ports_closed, acl(deny(50, 22, "192.0.2.0/24"), allow(22)), FAILED),
    (controls.remote_ports_closed, acl(deny(200, 22), allow(22)), FAILED),  # too late
    (controls.remote_ports_closed, acl(deny(50, 22), allow(22, ranges=("::/0",))), FAILED),
    (controls.ingress_filtered, acl(), PASSED),
    (controls.ingress_filtered, acl(allow(443), allow(1024, 65535)), PASSED),
    (controls.ingress_filtered, acl(ANY), FAILED),
    (controls.ports_named, acl(ANY, allow(443)), PASSED),
    (controls.ports_named, NetworkAcl(outward=(allow(0, 65535),)), FAILED),
    (controls.denials_whole, acl(deny(32767, 22), ANY), PASSED),
    (controls.denials_whole, acl(deny(50, 22, "192.0.2.0/24")), FAILED),
    (controls.used, NetworkAcl(is_default=True), PASSED),
    (controls.used, NetworkAcl(subnets=("subnet-1",)), PASSED),
    (controls.used, NetworkAcl(), FAILED),
]


@pytest.mark.parametrize(("control", "acl", "expected"), CASES)
def test_verdict(control, acl, expected):
    assert control(acl).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(NetworkAcl(unknown=dict.fromkeys(NetworkAcl.properties, "AccessDenied")))
