"""Milestone: what was reached, has held, and was confirmed by a sweep is told once.

Since when something holds follows from the ledger, which names every item that moved; so a relapse
in between, however short, begins it anew. A sweep confirms it by a complete listing of the types in
question that began after that.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from posturewatch import catalog
from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.digest import Milestone, milestones_to_json
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import Finding
from posturewatch.domain.outbox import Entry, LedgerRow, ScoreState
from posturewatch.domain.scorecard import Area, ItemStatus, Scorecard
from posturewatch.domain.team import UNOWNED, scope_of
from posturewatch.usecases.history import newest_first
from posturewatch.usecases.ports import Store

_log = logging.getLogger(__name__)

HELD: Final = timedelta(hours=24)
"""How long something has to hold before it is told."""

GOAL: Final = 90
"""The percentage that is worth a word."""

CLEAN: Final = timedelta(days=30)
"""How long a team has to be without a grave finding."""

CLEAN_OF: Final = Severity.HIGH
"""What counts as grave."""

SCORING_TIME: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Celebrator:
    """Finds milestones.

    Args:
        store: Where facts are kept.
        card: The scorecard.
        now: The clock, in UTC.
        freshness: How long a complete listing counts.
    """

    store: Store
    card: Scorecard
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)

    def celebrate(self, accounts: Iterable[str]) -> list[Milestone]:
        """Put the milestones that were not told yet into the outbox.

        Returns:
            Those that are told now.
        """
        return [milestone for account in accounts for milestone in self._account(account)]

    def _account(self, account: str) -> list[Milestone]:
        told = self.store.milestones(account)
        fresh = tuple(self.reached(account, told))
        now = self.now()
        # A team hears of its own; the account's are told together.
        for team in sorted({milestone.team for milestone in fresh}):
            of_team = tuple(milestone for milestone in fresh if milestone.team == team)
            # The same when it is done again, and another one after it was told before.
            names = "\n".join(f"{m.id} {told.get(m.id, '')}" for m in of_team)
            digest = hashlib.blake2b(names.encode("utf-8", "surrogatepass"), digest_size=8)
            entry = Entry(
                id=f"milestone-{account}-{digest.hexdigest()}",
                account=account,
                at=now,
                cause=Cause(f"milestone-{now:%Y-%m-%d}", "milestone", now),
                summary=milestones_to_json(account, of_team),
                due_at=now + SCORING_TIME,
            )
            try:
                self.store.commit([], entry)
            except StoreConflict:
                # Whoever was cut short here had told it, and not yet written that down.
                _log.info("the milestones %s are in the outbox already", entry.id)
            self.store.put_milestones(account, {m.id: now for m in of_team})
        return list(fresh)

    def reached(self, account: str, told: Mapping[str, datetime]) -> Iterator[Milestone]:
        """Yield what was reached, has held, was confirmed, and is still to be told.

        Args:
            account: The account.
            told: The milestones that were told, and when. A team's next stretch after a relapse is
                another one; all else is told once and for all.
        """
        state = self.store.score(account)
        name = f"{self.card.name}/{self.card.version}"
        if state.card != name:
            return
        rows = _Rows(newest_first(self.store, account))
        for area in self.card.areas:
            id_ = f"{name}/area/{area.id}"
            since = _complete_since(area, state, rows) if id_ not in told else None
            if since is not None and self._is_confirmed(state, since, area):
                yield Milestone(id_, f"Everything in “{area.title}” is in order.", since)
        id_ = f"{name}/score/{GOAL}"
        since = _above_since(state, rows) if id_ not in told else None
        if since is not None and self._is_confirmed(state, since):
            yield Milestone(id_, f"The score has reached {GOAL} %.", since)
        yield from self._clean_teams(account, state, rows, told)

    def _is_confirmed(self, state: ScoreState, since: datetime, area: Area | None = None) -> bool:
        """Whether something has held for long enough, and a sweep has looked at all of it since."""
        now = self.now()
        if now - since < HELD:
            return False
        items = area.items if area else self.card.items
        types = {kind for item in items for kind in item.controls}
        if area is None:
            types &= set(state.coverage.expected)
        oldest = stamp(max(since, now - self.freshness))
        return bool(types) and all(state.coverage.is_complete(kind, oldest) for kind in types)

    def _clean_teams(
        self, account: str, state: ScoreState, rows: _Rows, told: Mapping[str, datetime]
    ) -> Iterator[Milestone]:
        now = self.now()
        begin = now - CLEAN
        if not self._is_confirmed(state, begin) or all(row.at > begin for row in rows):
            # Nobody has looked for so long.
            return
        grave = {c.id for c in catalog.all_controls() if c.severity.rank >= CLEAN_OF.rank}
        findings = [*self.store.findings(account, at_least=CLEAN_OF)]
        # A week more: the beginning of a stretch that has just become long enough is known, too.
        ended = [
            finding
            for finding in self.store.ended(account, begin - timedelta(days=7))
            if finding.severity.rank >= CLEAN_OF.rank
        ]
        states = self.store.load_states(list({f.key: None for f in (*findings, *ended)}))

        def team_of(finding: Finding) -> str:
            known = states.get(finding.key)
            return (known.owner if known else "") or UNOWNED

        dirty = {team_of(finding) for finding in findings}
        last: dict[str, datetime] = {}
        for finding in ended:
            if finding.resolved_at is not None:
                team = team_of(finding)
                last[team] = max(last.get(team, finding.resolved_at), finding.resolved_at)
        for team in self.store.teams(account):
            if team == UNOWNED or team in dirty or last.get(team, begin) > begin:
                continue
            counts = self.store.tallies(scope_of(account, team))
            if any(counts[id_].failed or counts[id_].unknown for id_ in grave & set(counts)):
                continue
            since, id_ = last.get(team, begin), f"clean/{team}"
            if id_ not in told or (team in last and since > told[id_]):
                title = f"{CLEAN.days} days without a grave finding."
                yield Milestone(id_, title, since, team)


class _Rows:
    """A ledger, the newest row first, read no further than it is asked for."""

    def __init__(self, rows: Iterator[LedgerRow]) -> None:
        self._rows = rows
        self._read: list[LedgerRow] = []

    def __iter__(self) -> Iterator[LedgerRow]:
        yield from self._read
        for row in self._rows:
            self._read.append(row)
            yield row


def _complete_since(area: Area, state: ScoreState, rows: Iterable[LedgerRow]) -> datetime | None:
    """Return since when all items of an area pass; None when one does not."""
    ids = {item.id for item in area.items}
    if any(state.items.get(id_) != ItemStatus.PASS.value for id_ in ids):
        return None
    controls = {id_ for item in area.items for of_kind in item.controls.values() for id_ in of_kind}
    if not any(state.counts[id_].judged for id_ in controls & set(state.counts)):
        # Where there is nothing, nothing was achieved.
        return None
    # The newest row that names an item tells since when it is as it is.
    for row in rows:
        if any(moved.item in ids for moved in row.move.items):
            return row.at
    return None


def _above_since(state: ScoreState, rows: Iterable[LedgerRow]) -> datetime | None:
    """Return since when the score is at the goal; None when it is not."""
    if not state.total or state.earned * 100 < GOAL * state.total:
        return None
    since: datetime | None = None
    for row in rows:
        if row.move.earned * 100 < GOAL * row.move.total:
            break
        since = row.at
    return since
