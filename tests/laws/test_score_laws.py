"""What holds for every card and every account: monotone, undilutable, unblindable, accounted."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.outbox import Entry, EntryState, ScoreState
from posturewatch.domain.scorecard import (
    Area,
    Counts,
    Coverage,
    Item,
    ItemStatus,
    Quantifier,
    Scorecard,
    merged,
    percent,
    reaches,
    score,
)
from posturewatch.domain.verdict import Status
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.score import Scorer
from tests.support.house import ACCOUNT, START, Clock, cause

TYPES = {"AWS::A::A": ("a-1", "a-2", "a-3"), "AWS::B::B": ("b-1", "b-2")}
REGIONS = ("eu-west-1", "us-east-1")
Verdicts = dict[str, Status]


@dataclass(frozen=True)
class Account:
    """Verdicts of resources, each judged by all controls of its type, and the complete types."""

    resources: tuple[tuple[str, Verdicts], ...]
    complete: frozenset[str]

    @property
    def counts(self) -> dict[str, Counts]:
        return merged(
            *({c: Counts.of(s) for c, s in verdicts.items()} for _, verdicts in self.resources)
        )

    def score(self, card: Scorecard):
        return score(card, self.counts, self.complete.__contains__)


@st.composite
def cards(draw) -> Scorecard:
    items = []
    for number in range(draw(st.integers(1, 6))):
        controls = {}
        for kind in draw(st.lists(st.sampled_from(sorted(TYPES)), unique=True)):
            chosen = draw(st.lists(st.sampled_from(TYPES[kind]), unique=True, min_size=1))
            controls[kind] = tuple(chosen)
        quantifier = draw(st.sampled_from(Quantifier))
        items.append(Item(f"i{number}", "Item", draw(st.integers(1, 12)), quantifier, controls))
    cut = draw(st.integers(1, len(items)))
    areas = [Area("x", "X", tuple(items[:cut])), Area("y", "Y", tuple(items[cut:]))]
    return Scorecard("card", 1, "Card", tuple(area for area in areas if area.items))


@st.composite
def resources(draw, statuses=tuple(Status)) -> tuple[str, Verdicts]:
    kind = draw(st.sampled_from(sorted(TYPES)))
    return kind, {control: draw(st.sampled_from(statuses)) for control in TYPES[kind]}


accounts = st.builds(
    Account,
    st.lists(resources(), max_size=6).map(tuple),
    st.frozensets(st.sampled_from(sorted(TYPES))),
)


def changed(account: Account, data, old: tuple[Status, ...], new: tuple[Status, ...]) -> Account:
    """Return the account with one verdict changed; itself where there is none to change."""
    places = [
        (number, control)
        for number, (_, verdicts) in enumerate(account.resources)
        for control, status in verdicts.items()
        if status in old
    ]
    if not places:
        return account
    number, control = data.draw(st.sampled_from(places))
    kind, verdicts = account.resources[number]
    after = (kind, {**verdicts, control: data.draw(st.sampled_from(new))})
    rest = [*account.resources[:number], after, *account.resources[number + 1 :]]
    return replace(account, resources=tuple(rest))


UNKNOWN = (Status.WARNING, Status.NOT_AVAILABLE)


@given(cards(), accounts, st.data())
def test_fixing_never_lowers_the_score(card, account, data):
    fixed = changed(account, data, (Status.FAILED, *UNKNOWN), (Status.PASSED,))
    assert fixed.score(card).earned >= account.score(card).earned


@given(cards(), accounts, resources(statuses=(Status.PASSED,)))
def test_more_good_resources_never_raise_the_score(card, account, resource):
    more = replace(account, resources=(*account.resources, resource))
    before, after = account.score(card), more.score(card)
    for old, new in zip(before.items, after.items, strict=True):
        is_first_pass = old.item.quantifier is Quantifier.EXISTS and new.counts.passed > 0
        if not is_first_pass:
            assert (new.status is ItemStatus.PASS) <= (old.status is ItemStatus.PASS)


@given(cards(), accounts, st.data())
def test_losing_sight_never_raises_the_score(card, account, data):
    blinder = changed(account, data, tuple(Status), UNKNOWN)
    if data.draw(st.booleans()) and account.complete:
        lost = data.draw(st.sampled_from(sorted(account.complete)))
        blinder = replace(blinder, complete=account.complete - {lost})
    assert blinder.score(card).earned <= account.score(card).earned


@given(cards(), accounts, st.sampled_from([c for ids in TYPES.values() for c in ids]))
def test_a_control_that_was_never_asked_earns_nothing(card, account, control):
    counts = {name: c for name, c in account.counts.items() if name != control}
    if control not in account.counts:
        return
    others = [c for ids in TYPES.values() if control in ids for c in ids if c != control]
    asked = {c for item in card.items for ids in item.controls.values() for c in ids}
    filled = score(card, counts, account.complete.__contains__)
    for line in filled.items:
        ids = {c for of_kind in line.item.controls.values() for c in of_kind}
        if control in ids and line.item.quantifier is Quantifier.ALL and asked & set(others):
            assert line.status is not ItemStatus.PASS


@given(cards(), accounts)
def test_the_total_is_constant_and_every_point_has_one_place(card, account):
    filled = account.score(card)
    failing = sum(x.item.weight for x in filled.items if x.status is ItemStatus.FAIL)
    assert filled.earned + filled.unknown + failing == card.total == filled.total
    assert sum(filled.area(area)[0] for area in card.areas) == filled.earned
    assert sum(filled.area(area)[1] for area in card.areas) == card.total
    told = filled.to_json()
    assert sum(area["earned"] for area in told["areas"]) == told["earned"]


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_percent_rounds_half_up_and_a_gate_does_not_round(points, total):
    points = min(points, total)
    shown = percent(points, total)
    exact_tenths = 1000 * points / total
    assert abs(float(shown) * 10 - exact_tenths) <= 0.5 + 1e-9
    whole, _, tenth = shown.partition(".")
    assert (int(whole) * 10 + int(tenth)) * total * 2 <= 2000 * points + total
    for threshold in (int(exact_tenths // 10), int(exact_tenths // 10) + 1):
        assert reaches(points, total, threshold) == (points * 100 >= threshold * total)


# --- The fold -------------------------------------------------------------------------------------


@st.composite
def entries(draw) -> list[Entry]:
    """Entries as commits and slices write them: differences, plans and complete listings."""
    made = []
    for number in range(draw(st.integers(1, 12))):
        at = START + timedelta(minutes=draw(st.integers(0, 30)))
        deltas, coverage = {}, Coverage()
        match draw(st.sampled_from(["resource", "resource", "listing", "plan"])):
            case "resource":
                kind, verdicts = draw(resources())
                deltas = {control: Counts.of(status) for control, status in verdicts.items()}
            case "listing":
                kind, region = draw(st.sampled_from(sorted(TYPES))), draw(st.sampled_from(REGIONS))
                coverage = Coverage(listed={kind: {region: at.isoformat(timespec="microseconds")}})
            case _:
                regions = tuple(draw(st.lists(st.sampled_from(REGIONS), unique=True, min_size=1)))
                # No two plans of an account are made at once.
                planned = START + timedelta(minutes=number)
                expected = dict.fromkeys(TYPES, regions)
                coverage = Coverage(expected, {}, planned.isoformat(timespec="microseconds"))
        made.append(
            Entry(f"e{number}", ACCOUNT, at, cause(at), deltas, coverage, due_at=at, quiet=True)
        )
    return made


def scored(card: Scorecard, parts: list[list[Entry]]) -> MemoryStore:
    """Score entries in parts, one after the other; each is written once before."""
    store = MemoryStore()
    for entry in {e.id: e for part in parts for e in part}.values():
        store.commit([], entry)
    scorer = Scorer(store, card, Clock())
    for part in parts:
        scorer.score(part)
    return store


def figures(state: ScoreState):
    return (
        merged(state.counts),
        state.coverage,
        state.items,
        state.earned,
        state.unknown,
        state.total,
    )


def check_accounted(store: MemoryStore, card: Scorecard) -> None:
    """The ledger tells the whole story of the score, each entry once."""
    state, rows = store.score(ACCOUNT), list(reversed(store.ledger(ACCOUNT, limit=10_000)))
    assert sum(row.move.points for row in rows) == state.earned
    assert [row.move.version for row in rows] == list(range(1, len(rows) + 1))
    assert state.ledger_version == len(rows)
    for before, after in pairwise(rows):
        assert after.move.earned_before == before.move.earned
    told = [row.entry for row in rows if row.entry]
    assert len(told) == len(set(told))
    for row in rows:
        assert row.move.total == card.total
        won = sum(
            move.weight * ((move.after == "pass") - (move.before == "pass"))
            for move in row.move.items
        )
        assert won == row.move.points


@given(cards(), entries(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_order_duplication_and_batching_ends_the_same(card, given_entries, chance, size):
    told = given_entries + chance.sample(given_entries, chance.randint(0, len(given_entries)))
    chance.shuffle(told)
    parts = [told[start : start + size] for start in range(0, len(told), size)]
    one, other = scored(card, [given_entries]), scored(card, parts)
    assert figures(one.score(ACCOUNT)) == figures(other.score(ACCOUNT))
    for store in (one, other):
        check_accounted(store, card)
        for entry in given_entries:
            kept = store.entry(entry.id)
            assert kept.state is not EntryState.SCORING
            assert kept.score is not None


def test_concurrent_scorers_count_each_entry_once():
    chance = random.Random(7)
    card = Scorecard(
        "card",
        1,
        "Card",
        (Area("x", "X", (Item("i", "I", 5, Quantifier.ALL, {"AWS::A::A": ("a-1",)}),)),),
    )
    made = [
        Entry(f"e{n}", ACCOUNT, START, cause(), {"a-1": Counts(1, n % 2, 0)}, due_at=START)
        for n in range(120)
    ]
    store = MemoryStore()
    for entry in made:
        store.commit([], entry)
    scorer = Scorer(store, card, Clock())

    def work(_: int) -> int:
        mine = chance.sample(made, 60)
        done = 0
        for start in range(0, 60, 5):
            done += scorer.score(mine[start : start + 5])
        return done

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(work, range(8))) + scorer.score(made)
    assert done == len(made)
    assert store.score(ACCOUNT).counts == {"a-1": Counts(120, 60, 0)}
    check_accounted(store, card)


@given(cards(), entries(), st.integers(1, 400))
def test_time_and_cards_move_the_score_in_rows_of_their_own(card, given_entries, hours):
    # Nobody is to blame for a listing that has aged, least of all who happens to come next.
    store = MemoryStore()
    clock = Clock()
    for entry in given_entries:
        store.commit([], entry)
    Scorer(store, card, clock).score(given_entries)
    clock.tick(hours=hours)
    heavier = replace(
        card,
        version=2,
        areas=tuple(
            replace(area, items=tuple(replace(i, weight=i.weight + 3) for i in area.items))
            for area in card.areas
        ),
    )
    late = Entry("late", ACCOUNT, clock(), cause(clock()), {"none": Counts(1)}, due_at=clock())
    store.commit([], late)
    Scorer(store, heavier, clock).score([late])
    assert store.entry("late").score.points == 0
    assert store.entry("late").score.items == ()
    assert sum(r.move.points for r in store.ledger(ACCOUNT)) == store.score(ACCOUNT).earned
    assert all(row.entry != "late" for row in store.ledger(ACCOUNT))
