"""AWS::EC2::Subnet."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Pairs, Toggle, ToggleField
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS


class MapsPublicField:
    """Whether a subnet gives public addresses; where Terraform says nothing, its type tells."""

    def convert(self, raw: Any) -> bool:
        """Return whether it does: AWS makes default subnets so."""
        if raw in ("aws_subnet", "aws_default_subnet"):
            return bool(raw == "aws_default_subnet")
        return ToggleField().convert(raw)


class Subnet(
    Resource,
    of="AWS::EC2::Subnet",
    arn="arn:{partition}:ec2:{region}:{account}:subnet/{id}",
    calls=Calls(
        service="ec2",
        # Subnets that other accounts share are shown too.
        identity="DescribeSubnets.Subnets[OwnerId=@account][0]",
        gone=("InvalidSubnetID.NotFound",),
        bind={"SubnetIds": "id"},
        listed="DescribeSubnets.Subnets[OwnerId=@account]",
        list_id="SubnetId",
        carries=True,
    ),
    planned=Planned(terraform=("aws_subnet", "aws_default_subnet"), terraform_name=("id",)),
):
    """A subnet: a part of a VPC in one availability zone."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The subnet's tags."""

    vpc_id: Annotated[
        str, At(config=".vpcId", describe=".VpcId", terraform="vpc_id", cloudformation="VpcId")
    ] = ""
    """The VPC that it is a part of."""

    maps_public_addresses: Annotated[
        bool,
        MapsPublicField(),
        At(
            config=".mapPublicIpOnLaunch",
            describe=".MapPublicIpOnLaunch",
            terraform=("map_public_ip_on_launch", "@type"),
            cloudformation="MapPublicIpOnLaunch",
        ),
    ] = False
    """Whether what is started in it gets a public IPv4 address without asking."""

    assigns_ipv6: Annotated[
        Toggle,
        At(
            config=".assignIpv6AddressOnCreation",
            describe=".AssignIpv6AddressOnCreation",
            terraform="assign_ipv6_address_on_creation",
            cloudformation="AssignIpv6AddressOnCreation",
        ),
    ] = False
    """Whether each new interface in it gets an IPv6 address, which is a public one."""
