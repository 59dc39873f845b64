"""AWS::IAM::Role."""

from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Moment, Pairs, PolicyField
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.policy import Answer, PolicyDocument, Principals, TrustedAccount
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.iam.inline import RolePolicy
from posturewatch.resources.iam.permissions import (
    AWS_POLICIES,
    AttachedPolicy,
    InversionsField,
    Permissions,
    PermissionsBoundary,
    TemplatePolicy,
)

SENDING_THEIR_CUSTOMER: Final = frozenset(
    f"{name}.amazonaws.com"
    for name in (
        "appstream",
        "bedrock",
        "ecs-tasks",
        "export.rds",
        "firehose",
        "fis",
        "frauddetector",
        "iot",
        "logs",
        "monitoring.rds",
        "personalize",
        "sagemaker",
        "scheduler",
        "ssm",
        "states",
        "transfer",
        "vpc-flow-logs",
    )
)
"""Services whose guides say to confine the roles that they assume by `aws:SourceAccount` or
`aws:SourceArn`. Many others, EC2 among them, send neither: there a condition would lock them out.

Source: the page on the confused deputy in each service's guide, and
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

MADE_FOR_ADMINISTRATION: Final = (
    ("AWSReservedSSO_*", "IAM Identity Center made this role for a permission set."),
    ("OrganizationAccountAccessRole", "AWS Organizations made this role for the organization."),
    ("AWSControlTowerExecution", "AWS Control Tower manages the account through this role."),
    ("cdk-*-cfn-exec-role-*", "The bootstrap of AWS CDK made this role for CloudFormation."),
)
"""Roles that are meant to administer the account: name, and who made it."""


class Role(
    Resource,
    of="AWS::IAM::Role",
    region="global",
    config_id="resourceName",
    calls=Calls(
        service="iam",
        identity="GetRole.Role",
        gone=("NoSuchEntity",),
        bind={"RoleName": "id"},
        listed="ListRoles.Roles[]",
        list_id="RoleName",
        shared=AWS_POLICIES,
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_iam_role",),
        terraform_owner="role",
        cloudformation_name=("RoleName",),
        cloudformation_owner="RoleName",
        owners={
            "aws_iam_policy_attachment": "roles",
            "AWS::IAM::Policy": "Roles",
            "AWS::IAM::ManagedPolicy": "Roles",
        },
        alone={"AWS::IAM::Policy": ("Groups", "Roles", "Users")},
    ),
):
    """An identity that people, programs and services take on for a while."""

    arn: Annotated[str, At(config=("ARN", "arn"), describe=".Arn", always=True)] = ""
    """The role's ARN, path included."""

    tags: Annotated[
        Pairs,
        At(
            config=("tags", ".tags"),
            describe=".Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The role's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreateDate", always=True)
    ] = None
    """When the role was made."""

    path: Annotated[
        str,
        At(
            config=".path",
            describe=".Path",
            terraform="path",
            cloudformation="Path",
            always=True,
            new="/",
        ),
    ] = "/"
    """Where the role stands: below `/aws-service-role/` AWS makes and changes it by itself."""

    trust: Annotated[
        PolicyDocument,
        PolicyField(),
        At(
            config=".assumeRolePolicyDocument",
            describe=".AssumeRolePolicyDocument",
            terraform="assume_role_policy",
            cloudformation="AssumeRolePolicyDocument",
            always=True,
        ),
    ] = PolicyDocument()
    """Who may take the role on."""

    trust_inversions: Annotated[
        tuple[str, ...],
        InversionsField(),
        At(
            config=".assumeRolePolicyDocument",
            describe=".AssumeRolePolicyDocument",
            terraform="assume_role_policy",
            cloudformation="AssumeRolePolicyDocument",
            always=True,
        ),
    ] = ()
    """`NotPrincipal`, where everybody may take the role on but those that stand there."""

    max_session_seconds: Annotated[
        int,
        At(
            describe=".MaxSessionDuration",
            terraform="max_session_duration",
            cloudformation="MaxSessionDuration",
        ),
    ] = 3_600
    """How long a session of the role may last."""

    last_used_at: Annotated[Moment, At(describe=".RoleLastUsed.LastUsedDate")] = None
    """When the role was last used, as far as AWS looks back (400 days); None when it was not."""

    inline_policies: Annotated[
        tuple[RolePolicy, ...],
        At(
            config=".rolePolicyList[]",
            describe="ListRolePolicies.PolicyNames[]",
            terraform=Joined("inline_policy", "aws_iam_role_policy"),
            cloudformation=Joined("Policies", "AWS::IAM::RolePolicy", "AWS::IAM::Policy"),
        ),
    ] = ()
    """The policies that are part of the role."""

    attached_policies: Annotated[
        tuple[AttachedPolicy, ...],
        At(
            config=".attachedManagedPolicies[]",
            describe="ListAttachedRolePolicies.AttachedPolicies[]",
            terraform=Joined(
                "managed_policy_arns",
                "aws_iam_role_policy_attachment[].policy_arn",
                "aws_iam_policy_attachment[].policy_arn",
            ),
            cloudformation="ManagedPolicyArns",
        ),
    ] = ()
    """The managed policies that are attached to the role."""

    template_policies: Annotated[
        tuple[TemplatePolicy, ...],
        At(
            config=UNSET,
            describe=UNSET,
            terraform=UNSET,
            cloudformation="AWS::IAM::ManagedPolicy",
        ),
    ] = ()
    """The managed policies of the same template that name the role; attached ones elsewhere."""

    permissions_boundary: Annotated[
        PermissionsBoundary | None,
        At(
            config=".permissionsBoundary",
            describe=".PermissionsBoundary",
            terraform="permissions_boundary",
            cloudformation="PermissionsBoundary",
        ),
    ] = None
    """What the role may have at most."""

    @property
    def is_service_linked(self) -> bool:
        """Whether the role is AWS's own: only AWS can change what it may do and who takes it on."""
        return self.path.startswith("/aws-service-role/")

    @property
    def known_purpose(self) -> str:
        """Who made the role to administer the account; empty for other roles."""
        named = (who for form, who in MADE_FOR_ADMINISTRATION if fnmatchcase(self.key.id, form))
        return next(named, "")

    @property
    def last_active_at(self) -> datetime:
        """When the role was last used, else when it was made."""
        moment = self.last_used_at or self.created_at
        if moment is None:
            raise UnknownValue("created_at", "the role has no date")
        return moment

    @property
    def permissions(self) -> Permissions:
        """What the role's policies allow together."""
        documents = [policy.document for policy in self.inline_policies]
        documents += [policy.document for policy in self.template_policies]
        documents += [policy.granted for policy in self.attached_policies]
        return Permissions(tuple(documents), self.permissions_boundary)

    @property
    def unconfined_accounts(self) -> tuple[TrustedAccount, ...]:
        """The other accounts that get in without external id, organization or second factor."""
        return tuple(
            each
            for each in self.trust.trusted_accounts(self.key.account)
            if not (each.has_external_id or each.organization_required or each.mfa_required)
        )

    @property
    def confusable_services(self) -> tuple[str, ...]:
        """The services that say for whom they act and take the role on without being asked."""
        return tuple(
            service
            for service in self.trust.trusted_services()
            if service in SENDING_THEIR_CUSTOMER
            and self._trust_in(service).confused_deputy() is not Answer.NO
        )

    def _trust_in(self, service: str) -> PolicyDocument:
        """The trust policy as it concerns one service."""
        concerned = (
            each
            for each in self.trust.statements
            if not each.allows or (each.principals and service in each.principals.services)
        )
        alone = Principals(services=(service,))
        return PolicyDocument(
            tuple(replace(each, principals=alone) if each.allows else each for each in concerned)
        )
