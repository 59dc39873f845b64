"""AWS::AutoScaling::AutoScalingGroup as each source tells of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.autoscaling.auto_scaling_group import AutoScalingGroup
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import by_address, plan, refers
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/asg1"
TARGETS = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/carts/73e2d6bc24d8a067"

# From awslabs/aws-config-rdk (Apache-2.0),
# rdk/template/example_ci/AWS_AutoScaling_AutoScalingGroup.json; without what is not read.
CONFIGURATION = {
    "autoScalingGroupName": "asg1",
    "autoScalingGroupARN": ARN,
    "launchConfigurationName": "test",
    "availabilityZones": ["us-east-2a"],
    "loadBalancerNames": [],
    "targetGroupARNs": [],
    "healthCheckType": "EC2",
    "createdTime": 1645469735472,
    "suspendedProcesses": [],
    "tags": [],
    "capacityRebalance": True,
    "vpczoneIdentifier": "subnet-test",
}
GROUP = {
    "AutoScalingGroupName": "asg1",
    "AutoScalingGroupARN": ARN,
    "LaunchConfigurationName": "test",
    "AvailabilityZones": ["us-east-2a"],
    "LoadBalancerNames": [],
    "TargetGroupARNs": [],
    "HealthCheckType": "EC2",
    "CreatedTime": "2022-02-21T18:55:35.472Z",
    "SuspendedProcesses": [],
    "Tags": [],
    "CapacityRebalance": True,
    "VPCZoneIdentifier": "subnet-test",
}
OVERRIDES = [{"InstanceType": "m5.large"}, {"InstanceType": "m6i.large"}]
TAG = {"Key": "team", "Value": "shop", "PropagateAtLaunch": True}


def config(**configuration):
    more = {"resourceId": ARN, "resourceName": "asg1", "arn": ARN}
    told = item(AutoScalingGroup, {**CONFIGURATION, **configuration}, **more)
    return from_config(AutoScalingGroup, {**told, "tags": configuration.pop("itemTags", {})})


def live(**group):
    answer = {"AutoScalingGroups": [{**GROUP, **group}]}
    return read_live(AutoScalingGroup, "asg1", {"DescribeAutoScalingGroups": answer})


def test_four_sources_tell_the_same_of_a_bare_group():
    seen = live()
    assert seen.unknown == {}
    assert (seen.arn, seen.zones, seen.launch_configuration) == (ARN, ("us-east-2a",), "test")
    assert (seen.balancers, seen.instance_types, seen.suspended) == ((), (), ())
    assert seen.capacity_rebalance
    assert differences(seen, config()) == []
    assert (config().arn, config().created_at) == (seen.arn, seen.created_at)
    planned = {
        "availability_zones": ["us-east-2a"],
        "launch_configuration": "test",
        "capacity_rebalance": True,
        "load_balancers": None,
        "target_group_arns": None,
        "mixed_instances_policy": [],
        "suspended_processes": None,
        "tag": [],
    }
    assert differences(seen, of_plan(AutoScalingGroup, planned)) == []
    properties = {
        "AvailabilityZones": ["us-east-2a"],
        "LaunchConfigurationName": "test",
        "CapacityRebalance": True,
    }
    assert differences(seen, of_template(AutoScalingGroup, properties)) == []


def test_four_sources_tell_the_same_of_a_group_with_everything():
    policy = {"LaunchTemplate": {"Overrides": OVERRIDES}}
    seen = live(
        LaunchConfigurationName="",
        MixedInstancesPolicy=policy,
        TargetGroupARNs=[TARGETS],
        TrafficSources=[{"Identifier": TARGETS, "Type": "elbv2"}],
        HealthCheckType="ELB",
        SuspendedProcesses=[{"ProcessName": "Launch", "SuspensionReason": "User"}],
        Tags=[{**TAG, "ResourceId": "asg1"}],
    )
    assert seen.instance_types == ("m5.large", "m6i.large")
    assert set(seen.balancers) == {TARGETS}
    assert (seen.checks_balancer_health, seen.suspended) == (True, ("Launch",))
    told = config(
        launchConfigurationName="",
        mixedInstancesPolicy={
            "launchTemplate": {
                "overrides": [{"instanceType": x["InstanceType"]} for x in OVERRIDES]
            }
        },
        targetGroupARNs=[TARGETS],
        healthCheckType="ELB",
        suspendedProcesses=[{"processName": "Launch"}],
        itemTags={"team": "shop"},
    )
    # Live calls name each target group a second time, as a source of traffic.
    assert differences(seen, told) == ["balancers"]
    assert set(told.balancers) == set(seen.balancers)
    planned = {
        "availability_zones": ["us-east-2a"],
        "capacity_rebalance": True,
        "mixed_instances_policy": [
            {
                "launch_template": [
                    {
                        "override": [
                            {"instance_type": x["InstanceType"], "instance_requirements": []}
                            for x in OVERRIDES
                        ]
                    }
                ]
            }
        ],
        "target_group_arns": [TARGETS],
        "health_check_type": "ELB",
        "suspended_processes": ["Launch"],
        "tag": [{"key": "team", "value": "shop", "propagate_at_launch": True}],
    }
    of_terraform = of_plan(AutoScalingGroup, planned)
    assert differences(seen, of_terraform) == ["balancers"]
    assert set(of_terraform.balancers) == set(seen.balancers)
    properties = {
        "AvailabilityZones": ["us-east-2a"],
        "CapacityRebalance": True,
        "MixedInstancesPolicy": policy,
        "TargetGroupARNs": [TARGETS],
        "HealthCheckType": "ELB",
        "Tags": [TAG],
    }
    of_cloudformation = of_template(AutoScalingGroup, properties)
    # CloudFormation cannot suspend.
    assert differences(seen, of_cloudformation) == ["balancers", "suspended"]


@pytest.mark.parametrize(
    ("requirements", "written"),
    [({"VCpuCount": {"Min": 2}}, [{"vcpu_count": [{"min": 2}]}]), (None, [])],
)
def test_a_group_may_choose_by_attributes(requirements, written):
    override = {"InstanceRequirements": requirements} if requirements else OVERRIDES[0]
    seen = live(MixedInstancesPolicy={"LaunchTemplate": {"Overrides": [override]}})
    planned = {
        "mixed_instances_policy": [
            {"launch_template": [{"override": [{"instance_requirements": written}]}]}
        ]
    }
    told = of_plan(AutoScalingGroup, planned)
    assert seen.chooses_by_attributes is told.chooses_by_attributes is bool(requirements)


def test_in_which_zones_subnets_are_shows_only_in_them():
    planned = of_plan(AutoScalingGroup, {"vpc_zone_identifier": ["subnet-1"]})
    assert not planned.knows("zones")
    written = of_template(AutoScalingGroup, {"VPCZoneIdentifier": ["subnet-1"]})
    assert not written.knows("zones")


@pytest.mark.parametrize("attribute", ["lb_target_group_arn", "elb"])
def test_load_balancers_that_stand_apart_in_a_plan(attribute):
    document = plan(
        {
            "aws_autoscaling_group.x": {"availability_zones": ["us-east-2a"]},
            "aws_autoscaling_attachment.x": {attribute: "carts"},
        },
        **refers(
            {
                "aws_autoscaling_attachment.x": {
                    "autoscaling_group_name": "aws_autoscaling_group.x.name"
                }
            }
        ),
    )
    (group,) = by_address(AutoScalingGroup, document).values()
    assert group.balancers == ("carts",)


@mock_aws
def test_live_on_an_emulator():
    aws = Audited()
    client = aws.client("autoscaling")
    client.create_launch_configuration(
        LaunchConfigurationName="lc1", ImageId="ami-12c6146b", InstanceType="t2.nano"
    )
    client.create_auto_scaling_group(
        AutoScalingGroupName="asg1",
        LaunchConfigurationName="lc1",
        MinSize=0,
        MaxSize=0,
        AvailabilityZones=[f"{REGION}a", f"{REGION}b"],
        Tags=[{**TAG, "ResourceId": "asg1", "ResourceType": "auto-scaling-group"}],
    )
    group = aws.read(AutoScalingGroup, "asg1")
    assert set(group.zones) == {f"{REGION}a", f"{REGION}b"}
    assert (group.launch_configuration, group.tags) == ("lc1", {"team": "shop"})
    assert not group.checks_balancer_health
    client.suspend_processes(AutoScalingGroupName="asg1", ScalingProcesses=["Launch"])
    assert aws.read(AutoScalingGroup, "asg1").suspended == ("Launch",)
    client.delete_auto_scaling_group(AutoScalingGroupName="asg1", ForceDelete=True)
    assert aws.is_gone(AutoScalingGroup, "asg1")
