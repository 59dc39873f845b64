"""AWS::SQS::Queue."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import InversionsField, Moment, Pairs, Policy, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Queue(
    Resource,
    of="AWS::SQS::Queue",
    calls=Calls(
        service="sqs",
        identity="GetQueueAttributes.Attributes",
        gone=("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
        bind={"QueueUrl": "id"},
        constants={"GetQueueAttributes": {"AttributeNames": ["All"]}},
        listed="ListQueues.QueueUrls[]",
        list_id=".",
        omits_empty=True,
    ),
    planned=Planned(
        terraform=("aws_sqs_queue",),
        terraform_name=("url", "id", "name"),
        terraform_owner="queue_url",
        cloudformation_name=("QueueName",),
        cloudformation_owner="Queues",
    ),
):
    """A queue that keeps messages until they are worked off."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".QueueArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The queue's ARN; its id is its URL."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListQueueTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The queue's tags."""

    created_at: Annotated[
        Moment, At(config=".CreatedTimestamp", describe=".CreatedTimestamp", always=True)
    ] = None
    """When it was made."""

    kms_key: Annotated[
        str,
        At(
            config=".KmsMasterKeyId",
            describe=".KmsMasterKeyId",
            terraform="kms_master_key_id",
            cloudformation="KmsMasterKeyId",
        ),
    ] = ""
    """The KMS key that encrypts messages; empty where none does."""

    sse_enabled: Annotated[
        Toggle,
        At(
            config=".SqsManagedSseEnabled",
            describe=".SqsManagedSseEnabled",
            terraform="sqs_managed_sse_enabled",
            cloudformation="SqsManagedSseEnabled",
            new=True,
        ),
    ] = False
    """Whether SQS encrypts messages with a key of its own, as new queues do.
    Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html"""

    policy: Annotated[
        Policy,
        At(
            describe=".Policy",
            terraform=("aws_sqs_queue_policy[0].policy", "policy"),
            cloudformation="AWS::SQS::QueuePolicy[0].PolicyDocument",
        ),
    ] = None
    """Who may send and receive; without one, the owner's account alone."""

    inversions: Annotated[
        tuple[str, ...],
        InversionsField(),
        At(
            describe=".Policy",
            terraform=("aws_sqs_queue_policy[0].policy", "policy"),
            cloudformation="AWS::SQS::QueuePolicy[0].PolicyDocument",
        ),
    ] = ()
    """`NotPrincipal` and the like in Allow statements of the policy."""

    dead_letters: Annotated[
        str,
        At(
            describe=".RedrivePolicy.deadLetterTargetArn",
            terraform=(
                "aws_sqs_queue_redrive_policy[0].redrive_policy.deadLetterTargetArn",
                "redrive_policy.deadLetterTargetArn",
            ),
            cloudformation="RedrivePolicy.deadLetterTargetArn",
        ),
    ] = ""
    """The queue that takes what cannot be worked off; empty where it is lost."""
