"""The table's stream: fold new outbox entries into the account's score, and write the ledger."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.settings import Settings
from posturewatch.stores.dynamodb import entry_of_item

logger = Logger()
metrics = Metrics()
tracer = Tracer()
scorer = Home(Settings.load()).scorer()


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> None:
    """Score a batch: all of it in a few transactions, so it fails, and is retried, as a whole."""
    scored = scorer.score(
        entry_of_item(record["dynamodb"]["NewImage"]) for record in event["Records"]
    )
    metrics.add_metric(name="scored", unit=MetricUnit.Count, value=scored)
