"""EventBridge Scheduler: plan a sweep of every account, and queue its slices."""

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
def starter() -> Any:
    """Return the use case, made at the first invocation and kept."""
    return Home(Settings.load()).sweep_starter()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Start a sweep of each account; an account that is being swept already is passed over."""
    reason = str(event.get("reason") or "on demand")
    started = starter().start_all(reason=reason, id=str(event.get("id") or context.aws_request_id))
    metrics.add_metric(name="sweeps_started", unit=MetricUnit.Count, value=len(started))
    logger.info("sweeps started", extra={"sweeps": [sweep.id for sweep in started]})
    return {"sweeps": [{"id": s.id, "account": s.account, "slices": s.slices} for s in started]}


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
