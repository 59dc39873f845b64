"""AWS::AutoScaling::LaunchConfiguration."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.launch import Disk
from posturewatch.resources.ec2.user_data import SecretInUserDataField


class LaunchConfiguration(
    Resource,
    of="AWS::AutoScaling::LaunchConfiguration",
    # Config's id is the ARN.
    config_id="resourceName",
    calls=Calls(
        service="autoscaling",
        identity="DescribeLaunchConfigurations.LaunchConfigurations[0]",
        bind={"LaunchConfigurationNames": "id"},
        listed="DescribeLaunchConfigurations.LaunchConfigurations[]",
        list_id="LaunchConfigurationName",
        carries=True,
    ),
    planned=Planned(terraform=("aws_launch_configuration",)),
):
    """A launch configuration: how an Auto Scaling group starts instances. It has no tags."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".LaunchConfigurationARN",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The Amazon Resource Name."""

    tags: Annotated[
        Pairs, At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
    ] = MappingProxyType({})
    """It has none."""

    created_at: Annotated[
        Moment, At(config=(".createdTime", "resourceCreationTime"), describe=".CreatedTime")
    ] = None
    """When it was made."""

    gives_public_address: Annotated[
        bool | None,
        At(
            config=".associatePublicIpAddress",
            describe=".AssociatePublicIpAddress",
            terraform="associate_public_ip_address",
            cloudformation="AssociatePublicIpAddress",
        ),
    ] = None
    """Whether instances get a public IPv4 address; None where their subnet decides."""

    metadata_endpoint: Annotated[
        Toggle,
        At(
            config=".metadataOptions.httpEndpoint",
            describe=".MetadataOptions.HttpEndpoint",
            terraform="metadata_options[0].http_endpoint",
            cloudformation="MetadataOptions.HttpEndpoint",
        ),
    ] = True
    """Whether the instance metadata service answers at all."""

    metadata_tokens: Annotated[
        Toggle,
        At(
            config=".metadataOptions.httpTokens",
            describe=".MetadataOptions.HttpTokens",
            terraform="metadata_options[0].http_tokens",
            cloudformation="MetadataOptions.HttpTokens",
        ),
    ] = False
    """Whether instances must require a session token (IMDSv2), whatever image and account say."""

    metadata_hops: Annotated[
        int,
        At(
            config=".metadataOptions.httpPutResponseHopLimit",
            describe=".MetadataOptions.HttpPutResponseHopLimit",
            terraform="metadata_options[0].http_put_response_hop_limit",
            cloudformation="MetadataOptions.HttpPutResponseHopLimit",
        ),
    ] = 1
    """How many network hops an answer with a session token survives."""

    disks: Annotated[
        tuple[Disk, ...],
        At(
            config=".blockDeviceMappings[].ebs",
            describe=".BlockDeviceMappings[].Ebs",
            terraform=Joined("root_block_device", "ebs_block_device"),
            cloudformation="BlockDeviceMappings[].Ebs",
        ),
    ] = ()
    """The volumes that instances are started with, beyond what their image says."""

    secret_in_user_data: Annotated[
        bool,
        SecretInUserDataField(),
        At(
            config=".userData",
            describe=".UserData",
            terraform=("user_data", "user_data_base64"),
            cloudformation="UserData",
        ),
    ] = False
    """Whether the user data holds a secret in plain text; the text is not kept."""

    @property
    def unencrypted_disks(self) -> int:
        """How many volumes do not ask for encryption."""
        return sum(not disk.encrypted for disk in self.disks)
