"""Controls of AWS::DMS::ReplicationInstance."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.dms.replication_instance import ReplicationInstance


@control(
    "dms-replication-instance-public-access-disabled",
    title="DMS replication instances should not be reachable from the internet",
    severity=Severity.CRITICAL,
    remediation="It is chosen at creation: make a new instance with "
    "`--no-publicly-accessible` (`aws dms create-replication-instance`) and move "
    "the tasks to it.",
)
def public_access_disabled(instance: ReplicationInstance) -> Verdict:
    """The instance holds the passwords of both databases and copies all of their data."""
    return verdict(
        not instance.publicly_accessible,
        good_reason="The instance has no public address.",
        bad_reason="The instance has a public address.",
        publicly_accessible=instance.publicly_accessible,
    )


@control(
    "dms-replication-instance-minor-upgrades-automatic",
    title="DMS replication instances should install minor versions automatically",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws dms modify-replication-instance "
    "--replication-instance-arn ARN --auto-minor-version-upgrade`.",
)
def minor_upgrades_automatic(instance: ReplicationInstance) -> Verdict:
    """Minor versions bring the engine's security fixes; by hand they come late or never."""
    return verdict(
        instance.auto_minor_version_upgrade,
        good_reason="Minor versions are installed in the maintenance window.",
        bad_reason="Minor versions, and their security fixes, wait for somebody to install them.",
        auto_minor_version_upgrade=instance.auto_minor_version_upgrade,
    )


@control(
    "dms-replication-instance-multi-az-enabled",
    title="DMS replication instances should run in more than one availability zone",
    severity=Severity.LOW,
    remediation="Add a standby: `aws dms modify-replication-instance "
    "--replication-instance-arn ARN --multi-az`.",
)
def multi_az_enabled(instance: ReplicationInstance) -> Verdict:
    """When the availability zone fails, a migration stops halfway and starts anew."""
    return verdict(
        instance.multi_az,
        good_reason="Another availability zone takes over.",
        bad_reason="Nothing takes over when the availability zone fails.",
        multi_az=instance.multi_az,
    )


@control(
    "dms-replication-instance-owner-tagged",
    title="DMS replication instances should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws dms add-tags-to-resource`.",
)
def owner_tagged(instance: ReplicationInstance) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(instance.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=instance.owner,
        tags=sorted(instance.tags),
    )
