"""Amazon Kinesis Data Streams: streams.

Source: https://docs.aws.amazon.com/streams/latest/dev/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import STREAM

_NAME = ("requestParameters.streamName", "requestParameters.streamARN")
_TAGGED = "requestParameters.resourceARN"

TRIGGERS = (
    Trigger("CreateStream", STREAM, _NAME[0]),
    Trigger("DeleteStream", STREAM, _NAME),
    Trigger("StartStreamEncryption", STREAM, _NAME),
    Trigger("StopStreamEncryption", STREAM, _NAME),
    Trigger("IncreaseStreamRetentionPeriod", STREAM, _NAME),
    Trigger("DecreaseStreamRetentionPeriod", STREAM, _NAME),
    Trigger("AddTagsToStream", STREAM, _NAME),
    Trigger("RemoveTagsFromStream", STREAM, _NAME),
    Trigger("TagResource", STREAM, _TAGGED, mixed=True),
    Trigger("UntagResource", STREAM, _TAGGED, mixed=True),
)

IRRELEVANT = {
    "writes or reads records": """
        AcknowledgeDeadLetterQueueRecords AcknowledgeQueueRecords PutRecord PutRecords
        ReceiveDeadLetterQueueRecords ReceiveQueueRecords RestoreDeadLetterQueueRecords
        SubscribeToShard UpdateDeadLetterQueueRecordsVisibility UpdateQueueRecordsVisibility
    """,
    "changes how much a stream takes or tells of itself": """
        DisableEnhancedMonitoring EnableEnhancedMonitoring MergeShards SplitShard
        UpdateAccountSettings UpdateMaxRecordSize UpdateShardCount UpdateStreamMode
        UpdateStreamRecordDistributionStrategy UpdateStreamWarmThroughput
    """,
    "changes a consumer, channel or queue, which are not judged yet": """
        CreateChannel CreateQueue DeleteChannel DeleteQueue DeregisterStreamConsumer
        RegisterStreamConsumer UpdateChannel UpdateQueue
    """,
    "changes the policy of a stream, which is not judged yet": """
        DeleteResourcePolicy PutResourcePolicy
    """,
}

SERVICE = service_calls("kinesis.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
