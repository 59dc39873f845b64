"""The table's stream: fold new outbox entries into the account's score, and write the ledger."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.settings import Settings
from posturewatch.stores.dynamodb import entry_of_item

logger = Logger()
metrics = Metrics()


@cache
def scorer() -> Any:
    """Return the use case, made at the first invocation and kept."""
    return Home(Settings.load()).scorer()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> None:
    """Score a batch: all of it in a few transactions, so it fails, and is retried, as a whole."""
    scored = scorer().score(
        entry_of_item(record["dynamodb"]["NewImage"]) for record in event["Records"]
    )
    metrics.add_metric(name="scored", unit=MetricUnit.Count, value=scored)


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
