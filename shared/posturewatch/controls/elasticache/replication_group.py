"""Controls of AWS::ElastiCache::ReplicationGroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.elasticache.replication_group import ReplicationGroup


@control(
    "elasticache-replication-group-encrypted-at-rest",
    title="ElastiCache replication groups should be encrypted at rest",
    severity=Severity.HIGH,
    remediation="It is chosen at creation: restore a backup into a new group (`aws "
    "elasticache create-replication-group --at-rest-encryption-enabled "
    "--snapshot-name NAME`).",
)
def encrypted_at_rest(group: ReplicationGroup) -> Verdict:
    """A cache writes what it holds to disk: swap, synchronization and backups."""
    return verdict(
        group.at_rest_encryption,
        good_reason="The group is encrypted at rest.",
        bad_reason="The group is not encrypted at rest.",
        at_rest_encryption=group.at_rest_encryption,
    )


@control(
    "elasticache-replication-group-tls-required",
    title="ElastiCache replication groups should require TLS",
    severity=Severity.MEDIUM,
    remediation="Switch it on in two steps, first preferred, then required: `aws elasticache "
    "modify-replication-group --replication-group-id NAME "
    "--transit-encryption-enabled --transit-encryption-mode required`.",
)
def tls_required(group: ReplicationGroup) -> Verdict:
    """Without TLS keys, values and passwords cross the network in clear text."""
    return verdict(
        group.transit_encryption and group.transit_mode != "preferred",
        good_reason="TLS is required.",
        bad_reason="Connections without TLS are accepted.",
        transit_encryption=group.transit_encryption,
        mode=group.transit_mode or None,
    )


@control(
    "elasticache-replication-group-authentication-required",
    title="ElastiCache replication groups should require authentication",
    severity=Severity.MEDIUM,
    remediation="Let users sign in with rights of their own: `aws elasticache "
    "modify-replication-group --replication-group-id NAME --user-group-ids-to-add "
    "GROUP`; an old version needs an `--auth-token`.",
)
def authentication_required(group: ReplicationGroup) -> Verdict:
    """Without it whoever reaches the port reads and changes every key."""
    return verdict(
        bool(group.user_groups) or group.auth_token,
        good_reason="Clients have to authenticate.",
        bad_reason="Whoever reaches the port is let in.",
        user_groups=group.user_groups,
    )


@control(
    "elasticache-replication-group-auth-token-not-written",
    title="ElastiCache replication groups should not have a password in a plan or a template",
    severity=Severity.HIGH,
    remediation="Refer to a secret (`{{resolve:secretsmanager:…}}`), or use user groups; then "
    "rotate the token: `aws elasticache modify-replication-group "
    "--auth-token-update-strategy ROTATE`.",
)
def auth_token_not_written(group: ReplicationGroup) -> Verdict:
    """Whoever reads the template, the state or the repository reads and changes every key."""
    held = group.auth_token_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the password.",
        bad_reason=f"The password is a {held}, for every reader to see.",
        held=held or None,
    )


@control(
    "elasticache-replication-group-failover-automatic",
    title="ElastiCache replication groups should fail over automatically",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elasticache modify-replication-group "
    "--replication-group-id NAME --automatic-failover-enabled "
    "--multi-az-enabled`.",
)
def failover_automatic(group: ReplicationGroup) -> Verdict:
    """When the primary fails, a replica takes over in seconds instead of when somebody wakes up."""
    return verdict(
        group.automatic_failover,
        good_reason="A replica takes over when the primary fails.",
        bad_reason="Nothing takes over when the primary fails.",
        automatic_failover=group.automatic_failover,
    )


@control(
    "elasticache-replication-group-multi-az-enabled",
    title="ElastiCache replication groups should span availability zones",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elasticache modify-replication-group "
    "--replication-group-id NAME --multi-az-enabled`.",
)
def multi_az_enabled(group: ReplicationGroup) -> Verdict:
    """With all nodes in one availability zone, a failure of that zone empties the cache."""
    return verdict(
        group.multi_az,
        good_reason="The replicas are in other availability zones.",
        bad_reason="Nothing is left when the availability zone fails.",
        multi_az=group.multi_az,
    )


@control(
    "elasticache-replication-group-backups-enabled",
    title="ElastiCache replication groups should have automatic backups",
    severity=Severity.MEDIUM,
    remediation="Switch them on: `aws elasticache modify-replication-group "
    "--replication-group-id NAME --snapshot-retention-limit 7`.",
)
def backups_enabled(group: ReplicationGroup) -> Verdict:
    """Data that lives only in the cache, such as sessions, is lost with its nodes."""
    return verdict(
        group.snapshot_retention > 0,
        good_reason=f"Backups are kept for {group.snapshot_retention} day(s).",
        bad_reason="Automatic backups are off.",
        retention_days=group.snapshot_retention,
    )


@control(
    "elasticache-replication-group-minor-upgrades-automatic",
    title="ElastiCache replication groups should install minor versions automatically",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elasticache modify-replication-group "
    "--replication-group-id NAME --auto-minor-version-upgrade`.",
)
def minor_upgrades_automatic(group: ReplicationGroup) -> Verdict:
    """Minor versions bring the engine's security fixes; by hand they come late or never."""
    return verdict(
        group.auto_minor_version_upgrade,
        good_reason="Minor versions are installed in the maintenance window.",
        bad_reason="Minor versions, and their security fixes, wait for somebody to install them.",
        auto_minor_version_upgrade=group.auto_minor_version_upgrade,
    )


@control(
    "elasticache-replication-group-owner-tagged",
    title="ElastiCache replication groups should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws elasticache add-tags-to-resource`.",
)
def owner_tagged(group: ReplicationGroup) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(group.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=group.owner,
        tags=sorted(group.tags),
    )
