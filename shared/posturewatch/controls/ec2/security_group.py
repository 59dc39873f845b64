"""Controls of AWS::EC2::SecurityGroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.security_group import SecurityGroup

_REVOKE = "Remove the permission (`aws ec2 revoke-security-group-ingress`) and admit instead "


@control(
    "ec2-security-group-all-ports-closed",
    title="Security groups should not open all ports to the internet",
    severity=Severity.CRITICAL,
    remediation=_REVOKE + "single ports from the ranges or security groups that need them.",
)
def all_ports_closed(group: SecurityGroup) -> Verdict:
    """Whatever listens behind such a group, now or by mistake tomorrow, answers to strangers."""
    if not group.wide_open:
        return passed("The internet does not reach all ports.", open=[])
    return failed(f"Open to the internet: {' and '.join(group.wide_open)}.", open=group.wide_open)


@control(
    "ec2-security-group-admin-ports-closed",
    title="Security groups should not open ports of administration to the internet",
    severity=Severity.HIGH,
    remediation=_REVOKE
    + "your own network, or use Session Manager or EC2 Instance Connect Endpoint, "
    "which need no open port.",
)
def admin_ports_closed(group: SecurityGroup) -> Verdict:
    """SSH, RDP and their like are tried with stolen and guessed passwords within minutes."""
    ports = group.open_admin_ports
    if not ports:
        return passed("The internet reaches no port of administration.", ports=[])
    return failed(f"Open to the internet: {ports[0]}{_more(ports)}.", ports=ports)


@control(
    "ec2-security-group-database-ports-closed",
    title="Security groups should not open database ports to the internet",
    severity=Severity.HIGH,
    remediation=_REVOKE + "the security group of the application that uses the database.",
)
def database_ports_closed(group: SecurityGroup) -> Verdict:
    """A database that strangers reach is one weak password or one flaw away from being copied."""
    ports = group.open_database_ports
    if not ports:
        return passed("The internet reaches no database port.", ports=[])
    return failed(f"Open to the internet: {ports[0]}{_more(ports)}.", ports=ports)


@control(
    "ec2-security-group-other-ports-closed",
    title="Security groups should not open ports of other services to the internet",
    severity=Severity.HIGH,
    remediation=_REVOKE + "the ranges that need the port; serve the public over HTTPS on port 443.",
)
def other_ports_closed(group: SecurityGroup) -> Verdict:
    """Services that are not made for the public seldom withstand it.

    Other services are all but the web, and administration and databases, which have controls of
    their own.
    """
    ports = group.open_other_ports
    if not ports:
        return passed("The internet reaches no ports of other services.", ports=[])
    return failed(f"Open to the internet: {ports[0]}{_more(ports)}.", ports=ports)


@control(
    "ec2-security-group-public-sources-narrow",
    title="Security groups should admit only narrow public address ranges besides the web",
    severity=Severity.MEDIUM,
    remediation=_REVOKE + "ranges of a /16 or smaller (IPv6: /32) that belong to whom you know.",
)
def public_sources_narrow(group: SecurityGroup) -> Verdict:
    """A wide range, such as a cloud provider's, admits everybody who rents an address in it."""
    ranges = group.wide_sources
    if not ranges:
        return passed("No wide public range is admitted.", ranges=[])
    return failed(f"Wide public ranges are admitted: {ranges[0]}{_more(ranges)}.", ranges=ranges)


@control(
    "ec2-security-group-default-closed",
    title="Default security groups should allow no traffic",
    severity=Severity.HIGH,
    remediation="Give what uses the default group a group of its own, then remove all permissions: "
    "`aws ec2 revoke-security-group-ingress` and `revoke-security-group-egress`.",
)
def default_closed(group: SecurityGroup) -> Verdict:
    """What is launched without a thought gets this group, so it should let nothing in or out."""
    if not group.is_default:
        return passed("This is not the default group of its VPC.", default=False)
    if group.ingress:
        return failed("The default group lets traffic in.", permissions=len(group.ingress))
    if group.egress:
        return failed("The default group lets traffic out.", permissions=len(group.egress))
    return passed("The default group allows no traffic.", permissions=0)


@control(
    "ec2-security-group-egress-filtered",
    title="Security groups should not let everything out to the internet",
    severity=Severity.MEDIUM,
    remediation="Replace the permission for all traffic (`aws ec2 revoke-security-group-egress`) "
    "by the ports and destinations that are needed, such as TCP 443.",
)
def egress_filtered(group: SecurityGroup) -> Verdict:
    """Where everything may leave, an intruder takes data out and calls home over any port."""
    if not group.open_outward:
        return passed("Only some ports of the internet can be reached.", open=[])
    return failed(
        f"{group.open_outward[0].capitalize()} may leave to the internet.", open=group.open_outward
    )


@control(
    "ec2-security-group-destinations-named",
    title="Security groups should let traffic out only to named destinations",
    severity=Severity.LOW,
    remediation="Replace ranges of all addresses (`aws ec2 revoke-security-group-egress`) by the "
    "groups, prefix lists and ranges that are needed; send the rest through a proxy.",
)
def destinations_named(group: SecurityGroup) -> Verdict:
    """One open port outward, such as HTTPS, is enough to take data to an intruder's address."""
    if not group.outward:
        return passed("No port of the whole internet can be reached.", open=[])
    return failed(
        f"Every address can be reached: {group.outward[0]}{_more(group.outward)}.",
        open=group.outward,
    )


@control(
    "ec2-security-group-protocols-named",
    title="Security groups should name the protocol that they let in",
    severity=Severity.LOW,
    remediation="Replace permissions for all traffic (`aws ec2 revoke-security-group-ingress`) by "
    "ones for the protocols and ports that are used.",
)
def protocols_named(group: SecurityGroup) -> Verdict:
    """A permission for every protocol also lets in what nobody thought of."""
    if not group.unnamed_protocols:
        return passed("Every permission names its protocol.", permissions=0)
    return failed("A permission lets in every protocol.", permissions=group.unnamed_protocols)


@control(
    "ec2-security-group-clear-text-ports-closed",
    title="Security groups should not let in protocols that send passwords in clear text",
    severity=Severity.MEDIUM,
    remediation="Move to SFTP, HTTPS or SSH, and take the permission away: "
    "`aws ec2 revoke-security-group-ingress`.",
)
def clear_text_ports_closed(group: SecurityGroup) -> Verdict:
    """FTP, Telnet and their kin show passwords and files to whoever listens, inside too."""
    if not group.clear_text_ports:
        return passed("No permission is for a protocol in clear text.", open=[])
    return failed(
        f"{group.clear_text_ports[0]} is let in{_more(group.clear_text_ports)}.",
        open=group.clear_text_ports,
    )


@control(
    "ec2-security-group-permissions-described",
    title="Security groups should describe what each permission is for",
    severity=Severity.LOW,
    remediation="Describe it: `aws ec2 update-security-group-rule-descriptions-ingress` and "
    "`update-security-group-rule-descriptions-egress`.",
)
def permissions_described(group: SecurityGroup) -> Verdict:
    """A permission that nobody can explain is never removed, so old holes stay open for years."""
    if not group.undescribed:
        return passed("Every permission has a description.", undescribed=0)
    return failed(
        f"{group.undescribed} ranges or groups in permissions have no description.",
        undescribed=group.undescribed,
    )


def _more(items: tuple[str, ...]) -> str:
    return f" and {len(items) - 1} more" if len(items) > 1 else ""
