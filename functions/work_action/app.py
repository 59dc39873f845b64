"""SQS: what people did in Slack is worked off, each of it once."""

from __future__ import annotations

import json
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
from posturewatch.domain.interaction import Interaction
from posturewatch.settings import Settings

logger = Logger()
metrics = Metrics()
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def interactor() -> Any:
    """Return the use case, made at the first invocation and kept."""
    return Home(Settings.load()).interactor()


def work(record: dict[str, Any]) -> None:
    """Work off one message."""
    interaction = Interaction.from_json(json.loads(record["body"]))
    result = interactor().work(interaction)
    metrics.add_metric(name=f"actions_{result}", unit=MetricUnit.Count, value=1)
    told = {"kind": interaction.kind, "user": interaction.user, "result": result}
    logger.info("action worked off", extra=told)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: Any) -> Any:
    """Work off a batch of actions; only those that failed come back."""
    return process_partial_response(event, work, processor, context)


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
