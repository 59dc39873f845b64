"""AWS::IAM::User."""

from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Held, Moment, Pairs, Present, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.policy import Answer
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.resources.iam.inline import GroupPolicy, UserPolicy
from posturewatch.resources.iam.permissions import (
    AWS_POLICIES,
    AttachedPolicy,
    Permissions,
    PermissionsBoundary,
    TemplatePolicy,
)


class AccessKey(Shape, bind={"AccessKeyId": ".AccessKeyId"}):
    """One access key; its secret part is shown once, when it is made, and never to us."""

    id: Annotated[str, At(describe=".AccessKeyId", always=True)] = ""
    """The key's id, which is no secret."""
    active: Annotated[
        Toggle,
        At(
            describe=".Status",
            terraform="status",
            cloudformation="Status",
            always=True,
            new=True,
        ),
    ] = False
    """Whether AWS accepts requests signed with it."""
    created_at: Annotated[Moment, At(describe=".CreateDate", always=True)] = None
    """When it was made."""
    last_used_at: Annotated[
        Moment, At(describe="GetAccessKeyLastUsed.AccessKeyLastUsed.LastUsedDate")
    ] = None
    """When a request was last signed with it; None when that never happened."""

    @property
    def last_active_at(self) -> datetime:
        """When it was last used, else when it was made."""
        moment = self.last_used_at or self.created_at
        if moment is None:
            raise UnknownValue("created_at", "the access key has no date")
        return moment


class Group(Shape, bind={"GroupName": ".GroupName"}):
    """A group that the user is in, with the policies that the user inherits from it."""

    name: Annotated[
        str,
        At(config=".", describe=".GroupName", terraform=".", cloudformation=".", always=True),
    ] = ""
    """The group's name."""
    inline_policies: Annotated[
        tuple[GroupPolicy, ...], At(describe="ListGroupPolicies.PolicyNames[]")
    ] = ()
    """The policies that are part of the group."""
    attached_policies: Annotated[
        tuple[AttachedPolicy, ...], At(describe="ListAttachedGroupPolicies.AttachedPolicies[]")
    ] = ()
    """The managed policies that are attached to the group."""


