"""The change door on a simulated AWS, and the recorded events that go through it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from posturewatch_cli.events import read_events
from tests.support.doors import Deployment, context, failed_of, metrics_of, queued
from tests.support.tables import table_definition

AT_HOME = ("dynamodb", "sqs", "sns")


@dataclass(frozen=True)
class Came:
    """What came of one invocation of the door."""

    failed: list[str]
    """The bodies that come back, and end as dead letters."""
    counted: dict[str, int]
    """Its metrics."""
    home: list[str]
    """The calls on the home side: table and queues."""
    audited: list[str]
    """The calls on the audited side."""


@dataclass
class Door:
    """A warm change door."""

    aws: Deployment
    capsys: pytest.CaptureFixture[str]
    handler: Any = field(init=False)

    def __post_init__(self) -> None:
        self.handler = self.aws.door("evaluate_change").handler

    def take(self, *bodies: str) -> Came:
        """Invoke the door with a batch of messages."""
        self.capsys.readouterr()
        self.aws.calls.clear()
        self.aws.is_recording = True
        try:
            response = self.handler(queued(*bodies), context("evaluate_change"))
        finally:
            self.aws.is_recording = False
        calls = self.aws.calls
        assert all(asked["ConsistentRead"] for _, name, asked in calls if name == "Query")
        return Came(
            [bodies[int(id_.removeprefix("m-"))] for id_ in failed_of(response)],
            {name: int(count) for name, count in metrics_of(self.capsys.readouterr().out).items()},
            [operation for service, operation, _ in calls if service in AT_HOME],
            [f"{service}:{operation}" for service, operation, _ in calls if service not in AT_HOME],
        )

    def forget(self) -> None:
        """Empty the table: the simulated one copies all that it holds at every transaction."""
        for item in self.aws.items():
            key = {"pk": item["pk"], "sk": item["sk"]}
            self.aws.dynamodb.delete_item(TableName=self.aws.table, Key=key)


@pytest.fixture(scope="module")
def simulated() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def door(
    simulated: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Door]:
    aws = Deployment(monkeypatch)
    # Nobody reads the stream here, and its records are copied with the table at every transaction.
    definition = table_definition()
    del definition["StreamSpecification"]
    aws.dynamodb.delete_table(TableName=aws.table)
    aws.dynamodb.create_table(TableName=aws.table, **definition)
    yield Door(aws, capsys)
    aws.dynamodb.delete_table(TableName=aws.table)


def bodies_of(folder: Path, name: str) -> list[str]:
    """Return the events of a file of recorded ones, as bodies of messages."""

    def complain(error: Exception) -> None:
        raise error

    path = folder / f"{name}.jsonl"
    return [json.dumps(event) for event in read_events([str(path)], complain)]
