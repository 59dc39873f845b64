"""Controls of AWS::EC2::SecurityGroup."""

import pytest

from posturewatch.controls.ec2 import security_group as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.permission import ALL_OUT
from posturewatch.resources.ec2.security_group import Permission, PrefixList, SecurityGroup

PASSED, FAILED = Status.PASSED, Status.FAILED
WORLD = ("0.0.0.0/0",)
ALL = Permission(protocol="-1", ipv4_ranges=WORLD)
ALL_IPV6 = Permission(protocol="-1", ipv6_ranges=("::/0",))
ALL_FROM_ITSELF = Permission(protocol="-1", groups=("sg-1",))
PING = Permission(protocol="icmp", from_port=8, to_port=-1, ipv4_ranges=WORLD)


def tcp(first: int, last: int, *ranges: str) -> Permission:
    return Permission(protocol="tcp", from_port=first, to_port=last, ipv4_ranges=ranges or WORLD)


def udp(port: int) -> Permission:
    return Permission(protocol="udp", from_port=port, to_port=port, ipv4_ranges=WORLD)


def inward(*permissions: Permission) -> SecurityGroup:
    return SecurityGroup(group_name="web", ingress=permissions)


def outward(*permissions: Permission) -> SecurityGroup:
    return SecurityGroup(group_name="web", egress=permissions)


WEB = inward(tcp(80, 80), tcp(443, 443), udp(443))
OFFICE = inward(tcp(22, 22, "203.0.113.0/24"), tcp(3306, 3306, "10.0.0.0/8"))
EMPTY = inward()

CASES = [
    (controls.all_ports_closed, EMPTY, PASSED),
    (controls.all_ports_closed, WEB, PASSED),
    (controls.all_ports_closed, inward(ALL_FROM_ITSELF), PASSED),
    (controls.all_ports_closed, inward(PING), PASSED),
    (controls.all_ports_closed, inward(tcp(1024, 65535)), PASSED),
    (controls.all_ports_closed, outward(ALL), PASSED),
    (controls.all_ports_closed, inward(ALL), FAILED),
    (controls.all_ports_closed, inward(ALL_IPV6), FAILED),
    (controls.all_ports_closed, inward(tcp(0, 65535)), FAILED),
    (controls.all_ports_closed, inward(tcp(1, 65535, "0.0.0.0/1", "128.0.0.0/1")), FAILED),
    (controls.all_ports_closed, inward(tcp(0, 1023), tcp(1024, 65535)), FAILED),
    (controls.admin_ports_closed, EMPTY, PASSED),
    (controls.admin_ports_closed, WEB, PASSED),
    (controls.admin_ports_closed, OFFICE, PASSED),
    (controls.admin_ports_closed, inward(PING), PASSED),
    (controls.admin_ports_closed, inward(udp(22)), PASSED),
    (controls.admin_ports_closed, inward(tcp(3306, 3306)), PASSED),
    (controls.admin_ports_closed, inward(tcp(22, 22)), FAILED),
    (controls.admin_ports_closed, inward(tcp(20, 30)), FAILED),
    (controls.admin_ports_closed, inward(tcp(3389, 3389)), FAILED),
    (controls.admin_ports_closed, inward(udp(3389)), FAILED),
    (controls.admin_ports_closed, inward(tcp(22, 22, "2.0.0.0/7")), FAILED),
    (controls.admin_ports_closed, inward(ALL), FAILED),
    (controls.database_ports_closed, EMPTY, PASSED),
    (controls.database_ports_closed, WEB, PASSED),
    (controls.database_ports_closed, OFFICE, PASSED),
    (controls.database_ports_closed, inward(tcp(22, 22)), PASSED),
    (controls.database_ports_closed, inward(tcp(5432, 5432)), FAILED),
    (controls.database_ports_closed, inward(tcp(27000, 28000)), FAILED),
    (controls.database_ports_closed, inward(udp(11211)), FAILED),
    (controls.database_ports_closed, inward(ALL_IPV6), FAILED),
    (controls.other_ports_closed, EMPTY, PASSED),
    (controls.other_ports_closed, WEB, PASSED),
    (controls.other_ports_closed, OFFICE, PASSED),
    (controls.other_ports_closed, inward(PING), PASSED),
    (controls.other_ports_closed, inward(tcp(22, 22)), PASSED),  # one finding for one port
    (controls.other_ports_closed, inward(tcp(5432, 5432)), PASSED),
    (controls.other_ports_closed, inward(tcp(8080, 8080, "10.0.0.0/8")), PASSED),
    (controls.other_ports_closed, inward(tcp(8080, 8080)), FAILED),
    (controls.other_ports_closed, inward(tcp(80, 443)), FAILED),
    (controls.other_ports_closed, inward(udp(80)), FAILED),
    (controls.other_ports_closed, inward(Permission(protocol="47", ipv4_ranges=WORLD)), FAILED),
    (controls.other_ports_closed, inward(ALL), FAILED),
    (controls.public_sources_narrow, EMPTY, PASSED),
    (controls.public_sources_narrow, OFFICE, PASSED),
    (controls.public_sources_narrow, WEB, PASSED),
    (controls.public_sources_narrow, inward(tcp(443, 443, "3.0.0.0/8")), PASSED),
    (controls.public_sources_narrow, inward(tcp(22, 22, "3.0.0.0/8")), FAILED),
    (controls.default_closed, inward(ALL), PASSED),
    (controls.default_closed, SecurityGroup(group_name="default"), PASSED),
    (controls.default_closed, SecurityGroup(group_name="default", egress=(ALL,)), FAILED),
    (
        controls.default_closed,
        SecurityGroup(group_name="default", ingress=(ALL_FROM_ITSELF,)),
        FAILED,
    ),
    (controls.egress_filtered, EMPTY, PASSED),
    (controls.egress_filtered, inward(ALL), PASSED),
    (controls.egress_filtered, outward(tcp(443, 443)), PASSED),
    (controls.egress_filtered, outward(Permission(protocol="-1", groups=("sg-1",))), PASSED),
    (controls.egress_filtered, outward(Permission(ipv4_ranges=("10.0.0.0/8",))), PASSED),
    (controls.egress_filtered, outward(ALL), FAILED),
    (controls.egress_filtered, outward(ALL_IPV6), FAILED),
    (controls.egress_filtered, outward(tcp(0, 65535)), FAILED),
    (controls.destinations_named, EMPTY, PASSED),
    (controls.destinations_named, outward(PING), PASSED),
    (controls.destinations_named, outward(tcp(443, 443, "10.0.0.0/8")), PASSED),
    (controls.destinations_named, outward(tcp(443, 443)), FAILED),
    (controls.destinations_named, outward(ALL_IPV6), FAILED),
    (controls.protocols_named, WEB, PASSED),
    (controls.protocols_named, outward(ALL), PASSED),
    (controls.protocols_named, inward(ALL_FROM_ITSELF), FAILED),
    (controls.clear_text_ports_closed, WEB, PASSED),
    (controls.clear_text_ports_closed, inward(tcp(22, 22, "10.0.0.0/8")), PASSED),
    (controls.clear_text_ports_closed, inward(udp(21)), PASSED),
    (controls.clear_text_ports_closed, inward(ALL_FROM_ITSELF), PASSED),  # told elsewhere
    (controls.clear_text_ports_closed, inward(tcp(21, 21, "10.0.0.0/8")), FAILED),
    (controls.clear_text_ports_closed, inward(tcp(20, 25)), FAILED),
    (controls.clear_text_ports_closed, inward(udp(69)), FAILED),
    (controls.permissions_described, EMPTY, PASSED),
    (controls.permissions_described, outward(ALL_OUT), PASSED),  # nobody wrote it
    (controls.permissions_described, inward(Permission(undescribed=0)), PASSED),
    (controls.permissions_described, inward(tcp(443, 443)), FAILED),
]


