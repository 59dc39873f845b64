"""Shows a report in the terminal: what to fix first, the score, and what could not be seen."""

from __future__ import annotations

import json
from collections import Counter
from typing import IO, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from posturewatch.domain.report import Line, Report
from posturewatch.domain.resource import GLOBAL
from posturewatch.domain.verdict import Status
from posturewatch_cli.scorecard_view import scorecard
from posturewatch_cli.terminal import GREY, SEVERITY, console, count, plain

MOST_FINDINGS: Final = 40
MOST_OF_A_CONTROL: Final = 5
MOST_REASONS: Final = 10
MOST_REGIONS: Final = 4


def show(report: Report, stream: IO[str]) -> None:
    """Write a report for people.

    Args:
        report: The report.
        stream: Where to; colours only if it is a terminal.
    """
    out = console(stream)
    out.print(Text(f"AWS account {report.account}", "bold"), _few(report.regions))
    out.print(
        f"{count(report.resources, 'resource')}, {count(report.evaluations, 'verdict')}, "
        f"{count(report.api_calls, 'AWS call')} in {report.seconds:.1f} s",
        style=GREY,
    )
    for sentence in report.selection.words:
        out.print(plain(sentence), style="yellow")
    if report.stopped:
        out.print(f"It ended early. {plain(report.stopped)}.", style="bold red")
    out.print()
    _findings(report, out)
    # The card's own texts are ours, and the only ones that hold markup.
    console(stream, markup=True).print(scorecard(report.score.to_json(), title="Posture"))
    _unknown(report, out)
    _permissions(report, out)


def _few(names: tuple[str, ...]) -> str:
    if len(names) <= MOST_REGIONS:
        return ", ".join(names)
    return f"{len(names)} regions"


def _findings(report: Report, out: Console) -> None:
    if not report.findings:
        known = "Nothing that could be judged fails." if report.unknown else "Nothing fails."
        out.print(known, style="green")
        out.print()
        return
    told = ", ".join(f"{n:,} {severity}" for severity, n in report.by_severity.items() if n)
    out.print(Text(f"{count(len(report.findings), 'finding')}: {told}", "bold"))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(overflow="fold", ratio=3)
    rows = 0
    left = len(report.findings)
    for lines in _by_control(report.findings):
        kept = lines[: min(MOST_OF_A_CONTROL, MOST_FINDINGS - rows)]
        if not kept:
            break
        rows += len(kept)
        left -= len(lines)
        severity = lines[0].severity.value
        style = SEVERITY.get(severity, "")
        control = lines[0].control.id if lines[0].control else ""
        table.add_row(Text(severity, style), Text(control, "bold"), Text(lines[0].title, "bold"))
        for line in kept:
            mark = Text("?" if line.status is Status.WARNING else "", "yellow", justify="right")
            table.add_row(mark, _resource(line), Text(plain(line.reason)))
        if len(lines) > len(kept):
            table.add_row("", Text(f"… and {len(lines) - len(kept):,} more", GREY), "")
    out.print(table)
    if left:
        out.print(f"… and {left:,} more of other controls (--format json has all)", style=GREY)
    if any(line.status is Status.WARNING for line in report.findings):
        out.print("? is a warning: the facts are known, the harm cannot be decided.", style=GREY)
    out.print()


def _by_control(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Return lines by control, in their order."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.control.id if line.control else "", []).append(line)
    return list(found.values())


def _resource(line: Line) -> Text:
    subject = line.subject
    shown = Text(plain(subject.name or subject.id or subject.type))
    if subject.region != GLOBAL:
        shown.append(f" {subject.region}", GREY)
    return shown


def _unknown(report: Report, out: Console) -> None:
    if not report.unknown:
        return
    out.print()
    things = count(len(report.unknown), "verdict or listing", "verdicts and listings")
    out.print(Text(f"Not known: {things}. Unknown passes nothing.", "bold magenta"))
    reasons = Counter(f"{x.subject.type}: {x.reason}" for x in report.unknown)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    ranked = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    for reason, number in ranked[:MOST_REASONS]:
        table.add_row(f"{number:,}", Text(plain(reason)))
    out.print(table)
    if len(ranked) > MOST_REASONS:
        out.print(f"… and {len(ranked) - MOST_REASONS:,} more reasons", style=GREY)


def _permissions(report: Report, out: Console) -> None:
    if not report.missing:
        return
    out.print()
    out.print(Text(f"{count(len(report.missing), 'permission')} missing:", "bold"))
    for each in report.missing:
        note = f"  {_few(each.regions)}, {count(each.calls, 'call')}"
        if each.is_explicit:
            note += "; a policy denies it, so allowing it is not enough"
        out.print(Text(f"  {each.action}").append(note, GREY))
    out.print("This policy would allow them:")
    out.print(json.dumps(report.policy, indent=2), soft_wrap=True)
