"""AWS::EC2::Volume."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Moment, Pairs, TextField, Toggle
from posturewatch.domain.places import Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS


class StateField:
    """The state of a volume, which Config writes as a text or as an object around it."""

    def convert(self, raw: Any) -> str:
        """Return the state as the API names it."""
        return TextField().convert(raw.get("value") if isinstance(raw, Mapping) else raw)


class Volume(
    Resource,
    of="AWS::EC2::Volume",
    arn="arn:{partition}:ec2:{region}:{account}:volume/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeVolumes.Volumes[0]",
        gone=("InvalidVolume.NotFound",),
        gone_if={"state": ("deleting", "deleted")},
        bind={"VolumeIds": "id"},
        listed="DescribeVolumes.Volumes[]",
        list_id="VolumeId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_ebs_volume",),
        terraform_name=("id",),
        terraform_owner="volume_id",
        cloudformation_owner="VolumeId",
    ),
):
    """An EBS volume: a disk that an instance can be given."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The volume's tags."""

    created_at: Annotated[
        Moment, At(config=(".createTime", "resourceCreationTime"), describe=".CreateTime")
    ] = None
    """When the volume was made."""

    state: Annotated[str, StateField(), At(config=".state", describe=".State", always=True)] = ""
    """`creating`, `available`, `in-use`, `deleting`, `deleted` or `error`."""

    encrypted: Annotated[
        Toggle,
        At(
            config=".encrypted",
            describe=".Encrypted",
            # A volume from an encrypted snapshot is encrypted whatever is written.
            terraform=("encrypted", Elsewhere("snapshot_id")),
            cloudformation=("Encrypted", Elsewhere("SnapshotId", "SourceVolumeId")),
            always=True,
            new=False,
        ),
    ] = False
    """Whether the data, and every snapshot of it, is encrypted. A plan or a template that does not
    ask for it relies on the account's default, which it does not show."""

    kms_key: Annotated[
        str,
        At(
            config=".kmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The ARN of the KMS key; empty when the volume is not encrypted."""

    instances: Annotated[
        tuple[str, ...],
        At(
            config=".attachments[].instanceId",
            describe=".Attachments[].InstanceId",
            terraform="aws_volume_attachment[].instance_id",
            cloudformation="AWS::EC2::VolumeAttachment[].InstanceId",
        ),
    ] = ()
    """The instances that the volume is attached to."""

    size: Annotated[
        int, At(config=".size", describe=".Size", terraform="size", cloudformation="Size")
    ] = 0
    """The size in GiB."""
