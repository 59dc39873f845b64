"""A log group as live calls, a plan and a template tell of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.logs.log_group import LogGroup
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
PLAN = plan(
    {
        "aws_cloudwatch_log_group.web": {
            "name": "/web",
            "retention_in_days": 400,
            "kms_key_id": KEY,
            "tags_all": {"team": "web"},
        }
    }
)
TEMPLATE = template(
    {
        "Web": (
            "AWS::Logs::LogGroup",
            {
                "LogGroupName": "/web",
                "RetentionInDays": 400,
                "KmsKeyId": KEY,
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        logs = audited.client("logs")
        logs.create_log_group(logGroupName="/web", kmsKeyId=KEY, tags={"team": "web"})
        logs.create_log_group(logGroupName="/web/other")
        logs.put_retention_policy(logGroupName="/web", retentionInDays=400)
        yield audited


def test_all_sources_see_the_same_group(aws):
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/web"
    group = {
        "logGroupName": "/web",
        "logGroupArn": arn,
        "retentionInDays": 400,
        "kmsKeyId": KEY,
        "creationTime": 1767225600000,
    }
    aws.answer("DescribeLogGroups", {"logGroups": [{"logGroupName": "/web/other"}, group]})
    aws.answer("ListTagsForResource", {"tags": {"team": "web"}})
    live = aws.read(LogGroup, "/web")
    for other in (*planned(PLAN, LogGroup), *declared(TEMPLATE, LogGroup)):
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
    assert unknowns(live) == []
    assert live.arn == arn


def test_a_group_whose_name_begins_another_is_not_taken_for_it(aws):
    assert {each.key.id for each in aws.listed(LogGroup)} == {"/web", "/web/other"}
    aws.client("logs").delete_log_group(logGroupName="/web")
    assert aws.is_gone(LogGroup, "/web")
