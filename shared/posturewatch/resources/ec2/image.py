"""AWS::EC2::Image."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Moment, Pairs, ToggleField
from posturewatch.domain.resource import At, Calls, Planned, Resource


class PublicField:
    """Whether an image is public; Terraform writes the groups that may launch it."""

    def convert(self, raw: Any) -> bool:
        """Return whether everybody may launch it."""
        return "all" in raw if isinstance(raw, list | tuple) else ToggleField().convert(raw)


class Image(
    Resource,
    of="AWS::EC2::Image",
    arn="arn:{partition}:ec2:{region}::image/{id}",
    brings={"AWS::EC2::Snapshot": "snapshots"},
    calls=Calls(
        service="ec2",
        # Events may name an image of somebody else.
        identity="DescribeImages.Images[OwnerId=@account][0]",
        gone=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"),
        gone_if={".State": ("deregistered",)},
        bind={"ImageIds": "id"},
        constants={
            "DescribeImages": {"IncludeDeprecated": True, "IncludeDisabled": True},
            "list:DescribeImages": {
                "Owners": ["self"],
                "IncludeDeprecated": True,
                "IncludeDisabled": True,
            },
        },
        listed="DescribeImages.Images[OwnerId=@account]",
        list_id="ImageId",
        carries=True,
        # Its snapshots are told only once they are made.
        settles=300,
    ),
    planned=Planned(
        terraform=("aws_ami", "aws_ami_copy", "aws_ami_from_instance"),
        cloudformation=(),
        terraform_name=("id",),
        terraform_owner="image_id",
    ),
):
    """A machine image (AMI) that the account owns.

    Neither AWS Config nor CloudFormation knows the type; its name is made like those of others.
    """

    tags: Annotated[Pairs, At(describe=".Tags", terraform=("tags_all", "tags"))] = MappingProxyType(
        {}
    )
    """The image's tags."""

    created_at: Annotated[Moment, At(describe=".CreationDate")] = None
    """When it was made."""

    image_name: Annotated[str, At(describe=".Name", terraform="name")] = ""
    """The image's name."""

    public: Annotated[
        bool,
        PublicField(),
        At(
            describe=".Public",
            terraform="aws_ami_launch_permission[].group",
            always=True,
            new=False,
        ),
    ] = False
    """Whether every AWS account may launch and copy it."""

    snapshots: Annotated[
        tuple[str, ...],
        At(
            describe=".BlockDeviceMappings[].Ebs.SnapshotId",
            terraform="ebs_block_device[].snapshot_id",
        ),
    ] = ()
    """The snapshots that hold its disks."""

    imds_support: Annotated[str, At(describe=".ImdsSupport", terraform="imds_support")] = ""
    """`v2.0` where instances require IMDSv2 unless they are told otherwise."""

    last_launched_at: Annotated[Moment, At(describe=".LastLaunchedTime")] = None
    """When it was last used to start an instance, about a day late; None where never."""

    @property
    def name(self) -> str:
        """What people call it: the `Name` tag, else the name of the image, else its id."""
        tags = self.__dict__.get("tags") or {}
        return str(tags.get("Name") or self.__dict__.get("image_name") or self.key.id)
