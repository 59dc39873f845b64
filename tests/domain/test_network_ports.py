"""Which ports a set of permissions opens to the internet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.internet import is_internet
from posturewatch.domain.network_ports import ADMIN_PORTS, Ports, ProtocolField, names_of, opened

WORLD = ("0.0.0.0/0",)
LOW, HIGH = ("0.0.0.0/1",), ("128.0.0.0/1",)
A, B = ("3.0.0.0/8",), ("4.0.0.0/8",)  # each is too small alone, together they are not
OFFICE = ("203.0.113.0/24",)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([], []),
        ([(Ports("tcp", 22, 22), OFFICE)], []),
        ([(Ports("tcp", 22, 22), WORLD)], ["tcp 22"]),
        ([(Ports("-1"), WORLD)], ["all traffic"]),
        ([(Ports("-1"), WORLD), (Ports("tcp", 22, 22), WORLD)], ["all traffic"]),
        ([(Ports("tcp"), WORLD), (Ports("udp", 53, 53), WORLD)], ["all tcp ports", "udp 53"]),
        ([(Ports("tcp", 1, 65535), WORLD)], ["all tcp ports"]),
        ([(Ports("icmp"), WORLD)], ["protocol icmp"]),
        ([(Ports("47"), WORLD)], ["protocol 47"]),
        # Neighbours become one range.
        ([(Ports("tcp", 20, 21), WORLD), (Ports("tcp", 22, 25), WORLD)], ["tcp 20-25"]),
        (
            [(Ports("tcp", 20, 21), WORLD), (Ports("tcp", 23, 25), WORLD)],
            ["tcp 20-21", "tcp 23-25"],
        ),
        # What is closed alone is open together, on the common ports only.
        ([(Ports("tcp", 22, 22), A), (Ports("tcp", 20, 25), B)], ["tcp 22"]),
        ([(Ports("tcp", 22, 22), A), (Ports("udp", 22, 22), B)], []),
        ([(Ports("-1"), A), (Ports("tcp", 443, 443), B)], ["tcp 443"]),
        ([(Ports("-1"), A), (Ports("-1"), B)], ["all traffic"]),
        ([(Ports("tcp", 22, 22), LOW), (Ports("tcp", 22, 22), HIGH)], ["tcp 22"]),
    ],
)
def test_opened(sources, expected):
    assert [str(ports) for ports in opened(sources)] == expected


small_ports = st.builds(
    lambda protocol, a, b: Ports(protocol, min(a, b), max(a, b)),
    st.sampled_from(["tcp", "udp"]),
    st.integers(0, 12),
    st.integers(0, 12),
) | st.just(Ports("-1"))
sources = st.lists(st.tuples(small_ports, st.sampled_from([WORLD, A, B, OFFICE, ()])), max_size=6)


@given(sources, st.sampled_from(["tcp", "udp"]), st.integers(0, 14))
def test_opened_agrees_with_asking_port_by_port(given_sources, protocol, port):
    admitted = [
        text for ports, texts in given_sources if ports.hold((protocol, port)) for text in texts
    ]
    found = any(ports.hold((protocol, port)) for ports in opened(given_sources))
    # A protocol that no permission names is open only by permissions for all protocols.
    if any(ports.protocol in (protocol, "-1") for ports, _ in given_sources):
        assert found == is_internet(admitted)
    else:
        assert not found


@pytest.mark.parametrize(
    ("given_ports", "expected"),
    [
        (("tcp", 22, 22), Ports("tcp", 22, 22)),
        (("tcp", 0, 65535), Ports("tcp")),
        (("tcp", None, None), Ports("tcp")),
        (("udp", -1, -1), Ports("udp")),
        (("tcp", 8, -1), Ports("tcp", 8, 65535)),
        (("-1", None, None), Ports("-1")),
        (("-1", 22, 22), Ports("-1")),
        (("icmp", 8, 0), Ports("icmp")),  # an echo request, not port 8
        (("132", 5, 6), Ports("132")),
    ],
)
def test_only_tcp_and_udp_have_ports(given_ports, expected):
    assert Ports.given(*given_ports) == expected


def test_protocols_have_one_spelling():
    spelt = ["tcp", "TCP", "6", 6, "17", "1", "58", "-1", -1, "all", "icmpv6", "50"]
    assert [ProtocolField().convert(raw) for raw in spelt] == [
        *("tcp", "tcp", "tcp", "tcp", "udp", "icmp", "icmpv6", "-1", "-1", "-1", "icmpv6", "50")
    ]
    with pytest.raises(ValueError):
        ProtocolField().convert(" ")


def test_a_range_is_within_single_ports_only_if_all_of_it_is():
    web = frozenset({("tcp", 80), ("tcp", 443), ("tcp", 81)})
    assert Ports("tcp", 80, 81).within(web)
    assert Ports("tcp", 443, 443).within(web)
    assert not Ports("udp", 443, 443).within(web)
    assert not Ports("tcp", 80, 443).within(web)
    assert not Ports("-1").within(web)


def test_named_ports_are_found_in_ranges_and_in_all_traffic():
    assert names_of([Ports("tcp", 20, 30)], ADMIN_PORTS) == ("tcp 22 (SSH)", "tcp 23 (Telnet)")
    assert names_of([Ports("udp", 20, 30)], ADMIN_PORTS) == ()
    assert len(names_of([Ports("-1")], ADMIN_PORTS)) == len(ADMIN_PORTS)
