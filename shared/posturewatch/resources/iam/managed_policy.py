"""AWS::IAM::ManagedPolicy."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, PolicyField
from posturewatch.domain.places import UNSET
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.iam.permissions import InversionsField


class ManagedPolicy(
    Resource,
    of="AWS::IAM::ManagedPolicy",
    region="global",
    arn="{id}",
    config_type="AWS::IAM::Policy",
    config_id=("ARN", "arn"),
    calls=Calls(
        service="iam",
        identity="GetPolicy.Policy",
        gone=("NoSuchEntity",),
        bind={"PolicyArn": "id", "VersionId": ".DefaultVersionId"},
        constants={"list:ListPolicies": {"Scope": "Local"}},
        listed="ListPolicies.Policies[]",
        list_id="Arn",
        settles=15,
    ),
    planned=Planned(terraform=("aws_iam_policy",), cloudformation_name=("ManagedPolicyName",)),
):
    """A policy of the customer's own that can be attached to users, groups and roles."""

    tags: Annotated[
        Pairs,
        At(
            config=("tags", ".tags"),
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation=UNSET,
        ),
    ] = MappingProxyType({})
    """The policy's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreateDate", always=True)
    ] = None
    """When the policy was made."""

    document: Annotated[
        PolicyDocument,
        PolicyField(),
        At(
            config=".policyVersionList[isDefaultVersion=true][0].document",
            describe="GetPolicyVersion.PolicyVersion.Document",
            terraform="policy",
            cloudformation="PolicyDocument",
            always=True,
        ),
    ] = PolicyDocument()
    """What the policy grants, in its default version."""

    inversions: Annotated[
        tuple[str, ...],
        InversionsField(),
        At(
            config=".policyVersionList[isDefaultVersion=true][0].document",
            describe="GetPolicyVersion.PolicyVersion.Document",
            terraform="policy",
            cloudformation="PolicyDocument",
            always=True,
        ),
    ] = ()
    """`NotAction` and `NotResource`, where what it allows is all but what stands there."""

    attachments: Annotated[
        int, At(config=".attachmentCount", describe=".AttachmentCount", always=True)
    ] = 0
    """How many users, groups and roles have the policy attached."""

    boundary_uses: Annotated[
        int,
        At(config=".permissionsBoundaryUsageCount", describe=".PermissionsBoundaryUsageCount"),
    ] = 0
    """For how many users and roles the policy is the permissions boundary."""

    @property
    def known_attachments(self) -> int | None:
        """How many users, groups and roles have it attached; None where nothing has told."""
        return self.attachments if self.knows("attachments") else None
