"""AWS::EC2::Volume."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Moment, Pairs, TextField, Toggle
from posturewatch.domain.resource import At, Calls, Resource


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
):
    """An EBS volume: a disk that an instance can be given."""

    tags: Annotated[Pairs, At(config=("tags", ".tags"), describe=".Tags")] = MappingProxyType({})
    """The volume's tags."""

    created_at: Annotated[
        Moment, At(config=(".createTime", "resourceCreationTime"), describe=".CreateTime")
    ] = None
    """When the volume was made."""

    state: Annotated[str, StateField(), At(config=".state", describe=".State", always=True)] = ""
    """`creating`, `available`, `in-use`, `deleting`, `deleted` or `error`."""

    encrypted: Annotated[Toggle, At(config=".encrypted", describe=".Encrypted", always=True)] = (
        False
    )
    """Whether the data, and every snapshot of it, is encrypted."""

    kms_key: Annotated[str, At(config=".kmsKeyId", describe=".KmsKeyId")] = ""
    """The ARN of the KMS key; empty when the volume is not encrypted."""

    instances: Annotated[
        tuple[str, ...],
        At(config=".attachments[].instanceId", describe=".Attachments[].InstanceId"),
    ] = ()
    """The instances that the volume is attached to."""

    size: Annotated[int, At(config=".size", describe=".Size")] = 0
    """The size in GiB."""
