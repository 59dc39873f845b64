"""AWS::EC2::SecurityGroup."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Pairs
from posturewatch.domain.internet import RangesField, is_internet, public_addresses
from posturewatch.domain.network_ports import (
    ADMIN_PORTS,
    ALL_PROTOCOLS,
    DATABASE_PORTS,
    WEB_PORTS,
    Ports,
    ProtocolField,
    names_of,
    opened,
)
from posturewatch.domain.resource import At, Calls, Resource, Shape

NARROW: Final = (2**16, 2**96)
"""The most public IPv4 and IPv6 addresses that a narrow range holds: those of a /16, and of the /32
that an operator of networks gets."""


class PrefixList(Shape, bind={"PrefixListId": ".PrefixListId"}):
    """A prefix list that a permission names: ranges that are kept, and change, elsewhere."""

    id: Annotated[str, At(config="prefixListId", describe=".PrefixListId")] = ""
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
        str, ProtocolField(), At(config="ipProtocol", describe="IpProtocol", always=True)
    ] = ALL_PROTOCOLS
    """`tcp`, `udp`, `icmp`, `icmpv6`, another protocol's number, or `-1` for every protocol."""
    from_port: Annotated[int | None, At(config="fromPort", describe="FromPort")] = None
    """The first port; for ICMP the type."""
    to_port: Annotated[int | None, At(config="toPort", describe="ToPort")] = None
    """The last port; for ICMP the code."""
    ipv4_ranges: Annotated[
        tuple[str, ...],
        RangesField(),
        # Older items hold plain texts, and nothing under the newer name.
        At(config=("ipv4Ranges[].cidrIp", "ipRanges"), describe="IpRanges[].CidrIp"),
    ] = ()
    """The IPv4 ranges at the other end."""
    ipv6_ranges: Annotated[
        tuple[str, ...],
        RangesField(),
        At(config="ipv6Ranges[].cidrIpv6", describe="Ipv6Ranges[].CidrIpv6"),
    ] = ()
    """The IPv6 ranges at the other end."""
    prefix_lists: Annotated[
        tuple[PrefixList, ...], At(config="prefixListIds", describe="PrefixListIds")
    ] = ()
    """The prefix lists at the other end."""
    groups: Annotated[
        tuple[str, ...],
        At(config="userIdGroupPairs[].groupId", describe="UserIdGroupPairs[].GroupId"),
    ] = ()
    """The ids of the security groups at the other end."""

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


class SecurityGroup(
    Resource,
    of="AWS::EC2::SecurityGroup",
    arn="arn:{partition}:ec2:{region}:{account}:security-group/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeSecurityGroups.SecurityGroups[0]",
        gone=("InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound"),
        bind={"GroupIds": "id"},
        listed="DescribeSecurityGroups.SecurityGroups[]",
        list_id="GroupId",
        carries=True,
    ),
):
    """A security group: the firewall around the network interfaces that it is attached to."""

    tags: Annotated[Pairs, At(config=("tags", ".tags"), describe=".Tags")] = MappingProxyType({})
    """The group's tags."""

    group_name: Annotated[str, At(config=".groupName", describe=".GroupName", always=True)] = ""
    """The group's name; `default` is reserved for the group that every VPC has."""

    vpc_id: Annotated[str, At(config=".vpcId", describe=".VpcId")] = ""
    """The VPC that the group belongs to."""

    ingress: Annotated[
        tuple[Permission, ...],
        At(config=".ipPermissions", describe=".IpPermissions", always=True),
    ] = ()
    """Who may reach the interfaces of the group."""

    egress: Annotated[
        tuple[Permission, ...],
        At(config=".ipPermissionsEgress", describe=".IpPermissionsEgress", always=True),
    ] = ()
    """What the interfaces of the group may reach."""

    @property
    def name(self) -> str:
        """What people call it: the `Name` tag, else the name of the group, else its id."""
        tags = self.__dict__.get("tags") or {}
        return str(tags.get("Name") or self.__dict__.get("group_name") or self.key.id)

    @property
    def is_default(self) -> bool:
        """Whether this is the group that a VPC gives to whatever names no other."""
        return self.group_name == "default"

    @property
    def wide_open(self) -> tuple[str, ...]:
        """The protocols of which the internet reaches every port."""
        return _found(self.ingress, _whole)

    @property
    def open_admin_ports(self) -> tuple[str, ...]:
        """The ports of administration that the internet reaches."""
        return _found(self.ingress, lambda ports: names_of(ports, ADMIN_PORTS))

    @property
    def open_database_ports(self) -> tuple[str, ...]:
        """The database ports that the internet reaches."""
        return _found(self.ingress, lambda ports: names_of(ports, DATABASE_PORTS))

    @property
    def open_other_ports(self) -> tuple[str, ...]:
        """What the internet reaches besides web, administration, databases and ICMP."""
        return _found(self.ingress, _other)

    @property
    def open_outward(self) -> tuple[str, ...]:
        """The protocols with which every port of the internet can be reached."""
        return _found(self.egress, _whole)

    @property
    def wide_sources(self) -> tuple[str, ...]:
        """The public ranges that are not narrow and may reach more than web and ICMP.

        A range that is the internet by itself is not among them: it shows in the open ports.
        """
        permissions = [
            item
            for item in self.ingress
            if not item.ports.is_icmp and not item.ports.within(WEB_PORTS)
        ]
        wide = {text for item in permissions for text in item.known_ranges if _is_wide(text)}
        if not wide:
            _need_lists(permissions)
        return tuple(sorted(wide))


def _found(
    permissions: tuple[Permission, ...], pick: Callable[[tuple[Ports, ...]], tuple[str, ...]]
) -> tuple[str, ...]:
    """What `pick` finds among the ports that permissions open to the internet.

    Prefix lists that are not known matter only where nothing is found without them, and something
    would be found if they held everybody.
    """
    known = [(item.ports, item.known_ranges) for item in permissions]
    found = pick(opened(known))
    doubtful = [item for item in permissions if item.unknown_lists]
    if not found and pick(opened([*known, *((item.ports, EVERYBODY) for item in doubtful)])):
        _need_lists(doubtful)
    return found


EVERYBODY: Final = ("0.0.0.0/0",)


def _need_lists(permissions: list[Permission]) -> None:
    """Read the ranges of prefix lists, which raises `UnknownValue` where they are not known."""
    for item in permissions:
        for prefix_list in item.unknown_lists:
            _ = prefix_list.ranges


def _whole(open_ports: tuple[Ports, ...]) -> tuple[str, ...]:
    ported = [ports for ports in open_ports if ports.protocol in (ALL_PROTOCOLS, "tcp", "udp")]
    return tuple(str(ports) for ports in ported if ports.is_whole)


_TOLD = WEB_PORTS | ADMIN_PORTS.keys() | DATABASE_PORTS.keys()


def _other(open_ports: tuple[Ports, ...]) -> tuple[str, ...]:
    return tuple(str(x) for x in open_ports if not x.is_icmp and not x.within(_TOLD))


def _is_wide(text: str) -> bool:
    counts = zip(public_addresses([text]), NARROW, strict=True)
    return not is_internet([text]) and any(count > most for count, most in counts)
