"""What is promised is what is won: recounted by the card's own rules, and by brute force."""

import itertools
import time
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import Finding
from posturewatch.domain.outbox import ScoreState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import (
    Area,
    Counts,
    Coverage,
    Item,
    ItemStatus,
    Quantifier,
    Scorecard,
    reaches,
)
from posturewatch.domain.verdict import Status
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.explain import Explainer, Explanation, Obstacle, stale_regions
from posturewatch.usecases.fastest import Goal, fastest
from tests.laws.test_score_laws import Account, accounts, cards
from tests.support.house import (
    ACCOUNT,
    CARD,
    REGION,
    START,
    Clock,
    House,
    catalogued,
    change,
    key,
    widget,
)


class Told:
    """A store that knows an account's score and its findings, and nothing else."""

    def __init__(self, account: Account, findings: list[Finding] | None = None) -> None:
        self.account = account
        self.listed = findings

    def score(self, account: str) -> ScoreState:
        types = self.account.complete
        coverage = Coverage(
            dict.fromkeys(types, (REGION,)), {kind: {REGION: stamp(START)} for kind in types}
        )
        return ScoreState(account, 1, counts=self.account.counts, coverage=coverage, at=START)

    def findings(self, account: str) -> list[Finding]:
        if self.listed is not None:
            return self.listed
        return [
            finding(number, kind, control, status)
            for number, (kind, verdicts) in enumerate(self.account.resources)
            for control, status in verdicts.items()
            if status is not Status.PASSED
        ]


def finding(number: int, kind: str, control: str, status: Status, reason: str = "") -> Finding:
    of = ResourceKey(ACCOUNT, REGION, kind, f"r-{number}")
    return Finding(of, control, Severity.HIGH, status, reason or "Because.", {}, START, START)


def explained(account: Account, card: Scorecard, **more) -> Explanation:
    store = Told(account, **more)
    return Explainer(store, card, Clock(), wait=lambda _: None).explain(ACCOUNT)


def fixed(account: Account, ids) -> Account:
    """Return the account after exactly these findings are fixed."""
    after = []
    for number, (kind, verdicts) in enumerate(account.resources):
        now = {
            control: Status.PASSED if finding(number, kind, control, status).id in ids else status
            for control, status in verdicts.items()
        }
        after.append((kind, now))
    return replace(account, resources=tuple(after))


def failing_ids(account: Account) -> list[str]:
    return [
        finding(number, kind, control, status).id
        for number, (kind, verdicts) in enumerate(account.resources)
        for control, status in verdicts.items()
        if status is Status.FAILED
    ]


def earned_after(account: Account, card: Scorecard, ids) -> int:
    return fixed(account, set(ids)).score(card).earned


# --- What is promised -----------------------------------------------------------------------------


@given(cards(), accounts)
def test_every_item_that_does_not_pass_is_explained(card, account):
    found = explained(account, card)
    lines = {cost.item.id: cost for cost in found.items}
    for line in account.score(card).items:
        assert (line.item.id in lines) == (line.status is not ItemStatus.PASS)
    for cost in found.items:
        assert cost.findings or cost.blockers, "something has to be done about it"
        assert cost.points in (0, cost.item.weight)
        assert (cost.fixes == 0) == (not cost.findings)
    rates = [(-cost.points_per_fix, cost.item.id) for cost in found.items]
    assert rates == sorted(rates)
    assert found.is_current


@given(cards(), accounts)
def test_fixing_what_is_named_wins_what_is_promised(card, account):
    found = explained(account, card)
    assert found.score.earned == account.score(card).earned
    for cost in found.items:
        ids = {f.id for f in cost.findings}
        assert len(ids) == len(cost.findings)
        is_any = cost.item.quantifier is Quantifier.EXISTS
        for chosen in [{one} for one in ids] if is_any else [ids]:
            assert len(chosen) == cost.fixes
            after = fixed(account, chosen).score(card)
            (line,) = (line for line in after.items if line.item.id == cost.item.id)
            assert (line.status is ItemStatus.PASS) == bool(cost.points)
            if not is_any and cost.points:
                # No fewer of them are enough.
                for left in chosen:
                    fewer = fixed(account, chosen - {left}).score(card)
                    assert all(
                        line.status is not ItemStatus.PASS
                        for line in fewer.items
                        if line.item.id == cost.item.id
                    )
    everything = earned_after(account, card, failing_ids(account))
    assert everything == found.score.earned + found.winnable


