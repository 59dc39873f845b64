"""Controls of AWS::EC2::EIP."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.eip import EIP


@control(
    "ec2-eip-used",
    title="Elastic IP addresses should be used",
    severity=Severity.LOW,
    remediation="Release what is not needed: `aws ec2 release-address --allocation-id ID`; first "
    "take out the DNS records that name it.",
)
def used(address: EIP) -> Verdict:
    """A name that still leads to a forgotten address is taken over by whoever gets that next."""
    if address.users:
        return passed("The address is used.", users=address.users)
    return failed("Nothing uses the address.", address=_told(address))


def _told(address: EIP) -> str | None:
    return address.public_ip if address.knows("public_ip") else None


@control(
    "ec2-eip-owner-tagged",
    title="Elastic IP addresses should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the address with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(address: EIP) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if address.owner:
        return passed("A tag names the owner.", owner=address.owner)
    return failed("No tag names the owner.", tags=sorted(address.tags))
