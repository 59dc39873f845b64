"""What only a table can do: be busy, be partial, be written for streams, and expire."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posturewatch.domain.change import Actor
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import Finding, Move, MoveKind, ResourceState
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, EntryState, ScoreMove
from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.scorecard import Counts, Coverage
from posturewatch.domain.sweep import Sweep
from posturewatch.domain.verdict import Status
from posturewatch.stores.dynamodb import (
    KEPT_GONE,
    KEPT_TOLD,
    MAX_ENTRY,
    TRIES,
    DynamoStore,
    decode,
    encode,
    entry_of_item,
)
from tests.stores.test_contract import F, P, committed, entry_of, looked, part, pending, sweep_of
from tests.support.house import ACCOUNT, CONTROLS, START, Clock, cause, key, make_control, widget
from tests.support.tables import make_table, table_definition


class Flaky:
    """A client whose next calls of some operations fail, or answer in part."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.failures: list[tuple[str, Exception]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.unprocessed = 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if name in ("get_paginator", "meta", "exceptions"):
            return method

        def call(**parameters: Any) -> Any:
            self.calls.append((name, parameters))
            for position, (operation, error) in enumerate(self.failures):
                if operation == name:
                    del self.failures[position]
                    raise error
            if name == "batch_get_item" and self.unprocessed:
                return self._partly(method, parameters)
            return method(**parameters)

        return call

    def _partly(self, method: Any, parameters: dict[str, Any]) -> Any:
        self.unprocessed -= 1
        ((table, asked),) = parameters["RequestItems"].items()
        half = len(asked["Keys"]) // 2
        rest = {**asked, "Keys": asked["Keys"][half:]}
        if not half:
            return {"Responses": {}, "UnprocessedKeys": {table: rest}}
        answer = method(RequestItems={table: {**asked, "Keys": asked["Keys"][:half]}})
        return {**answer, "UnprocessedKeys": {table: rest}}

    def count(self, name: str) -> int:
        return sum(1 for called, _ in self.calls if called == name)


@pytest.fixture
def client(moto_client) -> Flaky:
    return Flaky(moto_client)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def store(client, clock, waits) -> DynamoStore:
    return DynamoStore(client, make_table(client), now=clock, wait=waits.append)


