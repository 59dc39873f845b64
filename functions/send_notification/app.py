"""The table's stream and a schedule: tell scored outbox entries to SNS and Slack."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from posturewatch.bootstrap import Home
from posturewatch.settings import Settings
from posturewatch.stores.dynamodb import entry_of_item

logger = Logger()
metrics = Metrics()
tracer = Tracer()
home = Home(Settings.load())
teller = home.teller()
scorer = home.scorer()


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> None:
    """Tell what the stream brings, or, on the schedule, what has been waiting too long."""
    if "Records" in event:
        entries = [entry_of_item(record["dynamodb"]["NewImage"]) for record in event["Records"]]
    else:
        scorer.score(teller.overdue())
        entries = teller.overdue()
    told = teller.tell(entries)
    metrics.add_metric(name="told", unit=MetricUnit.Count, value=told)
