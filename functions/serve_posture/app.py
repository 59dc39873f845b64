"""HTTP API for callers whom IAM lets in: start a sweep, look how far it is, end it."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.settings import Settings
from posturewatch.usecases.serve import Answer

logger = Logger()
metrics = Metrics()
api = APIGatewayHttpResolver()


@cache
def sweeps() -> Any:
    """Return the use case, made at the first invocation and kept."""
    return Home(Settings.load()).sweeps_served()


def told(answer: Answer) -> Response[str]:
    """Answer in HTTP."""
    return Response(answer.status, content_types.APPLICATION_JSON, answer.text)


@api.post("/sweeps")
def start() -> Response[str]:
    """Start a sweep of an account, or of a part of it."""
    event = api.current_event
    return told(sweeps().start(event.decoded_body, event.request_context.authorizer.iam))


@api.get("/sweeps/<sweep>")
def look(sweep: str) -> Response[str]:
    """Show how far a sweep has come."""
    return told(sweeps().look(sweep))


@api.delete("/sweeps/<sweep>")
def cancel(sweep: str) -> Response[str]:
    """End a sweep before its time."""
    return told(sweeps().cancel(sweep))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request."""
    answer = api.resolve(event, context)
    metrics.add_metric("refused", MetricUnit.Count, int(answer["statusCode"] >= 400))
    return answer


@cache
def traced() -> Any:
    """Return the handler within X-Ray, whose SDK takes too long to import before it is needed."""
    return Tracer().capture_lambda_handler(handle, capture_response=False)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer Lambda."""
    return traced()(event, context)
