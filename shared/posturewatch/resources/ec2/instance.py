"""AWS::EC2::Instance."""

import re
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET, Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.ec2.launch import (
    EBS_OPTIMIZED_ON_REQUEST,
    MonitoringField,
    PublicAtLaunchField,
)
from posturewatch.resources.ec2.tags import EC2_TAGS
from posturewatch.resources.ec2.user_data import SecretInUserDataField

_IN_TEMPLATE: Final = Elsewhere("launch_template[0].id", "launch_template[0].name")
_IN_CFN_TEMPLATE: Final = Elsewhere(
    "LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName"
)
"""What an instance leaves to its launch template is not known from the instance."""


class Interface(Shape):
    """A network interface of the instance."""

    id: Annotated[str, At(config="networkInterfaceId", describe="NetworkInterfaceId")] = ""
    """The id of the interface."""
    public_ips: Annotated[
        tuple[str, ...],
        At(
            config="privateIpAddresses[].association.publicIp",
            describe="PrivateIpAddresses[].Association.PublicIp",
        ),
    ] = ()
    """The public IPv4 addresses, elastic ones included."""
    groups: Annotated[
        tuple[str, ...], At(config="groups[].groupName", describe="Groups[].GroupName")
    ] = ()
    """The names of its security groups."""
    source_dest_check: Annotated[
        Toggle, At(config="sourceDestCheck", describe="SourceDestCheck")
    ] = True
    """Whether it refuses packets that are neither from nor for itself."""


