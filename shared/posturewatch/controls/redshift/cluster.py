"""Controls of AWS::Redshift::Cluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.redshift.cluster import Cluster


@control(
    "redshift-cluster-public-access-disabled",
    title="Redshift clusters should not be reachable from the internet",
    severity=Severity.CRITICAL,
    remediation="Switch public access off: `aws redshift modify-cluster --cluster-identifier "
    "NAME --no-publicly-accessible`.",
)
def public_access_disabled(cluster: Cluster) -> Verdict:
    """A data warehouse with a public address is one stolen password away from strangers."""
    return verdict(
        not cluster.publicly_accessible,
        good_reason="The cluster has no public address.",
        bad_reason="The cluster has a public address.",
        publicly_accessible=cluster.publicly_accessible,
    )


@control(
    "redshift-cluster-encrypted",
    title="Redshift clusters should be encrypted at rest",
    severity=Severity.HIGH,
    remediation="Encrypt it: `aws redshift modify-cluster --cluster-identifier NAME "
    "--encrypted --kms-key-id KEY`; the data is moved while the cluster stays "
    "readable.",
)
def encrypted(cluster: Cluster) -> Verdict:
    """Encryption at rest keeps copies of the storage and its snapshots useless without the key."""
    return verdict(
        cluster.encrypted,
        good_reason="The cluster is encrypted.",
        bad_reason="The cluster is not encrypted.",
        encrypted=cluster.encrypted,
    )


@control(
    "redshift-cluster-tls-required",
    title="Redshift clusters should refuse connections without TLS",
    severity=Severity.MEDIUM,
    remediation="Set it in the parameter group of the cluster, then reboot: `aws redshift "
    "modify-cluster-parameter-group --parameters "
    "ParameterName=require_ssl,ParameterValue=true`.",
)
def tls_required(cluster: Cluster) -> Verdict:
    """Without TLS queries, results and passwords cross the network in clear text."""
    return verdict(
        cluster.require_ssl,
        good_reason="Connections without TLS are refused.",
        bad_reason="Connections without TLS are accepted.",
        require_ssl=cluster.require_ssl,
    )


@control(
    "redshift-cluster-snapshots-automatic",
    title="Redshift clusters should have automated snapshots",
    severity=Severity.MEDIUM,
    remediation="Switch them on: `aws redshift modify-cluster --cluster-identifier NAME "
    "--automated-snapshot-retention-period 7`.",
)
def snapshots_automatic(cluster: Cluster) -> Verdict:
    """Without snapshots a mistake or ransomware takes all data with it."""
    return verdict(
        cluster.snapshot_retention > 0,
        good_reason=f"Automated snapshots are kept for {cluster.snapshot_retention} day(s).",
        bad_reason="Automated snapshots are off.",
        retention_days=cluster.snapshot_retention,
    )


@control(
    "redshift-cluster-snapshots-kept",
    title="Redshift clusters should keep automated snapshots for at least 7 days",
    severity=Severity.MEDIUM,
    remediation="Keep them longer: `aws redshift modify-cluster --cluster-identifier NAME "
    "--automated-snapshot-retention-period 7`.",
)
def snapshots_kept(cluster: Cluster) -> Verdict:
    """A fault found after a weekend can be undone only if snapshots reach back far enough."""
    return verdict(
        cluster.snapshot_retention >= 7,
        good_reason=f"Automated snapshots are kept for {cluster.snapshot_retention} days.",
        bad_reason=f"Automated snapshots are kept for {cluster.snapshot_retention} day(s).",
        retention_days=cluster.snapshot_retention,
    )


@control(
    "redshift-cluster-audit-logging-enabled",
    title="Redshift clusters should log connections and the activity of users",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws redshift enable-logging --cluster-identifier NAME "
    "--log-destination-type cloudwatch --log-exports connectionlog userlog "
    "useractivitylog`.",
)
def audit_logging_enabled(cluster: Cluster) -> Verdict:
    """Without the log nobody can tell who read what after a password was stolen."""
    return verdict(
        cluster.logging,
        good_reason="Audit logging is on.",
        bad_reason="Audit logging is off.",
        logging=cluster.logging,
    )


@control(
    "redshift-cluster-version-upgrades-allowed",
    title="Redshift clusters should install new versions automatically",
    severity=Severity.MEDIUM,
    remediation="Allow them: `aws redshift modify-cluster --cluster-identifier NAME "
    "--allow-version-upgrade`.",
)
def version_upgrades_allowed(cluster: Cluster) -> Verdict:
    """New versions bring security fixes; by hand they come late or never."""
    return verdict(
        cluster.allow_version_upgrade,
        good_reason="New versions are installed in the maintenance window.",
        bad_reason="New versions, and their security fixes, are not installed.",
        allow_version_upgrade=cluster.allow_version_upgrade,
    )


@control(
    "redshift-cluster-enhanced-vpc-routing-enabled",
    title="Redshift clusters should use enhanced VPC routing",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws redshift modify-cluster --cluster-identifier NAME "
    "--enhanced-vpc-routing`; add VPC endpoints for what COPY and UNLOAD use.",
)
def enhanced_vpc_routing_enabled(cluster: Cluster) -> Verdict:
    """Without it COPY and UNLOAD go past the VPC, its endpoints and its flow logs."""
    return verdict(
        cluster.enhanced_vpc_routing,
        good_reason="Enhanced VPC routing is on.",
        bad_reason="Enhanced VPC routing is off.",
        enhanced_vpc_routing=cluster.enhanced_vpc_routing,
    )


@control(
    "redshift-cluster-multi-az-enabled",
    title="Redshift clusters should run in more than one availability zone",
    severity=Severity.LOW,
    remediation="Switch it on for RA3 nodes: `aws redshift modify-cluster "
    "--cluster-identifier NAME --multi-az`.",
)
def multi_az_enabled(cluster: Cluster) -> Verdict:
    """With all nodes in one availability zone, a failure of that zone stops the warehouse."""
    return verdict(
        cluster.multi_az,
        good_reason="Another availability zone takes over.",
        bad_reason="Nothing takes over when the availability zone fails.",
        multi_az=cluster.multi_az,
    )


@control(
    "redshift-cluster-master-user-name-changed",
    title="Redshift clusters should not have a default master user name",
    severity=Severity.HIGH,
    remediation="The name is chosen at creation: restore a snapshot into a cluster made with "
    "another `--master-username`, and move the clients.",
)
def master_user_name_changed(cluster: Cluster) -> Verdict:
    """A default name is half of a credential given away: only the password is left to guess."""
    return verdict(
        cluster.master_user_name.lower() not in ("admin", "awsuser"),
        good_reason="The master user has a name of its own.",
        bad_reason=f"The master user is called {cluster.master_user_name}.",
        master_user_name=cluster.master_user_name,
    )


@control(
    "redshift-cluster-master-password-not-written",
    title="Redshift clusters should not have their master password in a plan or a template",
    severity=Severity.HIGH,
    remediation="Let Redshift keep the password in Secrets Manager (`ManageMasterPassword: "
    "true`, `manage_master_password = true`), or refer to a secret; then change "
    "the password.",
)
def master_password_not_written(cluster: Cluster) -> Verdict:
    """Whoever reads the template, the state or the repository has every right in the database."""
    held = cluster.master_password_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the password.",
        bad_reason=f"The password is a {held}, for every reader to see.",
        held=held or None,
    )


@control(
    "redshift-cluster-owner-tagged",
    title="Redshift clusters should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws redshift create-tags`.",
)
def owner_tagged(cluster: Cluster) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(cluster.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=cluster.owner,
        tags=sorted(cluster.tags),
    )
