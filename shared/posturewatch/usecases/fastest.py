"""The fastest path: the fewest findings to fix for so many points, exactly.

An item that needs all of its findings fixed costs as many fixes as there are findings; one that
needs any of them costs one. A finding may count for several items, and then one fix serves them
all. With such overlaps the problem is NP-hard, so it is split: the controls that several items
share are branched on, with a lower bound that prunes; what is left once they are decided is a
knapsack of separate items, which dynamic programming solves exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

Levels = tuple[int, ...]
"""How each of the shared controls is treated, as far as decided; see `_Class.levels`."""

ROUNDING = 1e-6
"""More than sums of shares may be off by; the costs themselves are whole numbers."""

MOST = 1000
"""How many equally short paths are looked for."""


@dataclass(frozen=True, slots=True)
class Goal:
    """An item that fixing findings can win.

    Args:
        id: The item's id.
        weight: Its points, at least 1.
        controls: The controls by which it has failing findings, at least one.
        any_one: Whether one fix is enough, of whichever finding.
    """

    id: str
    weight: int
    controls: frozenset[str]
    any_one: bool = False


@dataclass(frozen=True, order=True, slots=True)
class Step:
    """Findings to fix.

    Args:
        controls: Whose failing findings are meant.
        any_one: Whether one of them is enough; else all have to be fixed.
        fixes: How many have to be fixed.
    """

    controls: tuple[str, ...]
    any_one: bool
    fixes: int


@dataclass(frozen=True, slots=True)
class Path:
    """A set of fixes than which none is smaller.

    Args:
        points: The points that it wins.
        items: The items that it wins, by id.
        steps: What has to be fixed.
    """

    points: int
    items: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def fixes(self) -> int:
        """How many findings have to be fixed."""
        return sum(step.fixes for step in self.steps)


@dataclass(slots=True)
class _Class:
    """Controls that belong to the same items: they are fixed together or not at all."""

    controls: tuple[str, ...]
    goals: tuple[int, ...]
    size: int
    levels: Levels = ()
    """0: untouched, 1: one of its findings fixed, 2: all of them."""

    def cost(self, level: int) -> int:
        return (0, 1, self.size)[level]

    def step(self, level: int) -> Step:
        return Step(self.controls, level == 1, self.cost(level))


@dataclass(slots=True)
class _Option:
    """An item at a leaf: all it still costs is its own."""

    goal: int
    weight: int
    steps: tuple[Step, ...]
    cost: int = field(init=False)

    def __post_init__(self) -> None:
        self.cost = sum(step.fixes for step in self.steps)


def fastest(
    goals: Iterable[Goal], sizes: Mapping[str, int], need: int, *, most: int = MOST
) -> list[Path]:
    """Return the smallest sets of fixes that win at least so many points.

    Args:
        goals: What can be won.
        sizes: Control → its failing findings, at least 1.
        need: The points that are needed.
        most: How many sets to look for at most.

    Returns:
        All sets of the smallest size, those that win most first, then by the items' ids; `most` of
        them if there are more. Empty when the points cannot be won.
    """
    if need <= 0:
        return [Path(0, (), ())]
    found = _Search(sorted(goals, key=lambda goal: goal.id), sizes, need).paths(most)
    return sorted(found, key=lambda path: (-path.points, path.items, path.steps))


class _Search:
    def __init__(self, goals: Sequence[Goal], sizes: Mapping[str, int], need: int) -> None:
        self.goals = goals
        self.need = need
        self.limit: float = inf
        by_goals: dict[tuple[int, ...], list[str]] = {}
        for control in sorted({control for goal in goals for control in goal.controls}):
            of = tuple(n for n, goal in enumerate(goals) if control in goal.controls)
            by_goals.setdefault(of, []).append(control)
        classes = [
            _Class(tuple(controls), of, sum(sizes[control] for control in controls))
            for of, controls in by_goals.items()
        ]
        self.own = {part.goals[0]: part for part in classes if len(part.goals) == 1}
        shared = [part for part in classes if len(part.goals) > 1]
        self.shared = sorted(shared, key=lambda part: (-len(part.goals), part.controls))
        for part in self.shared:
            part.levels = self._levels(part)
        self.of_goal = {
            n: [k for k, part in enumerate(self.shared) if n in part.goals]
            for n in range(len(goals))
        }

    def _levels(self, part: _Class) -> Levels:
        kinds = {self.goals[n].any_one for n in part.goals}
        if part.size == 1:
            return (0, 2)
        if kinds == {True}:
            return (0, 1)
        return (0, 1, 2) if True in kinds else (0, 2)

    def paths(self, most: int) -> list[Path]:
        """Return the paths of the fewest fixes, `most` of them if there are more."""
        found: list[Path] = []
        for levels in self._cheapest(most):
            options = self._options(levels)
            tables = _knapsack(options, self.need)
            for chosen in _choices(options, tables, self.need, int(tables[0][self.need])):
                found.append(self._path(levels, chosen))
                if len(found) == most:
                    return found
        return found

    def _cheapest(self, most: int) -> list[Levels]:
        """Return the ways to treat the shared controls that lead to the fewest fixes."""
        best: float = inf
        ways: list[Levels] = []
        for levels, paid in self._leaves():
            cost = paid + _knapsack(self._options(levels), self.need)[0][self.need]
            if cost < best:
                best, ways = cost, []
            if cost == best < inf and len(ways) < most:
                ways.append(levels)
            # What is no better is of no use once there are enough.
            self.limit = best - 1 if len(ways) == most else best
        return ways

    def _path(self, levels: Levels, chosen: Sequence[_Option]) -> Path:
        shared = (
            part.step(level) for part, level in zip(self.shared, levels, strict=True) if level
        )
        own = (step for option in chosen for step in option.steps)
        items = tuple(sorted(self.goals[option.goal].id for option in chosen))
        return Path(sum(option.weight for option in chosen), items, tuple(sorted((*shared, *own))))

    def _leaves(self) -> Iterator[tuple[Levels, int]]:
        """Yield every way to treat the shared controls that may keep the limit, and its cost."""
        stack: list[tuple[float, Levels, int]] = [(0, (), 0)]
        while stack:
            least, levels, paid = stack.pop()
            if least > self.limit + ROUNDING:
                continue
            if len(levels) == len(self.shared):
                yield levels, paid
                continue
            part = self.shared[len(levels)]
            ways = []
            for level in part.levels:
                way, cost = (*levels, level), paid + part.cost(level)
                least = cost + self._at_least(way)
                if least <= self.limit + ROUNDING:
                    ways.append((least, way, cost))
            # The most promising one is looked at first: what it finds prunes the others.
            stack.extend(sorted(ways, reverse=True))

    def _at_least(self, levels: Levels) -> float:
        """Return a lower bound of what is still to pay.

        The cost of an undecided control is divided equally among the items that are still within
        reach, so that no choice of them pays more for it than it costs.
        """
        within = [n for n, goal in enumerate(self.goals) if self._is_within(n, goal, levels)]
        users = [0] * len(self.shared)
        for n in within:
            for k in self.of_goal[n]:
                users[k] += 1
        options = [
            (goal.weight, self._share(n, goal, levels, users))
            for n in within
            for goal in (self.goals[n],)
        ]
        return _table(options, self.need)[self.need]

    def _is_within(self, n: int, goal: Goal, levels: Levels) -> bool:
        """Whether an item can still be won."""
        decided = [levels[k] for k in self.of_goal[n] if k < len(levels)]
        if goal.any_one:
            return any(decided) or n in self.own or len(decided) < len(self.of_goal[n])
        return all(level == 2 for level in decided)

    def _share(self, n: int, goal: Goal, levels: Levels, users: Sequence[int]) -> float:
        """Return an item's share of what is still to pay."""
        own = self.own.get(n)
        undecided = [k for k in self.of_goal[n] if k >= len(levels)]
        if goal.any_one:
            if any(levels[k] for k in self.of_goal[n] if k < len(levels)):
                return 0
            shares = [1 / users[k] for k in undecided]
            return min([*shares, 1.0] if own else shares)
        shares = [self.shared[k].size / users[k] for k in undecided]
        return sum(shares) + (own.size if own else 0)

    def _options(self, levels: Levels) -> list[_Option]:
        """Return what can be won, and what it costs, once the shared controls are decided."""
        options = []
        for n, goal in enumerate(self.goals):
            own = self.own.get(n)
            treated = [levels[k] for k in self.of_goal[n]]
            if goal.any_one and any(treated):
                steps: tuple[Step, ...] = ()
            elif goal.any_one and own:
                steps = (own.step(1 if own.size > 1 else 2),)
            elif goal.any_one or any(level != 2 for level in treated):
                continue
            else:
                steps = (own.step(2),) if own else ()
            options.append(_Option(n, goal.weight, steps))
        return options


