"""Says that it was called, or does what its role allows or forbids."""

import json
import os

import boto3
from miniature import table


def handler(event, context):
    kind = event.get("kind") or event.get("rawPath")
    if kind == "forbidden":
        return table().scan()["Count"]
    if kind == "batch":
        entries = [{"Id": "1", "MessageBody": "one"}, {"Id": "2", "MessageBody": "two"}]
        queue = os.environ["LETTERS_URL"]
        answer = boto3.client("sqs").send_message_batch(QueueUrl=queue, Entries=entries)
        return len(answer["Successful"])
    table().put_item(Item={"pk": f"TICK#{kind}", "sk": "TICK"})
    return {"statusCode": 200, "body": json.dumps({"kind": kind})}
