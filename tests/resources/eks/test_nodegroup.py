"""AWS::EKS::Nodegroup as each source tells of it."""

from datetime import UTC, datetime

import pytest
from moto import mock_aws

from posturewatch.resources.eks.nodegroup import Nodegroup
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan, of_template, read_live

ARN = f"arn:aws:eks:{REGION}:{ACCOUNT}:nodegroup/prod/blue/0a1b2c"
NODES = {
    "nodegroupName": "blue",
    "nodegroupArn": ARN,
    "clusterName": "prod",
    "version": "1.34",
    "releaseVersion": "1.34.1-20261104",
    "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
    "status": "ACTIVE",
    "amiType": "AL2023_x86_64_STANDARD",
    "subnets": ["subnet-1", "subnet-2"],
    "remoteAccess": {"ec2SshKey": "ops", "sourceSecurityGroups": ["sg-1"]},
    "nodeRepairConfig": {"enabled": True},
    "tags": {"team": "web"},
}
ANSWERS = {
    "DescribeNodegroup": {"nodegroup": NODES},
    "ListNodegroups": {"nodegroups": ["blue"]},
    "ListClusters": {"clusters": ["prod"]},
    "DescribeSubnets": {"Subnets": [{"SubnetId": "subnet-1", "MapPublicIpOnLaunch": False}]},
}
PLAN = {
    "cluster_name": "prod",
    "node_group_name": "blue",
    "version": "1.34",
    "release_version": "1.34.1-20261104",
    "ami_type": "AL2023_x86_64_STANDARD",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "remote_access": [{"ec2_ssh_key": "ops", "source_security_group_ids": ["sg-1"]}],
    "node_repair_config": [{"enabled": True}],
    "launch_template": [],
    "tags_all": {"team": "web"},
}
TEMPLATE = {
    "ClusterName": "prod",
    "NodegroupName": "blue",
    "Version": "1.34",
    "ReleaseVersion": "1.34.1-20261104",
    "AmiType": "AL2023_x86_64_STANDARD",
    "Subnets": ["subnet-1", "subnet-2"],
    "RemoteAccess": {"Ec2SshKey": "ops", "SourceSecurityGroups": ["sg-1"]},
    "NodeRepairConfig": {"Enabled": True},
    "Tags": {"team": "web"},
}
SUBNETS = [f"subnets[{n}].gives_public_addresses" for n in (0, 1)]


def test_the_sources_tell_the_same():
    live = read_live(Nodegroup, "prod/blue", ANSWERS)
    assert unknowns(live) == []
    assert live.public_subnets == ()
    assert not live.is_open_to_all
    assert differences(live, of_plan(Nodegroup, PLAN)) == SUBNETS
    assert differences(live, of_template(Nodegroup, TEMPLATE)) == SUBNETS


def test_its_launch_template_and_its_subnets_are_asked_about():
    aws = Audited()
    template = {"id": "lt-1", "name": "blue", "version": "7"}
    aws.answer("DescribeNodegroup", {"nodegroup": {**NODES, "launchTemplate": template}})
    data = {"MetadataOptions": {"HttpTokens": "required"}}
    aws.answer(
        "DescribeLaunchTemplateVersions",
        {"LaunchTemplateVersions": [{"VersionNumber": 7, "LaunchTemplateData": data}]},
    )
    aws.answer("DescribeSubnets", {"Subnets": [{"MapPublicIpOnLaunch": True}]})
    live = aws.read(Nodegroup, "prod/blue")
    assert (live.launch_template, live.metadata_tokens) == (True, "required")
    assert live.public_subnets == ("subnet-1", "subnet-2")
    aws.fail("DescribeLaunchTemplateVersions", "UnauthorizedOperation")
    aws.fail("DescribeSubnets", "UnauthorizedOperation")
    assert unknowns(aws.read(Nodegroup, "prod/blue")) == ["metadata_tokens", *SUBNETS]


def test_what_a_plan_leaves_to_the_cluster_or_to_a_template_is_unknown():
    plan = of_plan(Nodegroup, {"cluster_name": "prod", "launch_template": [{"version": "1"}]})
    assert plan.launch_template
    assert {"image_type", "metadata_tokens", "version"} <= set(unknowns(plan))
    assert unknowns(of_template(Nodegroup, {})) == ["created_at", "image_type", "version"]
    assert of_template(Nodegroup, {"RemoteAccess": {"Ec2SshKey": "ops"}}).is_open_to_all


@pytest.fixture
def moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        yield Audited()


def test_live_in_an_emulator(moto):
    eks, ec2 = moto.client("eks"), moto.client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    role = f"arn:aws:iam::{ACCOUNT}:role/nodes"
    for name in ("a", "b"):
        eks.create_cluster(name=name, roleArn=role, resourcesVpcConfig={"subnetIds": [subnet]})
    eks.create_nodegroup(
        clusterName="b", nodegroupName="n", nodeRole=role, subnets=[subnet], amiType="AL2_x86_64"
    )
    (listed,) = moto.listed(Nodegroup)
    assert listed.key.id == "b/n"
    live = moto.read(Nodegroup, "b/n")
    assert live.cluster == "b"
    # A default subnet gives public addresses.
    assert live.public_subnets == (subnet,)
    eks.delete_nodegroup(clusterName="b", nodegroupName="n")
    assert moto.is_gone(Nodegroup, "b/n")
    assert moto.is_gone(Nodegroup, "c/n")


def test_what_is_being_deleted_is_gone():
    aws = Audited()
    aws.answer("DescribeNodegroup", {"nodegroup": {**NODES, "status": "DELETING"}})
    assert aws.is_gone(Nodegroup, "prod/blue")
