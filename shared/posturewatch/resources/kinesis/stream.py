"""AWS::Kinesis::Stream."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Stream(
    Resource,
    of="AWS::Kinesis::Stream",
    arn="arn:{partition}:kinesis:{region}:{account}:stream/{id}",
    calls=Calls(
        service="kinesis",
        identity="DescribeStreamSummary.StreamDescriptionSummary",
        gone=("ResourceNotFoundException",),
        bind={"StreamName": "id"},
        listed="ListStreams.StreamNames[]",
        list_id=".",
    ),
    planned=Planned(terraform=("aws_kinesis_stream",), cloudformation_name=("Name",)),
):
    """A stream of records."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForStream.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The stream's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".StreamCreationTimestamp")
    ] = None
    """When it was made."""

    encryption: Annotated[
        str,
        At(
            config=".StreamEncryption.EncryptionType",
            describe=".EncryptionType",
            terraform="encryption_type",
            cloudformation="StreamEncryption.EncryptionType",
        ),
    ] = "NONE"
    """`KMS` or `NONE`."""

    kms_key: Annotated[
        str,
        At(
            config=".StreamEncryption.KeyId",
            describe=".KeyId",
            terraform="kms_key_id",
            cloudformation="StreamEncryption.KeyId",
        ),
    ] = ""
    """The key that encrypts records."""

    retention_hours: Annotated[
        int,
        At(
            config=".RetentionPeriodHours",
            describe=".RetentionPeriodHours",
            terraform="retention_period",
            cloudformation="RetentionPeriodHours",
        ),
    ] = 24
    """For how many hours records are kept."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
