"""AWS::ECS::Cluster as each source tells of it."""

from posturewatch.resources.ecs.cluster import Cluster
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/web"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
CLUSTER = {
    "clusterArn": ARN,
    "clusterName": "web",
    "status": "ACTIVE",
    "settings": [{"name": "containerInsights", "value": "enhanced"}],
    "configuration": {"executeCommandConfiguration": {"logging": "NONE", "kmsKeyId": KEY}},
    "tags": [{"key": "team", "value": "payments"}],
}
SETTINGS = {
    "ClusterName": "web",
    "ClusterSettings": [{"Name": "containerInsights", "Value": "enhanced"}],
    "Configuration": {"ExecuteCommandConfiguration": {"Logging": "NONE", "KmsKeyId": KEY}},
}
PLAN = {
    "name": "web",
    "setting": [{"name": "containerInsights", "value": "enhanced"}],
    "configuration": [{"execute_command_configuration": [{"logging": "NONE", "kms_key_id": KEY}]}],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(
        Cluster,
        ARN,
        {"DescribeClusters": {"clusters": [CLUSTER]}, "ListClusters": {"clusterArns": [ARN]}},
    )
    assert unknowns(live) == ["created_at"]
    assert live.name == "web"
    config = from_config(Cluster, item(Cluster, SETTINGS, arn=ARN, tags={"team": "payments"}))
    assert config.key == live.key
    assert differences(live, config) == []
    assert differences(live, of_plan(Cluster, PLAN)) == []
    template = {**SETTINGS, "Tags": [{"Key": "team", "Value": "payments"}]}
    assert differences(live, of_template(Cluster, template)) == []


def test_gone_when_nobody_has_the_name_or_it_is_inactive():
    aws = Audited()
    aws.answer("DescribeClusters", {"clusters": [], "failures": [{"arn": ARN}]})
    assert aws.is_gone(Cluster, ARN)
    aws.answer("DescribeClusters", {"clusters": [{**CLUSTER, "status": "INACTIVE"}]})
    assert aws.is_gone(Cluster, ARN)
