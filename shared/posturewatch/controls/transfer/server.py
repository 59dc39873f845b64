"""Controls of AWS::Transfer::Server."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.transfer.server import Server

_UPDATE = "`aws transfer update-server --server-id ID "


@control(
    "transfer-server-ftp-refused",
    title="Transfer servers should not speak FTP",
    severity=Severity.MEDIUM,
    remediation="Speak SFTP or FTPS: " + _UPDATE + "--protocols SFTP`.",
)
def ftp_refused(server: Server) -> Verdict:
    """FTP sends names, passwords and files in clear text past everybody on the way."""
    if "FTP" not in server.protocols:
        return passed("Every protocol is encrypted.", protocols=server.protocols)
    return failed("It speaks FTP.", protocols=server.protocols)


@control(
    "transfer-server-in-vpc",
    title="Transfer servers should have their endpoint in a VPC",
    severity=Severity.MEDIUM,
    remediation="Move it: " + _UPDATE + "--endpoint-type VPC --endpoint-details VpcId=…`, with a "
    "security group for your partners' addresses, and elastic addresses if they are outside.",
)
def in_vpc(server: Server) -> Verdict:
    """No security group stands before a public endpoint, so that the whole internet may try."""
    if server.endpoint != "PUBLIC":
        return passed("Its endpoint is in a VPC.", endpoint=server.endpoint)
    return failed("Its endpoint is open to the internet.", endpoint="PUBLIC")


@control(
    "transfer-server-logging-enabled",
    title="Transfer servers should log what users do",
    severity=Severity.MEDIUM,
    remediation="Log it: " + _UPDATE + "--structured-log-destinations LOG-GROUP:*`.",
)
def logging_enabled(server: Server) -> Verdict:
    """Only the log tells who signed in from where, and which files were taken or put."""
    told = {"destinations": server.log_destinations, "role": server.logging_role or None}
    if server.is_logged:
        return passed("What users do is logged.", **told)
    return failed("What users do is not logged.", **told)


@control(
    "transfer-server-sha-1-refused",
    title="Transfer servers should not take signatures with SHA-1",
    severity=Severity.MEDIUM,
    remediation="Take a newer set: " + _UPDATE + "--security-policy-name "
    "TransferSecurityPolicy-2024-01`.",
)
def sha_1_refused(server: Server) -> Verdict:
    """Texts with the same SHA-1 have been made at will; clients that need it can be forged."""
    if not server.takes_sha_1:
        return passed("SHA-1 is refused.", security_policy=server.security_policy)
    return failed("SHA-1 is taken.", security_policy=server.security_policy)


@control(
    "transfer-server-owner-tagged",
    title="Transfer servers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws transfer tag-resource --tags Key=team,Value=NAME`.",
)
def owner_tagged(server: Server) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if server.owner:
        return passed("A tag names the owner.", owner=server.owner)
    return failed("No tag names the owner.", owner=None)
