"""However changes are told, the end is the one that a clean recount of what is there comes to.

Events come late, twice, in any order, to several workers, and workers are killed at any call and
get them again. What has to be the same at the end: verdicts, open findings, the tallies of the
account and of its teams, the score, the sum of the ledger; and nothing waits in the outbox.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.change import Change
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.scorecard import Counts, merged
from posturewatch.domain.team import UNOWNED, scope_of
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from tests.support.crashes import Killed, Killer
from tests.support.house import ACCOUNT, House, catalogued, change, covered, key, recount, widget
from tests.support.tables import make_table

KEYS = tuple(key(f"w-{number}") for number in range(3))
GONE, UNREAD = "gone", "unread"


@dataclass(frozen=True)
class Step:
    """One change of the account, and how its event is delivered.

    Args:
        of: Which resource.
        what: `gone`, `unread`, or whether it is sealed, private and labelled.
        team: Who owns it from then on.
        late: How many steps later the event comes.
        copies: How often it comes.
    """

    of: int
    what: Any
    team: str
    late: int
    copies: int


steps = st.lists(
    st.builds(
        Step,
        of=st.integers(0, len(KEYS) - 1),
        what=st.one_of(
            st.tuples(st.booleans(), st.booleans(), st.sampled_from(["x", "", "?"])),
            st.sampled_from([GONE, UNREAD]),
        ),
        team=st.sampled_from(["", "shop", "data/lake"]),
        late=st.sampled_from([0, 0, 0, 1, 4]),
        copies=st.sampled_from([1, 1, 1, 2]),
    ),
    max_size=12,
)
calls = st.sets(st.integers(0, 80), max_size=4)


class Life:
    """Lives through steps, and delivers their events.

    Args:
        store: Where facts are kept.
        killer: Kills whoever works, at some of their calls.
        workers: How many work side by side; 1 works in order.
    """

    def __init__(self, store: Any, killer: Killer | None = None, workers: int = 1) -> None:
        self.plain = House(store=store)
        killer = killer or Killer()
        self.house = House(
            clock=self.plain.clock,
            store=killer.watch(self.plain.store, "load", "commit", "touch", "apply_scores"),
            queue=killer.watch(self.plain.queue),
        )
        self.workers = workers
        covered(self.plain.store)

    def live(self, whole: Sequence[Step]) -> None:
        """Make all the changes, deliver all the events, score and tell."""
        waiting: list[tuple[int, Change]] = []
        for number, step in enumerate(whole):
            event = self._happens(number, step)
            waiting += [(number + step.late, event)] * step.copies
            due = [event for at, event in waiting if at <= number]
            waiting = [(at, event) for at, event in waiting if at > number]
            # The newest first: nobody keeps the order of events.
            self._deliver(due[::-1])
            if number % 4 == 3:
                self._score()
        self.house.world.unread.clear()
        self._deliver([event for _, event in waiting])
        while queued := self.plain.queue.changes:
            self.plain.clock.tick(60)
            later = [event for event, _ in queued]
            queued.clear()
            self._deliver(later)
        self._score()
        self.plain.settle()

    def _happens(self, number: int, step: Step) -> Change:
        of, world = KEYS[step.of], self.house.world
        at = self.plain.clock.tick(30)
        world.unread.pop(of, None)
        if step.what == GONE:
            world.there.pop(of, None)
        elif step.what == UNREAD:
            world.unread[of] = "ThrottlingException on GetWidget"
        else:
            is_sealed, is_private, label = step.what
            tags = {"team": step.team} if step.team else {}
            world.put(
                widget(of, is_sealed=is_sealed, is_private=is_private, label=label, tags=tags)
            )
        return change(of, at, event_id=f"event-{number}")

    def _deliver(self, events: Sequence[Change]) -> None:
        if self.workers == 1:
            for event in events:
                self._redelivered(lambda event=event: self.house.evaluate(event))
                stored = {of: self.plain.store.load(of) for of in KEYS}
                assert self.plain.store.tallies(ACCOUNT) == recount(stored), "at every instant"
            return
        with ThreadPoolExecutor(self.workers) as pool:
            list(pool.map(self.house.evaluate, events))

    def _score(self) -> None:
        self._redelivered(
            lambda: self.house.scorer.score(
                e for e in self.plain.waiting() if e.state is EntryState.SCORING
            )
        )

    def _redelivered(self, work: Any) -> None:
        for _ in range(20):
            try:
                work()
            except Killed:
                self.plain.clock.tick(0.001)
                continue
            return
        raise AssertionError("killed too often")


def end_of(store: Any) -> dict[str, Any]:
    """Return all that has to be the same at the end, whatever happened on the way."""
    stored = {of: store.load(of) for of in KEYS}
    there = {of: s.state for of, s in stored.items() if s.state and s.state.gone_at is None}
    teams = {team: number for team, number in store.teams(ACCOUNT).items() if number}
    score = store.score(ACCOUNT)
    return {
        "verdicts": {of: dict(state.verdicts) for of, state in there.items()},
        "findings": {
            (f.id, f.status, f.record_state)
            for s in stored.values()
            for f in s.findings.values()
            if f.is_listed
        },
        "tallies": store.tallies(ACCOUNT),
        "teams": teams,
        "of_teams": {team: store.tallies(scope_of(ACCOUNT, team)) for team in teams},
        "score": (merged(score.counts), score.items, score.earned, score.unknown),
    }


def check(life: Life, clean: Any) -> None:
    """Compare a life with a clean recount of the same account, in a store of its own."""
    recounted = House(clock=life.plain.clock, store=clean)
    recounted.world.there = life.house.world.there
    covered(clean)
    for of in KEYS:
        recounted.evaluate(change(of, life.plain.clock()))
    recounted.settle()
    store = life.plain.store
    end, expected = end_of(store), end_of(clean)
    assert end == expected
    assert (
        merged(*end["of_teams"].values())
        == end["tallies"]
        == recount({of: store.load(of) for of in KEYS})
    )
    owners = [(s.owner or UNOWNED) for s in store.load_states(KEYS).values() if not s.gone_at]
    assert end["teams"] == {owner: owners.count(owner) for owner in set(owners)}
    rows = store.ledger(ACCOUNT, limit=999)
    assert sum(row.move.points for row in rows) == store.score(ACCOUNT).earned
    entries = [row.entry for row in rows if row.entry]
    assert len(entries) == len(set(entries)), "each entry moves the score once"
    assert life.plain.waiting() == []
    told = [alert.id for alert in life.plain.destinations[0].arrived]
    assert len(told) == len(set(told)), "nothing is told twice"


@given(steps, calls, calls)
def test_the_end_is_that_of_a_clean_recount(whole, before, after):
    with catalogued():
        life = Life(MemoryStore(), Killer(before, after))
        life.live(whole)
        check(life, MemoryStore())


def some(seed: int, number: int = 14) -> list[Step]:
    """Return random steps, the same for the same seed."""
    chance = random.Random(seed)
    return [
        Step(
            chance.randrange(len(KEYS)),
            chance.choice(
                [GONE, UNREAD]
                + [(chance.random() < 0.5, chance.random() < 0.5, chance.choice(["x", ""]))] * 6
            ),
            chance.choice(["", "shop", "data/lake"]),
            chance.choice([0, 0, 1, 4]),
            chance.choice([1, 1, 2, 3]),
        )
        for _ in range(number)
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("workers", [4, 16])
def test_so_it_is_with_several_workers(seed, workers):
    with catalogued():
        life = Life(MemoryStore(), workers=workers)
        life.live(some(seed))
        check(life, MemoryStore())


@pytest.mark.integration
@pytest.mark.parametrize(("seed", "workers"), [(1, 1), (2, 6)])
def test_so_it_is_on_a_table_with_real_transactions(ministack_client, seed, workers):
    with catalogued():

        def table() -> DynamoStore:
            return DynamoStore(ministack_client, make_table(ministack_client))

        killer = Killer({3, 17, 31}, {8, 23, 40}) if workers == 1 else Killer()
        life = Life(table(), killer, workers)
        life.live(some(seed, 10))
        assert len(killer.kills) >= (4 if workers == 1 else 0)
        check(life, table())


def test_a_tally_that_is_added_to_later_is_found_out():
    """The law can fail: a store whose tallies lag behind does not keep it."""

    class Lagging(MemoryStore):
        def __init__(self) -> None:
            super().__init__()
            self.late: Mapping[str, Counts] = {}

        def _add(self, scope, deltas):
            if scope == ACCOUNT:
                self.late, deltas = deltas, self.late
            super()._add(scope, deltas)

    with catalogued(), pytest.raises(AssertionError, match="at every instant"):
        Life(Lagging()).live(some(3))
