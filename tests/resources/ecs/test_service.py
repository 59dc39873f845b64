"""AWS::ECS::Service as each source tells of it."""

import json
from datetime import UTC, datetime

import pytest
from moto import mock_aws

from posturewatch.resources.ecs.service import Service
from tests.support.aws import ACCOUNT, REGION, Audited, from_config, recorded
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/prod/web"
CLUSTER_ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/prod"
LIVE = {
    "serviceArn": ARN,
    "serviceName": "web",
    "clusterArn": CLUSTER_ARN,
    "status": "ACTIVE",
    "launchType": "FARGATE",
    "platformVersion": "1.4.0",
    "platformFamily": "Linux",
    "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    "deploymentController": {"type": "ECS"},
    "networkConfiguration": {
        "awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}
    },
    "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
    "createdBy": f"arn:aws:iam::{ACCOUNT}:role/deployer",
    "propagateTags": "SERVICE",
    "enableExecuteCommand": True,
    "taskSets": [],
    "tags": [{"key": "team", "value": "web"}],
}
CLUSTER = {
    "clusterArn": CLUSTER_ARN,
    "configuration": {"executeCommandConfiguration": {"logging": "NONE"}},
}
ANSWERS = {
    "DescribeServices": {"services": [LIVE]},
    "DescribeClusters": {"clusters": [CLUSTER]},
    "ListClusters": {"clusterArns": [CLUSTER_ARN]},
    "ListServices": {"serviceArns": [ARN]},
}
SETTINGS = {
    "ServiceName": "web",
    "Cluster": CLUSTER_ARN,
    "PlatformVersion": "1.4.0",
    "DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": True, "Rollback": True}},
    "DeploymentController": {"Type": "ECS"},
    "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED"}},
    "PropagateTags": "SERVICE",
    "EnableExecuteCommand": True,
}
PLAN = {
    "name": "web",
    "cluster": CLUSTER_ARN,
    "platform_version": "1.4.0",
    "deployment_circuit_breaker": [{"enable": True, "rollback": True}],
    "deployment_controller": [{"type": "ECS"}],
    "network_configuration": [{"subnets": ["subnet-1"], "assign_public_ip": True}],
    "propagate_tags": "SERVICE",
    "enable_execute_command": True,
    "tags_all": {"team": "web"},
}
LIVE_ONLY = ["command_logging", "created_by", "platform_family"]


def test_four_sources_tell_the_same():
    live = read_live(Service, ARN, ANSWERS)
    assert unknowns(live) == []
    assert (live.name, live.command_logging) == ("web", "NONE")
    told = item(Service, SETTINGS, arn=ARN, resourceId=ARN, tags={"team": "web"})
    config = from_config(Service, told)
    assert config.key == live.key
    assert differences(live, config) == LIVE_ONLY
    assert differences(live, of_plan(Service, PLAN)) == LIVE_ONLY
    template = {**SETTINGS, "Tags": [{"Key": "team", "Value": "web"}]}
    assert differences(live, of_template(Service, template)) == LIVE_ONLY


def test_a_recorded_item(reference_data):
    document = recorded(
        reference_data,
        "history/c7n__test_ecs_service_config__config.GetResourceConfigHistory_1__0.json",
    )
    told = {**document, "configurationItemCaptureTime": "2021-03-22T08:11:34Z"}
    service = from_config(Service, told)
    assert service.public_addresses == ("Enabled",)
    assert service.platform_version == "LATEST"
    assert not service.circuit_breaker
    assert json.loads(document["configuration"])["ServiceArn"] == service.key.id


def test_each_set_of_tasks_may_have_public_addresses():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    sets = [{"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}}]
    bare = {name: x for name, x in LIVE.items() if name != "networkConfiguration"}
    aws.answer("DescribeServices", {"services": [{**bare, "taskSets": sets}]})
    assert aws.read(Service, ARN).public_addresses == ("Enabled",)
    aws.answer("DescribeServices", {"services": [bare]})
    assert aws.read(Service, ARN).public_addresses == ()


def test_calls_name_the_cluster_that_the_id_names():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.read(Service, ARN)
    sent = {operation: parameters for _, operation, parameters in aws.requests}
    assert sent == {
        "DescribeServices": {"cluster": "prod", "services": [ARN], "include": ["TAGS"]},
        "DescribeClusters": {"clusters": ["prod"], "include": ["CONFIGURATIONS"]},
    }
    old = aws.outcome(Service, f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/web")
    assert "is not of the form" in getattr(old, "reason", "")


@pytest.mark.parametrize(
    "services", [[], [{**LIVE, "status": "DRAINING"}], [{**LIVE, "status": "INACTIVE"}]]
)
def test_gone(services):
    aws = Audited()
    aws.answer("DescribeServices", {"services": services})
    assert aws.is_gone(Service, ARN)


def test_live_in_an_emulator(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        ecs = aws.client("ecs")
        for name in ("prod", "test"):
            ecs.create_cluster(clusterName=name)
        task = {"name": "web", "image": "web", "memory": 128}
        ecs.register_task_definition(family="web", containerDefinitions=[task])
        ecs.create_service(cluster="prod", serviceName="web", taskDefinition="web", desiredCount=1)
        (listed,) = aws.listed(Service)
        assert listed.key.id == ARN
        live = aws.read(Service, ARN)
        assert live.public_addresses == ()
        assert live.propagates_tags == "NONE"
        ecs.update_service(cluster="prod", service="web", desiredCount=0)
        ecs.delete_service(cluster="prod", service="web")
        assert aws.is_gone(Service, ARN)
