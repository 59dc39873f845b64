"""Whatever is counted wrong is found, what is only busy is not, and a repair is never silent."""

import itertools
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.scorecard import Counts, card_scope, merged
from posturewatch.domain.team import parse_tally, scope_of, tally_name
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases import verify as verify_module
from posturewatch.usecases.repair import Repairer
from posturewatch.usecases.verify import SIGHTINGS, Verifier
from tests.support.churn import Churn
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
    widget,
)
from tests.support.tables import make_table

ARN = "arn:aws:sts::111122223333:assumed-role/Admin/anna"
SEALED, PRIVATE, LABELLED = "test-widget-sealed", "test-widget-private", "test-widget-labelled"
CONTROLS = (SEALED, PRIVATE, LABELLED)
TEAMS = ("shop", "unowned", "data/lake")


@pytest.fixture(autouse=True)
def _catalogue():
    with catalogued():
        yield


def operator(at=START) -> Cause:
    return Cause("repair-1", "repair", at, "", "Repair", actor=Actor("AssumedRole", "anna", ARN))


def verifier(store, clock=None, wait=lambda _: None, card=CARD) -> Verifier:
    return Verifier(store, card, clock or Clock(), wait=wait)


def lived(store=None, widgets=6) -> House:
    """A house with some widgets, two of them bad, all scored."""
    house = House(store=store)
    covered(house.store)
    for number in range(widgets):
        of = key(f"w-{number}")
        tags = {"team": "shop"} if number % 2 else {}
        label = "x" if number != 2 else "?"
        house.world.put(widget(of, is_sealed=number != 1, label=label, tags=tags))
        house.evaluate(change(of, house.clock.tick()))
    house.scorer.score(house.waiting())
    return house


def verified(house, **more):
    return verifier(house.store, house.clock, **more).verify(ACCOUNT)


def repaired(house):
    return Repairer(verifier(house.store, house.clock)).repair(ACCOUNT, operator())


def check_accounted(store) -> None:
    state, rows = store.score(ACCOUNT), store.ledger(ACCOUNT, limit=100_000)[::-1]
    assert [row.move.version for row in rows] == list(range(1, len(rows) + 1))
    assert sum(row.move.points for row in rows) == state.earned
    for before, after in itertools.pairwise(rows):
        assert after.move.earned_before == before.move.earned


# --- Nothing is wrong -----------------------------------------------------------------------------


def test_a_sound_account_has_no_drift():
    found = verified(lived())
    assert (found.drift, found.is_right, found.drifts, found.problems) == (0, True, (), ())
    assert (found.resources, found.verdicts, found.waiting) == (6, 18, 0)
    assert found.rows == found.last_row == found.score.ledger_version


def test_entries_that_wait_are_counted_in():
    house = lived()
    house.world.put(widget(key("late"), good=False))
    house.evaluate(change(key("late"), house.clock.tick()))
    found = verified(house)
    assert found.drift == 0
    assert (found.waiting, found.waiting_since) == (1, house.clock())
    assert merged(house.store.score(ACCOUNT).counts) != house.store.tallies(ACCOUNT)


def test_an_account_that_was_never_scored_is_refused():
    with pytest.raises(BadInput, match="never been scored"):
        verifier(MemoryStore()).verify(ACCOUNT)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_thousand_random_changes_leave_no_drift(seed):
    churn = Churn(seed)
    churn.live(2_000)
    found = verified(churn.house)
    assert (found.drift, found.is_right) == (0, True)
    assert found.waiting == len(churn.store.stream)
    churn.score()
    found = verified(churn.house)
    assert (found.drift, found.waiting, found.is_right) == (0, 0, True)
    assert found.verdicts > 50
    assert merged(churn.store.score(ACCOUNT).counts) == churn.store.tallies(ACCOUNT)


def test_time_alone_is_no_drift():
    house = lived()
    house.clock.tick(hours=200)
    assert verified(house).is_right


def test_another_card_is_no_drift():
    house = lived()
    assert verified(house, card=replace(CARD, version=2)).is_right


def test_counting_does_not_wait_where_nothing_differs():
    waits = []
    verified(lived(), wait=waits.append)
    assert waits == []


# --- Something is wrong ---------------------------------------------------------------------------

