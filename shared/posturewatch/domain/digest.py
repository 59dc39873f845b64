"""Digests: a team's day at a glance; and milestones: what is worth a word of joy.

Both are told through the outbox, as its entries' summaries in plain JSON. Neither names a person:
there is no ranking of people, and no list to be the last of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.fields import moment
from posturewatch.domain.finding import Finding

TARGETS: Final[Mapping[Severity, timedelta]] = {
    Severity.CRITICAL: timedelta(hours=24),
    Severity.HIGH: timedelta(days=7),
    Severity.MEDIUM: timedelta(days=30),
    Severity.LOW: timedelta(days=90),
}
"""How long a finding may be open. What is informational has no target."""

EVERYBODY: Final = "*"
"""Stands for every team that is not named."""

CATCH_UP: Final = timedelta(hours=6)
"""How long after its time a digest is still made, where nothing ran at its time."""

MAX_LINES: Final = 5
"""How many findings of each kind a digest names: the worst."""


@dataclass(frozen=True, slots=True)
class Hour:
    """When a team's digest is told each day.

    Args:
        at: The time of day.
        zone: Where.
    """

    at: time
    zone: ZoneInfo

    def day(self, now: datetime) -> date | None:
        """Return the day whose digest is due; None when none is."""
        local = now.astimezone(self.zone)
        due = datetime.combine(local.date(), self.at, self.zone)
        # Compared in UTC: a day may have 23 or 25 hours.
        late = now - due.astimezone(UTC)
        return local.date() if timedelta() <= late < CATCH_UP else None


@dataclass(frozen=True, slots=True)
class Hours:
    """When the digests of all teams are told.

    Args:
        by_team: Team → when; `*` for every other team.
    """

    by_team: Mapping[str, Hour] = field(default_factory=dict)

    def of(self, team: str) -> Hour | None:
        """Return when a team's digest is told; None: never."""
        return self.by_team.get(team) or self.by_team.get(EVERYBODY)

    @classmethod
    def parse(cls, told: Mapping[str, str], where: str = "") -> Hours:
        """Parse `{"payments": "09:30 Europe/Berlin", "*": "08:00"}`; without a zone it is UTC.

        Raises:
            BadInput: A time or a zone is none.
        """
        return cls({team: _hour(text, team, where) for team, text in told.items()})


def _hour(text: str, team: str, where: str) -> Hour:
    clock, _, zone = text.strip().partition(" ")
    try:
        return Hour(time.fromisoformat(clock), ZoneInfo(zone.strip() or "UTC"))
    except (OSError, ValueError, LookupError) as error:
        raise BadInput(
            f"{text[:60]!r} is not when the digest of {team[:60]!r} is told",
            where=where,
            remedy="Write it as 09:30 Europe/Berlin.",
        ) from error


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in a digest.

    Args:
        finding: The finding's id.
        control: Its control.
        severity: How bad it is.
        name: What people call the resource.
        age_seconds: How long it has been open, or had been.
        assignee: Who is to see to it; empty when nobody is.
    """

    finding: str
    control: str
    severity: Severity
    name: str
    age_seconds: int
    assignee: str = ""

    @classmethod
    def of(cls, finding: Finding, name: str, until: datetime) -> Line:
        """Return a finding's line."""
        opened = finding.opened_at or finding.since
        age = max(until - opened, timedelta())
        return cls(
            finding.id,
            finding.control,
            finding.severity,
            name or finding.key.id,
            int(age.total_seconds()),
            finding.assignee,
        )


@dataclass(frozen=True, slots=True)
class Ages:
    """How the open findings of one severity stand against their target.

    Args:
        severity: The severity.
        within: How many are younger than their target.
        over: How many are older.
        oldest_seconds: How old the oldest is.
    """

    severity: Severity
    within: int
    over: int
    oldest_seconds: int

    @property
    def target(self) -> timedelta | None:
        """How long one may be open."""
        return TARGETS.get(self.severity)


