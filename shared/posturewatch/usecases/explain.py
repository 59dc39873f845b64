"""Explain: what costs an account its points, and what fixing it would win back.

All of it follows from the rules of the scorecard, not from estimates: whoever fixes exactly the
findings that are named here, and nothing else, gets exactly the points that are promised.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final

from posturewatch import catalog
from posturewatch.domain.control import Control
from posturewatch.domain.errors import BadInput
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import Finding
from posturewatch.domain.outbox import ScoreState
from posturewatch.domain.scorecard import (
    Counts,
    Item,
    ItemScore,
    ItemStatus,
    Quantifier,
    Score,
    Scorecard,
    score,
)
from posturewatch.domain.verdict import Status
from posturewatch.usecases.fastest import MOST, Goal, Path, fastest
from posturewatch.usecases.ports import Store

TRIES: Final = 4
"""How often findings and score are read until they agree: the findings' index may be behind."""

SWEEP: Final = "Sweep the account (docs/deploy.md says how); it is also swept by its schedule."
PERMISSION: Final = (
    "Allow the audit role this read (docs/permissions.md); the next sweep, or the resource's next "
    "change, reads it again."
)
_DENIED: Final = re.compile(
    r"denied|not authorized|unauthori[sz]ed|forbidden|assume", re.IGNORECASE
)


MANY_REGIONS: Final = 3
"""How many regions a sentence names."""


