"""`posturewatch findings`: what is open, one with its episodes, and what people do with it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, Final, TextIO

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.finding import ActKind, Episode, Finding
from posturewatch.usecases.act import Effect, act
from posturewatch_cli.score import Home
from posturewatch_cli.score_told import who

ACTS: Final = {
    "acknowledge": ActKind.ACKNOWLEDGED,
    "assign": ActKind.ASSIGNED,
    "note": ActKind.NOTED,
    "suppress": ActKind.SUPPRESSED,
    "lift": ActKind.LIFTED,
}
"""Command → what it does with a finding."""


def run(options: argparse.Namespace, out: TextIO | None = None) -> int:
    """Run one of the commands.

    Args:
        options: As `main.parser` parses them.
        out: Where the answer goes; standard output by default.

    Returns:
        0.

    Raises:
        BadInput: There is no such table, account or finding, or the finding's episode is over.
    """
    home = Home(options.table or "", options.endpoint_url, options.account or "")
    with home.asking():
        told = answer(options, home)
    stream = out or sys.stdout
    if options.format == "json":
        stream.write(json.dumps(told, indent=2, ensure_ascii=True) + "\n")
    else:
        from posturewatch_cli import findings_view

        findings_view.show(told, stream)
    return 0


def answer(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    """Return a command's answer as plain JSON."""
    if options.action == "list":
        at_least = Severity(options.severity.upper())
        found = home.store.findings(home.of, at_least=at_least)
        return {"account": home.of, "findings": [brief(finding) for finding in found]}
    if options.action == "show":
        key, control = Finding.parse_id(options.id)
        finding = home.store.load(key).findings.get(control)
        if finding is None:
            raise _missing(options.id)
        return {"finding": whole(finding)}
    done = act(
        home.store,
        options.id,
        ACTS[options.action],
        home.caller["Arn"],
        at=home.now(),
        note=getattr(options, "note", "") or "",
        to=getattr(options, "to", "") or "",
    )
    if done.finding is None:
        raise _missing(options.id)
    if done.effect is Effect.OVER:
        raise BadInput(
            f"finding {options.id[:200]} is over: it passes, or what it was about is gone",
            remedy="`posturewatch findings show` tells how it ended.",
        )
    return {"effect": done.effect.value, "finding": whole(done.finding)}


def _missing(id: str) -> BadInput:
    return BadInput(
        f"there is no finding {id[:200]!r}",
        remedy="`posturewatch findings list` names those that are open.",
    )


def brief(finding: Finding) -> dict[str, Any]:
    """Return a finding as one line tells it."""
    return {
        "id": finding.id,
        "control": finding.control,
        "severity": finding.severity.value,
        "status": finding.status.value,
        "workflow": finding.workflow.value,
        "record_state": finding.record_state.value,
        "since": finding.since.isoformat(),
        "episode": finding.episode,
        "regressions": finding.regressions,
        "assignee": finding.assignee,
        "acknowledged_by": finding.acknowledged_by,
    }


def whole(finding: Finding) -> dict[str, Any]:
    """Return a finding with its episodes and what people did with it."""
    return {
        **brief(finding),
        "reason": finding.reason,
        "evidence": dict(finding.evidence),
        "observed_at": finding.observed_at.isoformat() if finding.observed_at else None,
        "episodes": [_episode(episode) for episode in finding.episodes],
        "history": [
            {
                "kind": done.kind.value,
                "by": done.by,
                "at": done.at.isoformat(),
                "note": done.note,
                "to": done.to,
            }
            for done in finding.history
        ],
    }


def _episode(episode: Episode) -> dict[str, Any]:
    times = ("opened_at", "evaluated_at", "told_at", "acknowledged_at", "resolved_at")
    return {
        "number": episode.number,
        **{name: at.isoformat() if (at := getattr(episode, name)) else None for name in times},
        "acknowledged_by": episode.acknowledged_by,
        "opened_by": _cause(episode.opened_by),
        "resolved_by": _cause(episode.resolved_by),
        "ending": episode.ending.value if episode.ending else None,
    }


def _cause(cause: Cause | None) -> dict[str, Any] | None:
    return {"who": who(cause), **cause.to_json()} if cause else None