figures = st.integers(-3, 3)
wrongs = st.builds(Counts, figures, figures, figures)
drifts = st.dictionaries(st.sampled_from([*CONTROLS, "withdrawn-control"]), wrongs)


def spoilt(store: MemoryStore, tallies, scored) -> None:
    store._tallies[ACCOUNT] = merged(store._tallies[ACCOUNT], tallies)
    state = store._scores[ACCOUNT]
    store._scores[ACCOUNT] = replace(state, counts=merged(state.counts, scored))


@given(drifts, drifts, st.booleans())
def test_every_drift_is_found_and_repaired(tallies, scored, is_waiting):
    with catalogued():
        house = lived()
        if is_waiting:
            house.world.put(widget(key("late"), good=False))
            house.evaluate(change(key("late"), house.clock.tick()))
        spoilt(house.store, tallies, scored)
        found = verified(house)
        assert {d.control: d.tally for d in found.drifts if d.tally} == merged(tallies)
        assert {d.control: d.scored for d in found.drifts if d.scored} == merged(scored)
        assert found.drift == sum(
            abs(n) for part in (tallies, scored) for c in part.values() for n in c.to_json()
        )
        rows = len(house.store.ledger(ACCOUNT))
        after = repaired(house)
        assert (after.drift, after.is_right) == (0, True)
        check_accounted(house.store)
        if not merged(tallies) and not merged(scored):
            assert len(house.store.ledger(ACCOUNT)) == rows
            return
        (row,) = house.store.ledger(ACCOUNT, limit=1)
        assert (row.cause.source, row.cause.actor.arn, row.entry) == ("repair", ARN, "")
        assert row.repair.tallies == merged({c: Counts() - n for c, n in tallies.items()})
        assert row.repair.counts == merged({c: Counts() - n for c, n in scored.items()})
        # Life goes on as if nothing had happened.
        house.scorer.score(house.waiting())
        assert merged(house.store.score(ACCOUNT).counts) == house.store.tallies(ACCOUNT)
        assert verified(house).is_right


of_teams = st.dictionaries(
    st.tuples(st.sampled_from([SEALED, "withdrawn-control"]), st.sampled_from(TEAMS)), wrongs
)
owned = st.dictionaries(st.sampled_from(TEAMS), st.integers(-2, 2))


@given(of_teams, owned, drifts)
def test_a_teams_drift_is_found_and_repaired(wrong, resources, tallies):
    with catalogued():
        house = lived()
        spoilt(house.store, tallies, {})
        store = house.store
        for (control, team), counts in wrong.items():
            scope = scope_of(ACCOUNT, team)
            store._tallies[scope] = merged(store._tallies.get(scope, {}), {control: counts})
        for team, number in resources.items():
            store._teams[ACCOUNT][team] = store._teams[ACCOUNT].get(team, 0) + number
        expected = merged(
            {tally_name(*names): counts for names, counts in wrong.items()},
            {tally_name("", team): Counts(number) for team, number in resources.items()},
            tallies,
        )
        # A team that nobody knows of has no tallies that anybody would look at.
        known = {"", *store.teams(ACCOUNT)}
        expected = {n: c for n, c in expected.items() if parse_tally(n)[1] in known}
        found = verified(house)
        assert {d.name: d.tally for d in found.drifts if d.tally} == expected
        points = store.score(ACCOUNT).earned
        after = repaired(house)
        assert (after.drift, after.is_right) == (0, True)
        assert store.score(ACCOUNT).earned == points, "a repair of tallies moves no point"
        if expected:
            (row,) = store.ledger(ACCOUNT, limit=1)
            assert row.repair.tallies == {n: Counts() - c for n, c in expected.items()}


@given(
    st.sampled_from(
        [
            {"earned": 11},
            {"unknown": 3},
            {"total": 12},
            {"items": {}},
            {"items": {"sealing": "pass", "privacy": "pass", "labels": "pass"}},
            {"ledger_version": 0},
            {"ledger_version": 1},
            {"ledger_version": 99},
            {"earned": 11, "ledger_version": 99, "counts": {}},
        ]
    )
)
def test_wrong_points_are_found_and_repaired(wrong):
    with catalogued():
        house = lived()
        right = house.store.score(ACCOUNT)
        house.store._scores[ACCOUNT] = replace(right, **wrong)
        found = verified(house)
        assert found.is_score_wrong
        assert found.problems
        assert repaired(house).is_right
        check_accounted(house.store)
        now = house.store.score(ACCOUNT)
        assert (now.earned, now.unknown, now.total) == (right.earned, right.unknown, right.total)
        assert (now.items, merged(now.counts)) == (right.items, merged(right.counts))


