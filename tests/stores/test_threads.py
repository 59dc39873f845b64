"""What every store promises about threads, turns, routing, and what is dead."""

import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import MoveKind
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, EntryState
from posturewatch.domain.thread import FLAP, MAX_MEMBERS, Member, Standing, Thread
from posturewatch.stores.dynamodb import encode
from posturewatch.usecases.ports import Step
from tests.stores.test_contract import looked, pending
from tests.support.house import ACCOUNT, START, cause, key

FOLDED = Delivery(DeliveryState.FOLDED, 1, START, None, "e")


def begun(store, **more) -> tuple[Entry, Thread]:
    entry = pending(store)
    moves = looked(store, key("w-9")).moves
    thread = Thread.begun("slack", entry, START).folded(entry, moves, START)
    return entry, replace(thread, delivery=Delivery(due_at=START), **more)


def folded(store) -> tuple[Entry, Thread]:
    entry, thread = begun(store)
    desk = store.desk("slack", ACCOUNT)
    store.fold(desk, [thread], [Step(entry, FOLDED, EntryState.DELIVERED, None)])
    return entry, store.thread("slack", ACCOUNT, thread.id)


def test_a_thread_and_what_it_takes_in_are_written_together(store):
    entry, thread = folded(store)
    assert thread.version == 1
    assert {member.key for member in thread.members} == {key("w-9")}
    stored = store.entry(entry.id)
    assert (stored.state, stored.due_at) == (EntryState.DELIVERED, None)
    assert stored.deliveries == {"slack": FOLDED}
    assert store.due_entries(START + timedelta(days=9)) == []
    desk = store.desk("slack", ACCOUNT)
    assert (desk.version, desk.threads) == (1, (thread,))
    assert store.desk("other", ACCOUNT).threads == ()
    assert store.thread("slack", ACCOUNT, "none") is None


def test_only_one_at_a_time_folds(store):
    entry, thread = begun(store)
    desk = store.desk("slack", ACCOUNT)
    steps = [Step(entry, FOLDED, EntryState.DELIVERED, None)]
    store.fold(desk, [thread], steps)
    for again in (desk, store.desk("slack", ACCOUNT)):
        other = replace(thread, id="another")
        with pytest.raises(StoreConflict):
            store.fold(again, [other], steps)
        assert store.thread("slack", ACCOUNT, "another") is None


def test_a_thread_is_written_on_its_version_alone(store):
    _, thread = folded(store)
    saved = store.save_thread(replace(thread, parent="C0/1"))
    assert saved == store.thread("slack", ACCOUNT, thread.id)
    assert saved.version == 2
    with pytest.raises(StoreConflict):
        store.save_thread(thread)
    with pytest.raises(StoreConflict):
        store.save_thread(replace(thread, version=None))


def test_threads_are_due_until_they_are_shown(store):
    _, thread = folded(store)
    assert store.due_threads(START - timedelta(seconds=1)) == []
    assert store.due_threads(START) == [thread]
    done = Delivery(DeliveryState.DELIVERED, 0, START, None, "C0/1")
    shown = store.save_thread(replace(thread, shown=thread.content, delivery=done))
    assert store.due_threads(START + timedelta(days=1)) == []
    assert store.desk("slack", ACCOUNT).threads == (shown,)


def test_threads_that_ended_long_ago_are_left_alone(store):
    _, thread = folded(store)
    ended = store.save_thread(replace(thread, ended_at=START))
    assert store.desk("slack", ACCOUNT).threads in ((ended,), ())
    store.save_thread(replace(ended, ended_at=START - FLAP - timedelta(days=9_000)))
    assert store.desk("slack", ACCOUNT).threads == ()


def test_the_dead_are_found(store):
    entry, thread = folded(store)
    dead = Delivery(DeliveryState.DEAD, 3, START, None, "", "is_archived")
    store.save_thread(replace(thread, delivery=dead))
    store.save_delivery(entry, "sns", dead, EntryState.DEAD, None)
    assert [t.delivery for t in store.dead_threads()] == [dead]
    assert [e.deliveries["sns"] for e in store.dead_entries()] == [dead]
    assert store.due_entries(START + timedelta(days=9)) == []
    assert store.due_threads(START + timedelta(days=9)) == []
    stored = store.entry(entry.id)
    again = Delivery(DeliveryState.WAITING, 0, START, None)
    store.save_delivery(stored, "sns", again, EntryState.PENDING, START)
    assert store.dead_entries() == []
    assert [e.id for e in store.due_entries(START)] == [entry.id]


def test_turns_are_a_gap_apart_and_each_is_taken_once(store):
    gap = timedelta(seconds=1)
    turns = [store.take_turn("slack", START, gap) for _ in range(3)]
    assert turns == [START, START + gap, START + 2 * gap]
    assert store.take_turn("other", START, gap) == START
    later = START + timedelta(minutes=1)
    assert store.take_turn("slack", later, gap) == later


def test_routing_documents(store):
    assert store.routing() == {}
    store.put_routing("b", {"routes": []})
    store.put_routing("a", {"triage": ["x"]})
    assert list(store.routing().items()) == [("a", {"triage": ["x"]}), ("b", {"routes": []})]
    store.put_routing("a", None)
    store.put_routing("none", None)
    assert store.routing() == {"b": {"routes": []}}


def test_a_full_thread_fits_an_item():
    """DynamoDB takes 400 KB; names are as long as most are, evidence is kept of few."""
    arn = "arn:aws:rds:eu-central-1:111111111111:db:" + "x" * 40
    members = tuple(
        Member(
            key(f"{arn}{number}", "AWS::RDS::DBInstance"),
            "rds-db-instance-automatic-minor-upgrades-enabled",
            Severity.CRITICAL,
            Standing.FAILING,
            f"{arn}{number}",
            MoveKind.FIRST_SEEN,
            "",
            START,
            detailed=False,
        )
        for number in range(MAX_MEMBERS)
    )
    entry = Entry("e", ACCOUNT, START, cause())
    thread = replace(Thread.begun("slack", entry, START), members=members)
    assert len(zlib.compress(encode(thread).encode())) < 40_000
