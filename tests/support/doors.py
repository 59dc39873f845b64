"""The doors, run in-process on a simulated AWS as the template lays it out."""

import importlib.util
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient

from posturewatch import bootstrap
from posturewatch.settings import PREFIX
from tests.support import slack
from tests.support.tables import make_table, template

FUNCTIONS = Path(__file__).parents[2] / "functions"
ACCOUNT, REGION = "123456789012", "us-east-1"
SLACK_DOORS = {
    name: {
        "slack_workspace": slack.WORKSPACE,
        "slack_people": "U0ALICE=alice,U0BOB=bob",
        # Nobody listens there: what is answered goes nowhere.
        "slack_api_url": "http://127.0.0.1:9/api/",
    }
    for name in ("slack_action", "work_action")
}
_numbers = itertools.count(1)


class SharedSession:
    """One session for all doors and tests: making a client takes longer than using it."""

    def __init__(self) -> None:
        self._session = boto3.Session()
        self.region_name = REGION
        self._clients: dict[tuple[str, str | None], Any] = {}
        self.region_name = self._session.region_name
        self.get_partition_for_region = self._session.get_partition_for_region

    def get_partition_for_region(self, region: str) -> str:
        return str(self._session.get_partition_for_region(region))

    def client(self, service: str, region_name: str | None = None, **_: Any) -> Any:
        """Return the one client of a service in a region."""
        key = (service, region_name)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region_name)
        return self._clients[key]


@cache
def shared_session() -> SharedSession:
    return SharedSession()