def test_a_row_that_is_missing_is_told_and_cannot_be_repaired():
    house = lived()
    rows = house.store._ledger[ACCOUNT]
    assert len(rows) > 2
    del rows[1]
    found = verified(house)
    assert "Row 2 is missing." in found.problems
    assert not found.is_repairable
    assert not repaired(house).is_right
    assert house.store._ledger[ACCOUNT] == rows


def test_a_row_that_was_changed_is_told():
    house = lived()
    rows = house.store._ledger[ACCOUNT]
    rows[1] = replace(rows[1], move=replace(rows[1].move, earned=rows[1].move.earned + 1))
    problems = " ".join(verified(house).problems)
    assert "Row 3 starts from" in problems
    assert "The moves add up to" in problems


def test_a_ledger_without_its_beginning_is_told():
    house = lived()
    del house.store._ledger[ACCOUNT][:2]
    assert "Rows 1 to 2 are missing." in verified(house).problems


def test_the_ledgers_of_other_cards_are_read_too():
    house = House()
    house.beside = (replace(CARD, name="other"), replace(CARD, name="more"))
    covered(house.store)
    house.world.put(widget(good=False))
    house.evaluate()
    house.settle()
    house.world.put(widget())
    house.evaluate(change(at=house.clock.tick(60)))
    house.settle()
    names = ("other", "more", "never-scored")
    look = replace(verifier(house.store, house.clock), beside=names)
    found = look.verify(ACCOUNT)
    assert found.is_right
    assert found.rows == 3 * house.store.score(ACCOUNT).ledger_version
    del house.store._ledger[card_scope(ACCOUNT, "more")][0]
    found = look.verify(ACCOUNT)
    assert found.problems[0] == "Card more: Row 1 is missing."
    assert (found.is_right, found.is_repairable, found.drift) == (False, False, 0)


def test_many_problems_are_cut():
    house = lived(widgets=1)
    state = house.store.score(ACCOUNT)
    row = house.store._ledger[ACCOUNT][0]
    rows = [
        replace(row, move=replace(row.move, version=2 * n, earned_before=n, earned=n + 5))
        for n in range(1, 40)
    ]
    house.store._ledger[ACCOUNT] = rows
    house.store._scores[ACCOUNT] = replace(state, ledger_version=78)
    problems = verified(house).problems
    assert len(problems) == verify_module.MAX_PROBLEMS + 1
    assert problems[-1].endswith("more.")


def test_a_ledger_that_is_gone_begins_anew():
    house = lived()
    house.store._ledger[ACCOUNT].clear()
    assert verified(house).is_score_wrong
    assert repaired(house).is_right
    check_accounted(house.store)


def test_what_time_has_moved_is_not_the_repairs_doing():
    house = lived()
    spoilt(house.store, {SEALED: Counts(1)}, {})
    house.clock.tick(hours=100)
    assert repaired(house).is_right
    repair, time, *_ = house.store.ledger(ACCOUNT)
    assert (repair.cause.source, repair.move.points, repair.move.items) == ("repair", 0, ())
    assert (time.cause.source, time.repair) == ("score", None)
    assert time.move.points < 0


def test_a_repair_by_another_card_is_refused():
    house = lived()
    spoilt(house.store, {SEALED: Counts(1)}, {})
    other = Repairer(verifier(house.store, house.clock, card=replace(CARD, name="other")))
    with pytest.raises(BadInput, match=r"scored by card test/1, not by other/1"):
        other.repair(ACCOUNT, operator())


