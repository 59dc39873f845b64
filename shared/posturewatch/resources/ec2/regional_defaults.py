"""AWS::EC2::RegionalDefaults."""

from typing import Annotated

from posturewatch.domain.fields import Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource


class RegionalDefaults(
    Resource,
    of="AWS::EC2::RegionalDefaults",
    arn="arn:{partition}:ec2:{region}:{account}:regional-defaults",
    calls=Calls(
        service="ec2",
        identity="GetEbsEncryptionByDefault",
        unbound=(
            "DescribeVpcBlockPublicAccessOptions",
            "GetEbsEncryptionByDefault",
            "GetImageBlockPublicAccessState",
            "GetInstanceMetadataDefaults",
            "GetSerialConsoleAccessStatus",
            "GetSnapshotBlockPublicAccessState",
        ),
        settles=60,
    ),
    planned=Planned(cloudformation=(), settings=True),
):
    """What holds in one region for everything that EC2 makes there later, or shows outside.

    AWS has no type for these switches together. Its name says what they are, so that a finding
    stands in the region where something is to be done; its id is the account's.
    """

    ebs_encryption: Annotated[
        Toggle,
        At(
            describe=".EbsEncryptionByDefault",
            terraform="aws_ebs_encryption_by_default[0].enabled",
            always=True,
            # Who writes the resource and not the switch turns it on.
            new=True,
        ),
    ] = False
    """Whether new volumes and copies of snapshots are encrypted without being asked."""

    snapshot_sharing: Annotated[
        str,
        At(
            describe="GetSnapshotBlockPublicAccessState.State",
            terraform="aws_ebs_snapshot_block_public_access[0].state",
            cloudformation="AWS::EC2::SnapshotBlockPublicAccess[0].State",
        ),
    ] = "unblocked"
    """`block-all-sharing`, `block-new-sharing`, or `unblocked` where snapshots can be public."""

    image_sharing: Annotated[
        str,
        At(
            describe="GetImageBlockPublicAccessState.ImageBlockPublicAccessState",
            terraform="aws_ec2_image_block_public_access[0].state",
        ),
    ] = "unblocked"
    """`block-new-sharing`, or `unblocked` where images can be made public."""

    serial_console: Annotated[
        Toggle,
        At(
            describe="GetSerialConsoleAccessStatus.SerialConsoleAccessEnabled",
            terraform="aws_ec2_serial_console_access[0].enabled",
        ),
    ] = False
    """Whether the serial consoles of instances can be reached."""

    metadata_tokens: Annotated[
        str,
        At(
            describe="GetInstanceMetadataDefaults.AccountLevel.HttpTokens",
            terraform="aws_ec2_instance_metadata_defaults[0].http_tokens",
        ),
    ] = "no-preference"
    """`required` where new instances require IMDSv2, `optional`, or `no-preference`."""

    internet_gateways: Annotated[
        str,
        At(
            describe="DescribeVpcBlockPublicAccessOptions.VpcBlockPublicAccessOptions"
            ".InternetGatewayBlockMode",
            terraform="aws_vpc_block_public_access_options[0].internet_gateway_block_mode",
            cloudformation="AWS::EC2::VPCBlockPublicAccessOptions[0].InternetGatewayBlockMode",
        ),
    ] = "off"
    """What VPC Block Public Access blocks: `block-bidirectional`, `block-ingress` or `off`."""
