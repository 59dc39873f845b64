"""`posturewatch route`: who hears of what, asked before it happens, and the table's own routing."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from posturewatch.bootstrap import merged_routing, now, routing_file
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.routing import DEPLOYED, Matter, Routing, joined

HERE: Final = "routing.toml"


def run(options: argparse.Namespace, out: TextIO | None = None) -> int:
    """Run one of the commands.

    Args:
        options: As `main.parser` parses them.
        out: Where the answer goes; standard output by default.

    Returns:
        0 when it is done; 1 when there is nobody to hear of it, or nothing to remove.

    Raises:
        BadInput: A file cannot be used, or there is no such table.
    """
    stream = out or sys.stdout
    match options.action:
        case "show":
            told = shown(options)
            code = 0 if told["heard"] else 1
        case "check":
            told, code = checked(options.file), 0
        case _:
            told, code = in_table(options)
    if options.format == "json":
        stream.write(json.dumps(told, indent=2, ensure_ascii=True, default=str) + "\n")
    else:
        show(told, stream)
    return code


# --- Who would hear -------------------------------------------------------------------------------


def shown(options: argparse.Namespace) -> dict[str, Any]:
    """Return who would hear of a matter, why, and when."""
    routing = _routing(options)
    matter = Matter(
        account=options.account or "",
        severity=Severity(options.severity),
        controls=frozenset(options.control),
        team=options.team,
        environment=options.environment,
        standards=frozenset(options.standard) | _answered(options.control),
        kind=options.kind,
    )
    at = _moment(options.at)
    heard = []
    for each in routing.hear(matter):
        place = routing.places[each.destination]
        until = place.quiet.until(at, matter.severity) if place.quiet else None
        heard.append(
            {
                "destination": place.name,
                "kind": place.kind,
                "address": place.address,
                "because": list(each.why),
                "told": "in the digest" if each.digest else "later" if until else "at once",
                "at": until.isoformat() if until and not each.digest else None,
            }
        )
    return {"matter": {"severity": matter.severity.value, "kind": matter.kind}, "heard": heard}


def _routing(options: argparse.Namespace) -> Routing:
    """Return the routing that is asked: the house's file or another one, and the table's on top."""
    file = read(options.file) if options.file else routing_file()
    table: Mapping[str, Mapping[str, Any]] = {}
    if options.table:
        from posturewatch_cli.score import Home

        home = Home(options.table, options.endpoint_url)
        with home.asking():
            table = home.store.routing()
    Routing.parse(file, where=options.file or HERE, deployed=DEPLOYED)
    return merged_routing(file, table, DEPLOYED["sns"], DEPLOYED["slack"])


def _answered(controls: list[str]) -> frozenset[str]:
    from posturewatch.bootstrap import scorecard
    from posturewatch.settings import Settings
    from posturewatch.stores.memory import MemoryStore
    from posturewatch.usecases.route import Router

    card = scorecard(Settings.load().scorecard)
    return Router(Routing(), (card,), MemoryStore(), now).standards(controls)


def _moment(told: str) -> datetime:
    try:
        at = datetime.fromisoformat(told) if told else now()
    except ValueError as error:
        raise BadInput(
            f"{told!r} is not a time", where="--at", remedy="Write 2026-12-24T22:00+01:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=now().tzinfo)


# --- Files and the table's documents --------------------------------------------------------------


def read(path: str) -> dict[str, Any]:
    """Read a routing file.

    Raises:
        BadInput: It is not there, or not TOML.
    """
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise BadInput(error.strerror or str(error), where=path) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(
            f"it is not TOML: {error}", where=path, remedy="Texts stand in quotes."
        ) from error


def checked(path: str, under: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Parse a file, alone or on top of others, and return what it declares."""
    document = read(path)
    whole = joined({**(under or {}), path: document}) if under else document
    routing = Routing.parse(whole, where=path, deployed=DEPLOYED)
    return {
        "file": path,
        "destinations": sorted(document.get("destinations", {})),
        "routes": [route.name for route in routing.routes],
    }


def in_table(options: argparse.Namespace) -> tuple[dict[str, Any], int]:
    """List, write or remove documents of the table."""
    from posturewatch_cli.score import Home

    home = Home(options.table or "", options.endpoint_url)
    with home.asking():
        known = home.store.routing()
        if options.action == "list":
            return {"documents": {name: sorted(told) for name, told in known.items()}}, 0
        if options.action == "remove":
            home.store.put_routing(options.name, None)
            return {"removed": options.name, "was_there": options.name in known}, int(
                options.name not in known
            )
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", options.name):
            raise BadInput(
                f"{options.name[:80]!r} is no name for a document",
                where="--name",
                remedy="Use a-z, 0-9, - and _, at most 40 of them.",
            )
        others = {name: told for name, told in known.items() if name != options.name}
        told = checked(options.file, {HERE: routing_file(), **others})
        home.store.put_routing(options.name, read(options.file))
        return {"applied": options.name, **told}, 0


# --- For people -----------------------------------------------------------------------------------


def show(told: Mapping[str, Any], stream: TextIO) -> None:
    """Print an answer for people."""
    out = Console(file=stream, highlight=False, width=None if stream.isatty() else 110)
    if "heard" not in told:
        for name, value in told.items():
            out.print(f"[bold]{escape(name)}[/]  {escape(_listed(value))}")
        return
    if not told["heard"]:
        out.print("Nobody: no destination is declared.")
        return
    table = Table(box=None, title_justify="left")
    for name in ("Destination", "Where", "Because of", "Told"):
        table.add_column(name)
    for each in told["heard"]:
        when = each["told"] if each["at"] is None else f"at {each['at']}"
        cells = (
            each["destination"],
            f"{each['kind']} {each['address']}",
            ", ".join(each["because"]),
            when,
        )
        table.add_row(*map(escape, cells))
    out.print(table)


def _listed(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(value) or "none"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
