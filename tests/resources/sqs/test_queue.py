"""An SQS queue as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.sqs.queue import Queue
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"
URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "sqs:*", "Resource": ARN}
    ],
}
REDRIVE = {"deadLetterTargetArn": f"{ARN}-dead", "maxReceiveCount": 3}
TAGS = {"team": "web"}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        sqs = audited.client("sqs")
        sqs.create_queue(QueueName="orders-dead")
        attributes = {
            "SqsManagedSseEnabled": "true",
            "Policy": json.dumps(POLICY),
            "RedrivePolicy": json.dumps(REDRIVE),
        }
        sqs.create_queue(QueueName="orders", Attributes=attributes, tags=TAGS)
        yield audited


ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::SQS::Queue",
    "resourceId": URL,
    "ARN": ARN,
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {
        "QueueUrl": URL,
        "SqsManagedSseEnabled": True,
        "CreatedTimestamp": "1767225600",
    },
    "tags": TAGS,
}
PLAN = plan(
    {
        "aws_sqs_queue.orders": {
            "name": "orders",
            "policy": json.dumps(POLICY),
            "redrive_policy": json.dumps(REDRIVE),
            "tags": TAGS,
        }
    },
    unknown={"aws_sqs_queue.orders": {"sqs_managed_sse_enabled": True, "url": True}},
)
TEMPLATE = template(
    {
        "Orders": (
            "AWS::SQS::Queue",
            {"RedrivePolicy": REDRIVE, "Tags": [{"Key": "team", "Value": "web"}]},
        ),
        "Policy": (
            "AWS::SQS::QueuePolicy",
            {"Queues": [{"Ref": "Orders"}], "PolicyDocument": POLICY},
        ),
    }
)


def test_all_sources_see_the_same_queue(aws):
    live = aws.read(Queue, URL)
    config = from_config(Queue, ITEM)
    others = [config, *planned(PLAN, Queue), *declared(TEMPLATE, Queue)]
    assert len(others) == 3
    for other in others:
        differing = set(disagreements(live, other)) - {"arn", "created_at"}
        assert differing == set()
    assert unknowns(live) == []
    assert live.created_at is not None
    assert live.arn == ARN
    assert live.dead_letters == f"{ARN}-dead"
    assert live.inversions == ("NotPrincipal",)
    assert config.created_at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_it_is_listed_and_goes(aws):
    assert {each.key.id for each in aws.listed(Queue)} == {URL, f"{URL}-dead"}
    aws.client("sqs").delete_queue(QueueUrl=URL)
    assert aws.is_gone(Queue, URL)


def test_a_region_without_queues_has_none():
    # SQS leaves the list out: https://github.com/boto/boto3/issues/1813
    aws = Audited()
    aws.answer("ListQueues", {})
    assert aws.listed(Queue) == ()


def test_a_denied_listing_is_not_none():
    aws = Audited()
    aws.fail("ListQueues", "AccessDenied")
    assert isinstance(aws.source.list(Queue, ACCOUNT, REGION), Unknown)
