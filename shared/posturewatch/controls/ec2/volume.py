"""Controls of AWS::EC2::Volume."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.volume import Volume


@control(
    "ec2-volume-encryption-enabled",
    title="EBS volumes should be encrypted",
    severity=Severity.HIGH,
    remediation="Copy a snapshot of the volume with `--encrypted`, make a volume from the copy and "
    "attach that one; turn on `aws ec2 enable-ebs-encryption-by-default` for the next ones.",
)
def encryption_enabled(volume: Volume) -> Verdict:
    """Snapshots of an unencrypted volume are readable by whoever gets to share or copy them."""
    if volume.encrypted:
        return passed("The volume is encrypted.", encrypted=True, kms_key=volume.kms_key)
    return failed("The volume is not encrypted.", encrypted=False)


@control(
    "ec2-volume-attached",
    title="EBS volumes should be attached to an instance",
    severity=Severity.LOW,
    remediation="Keep a snapshot if the data is needed (`aws ec2 create-snapshot`), then delete "
    "the volume (`aws ec2 delete-volume`).",
)
def attached(volume: Volume) -> Verdict:
    """A volume that nothing uses is data that nobody watches, and it is paid for."""
    if volume.instances:
        return passed("The volume is attached.", instances=volume.instances)
    return failed(
        f"The volume is not attached to an instance ({volume.size} GiB).", state=volume.state
    )


@control(
    "ec2-volume-owner-tagged",
    title="EBS volumes should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the volume with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(volume: Volume) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if volume.owner:
        return passed("A tag names the owner.", owner=volume.owner)
    return failed("No tag names the owner.", tags=sorted(volume.tags))
