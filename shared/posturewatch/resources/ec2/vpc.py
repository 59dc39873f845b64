"""AWS::EC2::VPC."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Pairs, ToggleField
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.ec2.tags import EC2_TAGS


class DefaultVpcField:
    """Whether a VPC is its region's default one, which Terraform knows as another type."""

    def convert(self, raw: Any) -> bool:
        """Return whether it is."""
        if raw in ("aws_vpc", "aws_default_vpc"):
            return bool(raw == "aws_default_vpc")
        return ToggleField().convert(raw)


class VpcFlowLog(Shape):
    """A flow log of the VPC, as far as it matters for the VPC."""

    status: Annotated[str, At(describe="FlowLogStatus", terraform=UNSET, cloudformation=UNSET)] = (
        "ACTIVE"
    )
    """`ACTIVE` while it records."""
    traffic: Annotated[
        str,
        At(describe="TrafficType", terraform="traffic_type", cloudformation="TrafficType"),
    ] = "ALL"
    """Which connections it records: `ACCEPT`, `REJECT` or `ALL`."""


class VPC(
    Resource,
    of="AWS::EC2::VPC",
    arn="arn:{partition}:ec2:{region}:{account}:vpc/{id}",
    calls=Calls(
        service="ec2",
        # A VPC whose subnets are shared is shown to the accounts that use them too.
        identity="DescribeVpcs.Vpcs[OwnerId=@account][0]",
        gone=("InvalidVpcID.NotFound",),
        bind={"VpcIds": "id"},
        listed="DescribeVpcs.Vpcs[OwnerId=@account]",
        list_id="VpcId",
        carries=True,
        # One answer serves all VPCs of a region.
        unbound=("DescribeFlowLogs", "DescribeVpcEndpoints"),
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_vpc", "aws_default_vpc"),
        terraform_name=("id",),
        terraform_owner="vpc_id",
        cloudformation_owner="VpcId",
        owners={"AWS::EC2::FlowLog": "ResourceId"},
    ),
):
    """A virtual private cloud: a network of its own."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The VPC's tags."""

    cidr: Annotated[
        str,
        At(
            config=".cidrBlock",
            describe=".CidrBlock",
            terraform="cidr_block",
            cloudformation="CidrBlock",
        ),
    ] = ""
    """Its first IPv4 range."""

    is_default: Annotated[
        bool,
        DefaultVpcField(),
        At(
            config=".isDefault",
            describe=".IsDefault",
            terraform="@type",
            cloudformation=UNSET,
        ),
    ] = False
    """Whether it is the VPC that AWS made for the region."""

    flow_logs: Annotated[
        tuple[VpcFlowLog, ...],
        At(
            describe="DescribeFlowLogs.FlowLogs[ResourceId=@id]",
            terraform="aws_flow_log[]",
            cloudformation="AWS::EC2::FlowLog[]",
        ),
    ] = ()
    """The flow logs of the whole VPC; those of single subnets and interfaces are not among them."""

    endpoints: Annotated[
        tuple[str, ...],
        At(
            describe="DescribeVpcEndpoints.VpcEndpoints[VpcId=@id][].ServiceName",
            terraform="aws_vpc_endpoint[].service_name",
            cloudformation="AWS::EC2::VPCEndpoint[].ServiceName",
        ),
    ] = ()
    """The services that have an endpoint in it."""

    @property
    def recording(self) -> tuple[str, ...]:
        """The traffic that active flow logs record, refused connections among it."""
        active = [log.traffic for log in self.flow_logs if log.status == "ACTIVE"]
        return tuple(traffic for traffic in active if traffic != "ACCEPT")

    @property
    def ec2_endpoints(self) -> tuple[str, ...]:
        """The endpoints of EC2's own API."""
        return tuple(name for name in self.endpoints if name.endswith((".ec2", ".ec2-fips")))
