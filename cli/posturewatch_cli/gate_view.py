"""Shows in the terminal what a gate says: what keeps it closed, with the fix, and the score."""

from __future__ import annotations

from collections import Counter
from typing import IO, Final

from rich.table import Table
from rich.text import Text

from posturewatch.domain.control import Severity
from posturewatch.domain.verdict import Status
from posturewatch.usecases.gate import Gate
from posturewatch_cli.scorecard_view import scorecard
from posturewatch_cli.terminal import GREY, SEVERITY, console, count, plain

MOST_LINES: Final = 40
MOST_REASONS: Final = 10


def show(gate: Gate, stream: IO[str]) -> None:
    """Write what a gate says for people.

    Args:
        gate: The gate.
        stream: Where to; colours only if it is a terminal.
    """
    out = console(stream)
    failed = [line for line in gate.lines if line.verdict.status is Status.FAILED]
    told = ", ".join(f"{n:,} {severity.value}" for severity, n in gate.failures.items() if n)
    out.print(Text(f"{count(len(failed), 'failure')}{f': {told}' if told else ''}", "bold"))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(overflow="fold", ratio=3)
    for line in failed[:MOST_LINES]:
        severity = line.control.severity
        where = Text(plain(line.address), "bold").append(f"\n{plain(line.path)}", GREY)
        what = Text(plain(line.verdict.reason)).append(f"\n{line.control.id}", GREY)
        if severity.rank >= Severity.HIGH.rank:
            what.append(f"\n{line.control.remediation}", "green")
        table.add_row(Text(severity.value, SEVERITY.get(severity.value, "")), where, what)
    out.print(table)
    if len(failed) > MOST_LINES:
        out.print(f"… and {len(failed) - MOST_LINES:,} more (--format json has all)", style=GREY)
    unknown = [line for line in gate.lines if line.verdict.status is Status.NOT_AVAILABLE]
    if unknown:
        out.print()
        title = f"Not known: {count(len(unknown), 'verdict')}. Unknown passes nothing."
        out.print(Text(title, "bold magenta"))
        reasons = Counter(line.verdict.reason for line in unknown)
        for reason, number in reasons.most_common(MOST_REASONS):
            out.print(Text(f"{number:>6,} {plain(reason)}"))
    if gate.score is not None:
        out.print()
        title = "Posture of what is declared"
        # The card's own texts are ours, and the only ones that hold markup.
        console(stream, markup=True).print(scorecard(gate.score.to_json(), title=title))
    for objection in gate.objections:
        out.print(Text(objection, "bold red"))
