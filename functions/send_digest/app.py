"""EventBridge Scheduler: put the digests that are due, and milestones, into the outbox."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.settings import Settings

logger = Logger()
metrics = Metrics()


@cache
def home() -> Home:
    """Return the home side, made at the first invocation and kept."""
    return Home(Settings.load())


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> None:
    """Make what is due: milestones once an hour, digests in each team's hours."""
    accounts = home().accounts()
    if event.get("reason") == "milestones":
        told = len(home().celebrator().celebrate(accounts))
        metrics.add_metric(name="milestones", unit=MetricUnit.Count, value=told)
        return
    made = len(home().digester().make_due(accounts))
    metrics.add_metric(name="digests", unit=MetricUnit.Count, value=made)


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
