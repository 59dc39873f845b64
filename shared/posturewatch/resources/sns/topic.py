"""AWS::SNS::Topic."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import InversionsField, Pairs, Policy
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Topic(
    Resource,
    of="AWS::SNS::Topic",
    calls=Calls(
        service="sns",
        identity="GetTopicAttributes.Attributes",
        gone=("NotFound",),
        bind={"TopicArn": "id", "ResourceArn": "id"},
        listed="ListTopics.Topics[]",
        list_id="TopicArn",
    ),
    planned=Planned(
        terraform=("aws_sns_topic",),
        terraform_name=("arn", "name"),
        terraform_owner="arn",
        cloudformation_name=("TopicName",),
        cloudformation_owner="Topics",
    ),
):
    """A topic that delivers messages to its subscribers."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".TopicArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The topic's ARN, which is its id."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The topic's tags."""

    kms_key: Annotated[
        str,
        At(
            config=".KmsMasterKeyId",
            describe=".KmsMasterKeyId",
            terraform="kms_master_key_id",
            cloudformation="KmsMasterKeyId",
        ),
    ] = ""
    """The key that encrypts messages at rest; empty where they are not encrypted."""

    policy: Annotated[
        Policy,
        At(
            describe=".Policy",
            terraform=("aws_sns_topic_policy[0].policy", "policy"),
            cloudformation="AWS::SNS::TopicPolicy[0].PolicyDocument",
        ),
    ] = None
    """Who may publish and subscribe; a new topic lets in its own account."""

    inversions: Annotated[
        tuple[str, ...],
        InversionsField(),
        At(
            describe=".Policy",
            terraform=("aws_sns_topic_policy[0].policy", "policy"),
            cloudformation="AWS::SNS::TopicPolicy[0].PolicyDocument",
        ),
    ] = ()
    """`NotPrincipal` and the like in Allow statements of the policy."""
