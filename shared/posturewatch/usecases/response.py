"""Response: how long the episodes of an account's findings took, by severity.

Each episode keeps its own times: the change, when it was evaluated, told, acknowledged, and when it
ended. They are put together here, when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from posturewatch.domain.control import Severity
from posturewatch.domain.finding import Ending, Episode, Finding
from posturewatch.domain.response import (
    HALF,
    Course,
    Interval,
    Outcome,
    exposure,
    quantile,
    time_to_fix,
)
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.ports import Store

P90: Final = Fraction(9, 10)


class Leg(StrEnum):
    """A part of the way: from the change until something happened."""

    EVALUATED = "evaluated"
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Figures:
    """How long one leg took, of the episodes that went all of it.

    Args:
        count: How many did.
        p50: What half of them did not exceed; None when there are none.
        p90: What nine of ten did not exceed.
    """

    count: int
    p50: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True, slots=True)
class Response:
    """The response times of one severity.

    Args:
        severity: The severity.
        outcomes: What came of the episodes → how many.
        legs: The legs' figures.
        median_to_fix: After what time half of the episodes are fixed, counting those that are not;
            None when too few are fixed to tell.
        exposure: How long at least one finding failed within the asked time, accepted or not.
    """

    severity: Severity
    outcomes: Mapping[Outcome, int]
    legs: Mapping[Leg, Figures]
    median_to_fix: timedelta | None
    exposure: timedelta


@dataclass(slots=True)
class _Episodes:
    """The episodes of one severity."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    courses: list[Course] = field(default_factory=list)
    legs: dict[Leg, list[timedelta]] = field(default_factory=lambda: {leg: [] for leg in Leg})
    intervals: list[Interval] = field(default_factory=list)


def responses(store: Store, account: str, since: datetime, now: datetime) -> list[Response]:
    """Return the response times of an account by severity, the worst first.

    Counted are the episodes that went on at some time since a moment. A finding keeps its newest
    episodes only (`finding.MAX_EARLIER`), and an archived one for a time.

    Args:
        store: Where facts are kept.
        account: The account.
        since: The moment.
        now: The time, in UTC.
    """
    accepted_at = {
        finding: exception.accepted_at
        for finding, exception in Excepter(store, lambda: now).standing(account).by.items()
    }
    of: dict[Severity, _Episodes] = {severity: _Episodes() for severity in Severity}
    for finding in _findings(store, account, since):
        for episode in finding.episodes:
            if episode.resolved_at is None or episode.resolved_at >= since:
                _take(of[finding.severity], episode, since, now, accepted_at.get(finding.id))
    ranked = sorted(Severity, key=lambda severity: -severity.rank)
    return [_response(severity, of[severity]) for severity in ranked]


def _findings(store: Store, account: str, since: datetime) -> Iterator[Finding]:
    """Return all findings with an episode since a moment, each once."""
    seen: dict[str, Finding] = {}
    # One may move from the open ones to the ended ones between the two reads: the later one counts.
    for finding in (*store.findings(account), *store.ended(account, since)):
        seen[finding.id] = finding
    yield from (finding for finding in seen.values() if finding.ending is not Ending.RENAMED)


def _take(
    into: _Episodes,
    episode: Episode,
    since: datetime,
    now: datetime,
    accepted_at: datetime | None,
) -> None:
    start = episode.opened_at
    end = episode.resolved_at or now
    if episode.resolved_at is not None:
        outcome = Outcome.FIXED if episode.ending is Ending.FIXED else Outcome.CLOSED
        told_end = end
    elif accepted_at is not None:
        outcome, told_end = Outcome.ACCEPTED, accepted_at
    else:
        outcome, told_end = Outcome.OPEN, end
    into.outcomes[outcome] += 1
    into.courses.append(Course(_length(start, told_end), outcome))
    into.intervals.append((max(start, since), end))
    for leg, at in (
        (Leg.EVALUATED, episode.evaluated_at),
        (Leg.TOLD, episode.told_at),
        (Leg.ACKNOWLEDGED, episode.acknowledged_at),
        (Leg.FIXED, end if outcome is Outcome.FIXED else None),
    ):
        if at is not None:
            into.legs[leg].append(_length(start, at))


def _length(start: datetime, end: datetime) -> timedelta:
    # A clock that is behind makes no negative time.
    return max(end - start, timedelta())


def _response(severity: Severity, of: _Episodes) -> Response:
    return Response(
        severity=severity,
        outcomes=of.outcomes,
        legs={leg: _figures(lengths) for leg, lengths in of.legs.items()},
        median_to_fix=time_to_fix(of.courses),
        exposure=exposure(of.intervals),
    )


def _figures(lengths: Iterable[timedelta]) -> Figures:
    known = list(lengths)
    return Figures(len(known), quantile(known, HALF), quantile(known, P90))
