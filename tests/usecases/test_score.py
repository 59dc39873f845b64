"""Entries are scored, each once, and told where they are news."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.exception import AcceptedRisk, Scope, evidence_hash
from posturewatch.domain.finding import Finding, Move, MoveKind, Workflow
from posturewatch.domain.outbox import Entry, EntryState
from posturewatch.domain.scorecard import Counts, Coverage, card_scope
from posturewatch.domain.verdict import Status, Verdict, failed, passed
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.score import BATCH, MAX_MOVES, Scorer
from tests.support.house import (
    ACCOUNT,
    CARD,
    CONTROLS,
    START,
    Clock,
    Widget,
    cause,
    change,
    covered,
    key,
    widget,
)


def entries(store, count: int, account: str = ACCOUNT, **more) -> list[Entry]:
    made = [
        Entry(f"{account}-{n}", account, START, cause(), {"c": Counts(1)}, due_at=START, **more)
        for n in range(count)
    ]
    for entry in made:
        store.commit([], entry)
    return made


def test_a_regression_moves_the_score_and_says_why(house):
    covered(house.store)
    house.world.put(widget())
    house.evaluate()
    house.scorer.score(house.waiting())
    house.clock.tick(60)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    assert house.scorer.score(house.waiting()) == 1
    (row, *_) = house.store.ledger(ACCOUNT)
    assert (row.move.points, row.move.percent_before, row.move.percent) == (-7, "100.0", "36.4")
    assert [(i.item, i.before, i.after) for i in row.move.items] == [("sealing", "pass", "fail")]
    assert row.cause.actor.name == "mallory"
    assert row.findings == (f"{key()}/test-widget-sealed",)
    assert house.store.entry(row.entry).score == row.move


@pytest.mark.parametrize(
    ("notify_at", "told"),
    [(Severity.CRITICAL, ["sealed"]), (Severity.HIGH, ["sealed", "private"]), (Severity.LOW, None)],
)
def test_what_is_told_depends_on_its_severity(house, notify_at, told):
    scorer = replace(house.scorer, notify_at=notify_at)
    for control in CONTROLS:
        name = control.id.rpartition("-")[2]
        of = key(name)
        broken = {"sealed": "is_sealed", "private": "is_private", "labelled": "label"}[name]
        house.world.put(widget(of, **{broken: False if broken != "label" else ""}))
        house.evaluate(change(of))
    scorer.score(house.waiting())
    pending = [e.resource.key.id for e in house.waiting() if e.state is EntryState.PENDING]
    assert sorted(pending) == sorted(told or ["sealed", "private", "labelled"])


def test_a_quiet_entry_is_scored_and_told_to_nobody(house):
    (entry,) = entries(house.store, 1, quiet=True)
    house.scorer.score([entry])
    stored = house.store.entry(entry.id)
    assert (stored.state, stored.due_at) == (EntryState.QUIET, None)
    assert stored.score is not None


def test_a_summary_is_always_told(house):
    (entry,) = entries(house.store, 1, summary={"judged": 0})
    house.scorer.score([entry])
    assert house.store.entry(entry.id).state is EntryState.PENDING


def test_scored_entries_are_passed_over(house):
    made = entries(house.store, 3)
    assert house.scorer.score([*made, *made]) == 3
    assert house.scorer.score(made) == 0
    assert house.scorer.score([]) == 0
    assert house.store.score(ACCOUNT).counts == {"c": Counts(3)}


def test_an_entry_that_is_no_longer_there_is_passed_over(house):
    gone = Entry("gone", ACCOUNT, START, cause(), {"c": Counts(1)})
    assert house.scorer.score([gone]) == 0


class Sizes(MemoryStore):
    """Remembers how much each write of the score held, and refuses some accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[tuple[int, int]] = []
        self.refused: set[str] = set()

    def apply_scores(self, before, after, rows, entries, beside=()) -> None:
        if before.account in self.refused:
            raise StoreConflict("always")
        self.sizes.append((len(entries), len(rows)))
        super().apply_scores(before, after, rows, entries, beside)


