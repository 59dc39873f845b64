"""AWS::EC2::Snapshot."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET, Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource

EVERYBODY: Final = "all"
"""The group of all AWS accounts."""


class Snapshot(
    Resource,
    of="AWS::EC2::Snapshot",
    arn="arn:{partition}:ec2:{region}::snapshot/{id}",
    calls=Calls(
        service="ec2",
        # Events may name a snapshot that another account shares.
        identity="DescribeSnapshots.Snapshots[OwnerId=@account][0]",
        gone=("InvalidSnapshot.NotFound",),
        bind={"SnapshotIds": "id", "SnapshotId": "id"},
        constants={
            "list:DescribeSnapshots": {"OwnerIds": ["self"]},
            "DescribeSnapshotAttribute": {"Attribute": "createVolumePermission"},
        },
        listed="DescribeSnapshots.Snapshots[OwnerId=@account]",
        list_id="SnapshotId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_ebs_snapshot", "aws_ebs_snapshot_copy", "aws_ebs_snapshot_import"),
        cloudformation=(),
        terraform_name=("id",),
        terraform_owner="snapshot_id",
    ),
):
    """A snapshot of an EBS volume.

    Neither AWS Config nor CloudFormation knows the type; its name is made like those of others.
    """

    tags: Annotated[Pairs, At(describe=".Tags", terraform=("tags_all", "tags"))] = MappingProxyType(
        {}
    )
    """The snapshot's tags."""

    created_at: Annotated[Moment, At(describe=".StartTime")] = None
    """When it was started."""

    encrypted: Annotated[
        Toggle,
        At(
            describe=".Encrypted",
            # That of a volume is as encrypted as the volume.
            terraform=("encrypted", Elsewhere("volume_id")),
            always=True,
            new=False,
        ),
    ] = False
    """Whether the data is encrypted."""

    volume: Annotated[str, At(describe=".VolumeId", terraform="volume_id")] = ""
    """The volume that it was taken of, which need not exist any more."""

    groups: Annotated[
        tuple[str, ...],
        At(
            describe="DescribeSnapshotAttribute.CreateVolumePermissions[].Group",
            terraform=UNSET,
        ),
    ] = ()
    """The groups of accounts that may copy it; the only one is `all`."""

    shared_with: Annotated[
        tuple[str, ...],
        At(
            describe="DescribeSnapshotAttribute.CreateVolumePermissions[].UserId",
            terraform="aws_snapshot_create_volume_permission[].account_id",
        ),
    ] = ()
    """The accounts that may copy it."""

    @property
    def public(self) -> bool:
        """Whether every AWS account may copy it."""
        return EVERYBODY in self.groups
