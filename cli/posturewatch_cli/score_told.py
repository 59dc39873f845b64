"""The answers of `posturewatch score` as plain JSON: what is printed, and what the tables show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from posturewatch.domain.change import Cause
from posturewatch.domain.fields import stamp
from posturewatch.domain.outbox import LedgerRow, ScoreState
from posturewatch.domain.scorecard import Score, Scorecard, percent
from posturewatch.usecases.explain import filled_in, never_scored, stale_regions
from posturewatch.usecases.history import Moment, Passage
from posturewatch.usecases.response import Response
from posturewatch.usecases.teams import TeamScore
from posturewatch.usecases.verify import Drift, Verification

__all__ = [
    "at",
    "figures",
    "history",
    "never_scored",
    "now",
    "response",
    "teams",
    "verification",
    "who",
    "with_accepted_risk",
]


def figures(earned: int, unknown: int, total: int) -> dict[str, Any]:
    """Return points, percentages and the interval that they leave open."""
    return {
        "earned": earned,
        "unknown": unknown,
        "total": total,
        "percent": percent(earned, total) if total else None,
        "percent_at_most": percent(earned + unknown, total) if total else None,
        "interval": [earned, earned + unknown],
    }


def with_accepted_risk(headline: Score, second: Score, findings: int) -> dict[str, Any]:
    """Return the second figure of a score, and the items that accepted risk keeps from failing.

    Args:
        headline: The score.
        second: The score with accepted risk.
        findings: How many failing findings are accepted.
    """
    return {
        **figures(second.earned, second.unknown, second.total),
        "findings": findings,
        "items": [
            {
                "id": line.item.id,
                "title": line.item.title,
                "weight": line.item.weight,
                "status": line.status.value,
                "with_accepted_risk": other.status.value,
            }
            for line, other in zip(headline.items, second.items, strict=True)
            if line.status is not other.status
        ],
    }


def now(state: ScoreState, card: Scorecard, at: datetime, freshness: timedelta) -> dict[str, Any]:
    """Return the score now, judged by the listings that are fresh now.

    Raises:
        BadInput: The account was never scored.
    """
    if not state.version or state.at is None:
        raise never_scored(state.account)
    filled = filled_in(card, state, at, freshness)
    since = stamp(at - freshness)
    stored = {"card": state.card, **figures(state.earned, state.unknown, state.total)}
    asked: dict[str, list[str]] = {}
    for item in card.items:
        for kind in item.controls:
            asked.setdefault(kind, []).append(item.id)
    changed = [
        {"id": line.item.id, "stored": state.items.get(line.item.id), "now": line.status.value}
        for line in filled.items
        if state.items.get(line.item.id) != line.status.value
    ]
    return {
        **filled.to_json(),
        "account": state.account,
        "at": at.isoformat(),
        "interval": [filled.earned, filled.earned + filled.unknown],
        "scored_at": state.at.isoformat(),
        "age_seconds": round((at - state.at).total_seconds()),
        "stored": stored,
        "changed_since": changed,
        "stale": [
            {
                "type": kind,
                "regions": {
                    region: last or None
                    for region, last in stale_regions(state, kind, since).items()
                },
                "items": asked[kind],
            }
            for kind in sorted(asked)
            if not state.coverage.is_complete(kind, since)
        ],
    }


def teams(account: str, at: datetime, found: list[TeamScore]) -> dict[str, Any]:
    """Return the scorecards of an account's teams, the lowest score first."""
    ranked = sorted(found, key=lambda of: (of.score.earned, of.team))
    return {
        "account": account,
        "at": at.isoformat(),
        "teams": [
            {"team": of.team, "resources": of.resources, **of.score.to_json()} for of in ranked
        ],
    }


