"""Records of Data Firehose's calls and what each may have changed."""

from tests.triggers.records import Case

STREAM = "AWS::KinesisFirehose::DeliveryStream"
NAMED = {"deliveryStreamName": "clicks"}

CASES: list[Case] = [
    (
        "CreateDeliveryStream",
        {**NAMED, "deliveryStreamType": "DirectPut"},
        {},
        [(STREAM, "clicks")],
    ),
    ("StopDeliveryStreamEncryption", NAMED, {}, [(STREAM, "clicks")]),
    ("TagDeliveryStream", NAMED, {}, [(STREAM, "clicks")]),
    ("DeleteDeliveryStream", None, {}, [(STREAM, None)]),
]
