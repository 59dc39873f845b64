"""AWS::EC2::LaunchTemplate."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.launch import Disk, PublicAtLaunchField
from posturewatch.resources.ec2.user_data import SecretInUserDataField

_DATA: Final = "DescribeLaunchTemplateVersions.LaunchTemplateVersions[0].LaunchTemplateData"


class LaunchTemplate(
    Resource,
    of="AWS::EC2::LaunchTemplate",
    arn="arn:{partition}:ec2:{region}:{account}:launch-template/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeLaunchTemplates.LaunchTemplates[0]",
        gone=("InvalidLaunchTemplateId.NotFound",),
        bind={"LaunchTemplateIds": "id", "LaunchTemplateId": "id"},
        constants={"DescribeLaunchTemplateVersions": {"Versions": ["$Default"]}},
        listed="DescribeLaunchTemplates.LaunchTemplates[]",
        list_id="LaunchTemplateId",
        carries=True,
    ),
    planned=Planned(terraform=("aws_launch_template",)),
):
    """A launch template: how instances are started, as its default version says.

    AWS Config does not tell which version it shows.
    """

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="TagSpecifications[ResourceType=launch-template][0].Tags",
        ),
    ] = MappingProxyType({})
    """The tags of the template itself."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreateTime")] = None
    """When it was made."""

    created_by: Annotated[str, At(describe=".CreatedBy")] = ""
    """The ARN of who made it."""

    template_name: Annotated[
        str,
        At(
            config=".LaunchTemplateName",
            describe=".LaunchTemplateName",
            terraform="name",
            cloudformation="LaunchTemplateName",
        ),
    ] = ""
    """The template's name."""

    metadata_endpoint: Annotated[
        Toggle,
        At(
            describe=f"{_DATA}.MetadataOptions.HttpEndpoint",
            terraform="metadata_options[0].http_endpoint",
            cloudformation="LaunchTemplateData.MetadataOptions.HttpEndpoint",
        ),
    ] = True
    """Whether the instance metadata service answers at all."""

    metadata_tokens: Annotated[
        Toggle,
        At(
            describe=f"{_DATA}.MetadataOptions.HttpTokens",
            terraform="metadata_options[0].http_tokens",
            cloudformation="LaunchTemplateData.MetadataOptions.HttpTokens",
        ),
    ] = False
    """Whether instances must require a session token (IMDSv2), whatever image and account say."""

    metadata_hops: Annotated[
        int,
        At(
            describe=f"{_DATA}.MetadataOptions.HttpPutResponseHopLimit",
            terraform="metadata_options[0].http_put_response_hop_limit",
            cloudformation="LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit",
        ),
    ] = 1
    """How many network hops an answer with a session token survives."""

    gives_public_address: Annotated[
        bool,
        PublicAtLaunchField(),
        At(
            describe=f"{_DATA}.NetworkInterfaces[].AssociatePublicIpAddress",
            terraform="network_interfaces[].associate_public_ip_address",
            cloudformation="LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress",
        ),
    ] = False
    """Whether instances get a public IPv4 address whatever their subnet says."""

    disks: Annotated[
        tuple[Disk, ...],
        At(
            describe=f"{_DATA}.BlockDeviceMappings[].Ebs",
            terraform="block_device_mappings[].ebs[0]",
            cloudformation="LaunchTemplateData.BlockDeviceMappings[].Ebs",
        ),
    ] = ()
    """The volumes that instances are started with, beyond what their image says."""

    secret_in_user_data: Annotated[
        bool,
        SecretInUserDataField(),
        At(
            describe=f"{_DATA}.UserData",
            terraform="user_data",
            cloudformation="LaunchTemplateData.UserData",
        ),
    ] = False
    """Whether the user data holds a secret in plain text; the text is not kept."""

    @property
    def name(self) -> str:
        """What people call it: the `Name` tag, else the name of the template, else its id."""
        tags = self.__dict__.get("tags") or {}
        return str(tags.get("Name") or self.__dict__.get("template_name") or self.key.id)

    @property
    def unencrypted_disks(self) -> int:
        """How many volumes do not ask for encryption."""
        return sum(not disk.encrypted for disk in self.disks)
