"""AWS::IAM::Group from Config items, live reads, plans and templates."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.resources.iam.group import Group
from posturewatch.resources.iam.inline import GroupPolicy
from posturewatch.resources.iam.permissions import AttachedPolicy
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

BUCKETS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
}
READERS = f"arn:aws:iam::{ACCOUNT}:policy/readers"

# Written by hand in the form of the recorded items of users and roles.
ITEM: dict[str, Any] = {
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2026-11-06T17:56:56.560Z",
    "configurationItemStatus": "OK",
    "arn": f"arn:aws:iam::{ACCOUNT}:group/staff/readers",
    "resourceType": "AWS::IAM::Group",
    "resourceId": "AGPAEXAMPLE",
    "resourceName": "readers",
    "awsRegion": "global",
    "resourceCreationTime": "2026-09-22T05:55:07.000Z",
    "configuration": {
        "path": "/staff/",
        "groupName": "readers",
        "groupPolicyList": [
            {"policyName": "buckets", "policyDocument": quote(json.dumps(BUCKETS))}
        ],
        "attachedManagedPolicies": [{"policyName": "readers", "policyArn": READERS}],
    },
}


@pytest.fixture
def readers(iam, policy):
    """The group of the item, with a member."""
    iam.create_group(GroupName="readers", Path="/staff/")
    iam.put_group_policy(
        GroupName="readers", PolicyName="buckets", PolicyDocument=json.dumps(BUCKETS)
    )
    iam.attach_group_policy(GroupName="readers", PolicyArn=policy("readers", BUCKETS))
    iam.create_user(UserName="ann")
    iam.add_user_to_group(GroupName="readers", UserName="ann")
    return "readers"


def test_a_live_read_and_what_it_costs(aws, readers):
    document = PolicyDocument.parse(BUCKETS)
    live = aws.read(Group, readers, "global")
    assert live == Group(
        key=aws.key(Group, readers, "global"),
        arn=f"arn:aws:iam::{ACCOUNT}:group/staff/readers",
        created_at=live.created_at,
        members=("ann",),
        inline_policies=(GroupPolicy(name="buckets", document=document),),
        attached_policies=(AttachedPolicy(arn=READERS, document=document),),
    )
    assert live.permissions.admin is Answer.NO
    assert [each.key.id for each in aws.listed(Group, "global")] == ["readers"]
    assert set(aws.source.calls.values()) == {1}
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Group)


def test_the_recorded_item(reference_data):
    group = from_config(Group, recorded(reference_data, "items/rdk__AWS_IAM_Group.json"))
    assert str(group.key) == "264683526309/global/AWS::IAM::Group/MyTestGroup"
    assert group.inline_policies == ()
    # What AdministratorAccess grants need not be read.
    assert group.permissions.admin is Answer.YES


def test_config_and_live_agree(aws, readers):
    item = from_config(Group, ITEM)
    assert disagreements(item, aws.read(Group, readers, "global")) == ["created_at"]
    assert unknowns(item) == ["attached_policies[0].document", "members"]


def test_gone_and_denied(aws, iam, readers):
    for code in ("AccessDenied", "Throttling"):
        aws.fail("ListGroupPolicies", code)
        assert unknowns(aws.read(Group, readers, "global")) == ["inline_policies"]
    iam.create_group(GroupName="old")
    iam.delete_group(GroupName="old")
    assert aws.is_gone(Group, "old", "global")


def test_plans_and_templates_tell_what_a_live_read_does(aws, readers):
    live = aws.read(Group, readers, "global")
    (by_plan,) = planned(
        plan(
            {
                "aws_iam_group.readers": {"name": "readers", "path": "/staff/"},
                "aws_iam_group_policy.buckets": {
                    "group": "readers",
                    "name": "buckets",
                    "policy": json.dumps(BUCKETS),
                },
                "aws_iam_group_policy_attachment.readers": {
                    "group": "readers",
                    "policy_arn": READERS,
                },
                "aws_iam_user_group_membership.ann": {"user": "ann", "groups": ["readers"]},
            }
        ),
        Group,
    )
    assert disagreements(by_plan, live) == ["arn"]
    assert unknowns(by_plan) == ["attached_policies[0].document", "created_at"]
    (by_template,) = declared(
        template(
            {
                "Readers": ("AWS::IAM::Group", {"ManagedPolicyArns": [READERS]}),
                "Buckets": (
                    "AWS::IAM::GroupPolicy",
                    {
                        "GroupName": {"Ref": "Readers"},
                        "PolicyName": "buckets",
                        "PolicyDocument": BUCKETS,
                    },
                ),
            }
        ),
        Group,
    )
    assert disagreements(by_template, live) == ["arn"]
    assert unknowns(by_template) == ["attached_policies[0].document", "created_at", "members"]
