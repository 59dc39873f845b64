"""SQS ← EventBridge: a Config item or an API call arrives, and what it changed is judged."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)

from posturewatch.bootstrap import Home
from posturewatch.settings import Settings

logger = Logger()
metrics = Metrics()
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def receiver() -> Any:
    """Return the use case, made at the first invocation and kept."""
    return Home(Settings.load()).receiver()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: Any) -> Any:
    """Evaluate a batch of messages; only those that failed come back."""
    batch = receiver().batch(record["body"] for record in event["Records"])
    response = process_partial_response(
        event, lambda record: batch.work(record["body"]), processor, context
    )
    for name, count in batch.counted.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    return response


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
