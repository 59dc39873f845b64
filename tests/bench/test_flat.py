"""What the score costs when there are a thousand findings, and when there are a million.

The score follows from counts: its cost depends on the number of controls, never on that of
resources. And how many changes are committed in a second, against the store's own floor.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from posturewatch.domain.change import Change
from posturewatch.domain.finding import Finding, ResourceState
from posturewatch.domain.reading import Found
from posturewatch.domain.scorecard import Counts, score
from posturewatch.domain.verdict import Status
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.decide import Decision, parts
from posturewatch.usecases.evaluate import Evaluator, entry_of
from posturewatch.usecases.explain import filled_in
from tests.bench.test_change import told
from tests.support.house import (
    ACCOUNT,
    CARD,
    START,
    Clock,
    House,
    Widget,
    catalogued,
    change,
    covered,
    key,
    make_control,
    read_item,
    widget,
)
from tests.support.tables import make_table

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FILLING = tuple(make_control(f"test-widget-c{number}") for number in range(7))
FRESH = timedelta(hours=48)


def filled(store: MemoryStore, failing: list[str], findings: int, begin: int) -> None:
    """Store resources on which every control fails, until there are so many findings."""
    verdicts = dict.fromkeys(failing, Status.FAILED)
    deltas = dict.fromkeys(failing, Counts(1, 1))
    for number in range(begin // len(failing), findings // len(failing)):
        of = key(f"filling-{number}")
        state = ResourceState(of, 1, START, verdicts=verdicts)
        found = tuple(
            Finding(of, id_, FILLING[0].severity, Status.FAILED, "Why.", {}, START, START, 1)
            for id_ in failing
        )
        store.commit([Decision(of, None, state, findings=found, deltas=deltas)], None)


def side_by_side(works: Sequence[Callable[[], object]], rounds: int = 60) -> list[float]:
    """Return the medians of several works in milliseconds of processor time, taken in turn.

    In turn, so that what else the machine does meets all of them alike.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            begun = time.process_time()
            work()
            taken.append(time.process_time() - begun)
    return [statistics.median(taken) * 1000 for taken in times]


def test_the_score_of_a_million_findings_costs_what_that_of_a_thousand_does() -> None:
    with catalogued() as widgets:
        widgets.controls[Widget.type] += FILLING
        failing = [control.id for control in widgets.controls[Widget.type]]
        small, house = House(), House()
        for each in (small, house):
            covered(each.store)
            each.settle()
        filled(small.store, failing, SIZES[0], 0)
        stored = 0
        for size in SIZES:
            filled(house.store, failing, size, stored)
            stored = size
            gc.collect()
            gc.freeze()
            shown = {}
            for name, floor, work in zip(WORKS, works(small), works(house), strict=True):
                of_small, of_all = side_by_side([floor, work])
                shown[name] = f"{of_all:.3f} ms ({of_all / of_small:.2f} of a thousand's)"
            told(f"{size:>9,} findings", **shown)
        assert house.store.tallies(ACCOUNT)[FILLING[0].id].failed >= 99_000
        gc.unfreeze()


WORKS = ("now", "by_tallies", "change_and_score")


def works(house: House) -> Iterable[Callable[[], object]]:
    """The score as it is asked for, from the tallies, and a change until it is in the score."""

    def is_complete(_: str) -> bool:
        return True

    def change_and_score() -> None:
        at = house.clock.tick(60)
        house.world.put(widget(key("one"), is_private=at.minute % 2 == 0))
        house.evaluate(change(key("one"), at))
        assert house.scorer.score(house.waiting()) == 1
        house.store.drop_quiet()

    yield lambda: filled_in(CARD, house.store.score(ACCOUNT), house.clock(), FRESH)
    yield lambda: score(CARD, house.store.tallies(ACCOUNT), is_complete)
    yield change_and_score


class Turning:
    """A source whose resource is bad and good in turn."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls: dict[str, int] = {}

    def read(self, cls: Any, of: Any, *, listed: Any = None) -> Found:
        return Found(widget(of, is_private=self.clock().minute % 2 == 0), self.clock())


def commits_per_second(store: Any, floor: Any, rounds: int) -> tuple[float, float]:
    """Return how many changes a store commits in a second, and how many bare commits its floor."""
    clock = Clock()
    decisions: list[tuple[Decision, Change]] = []
    evaluator = Evaluator(
        store, Turning(clock), SimpleNamespace(later=lambda *_: None), read_item, clock
    )
    begun = time.perf_counter()
    for number in range(rounds):
        event = change(key(f"w-{number % 3}"), clock.tick(60), source="config")
        decision = evaluator.evaluate(event).decision
        assert decision is not None
        decisions.append((decision, event))
    seconds = time.perf_counter() - begun
    bare = time.perf_counter()
    for decision, event in decisions:
        for part in parts(decision):
            floor.commit([part], entry_of(part, event, event.cause.at))
    return rounds / seconds, rounds / (time.perf_counter() - bare)


def test_commits_per_second_in_memory() -> None:
    with catalogued():
        ours, floor = commits_per_second(MemoryStore(), MemoryStore(), 3_000)
    told(
        "changes in memory",
        per_second=f"{ours:,.0f}",
        floor=f"{floor:,.0f}",
        ratio=f"{floor / ours:.2f}",
    )


@pytest.mark.integration
def test_commits_per_second_on_ministack(ministack_client: Any) -> None:
    """Against the same transactions alone: without a load, a read, judging and deciding."""
    with catalogued():
        stores = [DynamoStore(ministack_client, make_table(ministack_client)) for _ in range(2)]
        ours, floor = commits_per_second(*stores, 200)
    told(
        "changes on MiniStack",
        per_second=f"{ours:.0f}",
        floor=f"{floor:.0f}",
        ratio=f"{floor / ours:.2f}",
    )
