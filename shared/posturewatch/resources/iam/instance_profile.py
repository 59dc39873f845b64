"""AWS::IAM::InstanceProfile."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Texts
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource


class InstanceProfile(
    Resource,
    of="AWS::IAM::InstanceProfile",
    region="global",
    calls=Calls(
        service="iam",
        identity="GetInstanceProfile.InstanceProfile",
        gone=("NoSuchEntity",),
        bind={"InstanceProfileName": "id"},
        listed="ListInstanceProfiles.InstanceProfiles[]",
        list_id="InstanceProfileName",
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_iam_instance_profile",),
        cloudformation_name=("InstanceProfileName",),
    ),
):
    """What hands a role to EC2 instances.

    AWS Config has no item for it, but the items of roles name it.
    """

    arn: Annotated[str, At(describe=".Arn", always=True)] = ""
    """The profile's ARN, path included."""

    tags: Annotated[
        Pairs,
        At(describe=".Tags", terraform=("tags_all", "tags"), cloudformation=UNSET),
    ] = MappingProxyType({})
    """The profile's tags."""

    created_at: Annotated[Moment, At(describe=".CreateDate", always=True)] = None
    """When the profile was made."""

    roles: Annotated[
        Texts,
        At(describe=".Roles[].RoleName", terraform=Joined("role"), cloudformation="Roles"),
    ] = ()
    """The names of its roles: one at most, as AWS has it today."""
