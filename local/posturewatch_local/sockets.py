"""Which processes a child has, and on which addresses they listen, read from `/proc`."""

from __future__ import annotations

import ipaddress
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LISTEN = "0A"
_PROC = Path("/proc")


@dataclass(frozen=True)
class Listener:
    """One listening TCP socket and the process that owns it."""

    pid: int
    address: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        address = ipaddress.ip_address(self.address)
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return (mapped or address).is_loopback


def readable() -> bool:
    """Whether this system tells (Linux does)."""
    return (_PROC / "self" / "net" / "tcp").exists()


def group_members(group: int) -> list[int]:
    """Every living process of a process group; ended ones that nobody has reaped do not count."""
    members = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            state, _parent, its_group = status.rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                members.append(int(entry.name))
    return sorted(members)


def listeners(pids: Iterable[int]) -> list[Listener]:
    """Every TCP socket on which one of these processes listens."""
    inodes = _listening_inodes()
    found = set()
    for pid in pids:
        for inode in _socket_inodes(pid):
            if inode in inodes:
                address, port = inodes[inode]
                found.add(Listener(pid, address, port))
    return sorted(found, key=lambda listener: (listener.pid, listener.port))


def _listening_inodes() -> dict[str, tuple[str, int]]:
    inodes = {}
    for table in ("tcp", "tcp6"):
        path = _PROC / "self" / "net" / table
        if not path.exists():
            continue
        for line in path.read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == _LISTEN:
                inodes[columns[9]] = _address(columns[1])
    return inodes


def _address(text: str) -> tuple[str, int]:
    """Decode `0100007F:1F90`: words in the machine's byte order, then the port."""
    host, port = text.split(":")
    words = struct.pack(
        f"={len(host) // 8}I", *(int(host[i : i + 8], 16) for i in range(0, len(host), 8))
    )
    family = socket.AF_INET if len(words) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, words), int(port, 16)


def _socket_inodes(pid: int) -> list[str]:
    inodes = []
    try:
        descriptors = list((_PROC / str(pid) / "fd").iterdir())
    except (FileNotFoundError, PermissionError):
        return []  # the process has ended, or is not ours
    for descriptor in descriptors:
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue  # closed in the meantime
        if target.startswith("socket:["):
            inodes.append(target.removeprefix("socket:[").removesuffix("]"))
    return inodes
