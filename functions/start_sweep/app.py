"""EventBridge Scheduler, or on demand: plan sweeps and queue their slices, end or resume one."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.domain.sweep import Plan
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
    """Start sweeps; of an account that is being swept already none. Or end or resume one."""
    metrics.add_metric("requests", MetricUnit.Count, 1)
    if "cancel" in event:
        return {"cancelled": starter().cancel(str(event["cancel"]))}
    if "resume" in event:
        return {"resumed": starter().resume(str(event["resume"]))}
    asked = {"account": "", "reason": "on demand", "id": context.aws_request_id, **event}
    started = starter().start_all(Plan.from_json(asked))
    metrics.add_metric("sweeps_started", MetricUnit.Count, len(started.sweeps))
    logger.info("sweeps started", extra={"sweeps": [sweep.id for sweep in started.sweeps]})
    return {
        "sweeps": [{"id": s.id, "account": s.account, "slices": s.slices} for s in started.sweeps],
        "queued": started.queued,
    }


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
