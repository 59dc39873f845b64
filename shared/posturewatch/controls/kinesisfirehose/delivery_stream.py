"""Controls of AWS::KinesisFirehose::DeliveryStream."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.kinesisfirehose.delivery_stream import DeliveryStream


@control(
    "kinesisfirehose-delivery-stream-encryption-enabled",
    title="Firehose delivery streams should encrypt the records that are put into them",
    severity=Severity.MEDIUM,
    remediation="Turn it on: `aws firehose start-delivery-stream-encryption "
    "--delivery-stream-name NAME --delivery-stream-encryption-configuration-input "
    "KeyType=AWS_OWNED_CMK`.",
)
def encryption_enabled(stream: DeliveryStream) -> Verdict:
    """Records wait on AWS's disks until they are delivered; encryption makes copies useless."""
    if not stream.direct:
        return passed("Records come from a stream that is judged itself.", direct=False)
    if stream.encrypted:
        return passed("Records are encrypted.", encrypted=True)
    return failed("Records are not encrypted.", encrypted=False)


@control(
    "kinesisfirehose-delivery-stream-owner-tagged",
    title="Firehose delivery streams should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws firehose tag-delivery-stream "
    "--delivery-stream-name NAME --tags Key=team,Value=NAME`.",
)
def owner_tagged(stream: DeliveryStream) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if stream.owner:
        return passed("A tag names the owner.", owner=stream.owner)
    return failed("No tag names the owner.", owner=None)
