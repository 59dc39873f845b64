"""Events of our own bus, for those who build on Posturewatch: findings and scores that changed.

Fields may be added to a version; readers ignore those that they do not know. A change of meaning is
a new version. Delivery is at least once: `id` is the same each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from posturewatch.domain.finding import Move
from posturewatch.domain.outbox import Entry, ScoreMove

SOURCE: Final = "posturewatch"
FINDING_CHANGED: Final = "Posture Finding Changed"
SCORE_CHANGED: Final = "Posture Score Changed"
FINDING_SCHEMA: Final = "posturewatch.finding/1"
SCORE_SCHEMA: Final = "posturewatch.score/1"

MAX_DETAIL: Final = 200_000
"""Bytes of an event's detail; EventBridge takes 256 KB at rules' targets such as SQS."""


def events(entry: Entry) -> Iterator[dict[str, Any]]:
    """Yield what an outbox entry says, as entries of `PutEvents` without the bus."""
    for move in entry.moves:
        detail = finding_changed(entry, move)
        if len(_text(detail).encode()) > MAX_DETAIL:
            detail["finding"] |= {"evidence": {}, "omitted": "evidence"}
        yield _event(FINDING_CHANGED, detail, entry, _arn(entry, move))
    if entry.score is not None and (entry.score.points or entry.score.items):
        yield _event(SCORE_CHANGED, score_changed(entry, entry.score), entry, "")


def finding_changed(entry: Entry, move: Move) -> dict[str, Any]:
    """Return a finding that changed, in the schema `posturewatch.finding/1`."""
    finding = move.finding
    key = finding.key
    state = entry.resource if entry.resource and entry.resource.key == key else None
    return {
        "schema": FINDING_SCHEMA,
        "id": _digest(entry.id, finding.id),
        "at": _time(entry.at),
        "account": key.account,
        "change": move.kind.value,
        "baseline": entry.cause.source == "sweep" and entry.quiet,
        "accepted_by": entry.accepted.get(finding.id, ""),
        "suppressed": finding.is_suppressed,
        "finding": {
            "id": finding.id,
            "control": finding.control,
            "severity": finding.severity.value,
            "status": finding.status.value,
            "reason": finding.reason,
            "evidence": dict(finding.evidence),
            "episode": finding.episode,
            "since": _time(finding.since),
            "opened_at": _time(finding.opened_at),
            "resolved_at": _time(finding.resolved_at),
            "record_state": finding.record_state.value,
            "omitted": "",
        },
        "resource": {
            "account": key.account,
            "region": key.region,
            "type": key.type,
            "id": key.id,
            "name": state.name if state else "",
            "arn": state.arn if state else "",
            "team": state.owner if state else "",
        },
        "cause": entry.cause.to_json(),
    }


def score_changed(entry: Entry, move: ScoreMove) -> dict[str, Any]:
    """Return a score that changed, in the schema `posturewatch.score/1`."""
    return {
        "schema": SCORE_SCHEMA,
        "id": _digest(entry.id, "score"),
        "at": _time(entry.at),
        "account": entry.account,
        "ledger_version": move.version,
        "points": move.points,
        "earned_before": move.earned_before,
        "earned": move.earned,
        "unknown": move.unknown,
        "total": move.total,
        "percent_before": move.percent_before if move.total else None,
        "percent": move.percent if move.total else None,
        "items": [
            {
                "item": item.item,
                "title": item.title,
                "weight": item.weight,
                "before": item.before,
                "after": item.after,
            }
            for item in move.items
        ],
        "findings": [moved.finding.id for moved in entry.moves],
        "cause": entry.cause.to_json(),
    }


def _event(kind: str, detail: Mapping[str, Any], entry: Entry, arn: str) -> dict[str, Any]:
    told = {"Source": SOURCE, "DetailType": kind, "Detail": _text(detail), "Time": entry.at}
    return {**told, "Resources": [arn]} if arn else told


def _arn(entry: Entry, move: Move) -> str:
    state = entry.resource
    return state.arn if state is not None and state.key == move.finding.key else ""


def _text(detail: Mapping[str, Any]) -> str:
    text = json.dumps(detail, ensure_ascii=False, default=str)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _digest(*parts: str) -> str:
    text = json.dumps(parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
