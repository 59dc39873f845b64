"""An SNS topic as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.sns.topic import Topic
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:orders"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": ARN}],
}
TAGS = {"team": "web"}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        audited.client("sns").create_topic(
            Name="orders",
            Attributes={"KmsMasterKeyId": KEY, "Policy": json.dumps(POLICY)},
            Tags=[{"Key": "team", "Value": "web"}],
        )
        yield audited


ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::SNS::Topic",
    "resourceId": ARN,
    "ARN": ARN,
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {"TopicArn": ARN, "KmsMasterKeyId": KEY},
    "tags": TAGS,
}
PLAN = plan(
    {
        "aws_sns_topic.orders": {"name": "orders", "kms_master_key_id": KEY, "tags_all": TAGS},
        "aws_sns_topic_policy.orders": {"policy": json.dumps(POLICY)},
    },
    unknown={"aws_sns_topic_policy.orders": {"arn": True}},
    written={
        "aws_sns_topic_policy.orders": {
            "arn": {"references": ["aws_sns_topic.orders.arn", "aws_sns_topic.orders"]}
        }
    },
)
TEMPLATE = template(
    {
        "Orders": (
            "AWS::SNS::Topic",
            {"KmsMasterKeyId": KEY, "Tags": [{"Key": "team", "Value": "web"}]},
        ),
        "Policy": (
            "AWS::SNS::TopicPolicy",
            {"Topics": [{"Ref": "Orders"}], "PolicyDocument": POLICY},
        ),
    }
)


def test_all_sources_see_the_same_topic(aws):
    live = aws.read(Topic, ARN)
    others = [from_config(Topic, ITEM), *planned(PLAN, Topic), *declared(TEMPLATE, Topic)]
    assert len(others) == 3
    for other in others:
        assert [name for name in disagreements(live, other) if name != "arn"] == []
    assert unknowns(live) == ["created_at"]
    assert live.arn == ARN
    assert live.policy.public(ACCOUNT).answer.value == "yes"


def test_it_is_listed_and_goes(aws):
    assert [each.key.id for each in aws.listed(Topic)] == [ARN]
    aws.client("sns").delete_topic(TopicArn=ARN)
    assert aws.is_gone(Topic, ARN)


def test_what_is_denied_is_unknown(aws):
    aws.fail("ListTagsForResource", "AuthorizationError")
    assert not aws.read(Topic, ARN).knows("tags")