@given(cards(), accounts)
def test_what_cannot_be_won_says_why(card, account):
    for cost in explained(account, card).items:
        if not cost.points:
            assert cost.blockers
        if cost.blockers:
            assert all(b.reason and b.remedy for b in cost.blockers)


# --- The fastest path -----------------------------------------------------------------------------


@given(cards(), accounts, st.integers(0, 100))
def test_the_fastest_path_is_the_smallest_by_brute_force(card, account, target):
    ids = failing_ids(account)
    assume(len(ids) <= 9)
    found = explained(account, card)
    route = found.route(Fraction(target))
    smallest: list[frozenset[str]] = []
    for size in range(len(ids) + 1):
        smallest = [
            frozenset(chosen)
            for chosen in itertools.combinations(ids, size)
            if reaches(earned_after(account, card, chosen), card.total, target)
        ]
        if smallest:
            break
    assert route.is_possible == bool(smallest)
    if not smallest:
        assert not reaches(found.score.earned + found.winnable, card.total, target)
        return
    sets = expanded(found, route.paths)
    assert len(sets) == len(set(sets)), "no set is told twice"
    assert set(sets) == set(smallest)
    for path in route.paths:
        for chosen in expanded(found, [path]):
            assert earned_after(account, card, chosen) == found.score.earned + path.points
            after = fixed(account, chosen).score(card)
            passing = {x.item.id for x in after.items if x.status is ItemStatus.PASS}
            assert set(path.items) <= passing


def expanded(found: Explanation, paths) -> list[frozenset[str]]:
    """Return every set of findings that paths stand for."""
    failing = found.failing()
    sets = []
    for path in paths:
        choices = []
        for step in path.steps:
            ids = [f.id for control in step.controls for f in failing[control]]
            assert step.fixes == (1 if step.any_one else len(ids))
            choices.append([{one} for one in ids] if step.any_one else [set(ids)])
        for chosen in itertools.product(*choices):
            whole = frozenset().union(*chosen)
            assert len(whole) == path.fixes
            sets.append(whole)
    return sets


controls = [f"c-{n}" for n in range(5)]
goals = st.lists(
    st.tuples(
        st.integers(1, 9), st.frozensets(st.sampled_from(controls), min_size=1), st.booleans()
    ),
    min_size=1,
    max_size=6,
).map(lambda many: [Goal(f"g-{n}", *one) for n, one in enumerate(many)])
sizes = st.fixed_dictionaries({control: st.integers(1, 3) for control in controls})


@given(goals, sizes, st.integers(0, 60))
def test_overlaps_are_exact_by_brute_force(goals, sizes, need):
    """Fixed findings of a control differ by their number only: all, some or none."""
    best = None
    for numbers in itertools.product(*(sorted({0, 1, sizes[c]}) for c in controls)):
        done = dict(zip(controls, numbers, strict=True))
        won = sum(
            goal.weight
            for goal in goals
            if (
                any(done[c] for c in goal.controls)
                if goal.any_one
                else all(done[c] == sizes[c] for c in goal.controls)
            )
        )
        if won >= need:
            cost = sum(numbers)
            best = cost if best is None else min(best, cost)
    paths = fastest(goals, sizes, need)
    assert (paths[0].fixes if paths else None) == best
    assert {path.fixes for path in paths} <= {best}
    assert paths == sorted(paths, key=lambda p: (-p.points, p.items, p.steps))
    assert paths == fastest(list(reversed(goals)), sizes, need)


def test_an_overlap_is_paid_once():
    goals = [
        Goal("a", 5, frozenset({"shared", "own-a"})),
        Goal("b", 5, frozenset({"shared", "own-b"})),
        Goal("c", 9, frozenset({"big"})),
    ]
    counts = {"shared": 3, "own-a": 1, "own-b": 1, "big": 6}
    (path,) = fastest(goals, counts, 10)
    assert (path.fixes, path.items) == (5, ("a", "b"))
    assert [path.fixes for path in fastest(goals, counts, 6)] == [5]
    assert [path.items for path in fastest(goals, counts, 5)] == [("a",), ("b",)]
    assert fastest(goals, counts, 20) == []


