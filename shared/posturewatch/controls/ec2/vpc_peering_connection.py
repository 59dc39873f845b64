"""Controls of AWS::EC2::VPCPeeringConnection."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.vpc_peering_connection import VPCPeeringConnection


@control(
    "ec2-vpc-peering-connection-answered",
    title="VPC peering connections should not wait to be accepted",
    severity=Severity.MEDIUM,
    remediation="Find out who asked, then `aws ec2 accept-vpc-peering-connection` or "
    "`aws ec2 reject-vpc-peering-connection`.",
)
def answered(peering: VPCPeeringConnection) -> Verdict:
    """A request of a stranger's account needs one careless click to join the networks."""
    if peering.status != "pending-acceptance":
        return passed("The connection does not wait.", status=peering.status)
    return failed(
        "The connection waits to be accepted.",
        requester=peering.requester,
        accepter=peering.accepter,
    )


@control(
    "ec2-vpc-peering-connection-names-resolved",
    title="VPC peering connections should resolve names to private addresses on both sides",
    severity=Severity.LOW,
    remediation="Turn it on for both sides: `aws ec2 modify-vpc-peering-connection-options` with "
    "`AllowDnsResolutionFromRemoteVpc=true`.",
)
def names_resolved(peering: VPCPeeringConnection) -> Verdict:
    """Where names give public addresses, traffic between peers goes over the internet."""
    sides = (peering.requester_resolves, peering.accepter_resolves)
    if all(sides):
        return passed("Names resolve to private addresses.", requester=True, accepter=True)
    return failed(
        "Names of a side resolve to public addresses.", requester=sides[0], accepter=sides[1]
    )
