"""Ports: which of them a set of permissions opens to the internet, and what they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from posturewatch.domain.internet import is_internet

ALL_PROTOCOLS: Final = "-1"
"""How AWS writes every protocol."""

LAST_PORT: Final = 65_535

Port = tuple[str, int]
"""A protocol and the number of one of its ports."""

WEB_PORTS: Final[AbstractSet[Port]] = frozenset({("tcp", 80), ("tcp", 443), ("udp", 443)})
"""Ports that are meant for everybody: HTTP, HTTPS, and HTTPS over QUIC (HTTP/3)."""

ADMIN_PORTS: Final[Mapping[Port, str]] = {
    ("tcp", 22): "SSH",
    ("tcp", 23): "Telnet",
    ("tcp", 135): "Windows RPC",
    ("tcp", 445): "SMB",
    ("tcp", 2375): "Docker",
    ("tcp", 2376): "Docker",
    ("tcp", 2379): "etcd",
    ("tcp", 3389): "RDP",
    ("udp", 3389): "RDP",
    ("tcp", 5900): "VNC",
    ("tcp", 5985): "WinRM",
    ("tcp", 5986): "WinRM",
    ("tcp", 6443): "Kubernetes API",
    ("tcp", 10250): "kubelet",
}
"""Ports over which servers and clusters are administered."""

DATABASE_PORTS: Final[Mapping[Port, str]] = {
    ("tcp", 1433): "SQL Server",
    ("udp", 1434): "SQL Server",
    ("tcp", 1521): "Oracle",
    ("tcp", 2483): "Oracle",
    ("tcp", 2484): "Oracle",
    ("tcp", 3306): "MySQL",
    ("tcp", 5432): "PostgreSQL",
    ("tcp", 5439): "Redshift",
    ("tcp", 6379): "Redis",
    ("tcp", 7000): "Cassandra",
    ("tcp", 7001): "Cassandra",
    ("tcp", 9042): "Cassandra",
    ("tcp", 9160): "Cassandra",
    ("tcp", 9200): "OpenSearch",
    ("tcp", 9300): "OpenSearch",
    ("tcp", 11211): "Memcached",
    ("udp", 11211): "Memcached",
    ("tcp", 27017): "MongoDB",
    ("tcp", 27018): "MongoDB",
    ("tcp", 27019): "MongoDB",
    ("tcp", 50000): "Db2",
}
"""Ports on which databases and caches listen."""

CLEAR_TEXT_PORTS: Final[Mapping[Port, str]] = {
    ("tcp", 20): "FTP",
    ("tcp", 21): "FTP",
    ("tcp", 23): "Telnet",
    ("tcp", 512): "rexec",
    ("tcp", 513): "rlogin",
    ("udp", 69): "TFTP",
}
"""Ports of protocols that send passwords or files without encryption, or ask for none."""


class ProtocolField:
    """An IP protocol: its name where AWS has one, else its number; `-1` is every protocol."""

    NAMES: Final = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": ALL_PROTOCOLS}

    def convert(self, raw: Any) -> str:
        """Return `tcp`, `udp`, `icmp`, `icmpv6`, `-1`, or the number of another protocol."""
        text = str(raw).strip().lower()
        if not text:
            raise ValueError("expected a protocol, found an empty text")
        return self.NAMES.get(text, text)


@dataclass(frozen=True, slots=True, order=True)
class Ports:
    """A range of ports of one protocol; a protocol without ports is open or closed as a whole.

    Args:
        protocol: The protocol, as `ProtocolField` names it.
        first: The first port.
        last: The last port.
    """

    protocol: str
    first: int = 0
    last: int = LAST_PORT

    @classmethod
    def given(cls, protocol: str, first: int | None, last: int | None) -> Ports:
        """Return the ports that AWS means by a permission's protocol and numbers.

        Only TCP and UDP have ports: for ICMP the numbers are type and code, and for any other
        protocol AWS ignores them. -1 stands for all.
        """
        if protocol not in ("tcp", "udp") or first is None or first < 0:
            return cls(protocol)
        return cls(protocol, first, LAST_PORT if last is None or last < 0 else last)

    @property
    def is_whole(self) -> bool:
        """Whether these are all ports of the protocol; nothing listens on port 0."""
        return self.first <= 1 and self.last >= LAST_PORT

    @property
    def is_icmp(self) -> bool:
        """Whether this is ICMP: messages about the network, such as ping, and no connections."""
        return self.protocol in ("icmp", "icmpv6")

    def hold(self, port: Port) -> bool:
        """Return whether a port is one of these."""
        return self.protocol in (ALL_PROTOCOLS, port[0]) and self.first <= port[1] <= self.last

    def within(self, ports: AbstractSet[Port]) -> bool:
        """Return whether all of these are among some single ports."""
        size = self.last - self.first + 1
        return self.protocol != ALL_PROTOCOLS and sum(self.hold(port) for port in ports) == size

    def __str__(self) -> str:
        if self.protocol == ALL_PROTOCOLS:
            return "all traffic"
        if self.protocol not in ("tcp", "udp"):
            return f"protocol {self.protocol}"
        if self.is_whole:
            return f"all {self.protocol} ports"
        ports = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.protocol} {ports}"


Source = tuple[Ports, tuple[str, ...]]
"""Ports, and the ranges of addresses that may reach them."""


def opened(sources: Iterable[Source]) -> tuple[Ports, ...]:
    """Return the ports that the internet reaches, given who may reach which ports.

    Permissions add up: where `tcp 22` admits one half of all addresses and `tcp 20-25` the other
    half, port 22 is open to the internet, and its neighbours are not.
    """
    sources = tuple(sources)
    found: list[Ports] = []
    for protocol in sorted({ports.protocol for ports, _ in sources}):
        concerned = [item for item in sources if item[0].protocol in (ALL_PROTOCOLS, protocol)]
        found.extend(_opened_of(protocol, concerned))
    whole = Ports(ALL_PROTOCOLS)
    return (whole,) if whole in found else tuple(found)


def _opened_of(protocol: str, sources: list[Source]) -> list[Ports]:
    # Too few addresses in all open nothing, which settles most groups at once.
    if not _admit(ranges for _, ranges in sources):
        return []
    edges = sorted({edge for ports, _ in sources for edge in (ports.first, ports.last + 1)})
    found: list[Ports] = []
    for first, end in pairwise(edges):
        if not _admit(ranges for ports, ranges in sources if ports.first <= first <= ports.last):
            continue
        joins = bool(found) and found[-1].last == first - 1
        found.append(Ports(protocol, found.pop().first if joins else first, end - 1))
    return found


def _admit(ranges: Iterable[tuple[str, ...]]) -> bool:
    return is_internet(text for texts in ranges for text in texts)


def names_of(opened: Iterable[Ports], names: Mapping[Port, str]) -> tuple[str, ...]:
    """Return those of the named ports that are open, such as `tcp 22 (SSH)`."""
    ranges = tuple(opened)
    return tuple(
        f"{port[0]} {port[1]} ({name})"
        for port, name in names.items()
        if any(ports.hold(port) for ports in ranges)
    )
