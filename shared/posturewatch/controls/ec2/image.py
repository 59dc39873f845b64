"""Controls of AWS::EC2::Image."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.image import Image


@control(
    "ec2-image-private",
    title="Machine images should not be public",
    severity=Severity.HIGH,
    remediation="Take the permission away: `aws ec2 modify-image-attribute --image-id ID "
    "--launch-permission Remove=[{Group=all}]`; `aws ec2 enable-image-block-public-access` "
    "keeps the next ones private.",
)
def private(image: Image) -> Verdict:
    """Whoever starts a public image reads its disk, with the keys and code that were left there."""
    if not image.public:
        return passed("The image is not public.", public=False)
    return failed("Every AWS account may launch the image.", public=True)


@control(
    "ec2-image-imds-v2-required",
    title="Machine images should make their instances require IMDSv2",
    severity=Severity.LOW,
    remediation="Set it: `aws ec2 modify-image-attribute --image-id ID --imds-support "
    "Value=v2.0`; check that its software needs no IMDSv1, for this cannot be undone.",
)
def imds_v2_required(image: Image) -> Verdict:
    """Who starts the image without a thought gets IMDSv1, which gives the role's keys away."""
    if image.imds_support == "v2.0":
        return passed("Instances require IMDSv2.", imds_support="v2.0")
    return failed("Instances do not require IMDSv2.", imds_support=image.imds_support)


@control(
    "ec2-image-recently-used",
    title="Machine images should have been used within 180 days",
    severity=Severity.LOW,
    remediation="Deregister what is not needed: `aws ec2 deregister-image`, and delete its "
    "snapshots; make the others anew with current patches.",
)
def recently_used(image: Image) -> Verdict:
    """An image that nobody starts grows old without patches until somebody does."""
    moments = [x for x in (image.created_at, image.last_launched_at) if x is not None]
    days = min(map(image.age_in_days, moments), default=0)
    if days <= 180:
        return passed(f"The image was made or used {days} days ago.", days=days)
    return failed("The image was not used for more than 180 days.", since=max(moments))


@control(
    "ec2-image-owner-tagged",
    title="Machine images should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the image with `owner` or `team`: `aws ec2 create-tags`.",
)
def owner_tagged(image: Image) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if image.owner:
        return passed("A tag names the owner.", owner=image.owner)
    return failed("No tag names the owner.", tags=sorted(image.tags))
