"""What a security group allows: permissions, and what they open to the internet."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from posturewatch.domain.internet import RangesField, is_internet, public_addresses
from posturewatch.domain.network_ports import ALL_PROTOCOLS, Ports, ProtocolField, opened
from posturewatch.domain.places import Joined
from posturewatch.domain.resource import At, Shape

NARROW: Final = (2**16, 2**96)
"""The most public IPv4 and IPv6 addresses that a narrow range holds: those of a /16, and of the /32
that an operator of networks gets."""

EVERYBODY: Final = ("0.0.0.0/0",)


class UndescribedField:
    """How many ends of a permission have no description: its own, or that of each range or group.

    AWS keeps a description for each range, prefix list and group; templates and Terraform write
    one for the permission.
    """

    def convert(self, raw: Any) -> int:
        """Return the number of ends without a description.

        Raises:
            ValueError: The raw value is neither a text nor a list of ends.
        """
        if isinstance(raw, str):
            return 0 if raw.strip() else 1
        if not isinstance(raw, list | tuple):
            raise ValueError(f"expected a description, found {type(raw).__name__}")
        ends = [{str(k).lower(): v for k, v in x.items()} for x in raw if isinstance(x, Mapping)]
        # Config writes IPv4 ranges a second time, as plain texts; older items have only those.
        if not any("cidrip" in end for end in ends):
            ends += [{} for text in raw if isinstance(text, str)]
        return sum(not str(end.get("description") or "").strip() for end in ends)


class PrefixList(Shape, bind={"PrefixListId": ".PrefixListId"}):
    """A prefix list that a permission names: ranges that are kept, and change, elsewhere."""

    id: Annotated[
        str,
        At(
            config="prefixListId",
            describe=".PrefixListId",
            terraform=".",
            cloudformation=".",
        ),
    ] = ""
    """The id of the prefix list."""
    ranges: Annotated[
        tuple[str, ...],
        RangesField(),
        At(describe="GetManagedPrefixListEntries.Entries[].Cidr"),
    ] = ()
    """The ranges in it, IPv4 or IPv6. AWS Config does not tell them."""


class Permission(Shape):
    """What one permission allows: a protocol, its ports, and who is at the other end."""

    protocol: Annotated[
        str,
        ProtocolField(),
        At(
            config="ipProtocol",
            describe="IpProtocol",
            terraform=("protocol", "ip_protocol"),
            cloudformation="IpProtocol",
            always=True,
        ),
    ] = ALL_PROTOCOLS
    """`tcp`, `udp`, `icmp`, `icmpv6`, another protocol's number, or `-1` for every protocol."""
    from_port: Annotated[
        int | None,
        At(
            config="fromPort",
            describe="FromPort",
            terraform="from_port",
            cloudformation="FromPort",
        ),
    ] = None
    """The first port; for ICMP the type."""
    to_port: Annotated[
        int | None,
        At(config="toPort", describe="ToPort", terraform="to_port", cloudformation="ToPort"),
    ] = None
    """The last port; for ICMP the code."""
    ipv4_ranges: Annotated[
        tuple[str, ...],
        RangesField(),
        # Older items hold plain texts, and nothing under the newer name.
        At(
            config=("ipv4Ranges[].cidrIp", "ipRanges"),
            describe="IpRanges[].CidrIp",
            terraform=Joined("cidr_blocks", "cidr_ipv4"),
            cloudformation="CidrIp",
        ),
    ] = ()
    """The IPv4 ranges at the other end."""
    ipv6_ranges: Annotated[
        tuple[str, ...],
        RangesField(),
        At(
            config="ipv6Ranges[].cidrIpv6",
            describe="Ipv6Ranges[].CidrIpv6",
            terraform=Joined("ipv6_cidr_blocks", "cidr_ipv6"),
            cloudformation="CidrIpv6",
        ),
    ] = ()
    """The IPv6 ranges at the other end."""
    prefix_lists: Annotated[
        tuple[PrefixList, ...],
        At(
            config="prefixListIds",
            describe="PrefixListIds",
            terraform=Joined("prefix_list_ids", "prefix_list_id"),
            cloudformation=Joined("SourcePrefixListId", "DestinationPrefixListId"),
        ),
    ] = ()
    """The prefix lists at the other end."""
    groups: Annotated[
        tuple[str, ...],
        At(
            config="userIdGroupPairs[].groupId",
            describe="UserIdGroupPairs[].GroupId",
            terraform=Joined(
                "security_groups", "source_security_group_id", "referenced_security_group_id"
            ),
            cloudformation=Joined("SourceSecurityGroupId", "DestinationSecurityGroupId"),
        ),
    ] = ()
    """The ids of the security groups at the other end; in Terraform without the group itself."""
    undescribed: Annotated[
        int,
        UndescribedField(),
        At(
            config=Joined(
                "ipv4Ranges", "ipRanges", "ipv6Ranges", "prefixListIds", "userIdGroupPairs"
            ),
            describe=Joined("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"),
            terraform="description",
            cloudformation="Description",
        ),
    ] = 1
    """How many ranges, prefix lists and groups at the other end have no description."""

    @property
    def ports(self) -> Ports:
        """The ports that it opens."""
        return Ports.given(self.protocol, self.from_port, self.to_port)

    @property
    def unknown_lists(self) -> tuple[PrefixList, ...]:
        """The prefix lists whose ranges are not known."""
        return tuple(item for item in self.prefix_lists if not item.knows("ranges"))

    @property
    def known_ranges(self) -> tuple[str, ...]:
        """All ranges that are known, those of prefix lists included."""
        listed = [item.ranges for item in self.prefix_lists if item.knows("ranges")]
        return (*self.ipv4_ranges, *self.ipv6_ranges, *(text for texts in listed for text in texts))


ALL_OUT: Final = Permission(ipv4_ranges=EVERYBODY)
"""What EC2 lets a new group send where nobody says otherwise."""


def opened_by(
    permissions: tuple[Permission, ...], pick: Callable[[tuple[Ports, ...]], tuple[str, ...]]
) -> tuple[str, ...]:
    """Return what `pick` finds among the ports that permissions open to the internet.

    Prefix lists that are not known matter only where nothing is found without them, and something
    would be found if they held everybody.
    """
    known = [(item.ports, item.known_ranges) for item in permissions]
    found = pick(opened(known))
    doubtful = [item for item in permissions if item.unknown_lists]
    if not found and pick(opened([*known, *((item.ports, EVERYBODY) for item in doubtful)])):
        need_lists(doubtful)
    return found


def need_lists(permissions: list[Permission]) -> None:
    """Read the ranges of prefix lists, which raises `UnknownValue` where they are not known."""
    for item in permissions:
        for prefix_list in item.unknown_lists:
            _ = prefix_list.ranges


def is_wide(text: str) -> bool:
    """Return whether a range holds many public addresses, and yet is not the internet."""
    counts = zip(public_addresses([text]), NARROW, strict=True)
    return not is_internet([text]) and any(count > most for count, most in counts)
