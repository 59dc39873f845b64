"""Address ranges, and when they let in the internet.

`0.0.0.0/0` is not the only way to write *everybody*: `0.0.0.0/1` with `128.0.0.0/1` says the same,
and so do a handful of smaller ranges. So what counts is how many public addresses the ranges hold
together, whichever way they are written:

- IPv4: more than one /8 (16,777,216 addresses). A /8 is the largest block that one
  organisation was ever given at once; what is wider lets in strangers.
- IPv6: a /12 or more. That is what the registry of a whole continent gets, and no organisation.

Addresses that are not routed on the internet (private, shared, loopback, link-local, multicast,
reserved) count for nothing, so a range for a whole private network is never taken for the internet.
Source: https://www.iana.org/assignments/ipv4-address-space
and https://www.iana.org/assignments/iana-ipv4-special-registry
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network
from typing import Any, Final

from posturewatch.domain.fields import TextsField

IPV4_LIMIT: Final = 2**24
"""More public IPv4 addresses than these are the internet."""

IPV6_LIMIT: Final = 2**116 - 1
"""More public IPv6 addresses than these are the internet."""

_NOT_ROUTED: Final = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/3",
)
"""The large IPv4 blocks that the internet does not route, in ascending order. The small ones
(documentation, anycast) change no answer."""

Interval = tuple[int, int, int]
"""The IP version, the first and the last address of a range, as numbers."""


class RangesField:
    """Address ranges in CIDR notation, in the form that AWS gives them: host bits cleared."""

    def convert(self, raw: Any) -> tuple[str, ...]:
        """Return the ranges in their order.

        Raises:
            ValueError: One of them is not a range of addresses.
        """
        # Terraform writes an empty text for the range of the IP version that is not meant.
        texts = (text for text in TextsField().convert(raw) if text)
        return tuple(str(ip_network(text, strict=False)) for text in texts)


def is_internet(ranges: Iterable[str]) -> bool:
    """Return whether the ranges together let in the internet, as this module's text says."""
    ipv4, ipv6 = public_addresses(ranges)
    return ipv4 > IPV4_LIMIT or ipv6 > IPV6_LIMIT


def public_addresses(ranges: Iterable[str]) -> tuple[int, int]:
    """Return how many public IPv4 and IPv6 addresses the ranges hold; none counts twice."""
    count = {4: 0, 6: 0}
    for version, first, last in _merged(_interval(text) for text in ranges):
        for _, low, high in _ROUTED[version]:
            count[version] += max(0, min(last, high) - max(first, low) + 1)
    return count[4], count[6]


@lru_cache(maxsize=4096)
def _interval(text: str) -> Interval:
    network = ip_network(text, strict=False)
    return network.version, int(network.network_address), int(network.broadcast_address)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for version, first, last in sorted(intervals):
        if merged and merged[-1][0] == version and first <= merged[-1][2]:
            merged[-1] = (version, merged[-1][1], max(last, merged[-1][2]))
        else:
            merged.append((version, first, last))
    return merged


def _between(blocks: Iterable[str]) -> tuple[Interval, ...]:
    """The IPv4 addresses that none of the ascending blocks hold."""
    free: list[Interval] = []
    start = 0
    for _, first, last in map(_interval, blocks):
        if first > start:
            free.append((4, start, first - 1))
        start = last + 1
    return tuple(free)


_ROUTED: Final = {4: _between(_NOT_ROUTED), 6: (_interval("2000::/3"),)}
"""The blocks that the internet routes. IPv6: all that was ever assigned for it."""
