"""`posturewatch exceptions`: which risks are accepted, and accepting and ending them."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TextIO

from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import AcceptedRisk, Terms
from posturewatch.domain.exception_file import ExceptionFile, expiry_of, scope_of
from posturewatch.usecases.except_ import (
    Excepter,
    Reconciliation,
    Standing,
    StandingKind,
    accepted,
)
from posturewatch_cli.score import Home
from posturewatch_cli.score_told import figures, with_accepted_risk

MAX_FILE: Final = 1_000_000
"""The longest file that is read: thousands of exceptions fit."""


def run(options: argparse.Namespace, out: TextIO | None = None) -> int:
    """Run one of the commands.

    Args:
        options: As `main.parser` parses them.
        out: Where the answer goes; standard output by default.

    Returns:
        0.

    Raises:
        BadInput: An exception or a file cannot be used, or there is no such table or account.
    """
    # A file is read before anybody is asked: its mistakes need no AWS.
    file = read(options.file) if options.action == "apply" else None
    account = options.account or ""
    if file is not None and account and account != file.account:
        raise BadInput(
            f"the file is about account {file.account}, not {account}",
            where=options.file,
            remedy="Leave --account out, or take the account's own file.",
        )
    home = Home(
        options.table or "", options.endpoint_url, account or (file.account if file else "")
    )
    with home.asking():
        told = answer(options, home, file)
    stream = out or sys.stdout
    if options.format == "json":
        stream.write(json.dumps(told, indent=2, ensure_ascii=True) + "\n")
    else:
        from posturewatch_cli import exceptions_view

        exceptions_view.show(options.action, told, stream)
    return 0


def answer(options: argparse.Namespace, home: Home, file: ExceptionFile | None) -> dict[str, Any]:
    """Return a command's answer as plain JSON."""
    excepter = Excepter(home.store, home.now)
    if options.action == "add":
        terms = asked(options, home)
        made = excepter.add(home.of, terms, home.caller["Arn"])
        return {"account": home.of, "added": _with_use(excepter, made)}
    if options.action == "end":
        ended = excepter.end(home.of, options.id, home.caller["Arn"])
        return {"account": home.of, "ended": told_of(ended)}
    if file is not None:
        by = home.caller["Arn"]
        done = excepter.reconcile(file, by, dry_run=options.dry_run)
        return _reconciled(done, is_dry=options.dry_run)
    return _listed(excepter, home, with_ended=options.all)


def read(path: str) -> ExceptionFile:
    """Read a file of exceptions.

    Raises:
        BadInput: It is not there, not TOML, or not understood.
    """
    try:
        data = sys.stdin.buffer.read(MAX_FILE + 1) if path == "-" else _bytes_of(path)
        if len(data) > MAX_FILE:
            raise BadInput(f"the file is longer than {MAX_FILE} bytes", where=path)
        return ExceptionFile.parse(tomllib.loads(data.decode()), where=path)
    except OSError as error:
        raise BadInput(error.strerror or str(error), where=path) from error
    except UnicodeDecodeError as error:
        raise BadInput("it is not UTF-8 text", where=path, remedy="Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(
            f"it is not TOML: {error}", where=path, remedy="Texts stand in quotes."
        ) from error


def _bytes_of(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(MAX_FILE + 1)


def asked(options: argparse.Namespace, home: Home) -> Terms:
    """Return the terms that the options name.

    Raises:
        BadInput: One is missing or wrong.
    """
    scopes = {
        name: value for name in ("finding", "resource", "tag") if (value := getattr(options, name))
    }
    controls: list[str] | None = options.control or None
    if not scopes and controls:
        if len(controls) > 1:
            raise BadInput(
                "an account-wide scope is one control", where="--control", remedy="Add one by one."
            )
        scopes, controls = {"control": controls[0]}, None
    return Terms(
        id=options.id,
        scope=scope_of(scopes, controls, account=home.of, where="exceptions add"),
        reason=options.reason,
        requested_by=options.requested_by or home.caller["Arn"],
        approved_by=options.approved_by,
        expires_at=_expiry(options.expires, home.now()),
        where=f"exception {options.id!r}",
    )


def _expiry(text: str, now: datetime) -> datetime:
    if days := re.fullmatch(r"(\d{1,4})d", text.strip()):
        return now + timedelta(days=int(days[1]))
    return expiry_of(text.strip(), where="--expires")


def _listed(excepter: Excepter, home: Home, *, with_ended: bool) -> dict[str, Any]:
    card = home.card(None)
    headline, second, acceptance = excepter.figures(home.of, card, home.settings.freshness)
    now = home.now()
    shown = [
        standing
        for standing in acceptance.standings
        if with_ended or standing.kind is not StandingKind.ENDED
    ]
    named = {
        kind.value: [s.exception.id for s in shown if s.kind is kind]
        for kind in (StandingKind.UNUSED, StandingKind.REOPENED, StandingKind.EXPIRED)
    }
    return {
        "account": home.of,
        "at": now.isoformat(),
        "card": f"{card.name}/{card.version}",
        "score": figures(headline.earned, headline.unknown, headline.total),
        "with_accepted_risk": with_accepted_risk(headline, second, len(acceptance.accepted)),
        **named,
        "exceptions": [standing_told(standing, now) for standing in shown],
    }


def _with_use(excepter: Excepter, made: AcceptedRisk) -> dict[str, Any]:
    standings = excepter.standing(made.account).standings
    found = next((s for s in standings if s.exception.id == made.id), None)
    # What somebody ended in the same moment is told as it was made.
    standing = found or accepted((), (made,), made.accepted_at).standings[0]
    return standing_told(standing, made.accepted_at)


def _reconciled(done: Reconciliation, *, is_dry: bool) -> dict[str, Any]:
    return {
        "account": done.account,
        "is_dry_run": is_dry,
        "added": [told_of(exception) for exception in done.added],
        "changed": [told_of(exception) for exception in done.changed],
        "removed": [told_of(exception) for exception in done.removed],
        "unchanged": [exception.id for exception in done.unchanged],
    }


def standing_told(standing: Standing, now: datetime) -> dict[str, Any]:
    """Return an exception and how it stands."""
    exception = standing.exception
    return {
        "standing": standing.kind.value,
        "days_left": max(0, (exception.expires_at - now).days),
        **told_of(exception),
        "covers": [finding.id for finding in standing.covers],
        "reopened": [finding.id for finding in standing.reopened],
    }


def told_of(exception: AcceptedRisk) -> dict[str, Any]:
    """Return an exception."""
    scope = exception.scope
    return {
        "id": exception.id,
        "scope": {
            "kind": scope.kind.value,
            "text": str(scope),
            "resource": str(scope.resource) if scope.resource else None,
            "controls": list(scope.controls),
            "tag": "=".join(scope.tag) if scope.tag else None,
        },
        "reason": exception.reason,
        "requested_by": exception.requested_by,
        "approved_by": exception.approved_by,
        "accepted_at": exception.accepted_at.isoformat(),
        "expires_at": exception.expires_at.isoformat(),
        "evidence": dict(exception.evidence),
        "origin": exception.origin.value,
        "recorded_by": exception.recorded_by,
        "ended_at": exception.ended_at.isoformat() if exception.ended_at else None,
        "ended_by": exception.ended_by or None,
    }
