"""AWS::EC2::EIP."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs
from posturewatch.domain.places import Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS, OWN_ARN


class EIP(
    Resource,
    of="AWS::EC2::EIP",
    arn="arn:{partition}:ec2:{region}:{account}:elastic-ip/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeAddresses.Addresses[0]",
        gone=("InvalidAddress.NotFound", "InvalidAllocationID.NotFound"),
        bind={"AllocationIds": "id"},
        listed="DescribeAddresses.Addresses[]",
        list_id="AllocationId",
        carries=True,
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_eip",),
        terraform_name=("id",),
        terraform_owner="allocation_id",
        cloudformation_owner="AllocationId",
        owners={
            "aws_alb": "subnet_mapping[].allocation_id",
            "aws_eip_association": ("allocation_id", "public_ip"),
            "aws_lb": "subnet_mapping[].allocation_id",
            "AWS::EC2::EIPAssociation": ("AllocationId", "EIP"),
            "AWS::ElasticLoadBalancingV2::LoadBalancer": "SubnetMappings[].AllocationId",
        },
    ),
):
    """An elastic IP address: a public IPv4 address that the account keeps."""

    arn: Annotated[str, OWN_ARN] = ""
    """Its ARN as IAM knows it: the one in AWS Config's items is of a form that policies do not."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The address's tags."""

    public_ip: Annotated[str, At(config=".publicIp", describe=".PublicIp")] = ""
    """The address."""

    users: Annotated[
        tuple[str, ...],
        At(
            config=".associationId",
            describe=".AssociationId",
            terraform=Joined(
                "instance",
                "network_interface",
                "aws_eip_association[].instance_id",
                "aws_eip_association[].network_interface_id",
                "aws_nat_gateway[].subnet_id",
                "aws_alb[].load_balancer_type",
                "aws_lb[].load_balancer_type",
            ),
            cloudformation=Joined(
                "InstanceId",
                "AWS::EC2::EIPAssociation[].InstanceId",
                "AWS::EC2::EIPAssociation[].NetworkInterfaceId",
                "AWS::EC2::NatGateway[].SubnetId",
                "AWS::ElasticLoadBalancingV2::LoadBalancer[].Type",
            ),
        ),
    ] = ()
    """What it is associated with: the association, or in a plan a sign of what will use it."""
