"""AWS::DMS::ReplicationInstance."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Newly, Planned, Resource


class ReplicationInstance(
    Resource,
    of="AWS::DMS::ReplicationInstance",
    config_id=("ARN", "arn"),
    calls=Calls(
        service="dms",
        identity="DescribeReplicationInstances.ReplicationInstances[ReplicationInstanceArn=@id][0]",
        gone=("ResourceNotFoundFault",),
        bind={"ResourceArn": "id"},
        listed="DescribeReplicationInstances.ReplicationInstances[]",
        list_id="ReplicationInstanceArn",
        carries=True,
        # Its only way to name one is a filter; an account has few of them.
        unbound=("DescribeReplicationInstances",),
    ),
    planned=Planned(terraform=("aws_dms_replication_instance",)),
):
    """A server that copies databases, with access to both ends. Its id is its ARN."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".ReplicationInstanceArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The instance's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".InstanceCreateTime")
    ] = None
    """When the instance was made."""

    identifier: Annotated[
        str,
        At(
            config=".ReplicationInstanceIdentifier",
            describe=".ReplicationInstanceIdentifier",
            terraform="replication_instance_id",
            cloudformation="ReplicationInstanceIdentifier",
        ),
    ] = ""
    """The name that people gave it."""

    publicly_accessible: Annotated[
        Toggle,
        At(
            config=".PubliclyAccessible",
            describe=".PubliclyAccessible",
            terraform="publicly_accessible",
            cloudformation="PubliclyAccessible",
            new=True,
        ),
    ] = False
    """Whether it has a public address."""

    multi_az: Annotated[
        Toggle,
        At(config=".MultiAZ", describe=".MultiAZ", terraform="multi_az", cloudformation="MultiAZ"),
    ] = False
    """Whether a standby in another availability zone takes over."""

    auto_minor_version_upgrade: Annotated[
        Toggle,
        At(
            config=".AutoMinorVersionUpgrade",
            describe=".AutoMinorVersionUpgrade",
            terraform="auto_minor_version_upgrade",
            cloudformation="AutoMinorVersionUpgrade",
            new=Newly(terraform=False, cloudformation=True),
        ),
    ] = False
    """Whether minor versions are installed in the maintenance window."""

    kms_key: Annotated[
        str,
        At(
            config=".KmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_arn",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The KMS key of the storage; empty in a plan that leaves it to AWS."""
