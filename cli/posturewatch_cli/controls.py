"""`posturewatch controls`: the catalogue, as JSON or as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from posturewatch.bootstrap import scorecard
from posturewatch.catalog import PEERS, all_controls, equivalents, standards
from posturewatch.domain.control import Control
from posturewatch.domain.scorecard import Scorecard

_COLOURS = {"CRITICAL": "bold red", "HIGH": "red", "MEDIUM": "yellow"}


def run(format: str, out: TextIO) -> int:
    """List every control.

    Args:
        format: `json`, in the order of the resource types, or `table`, the gravest first.
        out: Where the list goes.

    Returns:
        The exit code: 0.
    """
    card = scorecard("foundation")
    if format == "json":
        out.write(json.dumps([told(control, card) for control in all_controls()], indent=2) + "\n")
    else:
        _show(all_controls(), card, out)
    return 0


def told(control: Control, card: Scorecard) -> dict[str, Any]:
    """Return one control as plain JSON.

    Args:
        control: The control.
        card: The scorecard whose item is named.
    """
    items = card.items_of(control.id)
    same = equivalents().get(control.id, {})
    return {
        "id": control.id,
        "title": control.title,
        "severity": control.severity.value,
        "resource_type": control.resource.type,
        "standards": [
            {"standard": standard.name, "requirement": requirement.id}
            for standard in standards()
            for requirement in standard.requirements_of(control.id)
        ],
        "scorecard_item": items[0].id if items else None,
        "equivalents": {peer: list(same.get(peer, ())) for peer in PEERS},
    }


def _show(controls: Sequence[Control], card: Scorecard, out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Control", no_wrap=True)
    table.add_column("What it asks for", overflow="fold")
    table.add_column("Scorecard item", overflow="fold")
    for control in sorted(controls, key=lambda one: (-one.severity.rank, one.id)):
        line = told(control, card)
        table.add_row(
            Text(line["severity"], style=_COLOURS.get(line["severity"], "")),
            Text(line["id"]),
            Text(line["title"]),
            Text(line["scorecard_item"] or ""),
        )
    console = Console(file=out)
    if not console.is_terminal:
        # A pipe has no width of its own: nothing is folded that a program may search for.
        console = Console(file=out, width=400)
    console.print(table)
    console.print(f"{len(controls)} controls.", highlight=False)