def test_a_write_stays_below_the_tables_limits():
    store = Sizes()
    scorer = Scorer(store, CARD, Clock())
    scorer.score(entries(store, 2 * BATCH + 1))
    assert [n for n, _ in store.sizes] == [BATCH, BATCH, 1]
    # Entries and rows, the row of time's own move, and the score itself.
    assert all(n + rows + 1 <= 100 for n, rows in store.sizes)
    assert BATCH + BATCH + 1 + 1 <= 100
    store.sizes.clear()
    finding = Finding(
        key(), "c", Severity.LOW, Status.FAILED, "Why.", {}, START, START, opened_at=START
    )
    moves = (Move(MoveKind.FIRST_SEEN, finding),) * (MAX_MOVES // 2)
    scorer.score(entries(store, 5, "999999999999", moves=moves))
    assert [n for n, _ in store.sizes] == [2, 2, 1]


def test_one_account_never_holds_up_the_others():
    store = Sizes()
    store.refused.add("999999999999")
    stuck = entries(store, 1, "999999999999")
    fine = entries(store, 1)
    with pytest.raises(StoreConflict, match="999999999999"):
        Scorer(store, CARD, Clock()).score([*stuck, *fine])
    assert store.score(ACCOUNT).counts == {"c": Counts(1)}


def test_a_listing_that_aged_is_nobodys_doing(house):
    covered(house.store)
    house.world.put(widget())
    house.evaluate()
    house.scorer.score(house.waiting())
    house.clock.tick(hours=49)
    house.world.put(widget(label=""))
    house.evaluate()
    house.scorer.score(house.waiting())
    worse, aged, *_ = house.store.ledger(ACCOUNT)
    assert (aged.cause.source, aged.entry, aged.move.points) == ("score", "", -10)
    assert (worse.cause.source, worse.move.points) == ("cloudtrail", -1)
    assert worse.at - aged.at == timedelta(0)


# --- Accepted risk --------------------------------------------------------------------------------


def except_(house, scope: Scope, **more) -> None:
    whole = {"expires_at": START + timedelta(days=30), "evidence": {}, **more}
    house.store.put_exception(
        AcceptedRisk(ACCOUNT, "x", scope, "Why.", "ada", "grace", START, **whole), None
    )


SEALED, PRIVATE = CONTROLS[0].id, CONTROLS[1].id


def told_of(house) -> list[list[str]]:
    house.settle()
    return [
        [finding.control for finding in alert.findings] for alert in house.destinations[0].arrived
    ]


@pytest.mark.parametrize(
    "scope",
    [Scope(controls=(SEALED,)), Scope(controls=(SEALED,), tag=("stage", "dev"))],
    ids=["control", "tag"],
)
def test_an_accepted_failure_moves_the_score_and_is_told_to_nobody(house, scope):
    covered(house.store)
    house.world.put(widget(tags={"stage": "dev"}))
    house.evaluate()
    house.settle()
    except_(house, scope)
    house.clock.tick(60)
    house.world.put(widget(tags={"stage": "dev"}, is_sealed=False))
    house.evaluate()
    assert told_of(house) == []
    (row, *_) = house.store.ledger(ACCOUNT)
    entry = house.store.entry(row.entry)
    assert row.move.points == -7
    assert row.findings == (f"{key()}/{SEALED}",)
    assert (entry.state, entry.accepted) == (EntryState.QUIET, {f"{key()}/{SEALED}": "x"})
    assert house.store.load(key()).findings[SEALED].workflow is Workflow.NEW
    # That it is mended is good news all the same.
    house.clock.tick(60)
    house.world.put(widget(tags={"stage": "dev"}))
    house.evaluate()
    assert told_of(house) == [[SEALED]]


def test_what_fails_beside_an_accepted_failure_is_told_alone(house):
    except_(house, Scope(controls=(SEALED,)))
    house.world.put(widget(is_sealed=False, is_private=False))
    house.evaluate()
    assert told_of(house) == [[PRIVATE]]
    findings = house.store.load(key()).findings
    assert findings[SEALED].workflow is Workflow.NEW
    assert findings[PRIVATE].workflow is Workflow.NOTIFIED


@pytest.mark.parametrize(
    ("scope", "more"),
    [
        (Scope(controls=(PRIVATE,)), {}),
        (Scope(controls=(SEALED,), tag=("stage", "dev")), {}),
        (Scope(controls=(SEALED,)), {"expires_at": START}),
        (Scope(controls=(SEALED,)), {"ended_at": START}),
        (Scope(resource=key()), {"evidence": {SEALED: "another exposure"}}),
    ],
)
def test_a_failure_that_no_exception_covers_is_told(house, scope, more):
    except_(house, scope, **more)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    assert told_of(house) == [[SEALED]]


@pytest.fixture
def by_label(house, widgets):
    """Widgets whose exposure is their label, and one of which fails by `ssh`."""

    def ask(asked: Widget) -> Verdict:
        if asked.label == "none":
            return passed("Nothing is open.", open="none")
        return failed("Something is open.", open=asked.label)

    first, *others = widgets.controls[Widget.type]
    widgets.controls[Widget.type] = (replace(first, ask=ask), *others)
    covered(house.store)
    house.world.put(widget(label="ssh"))
    house.evaluate()

    def turn(label: str) -> None:
        house.clock.tick(60)
        house.world.put(widget(label=label))
        house.evaluate()

    return turn


def test_another_exposure_than_was_accepted_is_told_once(house, by_label):
    assert told_of(house) == [[SEALED]]
    finding = house.store.load(key()).findings[SEALED]
    except_(
        house, Scope(controls=(SEALED,), resource=key()), evidence={SEALED: evidence_hash(finding)}
    )
    for label, told in [("ssh, rdp", 2), ("ssh, rdp, sql", 2), ("ssh", 2), ("rdp", 3), ("none", 4)]:
        by_label(label)
        assert len(told_of(house)) == told, label
    kinds = [finding.kind for alert in house.destinations[0].arrived for finding in alert.findings]
    assert kinds == [MoveKind.FIRST_SEEN, MoveKind.REOPENED, MoveKind.REOPENED, MoveKind.FIXED]
    reopened = house.destinations[0].arrived[1].findings[0]
    assert (reopened.before, reopened.evidence) == ({"open": "ssh"}, {"open": "ssh, rdp"})


def test_a_failure_that_goes_on_by_other_values_is_no_news(house, by_label):
    except_(house, Scope(controls=(SEALED,), tag=("stage", "dev")))
    assert told_of(house) == [[SEALED]]
    moves = []
    for label in ("rdp", "sql"):
        by_label(label)
        moves += [move for entry in house.waiting() for move in entry.moves]
        assert told_of(house) == [[SEALED]]
    assert [(move.kind, move.before["open"]) for move in moves] == [
        (MoveKind.CHANGED, "ssh"),
        (MoveKind.CHANGED, "rdp"),
    ]


def test_exceptions_are_asked_for_only_where_a_failure_is_to_be_told(house, monkeypatch):
    asked = []
    monkeypatch.setattr(house.store, "exceptions", lambda account: asked.append(account) or [])
    house.world.put(widget())
    house.evaluate()
    covered(house.store)
    house.scorer.score(house.waiting())
    house.clock.tick(60)
    house.world.put(widget(label=""))
    house.evaluate()
    house.scorer.score(house.waiting())
    assert asked == []
    house.clock.tick(60)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    house.scorer.score(house.waiting())
    assert asked == [ACCOUNT]


# --- Several cards --------------------------------------------------------------------------------

HEAVIER = replace(
    CARD,
    name="heavier",
    areas=tuple(
        replace(a, items=tuple(replace(i, weight=2 * i.weight) for i in a.items))
        for a in CARD.areas[:1]
    ),
)
OTHERS = (HEAVIER, *(replace(CARD, name=f"card-{n}", version=n) for n in range(2, 4)))


def test_several_cards_are_scored_at_once_each_with_its_ledger(house):
    house.beside = OTHERS
    covered(house.store)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    house.settle()
    house.clock.tick(60)
    house.world.put(widget())
    house.evaluate()
    house.settle()
    first = house.store.score(ACCOUNT)
    assert (first.earned, first.total, first.card) == (11, 11, "test/1")
    for card in OTHERS:
        scope = card_scope(ACCOUNT, card.name)
        state, rows = house.store.score(scope), house.store.ledger(scope)
        assert (state.earned, state.total) == (card.total, card.total)
        assert state.card == f"{card.name}/{card.version}"
        assert {(r.account, r.card, r.card_version) for r in rows} == {
            (ACCOUNT, card.name, card.version)
        }
        assert sum(row.move.points for row in rows) == state.earned
        assert rows[0].cause.source == "cloudtrail"
        assert rows[0].entry == house.store.ledger(ACCOUNT)[0].entry
        assert (state.counts, state.coverage) == ({}, Coverage())
    # What is told follows the first.
    assert {a.score.total for a in house.destinations[0].arrived} == {11}


def test_a_card_that_comes_later_begins_with_what_is_there(house):
    covered(house.store)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    house.settle()
    house.beside = (HEAVIER,)
    house.world.put(widget(key("other")))
    house.evaluate(change(key("other"), house.clock.tick(60)))
    house.settle()
    scope = card_scope(ACCOUNT, "heavier")
    (begun,) = house.store.ledger(scope)
    assert (begun.move.earned_before, begun.move.earned, begun.move.total) == (0, 6, 20)
    assert (begun.cause.source, begun.entry) == ("score", "")
    assert house.store.score(scope).items == {"sealing": "fail", "privacy": "pass"}


def test_batches_of_several_cards_fit_a_transaction(house):
    for number in (0, 1, 2, 9):
        scorer = replace(house.scorer, beside=OTHERS[:1] * number)
        cards = number + 1
        assert cards * (scorer._batch + 2) + scorer._batch <= 100
        assert scorer._batch >= 7


def test_of_two_scorers_at_once_no_card_is_scored_twice(house):
    house.beside = (HEAVIER,)
    covered(house.store)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    entries = house.waiting()
    assert house.scorer.score(entries) == 2
    before = house.store.ledger(card_scope(ACCOUNT, "heavier"))
    assert house.scorer.score(entries) == 0
    assert house.store.ledger(card_scope(ACCOUNT, "heavier")) == before
    state = house.store.score(ACCOUNT)
    stale = replace(house.store.score(card_scope(ACCOUNT, "heavier")), version=0)
    after = replace(state, version=state.version + 1)
    with pytest.raises(StoreConflict):
        house.store.apply_scores(state, after, [], [], [(stale, replace(stale, version=1), [])])
    assert house.store.score(ACCOUNT) == state, "all of it or nothing"