class Obstacle(StrEnum):
    """Why fixing findings does not win an item, or does not win it alone."""

    NO_CONTROL = "no_control"
    """No control answers it yet."""
    NOTHING_THERE = "nothing_there"
    """It needs one good resource, and there is none that could be mended."""
    NOT_LISTED = "not_listed"
    """The listing of a type is not complete and fresh."""
    NOT_ASKED = "not_asked"
    """A control was not asked of every resource yet."""
    NOT_READ = "not_read"
    """A verdict is NOT_AVAILABLE: the facts could not be read."""
    UNDECIDED = "undecided"
    """A verdict is WARNING: the facts are known, and do not decide it."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that keeps an item from passing, whatever findings are fixed.

    Args:
        obstacle: What kind of thing it is.
        what: What it is about: a resource type, a control or a finding's id.
        reason: One sentence that explains it.
        remedy: What to do about it.
    """

    obstacle: Obstacle
    what: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ItemCost:
    """What an item that does not pass costs, and what would win it back.

    Args:
        line: The item, its status and its counts.
        area: The title of its area.
        findings: The findings that fail it, the worst first, then the oldest.
        fixes: How many of them must be fixed; 0 where there is nothing to fix.
        points: The points that these fixes win; 0 where they do not win the item.
        blockers: What else keeps it from passing.
    """

    line: ItemScore
    area: str
    findings: tuple[Finding, ...]
    fixes: int
    points: int
    blockers: tuple[Blocker, ...]

    @property
    def item(self) -> Item:
        """The item of the card."""
        return self.line.item

    @property
    def points_per_fix(self) -> Fraction:
        """Points that each fix wins on the average."""
        return Fraction(self.points, self.fixes) if self.fixes else Fraction(0)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What costs an account its points.

    Args:
        account: The account.
        at: The time that listings are judged by.
        score: The card, filled in.
        items: The items that do not pass, those first that win most for each fix.
        controls: Control id → control, of all controls that are named.
        is_current: Whether findings and score tell of the same moment; else a figure may be off by
            what is under way.
    """

    account: str
    at: datetime
    score: Score
    items: tuple[ItemCost, ...]
    controls: Mapping[str, Control] = field(default_factory=dict)
    is_current: bool = True

    @property
    def winnable(self) -> int:
        """Points that fixing all findings wins."""
        return sum(cost.points for cost in self.items)

    @property
    def winnable_fixes(self) -> int:
        """How many findings have to be fixed for that at least."""
        paths = fastest(self.goals, self.sizes, self.winnable, most=1)
        return paths[0].fixes

    @property
    def sizes(self) -> dict[str, int]:
        """How many failing findings each control has."""
        return {control: len(findings) for control, findings in self.failing().items()}

    @property
    def goals(self) -> list[Goal]:
        """The items that fixing findings can win."""
        return [
            Goal(
                cost.item.id,
                cost.points,
                frozenset(finding.control for finding in cost.findings),
                cost.item.quantifier is Quantifier.EXISTS,
            )
            for cost in self.items
            if cost.points
        ]

    def failing(self) -> dict[str, list[Finding]]:
        """Return the failing findings of the items by control."""
        found: dict[str, dict[str, Finding]] = {}
        for cost in self.items:
            for finding in cost.findings:
                found.setdefault(finding.control, {})[finding.id] = finding
        return {control: list(findings.values()) for control, findings in found.items()}

    def route(self, target: Fraction) -> Route:
        """Return the fewest findings to fix for a target in percent.

        Raises:
            BadInput: The target is not between 0 and 100.
        """
        if not 0 <= target <= 100:
            raise BadInput("a target is between 0 and 100 percent", where=f"{float(target):g}")
        need = max(0, ceil(target * self.score.total / 100) - self.score.earned)
        return Route(target, need, tuple(fastest(self.goals, self.sizes, need)))


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach a target by fixing findings.

    Args:
        target: The target in percent.
        need: The points that are missing.
        paths: All smallest sets of fixes, the first `MOST` of them; a single empty one where the
            target is reached already, none where findings alone do not reach it.
    """

    target: Fraction
    need: int
    paths: tuple[Path, ...]

    @property
    def is_possible(self) -> bool:
        """Whether fixing findings reaches the target."""
        return bool(self.paths)

    @property
    def has_more(self) -> bool:
        """Whether there may be more paths than those that were looked for."""
        return len(self.paths) == MOST


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains scores.

    Args:
        store: Where facts are kept.
        card: The scorecard.
        now: The clock, in UTC.
        freshness: How long a complete listing counts.
        wait: Waits so many seconds before findings that lag behind are read again.
    """

    store: Store
    card: Scorecard
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    wait: Callable[[float], None] = time.sleep

    def explain(self, account: str) -> Explanation:
        """Explain an account's score.

        Raises:
            BadInput: The account was never scored.
        """
        state, findings = self._read(account)
        for attempt in range(1, TRIES):
            if self._agree(state, findings):
                break
            self.wait(0.2 * 2**attempt)
            state, findings = self._read(account)
        return self._explained(state, findings, is_current=self._agree(state, findings))

    def _read(self, account: str) -> tuple[ScoreState, list[Finding]]:
        state = self.store.score(account)
        if not state.version:
            raise never_scored(account)
        return state, list(self.store.findings(account))

    def _agree(self, state: ScoreState, findings: list[Finding]) -> bool:
        """Whether there are as many failing and unknown findings as the score counts."""
        failed: dict[str, int] = {}
        unknown: dict[str, int] = {}
        for finding in findings:
            counted = failed if finding.status is Status.FAILED else unknown
            counted[finding.control] = counted.get(finding.control, 0) + 1
        asked = {id_ for item in self.card.items for ids in item.controls.values() for id_ in ids}
        counts = ((id_, state.counts.get(id_, Counts())) for id_ in asked)
        return all(
            (failed.get(id_, 0), unknown.get(id_, 0)) == (figures.failed, figures.unknown)
            for id_, figures in counts
        )

    def _explained(
        self, state: ScoreState, findings: list[Finding], *, is_current: bool
    ) -> Explanation:
        now = self.now()
        since = stamp(now - self.freshness)
        filled = filled_in(self.card, state, now, self.freshness)
        areas = {item.id: area.title for area in self.card.areas for item in area.items}
        controls = {
            control.id: control
            for kind in {kind for item in self.card.items for kind in item.controls}
            for control in catalog.controls_for(kind)
        }
        costs = [
            _cost(
                line,
                areas[line.item.id],
                findings,
                controls,
                lambda kind: _listing(state, kind, since),
            )
            for line in filled.items
            if line.status is not ItemStatus.PASS
        ]
        costs.sort(key=lambda cost: (-cost.points_per_fix, cost.item.id))
        return Explanation(state.account, now, filled, tuple(costs), controls, is_current)


def filled_in(card: Scorecard, state: ScoreState, now: datetime, freshness: timedelta) -> Score:
    """Return a card, filled in with an account's stored counts and the listings fresh by now."""
    since = stamp(now - freshness)
    return score(card, state.counts, lambda kind: state.coverage.is_complete(kind, since))


