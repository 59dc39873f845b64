"""The laws about commits, and stores that break them: what nothing can fail proves nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.reading import Found
from posturewatch.domain.scorecard import merged
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.decide import Decision
from posturewatch.usecases.notify import alert_of
from tests.support.crashes import Killed, Killer
from tests.support.house import (
    ACCOUNT,
    CARD,
    START,
    Destination,
    House,
    catalogued,
    change,
    key,
    recount,
    widget,
)


@pytest.fixture(autouse=True)
def _catalogue():
    with catalogued():
        yield


# --- Stores that are broken, each in one way ------------------------------------------------------


class Unconditional(MemoryStore):
    """Writes whatever it is given: the last one wins."""

    def _expect(self, decisions) -> None:
        pass

    def commit(self, decisions, entry) -> None:
        # An entry's id holds the version, so it is a second condition: without it, too.
        renamed = replace(entry, id=f"{entry.id}-{len(self._entries)}") if entry else None
        super().commit(decisions, renamed)


class AddsLater(MemoryStore):
    """Writes the resource first, and adds to the tallies in a call of its own."""

    between = staticmethod(lambda: None)

    def commit(self, decisions, entry) -> None:
        super().commit([replace(decision, deltas={}) for decision in decisions], entry)
        self.between()
        for decision in decisions:
            account = decision.key.account
            self._tallies[account] = merged(self._tallies.get(account, {}), decision.deltas)


class WritesEntryLater(MemoryStore):
    """Writes the outbox entry in a call of its own, after the findings."""

    between = staticmethod(lambda: None)

    def commit(self, decisions, entry) -> None:
        super().commit(decisions, None)
        self.between()
        if entry is not None:
            super().commit([], entry)


class TellsFirst(MemoryStore):
    """Tells the news before it is written, instead of by the outbox."""

    def __init__(self) -> None:
        super().__init__()
        self.slack = Destination()

    def commit(self, decisions, entry) -> None:
        if entry is not None and entry.moves:
            self.slack.deliver(alert_of(entry, CARD))
        super().commit(decisions, entry)


class TouchesSilently(MemoryStore):
    """Writes the times of observation without a new version."""

    def touch(self, decision: Decision) -> None:
        self._expect([decision])
        self._states[decision.key] = replace(decision.state, version=decision.before)


class ScoresTwice(MemoryStore):
    """Takes every score that fits the last one, whether or not its entries were scored before."""

    def apply_scores(self, before, after, rows, entries, beside=()) -> None:
        for entry in entries:
            self._entries[entry.id] = replace(entry, state=EntryState.SCORING)
        super().apply_scores(before, after, rows, entries, beside)


# --- The laws -------------------------------------------------------------------------------------


class Interleaved:
    """A source during whose reads something else happens first."""

    def __init__(self, house: House, *meanwhile) -> None:
        self._house = house
        self._meanwhile = list(meanwhile)

    def read(self, cls, key, *, listed=None):
        outcome = self._house.world.read(cls, key, listed=listed)
        if self._meanwhile:
            self._meanwhile.pop(0)()
        return outcome


def race(house: House, *meanwhile) -> None:
    """Evaluate a change while others are evaluated between its read and its write."""
    evaluator = replace(house.evaluator, source=Interleaved(house, *meanwhile))
    evaluator.evaluate(change(at=house.clock()))


def law_tallies_equal_a_recount_under_races(store: MemoryStore) -> None:
    house = House(store=store)
    house.world.put(widget(good=False))
    race(house, house.evaluate)
    assert store.tallies(ACCOUNT) == recount({key(): store.load(key())})
    house.clock.tick(60)
    house.world.put(widget(good=True))
    race(house, house.evaluate, house.evaluate)
    assert store.tallies(ACCOUNT) == recount({key(): store.load(key())})


def law_tallies_equal_a_recount_after_a_crash(store: MemoryStore) -> None:
    house = House(store=store)
    house.world.put(widget(good=False))
    store.between = killing_once()
    with pytest.raises(Killed):
        house.evaluate()
    house.evaluate(change(at=START))
    assert store.tallies(ACCOUNT) == recount({key(): store.load(key())})


def law_news_survives_a_crash(store: MemoryStore) -> None:
    house = House(store=store)
    house.world.put(widget(good=False))
    store.between = killing_once()
    with pytest.raises(Killed):
        house.evaluate()
    house.evaluate(change(at=START))
    house.settle()
    assert len(house.destinations[0].arrived) == 1


def killing_once():
    killer = Killer(after={0})
    return lambda: killer.called("between", lambda: None, (), {})


def law_news_is_told_once_under_races(store: MemoryStore, slack: Destination | None = None) -> None:
    house = House(store=store)
    house.world.put(widget(good=False))
    race(house, house.evaluate)
    if slack is None:
        house.settle()
    (destination,) = house.destinations
    told = (slack or destination).arrived
    assert len(told) == 1, "one episode, one alert"


def law_the_newest_observation_wins(store: MemoryStore) -> None:
    house = House(store=store)
    house.world.put(widget(good=True))
    house.evaluate()
    house.clock.tick(60)
    # It goes bad and good again; the read of the bad moment is written after the good one's.
    house.world.put(widget(good=False))
    older = house.world.read(None, key())
    assert isinstance(older, Found)

    def good_again() -> None:
        house.clock.tick(1)
        house.world.put(widget(good=True))
        house.evaluate(change(at=house.clock()))

    class Late:
        def read(self, *args, **kwargs):
            good_again()
            return older

    replace(house.evaluator, source=Late()).evaluate(change(at=START + timedelta(seconds=60)))
    state = store.load(key()).state
    assert set(state.verdicts.values()) == {"PASSED"}
    assert state.observed_at == house.clock()


def law_each_entry_is_scored_once(store: MemoryStore) -> None:
    house = House(store=store)
    house.world.put(widget(good=False))
    house.evaluate()
    entries = house.waiting()
    house.scorer.score(entries)
    house.scorer.score(entries)
    assert merged(store.score(ACCOUNT).counts) == store.tallies(ACCOUNT)


SOUND = [
    law_tallies_equal_a_recount_under_races,
    law_news_is_told_once_under_races,
    law_the_newest_observation_wins,
    law_each_entry_is_scored_once,
]


@pytest.mark.parametrize("law", SOUND)
def test_the_store_keeps_the_law(law):
    law(MemoryStore())


def test_the_laws_about_crashes_hold_for_a_store_that_has_no_between():
    # There is nothing between two writes of one transaction, so the crash is before or after it.
    for side in ("before", "after"):
        house = House()
        killer = Killer(**{side: {0}})
        dying = replace(house.evaluator, store=killer.watch(house.store, "commit"))
        house.world.put(widget(good=False))
        with pytest.raises(Killed):
            dying.evaluate(change())
        dying.evaluate(change())
        house.settle()
        assert house.store.tallies(ACCOUNT) == recount({key(): house.store.load(key())})
        assert len(house.destinations[0].arrived) == 1


def test_without_the_condition_the_tallies_are_wrong():
    with pytest.raises(AssertionError):
        law_tallies_equal_a_recount_under_races(Unconditional())


def test_without_the_condition_news_is_told_twice():
    with pytest.raises(AssertionError):
        law_news_is_told_once_under_races(Unconditional())


def test_with_tallies_outside_the_transaction_a_crash_loses_counts():
    with pytest.raises(AssertionError):
        law_tallies_equal_a_recount_after_a_crash(AddsLater())


def test_with_the_entry_outside_the_transaction_a_crash_loses_news():
    with pytest.raises(AssertionError):
        law_news_survives_a_crash(WritesEntryLater())


def test_told_before_it_is_written_news_is_told_twice():
    store = TellsFirst()
    with pytest.raises(AssertionError, match="one episode, one alert"):
        law_news_is_told_once_under_races(store, store.slack)


def test_without_a_version_on_touches_an_older_observation_wins():
    with pytest.raises(AssertionError):
        law_the_newest_observation_wins(TouchesSilently())


def test_without_the_entrys_condition_it_is_scored_twice():
    with pytest.raises(AssertionError):
        law_each_entry_is_scored_once(ScoresTwice())


def test_a_conflict_is_decided_again_and_not_forever():
    class Contested(MemoryStore):
        def commit(self, decisions, entry) -> None:
            raise StoreConflict("somebody is always faster")

    house = House(store=Contested())
    house.world.put(widget(good=False))
    with pytest.raises(StoreConflict, match="8 times in a row"):
        house.evaluate()
