"""Shows the answers of `posturewatch findings` in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posturewatch_cli.terminal import GREY, SEVERITY, console, count, plain, when

Told = Mapping[str, Any]


def show(told: Told, stream: TextIO) -> None:
    """Print an answer."""
    out = console(stream)
    if "findings" in told:
        _listed(told, out)
        return
    if told.get("effect") == "same":
        out.print("It was so already.", style=GREY)
    _whole(told["finding"], out)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _severity(told: Told) -> Text:
    return Text(told["severity"], style=SEVERITY.get(told["severity"], ""))


def _listed(told: Told, out: Console) -> None:
    findings = told["findings"]
    if not findings:
        out.print(f"Account {told['account']} has no open finding.")
        return
    out.print(f"Account {told['account']}: {count(len(findings), 'open finding')}")
    table = _table("Severity", "Status", "Workflow", "Since (UTC)", "Assignee", "Finding")
    for finding in findings:
        table.add_row(
            _severity(finding),
            finding["status"],
            finding["workflow"],
            when(finding["since"]),
            plain(finding["assignee"]),
            plain(finding["id"]),
        )
    out.print(table)


def _whole(told: Told, out: Console) -> None:
    out.print(Text(plain(told["id"]), style="bold"))
    out.print(
        Text.assemble(
            _severity(told),
            f" {told['status']} {told['workflow']} {told['record_state']}, ",
            f"{count(told['regressions'], 'regression')}",
            f", assigned to {plain(told['assignee'])}" if told["assignee"] else "",
        )
    )
    out.print(Text(plain(told["reason"])))
    if told["episodes"]:
        table = _table("Episode", "Opened (UTC)", "By", "Told", "Acknowledged", "Ended", "By")
        for episode in told["episodes"]:
            table.add_row(
                str(episode["number"]),
                *_end(episode, "opened"),
                _time(episode["told_at"]),
                f"{_time(episode['acknowledged_at'])} {plain(episode['acknowledged_by'])}".strip(),
                *_end(episode, "resolved"),
            )
        out.print(table)
    for done in told["history"]:
        to = f" to {plain(done['to'] or 'nobody')}" if done["kind"] == "assigned" else ""
        note = f": {plain(done['note'])}" if done["note"] else ""
        out.print(Text(f"{when(done['at'])} {done['kind']}{to} by {plain(done['by'])}{note}"))


def _time(text: str | None) -> str:
    return when(text) if text else ""


def _end(episode: Told, name: str) -> tuple[str, str]:
    cause = episode[f"{name}_by"]
    by = f"{plain(cause['who'])} {plain(cause.get('event_name', ''))}".strip() if cause else ""
    ending = f"{episode['ending']} " if name == "resolved" and episode["ending"] else ""
    return ending + _time(episode[f"{name}_at"]), by
