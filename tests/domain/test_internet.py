"""When ranges of addresses are the internet."""

from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.internet import RangesField, is_internet, public_addresses


@pytest.mark.parametrize(
    "ranges",
    [
        ["0.0.0.0/0"],
        ["::/0"],
        ["2000::/3"],
        ["0.0.0.0/1", "128.0.0.0/1"],
        ["0.0.0.0/1"],
        ["64.0.0.0/2"],
        ["2.0.0.0/7"],
        ["3.0.0.0/8", "4.0.0.0/32"],
        ["8000::/1", "::/1"],
        ["2a00::/12"],
        ["10.0.0.0/8", "0.0.0.0/0"],
        ["203.0.113.7/32", "::/0"],
        [str(x) for x in ip_network("0.0.0.0/0").subnets(new_prefix=6)],
    ],
)
def test_as_wide_as_the_internet(ranges):
    assert is_internet(ranges)


@pytest.mark.parametrize(
    "ranges",
    [
        [],
        ["203.0.113.7/32"],
        ["3.0.0.0/8"],
        ["3.0.0.0/8", "3.0.0.0/8", "3.5.0.0/16"],
        ["10.0.0.0/8"],
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ["10.0.0.0/7"],  # one /8 of it is private
        ["240.0.0.0/4"],
        ["2a00::/13"],
        ["2600:1f00::/24"],
        ["fc00::/7"],
        ["fe80::/10"],
        ["::ffff:0:0/96"],
    ],
)
def test_narrower_than_the_internet(ranges):
    assert not is_internet(ranges)


def test_private_addresses_and_repeats_are_not_counted():
    assert public_addresses(["10.0.0.0/8", "192.168.1.0/24"]) == (0, 0)
    assert public_addresses(["1.1.1.0/24", "1.1.1.128/25", "2600::/128", "2600::/128"]) == (256, 1)
    assert public_addresses(["172.0.0.0/8"]) == (2**24 - 2**20, 0)


networks = st.one_of(
    st.builds(
        lambda address, length: IPv4Network((address, length), strict=False),
        st.integers(0, 2**32 - 1),
        st.integers(0, 32),
    ),
    st.builds(
        lambda address, length: IPv6Network((address, length), strict=False),
        st.integers(0, 2**128 - 1),
        st.integers(0, 128),
    ),
).map(str)


@given(st.lists(networks, max_size=8), networks)
def test_one_range_more_never_narrows(ranges, more):
    before, after = public_addresses(ranges), public_addresses([*ranges, more])
    assert all(b <= a for b, a in zip(before, after, strict=True))
    assert is_internet([*ranges, more]) or not is_internet(ranges)


@given(networks)
def test_two_halves_say_the_same_as_the_whole(text):
    network = ip_network(text)
    halves = [str(half) for half in network.subnets()]
    assert public_addresses(halves) == public_addresses([text])


def test_ranges_are_read_in_the_form_of_aws():
    field = RangesField()
    assert field.convert(["25.25.0.0/0", "100.68.0.18/18", "203.0.113.7"]) == (
        "0.0.0.0/0",
        "100.68.0.0/18",
        "203.0.113.7/32",
    )
    assert field.convert(["2600:1F00::1/24"]) == ("2600:1f00::/24",)
    for wrong in (["everybody"], ["10.0.0.0/33"], [None], {"cidrIp": "10.0.0.0/8"}):
        with pytest.raises(ValueError):
            field.convert(wrong)
