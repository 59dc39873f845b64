"""A task definition as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.ecs.task_definition import TaskDefinition
from tests.support.aws import ACCOUNT, REGION, Audited, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

CONTAINER = {
    "name": "web",
    "image": "web:1",
    "user": "1000",
    "privileged": True,
    "memory": 512,
    "environment": [{"name": "LOG_LEVEL", "value": "debug"}],
    "logConfiguration": {"logDriver": "awslogs"},
    "linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"]}},
}
ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:1"


def pascal(value):
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: pascal(inner) for name, inner in value.items()}
    return [pascal(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        audited.client("ecs").register_task_definition(
            family="web",
            networkMode="host",
            pidMode="host",
            containerDefinitions=[CONTAINER],
            tags=[{"key": "team", "value": "web"}],
        )
        yield audited


ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::ECS::TaskDefinition",
    "resourceId": "web:1",
    "ARN": ARN,
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {
        "Family": "web",
        "NetworkMode": "host",
        "PidMode": "host",
        "ContainerDefinitions": [pascal(CONTAINER)],
    },
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_ecs_task_definition.web": {
            "family": "web",
            "network_mode": "host",
            "pid_mode": "host",
            "container_definitions": json.dumps([CONTAINER]),
            "tags": {"team": "web"},
        }
    }
)
TEMPLATE = template(
    {
        "Web": (
            "AWS::ECS::TaskDefinition",
            {
                "Family": "web",
                "NetworkMode": "host",
                "PidMode": "host",
                "ContainerDefinitions": [pascal(CONTAINER)],
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


def test_all_sources_see_the_same_task(aws):
    live = aws.read(TaskDefinition, "web")
    others = [
        from_config(TaskDefinition, ITEM),
        *planned(PLAN, TaskDefinition),
        *declared(TEMPLATE, TaskDefinition),
    ]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
    assert unknowns(live) == []
    assert live.arn == ARN
    assert live.privileged == ("web",)
    assert live.capable == {"web": ("SYS_PTRACE",)}


def test_the_latest_active_revision_counts(aws):
    ecs = aws.client("ecs")
    ecs.register_task_definition(family="web", containerDefinitions=[{**CONTAINER, "name": "b"}])
    assert [x.name for x in aws.read(TaskDefinition, "web").containers] == ["b"]
    assert [each.key.id for each in aws.listed(TaskDefinition)] == ["web"]


def test_a_family_without_an_active_revision_is_gone(aws):
    aws.fail("DescribeTaskDefinition", "ClientException")
    assert aws.is_gone(TaskDefinition, "web")


def test_a_recorded_item_is_of_its_family(reference_data):
    file = next(
        line["file"]
        for line in map(
            json.loads, (reference_data / "config_documents.jsonl").read_text("utf-8").splitlines()
        )
        if line["resource_type"] == "AWS::ECS::TaskDefinition"
    )
    document = dict(recorded(reference_data, file))
    document["configurationItemCaptureTime"] = "2021-03-08T00:57:12Z"
    task = from_config(TaskDefinition, document)
    assert task.key.id == "TEST"
    assert task.network_mode == "awsvpc"
    assert [(x.name, x.log_driver) for x in task.containers] == [("dwcqwc", "awslogs")]
