"""AWS::EC2::TransitGateway."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS


class TransitGateway(
    Resource,
    of="AWS::EC2::TransitGateway",
    arn="arn:{partition}:ec2:{region}:{account}:transit-gateway/{id}",
    calls=Calls(
        service="ec2",
        # Gateways that other accounts share are shown too.
        identity="DescribeTransitGateways.TransitGateways[OwnerId=@account][0]",
        gone=("InvalidTransitGatewayID.NotFound",),
        gone_if={".State": ("deleting", "deleted")},
        bind={"TransitGatewayIds": "id"},
        listed="DescribeTransitGateways.TransitGateways[OwnerId=@account]",
        list_id="TransitGatewayId",
        carries=True,
        settles=60,
    ),
    planned=Planned(terraform=("aws_ec2_transit_gateway",), terraform_name=("id",)),
):
    """A transit gateway: the router between VPCs and networks outside."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The gateway's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made."""

    accepts_by_itself: Annotated[
        Toggle,
        At(
            config=".AutoAcceptSharedAttachments",
            describe=".Options.AutoAcceptSharedAttachments",
            terraform="auto_accept_shared_attachments",
            cloudformation="AutoAcceptSharedAttachments",
        ),
    ] = False
    """Whether accounts that it is shared with attach their networks without being accepted."""

    associates_by_default: Annotated[
        Toggle,
        At(
            config=".DefaultRouteTableAssociation",
            describe=".Options.DefaultRouteTableAssociation",
            terraform="default_route_table_association",
            cloudformation="DefaultRouteTableAssociation",
        ),
    ] = True
    """Whether new attachments use the default route table."""

    propagates_by_default: Annotated[
        Toggle,
        At(
            config=".DefaultRouteTablePropagation",
            describe=".Options.DefaultRouteTablePropagation",
            terraform="default_route_table_propagation",
            cloudformation="DefaultRouteTablePropagation",
        ),
    ] = True
    """Whether routes to new attachments appear in the default route table."""
