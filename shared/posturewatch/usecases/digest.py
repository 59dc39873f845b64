"""Digest: a team's day is put together in its hours, once a day, and told through the outbox."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.digest import (
    MAX_LINES,
    TARGETS,
    Ages,
    Digest,
    Ending,
    Hours,
    Line,
)
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import Ending as EpisodeEnding
from posturewatch.domain.finding import Finding, ResourceState
from posturewatch.domain.outbox import Entry
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.team import UNOWNED
from posturewatch.domain.verdict import Status
from posturewatch.usecases.except_ import Acceptance, Excepter
from posturewatch.usecases.ports import Store
from posturewatch.usecases.teams import team_scores

_log = logging.getLogger(__name__)

DAY: Final = timedelta(days=1)
SOON: Final = timedelta(days=14)
"""How long before its end an accepted risk is told."""

TREND_DAYS: Final = 29
"""How many earlier digests the trend is read from: as long as the outbox keeps them."""

SCORING_TIME: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Digester:
    """Makes digests.

    Args:
        store: Where facts are kept.
        card: The scorecard.
        hours: When each team's is told.
        now: The clock, in UTC.
        freshness: How long a complete listing counts.
    """

    store: Store
    card: Scorecard
    hours: Hours
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)

    def make_due(self, accounts: Iterable[str]) -> list[Digest]:
        """Put the digests that are due into the outbox, each of them once.

        Returns:
            Those that were made now.
        """
        return [digest for account in accounts for digest in self._account(account)]

    def _account(self, account: str) -> list[Digest]:
        now = self.now()
        due: dict[str, date] = {}
        for team in self.store.teams(account):
            hour = self.hours.of(team)
            day = hour.day(now) if hour else None
            if day is not None and self.store.entry(entry_id(account, team, day)) is None:
                due[team] = day
        if not due:
            return []
        made = []
        for digest in self.digests(account, due):
            if digest.is_empty:
                # A team without a care is not woken up.
                continue
            entry = Entry(
                id=entry_id(account, digest.team, digest.day),
                account=account,
                at=now,
                cause=Cause(f"digest-{digest.day}", "digest", now),
                summary=digest.to_json(),
                due_at=now + SCORING_TIME,
            )
            try:
                self.store.commit([], entry)
            except StoreConflict:
                _log.info("the digest %s was made by another worker", entry.id)
                continue
            made.append(digest)
        return made

    def digests(self, account: str, due: Mapping[str, date]) -> list[Digest]:
        """Return the digests of some teams of an account, by team.

        Args:
            account: The account.
            due: Team → the day.
        """
        now = self.now()
        since = now - DAY
        failing = [f for f in self.store.findings(account) if f.status is Status.FAILED]
        ended = [
            finding
            for finding in self.store.ended(account, since)
            if finding.ending is EpisodeEnding.FIXED
        ]
        acceptance = Excepter(self.store, self.now).standing(account)
        states = self._states([*failing, *ended])
        scores = {
            each.team: each.score
            for each in team_scores(self.store, account, self.card, now, self.freshness)
        }
        whole: list[Digest] = []
        for team, day in sorted(due.items()):
            score = scores.get(team)
            own = _Own(team, states, now)
            open_ = [f for f in own.of(failing) if f.id not in acceptance.by]
            new = [f for f in open_ if (f.opened_at or f.since) >= since]
            fixed = own.of(ended)
            overdue = [f for f in open_ if own.age(f) > TARGETS.get(f.severity, timedelta.max)]
            whole.append(
                Digest(
                    account=account,
                    team=team,
                    day=day,
                    since=since,
                    at=now,
                    fixed=len(fixed),
                    new=len(new),
                    fixed_lines=own.lines(fixed),
                    new_lines=own.lines(new),
                    open=_ages(open_, own),
                    overdue_lines=own.lines(overdue),
                    accepted=len(own.of(failing)) - len(open_),
                    ending=_ending(acceptance, own, now),
                    earned=score.earned if score else 0,
                    total=score.total if score else 0,
                    trend=self._trend(account, team, day),
                )
            )
        return whole

    def _states(self, findings: Iterable[Finding]) -> Mapping[ResourceKey, ResourceState]:
        return self.store.load_states(list(dict.fromkeys(f.key for f in findings)))

    def _trend(self, account: str, team: str, day: date) -> tuple[tuple[datetime, int, int], ...]:
        """Return the points of earlier days, as their digests told them."""
        found = []
        for back in range(TREND_DAYS, 0, -1):
            entry = self.store.entry(entry_id(account, team, day - back * DAY))
            if entry is not None and entry.summary:
                told = Digest.from_json(entry.summary)
                found.append((told.at, told.earned, told.total))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Own:
    """What belongs to one team."""

    team: str
    states: Mapping[ResourceKey, ResourceState]
    now: datetime

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        return [finding for finding in findings if self._owner(finding) == self.team]

    def _owner(self, finding: Finding) -> str:
        state = self.states.get(finding.key)
        return (state.owner if state else "") or UNOWNED

    def age(self, finding: Finding) -> timedelta:
        return self.now - (finding.opened_at or finding.since)

    def lines(self, findings: Sequence[Finding]) -> tuple[Line, ...]:
        """Return the lines of the worst findings, of those the oldest."""
        worst = sorted(findings, key=lambda f: (-f.severity.rank, f.opened_at or f.since, f.id))
        return tuple(Line.of(f, self.name(f), f.resolved_at or self.now) for f in worst[:MAX_LINES])

    def name(self, finding: Finding) -> str:
        """Return what people call a finding's resource."""
        state = self.states.get(finding.key)
        return state.name if state else ""


def _ages(findings: Sequence[Finding], own: _Own) -> tuple[Ages, ...]:
    told = []
    for severity in sorted(Severity, key=lambda severity: -severity.rank):
        ages = [own.age(finding) for finding in findings if finding.severity is severity]
        if ages:
            over = sum(age > TARGETS.get(severity, timedelta.max) for age in ages)
            oldest = int(max(ages).total_seconds())
            told.append(Ages(severity, len(ages) - over, over, max(oldest, 0)))
    return tuple(told)


def _ending(acceptance: Acceptance, own: _Own, now: datetime) -> tuple[Ending, ...]:
    """Return the accepted risks of a team that end soon."""
    counted: dict[str, Ending] = {}
    for finding in own.of(acceptance.accepted):
        exception = acceptance.by[finding.id]
        if exception.expires_at - now <= SOON:
            about = own.name(finding)
            if known := counted.get(exception.id):
                about = about if about == known.about else ""
            count = (known.findings if known else 0) + 1
            counted[exception.id] = Ending(exception.id, exception.expires_at, count, about)
    return tuple(sorted(counted.values(), key=lambda ending: (ending.ends_at, ending.id)))


def entry_id(account: str, team: str, day: date) -> str:
    """Return the outbox entry's id of a digest: the same however often it is made."""
    name = hashlib.blake2b(team.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"digest-{account}-{name}-{day.isoformat()}"
