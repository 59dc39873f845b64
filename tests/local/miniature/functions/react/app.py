"""Marks each new row as seen; a row that asks for it fails twice, or always, or takes its time."""

import time

from aws_lambda_powertools import Logger
from miniature import table

logger = Logger()
attempts = {}


def handler(event, context):
    failures = []
    for record in event["Records"]:
        row = record["dynamodb"]["Keys"]["pk"]["S"]
        attempts[row] = attempts.get(row, 0) + 1
        if "slow" in row:
            time.sleep(3)
        if "crash" in row or ("twice" in row and attempts[row] <= 2):
            if "crash" in row:
                raise RuntimeError(f"cannot react to {row}")
            failures.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
            break
        logger.info("reacting", extra={"row": row})
        table().update_item(
            Key={"pk": f"SEEN#{row}", "sk": "SEEN"},
            UpdateExpression="ADD times :one SET attempts = :attempts",
            ExpressionAttributeValues={":one": 1, ":attempts": attempts[row]},
        )
    return {"batchItemFailures": failures}
