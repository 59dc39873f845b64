"""HTTP API: what people do in Slack is verified, queued, and answered within three seconds."""

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
def door() -> Any:
    """Return the use case, made at the first invocation and kept."""
    return Home(Settings.load()).slack_door()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer one request; whoever is not Slack learns nothing and changes nothing."""
    answer: dict[str, Any] = door().receive(event)
    is_refused = answer["statusCode"] == 401
    metrics.add_metric(name="refused", unit=MetricUnit.Count, value=int(is_refused))
    return answer


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