def test_more_tallies_than_fit_one_transaction(monkeypatch):
    monkeypatch.setattr("posturewatch.usecases.repair.MAX_REPAIRED", 2)
    house = lived()
    wrong = {f"control-{n}": Counts(n + 1) for n in range(5)}
    spoilt(house.store, wrong, {SEALED: Counts(0, 1)})
    before = len(house.store.ledger(ACCOUNT))
    assert repaired(house).is_right
    check_accounted(house.store)
    rows = house.store.ledger(ACCOUNT)[: len(house.store.ledger(ACCOUNT)) - before][::-1]
    assert [len(row.repair.tallies) for row in rows] == [2, 2, 1]
    assert [bool(row.repair.counts) for row in rows] == [True, False, False]


# --- While it is busy -----------------------------------------------------------------------------


class Busy:
    """A store in which something happens at each call of certain operations."""

    def __init__(self, store, happens, *names: str, times: int = 10**9) -> None:
        self._store, self._happens, self._names, self._times = store, happens, names, times
        self._inside = False

    def __getattr__(self, name):
        value = getattr(self._store, name)
        if name not in self._names or self._inside:
            return value

        def called(*args, **kwargs):
            if self._times > 0:
                self._times -= 1
                self._inside = True
                self._happens()
                self._inside = False
            return value(*args, **kwargs)

        return called


def busy(house, what: str = "flip"):
    """Return something that happens: a change, a new resource, a scoring."""
    numbers = iter(range(10**9))

    def happens() -> None:
        number = next(numbers)
        of = key(f"w-{number % 4}") if what == "flip" else key(f"new-{number}")
        house.world.put(widget(of, good=number % 3 == 0))
        house.evaluate(change(of, house.clock.tick(10)))
        if what == "score" or number % 5 == 4:
            house.scorer.score(house.waiting())

    return happens


OPERATIONS = ("inventory", "load_states", "tallies", "score", "due_entries")


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("what", ["flip", "new", "score"])
@pytest.mark.parametrize("times", [1, 2, 3, 7])
def test_what_is_only_busy_is_no_drift(name, what, times):
    house = lived()
    store = Busy(house.store, busy(house, what), name, times=times)
    found = verifier(store, house.clock).verify(ACCOUNT)
    assert (found.drift, found.unsettled, found.problems) == (0, (), ())


@pytest.mark.parametrize("what", ["flip", "new", "score"])
def test_an_account_that_never_rests_has_no_false_drift(what):
    house = lived()
    store = Busy(house.store, busy(house, what), *OPERATIONS)
    found = verifier(store, house.clock).verify(ACCOUNT)
    assert found.drift == 0
    assert {parse_tally(name)[0] for name in found.unsettled} <= {"", *CONTROLS}
    assert found.problems == ()


@pytest.mark.parametrize("name", ["due_entries", "score"])
def test_a_drift_is_found_in_a_busy_account(name):
    house = lived()
    spoilt(house.store, {SEALED: Counts(2)}, {PRIVATE: Counts(0, 1)})
    store = Busy(house.store, busy(house, "new"), name, times=4)
    found = verifier(store, house.clock).verify(ACCOUNT)
    assert {d.control: (d.tally, d.scored) for d in found.drifts} == {
        SEALED: (Counts(2), Counts()),
        PRIVATE: (Counts(), Counts(0, 1)),
    }


class Behind:
    """A store whose indexes do not show what was written lately, until they are asked again."""

    def __init__(self, store, hidden, looks: int) -> None:
        self._store, self._hidden, self._looks = store, hidden, looks

    def __getattr__(self, name):
        return getattr(self._store, name)

    def inventory(self, account, type, region=None):
        self._looks -= 1
        for state in list(self._store.inventory(account, type, region)):
            if state.key not in self._hidden or self._looks < 0:
                yield state

    def due_entries(self, now, *, limit=100):
        self._looks -= 1
        entries = self._store.due_entries(now, limit=limit)
        return [e for e in entries if e.resource.key not in self._hidden or self._looks < 0]


@pytest.mark.parametrize("looks", [1, 2, 3, 4])
def test_an_index_that_is_behind_is_no_drift(looks):
    house = lived()
    house.world.put(widget(key("new"), good=False))
    house.evaluate(change(key("new"), house.clock.tick()))
    waits = []
    store = Behind(house.store, {key("new")}, looks)
    found = verifier(store, house.clock, waits.append).verify(ACCOUNT)
    assert found.drift == 0
    assert found.unsettled == ()


