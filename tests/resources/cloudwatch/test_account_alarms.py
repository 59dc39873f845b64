"""AWS::CloudWatch::AccountAlarms from live reads: no other source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.cloudwatch.account_alarms import AccountAlarms
from posturewatch.resources.cloudwatch.watched import HARMLESS, WATCHED
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited
from tests.support.snapshots import unknowns

REGION = "eu-west-1"
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:security"
PATTERN = "{ ($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion) }"
SUBJECT = "keys that are disabled or deleted"


def trail(**settings):
    name = settings.pop("name", "all")
    return {
        "Name": name,
        "TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/{name}",
        "HomeRegion": REGION,
        "IsMultiRegionTrail": True,
        "HasCustomEventSelectors": False,
        "CloudWatchLogsLogGroupArn": GROUP,
        **settings,
    }


@pytest.fixture
def aws():
    """An account with a trail; moto does not know of log groups that trails write to."""
    with mock_aws():
        audited = Audited()
        audited.answer("DescribeTrails", {"trailList": [trail()]})
        audited.answer("GetTrailStatus", {"IsLogging": True})
        audited.answer("GetEventSelectors", {})
        yield audited


def watch(aws, actions=(TOPIC,)):
    """Count the calls, raise an alarm on them, and subscribe somebody to its topic."""
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="trail")
    logs.put_metric_filter(
        logGroupName="trail",
        filterName="keys",
        filterPattern=PATTERN,
        metricTransformations=[
            {"metricName": "Keys", "metricNamespace": "Security", "metricValue": "1"}
        ],
    )
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName="keys",
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        EvaluationPeriods=1,
        MetricName="Keys",
        Namespace="Security",
        Period=300,
        Statistic="Sum",
        Threshold=1,
        AlarmActions=list(actions),
    )
    aws.client("sns").create_topic(Name="security")
    aws.client("sqs").create_queue(QueueName="alarms")
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:alarms"
    aws.client("sns").subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=queue)


def read(aws):
    return aws.read(AccountAlarms, ACCOUNT, "global")


def test_a_live_read(aws):
    watch(aws)
    account = read(aws)
    assert unknowns(account) == ["created_at", "tags"]
    (watched,) = account.trails
    (counted,) = watched.filters
    (alarm,) = counted.alarms
    assert (watched.tells, watched.log_group_name) == (True, "trail")
    assert (counted.name, counted.log_group, counted.pattern) == ("keys", "trail", PATTERN)
    assert (alarm.name, alarm.actions_enabled) == ("keys", True)
    assert [action.arn for action in alarm.actions] == [TOPIC]
    assert alarm.is_heard
    assert account.untold(SUBJECT) == ()
    assert account.untold("changes of VPCs") == tuple(WATCHED["changes of VPCs"])
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(AccountAlarms)


def test_everything_is_asked_in_the_home_region_of_the_trail(aws):
    watch(aws)
    read(aws)
    asked = {name: region for region, name, _ in aws.requests}
    assert asked["DescribeTrails"] == "us-east-1"
    reads = ("GetTrailStatus", "DescribeMetricFilters", "DescribeAlarmsForMetric")
    assert {asked[name] for name in (*reads, "ListSubscriptionsByTopic")} == {REGION}


@pytest.mark.parametrize("code", ["InvalidParameter", "NotFound"])
def test_what_is_no_topic_tells_nobody(aws, code):
    watch(aws, actions=["arn:aws:automate:eu-west-1:ec2:stop"])
    aws.fail("ListSubscriptionsByTopic", code)
    account = read(aws)
    assert account.trails[0].filters[0].is_heard is False
    assert account.untold(SUBJECT) == ("DisableKey", "ScheduleKeyDeletion")


def test_a_topic_that_may_not_be_read_is_unknown(aws):
    watch(aws)
    aws.fail("ListSubscriptionsByTopic", "AuthorizationError")
    assert read(aws).trails[0].filters[0].is_heard is None


def test_an_account_without_a_trail_of_all_regions_tells_nobody(aws):
    aws.answer("DescribeTrails", {"trailList": [trail(IsMultiRegionTrail=False)]})
    account = read(aws)
    assert account.trails == ()
    assert account.untold(SUBJECT) == ("DisableKey", "ScheduleKeyDeletion")
    assert [entry.key.id for entry in aws.listed(AccountAlarms, "global")] == [ACCOUNT]


def test_a_denied_listing_of_trails_is_unknown(aws):
    aws.fail("DescribeTrails", "AccessDeniedException")
    assert isinstance(aws.outcome(AccountAlarms, ACCOUNT, "global"), Unknown)


def test_a_trail_without_a_group_does_not_tell(aws):
    told = trail()
    told.pop("CloudWatchLogsLogGroupArn")
    aws.answer("DescribeTrails", {"trailList": [told]})
    assert read(aws).trails[0].tells is False


@pytest.mark.parametrize(
    ("selector", "tells"),
    [
        ({"ReadWriteType": "All", "IncludeManagementEvents": True}, True),
        ({"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}, False),
        ({"ReadWriteType": "All", "IncludeManagementEvents": False}, False),
    ],
)
def test_selectors_decide_what_a_trail_tells(aws, selector, tells):
    aws.answer("DescribeTrails", {"trailList": [trail(HasCustomEventSelectors=True)]})
    aws.answer("GetEventSelectors", {"EventSelectors": [selector]})
    assert read(aws).trails[0].tells is tells


def test_selectors_that_may_not_be_read(aws):
    aws.answer("DescribeTrails", {"trailList": [trail(HasCustomEventSelectors=True)]})
    aws.fail("GetEventSelectors", "AccessDeniedException")
    assert read(aws).trails[0].tells is None


def test_records_are_named_by_what_they_are():
    for records in WATCHED.values():
        for name, record in records.items():
            assert name in (record["eventName"], record.get("errorCode"))
    assert not {record["eventName"] for record in HARMLESS} & {
        record["eventName"] for records in WATCHED.values() for record in records.values()
    }
