"""AWS::IAM::InstanceProfile from live reads, plans and templates."""

import pytest

from posturewatch.resources.iam.instance_profile import InstanceProfile
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

TRUST = '{"Version": "2012-10-17", "Statement": []}'


@pytest.fixture
def web(iam):
    iam.create_role(RoleName="web", AssumeRolePolicyDocument=TRUST)
    iam.create_instance_profile(
        InstanceProfileName="web", Path="/apps/", Tags=[{"Key": "team", "Value": "shop"}]
    )
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    return "web"


def test_a_live_read_and_what_it_costs(aws, web):
    live = aws.read(InstanceProfile, web, "global")
    assert live == InstanceProfile(
        key=aws.key(InstanceProfile, web, "global"),
        arn=f"arn:aws:iam::{ACCOUNT}:instance-profile/apps/web",
        tags={"team": "shop"},
        created_at=live.created_at,
        roles=("web",),
    )
    assert [each.key.id for each in aws.listed(InstanceProfile, "global")] == ["web"]
    assert aws.source.calls == {"iam:GetInstanceProfile": 1, "iam:ListInstanceProfiles": 1}
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(InstanceProfile)


def test_gone_and_without_a_role(aws, iam, web):
    iam.create_instance_profile(InstanceProfileName="bare")
    assert aws.read(InstanceProfile, "bare", "global").roles == ()
    iam.delete_instance_profile(InstanceProfileName="bare")
    assert aws.is_gone(InstanceProfile, "bare", "global")


def test_plans_and_templates_tell_what_a_live_read_does(aws, web):
    live = aws.read(InstanceProfile, web, "global")
    values = {"name": "web", "role": "web", "tags_all": {"team": "shop"}}
    (by_plan,) = planned(plan({"aws_iam_instance_profile.web": values}), InstanceProfile)
    assert disagreements(by_plan, live) == ["arn"]
    (by_template,) = declared(
        template({"Web": ("AWS::IAM::InstanceProfile", {"Roles": ["web"]})}), InstanceProfile
    )
    # A template cannot tag a profile.
    assert disagreements(by_template, live) == ["arn", "tags"]
    for found in (by_plan, by_template):
        assert unknowns(found) == ["created_at"]
    (bare,) = planned(plan({"aws_iam_instance_profile.web": {"name": "web"}}), InstanceProfile)
    assert bare.roles == ()
