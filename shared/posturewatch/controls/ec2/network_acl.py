"""Controls of AWS::EC2::NetworkAcl."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.network_acl import NetworkAcl


@control(
    "ec2-network-acl-remote-ports-closed",
    title="Network ACLs should not admit SSH and RDP from the internet",
    severity=Severity.MEDIUM,
    remediation="Replace the entry by one for your own network, or deny the port before it: "
    "`aws ec2 replace-network-acl-entry`.",
)
def remote_ports_closed(acl: NetworkAcl) -> Verdict:
    """The ACL is the second lock: it holds when a security group opens remote access by mistake."""
    ports = acl.open_remote_ports
    if not ports:
        return passed("The internet reaches neither SSH nor RDP.", ports=[])
    return failed(f"Open to the internet: {' and '.join(ports)}.", ports=ports)


@control(
    "ec2-network-acl-ingress-filtered",
    title="Network ACLs should filter what comes from the internet",
    severity=Severity.LOW,
    remediation="Allow the ports that the subnets serve, and the ephemeral ports for answers: "
    "`aws ec2 create-network-acl-entry`; then take out the entry for everything.",
)
def ingress_filtered(acl: NetworkAcl) -> Verdict:
    """An ACL that lets everything in leaves the security groups as the only line of defence."""
    if not acl.admits_everything:
        return passed("The ACL keeps something out.", filtered=True)
    return failed("The ACL lets in everything from the internet.", filtered=False)


@control(
    "ec2-network-acl-ports-named",
    title="Network ACL entries should name the ports that they allow",
    severity=Severity.LOW,
    remediation="Give the entry a range: `aws ec2 replace-network-acl-entry --port-range "
    "From=443,To=443`.",
)
def ports_named(acl: NetworkAcl) -> Verdict:
    """An entry for every port of a protocol also allows the services that nobody thought of."""
    if not acl.portless:
        return passed("No entry allows all ports of TCP or UDP.", entries=[])
    return failed("An entry allows all ports of TCP or UDP.", entries=acl.portless)


@control(
    "ec2-network-acl-denials-whole",
    title="Network ACL entries that deny should deny everybody",
    severity=Severity.LOW,
    remediation="Allow the ranges that you know, and deny the rest: "
    "`aws ec2 replace-network-acl-entry --rule-action deny --cidr-block 0.0.0.0/0`.",
)
def denials_whole(acl: NetworkAcl) -> Verdict:
    """Who is denied by address comes back from another one; what is allowed should be listed."""
    if not acl.partial_denials:
        return passed("Every denial is for all addresses.", entries=[])
    return failed("An entry denies only some addresses.", entries=acl.partial_denials)


@control(
    "ec2-network-acl-used",
    title="Network ACLs should be used by a subnet",
    severity=Severity.LOW,
    remediation="Delete what is not needed: `aws ec2 delete-network-acl`.",
)
def used(acl: NetworkAcl) -> Verdict:
    """An ACL without subnets filters nothing, though its entries look as if they did."""
    if acl.is_default:
        return passed("The default ACL of a VPC always stays.", default=True)
    if acl.subnets:
        return passed("The ACL filters subnets.", subnets=acl.subnets)
    return failed("No subnet uses the ACL.", subnets=[])
