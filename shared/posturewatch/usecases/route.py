"""Route: which destinations hear of an outbox entry, and of which of its resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from posturewatch.domain.control import Severity
from posturewatch.domain.finding import Move, ResourceState
from posturewatch.domain.outbox import Entry
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.routing import Matter, Routing
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.team import UNOWNED
from posturewatch.usecases.ports import Store


@dataclass(frozen=True, slots=True)
class Target:
    """One destination that hears of an entry.

    Args:
        destination: The destination's name.
        moves: What it hears of; all of the entry's news, or that of some resources.
        digest: Whether it is kept for the digest.
        until: When it may be told; None when that is at once.
    """

    destination: str
    moves: tuple[Move, ...]
    digest: bool = False
    until: datetime | None = None


@dataclass(frozen=True)
class Router:
    """Finds the destinations of entries.

    Args:
        routing: The routing.
        cards: The scorecards and standards that routes may name.
        store: Where the resources of entries about several are looked up.
        now: The clock, in UTC.
    """

    routing: Routing
    cards: Sequence[Scorecard]
    store: Store
    now: Callable[[], datetime]

    def targets(self, entry: Entry) -> tuple[Target, ...]:
        """Return who hears of an entry: each destination once, with all that it hears of."""
        news = entry.news
        if not news:
            return self._summary(entry)
        by_key: dict[ResourceKey, list[Move]] = {}
        for move in news:
            by_key.setdefault(move.finding.key, []).append(move)
        states = self._states(entry, list(by_key))
        found: dict[str, Target] = {}
        for key, moves in by_key.items():
            for target in self._of(self.matter(moves, states.get(key)), tuple(moves)):
                known = found.get(target.destination)
                found[target.destination] = _both(known, target) if known else target
        return tuple(found.values())

    def _summary(self, entry: Entry) -> tuple[Target, ...]:
        """Return who hears of an entry that is about no finding; a digest waits for no digest."""
        told = entry.summary
        team = str(told.get("team", ""))
        matter = Matter(
            entry.account,
            Severity.INFORMATIONAL,
            team="" if team == UNOWNED else team,
            kind=str(told.get("kind", "baseline")),
        )
        return tuple(replace(target, digest=False) for target in self._of(matter, ()))

    def matter(self, moves: Iterable[Move], state: ResourceState | None) -> Matter:
        """Return what routing looks at in the news about one resource."""
        moves = list(moves)
        controls = frozenset(move.finding.control for move in moves)
        finding = moves[0].finding
        return Matter(
            account=finding.key.account,
            severity=max((m.finding.severity for m in moves), key=lambda s: s.rank),
            controls=controls,
            team=state.owner if state else "",
            environment=self.routing.environment(state.tags) if state else "",
            standards=self.standards(controls),
            kind="regression" if any(m.kind.is_bad for m in moves) else "improvement",
        )

    def standards(self, controls: Iterable[str]) -> frozenset[str]:
        """Return the cards and standards that controls answer, and `<card>/<item>` of each."""
        return frozenset(name for control in controls for name in self._standards.get(control, ()))

    @cached_property
    def _standards(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for card in self.cards:
            for item in card.items:
                for ids in item.controls.values():
                    for control in ids:
                        found.setdefault(control, set()).update(
                            (card.name, f"{card.name}/{item.id}")
                        )
        return {control: frozenset(names) for control, names in found.items()}

    def _states(
        self, entry: Entry, keys: Sequence[ResourceKey]
    ) -> Mapping[ResourceKey, ResourceState]:
        if entry.resource is not None:
            return {entry.resource.key: entry.resource}
        return self.store.load_states(keys)

    def _of(self, matter: Matter, moves: tuple[Move, ...]) -> tuple[Target, ...]:
        now = self.now()
        return tuple(
            Target(
                heard.destination,
                moves,
                heard.digest,
                place.quiet.until(now, matter.severity) if place.quiet else None,
            )
            for heard in self.routing.hear(matter)
            for place in (self.routing.places[heard.destination],)
        )


def _both(one: Target, other: Target) -> Target:
    """Return what a destination hears of two resources: as early as the more urgent one."""
    untils = [target.until for target in (one, other) if not target.digest]
    return replace(
        one,
        moves=one.moves + other.moves,
        digest=one.digest and other.digest,
        until=None if None in untils or not untils else min(u for u in untils if u),
    )
