"""Records of Amazon SQS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

QUEUE = "AWS::SQS::Queue"
URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders"

CASES: list[Case] = [
    (
        "CreateQueue",
        {"queueName": "orders"},
        {"responseElements": {"queueUrl": URL}},
        [(QUEUE, URL)],
    ),
    ("CreateQueue", {"queueName": "orders"}, {"responseElements": None}, [(QUEUE, URL)]),
    ("SetQueueAttributes", {"queueUrl": URL}, {}, [(QUEUE, URL)]),
    ("DeleteQueue", {"queueUrl": URL}, {}, [(QUEUE, URL)]),
    ("AddPermission", None, {}, [(QUEUE, None)]),
]