def response(account: str, at: datetime, since: datetime, found: list[Response]) -> dict[str, Any]:
    """Return an account's response times by severity, in seconds, the worst severity first."""
    return {
        "account": account,
        "at": at.isoformat(),
        "since": since.isoformat(),
        "severities": [
            {
                "severity": of.severity.value,
                "episodes": {
                    "all": sum(of.outcomes.values()),
                    **{outcome.value: number for outcome, number in of.outcomes.items()},
                },
                "from_change_until": {
                    leg.value: {
                        "count": told.count,
                        "p50": _seconds(told.p50),
                        "p90": _seconds(told.p90),
                    }
                    for leg, told in of.legs.items()
                },
                "median_to_fix": _seconds(of.median_to_fix),
                "exposure": _seconds(of.exposure),
            }
            for of in found
        ],
    }


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def who(cause: Cause) -> str:
    """Say in a few words who or what moved a score."""
    if cause.actor.name:
        return cause.actor.name
    return {
        "sweep": "a sweep",
        "score": "time",
        "config": "AWS Config",
        "manual": "by hand",
    }.get(cause.source, cause.source)


def row(told: LedgerRow, previous: LedgerRow | None) -> dict[str, Any]:
    """Return a row of the ledger.

    Args:
        told: The row.
        previous: The row before it; None for the first.
    """
    move = told.move
    card = f"{told.card}/{told.card_version}"
    before = previous.move if previous else None
    was = f"{previous.card}/{previous.card_version}" if previous else card
    # Points before a change of the card are points of the other card.
    total_before = before.total if before else move.total
    is_break = before is not None and (was != card or before.total != move.total)
    repair = told.repair
    return {
        "version": move.version,
        "at": told.at.isoformat(),
        "card": card,
        "points": move.points,
        "earned_before": move.earned_before,
        "total_before": total_before,
        "percent_before": percent(move.earned_before, total_before),
        **figures(move.earned, move.unknown, move.total),
        "items": [
            {
                "id": item.item,
                "title": item.title,
                "weight": item.weight,
                "before": item.before or None,
                "after": item.after,
            }
            for item in move.items
        ],
        "by": "another card" if is_break else who(told.cause),
        "call": told.cause.event_name,
        "cause": told.cause.to_json(),
        "entry": told.entry or None,
        "findings": list(told.findings),
        "break": {"from": was, "to": card} if is_break else None,
        "repair": None
        if repair is None
        else {
            "tallies": {name: c.to_json() for name, c in sorted(repair.tallies.items())},
            "counts": {control: c.to_json() for control, c in sorted(repair.counts.items())},
        },
    }


def history(
    account: str,
    found: Passage,
    since: datetime | None,
    until: datetime | None,
    card: str | None,
) -> dict[str, Any]:
    """Return a part of the ledger.

    Args:
        account: The account.
        found: The rows.
        since: The time asked for.
        until: The time asked for.
        card: The card whose rows alone are told; None: all.
    """
    rows = [row(one, previous) for previous, one in found.steps() if card in (None, one.card)]
    return {
        "account": account,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "is_cut": found.is_cut,
        "rows": rows,
    }


def at(account: str, asked: datetime, found: Moment) -> dict[str, Any]:
    """Return the score as it was."""
    told = row(found.row, found.previous)
    names = ("card", "earned", "unknown", "total", "percent", "percent_at_most", "interval")
    return {
        "account": account,
        "asked": asked.isoformat(),
        **{name: told[name] for name in names},
        "items": dict(found.items),
        "row": told,
        "until": found.following.at.isoformat() if found.following else None,
    }


def verification(found: Verification) -> dict[str, Any]:
    """Return what counting again came to."""
    return {
        "account": found.account,
        "at": found.at.isoformat(),
        "is_right": found.is_right,
        "drift": found.drift,
        "controls": [_drift(drift) for drift in found.drifts],
        "unsettled": list(found.unsettled),
        "resources": found.resources,
        "verdicts": found.verdicts,
        "waiting": found.waiting,
        "waiting_since": found.waiting_since.isoformat() if found.waiting_since else None,
        "ledger": {"rows": found.rows, "problems": list(found.problems)},
        "card": found.score.card,
        **figures(found.score.earned, found.score.unknown, found.score.total),
    }


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "control": drift.control,
        "team": drift.team,
        "recounted": drift.recounted.to_json(),
        "tally": (drift.recounted + drift.tally).to_json(),
        # Teams have tallies alone: the account's score counts what is theirs.
        "score": None if drift.team else (drift.recounted + drift.scored).to_json(),
        "drift": drift.size,
    }
