"""`posturewatch redrive`: what is dead, news and queue messages, is listed and sent again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from posturewatch.domain.errors import BadInput
from posturewatch.stores.sqs import DeadLetters
from posturewatch.usecases.redrive import Redriver
from posturewatch_cli.score import Home
from posturewatch_cli.terminal import plain


def run(options: argparse.Namespace, out: TextIO | None = None) -> int:
    """Run one of the commands.

    Args:
        options: As `main.parser` parses them.
        out: Where the answer goes; standard output by default.

    Returns:
        0 when nothing is dead, or it was sent again; `list` returns 1 when something is dead.

    Raises:
        BadInput: There is no such table or queue, or AWS refuses.
    """
    home = Home(options.table or "", options.endpoint_url)
    with home.asking():
        told = answer(options, home)
    stream = out or sys.stdout
    if options.format == "json":
        stream.write(json.dumps(told, indent=2, ensure_ascii=True, default=str) + "\n")
    else:
        show(told, stream)
    is_dead = bool(told.get("news")) or any(queue["messages"] for queue in told.get("queues", ()))
    return int(options.action == "list" and is_dead)


def answer(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    """Return a command's answer as plain JSON."""
    redriver = Redriver(home.store, home.now)
    letters = DeadLetters(home.client("sqs"), home.table.partition("-PostureTable")[0])
    if options.action == "news":
        return {"again": redriver.redrive(options.destination)}
    if options.action == "list":
        return {
            "news": [asdict(each) for each in redriver.dead(options.destination)],
            "queues": [
                {"queue": queue.name, "messages": queue.messages} for queue in letters.queues()
            ],
        }
    known = {queue.name: queue for queue in letters.queues()}
    wanted = [name for name in known if options.queue in name]
    if not wanted:
        raise BadInput(
            f"there is no dead-letter queue {options.queue!r}",
            remedy=f"Known: {', '.join(known) or 'none'}.",
        )
    return {"queues": [asdict(letters.redrive(known[name])) for name in wanted]}


def show(told: Mapping[str, Any], stream: TextIO) -> None:
    """Print an answer for people."""
    out = Console(file=stream, highlight=False, width=None if stream.isatty() else 110)
    if "again" in told:
        out.print(f"{told['again']} deliveries wait again; the next minute tells them.")
        return
    if "news" in told:
        if not told["news"]:
            out.print("No news is dead.")
        else:
            table = Table(box=None, title="Dead news", title_justify="left")
            for name in ("Destination", "Account", "Findings", "Tried last", "Why"):
                table.add_column(name)
            for each in told["news"]:
                at = f"{each['at']:%Y-%m-%d %H:%M UTC}" if each["at"] else ""
                cells = (each["destination"], each["account"], str(each["findings"]), at)
                table.add_row(*(escape(plain(cell)) for cell in (*cells, each["error"])))
            out.print(table)
    for queue in told["queues"]:
        how = queue.get("how", "")
        out.print(f"{escape(queue['queue'])}: {queue['messages']} messages{escape(how)}")
