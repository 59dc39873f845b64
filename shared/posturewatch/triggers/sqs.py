"""Amazon SQS: queues.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import QUEUE

_QUEUE = "requestParameters.queueUrl"

TRIGGERS = (
    Trigger(
        "CreateQueue",
        QUEUE,
        (
            "responseElements.queueUrl",
            "arn:{partition}:sqs:{region}:{account}:{requestParameters.queueName}",
        ),
    ),
    Trigger("DeleteQueue", QUEUE, _QUEUE),
    Trigger("SetQueueAttributes", QUEUE, _QUEUE),
    Trigger("AddPermission", QUEUE, _QUEUE),
    Trigger("RemovePermission", QUEUE, _QUEUE),
    Trigger("TagQueue", QUEUE, _QUEUE),
    Trigger("UntagQueue", QUEUE, _QUEUE),
)

IRRELEVANT = {
    "sends, receives or removes messages": """
        CancelMessageMoveTask ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage
        DeleteMessageBatch PurgeQueue ReceiveMessage SendMessage SendMessageBatch
        StartMessageMoveTask
    """,
}

SERVICE = service_calls("sqs.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
