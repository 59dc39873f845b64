"""Controls of AWS::EC2::VPC."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.vpc import VPC


@control(
    "ec2-vpc-flow-logs-enabled",
    title="VPCs should have flow logs of refused connections",
    severity=Severity.MEDIUM,
    remediation="Turn them on: `aws ec2 create-flow-logs --resource-type VPC --resource-ids ID "
    "--traffic-type ALL`, with a log group or a bucket as destination.",
)
def flow_logs_enabled(vpc: VPC) -> Verdict:
    """Without a record of connections nobody can tell where an intruder came from and went."""
    if vpc.recording:
        return passed("An active flow log records refused connections.", traffic=vpc.recording)
    return failed(
        "No active flow log records refused connections.",
        flow_logs=[f"{log.status} {log.traffic}" for log in vpc.flow_logs],
    )


@control(
    "ec2-vpc-default-removed",
    title="Default VPCs should be removed",
    severity=Severity.LOW,
    remediation="Move what runs there to a VPC with private subnets, then delete the default one: "
    "`aws ec2 delete-vpc`.",
)
def default_removed(vpc: VPC) -> Verdict:
    """Every subnet of a default VPC is public, and what names no network is started there."""
    if not vpc.is_default:
        return passed("This is not the default VPC of the region.", default=False)
    return failed("The region still has its default VPC.", default=True)


@control(
    "ec2-vpc-ec2-endpoint-present",
    title="VPCs should have an endpoint for the API of EC2",
    severity=Severity.MEDIUM,
    remediation="Make one: `aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface "
    "--service-name com.amazonaws.REGION.ec2`.",
)
def ec2_endpoint_present(vpc: VPC) -> Verdict:
    """Calls of EC2's API leave the VPC for public addresses where no endpoint keeps them inside."""
    if vpc.ec2_endpoints:
        return passed("The VPC has an endpoint for EC2.", endpoints=vpc.ec2_endpoints)
    return failed("The VPC has no endpoint for EC2.", endpoints=vpc.endpoints)


@control(
    "ec2-vpc-owner-tagged",
    title="VPCs should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the VPC with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(vpc: VPC) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if vpc.owner:
        return passed("A tag names the owner.", owner=vpc.owner)
    return failed("No tag names the owner.", tags=sorted(vpc.tags))
