"""Controls of AWS::EC2::Snapshot."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.snapshot import Snapshot


@control(
    "ec2-snapshot-public-copy-disabled",
    title="EBS snapshots should not be public",
    severity=Severity.CRITICAL,
    remediation="Take the permission away: `aws ec2 modify-snapshot-attribute --snapshot-id ID "
    "--attribute createVolumePermission --operation-type remove --group-names all`, and treat "
    "the data as read by strangers.",
)
def public_copy_disabled(snapshot: Snapshot) -> Verdict:
    """Anybody with an AWS account finds public snapshots in a list and reads the whole disk."""
    if not snapshot.public:
        return passed("The snapshot is not public.", public=False)
    return failed("Every AWS account may copy the snapshot.", public=True)


@control(
    "ec2-snapshot-sharing-disabled",
    title="EBS snapshots should not be shared with other accounts",
    severity=Severity.MEDIUM,
    remediation="Take the permission of accounts that do not need it: `aws ec2 "
    "modify-snapshot-attribute --attribute createVolumePermission --operation-type remove "
    "--user-ids ACCOUNT`; accept those that do, with a reason.",
)
def sharing_disabled(snapshot: Snapshot) -> Verdict:
    """An account that may copy the snapshot holds all of the disk's data, out of your sight."""
    accounts = snapshot.shared_with
    if not accounts:
        return passed("No other account was given the snapshot.", accounts=[])
    return failed(f"{len(accounts)} other account(s) may copy the snapshot.", accounts=accounts)


@control(
    "ec2-snapshot-encrypted",
    title="EBS snapshots should be encrypted",
    severity=Severity.HIGH,
    remediation="Copy the snapshot with a key and delete the original: `aws ec2 copy-snapshot "
    "--encrypted`; turn on `aws ec2 enable-ebs-encryption-by-default` for the next ones.",
)
def encrypted(snapshot: Snapshot) -> Verdict:
    """A snapshot holds all data of a disk; encryption keeps it useless without the key."""
    if snapshot.encrypted:
        return passed("The snapshot is encrypted.", encrypted=True)
    return failed("The snapshot is not encrypted.", encrypted=False)


@control(
    "ec2-snapshot-owner-tagged",
    title="EBS snapshots should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the snapshot with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(snapshot: Snapshot) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if snapshot.owner:
        return passed("A tag names the owner.", owner=snapshot.owner)
    return failed("No tag names the owner.", tags=sorted(snapshot.tags))
