"""Whoever is killed at whichever call: after redelivery all is as if nothing had happened.

Nothing is lost, the tallies are exact, nothing is scored twice. Each alert arrives; twice only
where the crash fell between its arrival and our record of it, which nobody can tell from outside.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posturewatch.domain.outbox import EntryState
from posturewatch.domain.scorecard import merged
from posturewatch.domain.sweep import SweepState
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from tests.support.crashes import Killed, Killer
from tests.support.house import (
    ACCOUNT,
    REGION,
    START,
    Destination,
    House,
    SlowWidget,
    Widget,
    catalogued,
    change,
    key,
    recount,
    widget,
)
from tests.support.tables import make_table


@pytest.fixture(autouse=True)
def _catalogue():
    with catalogued():
        yield


class Account:
    """A house, what is thrown at it, and the queues that deliver again what was not worked off."""

    def __init__(self, killer: Killer, store=None, watch_store: bool = True) -> None:
        self.plain = House(store=store)
        self.killer = killer
        self.destinations = [Destination("slack"), Destination("sns")]
        self.house = House(
            clock=self.plain.clock,
            store=killer.watch(self.plain.store) if watch_store else self.plain.store,
            queue=killer.watch(self.plain.queue),
            slices=killer.watch(self.plain.slices),
            destinations=[killer.watch(d, "deliver") for d in self.destinations],
        )
        self.world = self.house.world

    @property
    def store(self):
        return self.plain.store

    def redelivered(self, work: Callable[[], object]) -> None:
        """Do work as Lambda does: again, when it was cut short."""
        for _ in range(9):
            try:
                work()
            except Killed:
                self.plain.clock.tick(0.001)
                continue
            return
        raise AssertionError("killed too often")

    def changes(self, *changes) -> None:
        """Deliver changes, and what is queued for a further look."""
        for one in changes:
            self.redelivered(lambda one=one: self.house.evaluate(one))
        while self.plain.queue.changes:
            self.plain.clock.tick(20)
            again, _ = self.plain.queue.changes.pop(0)
            self.redelivered(lambda again=again: self.house.evaluate(again))

    def settle(self) -> None:
        """Let streams and schedule do their work until nothing waits."""
        for _ in range(60):
            waiting = self.plain.waiting()
            if not waiting:
                return
            scoring = [e for e in waiting if e.state is EntryState.SCORING]
            self.redelivered(lambda scoring=scoring: self.house.scorer.score(scoring))
            pending = [e for e in self.plain.waiting() if e.state is EntryState.PENDING]
            # The stream delivers these same records again, however old they are by then.
            self.redelivered(lambda pending=pending: self.house.teller.tell(pending))
            self.plain.clock.tick(minutes=3)
        raise AssertionError("the outbox never empties")

    def alerts(self) -> Counter[tuple[str, str]]:
        """Count what arrived, by destination and entry."""
        return Counter((d.name, alert.id) for d in self.destinations for alert in d.arrived)


def scenario(account: Account) -> None:
    """A life: born bad, fixed, regressed, another one, one that reads late, one deleted."""
    world, clock = account.world, account.plain.clock
    one, two, slow = key("one"), key("two"), key("slow", SlowWidget.type)
    world.put(widget(one, good=False))
    account.changes(change(one, START))
    clock.tick(60)
    world.put(widget(one, good=True), widget(two, is_private=False))
    account.changes(change(one, clock()), change(two, clock()))
    account.settle()
    clock.tick(60)
    world.put(widget(one, is_sealed=False), widget(slow, cls=SlowWidget, good=False))
    account.changes(change(one, clock()), change(slow, clock()))
    world.unread[two] = "ThrottlingException on GetWidget"
    account.changes(change(two, clock.tick(60)))
    del world.unread[two]
    del world.there[two]
    account.changes(change(two, clock.tick(60)))
    # An event that comes late, and a read that fails in part: only the further look sees it.
    happened = clock()
    clock.tick(60)
    world.put(widget(one, good=False, unknown={"is_private": "ThrottlingException"}))
    world.put_at(clock() + timedelta(seconds=10), widget(one, good=False))
    account.changes(change(one, happened))
    account.settle()


KEYS = (key("one"), key("two"), key("slow", SlowWidget.type))


def end_of(account: Account):
    """Return all that has to be the same at the end, whatever happened on the way."""
    stored = {k: account.store.load(k) for k in KEYS}
    findings = {
        (k.id, f.control): (f.status, f.episode, f.workflow, f.record_state, f.is_open)
        for k, of_one in stored.items()
        for f in of_one.findings.values()
    }
    score = account.store.score(ACCOUNT)
    moves = [r.move.points for r in account.store.ledger(ACCOUNT, limit=999)]
    return {
        "verdicts": {k.id: dict(of_one.state.verdicts) for k, of_one in stored.items()},
        "gone": {k.id: of_one.state.gone_at is not None for k, of_one in stored.items()},
        "findings": findings,
        "tallies": account.store.tallies(ACCOUNT),
        "figures": (merged(score.counts), score.items, score.earned, score.unknown),
        "points": sum(moves),
        "alerts": {(name, entry.rpartition("-")[0]) for name, entry in account.alerts()},
    }


def check(account: Account, expected) -> None:
    stored = {k: account.store.load(k) for k in KEYS}
    assert end_of(account) == expected
    assert account.store.tallies(ACCOUNT) == recount(stored)
    score = account.store.score(ACCOUNT)
    assert merged(score.counts) == account.store.tallies(ACCOUNT), "each entry is scored once"
    assert sum(r.move.points for r in account.store.ledger(ACCOUNT, limit=999)) == score.earned
    entries = [r.entry for r in account.store.ledger(ACCOUNT, limit=999)]
    assert len(entries) == len(set(entries))


# Where a second delivery of an alert cannot be avoided: it has arrived, and is not recorded.
UNRECORDED = {"after deliver", "before notified", "after notified", "before save_delivery"}


@cache
def uncrashed():
    with catalogued():
        account = Account(Killer())
        scenario(account)
        assert set(account.alerts().values()) == {1}
        return end_of(account), tuple(account.killer.calls)


def test_the_uncrashed_run_is_worth_comparing():
    end, calls = uncrashed()
    assert end["gone"] == {"one": False, "two": True, "slow": False}
    assert end["verdicts"]["one"]["test-widget-private"] == "FAILED"
    assert len(end["alerts"]) == 6
    assert {"commit", "touch", "apply_scores", "save_delivery", "deliver", "later"} <= set(calls)


@pytest.mark.parametrize("side", ["before", "after"])
def test_one_crash_at_each_call_changes_nothing(side):
    expected, calls = uncrashed()
    for number in range(len(calls)):
        killer = Killer(**{side: {number}})
        account = Account(killer)
        scenario(account)
        assert killer.kills == [f"{side} {calls[number]}"]
        check(account, expected)
        doubled = [name for name, count in account.alerts().items() if count > 1]
        assert max(account.alerts().values()) <= 2
        if doubled:
            assert len(doubled) == 1
            assert killer.kills[0] in UNRECORDED
        # The other way round: an alert that had arrived and was not recorded does come again.
        if killer.kills[0] == "after deliver":
            assert doubled


# One example is a whole life: a few in passing, all that the nightly profile asks for.
@settings(max_examples=settings().max_examples if settings().max_examples > 1_000 else 30)
@given(st.sets(st.integers(0, 100), max_size=6), st.sets(st.integers(0, 100), max_size=6))
def test_several_crashes_change_nothing(before, after):
    expected, _ = uncrashed()
    account = Account(Killer(before, after))
    scenario(account)
    check(account, expected)
    surplus = sum(account.alerts().values()) - len(account.alerts())
    assert surplus <= sum(1 for kill in account.killer.kills if kill in UNRECORDED)


@pytest.mark.integration
def test_a_crash_within_an_operation_of_the_table_changes_nothing(ministack_client):
    """The table's own operations take several calls: each of them may be the last one."""
    expected, _ = uncrashed()
    client = ministack_client

    def run(killer: Killer) -> Account:
        watched = killer.watch(
            client, "transact_write_items", "update_item", "get_item", "delete_item"
        )
        store = DynamoStore(watched, make_table(client))
        store._now = lambda: START
        account = Account(killer, store, watch_store=False)
        plain = DynamoStore(client, store._table, now=lambda: START)
        account.plain.store = plain
        scenario(account)
        return account

    whole = run(Killer())
    check(whole, expected)
    writes = [n for n, c in enumerate(whole.killer.calls) if c != "get_item"]
    # Each kind of write once, before and after; memory's test goes through all of them.
    kinds: dict[tuple[str, str], int] = {}
    for n in writes:
        earlier = whole.killer.calls[n - 1] if n else ""
        kinds.setdefault((earlier, whole.killer.calls[n]), n)
    for number in kinds.values():
        check(run(Killer(after={number})), expected)


