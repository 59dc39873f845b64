"""The table's stream, a schedule and reminders: tell scored outbox entries to SNS and Slack."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.outbox import Entry
from posturewatch.settings import Settings
from posturewatch.stores.dynamodb import entry_of_item

logger = Logger()
metrics = Metrics()


@cache
def use_cases() -> tuple[Any, Any]:
    """Return the scorer and the teller, made at the first invocation and kept."""
    home = Home(Settings.load())
    return home.scorer(), home.teller()


@cache
def expirer() -> Any:
    """Return what tells of exceptions, which only the schedule asks for."""
    return Home(Settings.load()).expirer()


def overdue() -> list[Entry]:
    """Return what is to be told and waits; what was never scored comes first."""
    scorer, teller = use_cases()
    try:
        scorer.score(teller.overdue())
    except StoreConflict:
        # It is tried again in a minute, and must not hold up what is scored.
        logger.exception("overdue entries could not be scored")
    return list(teller.overdue())


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> None:
    """Tell what the stream brings, or, on the schedule and when reminded, what is due."""
    records = event.get("Records", ())
    entries = [entry_of_item(r["dynamodb"]["NewImage"]) for r in records if "dynamodb" in r]
    teller = use_cases()[1]
    teller.counted.clear()
    teller.tell(entries or overdue())
    if not entries:
        teller.show_due()
    for name in ("told", "again", "dead"):
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=teller.counted[name])
    if not entries:
        # Last, so that a failure holds up nothing and is still one of this function, seen by its
        # alarm; what it writes comes back by the stream.
        expirer().expire()


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
