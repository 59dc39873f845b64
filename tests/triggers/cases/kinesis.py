"""Records of Kinesis Data Streams' calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

STREAM = "AWS::Kinesis::Stream"
ARN = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"

CASES: list[Case] = [
    ("CreateStream", {"streamName": "clicks", "shardCount": 1}, {}, [(STREAM, "clicks")]),
    ("StopStreamEncryption", {"streamARN": ARN}, {}, [(STREAM, "clicks")]),
    ("TagResource", {"resourceARN": ARN}, {}, [(STREAM, "clicks")]),
    ("DeleteStream", None, {}, [(STREAM, None)]),
]