def test_one_good_resource_serves_every_item_that_needs_one():
    goals = [
        Goal("a", 5, frozenset({"trail"}), any_one=True),
        Goal("b", 5, frozenset({"trail", "other"}), any_one=True),
    ]
    (path,) = fastest(goals, {"trail": 4, "other": 2}, 10)
    assert (path.fixes, path.points, path.items) == (1, 10, ("a", "b"))
    (step,) = path.steps
    assert (step.controls, step.any_one) == (("trail",), True)


def test_equal_paths_are_cut():
    goals = [Goal(f"g-{n:02}", 1, frozenset({f"c-{n}"})) for n in range(30)]
    paths = fastest(goals, {f"c-{n}": 2 for n in range(30)}, 15, most=50)
    assert len(paths) == 50
    assert {path.fixes for path in paths} == {30}


@pytest.mark.parametrize("shared", [0, 4, 12, 30])
def test_forty_items_take_no_time(shared):
    goals = [
        Goal(
            f"g-{n:02}",
            1 + n * 7 % 12,
            frozenset({f"own-{n}", *(f"shared-{(n * k) % shared}" for k in (1, 3) if shared)}),
            any_one=n % 9 == 8,
        )
        for n in range(40)
    ]
    counts = {f"own-{n}": 1 + n * 5 % 17 for n in range(40)}
    counts |= {f"shared-{n}": 1 + n * 3 % 11 for n in range(30)}
    total = sum(goal.weight for goal in goals)
    start = time.perf_counter()
    for share in (10, 50, 90):
        assert fastest(goals, counts, total * share // 100)
    assert time.perf_counter() - start < 10


def test_a_target_is_reached_by_all_or_by_nothing():
    account = Account((("AWS::A::A", {"a-1": Status.FAILED}),), frozenset({"AWS::A::A"}))
    item = Item("i", "I", 3, Quantifier.ALL, {"AWS::A::A": ("a-1",)})
    none = Item("n", "N", 1, Quantifier.ALL, {})
    card = Scorecard("card", 1, "Card", (Area("x", "X", (item, none)),))
    found = explained(account, card)
    assert [path.fixes for path in found.route(Fraction(0)).paths] == [0]
    assert [path.fixes for path in found.route(Fraction(75)).paths] == [1]
    assert not found.route(Fraction("75.1")).is_possible
    assert not found.route(Fraction(100)).is_possible
    for wrong in (-1, 101):
        with pytest.raises(BadInput, match="between 0 and 100"):
            found.route(Fraction(wrong))


# --- What stands in the way -----------------------------------------------------------------------

ALL = Item("all", "All", 5, Quantifier.ALL, {"AWS::A::A": ("a-1", "a-2")})
ANY = Item("any", "Any", 5, Quantifier.EXISTS, {"AWS::A::A": ("a-1",)})
NONE = Item("none", "None", 5, Quantifier.ALL, {})
F, P, N, W = Status.FAILED, Status.PASSED, Status.NOT_AVAILABLE, Status.WARNING


@pytest.mark.parametrize(
    ("item", "resources", "complete", "points", "obstacles"),
    [
        (ALL, [{"a-1": F, "a-2": P}], True, 5, []),
        (ALL, [{"a-1": F, "a-2": N}], True, 0, [Obstacle.NOT_READ]),
        (ALL, [{"a-1": F, "a-2": W}], True, 0, [Obstacle.UNDECIDED]),
        (ALL, [{"a-1": F, "a-2": P}], False, 0, [Obstacle.NOT_LISTED]),
        (ALL, [{"a-1": F}], True, 0, [Obstacle.NOT_ASKED]),
        (ALL, [{"a-1": P, "a-2": N}], True, 0, [Obstacle.NOT_READ]),
        (ALL, [], False, 0, [Obstacle.NOT_LISTED]),
        (ANY, [{"a-1": F}, {"a-1": F}], True, 5, []),
        (ANY, [{"a-1": F}, {"a-1": N}], True, 5, [Obstacle.NOT_READ]),
        (ANY, [{"a-1": F}], False, 5, [Obstacle.NOT_LISTED]),
        (ANY, [], True, 0, [Obstacle.NOTHING_THERE]),
        (NONE, [], True, 0, [Obstacle.NO_CONTROL]),
    ],
)
def test_obstacles(item, resources, complete, points, obstacles):
    card = Scorecard("card", 1, "Card", (Area("x", "X", (item,)),))
    account = Account(
        tuple(("AWS::A::A", of_one) for of_one in resources),
        frozenset({"AWS::A::A"} if complete else ()),
    )
    (cost,) = explained(account, card).items
    assert cost.points == points
    assert [blocker.obstacle for blocker in cost.blockers] == obstacles
    assert cost.fixes == (min(1, len(cost.findings)) if item is ANY else len(cost.findings))


def test_a_denied_read_asks_for_the_permission():
    card = Scorecard("card", 1, "Card", (Area("x", "X", (ALL,)),))
    account = Account((("AWS::A::A", {"a-1": N, "a-2": N}),), frozenset({"AWS::A::A"}))
    findings = [
        finding(0, "AWS::A::A", "a-1", N, "AccessDenied on GetBucketPolicy"),
        finding(0, "AWS::A::A", "a-2", N, "Throttling on GetBucketAcl"),
    ]
    (cost,) = explained(account, card, findings=findings).items
    denied, throttled = cost.blockers
    assert "docs/permissions.md" in denied.remedy
    assert "Sweep" in throttled.remedy


def test_findings_that_lag_behind_are_waited_for_and_then_told():
    card = Scorecard("card", 1, "Card", (Area("x", "X", (ALL,)),))
    account = Account((("AWS::A::A", {"a-1": F, "a-2": P}),), frozenset({"AWS::A::A"}))
    store, waits = Told(account, []), []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            store.listed = None

    assert Explainer(store, card, Clock(), wait=wait).explain(ACCOUNT).is_current
    assert len(waits) == 2
    store.listed, waits[:] = [], [0, 0, 0]
    assert not Explainer(store, card, Clock(), wait=wait).explain(ACCOUNT).is_current


def test_an_account_that_was_never_scored_is_refused():
    with pytest.raises(BadInput, match="never been scored"):
        Explainer(MemoryStore(), CARD, Clock()).explain(ACCOUNT)


def test_stale_regions():
    state = ScoreState(
        ACCOUNT,
        coverage=Coverage({"T": ("a", "b", "c")}, {"T": {"a": "2026-02", "b": "2026-04"}}),
    )
    assert stale_regions(state, "T", "2026-03") == {"a": "2026-02", "c": ""}
    assert stale_regions(state, "U", "2026-03") == {}


# --- Through the whole house ----------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from(["x", "", "?"])), max_size=5),
    st.integers(0, 100),
)
def test_whoever_does_it_gets_the_points(widgets, target):
    """Fix in the account what a path names: the house's own score is then what was promised."""
    with catalogued():
        house = House()
        house.sweep()
        house.scorer.score(house.waiting())
        values = {}
        for number, (is_sealed, is_private, label) in enumerate(widgets):
            of = key(f"w-{number}")
            values[of] = {"is_sealed": is_sealed, "is_private": is_private, "label": label}
            house.world.put(widget(of, **values[of]))
            house.evaluate(change(of, house.clock.tick()))
        house.scorer.score(house.waiting())
        found = Explainer(house.store, CARD, house.clock, timedelta(hours=48)).explain(ACCOUNT)
        assert found.is_current
        route = found.route(Fraction(target))
        assume(route.is_possible and route.need)
        good = {"test-widget-sealed": "is_sealed", "test-widget-private": "is_private"}
        failing = found.failing()
        for step in route.paths[0].steps:
            of_step = [f for control in step.controls for f in failing[control]]
            for one in of_step[: step.fixes]:
                name = good.get(one.control)
                values[one.key] |= {name: True} if name else {"label": "x"}
                house.world.put(widget(one.key, **values[one.key]))
                house.evaluate(change(one.key, house.clock.tick(30)))
        house.scorer.score(house.waiting())
        after = house.store.score(ACCOUNT)
        assert after.earned == found.score.earned + route.paths[0].points
        assert reaches(after.earned, after.total, target)
        assert merged_counts(after) == house.store.tallies(ACCOUNT)


def merged_counts(state: ScoreState) -> dict[str, Counts]:
    return {control: counts for control, counts in state.counts.items() if counts}