@pytest.mark.parametrize(("control", "group", "expected"), CASES)
def test_verdict(control, group, expected):
    assert control(group).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES} == expected


@pytest.mark.parametrize(
    ("control", "name"),
    [
        (controls.all_ports_closed, "ingress"),
        (controls.admin_ports_closed, "ingress"),
        (controls.database_ports_closed, "ingress"),
        (controls.other_ports_closed, "ingress"),
        (controls.public_sources_narrow, "ingress"),
        (controls.default_closed, "group_name"),
        (controls.egress_filtered, "egress"),
        (controls.destinations_named, "egress"),
        (controls.protocols_named, "ingress"),
        (controls.permissions_described, "ingress"),
    ],
)
def test_unknown_is_no_verdict(control, name):
    with pytest.raises(UnknownValue):
        control(SecurityGroup(unknown={name: "AccessDenied"}))


def test_default_group_of_which_only_one_side_is_known():
    unknown = {"egress": "AccessDenied"}
    group = SecurityGroup(group_name="default", unknown=unknown)
    with pytest.raises(UnknownValue):
        controls.default_closed(group)
    one_side = SecurityGroup(group_name="default", ingress=(PING,), unknown=unknown)
    assert controls.default_closed(one_side).status is FAILED
    # The name alone decides about every other group.
    assert (
        controls.default_closed(SecurityGroup(group_name="web", unknown=unknown)).status is PASSED
    )


def test_a_prefix_list_that_is_not_known_is_no_verdict_where_it_matters():
    unknown = PrefixList(id="pl-1", unknown={"ranges": "AccessDenied"})
    group = inward(Permission(protocol="-1", prefix_lists=(unknown,)))
    for control in (
        controls.all_ports_closed,
        controls.admin_ports_closed,
        controls.database_ports_closed,
        controls.other_ports_closed,
        controls.public_sources_narrow,
    ):
        with pytest.raises(UnknownValue, match="AccessDenied"):
            control(group)
    with pytest.raises(UnknownValue):
        controls.egress_filtered(outward(Permission(protocol="-1", prefix_lists=(unknown,))))
    assert controls.admin_ports_closed(inward(tcp(22, 22), *group.ingress)).status is FAILED


def test_evidence_and_reason_name_the_ports():
    verdict = controls.admin_ports_closed(inward(tcp(22, 23)))
    assert verdict.reason == "Open to the internet: tcp 22 (SSH) and 1 more."
    assert verdict.evidence == {"ports": ["tcp 22 (SSH)", "tcp 23 (Telnet)"]}
    assert controls.egress_filtered(outward(ALL)).reason == "All traffic may leave to the internet."
    assert controls.egress_filtered(outward(tcp(0, 65535))).evidence == {"open": ["all tcp ports"]}
    assert controls.public_sources_narrow(inward(tcp(22, 22, "3.0.0.0/8"))).reason == (
        "Wide public ranges are admitted: 3.0.0.0/8."
    )
    assert controls.all_ports_closed(inward(ALL)).reason == "Open to the internet: all traffic."
