"""SQS: plan a sweep, or list, read and judge slices; what takes longer goes on by message."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit, single_metric
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)

from posturewatch.bootstrap import Home
from posturewatch.domain.sweep import Plan, service_of
from posturewatch.settings import Settings
from posturewatch.stores.sqs import sweep_message

RESERVE_MS: Final = 120_000
"""What is left when the last page begins: a page takes seconds, a throttled one more."""

logger = Logger()
metrics = Metrics()
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def home() -> Home:
    """Return the wiring, made at the first invocation and kept."""
    return Home(Settings.load())


def work(record: Any, lambda_context: Any) -> None:
    """Work off one message."""
    metrics.add_metric("messages", MetricUnit.Count, 1)
    asked = sweep_message(record["body"])
    if isinstance(asked, Plan):
        home().sweep_starter().carry_out(asked)
        return
    tries = int(record["attributes"].get("ApproximateReceiveCount") or 1)
    left = lambda_context.get_remaining_time_in_millis
    sweeper = home().sweeper(tries)
    results = sweeper.work_off(asked, tries=tries, has_time=lambda: left() > RESERVE_MS)
    metrics.add_metric("judged", MetricUnit.Count, sum(result.judged for result in results))
    for result in results:
        if result.error:
            metrics.add_metric("incomplete_slices", MetricUnit.Count, 1)
            logger.warning(
                "slice is incomplete", extra={"slice": result.type, "error": result.error}
            )
        if result.missed:
            with single_metric("missed_changes", MetricUnit.Count, result.missed) as metric:
                metric.add_dimension("aws_service", service_of(result.type))
        if result.drift is not None:
            metrics.add_metric("drift", MetricUnit.Count, result.drift)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: Any) -> Any:
    """Work off a batch of messages; only those that failed come back."""
    return process_partial_response(event, work, processor, context)


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
