"""AWS::AutoScaling::AutoScalingGroup."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Present, Toggle
from posturewatch.domain.places import UNSET, Elsewhere, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource


class AutoScalingGroup(
    Resource,
    of="AWS::AutoScaling::AutoScalingGroup",
    # Config's id is the ARN.
    config_id="resourceName",
    calls=Calls(
        service="autoscaling",
        identity="DescribeAutoScalingGroups.AutoScalingGroups[0]",
        bind={"AutoScalingGroupNames": "id"},
        listed="DescribeAutoScalingGroups.AutoScalingGroups[]",
        list_id="AutoScalingGroupName",
        carries=True,
        settles=30,
    ),
    planned=Planned(
        terraform=("aws_autoscaling_group",),
        terraform_owner="autoscaling_group_name",
        cloudformation_name=("AutoScalingGroupName",),
    ),
):
    """An Auto Scaling group: instances that are replaced, added and taken away as needed."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".AutoScalingGroupARN",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The Amazon Resource Name."""

    tags: Annotated[
        Pairs,
        At(config="tags", describe=".Tags", terraform=("tag", "tags"), cloudformation="Tags"),
    ] = MappingProxyType({})
    """The group's tags."""

    created_at: Annotated[
        Moment, At(config=(".createdTime", "resourceCreationTime"), describe=".CreatedTime")
    ] = None
    """When it was made."""

    zones: Annotated[
        tuple[str, ...],
        At(
            config=".availabilityZones",
            describe=".AvailabilityZones",
            # In which zones subnets are shows only in the subnets.
            terraform=("availability_zones", Elsewhere("vpc_zone_identifier")),
            cloudformation=("AvailabilityZones", Elsewhere("VPCZoneIdentifier")),
        ),
    ] = ()
    """The availability zones in which it starts instances."""

    launch_configuration: Annotated[
        str,
        At(
            config=".launchConfigurationName",
            describe=".LaunchConfigurationName",
            terraform="launch_configuration",
            cloudformation="LaunchConfigurationName",
        ),
    ] = ""
    """The launch configuration that it starts instances by; empty with a launch template."""

    instance_types: Annotated[
        tuple[str, ...],
        At(
            config=".mixedInstancesPolicy.launchTemplate.overrides[].instanceType",
            describe=".MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceType",
            terraform="mixed_instances_policy[0].launch_template[0].override[].instance_type",
            cloudformation="MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceType",
        ),
    ] = ()
    """The instance types among which it may choose."""

    chooses_by_attributes: Annotated[
        Present,
        At(
            config=".mixedInstancesPolicy.launchTemplate.overrides[].instanceRequirements",
            describe=".MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceRequirements",
            terraform="mixed_instances_policy[0].launch_template[0].override[].instance_requirements[0]",
            cloudformation="MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceRequirements",
        ),
    ] = False
    """Whether it may choose any type with given attributes."""

    balancers: Annotated[
        tuple[str, ...],
        At(
            config=Joined(".loadBalancerNames", ".targetGroupARNs"),
            describe=Joined(
                ".LoadBalancerNames", ".TargetGroupARNs", ".TrafficSources[].Identifier"
            ),
            terraform=Joined(
                "load_balancers",
                "target_group_arns",
                "traffic_source[].identifier",
                "aws_autoscaling_attachment[].lb_target_group_arn",
                "aws_autoscaling_attachment[].elb",
                "aws_autoscaling_traffic_source_attachment[].traffic_source[0].identifier",
            ),
            cloudformation=Joined(
                "LoadBalancerNames", "TargetGroupARNs", "TrafficSources[].Identifier"
            ),
        ),
    ] = ()
    """The load balancers and target groups that send it traffic; some may be named twice."""

    health_check: Annotated[
        str,
        At(
            config=".healthCheckType",
            describe=".HealthCheckType",
            terraform="health_check_type",
            cloudformation="HealthCheckType",
        ),
    ] = "EC2"
    """What instances are replaced by: `EC2` alone, or also `ELB`, `VPC_LATTICE` and others."""

    capacity_rebalance: Annotated[
        Toggle,
        At(
            config=".capacityRebalance",
            describe=".CapacityRebalance",
            terraform="capacity_rebalance",
            cloudformation="CapacityRebalance",
        ),
    ] = False
    """Whether spot instances are replaced before EC2 takes them back."""

    suspended: Annotated[
        tuple[str, ...],
        At(
            config=".suspendedProcesses[].processName",
            describe=".SuspendedProcesses[].ProcessName",
            terraform="suspended_processes",
            cloudformation=UNSET,
        ),
    ] = ()
    """The processes that somebody, or AWS after repeated failures, has stopped."""

    @property
    def checks_balancer_health(self) -> bool:
        """Whether instances that a load balancer finds ill are replaced."""
        return "ELB" in self.health_check.upper().split(",")
