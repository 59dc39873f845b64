"""AWS::KinesisFirehose::DeliveryStream."""

from types import MappingProxyType
from typing import Annotated, Any, Final

from posturewatch.domain.fields import Moment, Pairs, TextField
from posturewatch.domain.places import Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource

DIRECT: Final = "DirectPut"
"""The kind of stream that records are put into by those who have them."""


class DirectField:
    """Whether records are put into a stream; Terraform writes the stream that they come from."""

    def convert(self, raw: Any) -> bool:
        """Return whether they are."""
        return not raw if isinstance(raw, list | tuple) else TextField().convert(raw) == DIRECT


class EncryptedField:
    """Whether records are encrypted: a status, a switch, or the kind of the key in documents."""

    ON: Final = frozenset({"enabled", "true", "aws_owned_cmk", "customer_managed_cmk"})

    def convert(self, raw: Any) -> bool:
        """Return whether they are, which they are not while it is only being turned on."""
        return TextField().convert(raw).lower() in self.ON


class DeliveryStream(
    Resource,
    of="AWS::KinesisFirehose::DeliveryStream",
    arn="arn:{partition}:firehose:{region}:{account}:deliverystream/{id}",
    calls=Calls(
        service="firehose",
        identity="DescribeDeliveryStream.DeliveryStreamDescription",
        gone=("ResourceNotFoundException",),
        bind={"DeliveryStreamName": "id"},
        # Ten are told where nobody asks for more, and botocore knows no pages of the API.
        constants={"list:ListDeliveryStreams": {"Limit": 10_000}},
        listed="ListDeliveryStreams.DeliveryStreamNames[]",
        list_id=".",
        settles=60,
    ),
    planned=Planned(terraform=("aws_kinesis_firehose_delivery_stream",)),
):
    """A delivery stream: what brings records to a bucket, a warehouse or a search engine."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForDeliveryStream.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The stream's tags."""

    created_at: Annotated[
        Moment, At(config="resourceCreationTime", describe=".CreateTimestamp")
    ] = None
    """When it was made."""

    direct: Annotated[
        bool,
        DirectField(),
        At(
            config=".DeliveryStreamType",
            describe=".DeliveryStreamType",
            terraform=Joined("kinesis_source_configuration", "msk_source_configuration"),
            cloudformation="DeliveryStreamType",
        ),
    ] = True
    """Whether records are put into it, and do not come from a stream that encrypts them itself."""

    encrypted: Annotated[
        bool,
        EncryptedField(),
        At(
            config=".DeliveryStreamEncryptionConfigurationInput.KeyType",
            describe=".DeliveryStreamEncryptionConfiguration.Status",
            terraform="server_side_encryption[0].enabled",
            cloudformation="DeliveryStreamEncryptionConfigurationInput.KeyType",
        ),
    ] = False
    """Whether records are encrypted while they wait."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
