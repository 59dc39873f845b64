"""Controls of AWS::RDS::DBClusterSnapshot."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.rds.db_cluster_snapshot import DBClusterSnapshot
from posturewatch.resources.rds.db_snapshot import EVERYBODY


@control(
    "rds-db-cluster-snapshot-public-restore-disabled",
    title="Snapshots of database clusters should not be restorable by everybody",
    severity=Severity.CRITICAL,
    remediation="Take the permission away: `aws rds modify-db-cluster-snapshot-attribute "
    "--db-cluster-snapshot-identifier NAME --attribute-name restore "
    "--values-to-remove all`, and treat the data as read by strangers.",
)
def public_restore_disabled(snapshot: DBClusterSnapshot) -> Verdict:
    """Anybody with an AWS account finds public snapshots in a list and restores their data."""
    return verdict(
        not snapshot.public,
        good_reason="The snapshot is not public.",
        bad_reason="Every AWS account may restore the snapshot.",
        public=snapshot.public,
    )


@control(
    "rds-db-cluster-snapshot-sharing-disabled",
    title="Snapshots of database clusters should not be shared with other accounts",
    severity=Severity.MEDIUM,
    remediation="Take the permission of accounts that do not need it: `aws rds "
    "modify-db-cluster-snapshot-attribute --db-cluster-snapshot-identifier NAME "
    "--attribute-name restore --values-to-remove ACCOUNT`; accept those that do, "
    "with a reason.",
)
def sharing_disabled(snapshot: DBClusterSnapshot) -> Verdict:
    """An account that may restore the snapshot holds a copy of all the data, out of your sight."""
    accounts = [account for account in snapshot.shared_with if account != EVERYBODY]
    return verdict(
        not accounts,
        good_reason="No other account was given the snapshot.",
        bad_reason=f"{len(accounts)} other account(s) may restore the snapshot.",
        accounts=accounts,
    )


@control(
    "rds-db-cluster-snapshot-encrypted",
    title="Snapshots of database clusters should be encrypted at rest",
    severity=Severity.HIGH,
    remediation="Copy the snapshot with a key and delete the original: `aws rds "
    "copy-db-cluster-snapshot --kms-key-id KEY`; encrypt the cluster, so that its "
    "next snapshots are.",
)
def encrypted(snapshot: DBClusterSnapshot) -> Verdict:
    """A snapshot holds all data of the database; encryption keeps it useless without the key."""
    return verdict(
        snapshot.encrypted,
        good_reason="The snapshot is encrypted.",
        bad_reason="The snapshot is not encrypted.",
        encrypted=snapshot.encrypted,
        cluster=snapshot.cluster if snapshot.knows("cluster") else None,
    )
