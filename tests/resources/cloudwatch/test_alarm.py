"""AWS::CloudWatch::Alarm as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.domain.reading import Gone
from posturewatch.resources.cloudwatch.alarm import Alarm
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited, found, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:ops"
ARN = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:errors"
TAGS = [{"Key": "team", "Value": "web"}]


@pytest.fixture
def aws():
    with mock_aws():
        yield Audited()


def make(aws, name="errors", **settings):
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        EvaluationPeriods=1,
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Period=300,
        Statistic="Sum",
        Threshold=1,
        **settings,
    )


def test_a_live_read(aws):
    make(aws, AlarmActions=[TOPIC], ActionsEnabled=False, Tags=TAGS)
    alarm = aws.read(Alarm, "errors")
    assert (alarm.actions, alarm.actions_enabled, alarm.owner) == ((TOPIC,), False, "web")
    assert (alarm.arn, alarm.name) == (ARN, "errors")
    assert unknowns(alarm) == ["created_at"]
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Alarm)


def test_a_listing_tells_the_same_as_a_read(aws):
    make(aws, AlarmActions=[TOPIC])
    make(aws, name="errors/hourly")
    entries = aws.listed(Alarm)
    assert [entry.key.id for entry in entries] == ["errors", "errors/hourly"]
    for entry in entries:
        told = found(aws.source.read(Alarm, entry.key, listed=entry))
        assert told == aws.read(Alarm, entry.key.id)


def test_an_alarm_whose_name_begins_alike_is_another(aws):
    make(aws, name="errors/hourly")
    assert aws.is_gone(Alarm, "errors")


def test_four_sources_tell_the_same(aws):
    make(aws, AlarmActions=[TOPIC], Tags=TAGS)
    live = aws.read(Alarm, "errors")
    configuration = {
        "alarmName": "errors",
        "alarmArn": ARN,
        "actionsEnabled": True,
        "alarmActions": [TOPIC],
    }
    config = from_config(Alarm, item(Alarm, configuration, tags={"team": "web"}))
    assert config.key == live.key
    assert differences(live, config) == []
    plan = {"alarm_name": "errors", "alarm_actions": [TOPIC], "tags_all": {"team": "web"}}
    assert differences(live, of_plan(Alarm, plan)) == []
    properties = {"AlarmName": "errors", "AlarmActions": [TOPIC], "Tags": TAGS}
    assert differences(live, of_template(Alarm, properties)) == []


def test_a_deletion_is_told_by_name():
    told = item(Alarm, {}, configurationItemStatus="ResourceDeleted", resourceName="errors")
    told.pop("configuration")
    outcome = read_item(told, Alarm)
    assert isinstance(outcome, Gone)
    assert outcome.key.id == "errors"