class User(
    Resource,
    of="AWS::IAM::User",
    region="global",
    config_id="resourceName",
    calls=Calls(
        service="iam",
        identity="GetUser.User",
        gone=("NoSuchEntity",),
        bind={"UserName": "id"},
        listed="ListUsers.Users[]",
        list_id="UserName",
        absent={"GetLoginProfile": ("NoSuchEntity",)},
        shared=AWS_POLICIES,
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_iam_user",),
        terraform_owner="user",
        cloudformation_name=("UserName",),
        cloudformation_owner="UserName",
        owners={
            "aws_iam_group_membership": "users",
            "aws_iam_policy_attachment": "users",
            "AWS::IAM::ManagedPolicy": "Users",
            "AWS::IAM::Policy": "Users",
            "AWS::IAM::UserToGroupAddition": "Users",
        },
    ),
):
    """A person or a program with credentials of its own that do not expire."""

    arn: Annotated[str, At(config=("ARN", "arn"), describe=".Arn", always=True)] = ""
    """The user's ARN, path included."""

    tags: Annotated[
        Pairs,
        At(
            config=("tags", ".tags"),
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The user's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreateDate", always=True)
    ] = None
    """When the user was made."""

    password_created_at: Annotated[
        Moment,
        At(
            describe="GetLoginProfile.LoginProfile.CreateDate",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = None
    """When the user got its password for the console; None for a user without one."""

    password_held: Annotated[
        Held,
        At(
            config=UNSET,
            describe=UNSET,
            terraform=UNSET,
            cloudformation="LoginProfile.Password",
        ),
    ] = ""
    """How a template holds the password that it gives the user; empty where it gives none."""

    password_generated: Annotated[
        Present,
        At(
            config=UNSET,
            describe=UNSET,
            terraform="aws_iam_user_login_profile[0].user",
            cloudformation=UNSET,
        ),
    ] = False
    """Whether a plan gives the user a password, which Terraform makes up."""

    password_last_used_at: Annotated[
        Moment, At(describe=".PasswordLastUsed", terraform=UNSET, cloudformation=UNSET)
    ] = None
    """When the user last signed in to the console, with this or an earlier password."""

    mfa_devices: Annotated[
        tuple[str, ...], At(describe="ListMFADevices.MFADevices[].SerialNumber")
    ] = ()
    """The serial numbers of the second factors: ARNs for virtual devices and security keys."""

    access_keys: Annotated[
        tuple[AccessKey, ...],
        At(
            describe="ListAccessKeys.AccessKeyMetadata[]",
            terraform="aws_iam_access_key",
            cloudformation="AWS::IAM::AccessKey",
        ),
    ] = ()
    """The access keys, active or not."""

    inline_policies: Annotated[
        tuple[UserPolicy, ...],
        At(
            config=".userPolicyList[]",
            describe="ListUserPolicies.PolicyNames[]",
            terraform="aws_iam_user_policy",
            cloudformation=Joined("Policies", "AWS::IAM::UserPolicy", "AWS::IAM::Policy"),
        ),
    ] = ()
    """The policies that are part of the user."""

    attached_policies: Annotated[
        tuple[AttachedPolicy, ...],
        At(
            config=".attachedManagedPolicies[]",
            describe="ListAttachedUserPolicies.AttachedPolicies[]",
            terraform=Joined(
                "aws_iam_user_policy_attachment[].policy_arn",
                "aws_iam_policy_attachment[].policy_arn",
            ),
            cloudformation="ManagedPolicyArns",
        ),
    ] = ()
    """The managed policies that are attached to the user itself."""

    template_policies: Annotated[
        tuple[TemplatePolicy, ...],
        At(
            config=UNSET,
            describe=UNSET,
            terraform=UNSET,
            cloudformation="AWS::IAM::ManagedPolicy",
        ),
    ] = ()
    """The managed policies of the same template that name the user; attached ones elsewhere."""

    groups: Annotated[
        tuple[Group, ...],
        At(
            config=".groupList[]",
            describe="ListGroupsForUser.Groups[]",
            terraform=Joined(
                "aws_iam_user_group_membership[].groups[]", "aws_iam_group_membership[].group"
            ),
            cloudformation=Joined("Groups", "AWS::IAM::UserToGroupAddition[].GroupName"),
        ),
    ] = ()
    """The groups that the user is in."""

    permissions_boundary: Annotated[
        PermissionsBoundary | None,
        At(
            config=".permissionsBoundary",
            describe=".PermissionsBoundary",
            terraform="permissions_boundary",
            cloudformation="PermissionsBoundary",
        ),
    ] = None
    """What the user may have at most."""

    @property
    def console_access(self) -> bool:
        """Whether the user can sign in to the console."""
        planned = bool(self.password_held) or self.password_generated
        return planned or self.password_created_at is not None

    @property
    def password_last_active_at(self) -> datetime | None:
        """When the password was last used, else when it was made; None without a password."""
        if self.password_created_at is None:
            return None
        # The last sign-in may have been with an earlier password.
        return max(self.password_created_at, self.password_last_used_at or self.password_created_at)

    @property
    def active_keys(self) -> tuple[AccessKey, ...]:
        """The access keys that AWS accepts."""
        return tuple(key for key in self.access_keys if key.active)

    @property
    def permissions(self) -> Permissions:
        """What the user's own policies and those of its groups allow together."""
        documents = [policy.document for policy in self.inline_policies]
        documents += [policy.document for policy in self.template_policies]
        documents += [policy.granted for policy in self.attached_policies]
        for group in self.groups:
            documents += [policy.document for policy in group.inline_policies]
            documents += [policy.granted for policy in group.attached_policies]
        return Permissions(tuple(documents), self.permissions_boundary)

    @property
    def admin(self) -> Answer:
        """Whether the user may do everything on everything."""
        return self.permissions.admin