def cancelled(*reasons: str) -> ClientError:
    response = {
        "Error": {"Code": "TransactionCanceledException", "Message": f"[{', '.join(reasons)}]"},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    return ClientError(response, "TransactWriteItems")


def error(code: str, operation: str = "UpdateItem") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


BUSY = [
    cancelled("None", "TransactionConflict"),
    cancelled("ThrottlingError", "None"),
    cancelled("None", "ProvisionedThroughputExceeded"),
    error("TransactionInProgressException"),
    error("ThrottlingException"),
    error("ProvisionedThroughputExceededException"),
    error("RequestLimitExceeded"),
    error("InternalServerError"),
]


@pytest.mark.parametrize("failure", BUSY, ids=lambda e: str(e)[-60:])
def test_a_busy_transaction_is_tried_again_after_a_growing_wait(store, client, waits, failure):
    client.failures = [("transact_write_items", failure)] * 3
    decision = committed(store)
    assert client.count("transact_write_items") == 4
    assert store.load(key()).state == decision.state
    assert store.tallies(ACCOUNT) == {c.id: Counts(1, 1, 0) for c in CONTROLS}
    assert len(waits) == 3
    assert all(0 <= wait <= 0.02 * 2**attempt for attempt, wait in enumerate(waits))


def test_a_transaction_that_stays_busy_gives_up_as_a_conflict(store, client, waits):
    client.failures = [("transact_write_items", cancelled("TransactionConflict"))] * TRIES
    with pytest.raises(StoreConflict, match="met others"):
        committed(store)
    assert client.count("transact_write_items") == TRIES
    assert all(wait <= 1 for wait in waits)


def test_a_failed_condition_outweighs_a_busy_one(store, client):
    reasons = cancelled("TransactionConflict", "ConditionalCheckFailed")
    client.failures = [("transact_write_items", reasons)]
    with pytest.raises(StoreConflict, match="condition"):
        committed(store)
    assert client.count("transact_write_items") == 1


@pytest.mark.parametrize(
    "failure", [cancelled("ValidationError"), error("AccessDeniedException"), error("Other")]
)
def test_any_other_failure_is_raised_as_it_is(store, client, failure):
    client.failures = [("transact_write_items", failure)]
    with pytest.raises(ClientError) as raised:
        committed(store)
    assert raised.value is failure


@pytest.mark.parametrize("code", ["TransactionConflictException", "ThrottlingException"])
def test_a_single_write_that_meets_a_transaction_is_tried_again(store, client, waits, code):
    entry = pending(store)
    client.failures = [("update_item", error(code))] * 2
    store.save_delivery(entry, "slack", Delivery(attempts=1), EntryState.PENDING, START)
    assert store.entry("e").deliveries["slack"].attempts == 1
    assert len(waits) == 2
    client.failures = [("update_item", error(code))] * TRIES
    with pytest.raises(StoreConflict, match="met others"):
        store.save_delivery(store.entry("e"), "slack", Delivery(), EntryState.PENDING, START)


def test_keys_that_were_left_out_are_asked_for_again(store, client, waits):
    keys = [key(f"w-{n:03}") for n in range(120)]
    for start in range(0, len(keys), 40):
        store.commit([looked(store, k, P, controls=()) for k in keys[start : start + 40]], None)
    client.unprocessed = 3
    assert set(store.load_states(keys)) == set(keys)
    assert len(waits) == 3
    client.unprocessed = 10_000
    with pytest.raises(StoreConflict, match="could not be loaded"):
        store.load_states(keys)


def test_a_transaction_never_exceeds_what_the_table_takes(store):
    controls = [make_control(f"test-widget-c{n}") for n in range(60)]
    decision = looked(store, controls=controls)
    with pytest.raises(ValueError, match="actions do not fit"):
        store.commit([decision], None)
    with pytest.raises(ValueError, match="actions do not fit"):
        store.commit([decision], None)
    assert store.load(key()).state is None


def test_the_version_is_read_before_the_findings(store, client, moto_client):
    # A page later, findings may be newer than the version, never older: then a commit conflicts.
    seen = []
    moto_client.meta.events.register(
        "provide-client-params.dynamodb.Query", lambda params, **_: seen.append(params)
    )
    committed(store)
    store.load(key())
    assert seen[-1]["ConsistentRead"] is True
    assert seen[-1]["ScanIndexForward"] is False


# --- What streams, indexes and expiry read -------------------------------------------------------


def items_of(client: Flaky, store: DynamoStore) -> dict[str, dict[str, Any]]:
    found = client.scan(TableName=store._table)["Items"]
    return {f"{item['pk']['S']}|{item['sk']['S']}": item for item in found}


def only(items: dict[str, dict[str, Any]], prefix: str) -> dict[str, Any]:
    (item,) = (item for name, item in items.items() if name.startswith(prefix))
    return item


def test_an_entry_is_written_for_the_streams_filters(store, client):
    decision = committed(store)
    item = only(items_of(client, store), "OUTBOX#")
    assert item["sk"] == {"S": "OUTBOX"}
    assert item["state"] == {"S": "SCORING"}
    assert "expires_at" not in item
    assert entry_of_item(item) == entry_of(decision)

    before = store.score(ACCOUNT)
    scored = replace(
        store.entry(decision.entry_id),
        state=EntryState.PENDING,
        score=ScoreMove(1, 0, 0, 0, 11),
        due_at=START + timedelta(minutes=5),
    )
    store.apply_scores(before, replace(before, version=1), [], [scored])
    item = only(items_of(client, store), "OUTBOX#")
    assert item["state"] == {"S": "PENDING"}
    assert entry_of_item(item) == scored


def test_what_nobody_waits_for_any_more_expires(store, client, clock):
    committed(store)
    decision = looked(store, outcome=Gone(key(), START))
    store.commit([decision], None)
    entry = pending(store)
    clock.tick(hours=1)
    done = Delivery(DeliveryState.DELIVERED, 1)
    store.save_delivery(entry, "slack", done, EntryState.DELIVERED, None)
    items = items_of(client, store)

    def expiry(item: dict[str, Any]) -> float:
        return float(item["expires_at"]["N"])

    gone = next(item for item in items.values() if item["sk"]["S"] == "RESOURCE")
    assert expiry(gone) == (START + KEPT_GONE).timestamp()
    assert "inventory_pk" not in gone
    archived = [item for item in items.values() if item["sk"]["S"].startswith("FINDING#")]
    assert {expiry(item) for item in archived} == {(START + KEPT_GONE).timestamp()}
    told = items["OUTBOX#e|OUTBOX"]
    assert expiry(told) == (clock() + KEPT_TOLD).timestamp()
    assert "open_pk" not in told
    # Back again, it stays.
    committed(store, at=START + timedelta(days=1))
    there = [i for i in items_of(client, store).values() if i["pk"]["S"].startswith("RESOURCE#")]
    assert len(there) == 1 + len(archived)
    assert not any("expires_at" in item for item in there)


def test_a_sweep_and_its_lock_expire(store, client):
    store.start_sweep(sweep_of())
    store.finish_slices([part(1)])
    items = items_of(client, store)
    # The sweep, its lock, its slice, and where each account and each slice finds its latest.
    assert len(items) == 5
    assert all("expires_at" in item for item in items.values())


def test_a_resource_that_expired_is_met_as_new(store, client):
    committed(store)
    client.delete_item(
        TableName=store._table, Key={"pk": {"S": f"RESOURCE#{key()}"}, "sk": {"S": "RESOURCE"}}
    )
    again = looked(store, at=START + timedelta(days=200))
    assert again.before is None
    store.commit([again], None)


def test_the_end_of_a_sweep_survives_a_crash_at_each_step(store, client):
    """Cut short between the count, the lock and the end, the redelivered slice goes on."""
    for step, operation in enumerate(["query", "delete_item", "update_item"]):
        sweep = f"s-{step}"
        assert store.start_sweep(sweep_of(sweep, slices=1))
        if operation == "query":
            # The count is written; the reading of it never came back.
            broken = DynamoStore(Broken(client), store._table, now=store._now)
            with pytest.raises(KeyboardInterrupt):
                broken.finish_slices([replace(part(1, sweep), judged=3)])
        else:
            client.failures = [(operation, KeyboardInterrupt())]
            with pytest.raises(KeyboardInterrupt):
                store.finish_slices([replace(part(1, sweep), judged=3)])
        ended = store.finish_slices([replace(part(1, sweep), judged=3)])
        assert (ended.done, ended.judged, ended.state.value) == (1, 3, "DONE")
    assert store.start_sweep(sweep_of("next"))


class Broken:
    """A client that can write, and not query."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        if name == "get_paginator":
            raise KeyboardInterrupt
        return getattr(self._client, name)


# --- Texts ----------------------------------------------------------------------------------------


def test_half_a_surrogate_pair_never_stops_a_commit(store):
    # CloudTrail cuts long texts, perhaps within a pair; an attacker writes it on purpose.
    half = "cut \ud83d"
    hostile = cause(actor=Actor("IAMUser", half, user_agent="\udc00" + half))
    resource = widget(key(), label=half, tags={"Name": half})
    decision = looked(store, outcome=Found(resource, START))
    entry = replace(entry_of(decision), cause=hostile, summary={half: half})
    store.commit([decision], entry)
    assert store.load(key()).state.name == "cut \ufffd"
    assert store.entry(entry.id).cause.actor.user_agent == "\ufffdcut \ufffd"
    store.save_delivery(
        replace(entry, deliveries={}), "slack", Delivery(error=half), EntryState.PENDING, START
    )
    kept = store.entry(entry.id)
    store.save_delivery(kept, "slack", Delivery(attempts=1), EntryState.PENDING, START)


def huge(number: int, severity: Severity = Severity.LOW) -> Move:
    evidence = {"texts": ["💥" * 300] * 20}
    finding = Finding(
        key(f"w-{number}"),
        "test-widget-sealed",
        severity,
        Status.FAILED,
        "Why.",
        evidence,
        START,
        START,
    )
    return Move(MoveKind.FIRST_SEEN, finding)


def test_an_entry_that_is_too_long_leaves_out_evidence_first(store):
    moves = tuple(huge(n) for n in range(45))
    entry = Entry("e", ACCOUNT, START, cause(), {"c": Counts(45, 45)}, moves=moves, due_at=START)
    assert len(encode(entry).encode()) > 400_000
    store.commit([], entry)
    kept = store.entry("e")
    assert kept.deltas == entry.deltas
    assert [move.finding.id for move in kept.moves] == [move.finding.id for move in moves]
    assert all(move.finding.evidence == {} for move in kept.moves)
    short = replace(entry, id="short", moves=moves[:1])
    store.commit([], short)
    assert store.entry("short") == short


def test_an_entry_that_is_still_too_long_keeps_the_worst_moves(store):
    long = "x" * 3_000
    moves = []
    for n in range(90):
        move = huge(n, Severity.CRITICAL if n == 77 else Severity.LOW)
        moves.append(replace(move, finding=replace(move.finding, reason=long)))
    entry = Entry("e", ACCOUNT, START, cause(), {"c": Counts(90, 90)}, moves=tuple(moves))
    store.commit([], entry)
    kept = store.entry("e")
    assert kept.moves[0].finding.severity is Severity.CRITICAL
    assert len(encode(kept).encode()) <= MAX_ENTRY
    assert len(kept.moves) > 10


texts = st.text(max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(texts, plain, max_size=4), texts, st.dictionaries(texts, texts, max_size=3))
def test_everything_survives_its_text(evidence, text, tags):
    finding = Finding(
        key(),
        "c",
        Severity.HIGH,
        Status.FAILED,
        text,
        evidence,
        START,
        None,
        opened_by=cause(name=text),
    )
    state = ResourceState(key(), 3, START, name=text, tags=tags, verdicts={"c": Status.PASSED})
    entry = Entry(
        "e",
        ACCOUNT,
        START,
        cause(name=text),
        {"c": Counts(1, -1, 0)},
        Coverage({"t": ("r",)}, {"t": {"r": "1"}}, "1"),
        (Move(MoveKind.FIXED, finding),),
        state,
        summary=evidence,
        score=ScoreMove(1, 2, 3, 4, 5),
        deliveries={"slack": Delivery(error=text)},
        due_at=START,
    )
    assert decode(Entry, encode(entry)) == entry
    assert encode(decode(Entry, encode(entry))) == encode(entry)
    sweep = Sweep("s", ACCOUNT, text, START, 1, errors=tags)
    assert decode(Sweep, encode(sweep)) == sweep


def test_the_tables_indexes_are_the_templates():
    definition = table_definition()
    indexes = {index["IndexName"]: index for index in definition["GlobalSecondaryIndexes"]}
    assert set(indexes) == {"open", "inventory"}
    assert all(i["Projection"]["ProjectionType"] == "ALL" for i in indexes.values())
    assert definition["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_a_clock_is_only_used_for_expiry(store, clock):
    assert isinstance(clock, Clock)
    first = committed(store, status=F)
    clock.tick(days=400)
    assert store.load(key()).state == first.state
