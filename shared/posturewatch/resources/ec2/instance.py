"""AWS::EC2::Instance."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Resource, Shape


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
        bind={"InstanceIds": "id"},
        listed="DescribeInstances.Reservations[].Instances[]",
        list_id="InstanceId",
        carries=True,
        # Addresses and monitoring come only after the launch, and EC2 answers late about it.
        settles=30,
    ),
):
    """A virtual machine."""

    tags: Annotated[Pairs, At(config=("tags", ".tags"), describe=".Tags")] = MappingProxyType({})
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
            always=True,
        ),
    ] = True
    """Whether the instance metadata service answers at all."""

    metadata_tokens: Annotated[
        Toggle,
        At(
            config=".metadataOptions.httpTokens",
            describe=".MetadataOptions.HttpTokens",
            always=True,
        ),
    ] = False
    """Whether the instance metadata service requires a session token (IMDSv2)."""

    metadata_hops: Annotated[
        int,
        At(
            config=".metadataOptions.httpPutResponseHopLimit",
            describe=".MetadataOptions.HttpPutResponseHopLimit",
            always=True,
        ),
    ] = 1
    """How many network hops an answer with a session token survives."""

    profile: Annotated[
        str, At(config=".iamInstanceProfile.arn", describe=".IamInstanceProfile.Arn")
    ] = ""
    """The ARN of the instance profile, which gives the instance its role; empty without one."""

    public_ip: Annotated[str, At(config=".publicIpAddress", describe=".PublicIpAddress")] = ""
    """The public IPv4 address of the first interface; empty without one."""

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
        str, At(config=".monitoring.state", describe=".Monitoring.State", always=True)
    ] = "disabled"
    """Detailed monitoring: `disabled`, `disabling`, `enabled`, or `pending` while it is enabled."""

    @property
    def public_ips(self) -> tuple[str, ...]:
        """All public IPv4 addresses, each once; if only one is known, that one."""
        if self.public_ip and not self.knows("interfaces"):
            return (self.public_ip,)
        addresses = {address for interface in self.interfaces for address in interface.public_ips}
        return tuple(sorted(addresses | ({self.public_ip} if self.public_ip else set())))

    @property
    def unchecked_interfaces(self) -> tuple[str, ...]:
        """The interfaces that pass on packets which are neither from nor for themselves."""
        return tuple(item.id for item in self.interfaces if not item.source_dest_check)

    @property
    def interfaces_in_default_group(self) -> tuple[str, ...]:
        """The interfaces that use the default security group of their VPC."""
        return tuple(item.id for item in self.interfaces if "default" in item.groups)
