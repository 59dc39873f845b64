"""AWS::Kendra::Index."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Index(
    Resource,
    of="AWS::Kendra::Index",
    arn="arn:{partition}:kendra:{region}:{account}:index/{id}",
    config_id=(".Id", "resourceId"),
    calls=Calls(
        service="kendra",
        identity="DescribeIndex",
        gone=("ResourceNotFoundException",),
        gone_if={".Status": ("DELETING",)},
        bind={"Id": "id", "ResourceARN": "arn:{partition}:kendra:{region}:{account}:index/{id}"},
        listed="ListIndices.IndexConfigurationSummaryItems[]",
        list_id="Id",
    ),
    planned=Planned(terraform=("aws_kendra_index",), cloudformation_name=("Id",)),
):
    """A search index over documents from many places."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The index's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreatedAt")] = None
    """When it was made."""

    title: Annotated[
        str, At(config=".Name", describe=".Name", terraform="name", cloudformation="Name")
    ] = ""
    """The name that people gave it."""

    kms_key: Annotated[
        str,
        At(
            describe=".ServerSideEncryptionConfiguration.KmsKeyId",
            terraform="server_side_encryption_configuration[0].kms_key_id",
            cloudformation="ServerSideEncryptionConfiguration.KmsKeyId",
        ),
    ] = ""
    """The account's KMS key; empty where Kendra uses one of its own."""

    user_context: Annotated[
        str,
        At(
            config=".UserContextPolicy",
            describe=".UserContextPolicy",
            terraform="user_context_policy",
            cloudformation="UserContextPolicy",
        ),
    ] = "ATTRIBUTE_FILTER"
    """`USER_TOKEN` where a token tells who asks, `ATTRIBUTE_FILTER` where the query itself does."""

    @property
    def name(self) -> str:
        """Its name, else its id."""
        return (self.title if self.knows("title") else "") or self.key.id
