"""AWS::EC2::NetworkAcl."""

from collections.abc import Mapping
from ipaddress import ip_network
from types import MappingProxyType
from typing import Annotated, Any, Final

from posturewatch.domain.fields import Pairs, ToggleField
from posturewatch.domain.internet import RangesField, is_internet
from posturewatch.domain.network_ports import (
    ALL_PROTOCOLS,
    LAST_PORT,
    Port,
    Ports,
    ProtocolField,
)
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.ec2.tags import EC2_TAGS

REMOTE_PORTS: Final[Mapping[Port, str]] = {("tcp", 22): "SSH", ("tcp", 3389): "RDP"}
"""The ports that the CIS benchmark wants closed to the internet."""

_PROBES: Final = tuple(
    (protocol, port) for protocol in ("tcp", "udp") for port in (1, 1024, 32_768, LAST_PORT)
)
"""Ports of all kinds: where the internet reaches every one of them, nothing is filtered."""

EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})


class DefaultAclField:
    """Whether an ACL is its VPC's default one, which Terraform knows as another type."""

    def convert(self, raw: Any) -> bool:
        """Return whether it is."""
        if raw in ("aws_network_acl", "aws_default_network_acl"):
            return bool(raw == "aws_default_network_acl")
        return ToggleField().convert(raw)


class Entry(Shape):
    """One entry; the first that fits a packet, by number, decides about it."""

    number: Annotated[
        int,
        At(
            config="ruleNumber",
            describe="RuleNumber",
            terraform=("rule_no", "rule_number"),
            cloudformation="RuleNumber",
            always=True,
        ),
    ] = 0
    """Its place in the order."""
    protocol: Annotated[
        str,
        ProtocolField(),
        At(
            config="protocol",
            describe="Protocol",
            terraform="protocol",
            cloudformation="Protocol",
            always=True,
        ),
    ] = ALL_PROTOCOLS
    """`tcp`, `udp`, `icmp`, another protocol's number, or `-1` for every protocol."""
    action: Annotated[
        str,
        At(
            config="ruleAction",
            describe="RuleAction",
            terraform=("action", "rule_action"),
            cloudformation="RuleAction",
            always=True,
        ),
    ] = "deny"
    """`allow` or `deny`."""
    first: Annotated[
        int | None,
        At(
            config="portRange.from",
            describe="PortRange.From",
            terraform="from_port",
            cloudformation="PortRange.From",
        ),
    ] = None
    """The first port; all ports where there is none."""
    last: Annotated[
        int | None,
        At(
            config="portRange.to",
            describe="PortRange.To",
            terraform="to_port",
            cloudformation="PortRange.To",
        ),
    ] = None
    """The last port."""
    ranges: Annotated[
        tuple[str, ...],
        RangesField(),
        At(
            config=Joined("cidrBlock", "ipv6CidrBlock"),
            describe=Joined("CidrBlock", "Ipv6CidrBlock"),
            terraform=Joined("cidr_block", "ipv6_cidr_block"),
            cloudformation=Joined("CidrBlock", "Ipv6CidrBlock"),
        ),
    ] = ()
    """The addresses that it is about."""

    @property
    def ports(self) -> Ports:
        """The ports that it is about."""
        return Ports.given(self.protocol, self.first, self.last)

    @property
    def allows(self) -> bool:
        """Whether it lets packets through."""
        return self.action.lower() == "allow"


class NetworkAcl(
    Resource,
    of="AWS::EC2::NetworkAcl",
    arn="arn:{partition}:ec2:{region}:{account}:network-acl/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeNetworkAcls.NetworkAcls[OwnerId=@account][0]",
        gone=("InvalidNetworkAclID.NotFound",),
        bind={"NetworkAclIds": "id"},
        listed="DescribeNetworkAcls.NetworkAcls[OwnerId=@account]",
        list_id="NetworkAclId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_network_acl", "aws_default_network_acl"),
        terraform_name=("id",),
        terraform_owner="network_acl_id",
        cloudformation_owner="NetworkAclId",
    ),
):
    """A network ACL: the filter around subnets."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The ACL's tags."""

    vpc_id: Annotated[
        str, At(config=".vpcId", describe=".VpcId", terraform="vpc_id", cloudformation="VpcId")
    ] = ""
    """The VPC that it belongs to."""

    is_default: Annotated[
        bool,
        DefaultAclField(),
        At(config=".isDefault", describe=".IsDefault", terraform="@type", cloudformation=UNSET),
    ] = False
    """Whether subnets that have no ACL of their own use it."""

    subnets: Annotated[
        tuple[str, ...],
        At(
            config=".associations[].subnetId",
            describe=".Associations[].SubnetId",
            terraform=Joined("subnet_ids", "aws_network_acl_association[].subnet_id"),
            cloudformation="AWS::EC2::SubnetNetworkAclAssociation[].SubnetId",
        ),
    ] = ()
    """The subnets that it filters."""

    inward: Annotated[
        tuple[Entry, ...],
        At(
            config=".entries[egress=false]",
            describe=".Entries[Egress=false]",
            terraform=Joined("ingress", "aws_network_acl_rule[egress=false]"),
            # An entry that does not say is about packets that come in.
            cloudformation=Joined(
                "AWS::EC2::NetworkAclEntry[Egress=false]", "AWS::EC2::NetworkAclEntry[Egress=None]"
            ),
        ),
    ] = ()
    """The entries for packets that come in."""

    outward: Annotated[
        tuple[Entry, ...],
        At(
            config=".entries[egress=true]",
            describe=".Entries[Egress=true]",
            terraform=Joined("egress", "aws_network_acl_rule[egress=true]"),
            cloudformation="AWS::EC2::NetworkAclEntry[Egress=true]",
        ),
    ] = ()
    """The entries for packets that go out."""

    @property
    def open_remote_ports(self) -> tuple[str, ...]:
        """The ports of remote sessions that the internet reaches."""
        return tuple(
            f"{port[0]} {port[1]} ({name})"
            for port, name in REMOTE_PORTS.items()
            if self._admits(port)
        )

    @property
    def admits_everything(self) -> bool:
        """Whether the internet reaches ports of all kinds over TCP and UDP."""
        return all(self._admits(port) for port in _PROBES)

    @property
    def portless(self) -> tuple[int, ...]:
        """The numbers of the entries that allow all ports of TCP or of UDP."""
        return tuple(
            entry.number
            for entry in (*self.inward, *self.outward)
            if entry.allows and entry.protocol in ("tcp", "udp") and entry.ports.is_whole
        )

    @property
    def partial_denials(self) -> tuple[int, ...]:
        """The numbers of the entries that deny some addresses and not all."""
        return tuple(
            entry.number
            for entry in (*self.inward, *self.outward)
            if not entry.allows and not EVERYWHERE.issuperset(entry.ranges)
        )

    def _admits(self, port: Port) -> bool:
        """Whether packets from the internet get to a port: earlier entries win."""
        denied: list[str] = []
        allowed: list[str] = []
        for entry in sorted(self.inward, key=lambda each: each.number):
            if entry.ports.hold(port):
                free = [text for text in entry.ranges if not _within_any(text, denied)]
                (allowed if entry.allows else denied).extend(free)
        return is_internet(allowed)


def _within_any(text: str, ranges: list[str]) -> bool:
    network = ip_network(text)
    return any(
        network.version == other.version and network.subnet_of(other)  # type: ignore[arg-type]
        for other in map(ip_network, ranges)
    )
