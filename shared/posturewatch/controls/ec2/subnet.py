"""Controls of AWS::EC2::Subnet."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.subnet import Subnet


@control(
    "ec2-subnet-public-addresses-on-request",
    title="Subnets should not give public addresses to whatever is started in them",
    severity=Severity.MEDIUM,
    remediation="Turn it off: `aws ec2 modify-subnet-attribute --subnet-id ID "
    "--no-map-public-ip-on-launch`; give an elastic address to what needs one.",
)
def public_addresses_on_request(subnet: Subnet) -> Verdict:
    """What is started without a thought there can be reached from the internet at once."""
    if not subnet.maps_public_addresses:
        return passed("Public IPv4 addresses are given on request only.", automatic=False)
    return failed("Everything that is started gets a public IPv4 address.", automatic=True)


@control(
    "ec2-subnet-ipv6-addresses-on-request",
    title="Subnets should not give IPv6 addresses to whatever is started in them",
    severity=Severity.LOW,
    remediation="Turn it off: `aws ec2 modify-subnet-attribute --subnet-id ID "
    "--no-assign-ipv6-address-on-creation`, or route IPv6 over an egress-only internet gateway.",
)
def ipv6_addresses_on_request(subnet: Subnet) -> Verdict:
    """Every IPv6 address of a VPC is a public one, which only routes and filters keep apart."""
    if not subnet.assigns_ipv6:
        return passed("IPv6 addresses are given on request only.", automatic=False)
    return failed("Every new interface gets an IPv6 address.", automatic=True)


@control(
    "ec2-subnet-owner-tagged",
    title="Subnets should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the subnet with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(subnet: Subnet) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if subnet.owner:
        return passed("A tag names the owner.", owner=subnet.owner)
    return failed("No tag names the owner.", tags=sorted(subnet.tags))
