"""Amazon Data Firehose: delivery streams.

Source: https://docs.aws.amazon.com/firehose/latest/dev/monitoring-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Trigger, service_calls
from posturewatch.triggers.kinds import DELIVERY_STREAM

_NAME = "requestParameters.deliveryStreamName"

TRIGGERS = (
    Trigger("CreateDeliveryStream", DELIVERY_STREAM, _NAME),
    Trigger("DeleteDeliveryStream", DELIVERY_STREAM, _NAME),
    Trigger("StartDeliveryStreamEncryption", DELIVERY_STREAM, _NAME),
    Trigger("StopDeliveryStreamEncryption", DELIVERY_STREAM, _NAME),
    Trigger("TagDeliveryStream", DELIVERY_STREAM, _NAME),
    Trigger("UntagDeliveryStream", DELIVERY_STREAM, _NAME),
)

IRRELEVANT = {
    "writes records": "PutRecord PutRecordBatch",
    "changes where a stream delivers, which is not judged yet": "UpdateDestination",
}

SERVICE = service_calls("firehose.amazonaws.com", triggers=TRIGGERS, irrelevant=IRRELEVANT)
