"""AWS::EC2::VPCPeeringConnection."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS


class VPCPeeringConnection(
    Resource,
    of="AWS::EC2::VPCPeeringConnection",
    arn="arn:{partition}:ec2:{region}:{account}:vpc-peering-connection/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeVpcPeeringConnections.VpcPeeringConnections[0]",
        gone=("InvalidVpcPeeringConnectionID.NotFound",),
        # EC2 shows what came to nothing for some more hours.
        gone_if={".Status.Code": ("deleted", "deleting", "expired", "failed", "rejected")},
        bind={"VpcPeeringConnectionIds": "id"},
        listed="DescribeVpcPeeringConnections.VpcPeeringConnections[]",
        list_id="VpcPeeringConnectionId",
        carries=True,
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_vpc_peering_connection",),
        terraform_name=("id",),
        terraform_owner="vpc_peering_connection_id",
    ),
):
    """A peering connection: two VPCs that reach each other by private addresses."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The connection's tags."""

    status: Annotated[
        str,
        At(
            config=".status.code",
            describe=".Status.Code",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = "active"
    """`pending-acceptance`, `provisioning` or `active`."""

    requester: Annotated[
        str, At(config=".requesterVpcInfo.ownerId", describe=".RequesterVpcInfo.OwnerId")
    ] = ""
    """The account that asked for it."""

    accepter: Annotated[
        str,
        At(
            config=".accepterVpcInfo.ownerId",
            describe=".AccepterVpcInfo.OwnerId",
            terraform="peer_owner_id",
            cloudformation="PeerOwnerId",
        ),
    ] = ""
    """The account that was asked; empty in a plan for the account itself."""

    requester_resolves: Annotated[
        Toggle,
        At(
            config=".requesterVpcInfo.peeringOptions.allowDnsResolutionFromRemoteVpc",
            describe=".RequesterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc",
            terraform=(
                "aws_vpc_peering_connection_options[0].requester[0]"
                ".allow_remote_vpc_dns_resolution",
                "requester[0].allow_remote_vpc_dns_resolution",
            ),
            cloudformation=UNSET,
        ),
    ] = False
    """Whether names in the requester's VPC lead the other side to private addresses."""

    accepter_resolves: Annotated[
        Toggle,
        At(
            config=".accepterVpcInfo.peeringOptions.allowDnsResolutionFromRemoteVpc",
            describe=".AccepterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc",
            terraform=(
                "aws_vpc_peering_connection_options[0].accepter[0].allow_remote_vpc_dns_resolution",
                "accepter[0].allow_remote_vpc_dns_resolution",
            ),
            cloudformation=UNSET,
        ),
    ] = False
    """Whether names in the accepter's VPC lead the other side to private addresses."""