class Instance(
    Resource,
    of="AWS::EC2::Instance",
    arn="arn:{partition}:ec2:{region}:{account}:instance/{id}",
    brings={"AWS::EC2::Volume": "volumes"},
    calls=Calls(
        service="ec2",
        identity="DescribeInstances.Reservations[0].Instances[0]",
        gone=("InvalidInstanceID.NotFound",),
        gone_if={"state": ("shutting-down", "terminated")},
        bind={"InstanceIds": "id", "InstanceId": "id"},
        constants={"DescribeInstanceAttribute": {"Attribute": "userData"}},
        listed="DescribeInstances.Reservations[].Instances[]",
        list_id="InstanceId",
        carries=True,
        # Addresses and monitoring come only after the launch, and EC2 answers late about it.
        settles=30,
    ),
    planned=Planned(terraform=("aws_instance",)),
):
    """A virtual machine."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The instance's tags."""

    created_at: Annotated[
        Moment, At(config=(".launchTime", "resourceCreationTime"), describe=".LaunchTime")
    ] = None
    """When the instance was last started: AWS does not tell when it was made."""

    state: Annotated[str, At(config=".state.name", describe=".State.Name", always=True)] = ""
    """`pending`, `running`, `stopping` or `stopped`; a terminated instance is gone."""

    metadata_endpoint: Annotated[
        Toggle,
        At(
            config=".metadataOptions.httpEndpoint",
            describe=".MetadataOptions.HttpEndpoint",
            terraform=("metadata_options[0].http_endpoint", _IN_TEMPLATE),
            cloudformation=("MetadataOptions.HttpEndpoint", _IN_CFN_TEMPLATE),
            always=True,
            new=True,
        ),
    ] = True
    """Whether the instance metadata service answers at all."""

    metadata_tokens: Annotated[
        Toggle,
        At(
            config=".metadataOptions.httpTokens",
            describe=".MetadataOptions.HttpTokens",
            terraform=("metadata_options[0].http_tokens", _IN_TEMPLATE),
            cloudformation=("MetadataOptions.HttpTokens", _IN_CFN_TEMPLATE),
            always=True,
            new=False,
        ),
    ] = False
    """Whether the instance metadata service requires a session token (IMDSv2)."""

    metadata_hops: Annotated[
        int,
        At(
            config=".metadataOptions.httpPutResponseHopLimit",
            describe=".MetadataOptions.HttpPutResponseHopLimit",
            terraform=("metadata_options[0].http_put_response_hop_limit", _IN_TEMPLATE),
            cloudformation=("MetadataOptions.HttpPutResponseHopLimit", _IN_CFN_TEMPLATE),
            always=True,
            new=1,
        ),
    ] = 1
    """How many network hops an answer with a session token survives."""

    profile: Annotated[
        str,
        At(
            config=".iamInstanceProfile.arn",
            describe=".IamInstanceProfile.Arn",
            terraform=("iam_instance_profile", _IN_TEMPLATE),
            cloudformation=("IamInstanceProfile", _IN_CFN_TEMPLATE),
        ),
    ] = ""
    """The ARN of the instance profile, which gives the instance its role, or its name where only
    that is written; empty without one."""

    public_ip: Annotated[str, At(config=".publicIpAddress", describe=".PublicIpAddress")] = ""
    """The public IPv4 address of the first interface; empty without one."""

    public_at_launch: Annotated[
        bool | None,
        PublicAtLaunchField(),
        At(
            config=UNSET,
            describe=UNSET,
            terraform=("associate_public_ip_address", "@type"),
            cloudformation=("NetworkInterfaces[].AssociatePublicIpAddress", "@type"),
        ),
    ] = None
    """Whether a planned instance asks for a public IPv4 address; None for one that exists."""

    interfaces: Annotated[
        tuple[Interface, ...],
        At(config=".networkInterfaces", describe=".NetworkInterfaces", always=True),
    ] = ()
    """The network interfaces."""

    volumes: Annotated[
        tuple[str, ...],
        At(
            config=".blockDeviceMappings[].ebs.volumeId",
            describe=".BlockDeviceMappings[].Ebs.VolumeId",
        ),
    ] = ()
    """The ids of the volumes that are attached."""

    monitoring: Annotated[
        str,
        MonitoringField(),
        At(
            config=".monitoring.state",
            describe=".Monitoring.State",
            terraform=("monitoring", _IN_TEMPLATE),
            cloudformation=("Monitoring", _IN_CFN_TEMPLATE),
            always=True,
            new="disabled",
        ),
    ] = "disabled"
    """Detailed monitoring: `disabled`, `disabling`, `enabled`, or `pending` while it is enabled."""

    checked_at_launch: Annotated[
        bool | None,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="source_dest_check",
            cloudformation="SourceDestCheck",
            new=True,
        ),
    ] = None
    """Whether a planned instance checks source and destination; None for one that exists."""

    instance_type: Annotated[
        str,
        At(
            config=".instanceType",
            describe=".InstanceType",
            terraform=("instance_type", _IN_TEMPLATE),
            cloudformation=("InstanceType", _IN_CFN_TEMPLATE),
            always=True,
        ),
    ] = ""
    """The instance type, such as `m7g.large`."""

    ebs_optimized: Annotated[
        Toggle,
        At(
            config=".ebsOptimized",
            describe=".EbsOptimized",
            terraform=("ebs_optimized", _IN_TEMPLATE),
            cloudformation=("EbsOptimized", _IN_CFN_TEMPLATE),
            always=True,
            new=False,
        ),
    ] = False
    """Whether bandwidth is asked to be set aside for volumes; newer types have it without."""

    virtualization: Annotated[
        str, At(config=".virtualizationType", describe=".VirtualizationType", always=True)
    ] = "hvm"
    """`hvm` or `paravirtual`."""

    stop_reason: Annotated[
        str, At(config=".stateTransitionReason", describe=".StateTransitionReason")
    ] = ""
    """Why and when it was stopped, in EC2's words."""

    secret_in_user_data: Annotated[
        bool,
        SecretInUserDataField(),
        At(
            describe="DescribeInstanceAttribute.UserData.Value",
            terraform=("user_data", "user_data_base64", _IN_TEMPLATE),
            cloudformation=("UserData", _IN_CFN_TEMPLATE),
        ),
    ] = False
    """Whether the user data holds a secret in plain text; the text is not kept."""

    @property
    def stopped_at(self) -> datetime | None:
        """When it was stopped; None where it runs, or EC2 does not tell."""
        told = re.search(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) GMT\)", self.stop_reason)
        if self.state != "stopped" or told is None:
            return None
        return datetime.fromisoformat(told[1]).replace(tzinfo=UTC)

    @property
    def may_lack_ebs_optimization(self) -> bool:
        """Whether the type leaves it to the setting; one that a parameter chooses may do so."""
        is_known = self.knows("instance_type") and "." in self.instance_type
        return not is_known or self.instance_type in EBS_OPTIMIZED_ON_REQUEST

    @property
    def public_ips(self) -> tuple[str, ...]:
        """All public IPv4 addresses, each once; if only one is known, that one."""
        if self.public_at_launch is not None:
            return ("given at launch",) if self.public_at_launch else ()
        if self.public_ip and not self.knows("interfaces"):
            return (self.public_ip,)
        addresses = {address for interface in self.interfaces for address in interface.public_ips}
        return tuple(sorted(addresses | ({self.public_ip} if self.public_ip else set())))

    @property
    def unchecked_interfaces(self) -> tuple[str, ...]:
        """The interfaces that pass on packets which are neither from nor for themselves."""
        if self.checked_at_launch is not None:
            return () if self.checked_at_launch else ("the first one",)
        return tuple(item.id for item in self.interfaces if not item.source_dest_check)

    @property
    def interfaces_in_default_group(self) -> tuple[str, ...]:
        """The interfaces that use the default security group of their VPC."""
        return tuple(item.id for item in self.interfaces if "default" in item.groups)