@dataclass
class Deployment:
    """What the doors reach: a table, queues and a topic, and what they called."""

    patch: pytest.MonkeyPatch
    table: str = ""
    queues: dict[str, str] = field(default_factory=dict)
    topic: str = ""
    secret: str = ""
    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    is_recording: bool = False

    def __post_init__(self) -> None:
        session = shared_session()
        self.dynamodb, self.sqs = session.client("dynamodb"), session.client("sqs")
        self.table = make_table(self.dynamodb)
        for name in ("ChangeQueue", "SweepQueue", "ActionQueue", "TellQueue", "Inbox"):
            made = self.sqs.create_queue(QueueName=f"{name}-{next(_numbers)}")
            self.queues[name] = made["QueueUrl"]
        sns = session.client("sns")
        self.topic = sns.create_topic(Name=f"alerts-{next(_numbers)}")["TopicArn"]
        inbox = self.queues["Inbox"].rpartition("/")[2]
        sns.subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{inbox}",
        )
        self.secret = session.client("secretsmanager").create_secret(
            Name=f"slack-{next(_numbers)}",
            SecretString=json.dumps({"bot_token": "xoxb-1", "signing_secret": slack.SECRET}),
        )["ARN"]
        self.patch.setattr(bootstrap, "boto3", SimpleNamespace(Session=shared_session))
        self.patch.setattr(bootstrap, "reading_session", shared_session)
        self._record()

    def _record(self) -> None:
        real = BaseClient._make_api_call

        def recorded(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
            if self.is_recording:
                self.calls.append((client.meta.service_model.service_name, operation, parameters))
            return real(client, operation, parameters)

        self.patch.setattr(BaseClient, "_make_api_call", recorded)

    def door(self, name: str, **settings: str) -> ModuleType:
        """Load a door as Lambda does at a cold start."""
        given = {
            "table": self.table,
            "change_queue_url": self.queues["ChangeQueue"],
            "sweep_queue_url": self.queues["SweepQueue"],
            "tell_queue_url": self.queues["TellQueue"],
            "topic_arn": self.topic,
            "action_queue_url": self.queues["ActionQueue"],
            **SLACK_DOORS.get(name, {}),
            "accounts": ACCOUNT,
            "regions": REGION,
            "notify_at": "INFORMATIONAL",
            **settings,
        }
        if name in SLACK_DOORS:
            given["slack_secret_arn"] = self.secret
        for variable, value in given.items():
            self.patch.setenv(PREFIX + variable.upper(), value)
        variables = template()["Globals"]["Function"]["Environment"]["Variables"]
        for variable, value in variables.items():
            if variable.startswith("POWERTOOLS_") and isinstance(value, str):
                self.patch.setenv(variable, value)
        self.patch.setenv("POWERTOOLS_SERVICE_NAME", name)
        spec = importlib.util.spec_from_file_location(
            f"door_{name}_{next(_numbers)}", FUNCTIONS / name / "app.py"
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def invoke(
        self, name: str, event: Mapping[str, Any], *, time_left: int = 300_000, **settings: str
    ) -> Any:
        """Invoke a door after a cold start, with so many ms left, and remember its calls."""
        door = self.door(name, **settings)
        self.is_recording = True
        try:
            return door.handler(dict(event), context(name, time_left))
        finally:
            self.is_recording = False

    def items(self, prefix: str = "") -> list[dict[str, Any]]:
        """Return the table's items whose partition key begins with a prefix."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table)
        items = [item for page in pages for item in page["Items"]]
        return [item for item in items if item["pk"]["S"].startswith(prefix)]

    def entries(self, *states: str) -> list[dict[str, Any]]:
        """Return outbox entries in some states, as table items."""
        return [item for item in self.items("OUTBOX#") if item["state"]["S"] in states]

    def received(self, queue: str) -> list[str]:
        """Take all messages from a queue."""
        bodies: list[str] = []
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.queues[queue], MaxNumberOfMessages=10, WaitTimeSeconds=0
            )
            if not answer.get("Messages"):
                return bodies
            for message in answer["Messages"]:
                bodies.append(message["Body"])
                self.sqs.delete_message(
                    QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"]
                )


def context(name: str, time_left: int = 300_000) -> Any:
    return SimpleNamespace(
        function_name=name,
        memory_limit_in_mb=512,
        invoked_function_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}",
        aws_request_id=f"request-{next(_numbers)}",
        get_remaining_time_in_millis=lambda: time_left,
    )


def queued(*bodies: str) -> dict[str, Any]:
    """Return the event of a batch of messages."""
    return {
        "Records": [
            {
                "messageId": f"m-{number}",
                "receiptHandle": "r",
                "body": body,
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:q",
                "awsRegion": REGION,
            }
            for number, body in enumerate(bodies)
        ]
    }


def streamed(items: Sequence[Mapping[str, Any]], name: str = "INSERT") -> dict[str, Any]:
    """Return the event of a batch of stream records."""
    return {
        "Records": [
            {
                "eventID": f"e-{number}",
                "eventName": name,
                "eventSource": "aws:dynamodb",
                "dynamodb": {
                    "Keys": {key: item[key] for key in ("pk", "sk")},
                    "NewImage": item,
                    "SequenceNumber": str(number),
                },
            }
            for number, item in enumerate(items)
        ]
    }


def failed_of(response: Any) -> list[str]:
    """Return the ids of the messages that come back."""
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


def metrics_of(printed: str) -> dict[str, float]:
    """Return the metrics in what a door printed, as CloudWatch's embedded format gives them."""
    found: dict[str, float] = {}
    for line in printed.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        for directive in told.get("_aws", {}).get("CloudWatchMetrics", ()):
            assert directive["Namespace"] == "Posturewatch"
            for metric in directive["Metrics"]:
                value = told[metric["Name"]]
                found[metric["Name"]] = sum(value) if isinstance(value, list) else value
    return found


def call_event(name: str, service: str, parameters: Mapping[str, Any], **more: Any) -> str:
    """Return the text of a message: a call as EventBridge delivers it to the queue."""
    detail = {
        "eventVersion": "1.09",
        "eventID": f"event-{next(_numbers)}",
        "eventTime": "2026-03-01T12:00:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": REGION,
        "recipientAccountId": ACCOUNT,
        "userIdentity": {"type": "IAMUser", "userName": "mallory", "accountId": ACCOUNT},
        "requestParameters": dict(parameters),
        **more,
    }
    envelope = {
        "id": f"envelope-{next(_numbers)}",
        "source": f"aws.{service}",
        "detail-type": "AWS API Call via CloudTrail",
        "account": ACCOUNT,
        "region": REGION,
        "time": "2026-03-01T12:00:00Z",
        "detail": detail,
    }
    return json.dumps(envelope)
