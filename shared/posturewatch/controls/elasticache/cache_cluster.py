"""Controls of AWS::ElastiCache::CacheCluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, passed, verdict
from posturewatch.resources.elasticache.cache_cluster import CacheCluster


@control(
    "elasticache-cache-cluster-tls-required",
    title="ElastiCache clusters should encrypt connections with TLS",
    severity=Severity.MEDIUM,
    remediation="It is chosen at creation: make a new cluster (`aws elasticache "
    "create-cache-cluster --transit-encryption-enabled`) and move the clients.",
)
def tls_required(cluster: CacheCluster) -> Verdict:
    """Without TLS keys, values and passwords cross the network in clear text."""
    if cluster.group:
        return passed("The replication group has the setting.", group=cluster.group)
    return verdict(
        cluster.transit_encryption,
        good_reason="Connections are encrypted with TLS.",
        bad_reason="Connections are not encrypted.",
        transit_encryption=cluster.transit_encryption,
    )


@control(
    "elasticache-cache-cluster-backups-enabled",
    title="ElastiCache clusters of Redis should have automatic backups",
    severity=Severity.MEDIUM,
    remediation="Switch them on: `aws elasticache modify-cache-cluster --cache-cluster-id "
    "NAME --snapshot-retention-limit 7`.",
)
def backups_enabled(cluster: CacheCluster) -> Verdict:
    """Data that lives only in the cache, such as sessions, is lost with its node."""
    if cluster.group:
        return passed("The replication group has the setting.", group=cluster.group)
    if cluster.engine == "memcached":
        return passed("Memcached has no backups.", engine=cluster.engine)
    return verdict(
        cluster.snapshot_retention > 0,
        good_reason=f"Backups are kept for {cluster.snapshot_retention} day(s).",
        bad_reason="Automatic backups are off.",
        retention_days=cluster.snapshot_retention,
    )


@control(
    "elasticache-cache-cluster-minor-upgrades-automatic",
    title="ElastiCache clusters should install minor versions automatically",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elasticache modify-cache-cluster --cache-cluster-id NAME "
    "--auto-minor-version-upgrade`.",
)
def minor_upgrades_automatic(cluster: CacheCluster) -> Verdict:
    """Minor versions bring the engine's security fixes; by hand they come late or never."""
    return verdict(
        cluster.auto_minor_version_upgrade,
        good_reason="Minor versions are installed in the maintenance window.",
        bad_reason="Minor versions, and their security fixes, wait for somebody to install them.",
        auto_minor_version_upgrade=cluster.auto_minor_version_upgrade,
    )


@control(
    "elasticache-cache-cluster-own-subnet-group-used",
    title="ElastiCache clusters should not use the default subnet group",
    severity=Severity.MEDIUM,
    remediation="It is chosen at creation: make a group of private subnets (`aws elasticache "
    "create-cache-subnet-group`) and a new cluster in it.",
)
def own_subnet_group_used(cluster: CacheCluster) -> Verdict:
    """The default group spans the default VPC, whose subnets have routes to the internet."""
    return verdict(
        cluster.subnet_group not in ("", "default"),
        good_reason="The cluster has a subnet group of its own choice.",
        bad_reason="The cluster is in the default subnet group.",
        subnet_group=cluster.subnet_group or None,
    )


@control(
    "elasticache-cache-cluster-owner-tagged",
    title="ElastiCache clusters should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws elasticache add-tags-to-resource`.",
)
def owner_tagged(cluster: CacheCluster) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(cluster.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=cluster.owner,
        tags=sorted(cluster.tags),
    )
