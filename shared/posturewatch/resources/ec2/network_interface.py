"""AWS::EC2::NetworkInterface."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource


class NetworkInterface(
    Resource,
    of="AWS::EC2::NetworkInterface",
    arn="arn:{partition}:ec2:{region}:{account}:network-interface/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeNetworkInterfaces.NetworkInterfaces[0]",
        gone=("InvalidNetworkInterfaceID.NotFound",),
        bind={"NetworkInterfaceIds": "id"},
        listed="DescribeNetworkInterfaces.NetworkInterfaces[]",
        list_id="NetworkInterfaceId",
        carries=True,
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_network_interface",),
        terraform_name=("id",),
        terraform_owner="network_interface_id",
        cloudformation_owner="NetworkInterfaceId",
    ),
):
    """A network interface: where addresses and security groups meet."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".TagSet",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The interface's tags."""

    vpc_id: Annotated[str, At(config=".vpcId", describe=".VpcId")] = ""
    """The VPC that it is in."""

    kind: Annotated[
        str,
        At(
            config=".interfaceType",
            describe=".InterfaceType",
            terraform="interface_type",
            cloudformation="InterfaceType",
        ),
    ] = "interface"
    """`interface`, or what a service made it for, such as `nat_gateway`."""

    requester_managed: Annotated[
        Toggle,
        At(
            config=".requesterManaged",
            describe=".RequesterManaged",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = False
    """Whether a service of AWS made it and looks after it."""

    source_dest_check: Annotated[
        Toggle,
        At(
            config=".sourceDestCheck",
            describe=".SourceDestCheck",
            terraform="source_dest_check",
            cloudformation="SourceDestCheck",
        ),
    ] = True
    """Whether it refuses packets that are neither from nor for itself."""

    attachments: Annotated[
        tuple[str, ...],
        At(
            config=".attachment.attachmentId",
            describe=".Attachment.AttachmentId",
            terraform=Joined(
                "attachment[].instance", "aws_network_interface_attachment[].instance_id"
            ),
            cloudformation="AWS::EC2::NetworkInterfaceAttachment[].InstanceId",
        ),
    ] = ()
    """The attachment, or in a plan the instance that it will be attached to."""

    group_names: Annotated[
        tuple[str, ...], At(config=".groups[].groupName", describe=".Groups[].GroupName")
    ] = ()
    """The names of its security groups."""

    public_ip: Annotated[
        str, At(config=".association.publicIp", describe=".Association.PublicIp")
    ] = ""
    """Its public IPv4 address; empty without one."""

    @property
    def is_ours(self) -> bool:
        """Whether the account looks after it, and no service of AWS."""
        return self.kind == "interface" and not self.requester_managed
