"""Shows the answers of `posturewatch exceptions` in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posturewatch_cli.terminal import console, count, plain, share, when

STANDING: Final = {
    "used": ("used", "green"),
    "unused": ("unused", "yellow"),
    "reopened": ("reopened", "bold red"),
    "expired": ("expired", "yellow"),
    "ended": ("ended", "bright_black"),
}
"""How an exception stands → how that is called, and its style."""

MANY: Final = 5
"""How many findings are shown; JSON has them all."""

Told = Mapping[str, Any]


def show(action: str, told: Told, stream: TextIO) -> None:
    """Print an answer.

    Args:
        action: `list`, `add`, `end` or `apply`.
        told: The answer.
        stream: Where to.
    """
    {"list": _list, "add": _add, "end": _end, "apply": _apply}[action](told, console(stream))


def _list(told: Told, out: Console) -> None:
    second = told["with_accepted_risk"]
    out.print(f"Account {told['account']}, card {plain(told['card'])}", style="bold")
    out.print(f"Score               {share(told['score'])}")
    out.print(
        f"With accepted risk  {share(second)}; "
        f"{count(second['findings'], 'failing finding')} accepted"
    )
    for item in second["items"]:
        out.print(
            f"  {plain(item['title'])}: {item['status']} → {item['with_accepted_risk']} "
            f"({count(item['weight'], 'point')})"
        )
    out.print()
    if not told["exceptions"]:
        out.print("There are no exceptions.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Exception", "", "Until (UTC)", "Approved by", "Scope"):
        table.add_column(column, overflow="fold")
    for each in told["exceptions"]:
        name, style = STANDING[each["standing"]]
        table.add_row(
            plain(each["id"]),
            Text(name, style=style),
            when(each["expires_at"])[:16],
            plain(each["approved_by"]),
            plain(each["scope"]["text"]),
        )
    out.print(table)
    for each in told["exceptions"]:
        if each["reopened"]:
            out.print(
                f"\n{plain(each['id'])}: accepted risk no longer applies, the exposure is another:",
                style="red",
            )
            _findings(each["reopened"], out)
    for name, advice in (
        ("unused", "Nothing within their scope fails; end them"),
        ("expired", "Their time is over; end them, or accept again what is still needed"),
    ):
        if told[name]:
            out.print(f"\n{advice}: {', '.join(plain(id_) for id_ in told[name])}.", style="yellow")


def _findings(ids: list[str], out: Console) -> None:
    for id_ in ids[:MANY]:
        out.print(f"  {plain(id_)}")
    if len(ids) > MANY:
        out.print(f"  and {count(len(ids) - MANY, 'finding')} more")


def _add(told: Told, out: Console) -> None:
    added = told["added"]
    out.print(
        f"Accepted: {plain(added['id'])}, approved by {plain(added['approved_by'])}, until "
        f"{when(added['expires_at'])} UTC."
    )
    covers = added["covers"]
    out.print(f"It covers {count(len(covers), 'failing finding')}{':' if covers else ' now.'}")
    _findings(covers, out)


def _end(told: Told, out: Console) -> None:
    out.print(f"Ended: {plain(told['ended']['id'])}. What it covered counts again.")


def _apply(told: Told, out: Console) -> None:
    for name, mark, style in (
        ("added", "+", "green"),
        ("changed", "~", "yellow"),
        ("removed", "-", "red"),
    ):
        for each in told[name]:
            out.print(
                f"{mark} {plain(each['id'])}: {plain(each['scope']['text'])}, until "
                f"{when(each['expires_at'])} UTC",
                style=style,
            )
    figures = ", ".join(
        f"{len(told[name])} {name}" for name in ("added", "changed", "removed", "unchanged")
    )
    end = " Nothing was written." if told["is_dry_run"] else ""
    out.print(f"Account {told['account']}: {figures}.{end}")
