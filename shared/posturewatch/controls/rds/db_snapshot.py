"""Controls of AWS::RDS::DBSnapshot."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.rds.db_snapshot import EVERYBODY, DBSnapshot


@control(
    "rds-db-snapshot-public-restore-disabled",
    title="RDS snapshots should not be restorable by everybody",
    severity=Severity.CRITICAL,
    remediation="Take the permission away: `aws rds modify-db-snapshot-attribute "
    "--db-snapshot-identifier NAME --attribute-name restore --values-to-remove all`, and treat "
    "the data as read by strangers.",
)
def public_restore_disabled(snapshot: DBSnapshot) -> Verdict:
    """Anybody with an AWS account finds public snapshots in a list and restores their data."""
    return verdict(
        not snapshot.public,
        good_reason="The snapshot is not public.",
        bad_reason="Every AWS account may restore the snapshot.",
        public=snapshot.public,
        encrypted=snapshot.encrypted if snapshot.knows("encrypted") else None,
    )


@control(
    "rds-db-snapshot-sharing-disabled",
    title="RDS snapshots should not be shared with other accounts",
    severity=Severity.MEDIUM,
    remediation="Take the permission of accounts that do not need it: `aws rds "
    "modify-db-snapshot-attribute --db-snapshot-identifier NAME --attribute-name restore "
    "--values-to-remove ACCOUNT`; accept those that do, with a reason.",
)
def sharing_disabled(snapshot: DBSnapshot) -> Verdict:
    """An account that may restore the snapshot holds a copy of all the data, out of your sight."""
    accounts = [account for account in snapshot.shared_with if account != EVERYBODY]
    if not accounts:
        return passed("No other account was given the snapshot.", accounts=[])
    return failed(f"{len(accounts)} other account(s) may restore the snapshot.", accounts=accounts)


@control(
    "rds-db-snapshot-encrypted",
    title="RDS snapshots should be encrypted at rest",
    severity=Severity.HIGH,
    remediation="Copy the snapshot with a key and delete the original: `aws rds copy-db-snapshot "
    "--kms-key-id KEY`; encrypt the instance, so that its next snapshots are.",
)
def encrypted(snapshot: DBSnapshot) -> Verdict:
    """A snapshot holds all data of the database; encryption keeps it useless without the key."""
    return verdict(
        snapshot.encrypted,
        good_reason="The snapshot is encrypted.",
        bad_reason="The snapshot is not encrypted.",
        encrypted=snapshot.encrypted,
        instance=snapshot.instance if snapshot.knows("instance") else None,
    )