def test_a_resource_that_the_index_lacks_for_long_is_known_by_its_entry():
    house = lived()
    house.world.put(widget(key("new"), good=False))
    house.evaluate(change(key("new"), house.clock.tick()))
    store = Behind(house.store, {key("new")}, 10**9)
    store.due_entries = house.store.due_entries
    assert verifier(store, house.clock).verify(ACCOUNT).drift == 0


def test_a_drift_is_seen_three_times_before_it_is_told():
    house = lived()
    spoilt(house.store, {SEALED: Counts(1)}, {})
    waits = []
    verifier(house.store, house.clock, waits.append).verify(ACCOUNT)
    assert len(waits) == SIGHTINGS - 1
    assert sum(waits) == 3


def test_a_repair_waits_for_a_scoring_in_between():
    house = lived()
    spoilt(house.store, {SEALED: Counts(1)}, {PRIVATE: Counts(1)})
    store = Busy(house.store, busy(house, "score"), "repair", times=2)
    after = Repairer(verifier(store, house.clock)).repair(ACCOUNT, operator())
    assert after.is_right
    assert [row.cause.source for row in house.store.ledger(ACCOUNT)].count("repair") == 1
    check_accounted(house.store)


def test_two_repairs_at_once_repair_once():
    house = lived()
    spoilt(house.store, {SEALED: Counts(2, 1)}, {PRIVATE: Counts(1)})
    store = Busy(house.store, lambda: repaired(house), "repair", times=1)
    after = Repairer(verifier(store, house.clock)).repair(ACCOUNT, operator())
    assert after.is_right
    assert [row.cause.source for row in house.store.ledger(ACCOUNT)].count("repair") == 1
    check_accounted(house.store)


def test_a_repair_gives_up_where_it_is_never_its_turn():
    house = lived()
    spoilt(house.store, {SEALED: Counts(2, 1)}, {})
    store = Busy(house.store, busy(house, "score"), "repair")
    with pytest.raises(StoreConflict, match="written by others"):
        Repairer(verifier(store, house.clock)).repair(ACCOUNT, operator())
    check_accounted(house.store)


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr(verify_module, "MAX_WAITING", 1)
    house = lived()
    house.world.put(widget(key("late"), good=False))
    house.evaluate(change(key("late"), house.clock.tick()))
    with pytest.raises(StoreConflict, match="unfinished"):
        verified(house)


# --- On the table ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client():
    with mock_aws():
        yield boto3.client("dynamodb")


@settings(max_examples=8)
@given(drifts.filter(merged), drifts)
def test_the_table_is_repaired(client, tallies, scored):
    with catalogued():
        table = make_table(client)
        house = lived(DynamoStore(client, table), widgets=3)
        house.world.put(widget(key("late"), good=False))
        house.evaluate(change(key("late"), house.clock.tick()))
        assert verified(house).is_right
        for control, wrong in tallies.items():
            update = house.store._tally_update(ACCOUNT, control, wrong, 3)
            client.update_item(**update)
        state = house.store.score(ACCOUNT)
        worse = replace(state, version=state.version + 1, counts=merged(state.counts, scored))
        house.store.apply_scores(state, worse, [], [])
        found = verified(house)
        assert {d.control: d.tally for d in found.drifts if d.tally} == merged(tallies)
        assert {d.control: d.scored for d in found.drifts if d.scored} == merged(scored)
        assert found.waiting == 1
        assert repaired(house).is_right
        check_accounted(house.store)
        (row,) = house.store.ledger(ACCOUNT, limit=1)
        assert row.repair.tallies == merged({c: Counts() - n for c, n in tallies.items()})
        scoring = [e for e in house.waiting() if e.state is EntryState.SCORING]
        house.scorer.score(scoring)
        assert verified(house).is_right


def test_every_type_that_was_ever_swept_is_counted(monkeypatch):
    house = lived()
    monkeypatch.setattr("posturewatch.catalog.resource_types", lambda: ())
    assert verifier(house.store, house.clock)._types(house.store.score(ACCOUNT)) == (Widget.type,)
    assert verified(house).resources == 6
    assert house.clock() - START < timedelta(hours=1)
