"""AWS::IAM::ManagedPolicy from Config items, live reads, plans and templates."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from posturewatch.domain.errors import BadInput
from posturewatch.domain.places import Unknown
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.reading import Gone
from posturewatch.resources.iam.managed_policy import ManagedPolicy
from posturewatch.sources.config import key_of, read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:iam::{ACCOUNT}:policy/ELB-policy"
ELB = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Stmt1461949544000",
            "Effect": "Allow",
            "Action": ["elasticloadbalancing:Describe*"],
            "Resource": ["*"],
        }
    ],
}
NARROW = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
}

# After awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci/AWS_IAM_Policy.json: the
# account is the tests' own, the document is written as today, and there is a version more.
ITEM: dict[str, Any] = {
    "awsAccountId": ACCOUNT,
    "configurationItemCaptureTime": "2016-09-24T17:32:17.358Z",
    "configurationItemStatus": "OK",
    "ARN": ARN,
    "resourceType": "AWS::IAM::Policy",
    "resourceId": "ANPAIJWML3NX3NT6UAGO4",
    "resourceName": "ELB-policy",
    "awsRegion": "global",
    "resourceCreationTime": "2016-04-29T17:11:26.000Z",
    "tags": {"team": "shop"},
    "configuration": {
        "policyName": "ELB-policy",
        "arn": ARN,
        "defaultVersionId": "v2",
        "attachmentCount": 0,
        "permissionsBoundaryUsageCount": 0,
        "policyVersionList": [
            {
                "document": quote(json.dumps(ELB)),
                "versionId": "v2",
                "isDefaultVersion": True,
            },
            {
                "document": quote(json.dumps(NARROW)),
                "versionId": "v1",
                "isDefaultVersion": False,
            },
        ],
    },
    "supplementaryConfiguration": {},
}


@pytest.fixture
def elb(iam):
    """The policy of the item."""
    iam.create_policy(
        PolicyName="ELB-policy",
        PolicyDocument=json.dumps(NARROW),
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    iam.create_policy_version(PolicyArn=ARN, PolicyDocument=json.dumps(ELB), SetAsDefault=True)
    return ARN


def test_the_recorded_item(reference_data):
    policy = from_config(ManagedPolicy, recorded(reference_data, "items/rdk__AWS_IAM_Policy.json"))
    arn = "arn:aws:iam::264683526309:policy/ELB-policy"
    assert str(policy.key) == f"264683526309/global/AWS::IAM::ManagedPolicy/{arn}"
    # Items of 2016 hold the document in a list of one.
    assert policy == ManagedPolicy(
        key=policy.key,
        arn=arn,
        created_at=datetime(2016, 4, 29, 17, 11, 26, tzinfo=UTC),
        document=PolicyDocument.parse(ELB),
        attachments=4,
    )


def test_the_item_of_another_writer(aws, iam, elb):
    config = aws.client("config", "us-east-1")
    identifier = iam.get_policy(PolicyArn=elb)["Policy"]["PolicyId"]
    answer = config.batch_get_resource_config(
        resourceKeys=[{"resourceType": "AWS::IAM::Policy", "resourceId": identifier}]
    )
    item = from_config(ManagedPolicy, answer["baseConfigurationItems"][0])
    assert disagreements(item, aws.read(ManagedPolicy, elb, "global")) == []


@pytest.mark.parametrize("name", ["ARN", "arn"])
def test_the_arn_is_the_id_in_both_forms_of_an_item(name):
    item = {"accountId": ACCOUNT, "awsRegion": "global", "resourceId": "ANPAEXAMPLE", name: ARN}
    assert key_of(item, ManagedPolicy).id == ARN


def test_the_other_id_is_never_taken_for_the_arn():
    item = {"accountId": ACCOUNT, "awsRegion": "global", "resourceId": "ANPAEXAMPLE"}
    with pytest.raises(BadInput, match="the id of its resource"):
        key_of(item, ManagedPolicy)


def test_a_deleted_policy_is_known_by_its_arn():
    item = {**ITEM, "configurationItemStatus": "ResourceDeleted", "configuration": None}
    gone = read_item(item, ManagedPolicy)
    assert isinstance(gone, Gone)
    assert gone.key.id == ARN


def test_an_item_without_versions_says_nothing_of_the_document():
    configuration = {**ITEM["configuration"], "policyVersionList": None}
    policy = from_config(ManagedPolicy, {**ITEM, "configuration": configuration})
    missing = "missing from what config gave"
    assert policy.unknown == {"document": missing, "inversions": missing}


def test_a_live_read(aws, elb):
    policy = aws.read(ManagedPolicy, elb, "global")
    assert policy == ManagedPolicy(
        key=aws.key(ManagedPolicy, elb, "global"),
        arn=ARN,
        tags={"team": "shop"},
        created_at=policy.created_at,
        document=PolicyDocument.parse(ELB),
    )
    assert aws.source.calls == {"iam:GetPolicy": 1, "iam:GetPolicyVersion": 1}


def test_config_and_live_agree(aws, elb):
    live, item = aws.read(ManagedPolicy, elb, "global"), from_config(ManagedPolicy, ITEM)
    # The policy of the item is ten years older.
    assert disagreements(item, live) == ["created_at"]


def test_uses(aws, iam, elb):
    iam.create_user(UserName="ann")
    iam.attach_user_policy(UserName="ann", PolicyArn=elb)
    answered = iam.get_policy(PolicyArn=elb)["Policy"]
    # moto does not count the uses as a boundary.
    aws.answer("GetPolicy", {"Policy": {**answered, "PermissionsBoundaryUsageCount": 2}})
    policy = aws.read(ManagedPolicy, elb, "global")
    assert (policy.attachments, policy.boundary_uses) == (1, 2)


def test_gone(aws, iam):
    arn = iam.create_policy(PolicyName="old", PolicyDocument=json.dumps(ELB))["Policy"]["Arn"]
    aws.read(ManagedPolicy, arn, "global")
    iam.delete_policy(PolicyArn=arn)
    assert aws.is_gone(ManagedPolicy, arn, "global")


def test_without_the_identity_call_nothing_is_known(aws, elb):
    for code in ("AccessDenied", "Throttling"):
        aws.fail("GetPolicy", code)
        assert aws.outcome(ManagedPolicy, elb, "global") == Unknown(f"{code} on GetPolicy")


def test_a_failed_call_leaves_only_its_own_property_unknown(aws, elb):
    for code in ("AccessDenied", "Throttling", "NoSuchEntity"):
        aws.fail("GetPolicyVersion", code)
        assert unknowns(aws.read(ManagedPolicy, elb, "global")) == ["document", "inversions"]


def test_only_the_customer_s_own_are_listed(aws_with_its_policies):
    aws = aws_with_its_policies
    iam = aws.client("iam", "us-east-1")
    iam.create_policy(PolicyName="ELB-policy", PolicyDocument=json.dumps(ELB))
    assert [each.key.id for each in aws.listed(ManagedPolicy, "global")] == [ARN]
    aws.read(ManagedPolicy, ARN, "global")
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(ManagedPolicy)
    aws.fail("ListPolicies")
    denied = aws.source.list(ManagedPolicy, ACCOUNT, "global")
    assert denied == Unknown("AccessDenied on ListPolicies")


def test_plans_and_templates_tell_what_a_live_read_does(aws, elb):
    live = aws.read(ManagedPolicy, elb, "global")
    values = {"name": "ELB-policy", "policy": json.dumps(ELB), "tags_all": {"team": "shop"}}
    (by_plan,) = planned(plan({"aws_iam_policy.elb": values}), ManagedPolicy)
    assert disagreements(by_plan, live) == ["arn"]
    assert unknowns(by_plan) == ["attachments", "boundary_uses", "created_at"]
    properties = {"ManagedPolicyName": "ELB-policy", "PolicyDocument": ELB}
    (by_template,) = declared(
        template({"Elb": ("AWS::IAM::ManagedPolicy", properties)}), ManagedPolicy
    )
    # A template cannot tag a policy.
    assert disagreements(by_template, live) == ["arn", "tags"]


def test_what_is_left_out_is_told_even_of_a_policy_that_iam_would_refuse():
    statement = {"Effect": "Allow", "NotAction": {"AWS": ["arn:aws:iam::1:root"]}}
    properties = {"PolicyDocument": {"Statement": [statement]}}
    (policy,) = declared(template({"P": ("AWS::IAM::ManagedPolicy", properties)}), ManagedPolicy)
    assert policy.inversions == ("NotAction",)
    assert not policy.knows("document")
