"""AWS::Events::EventBus as each source tells of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.domain.policy import Answer
from posturewatch.resources.events.event_bus import EventBus
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import by_address, plan, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, read_live

ARN = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/orders"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
TAGS = [{"Key": "team", "Value": "payments"}]
STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": "210987654321"},
    "Action": "events:PutEvents",
    "Resource": ARN,
}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
BUS = {
    "Name": "orders",
    "Arn": ARN,
    "CreationTime": 1767225600.0,
    "KmsKeyIdentifier": KEY,
    "LogConfig": {"Level": "ERROR", "IncludeDetail": "NONE"},
}
ANSWERS = {
    "DescribeEventBus": {**BUS, "Policy": json.dumps(POLICY)},
    "ListEventBuses": {"EventBuses": [{"Name": "orders", "Arn": ARN}]},
    "ListTagsForResource": {"Tags": TAGS},
}
PLANNED = {
    "name": "orders",
    "kms_key_identifier": KEY,
    "log_config": [{"level": "ERROR", "include_detail": "NONE"}],
    "tags_all": {"team": "payments"},
}
SETTINGS = {
    "Name": "orders",
    "KmsKeyIdentifier": KEY,
    "LogConfig": {"Level": "ERROR"},
    "Tags": TAGS,
}


def in_plan(**companions):
    document = plan({"aws_cloudwatch_event_bus.x": PLANNED, **companions})
    (bus,) = by_address(EventBus, document).values()
    return bus


def in_template(more=None, **policies):
    resources = {"X": ("AWS::Events::EventBus", {**SETTINGS, **(more or {})})}
    for name, policy in policies.items():
        told = {"StatementId": name, "EventBusName": {"Ref": "X"}, **policy}
        resources[name] = ("AWS::Events::EventBusPolicy", told)
    (bus,) = by_address(EventBus, template(resources)).values()
    return bus


def test_four_sources_tell_the_same():
    live = read_live(EventBus, "orders", ANSWERS)
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.owner == "payments"
    told = item(EventBus, {"Name": "orders", "Arn": ARN}, tags={"team": "payments"})
    config = from_config(EventBus, told)
    assert config.key == live.key
    assert differences(live, config) == ["kms_key", "log_level", "policy"]
    planned = in_plan(
        **{
            "aws_cloudwatch_event_bus_policy.x": {
                "event_bus_name": "orders",
                "policy": json.dumps(POLICY),
            }
        }
    )
    assert differences(live, planned) == []
    assert differences(live, in_template({"Policy": POLICY})) == []


def test_statements_of_their_own_are_part_of_the_policy():
    whole = in_template({"Policy": POLICY}, one={"Statement": {**STATEMENT, "Principal": "*"}})
    assert len(whole.policy.statements) == 2
    assert whole.policy.public(ACCOUNT).answer is Answer.YES
    assert in_template().policy is None
    assert in_plan().policy is None


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        ("*", None, Answer.YES),
        ("210987654321", None, Answer.NO),
        ("*", ("StringEquals", "aws:PrincipalOrgID", "o-1234567890"), Answer.NO),
    ],
)
def test_statements_that_are_written_short(principal, condition, expected):
    told = dict(zip(("Type", "Key", "Value"), condition or (), strict=False))
    more = {"Condition": told} if told else {}
    action = {"Action": "events:PutEvents", "Principal": principal}
    bus = in_template(None, all={**action, **more})
    assert bus.policy.public(ACCOUNT).answer is expected
    row = {"event_bus_name": "orders", "statement_id": "all", "principal": principal}
    row["condition"] = [{name.lower(): value for name, value in told.items()}] if told else []
    planned = in_plan(**{"aws_cloudwatch_event_permission.x": row})
    assert planned.policy == bus.policy


def test_a_statement_that_a_template_does_not_tell_is_not_known():
    bus = in_template(None, all={"Statement": {"Fn::ImportValue": "statement"}})
    assert not bus.knows("policy")


def test_the_default_bus_and_a_partners_are_not_ones_own():
    for name, own in (("default", False), ("aws.partner/example.com/a", False), ("a", True)):
        answer = {**BUS, "Name": name}
        live = read_live(
            EventBus,
            name,
            {
                **ANSWERS,
                "DescribeEventBus": answer,
                "ListEventBuses": {"EventBuses": [{"Name": name}]},
            },
        )
        assert live.is_own is own


def test_it_is_read_live_and_gone_once_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        client = aws.client("events")
        client.create_event_bus(Name="orders", Tags=TAGS)
        public = {**POLICY, "Statement": [{**STATEMENT, "Sid": "all", "Principal": "*"}]}
        client.put_permission(EventBusName="orders", Policy=json.dumps(public))
        live = aws.read(EventBus, "orders")
        assert live.policy.public(ACCOUNT).answer is Answer.YES
        assert live.owner == "payments"
        assert {entry.key.id for entry in aws.listed(EventBus)} == {"default", "orders"}
        client.delete_event_bus(Name="orders")
        assert aws.is_gone(EventBus, "orders")
