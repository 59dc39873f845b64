"""AWS::Organizations::Organization."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Present, Texts
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource, Shape

_ALONE = "AWSOrganizationsNotInUseException"
_READS = (
    "DescribeOrganization",
    "ListDelegatedAdministrators",
    "ListPolicies",
    "ListRoots",
)


class ControlPolicy(Shape, bind={"PolicyId": ".Id"}):
    """A service control policy of the organization's own."""

    name: Annotated[str, At(describe=".Name")] = ""
    """Its name."""
    targets: Annotated[Texts, At(describe="ListTargetsForPolicy.Targets[].TargetId")] = ()
    """The ids of the roots, units and accounts that it is attached to."""


class Organization(
    Resource,
    of="AWS::Organizations::Organization",
    region="global",
    arn="arn:{partition}:organizations::{account}:organization",
    config_id=("awsAccountId", "accountId"),
    calls=Calls(
        service="organizations",
        identity="DescribeOrganization",
        constants={
            "DescribeEffectivePolicy": {"PolicyType": "AISERVICES_OPT_OUT_POLICY"},
            "ListPolicies": {"Filter": "SERVICE_CONTROL_POLICY"},
        },
        unbound=("ListDelegatedAdministrators", "ListRoots"),
        absent={
            **dict.fromkeys(_READS, (_ALONE,)),
            "DescribeEffectivePolicy": (_ALONE, "EffectivePolicyNotFoundException"),
            "DescribeResourcePolicy": (_ALONE, "ResourcePolicyNotFoundException"),
            "iam:ListOrganizationsFeatures": (
                "OrganizationNotFoundException",
                "ServiceAccessNotEnabledException",
            ),
        },
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_organizations_organization",),
        owners={
            "aws_iam_organizations_features": ACCOUNT_WIDE,
            "aws_organizations_delegated_administrator": ACCOUNT_WIDE,
            "aws_organizations_resource_policy": ACCOUNT_WIDE,
            "AWS::Organizations::ResourcePolicy": ACCOUNT_WIDE,
        },
    ),
):
    """The organization as an account sees it; its id is the account's.

    All but its features is told to the management account and delegated administrators alone: in
    any other account it is unknown. An account without an organization is judged, too.
    """

    tags: Annotated[Pairs, At(config="tags")] = MappingProxyType({})
    """An organization has no tags."""

    organization: Annotated[
        str,
        At(
            describe="DescribeOrganization.Organization.Id",
            terraform="@type",
            cloudformation="@type",
        ),
    ] = ""
    """The organization's id, or how a plan names its type; empty where there is none."""

    feature_set: Annotated[
        str,
        At(
            describe="DescribeOrganization.Organization.FeatureSet",
            terraform="feature_set",
            cloudformation="FeatureSet",
            new="ALL",
        ),
    ] = ""
    """`ALL`, or `CONSOLIDATED_BILLING` where accounts share no more than a bill."""

    policy_types: Annotated[
        Texts,
        At(
            describe="ListRoots.Roots[0].PolicyTypes[Status=ENABLED][].Type",
            terraform="enabled_policy_types",
        ),
    ] = ()
    """The types of policies that are enabled, such as `SERVICE_CONTROL_POLICY`."""

    control_policies: Annotated[
        tuple[ControlPolicy, ...], At(describe="ListPolicies.Policies[AwsManaged=false]")
    ] = ()
    """The service control policies beside AWS's own, which allows everything."""

    delegated_administrators: Annotated[
        Texts,
        At(
            describe="ListDelegatedAdministrators.DelegatedAdministrators[].Id",
            terraform="aws_organizations_delegated_administrator[].account_id",
        ),
    ] = ()
    """The accounts that administer a service for the others."""

    delegates_itself: Annotated[
        Present,
        At(
            describe="DescribeResourcePolicy.ResourcePolicy.ResourcePolicySummary.Arn",
            terraform="aws_organizations_resource_policy[0].content",
            cloudformation="AWS::Organizations::ResourcePolicy[0].Content",
        ),
    ] = False
    """Whether a policy lets other accounts administer the organization."""

    root_features: Annotated[
        Texts,
        At(
            describe="iam:ListOrganizationsFeatures.EnabledFeatures",
            terraform="aws_iam_organizations_features[0].enabled_features",
        ),
    ] = ()
    """What of root users is managed centrally: `RootCredentialsManagement`, `RootSessions`."""

    ai_services: Annotated[
        str,
        At(
            describe="DescribeEffectivePolicy.EffectivePolicy.PolicyContent.services.default"
            ".opt_out_policy",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """`optOut` where the account's content is kept from the training of AWS's AI services."""
