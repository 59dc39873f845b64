"""Writes one row for each change that the queue brings."""

import importlib.util
import json

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from miniature import audited_account, table

logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS)


def judge(record):
    event = json.loads(record.body)
    bucket = event["detail"]["requestParameters"]["bucketName"]
    if bucket.startswith("poison"):
        raise ValueError("poison")
    logger.info("judging", bucket=bucket)
    item = {"pk": f"ROW#{bucket}", "sk": "ROW", "open_pk": "OPEN", "open_sk": bucket}
    item["account"] = event["account"]
    if event["detail"].get("recipientAccountId"):
        item["audited"] = audited_account(event["detail"]["recipientAccountId"])
    item["stranger"] = importlib.util.find_spec("ministack") is not None
    table().put_item(Item=item)


@logger.inject_lambda_context
def handler(event, context):
    return process_partial_response(
        event=event, record_handler=judge, processor=processor, context=context
    )
