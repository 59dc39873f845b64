"""Shows a scorecard in the terminal."""

from __future__ import annotations

from typing import Any, Final

from rich.markup import escape
from rich.table import Table
from rich.text import Text

_MARK: Final = {
    "pass": Text("✔ pass", style="green"),
    "fail": Text("✘ fail", style="bold red"),
    "unknown": Text("? unknown", style="magenta"),
}


def scorecard(told: dict[str, Any], *, title: str) -> Table:
    """Return the table of a scorecard, in the form of `Score.to_json`."""
    share = f"{told['earned']}/{told['total']} = {told['percent']} %"
    table = Table(title=f"{escape(title)}  [bold]{share}[/]", title_justify="left", box=None)
    table.add_column("Item", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("Why", style="bright_black")
    for area in told["areas"]:
        table.add_row(
            f"[bold]{escape(area['title'])}[/]", f"[bold]{area['earned']}/{area['total']}[/]"
        )
        for item in area["items"]:
            table.add_row(
                f"  {escape(item['title'])}",
                str(item["weight"] if item["status"] == "pass" else 0),
                _MARK[item["status"]],
                escape(item["reason"]),
            )
    if told["unknown"]:
        table.caption = (
            f"{told['unknown']} points cannot be told yet, so at most {told['percent_at_most']} % "
            "could be true. Unknown earns nothing."
        )
        table.caption_justify = "left"
    return table