def _table(options: Sequence[tuple[int, float]], need: int) -> list[float]:
    """Return for each number of points up to the need what they cost at least."""
    table = [0.0] + [inf] * need
    for weight, cost in options:
        for points in range(need, 0, -1):
            table[points] = min(table[points], table[max(0, points - weight)] + cost)
    return table


def _knapsack(options: Sequence[_Option], need: int) -> list[list[float]]:
    """Return the tables of the options from each one on; the last has none left."""
    tables = [[0.0] + [inf] * need]
    for option in reversed(options):
        after = tables[-1]
        tables.append(
            [
                min(after[points], after[max(0, points - option.weight)] + option.cost)
                for points in range(need + 1)
            ]
        )
    return tables[::-1]


def _choices(
    options: Sequence[_Option], tables: Sequence[Sequence[float]], need: int, budget: int
) -> Iterator[list[_Option]]:
    """Yield every choice that costs the whole budget and wins the need."""
    stack: list[tuple[int, int, int, list[_Option]]] = [(0, need, budget, [])]
    while stack:
        k, missing, left, chosen = stack.pop()
        if tables[k][missing] > left:
            continue
        if k == len(options):
            if not left:
                yield chosen
            continue
        option = options[k]
        if option.cost:
            stack.append((k + 1, missing, left, chosen))
        # What costs nothing more is won in any case.
        won = max(0, missing - option.weight)
        stack.append((k + 1, won, left - option.cost, [*chosen, option]))
