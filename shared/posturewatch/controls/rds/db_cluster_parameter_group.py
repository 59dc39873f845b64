"""Controls of AWS::RDS::DBClusterParameterGroup."""

from collections.abc import Callable

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, warned
from posturewatch.resources.rds.db_cluster_parameter_group import DBClusterParameterGroup

_MODIFY = (
    "`aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name NAME "
    "--parameters ParameterName=%s,ParameterValue=%s,ApplyMethod=pending-reboot`"
)


def _bad(group: DBClusterParameterGroup) -> Callable[..., Verdict]:
    """Return what a fault is: of AWS's own group, which stays unused too, nobody can tell."""
    return warned if group.is_default else failed


@control(
    "rds-db-cluster-parameter-group-tls-required",
    title="Parameter groups of database clusters should refuse connections without TLS",
    severity=Severity.MEDIUM,
    remediation="Set it in a group of your own: "
    + _MODIFY % ("rds.force_ssl", "1")
    + "; for MySQL and MariaDB `require_secure_transport=1`.",
)
def tls_required(group: DBClusterParameterGroup) -> Verdict:
    """Without TLS queries, results and passwords cross the network in clear text."""
    told = group.parameters
    if not told.tls_parameter:
        return passed("This group does not decide about TLS.", family=group.family)
    evidence = told.told(told.tls_parameter)
    if told.requires_tls:
        return passed("Connections without TLS are refused.", **evidence)
    return _bad(group)("Connections without TLS are accepted.", **evidence)


@control(
    "rds-db-cluster-parameter-group-old-tls-refused",
    title="Parameter groups of database clusters should refuse TLS 1.0 and 1.1",
    severity=Severity.MEDIUM,
    remediation="Name the versions: "
    + _MODIFY % ("tls_version", "TLSv1.2")
    + "; for PostgreSQL `ssl_min_protocol_version=TLSv1.2`; for DocumentDB `tls=tls1.2+`.",
)
def old_tls_refused(group: DBClusterParameterGroup) -> Verdict:
    """The old versions are broken: who sits between can read what looks encrypted."""
    told = group.parameters
    if not told.version_parameters:
        return passed("This group does not decide about versions of TLS.", family=group.family)
    evidence = told.told(*told.version_parameters)
    if told.accepts_old_tls:
        return _bad(group)("Connections by TLS 1.0 or 1.1 are accepted.", **evidence)
    return passed("Only TLS 1.2 and later are accepted.", **evidence)


@control(
    "rds-db-cluster-parameter-group-connections-logged",
    title="Parameter groups of database clusters should have connections logged",
    severity=Severity.MEDIUM,
    remediation="Turn the logs on: "
    + _MODIFY % ("log_connections", "1")
    + " and `log_disconnections`; for Aurora MySQL `server_audit_logging`, for DocumentDB "
    "`audit_logs`, for Neptune `neptune_enable_audit_log`.",
)
def connections_logged(group: DBClusterParameterGroup) -> Verdict:
    """Without the log nobody can tell who came in with a stolen password, and from where."""
    told = group.parameters
    if not told.log_parameters:
        return passed("This group does not decide about logs.", family=group.family)
    evidence = told.told(*told.log_parameters)
    if told.unlogged:
        return _bad(group)("Connections are not logged.", **evidence)
    return passed("Connections are logged.", **evidence)


@control(
    "rds-db-cluster-parameter-group-owner-tagged",
    title="Parameter groups of database clusters should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws rds add-tags-to-resource --resource-name ARN --tags "
    "Key=team,Value=NAME`.",
)
def owner_tagged(group: DBClusterParameterGroup) -> Verdict:
    """Without an owner nobody knows which databases a change of it would reach."""
    if group.is_default:
        return passed("It is AWS's own default group.", owner=None)
    if group.owner:
        return passed("A tag names the owner.", owner=group.owner)
    return failed("No tag names the owner.", owner=None)