def never_scored(account: str) -> BadInput:
    """Return what is raised where an account has no score."""
    return BadInput(
        f"account {account} has never been scored",
        remedy="Name the audited account; if it is, sweep it first (docs/deploy.md says how).",
    )


def _cost(
    line: ItemScore,
    area: str,
    findings: list[Finding],
    controls: Mapping[str, Control],
    listing: Callable[[str], str],
) -> ItemCost:
    item = line.item
    ids = {id_ for of_kind in item.controls.values() for id_ in of_kind}
    of_item = [finding for finding in findings if finding.control in ids]
    failing = tuple(finding for finding in of_item if finding.status is Status.FAILED)
    unknown = [finding for finding in of_item if finding.status.is_unknown]
    blockers = _blockers(line, unknown, listing)
    if item.quantifier is Quantifier.EXISTS:
        # One good resource is enough, whatever else is unknown.
        fixes, is_won = min(1, len(failing)), bool(failing)
        if line.status is ItemStatus.FAIL and not failing:
            known = [controls[id_].remediation for id_ in sorted(ids) if id_ in controls]
            remedy = " ".join(known) or "Make one."
            reason = "It needs one such resource that is good, and there is none."
            blockers.append(
                Blocker(Obstacle.NOTHING_THERE, ", ".join(sorted(item.controls)), reason, remedy)
            )
    else:
        fixes, is_won = len(failing), bool(failing) and not blockers
    return ItemCost(line, area, failing, fixes, item.weight if is_won else 0, tuple(blockers))


def _blockers(
    line: ItemScore, unknown: list[Finding], listing: Callable[[str], str]
) -> list[Blocker]:
    found: list[Blocker] = []
    if not line.item.controls or not any(line.item.controls.values()):
        reason = "No control answers this yet."
        remedy = "It stays unknown until a control does; another card may leave it out."
        return [Blocker(Obstacle.NO_CONTROL, line.item.id, reason, remedy)]
    for kind in line.unlisted:
        remedy = f"{SWEEP} A part that cannot be listed lacks a permission (docs/permissions.md)."
        found.append(Blocker(Obstacle.NOT_LISTED, kind, listing(kind), remedy))
    found.extend(
        Blocker(Obstacle.NOT_ASKED, id_, "It was not asked of every resource yet.", SWEEP)
        for id_ in line.unasked
    )
    for finding in unknown:
        if finding.status is Status.WARNING:
            remedy = "Look at it: make it plainly good, or change what leaves it open."
            found.append(Blocker(Obstacle.UNDECIDED, finding.id, finding.reason, remedy))
        else:
            remedy = PERMISSION if _DENIED.search(finding.reason) else SWEEP
            found.append(Blocker(Obstacle.NOT_READ, finding.id, finding.reason, remedy))
    if line.counts.unknown and not unknown:
        reason = f"{line.counts.unknown} of {line.counts.judged} verdicts are unknown."
        found.append(Blocker(Obstacle.NOT_READ, line.item.id, reason, SWEEP))
    return found


def stale_regions(state: ScoreState, kind: str, since: str) -> dict[str, str]:
    """Return the regions where a type was not listed completely since a moment.

    Returns:
        Region → when its listing was last complete (ISO 8601, UTC); empty when it never was.
    """
    told = state.coverage.listed.get(kind, {})
    expected = state.coverage.expected.get(kind, ())
    return {region: told.get(region, "") for region in expected if told.get(region, "") < since}


def _listing(state: ScoreState, kind: str, since: str) -> str:
    if not state.coverage.expected.get(kind):
        return "No sweep has been planned for it yet."
    stale = sorted(stale_regions(state, kind, since).items(), key=lambda one: (one[1], one[0]))
    told = [
        f"{region} {f'at {at[:16]} UTC' if at else 'never'}" for region, at in stale[:MANY_REGIONS]
    ]
    rest = f", and {len(stale) - MANY_REGIONS} more regions" if len(stale) > MANY_REGIONS else ""
    return f"Last listed completely: {', '.join(told)}{rest}."
