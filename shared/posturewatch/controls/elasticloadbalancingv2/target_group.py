"""Controls of AWS::ElasticLoadBalancingV2::TargetGroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, warned
from posturewatch.resources.elasticloadbalancingv2.target_group import TargetGroup


@control(
    "elasticloadbalancingv2-target-group-traffic-encrypted",
    title="Target groups should reach their targets with HTTPS or TLS",
    severity=Severity.LOW,
    remediation="Make a group with `--protocol HTTPS` (`aws elbv2 create-target-group`), and let "
    "the listener forward to it.",
)
def traffic_encrypted(group: TargetGroup) -> Verdict:
    """Behind the balancer, too, clear text can be read by whoever gets into the network."""
    if group.target_type == "lambda":
        return passed("Functions are called through AWS's own API.", target_type="lambda")
    if group.protocol == "HTTP":
        return failed("Requests go to the targets in clear text.", protocol=group.protocol)
    if group.protocol == "GENEVE":
        return passed("A gateway hands packets on as they came.", protocol=group.protocol)
    if group.protocol in ("HTTPS", "TLS"):
        return passed("Requests go to the targets encrypted.", protocol=group.protocol)
    return warned("Whether what passes through is encrypted is not told.", protocol=group.protocol)


@control(
    "elasticloadbalancingv2-target-group-owner-tagged",
    title="Target groups should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws elbv2 add-tags --tags Key=team,Value=NAME`.",
)
def owner_tagged(group: TargetGroup) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if group.owner:
        return passed("A tag names the owner.", owner=group.owner)
    return failed("No tag names the owner.", owner=None)


@control(
    "elasticloadbalancingv2-target-group-used",
    title="Target groups should belong to a load balancer",
    severity=Severity.INFORMATIONAL,
    remediation="Delete a group that nothing needs: `aws elbv2 delete-target-group`.",
)
def used(group: TargetGroup) -> Verdict:
    """What nobody uses is looked after by nobody, and blurs what really serves."""
    if group.load_balancers:
        return passed("A load balancer sends to it.", load_balancers=group.load_balancers)
    return failed("No load balancer sends to it.", load_balancers=[])
