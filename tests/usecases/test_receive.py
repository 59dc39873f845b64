"""Batches: each resource once, each message for itself."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.errors import BadInput
from posturewatch.domain.reading import Found, Gone, Unknown
from posturewatch.domain.resource import ResourceKey
from posturewatch.stores.memory import MemoryStore
from posturewatch.stores.sqs import change_from_json, change_to_json
from posturewatch.usecases.evaluate import Evaluator
from posturewatch.usecases.receive import Receiver
from tests.support.house import ACCOUNT, START, Clock, Queue, cause, change

BUCKET = "AWS::S3::Bucket"


class Reads:
    """A source that counts, and fails when told to."""

    def __init__(self) -> None:
        self.keys: list[ResourceKey] = []
        self.failing: set[str] = set()
        self.gone: set[str] = set()

    def read(self, cls, key, *, listed=None):
        self.keys.append(key)
        if key.id in self.failing:
            raise RuntimeError(f"reading {key.id} failed")
        if key.id in self.gone:
            return Gone(key, START + timedelta(seconds=1))
        return Found(cls(key=key), START + timedelta(seconds=1))


@pytest.fixture
def reads() -> Reads:
    return Reads()


@pytest.fixture
def queues() -> Queue:
    return Queue()


@pytest.fixture
def receiver(reads, queues) -> Receiver:
    evaluator = Evaluator(
        MemoryStore(), reads, queues, lambda *_: Unknown("no items here"), Clock(START)
    )
    return Receiver(evaluator, queues, change_from_json)


def event(name: str = "PutBucketPolicy", bucket: str | None = "b-1", *, id: str = "1", **more):
    """Return the text of a message: a call as EventBridge delivers it."""
    detail = {
        "eventVersion": "1.09",
        "eventID": f"event-{id}",
        "eventTime": START.isoformat(),
        "eventSource": "s3.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "recipientAccountId": ACCOUNT,
        "userIdentity": {"type": "IAMUser", "userName": "mallory", "accountId": ACCOUNT},
        "requestParameters": {"bucketName": bucket} if bucket else {},
        **more,
    }
    return json.dumps(
        {
            "id": f"envelope-{id}",
            "source": "aws.s3",
            "detail-type": "AWS API Call via CloudTrail",
            "account": ACCOUNT,
            "region": "eu-west-1",
            "time": START.isoformat(),
            "detail": detail,
        }
    )


def own(change_, **more) -> str:
    return json.dumps({**change_to_json(change_), **more})


def worked(receiver, *bodies):
    """Work a batch off as the door does: which messages failed, and what was counted."""
    batch = receiver.batch(bodies)
    failed = []
    for body in bodies:
        try:
            batch.work(body)
        except Exception as error:  # noqa: BLE001
            failed.append((body, type(error)))
    return failed, batch.counted


def test_a_message_is_evaluated_and_counted(receiver, reads):
    failed, counted = worked(receiver, event())
    assert failed == []
    assert [key.id for key in reads.keys] == ["b-1"]
    assert counted == Counter(changed=1, committed=1)


def test_duplicates_of_a_batch_are_judged_once(receiver, reads):
    bodies = [event(id=str(n)) for n in range(5)] + [event(bucket="b-2", id="x")]
    failed, counted = worked(receiver, *bodies)
    assert failed == []
    assert sorted(key.id for key in reads.keys) == ["b-1", "b-2"]
    assert counted == Counter(changed=6, committed=2)


def test_the_very_same_message_twice_is_one(receiver, reads):
    failed, counted = worked(receiver, event(), event(), event())
    assert failed == []
    assert len(reads.keys) == 1
    assert counted == Counter(changed=1, committed=1)


def test_a_failing_winner_alone_comes_back(receiver, reads):
    reads.failing.add("b-1")
    loser, winner = event(id="1"), event(id="2", eventTime=(START + timedelta(1)).isoformat())
    other = event(bucket="b-2", id="3")
    failed, _ = worked(receiver, winner, other, loser)
    assert failed == [(winner, RuntimeError)]
    # Delivered again, in a batch of its own, it is evaluated.
    reads.failing.clear()
    assert worked(receiver, winner)[0] == []
    assert [key.id for key in reads.keys] == ["b-1", "b-2", "b-1"]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "{",
        "null",
        "[]",
        '"text"',
        "7",
        "{}",
        "[" * 100_000,
        '{"schema": "posturewatch.change/1"}',
        '{"schema": "posturewatch.change/1", "key": 7, "cause": {}, "looks": 0}',
        '{"schema": "another"}',
        own(change(), key="a/b"),
        event(bucket="x" * 1_501),
        json.dumps({"detail-type": "x"}),
    ],
    ids=range(14),
)
def test_a_message_that_cannot_be_understood_never_returns_its_neighbours(receiver, reads, bad):
    before, after = event(id="1"), event(bucket="b-2", id="2")
    failed, counted = worked(receiver, before, bad, after)
    assert [body for body, _ in failed] in ([bad], [])
    assert {key.id for key in reads.keys} >= {"b-1", "b-2"}
    if failed:
        assert failed[0][1] is BadInput
        assert counted["invalid"] == 1


def test_a_bug_in_understanding_a_message_stays_with_it(receiver, reads, caplog):
    def crash(_):
        raise KeyError("a bug of ours")

    receiver = replace(receiver, own_message=crash)
    failed, _ = worked(receiver, own(change()), event())
    assert failed == [(own(change()), KeyError)]
    assert [key.id for key in reads.keys] == ["b-1"]
    assert "message crashed" in caplog.text


def test_half_a_surrogate_pair_as_an_id_goes_to_the_dead_letters(receiver):
    (failure,), _ = worked(receiver, event(bucket="cut \ud83d"))
    assert failure[1] is BadInput


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (event(errorCode="AccessDenied"), "failed_call"),
        (event("GetBucketPolicy", readOnly=True), "read_only"),
        (event("InventBucket"), "unmapped"),
    ],
)
def test_what_changes_nothing_is_counted_and_not_read(receiver, reads, caplog, body, outcome):
    failed, counted = worked(receiver, body)
    assert failed == []
    assert reads.keys == []
    assert counted == Counter({outcome: 1})
    if outcome == "unmapped":
        assert [record.call for record in caplog.records] == ["s3.amazonaws.com:InventBucket"]


def test_a_change_to_a_whole_type_becomes_a_slice_that_knows_who_did_it(receiver, queues, reads):
    body = event(
        "PutAccountPublicAccessBlock", None, eventSource="s3.amazonaws.com", requestParameters={}
    )
    failed, _ = worked(receiver, body)
    assert failed == []
    assert [key for key in reads.keys if key.type == BUCKET] == []
    parts = [part for part in queues.slices if part.type == BUCKET]
    assert [part.sweep for part in parts] == ["change-event-1"]
    assert parts[0].cause.actor.name == "mallory"
    assert parts[0].cause.event_name == "PutAccountPublicAccessBlock"


def test_many_changes_to_a_whole_type_in_a_batch_become_one_slice_that_waits(receiver, queues):
    body = event(
        "PutAccountPublicAccessBlock", None, eventSource="s3.amazonaws.com", requestParameters={}
    )
    again = body.replace("event-1", "event-2")
    assert again != body
    assert worked(receiver, body, again)[0] == []
    parts = [part for part in queues.slices if part.type == BUCKET]
    assert [part.sweep for part in parts] == ["change-event-1"]
    assert min(queues.delays) >= 5


def test_our_own_message_is_a_further_look(receiver, reads):
    key = ResourceKey(ACCOUNT, "eu-west-1", BUCKET, "b-1")
    first = change(key, START - timedelta(days=1), looks=1)
    failed, counted = worked(receiver, own(first))
    assert failed == []
    assert counted == Counter(committed=1)
    # Not collapsed, however old the change is by now.
    assert len(reads.keys) == 1
    assert worked(receiver, own(replace(first, looks=2)))[0] == []
    assert len(reads.keys) == 2


def test_one_resource_of_a_message_that_fails_does_not_stop_the_others(receiver, reads):
    def two(_):
        key = ResourceKey(ACCOUNT, "eu-west-1", BUCKET, "b-1")
        return change(key)

    batch = replace(receiver, own_message=two).batch([own(change())])
    (message,) = batch.messages.values()
    others = [change(ResourceKey(ACCOUNT, "eu-west-1", BUCKET, f"b-{n}")) for n in (2, 3)]
    object.__setattr__(message, "changes", (*message.changes, *others))
    batch.winners.update({c.key: (c, c) for c in others})
    reads.failing.add("b-1")
    with pytest.raises(RuntimeError, match="b-1"):
        batch.work(own(change()))
    assert [key.id for key in reads.keys] == ["b-1", "b-2", "b-3"]
    assert batch.counted == Counter(committed=2)


def test_the_cause_survives_into_the_finding(receiver):
    worked(receiver, event())
    key = ResourceKey(ACCOUNT, "eu-west-1", BUCKET, "b-1")
    stored = receiver.evaluator.store.load(key)
    opened = {f.opened_by.event_id for f in stored.findings.values() if f.is_open}
    assert opened == {"event-1"}
    assert cause().event_id not in opened
