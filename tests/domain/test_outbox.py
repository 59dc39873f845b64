"""Outbox entries folded into a score."""

from dataclasses import replace
from datetime import timedelta

from posturewatch.domain.outbox import Entry, ScoreMove, ScoreState
from posturewatch.domain.scorecard import Counts, Coverage
from tests.support.house import ACCOUNT, CARD, REGION, START, Widget, cause

STAMP = START.isoformat(timespec="microseconds")
ALL_LISTED = Coverage({Widget.type: (REGION,)}, {Widget.type: {REGION: STAMP}}, STAMP)
CONTROLS = ("test-widget-sealed", "test-widget-private", "test-widget-labelled")


def entry(*, coverage: Coverage | None = None, **deltas: Counts) -> Entry:
    named = {f"test-widget-{name}": delta for name, delta in deltas.items()}
    return Entry("e", ACCOUNT, START, cause(), named, coverage or Coverage())


def fold(*entries: Entry, state: ScoreState | None = None, card=CARD):
    """Return the state and the moves after entries."""
    state, moves = state or ScoreState(ACCOUNT), []
    for one in entries:
        state, move = state.scored(one, card, now=START, fresh_since="2026-02-27")
        moves.append(move)
    return state, moves


GOOD = {"sealed": Counts(1), "private": Counts(1), "labelled": Counts(1)}


def test_the_first_entry_names_every_item():
    state, (move,) = fold(entry(coverage=ALL_LISTED, **GOOD))
    assert (move.version, move.earned_before, move.earned, move.unknown) == (1, 0, 11, 0)
    assert [(i.item, i.before, i.after) for i in move.items] == [
        ("sealing", "", "pass"),
        ("privacy", "", "pass"),
        ("labels", "", "pass"),
    ]
    assert (state.earned, state.total, state.card, state.at) == (11, 11, "test/1", START)
    assert state.evidence()["percent"] == "100.0"
    assert ScoreState(ACCOUNT).evidence()["percent"] is None


def test_a_move_has_the_items_that_it_moved_and_no_others():
    state, _ = fold(entry(coverage=ALL_LISTED, **GOOD))
    state, (worse, same, better) = fold(
        entry(sealed=Counts(0, 1)),
        entry(sealed=Counts(1, 1), private=Counts(1), labelled=Counts(1)),
        entry(sealed=Counts(0, -2)),
        state=state,
    )
    assert [(i.item, i.before, i.after, i.weight) for i in worse.items] == [
        ("sealing", "pass", "fail", 7)
    ]
    assert (worse.points, worse.percent_before, worse.percent) == (-7, "100.0", "36.4")
    assert (same.points, same.items, same.version) == (0, (), worse.version)
    assert (better.points, state.earned) == (7, 11)


def test_another_card_is_a_move_even_where_no_item_moves():
    state, _ = fold(entry(coverage=ALL_LISTED, **GOOD))
    areas = tuple(
        replace(area, items=tuple(replace(i, weight=i.weight * 2) for i in area.items))
        for area in CARD.areas
    )
    state, (move,) = fold(entry(), state=state, card=replace(CARD, version=2, areas=areas))
    assert (move.points, move.items, move.version) == (11, (), 2)
    assert (state.ledger_version, state.card) == (2, "test/2")


def test_a_listing_ages_without_any_entry():
    state, _ = fold(entry(coverage=ALL_LISTED, **GOOD))
    later = (START + timedelta(days=1)).isoformat()
    aged, move = state.scored(None, CARD, now=START, fresh_since=later)
    assert (move.points, move.unknown, aged.counts) == (-10, 10, state.counts)
    assert [i.after for i in move.items] == ["unknown", "unknown"]


def test_the_figures_of_a_move():
    move = ScoreMove(3, 114, 120, 7, 127)
    assert (move.points, move.percent_before, move.percent) == (6, "89.8", "94.5")
