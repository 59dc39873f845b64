"""CSV after RFC 4180, one line for each finding and each unknown, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Final

from posturewatch.domain.report import Line, Report

COLUMNS: Final = (
    "account",
    "region",
    "type",
    "resource",
    "name",
    "arn",
    "control",
    "title",
    "severity",
    "status",
    "reason",
    "evidence",
    "remediation",
    "finding",
)

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What a spreadsheet takes for the beginning of a formula, or strips before it looks for one.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""


def written(report: Report) -> str:
    """Return the findings, then what is unknown, with a line of column names first."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in (*report.findings, *report.unknown):
        writer.writerow([harmless(cell) for cell in _cells(report.account, line)])
    return out.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe makes it a text."""
    # A spreadsheet ignores what it cannot show, and so sees what comes after it.
    shown = cell.lstrip("\0\ufeff\u200b\u200e\u200f ")
    return f"'{cell}" if shown.startswith(_FORMULA) else cell


def _cells(account: str, line: Line) -> tuple[str, ...]:
    subject, control = line.subject, line.control
    return (
        account,
        subject.region,
        subject.type,
        subject.id or "",
        subject.name or "",
        subject.arn,
        control.id if control else "",
        line.title,
        line.severity.value if control else "",
        line.status.value,
        line.reason,
        json.dumps(line.evidence, ensure_ascii=False) if line.evidence else "",
        control.remediation if control else "",
        line.finding,
    )
