"""AWS::Organizations::Organization as it is read, planned and written."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.organizations.organization import Organization
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited
from tests.support.planned import declared, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan

UNTOLD = ["created_at", "tags"]
OPTED_OUT = {"PolicyContent": json.dumps({"services": {"default": {"opt_out_policy": "optOut"}}})}
OF_THE_MANAGEMENT_ACCOUNT = (
    "DescribeResourcePolicy",
    "ListDelegatedAdministrators",
    "ListPolicies",
    "ListRoots",
)
ALONE = ("DescribeOrganization", "DescribeEffectivePolicy", *OF_THE_MANAGEMENT_ACCOUNT)


@pytest.fixture
def aws():
    """A management account; what moto does not know of organizations is answered here."""
    with mock_aws():
        audited = Audited()
        audited.client("organizations", "us-east-1").create_organization(FeatureSet="ALL")
        audited.answer("ListOrganizationsFeatures", {"EnabledFeatures": ["RootSessions"]})
        yield audited


@pytest.fixture
def new(aws):
    """An organization that has set nothing."""
    aws.fail("DescribeEffectivePolicy", "EffectivePolicyNotFoundException")
    aws.fail("DescribeResourcePolicy", "ResourcePolicyNotFoundException")
    return aws


def read(aws):
    return aws.read(Organization, ACCOUNT, "global")


def test_a_live_read(aws):
    client = aws.client("organizations", "us-east-1")
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType="TAG_POLICY")
    policy = client.create_policy(
        Content="{}", Description="d", Name="regions", Type="SERVICE_CONTROL_POLICY"
    )["Policy"]["PolicySummary"]["Id"]
    client.attach_policy(PolicyId=policy, TargetId=root)
    aws.answer("DescribeEffectivePolicy", {"EffectivePolicy": OPTED_OUT})
    summary = {"Id": "rp-1", "Arn": "arn:aws:organizations::1:resourcepolicy/o-1/rp-1"}
    aws.answer("DescribeResourcePolicy", {"ResourcePolicy": {"ResourcePolicySummary": summary}})
    aws.answer("ListDelegatedAdministrators", {"DelegatedAdministrators": [{"Id": "1"}]})
    organization = read(aws)
    assert unknowns(organization) == UNTOLD
    assert organization.organization.startswith("o-")
    assert organization.feature_set == "ALL"
    assert "TAG_POLICY" in organization.policy_types
    (attached,) = organization.control_policies
    assert (attached.name, attached.targets) == ("regions", (root,))
    assert organization.delegated_administrators == ("1",)
    assert organization.delegates_itself
    assert organization.root_features == ("RootSessions",)
    assert organization.ai_services == "optOut"
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Organization)
    assert [entry.key for entry in aws.listed(Organization, "global")] == [organization.key]


def test_a_new_organization_bounds_nothing(new):
    organization = read(new)
    assert organization.control_policies == ()
    assert (organization.delegates_itself, organization.ai_services) == (False, "")
    assert organization.delegated_administrators == ()


def test_an_account_alone_is_in_none():
    aws = Audited()
    for operation in ALONE:
        aws.fail(operation, "AWSOrganizationsNotInUseException")
    aws.fail("ListOrganizationsFeatures", "OrganizationNotFoundException")
    organization = read(aws)
    assert (organization.organization, organization.feature_set) == ("", "")
    assert (organization.policy_types, organization.root_features) == ((), ())
    assert unknowns(organization) == UNTOLD


def test_a_member_knows_no_more_than_that_it_is_one(new):
    for operation in OF_THE_MANAGEMENT_ACCOUNT:
        new.fail(operation, "AccessDeniedException")
    code = "AccountNotManagementOrDelegatedAdministratorException"
    new.fail("ListOrganizationsFeatures", code)
    organization = read(new)
    assert organization.feature_set == "ALL"
    assert unknowns(organization) == [
        "control_policies",
        "created_at",
        "delegated_administrators",
        "delegates_itself",
        "policy_types",
        "root_features",
        "tags",
    ]


def test_root_access_that_no_service_may_manage(new):
    new.fail("ListOrganizationsFeatures", "ServiceAccessNotEnabledException")
    assert read(new).root_features == ()


def test_plans_and_templates_tell_the_same(new):
    new.answer(
        "ListRoots",
        {"Roots": [{"PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]},
    )
    live = read(new)
    companions = {
        "aws_iam_organizations_features.x": {"enabled_features": ["RootSessions"]},
        "aws_organizations_delegated_administrator.x": {"account_id": "1"},
        "aws_organizations_resource_policy.x": {"content": "{}"},
    }
    planned = of_plan(
        Organization, {"enabled_policy_types": ["SERVICE_CONTROL_POLICY"]}, **companions
    )
    differing = ["delegated_administrators", "delegates_itself"]
    assert differences(live, planned) == [
        "control_policies",
        *differing,
        "organization",
        "tags",
    ]
    assert (planned.delegated_administrators, planned.delegates_itself) == (("1",), True)
    resources = {
        "X": (Organization.type, {"FeatureSet": "CONSOLIDATED_BILLING"}),
        "Y": ("AWS::Organizations::ResourcePolicy", {"Content": {"Version": "2012-10-17"}}),
    }
    (written,) = declared(template(resources), Organization)
    assert (written.feature_set, written.delegates_itself) == ("CONSOLIDATED_BILLING", True)
    assert {"policy_types", "root_features", "control_policies"} <= set(unknowns(written))
