"""AWS::EC2::RouteTable."""

import re
from ipaddress import ip_network
from types import MappingProxyType
from typing import Annotated, Any, Final

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Pairs, TextField
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.ec2.tags import EC2_TAGS

LARGEST_VPC: Final = {4: 16, 6: 44}
"""The shortest prefix that a range of a VPC can have, by IP version.
Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""

_INTERNET_GATEWAY = re.compile(r"igw-|<aws_internet_gateway\.")
_PASSED_ON = re.compile(r"<(?!aws_)")


class IsMainField:
    """Whether one of a table's associations is that of the main table of its VPC."""

    def convert(self, raw: Any) -> bool:
        """Return whether it is, told by associations, by a companion or by the type."""
        if isinstance(raw, list | tuple):
            return any(raw)
        return bool(raw == "aws_default_route_table")


class DestinationField:
    """The one destination of a route; Terraform has an attribute for each form, empty or not."""

    def convert(self, raw: Any) -> str:
        """Return the destination; empty where none is told."""
        told = raw if isinstance(raw, list | tuple) else [raw]
        return next((TextField().convert(each) for each in told if each), "")


class Route(Shape):
    """One route: addresses, and where packets for them are sent."""

    destination: Annotated[
        str,
        DestinationField(),
        At(
            config=("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
            describe=(
                "DestinationCidrBlock",
                "DestinationIpv6CidrBlock",
                "DestinationPrefixListId",
            ),
            terraform=Joined(
                "cidr_block",
                "destination_cidr_block",
                "ipv6_cidr_block",
                "destination_ipv6_cidr_block",
                "destination_prefix_list_id",
            ),
            cloudformation=(
                "DestinationCidrBlock",
                "DestinationIpv6CidrBlock",
                "DestinationPrefixListId",
            ),
        ),
    ] = ""
    """The range, or the id of the prefix list, that it is for."""
    gateway: Annotated[
        str,
        At(
            config="gatewayId",
            describe="GatewayId",
            terraform="gateway_id",
            cloudformation="GatewayId",
        ),
    ] = ""
    """The gateway that it leads to, such as an internet gateway; `local` inside the VPC."""
    peering: Annotated[
        str,
        At(
            config="vpcPeeringConnectionId",
            describe="VpcPeeringConnectionId",
            terraform="vpc_peering_connection_id",
            cloudformation="VpcPeeringConnectionId",
        ),
    ] = ""
    """The peering connection that it leads to."""
    state: Annotated[
        str, At(config="state", describe="State", terraform=UNSET, cloudformation=UNSET)
    ] = "active"
    """`active`, or `blackhole` where what it leads to does not exist any more."""

    @property
    def is_wider_than_a_vpc(self) -> bool:
        """Whether it is for more addresses than any VPC can have."""
        try:
            network = ip_network(self.destination, strict=False)
        except ValueError:
            return False
        return network.prefixlen < LARGEST_VPC[network.version]


class RouteTable(
    Resource,
    of="AWS::EC2::RouteTable",
    arn="arn:{partition}:ec2:{region}:{account}:route-table/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeRouteTables.RouteTables[OwnerId=@account][0]",
        gone=("InvalidRouteTableID.NotFound",),
        bind={"RouteTableIds": "id"},
        listed="DescribeRouteTables.RouteTables[OwnerId=@account]",
        list_id="RouteTableId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_route_table", "aws_default_route_table"),
        terraform_name=("id",),
        terraform_owner="route_table_id",
        cloudformation_owner="RouteTableId",
    ),
):
    """A route table: where the packets of subnets go."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The table's tags."""

    vpc_id: Annotated[
        str, At(config=".vpcId", describe=".VpcId", terraform="vpc_id", cloudformation="VpcId")
    ] = ""
    """The VPC that it belongs to."""

    routes: Annotated[
        tuple[Route, ...],
        At(
            config=".routes",
            describe=".Routes",
            terraform=Joined("route", "aws_route[]"),
            cloudformation="AWS::EC2::Route[]",
        ),
    ] = ()
    """Its routes."""

    is_main: Annotated[
        bool,
        IsMainField(),
        At(
            config=".associations[].main",
            describe=".Associations[].Main",
            terraform=("aws_main_route_table_association[].vpc_id", "@type"),
            cloudformation=UNSET,
        ),
    ] = False
    """Whether subnets that have no table of their own use it."""

    @property
    def wide_peerings(self) -> tuple[str, ...]:
        """The destinations that peering connections get though no VPC can be that large."""
        return tuple(x.destination for x in self.routes if x.peering and x.is_wider_than_a_vpc)

    @property
    def to_internet(self) -> tuple[str, ...]:
        """The destinations that internet gateways get.

        Raises:
            UnknownValue: No route is known to lead to one, and one leads to a gateway that a
                document passes on without saying what it is.
        """
        found = tuple(x.destination for x in self.routes if _INTERNET_GATEWAY.match(x.gateway))
        vague = [x.gateway for x in self.routes if _PASSED_ON.match(x.gateway)]
        if vague and not found:
            raise UnknownValue("routes", f"what {vague[0]} is stands elsewhere")
        return found

    @property
    def blackholes(self) -> tuple[str, ...]:
        """The destinations whose packets are lost, because their gateway is gone."""
        return tuple(x.destination for x in self.routes if x.state == "blackhole")
