"""AWS::IAM::Group."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Texts
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.iam.inline import GroupPolicy
from posturewatch.resources.iam.permissions import (
    AWS_POLICIES,
    AttachedPolicy,
    Permissions,
    TemplatePolicy,
)


class Group(
    Resource,
    of="AWS::IAM::Group",
    region="global",
    config_id="resourceName",
    calls=Calls(
        service="iam",
        identity="GetGroup.Group",
        gone=("NoSuchEntity",),
        bind={"GroupName": "id"},
        listed="ListGroups.Groups[]",
        list_id="GroupName",
        shared=AWS_POLICIES,
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_iam_group",),
        terraform_owner="group",
        cloudformation_name=("GroupName",),
        cloudformation_owner="GroupName",
        owners={
            "aws_iam_policy_attachment": "groups",
            "aws_iam_user_group_membership": "groups",
            "AWS::IAM::ManagedPolicy": "Groups",
            "AWS::IAM::Policy": "Groups",
        },
    ),
):
    """Users who get the same rights."""

    arn: Annotated[str, At(config=("ARN", "arn"), describe=".Arn", always=True)] = ""
    """The group's ARN, path included."""

    tags: Annotated[
        Pairs, At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
    ] = MappingProxyType({})
    """Always empty: IAM has no tags for groups."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreateDate", always=True)
    ] = None
    """When the group was made."""

    members: Annotated[
        Texts,
        At(
            describe="GetGroup.Users[].UserName",
            terraform=Joined(
                "aws_iam_group_membership[].users[]", "aws_iam_user_group_membership[].user"
            ),
        ),
    ] = ()
    """The names of the users in it; in a template any user may name the group, with no name."""

    inline_policies: Annotated[
        tuple[GroupPolicy, ...],
        At(
            config=".groupPolicyList[]",
            describe="ListGroupPolicies.PolicyNames[]",
            terraform="aws_iam_group_policy",
            cloudformation=Joined("Policies", "AWS::IAM::GroupPolicy", "AWS::IAM::Policy"),
        ),
    ] = ()
    """The policies that are part of the group."""

    attached_policies: Annotated[
        tuple[AttachedPolicy, ...],
        At(
            config=".attachedManagedPolicies[]",
            describe="ListAttachedGroupPolicies.AttachedPolicies[]",
            terraform=Joined(
                "aws_iam_group_policy_attachment[].policy_arn",
                "aws_iam_policy_attachment[].policy_arn",
            ),
            cloudformation="ManagedPolicyArns",
        ),
    ] = ()
    """The managed policies that are attached to the group."""

    template_policies: Annotated[
        tuple[TemplatePolicy, ...],
        At(
            config=UNSET,
            describe=UNSET,
            terraform=UNSET,
            cloudformation="AWS::IAM::ManagedPolicy",
        ),
    ] = ()
    """The managed policies of the same template that name the group; attached ones elsewhere."""

    @property
    def permissions(self) -> Permissions:
        """What the group's policies allow together."""
        documents = [policy.document for policy in self.inline_policies]
        documents += [policy.document for policy in self.template_policies]
        documents += [policy.granted for policy in self.attached_policies]
        return Permissions(tuple(documents))
