"""Controls of AWS::AutoScaling::AutoScalingGroup."""

import pytest

from posturewatch.controls.autoscaling import auto_scaling_group as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.autoscaling.auto_scaling_group import AutoScalingGroup

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.balancer_health_checked, AutoScalingGroup(), PASSED),
    (
        controls.balancer_health_checked,
        AutoScalingGroup(balancers=("web",), health_check="EBS,ELB"),
        PASSED,
    ),
    (controls.balancer_health_checked, AutoScalingGroup(balancers=("web",)), FAILED),
    (controls.zones_spread, AutoScalingGroup(zones=("a", "b")), PASSED),
    (controls.zones_spread, AutoScalingGroup(zones=("a",)), FAILED),
    (controls.types_mixed, AutoScalingGroup(instance_types=("m7g.large", "m6g.large")), PASSED),
    (controls.types_mixed, AutoScalingGroup(chooses_by_attributes=True), PASSED),
    (controls.types_mixed, AutoScalingGroup(instance_types=("m7g.large", "m7g.large")), FAILED),
    (controls.types_mixed, AutoScalingGroup(), FAILED),
    (controls.launch_template_used, AutoScalingGroup(), PASSED),
    (controls.launch_template_used, AutoScalingGroup(launch_configuration="old"), FAILED),
    (controls.capacity_rebalanced, AutoScalingGroup(capacity_rebalance=True), PASSED),
    (controls.capacity_rebalanced, AutoScalingGroup(), FAILED),
    (controls.processes_running, AutoScalingGroup(), PASSED),
    (controls.processes_running, AutoScalingGroup(suspended=("Launch",)), FAILED),
    (controls.owner_tagged, AutoScalingGroup(tags={"Team": "shop"}), PASSED),
    (controls.owner_tagged, AutoScalingGroup(tags={"Name": "main"}), FAILED),
]


@pytest.mark.parametrize(("control", "group", "expected"), CASES)
def test_verdict(control, group, expected):
    assert control(group).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(
            AutoScalingGroup(unknown=dict.fromkeys(AutoScalingGroup.properties, "AccessDenied"))
        )
