"""Queues: what is sent, how late, and what comes back."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from posturewatch.domain.errors import PosturewatchError
from posturewatch.domain.sweep import Slice
from posturewatch.stores.sqs import (
    CHANGE_SCHEMA,
    SqsQueue,
    change_from_json,
    messages_of,
    sweep_message,
)
from tests.support.house import change


class Recorder:
    """An SQS client that remembers what it was sent, and refuses what it is told to."""

    def __init__(self, refused: int = 0) -> None:
        self.sent: list[dict[str, Any]] = []
        self.refused = refused

    def send_message(self, **message: Any) -> None:
        self.sent.append(message)

    def send_message_batch(self, **batch: Any) -> dict[str, Any]:
        self.sent.append(batch)
        failed, self.refused = self.refused, 0
        return {"Failed": [{"Id": str(n)} for n in range(failed)]}


def parts(count: int) -> list[Slice]:
    return [Slice("s", "123456789012", f"region-{n}", "AWS::A::A") for n in range(count)]


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (15, 15), (900, 900), (5000, 900)])
def test_a_change_waits_as_long_as_the_queue_can(asked, given):
    client = Recorder()
    SqsQueue(client, "url").later(change(document={"a": 1}), asked)
    (message,) = client.sent
    assert (message["QueueUrl"], message["DelaySeconds"]) == ("url", given)
    told = json.loads(message["MessageBody"])
    assert told["schema"] == CHANGE_SCHEMA
    assert change_from_json(told) == change()


@pytest.mark.parametrize(("count", "batches"), [(0, []), (1, [1]), (10, [10]), (23, [10, 10, 3])])
def test_slices_are_sent_by_ten(count, batches):
    client = Recorder()
    SqsQueue(client, "url").send(parts(count))
    assert [len(batch["Entries"]) for batch in client.sent] == batches
    bodies = [e["MessageBody"] for batch in client.sent for e in batch["Entries"]]
    assert [part for body in bodies for part in sweep_message(body)] == parts(count)
    for batch in client.sent:
        ids = [e["Id"] for e in batch["Entries"]]
        assert len(set(ids)) == len(ids)


def lanes(*sizes: int, region: str = "r") -> list[Slice]:
    """Slices of several services, so many of each."""
    return [
        Slice("s", "123456789012", region, f"AWS::S{number}::T{n}")
        for number, size in enumerate(sizes)
        for n in range(size)
    ]


@pytest.mark.parametrize(
    ("sizes", "messages"),
    [
        ([1], [1]),
        ([1, 1, 1, 1, 1, 1, 1], [6, 1]),
        ([4, 3, 2], [4, 5]),
        # A long lane has a message of its own, and is never torn apart.
        ([1, 20, 1, 1], [1, 20, 2]),
        ([], []),
    ],
)
def test_short_lanes_share_a_message(sizes, messages):
    made = messages_of(lanes(*sizes), is_bundled=True)
    assert [len(message) for message in made] == messages
    assert [part for message in made for part in message] == lanes(*sizes)
    alone = messages_of(lanes(*sizes), is_bundled=False)
    assert [len(message) for message in alone] == sizes


def test_lanes_of_different_regions_share_no_message():
    slices = [
        part for pair in zip(lanes(1, 1), lanes(1, 1, region="q"), strict=True) for part in pair
    ]
    made = messages_of(slices, is_bundled=True)
    assert [{part.region for part in message} for message in made] == [{"r"}, {"q"}]


def test_a_refused_slice_is_no_success():
    with pytest.raises(PosturewatchError, match="refused 2 slices"):
        SqsQueue(Recorder(refused=2), "url").send(parts(5))


def test_hostile_text_travels_through_a_real_queue_body():
    with mock_aws():
        client = boto3.client("sqs")
        url = client.create_queue(QueueName="changes")["QueueUrl"]
        hostile = change(name="\x00\x01\ud800 <!channel> 💥")
        SqsQueue(client, url).later(hostile, 0)
        (message,) = client.receive_message(QueueUrl=url)["Messages"]
        assert change_from_json(json.loads(message["Body"])) == hostile