@dataclass(frozen=True, slots=True)
class Ending:
    """An accepted risk that ends soon.

    Args:
        id: Its name.
        ends_at: When.
        findings: How many findings fail again then.
        about: What people call the resource; empty where they are of several.
    """

    id: str
    ends_at: datetime
    findings: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """A team's day.

    Args:
        account: The account.
        team: The team; `unowned` for what nobody owns.
        day: The day, in the team's zone.
        since: What happened since then is told.
        at: When it was made.
        fixed: How many were fixed since, and are.
        new: How many failed since, and do.
        fixed_lines: The worst of them.
        new_lines: The worst of them.
        open: All that fail, by severity, the worst first.
        overdue_lines: The worst and oldest that are over their target.
        accepted: How many fail as accepted risks, and are not counted as open.
        ending: The accepted risks that end soon, the first first.
        earned: The team's points.
        total: Points of the card.
        trend: The team's points on earlier days, the oldest first.
    """

    account: str
    team: str
    day: date
    since: datetime
    at: datetime
    fixed: int = 0
    new: int = 0
    fixed_lines: tuple[Line, ...] = ()
    new_lines: tuple[Line, ...] = ()
    open: tuple[Ages, ...] = ()
    overdue_lines: tuple[Line, ...] = ()
    accepted: int = 0
    ending: tuple[Ending, ...] = ()
    earned: int = 0
    total: int = 0
    trend: tuple[tuple[datetime, int, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.fixed or self.new or self.open or self.ending)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON: an outbox entry's summary."""

        def line(each: Line) -> list[Any]:
            return [
                each.finding,
                each.control,
                each.severity.value,
                each.name,
                each.age_seconds,
                each.assignee,
            ]

        return {
            "kind": "digest",
            "account": self.account,
            "team": self.team,
            "day": self.day.isoformat(),
            "since": self.since.isoformat(),
            "at": self.at.isoformat(),
            "fixed": self.fixed,
            "new": self.new,
            "fixed_lines": [line(each) for each in self.fixed_lines],
            "new_lines": [line(each) for each in self.new_lines],
            "open": [[a.severity.value, a.within, a.over, a.oldest_seconds] for a in self.open],
            "overdue_lines": [line(each) for each in self.overdue_lines],
            "accepted": self.accepted,
            "ending": [[e.id, e.ends_at.isoformat(), e.findings, e.about] for e in self.ending],
            "earned": self.earned,
            "total": self.total,
            "trend": [[at.isoformat(), earned, total] for at, earned, total in self.trend],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Digest:
        """Return the digest that `to_json` wrote."""

        def lines(name: str) -> tuple[Line, ...]:
            return tuple(
                Line(finding, control, Severity(severity), name_, age, assignee)
                for finding, control, severity, name_, age, assignee in told[name]
            )

        return cls(
            account=told["account"],
            team=told["team"],
            day=date.fromisoformat(told["day"]),
            since=moment(told["since"]),
            at=moment(told["at"]),
            fixed=told["fixed"],
            new=told["new"],
            fixed_lines=lines("fixed_lines"),
            new_lines=lines("new_lines"),
            open=tuple(Ages(Severity(s), w, o, old) for s, w, o, old in told["open"]),
            overdue_lines=lines("overdue_lines"),
            accepted=told["accepted"],
            # Digests that were kept before name no resource.
            ending=tuple(Ending(id_, moment(ends), *rest) for id_, ends, *rest in told["ending"]),
            earned=told["earned"],
            total=told["total"],
            trend=tuple((moment(at), earned, total) for at, earned, total in told["trend"]),
        )


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something reached that has held.

    Args:
        id: Its name in the account: what was told once is not told again.
        title: What was reached, in a sentence.
        since: Since when it has held.
        team: The team that reached it; empty for the account.
    """

    id: str
    title: str
    since: datetime
    team: str = ""


def milestones_to_json(account: str, reached: tuple[Milestone, ...]) -> dict[str, Any]:
    """Return milestones as plain JSON: an outbox entry's summary."""
    return {
        "kind": "milestone",
        "account": account,
        "team": reached[0].team if len({each.team for each in reached}) == 1 else "",
        "milestones": [[m.id, m.title, m.since.isoformat(), m.team] for m in reached],
    }


def milestones_from_json(told: Mapping[str, Any]) -> tuple[Milestone, ...]:
    """Return the milestones that `milestones_to_json` wrote."""
    return tuple(
        Milestone(id_, title, moment(since), team) for id_, title, since, team in told["milestones"]
    )
