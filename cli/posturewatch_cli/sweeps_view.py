"""Shows the answers of `posturewatch sweeps` in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posturewatch_cli.terminal import ago, console, count, plain, when

STYLES: Final = {"RUNNING": "yellow", "DONE": "green", "CANCELLED": "bright_black"}

MOST_SLICES: Final = 40
"""How many slices are shown, those with an error first; JSON has them all."""

Told = Mapping[str, Any]


def show(told: Told, stream: TextIO) -> None:
    """Print an answer.

    Args:
        told: The answer.
        stream: Where to.
    """
    out = console(stream)
    if "sweeps" in told:
        _sweeps(told, out)
        _slices(told, out)
        return
    sweep, done = plain(told["sweep"]), told["done"]
    match told["action"]:
        case "start" if done:
            out.print(f"Sweep {sweep} has {count(told['slices'], 'slice')}.", style="green")
        case "start" if told["errors"]:
            out.print(f"Sweep {sweep} failed:", style="bold red")
            for error in told["errors"].values():
                out.print(f"  {plain(error)}")
        case "start":
            out.print(f"The account is being swept: {sweep}.", style="yellow")
        case "cancel":
            out.print(f"Sweep {sweep} {'is cancelled' if done else 'does not run'}.")
        case _:
            held = "is done, or another one is under way"
            out.print(f"Sweep {sweep} {'goes on' if done else held}.")


def _sweeps(told: Told, out: Console) -> None:
    out.print(Text(f"Sweeps of account {told['account']}", "bold"))
    if not told["sweeps"]:
        out.print("None yet.")
    for sweep in told["sweeps"]:
        state = sweep["state"]
        line = Text(f"  {when(sweep['started_at'])}  ")
        line.append(f"{state:<9}", STYLES.get(state, ""))
        line.append(
            f"  {sweep['done']}/{sweep['slices']} slices, {count(sweep['judged'], 'resource')}  "
            f"{plain(sweep['id'])} ({plain(sweep['reason'])})"
        )
        out.print(line)
        for service, missed in sweep["missed_changes"].items():
            figures = ", ".join(f"{missed[k]} {k}" for k in ("new", "changed", "gone") if missed[k])
            out.print(f"      events missed in {plain(service)}: {figures}", style="yellow")
            for example in missed["examples"]:
                out.print(f"        {plain(example)}", style="bright_black")
        if sweep["drift"]:
            out.print(f"      drift {sweep['drift']}: run `posturewatch score verify`", style="red")
        for part, error in sweep["errors"].items():
            out.print(f"      {plain(part)}: {plain(error)}", style="red")


def _slices(told: Told, out: Console) -> None:
    if not told["slices"]:
        return
    out.print()
    out.print(Text("The last result of each slice", "bold"))
    table = Table(box=None, pad_edge=False)
    for name in ("Type", "Region", "Age", "Judged", "Missed", "Complete", "Error"):
        table.add_column(name, justify="right" if name in ("Judged", "Missed") else "left")
    ranked = sorted(told["slices"], key=lambda each: (not each["error"], -each["age_seconds"]))
    for each in ranked[:MOST_SLICES]:
        complete = when(each["complete_at"]) if each["complete_at"] else "never"
        table.add_row(
            Text(plain(each["type"])),
            Text(plain(each["region"])),
            Text(ago(each["age_seconds"])),
            str(each["judged"]),
            str(each["missed"]),
            complete,
            Text(plain(each["error"]), "red"),
        )
    out.print(table)
    if len(ranked) > MOST_SLICES:
        out.print(f"… and {len(ranked) - MOST_SLICES:,} more (--format json has all)")
