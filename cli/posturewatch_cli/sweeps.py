"""`posturewatch sweeps`: start, watch, end and resume the sweeps of the deployed stack."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TextIO

from posturewatch.domain.errors import BadInput
from posturewatch.domain.sweep import LastResult, Sweep, SweepState
from posturewatch_cli.score import Home

MOST_SWEEPS: Final = 10


def run(options: argparse.Namespace, out: TextIO | None = None) -> int:
    """Run one of the commands.

    Args:
        options: As `main.parser` parses them.
        out: Where the answer goes; standard output by default.

    Returns:
        0 when it is done; 1 when there was nothing to do, such as when a sweep is under way.

    Raises:
        BadInput: There is no such table, function, sweep or type, or AWS refuses.
    """
    home = Home(options.table or "", options.endpoint_url, options.account or "")
    with home.asking():
        told = answer(options, home)
    stream = out or sys.stdout
    if options.format == "json":
        stream.write(json.dumps(told, indent=2, ensure_ascii=True) + "\n")
    else:
        from posturewatch_cli import sweeps_view

        sweeps_view.show(told, stream)
    return 0 if told.get("done", True) else 1


def answer(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    """Return a command's answer as plain JSON."""
    if options.action == "status":
        return status(home)
    function = options.function or home.settings.start_function
    if not function:
        raise BadInput(
            "no function is named",
            remedy="Give --function or POSTUREWATCH_START_FUNCTION: the stack's output "
            "StartSweepFunctionName.",
        )
    if options.action == "start":
        return start(options, home, function)
    sweep = options.id or _last(home).id
    did = _invoked(home, function, {options.action: sweep})
    done = bool(did.get("cancelled") or did.get("resumed"))
    return {"sweep": sweep, "action": options.action, "done": done}


def start(options: argparse.Namespace, home: Home, function: str) -> dict[str, Any]:
    """Ask for a sweep of the account, or of a part of it."""
    asked = {
        "id": f"on-demand-{home.now():%Y%m%dT%H%M%S.%fZ}",
        "account": home.of,
        "reason": f"on demand, {home.caller['Arn']}",
        "services": [name.lower() for name in options.service],
        "types": options.type,
        "regions": options.region,
    }
    started = _invoked(home, function, asked)["sweeps"]
    if started:
        return {"action": "start", "done": True, "sweep": started[0]["id"], **started[0]}
    last = _last(home)
    return {
        "action": "start",
        "done": False,
        "sweep": last.id,
        "errors": dict(last.errors) if last.state is SweepState.DONE else {},
    }


def status(home: Home) -> dict[str, Any]:
    """Return the last sweeps, and how each slice came out last."""
    now = home.now()
    return {
        "account": home.of,
        "at": now.isoformat(),
        "sweeps": [sweep.to_json() for sweep in home.store.sweeps(home.of, limit=MOST_SWEEPS)],
        "slices": [_slice(result, now) for result in home.store.last_results(home.of)],
    }


def _last(home: Home) -> Sweep:
    for sweep in home.store.sweeps(home.of, limit=1):
        return sweep
    raise BadInput(f"account {home.of} was never swept", remedy="`posturewatch sweeps start`")


def _invoked(home: Home, function: str, event: Mapping[str, Any]) -> dict[str, Any]:
    answered = home.client("lambda").invoke(
        FunctionName=function, Payload=json.dumps(dict(event)).encode()
    )
    told = json.loads(answered["Payload"].read() or b"{}")
    if answered.get("FunctionError"):
        raise BadInput(str(told.get("errorMessage") or "it failed"), where=function)
    if not isinstance(told, dict):
        raise BadInput("it is not the function that plans sweeps", where=function)
    return told


def _slice(result: LastResult, now: datetime) -> dict[str, Any]:
    complete = result.complete_at
    return {
        "type": result.type,
        "region": result.region,
        "sweep": result.sweep,
        "age_seconds": int((now - result.ended_at).total_seconds()),
        "judged": result.judged,
        "missed": result.missed,
        "error": result.error,
        "complete_at": complete.isoformat() if complete else None,
    }