# --- Sweeps ---------------------------------------------------------------------------------------


def swept(killer: Killer) -> Account:
    account = Account(killer)
    account.world.page_size = 2
    for number in range(5):
        account.world.put(widget(key(f"w-{number}"), good=number % 2 == 0))
    account.redelivered(
        lambda: account.house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    )
    while account.plain.slices.slices:
        account.plain.clock.tick()
        part = account.plain.slices.slices.pop(0)
        account.redelivered(lambda part=part: account.house.sweeper.work(part))
    account.settle()
    return account


def figures_of(account: Account):
    score = account.store.score(ACCOUNT)
    sweep = account.store.sweep("s-1")
    return (
        account.store.tallies(ACCOUNT),
        merged(score.counts),
        score.items,
        score.earned,
        (sweep.state, sweep.done, sweep.judged, sweep.missed),
        sorted(state.key.id for state in account.store.inventory(ACCOUNT, Widget.type)),
        sorted(account.alerts()),
    )


@pytest.mark.parametrize("side", ["before", "after"])
def test_one_crash_at_each_call_of_a_sweep_changes_nothing(side):
    whole = swept(Killer())
    expected = figures_of(whole)
    assert expected[4] == (SweepState.DONE, 1, 5, 0)
    assert {entry for _, entry in whole.alerts()} == {"s-1-baseline"}
    for number in range(len(whole.killer.calls)):
        killer = Killer(**{side: {number}})
        account = swept(killer)
        assert figures_of(account) == expected, killer.kills
        score = account.store.score(ACCOUNT)
        assert score.coverage.is_complete(Widget.type, (START - timedelta(1)).isoformat())
        assert max(account.alerts().values()) <= 2


def test_the_memory_store_needs_no_clock():
    assert MemoryStore().load(key()).state is None
