"""Controls of AWS::AutoScaling::AutoScalingGroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.autoscaling.auto_scaling_group import AutoScalingGroup


@control(
    "autoscaling-auto-scaling-group-balancer-health-checked",
    title="Auto Scaling groups behind a load balancer should use its health checks",
    severity=Severity.LOW,
    remediation="Turn them on: `aws autoscaling update-auto-scaling-group --health-check-type ELB "
    "--health-check-grace-period 300`.",
)
def balancer_health_checked(group: AutoScalingGroup) -> Verdict:
    """Without them an instance stays that runs and answers nobody, until users complain."""
    if not group.balancers:
        return passed("No load balancer sends traffic to the group.", balancers=[])
    if group.checks_balancer_health:
        return passed("Health checks of the load balancer count.", health_check=group.health_check)
    return failed(
        "Health checks of the load balancer do not count.", health_check=group.health_check
    )


@control(
    "autoscaling-auto-scaling-group-zones-spread",
    title="Auto Scaling groups should start instances in more than one availability zone",
    severity=Severity.MEDIUM,
    remediation="Add a subnet of another zone: `aws autoscaling update-auto-scaling-group "
    "--vpc-zone-identifier`.",
)
def zones_spread(group: AutoScalingGroup) -> Verdict:
    """When its only zone fails, the group can start no instance to take over."""
    if len(group.zones) > 1:
        return passed(f"The group uses {len(group.zones)} zones.", zones=group.zones)
    return failed("The group uses one zone.", zones=group.zones)


@control(
    "autoscaling-auto-scaling-group-types-mixed",
    title="Auto Scaling groups should use several instance types",
    severity=Severity.MEDIUM,
    remediation="Give the group a mixed instances policy: `aws autoscaling "
    "update-auto-scaling-group --mixed-instances-policy`.",
)
def types_mixed(group: AutoScalingGroup) -> Verdict:
    """A zone that has run out of the only type leaves the group too small when it matters."""
    if group.chooses_by_attributes:
        return passed("The group chooses types by attributes.", by_attributes=True)
    if len(set(group.instance_types)) > 1:
        return passed("The group uses several types.", types=group.instance_types)
    return failed("The group uses one instance type.", types=group.instance_types)


@control(
    "autoscaling-auto-scaling-group-launch-template-used",
    title="Auto Scaling groups should start instances by a launch template",
    severity=Severity.MEDIUM,
    remediation="Make one (`aws ec2 create-launch-template`) and use it: `aws autoscaling "
    "update-auto-scaling-group --launch-template`.",
)
def launch_template_used(group: AutoScalingGroup) -> Verdict:
    """Launch configurations get no new features any more, such as defaults that are safer."""
    if not group.launch_configuration:
        return passed("The group uses a launch template.", launch_configuration=None)
    return failed(
        "The group uses a launch configuration.", launch_configuration=group.launch_configuration
    )


@control(
    "autoscaling-auto-scaling-group-capacity-rebalanced",
    title="Auto Scaling groups should replace spot instances before they are taken back",
    severity=Severity.LOW,
    remediation="Turn it on: `aws autoscaling update-auto-scaling-group --capacity-rebalance`.",
)
def capacity_rebalanced(group: AutoScalingGroup) -> Verdict:
    """Without it the group shrinks first and starts a replacement only after the loss."""
    if group.capacity_rebalance:
        return passed("Capacity is rebalanced.", capacity_rebalance=True)
    return failed("Capacity is not rebalanced.", capacity_rebalance=False)


@control(
    "autoscaling-auto-scaling-group-processes-running",
    title="Auto Scaling groups should have no suspended processes",
    severity=Severity.LOW,
    remediation="Find out why it was stopped, then `aws autoscaling resume-processes`.",
)
def processes_running(group: AutoScalingGroup) -> Verdict:
    """A group whose processes stand still neither replaces ill instances nor adds new ones."""
    if not group.suspended:
        return passed("No process is suspended.", suspended=[])
    return failed("A process is suspended.", suspended=group.suspended)


@control(
    "autoscaling-auto-scaling-group-owner-tagged",
    title="Auto Scaling groups should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the group with `owner` or `team`: `aws autoscaling create-or-update-tags`.",
)
def owner_tagged(group: AutoScalingGroup) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if group.owner:
        return passed("A tag names the owner.", owner=group.owner)
    return failed("No tag names the owner.", tags=sorted(group.tags))
