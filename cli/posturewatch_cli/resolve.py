"""`posturewatch resolve`: what events mean, one JSON line for each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO, TextIO

from posturewatch.domain.change import Outcome
from posturewatch.domain.errors import BadInput
from posturewatch.usecases.resolve import resolve
from posturewatch_cli.events import read_events

EXIT_BAD_INPUT = 2
TIMES = "\N{MULTIPLICATION SIGN}"


def run(paths: Sequence[str], out: TextIO, err: TextIO, stdin: BinaryIO | None = None) -> int:
    """Resolve the events of files and print one JSON line for each, in their order.

    Calls that are not mapped are counted by name on `err`, so that none passes unseen.

    Args:
        paths: Files, directories, or `-` for standard input.
        out: Where the lines go.
        err: Where complaints and counts go.
        stdin: What `-` stands for; the process's own input by default.

    Returns:
        The exit code: 0, or 2 when something could not be read.
    """
    complaints = 0
    unmapped: Counter[str] = Counter()

    def complain(error: BadInput) -> None:
        nonlocal complaints
        complaints += 1
        print(f"posturewatch: {_printable(str(error))}", file=err)

    for event in read_events(paths, complain, stdin):
        resolution = resolve(event)
        if resolution.outcome is Outcome.UNMAPPED:
            unmapped[f"{resolution.event_source}:{resolution.event_name}"] += 1
        out.write(json.dumps(resolution.to_json()) + "\n")
    out.flush()
    if unmapped:
        named = ", ".join(f"{_printable(name)} {TIMES}{n}" for name, n in unmapped.most_common())
        total = unmapped.total()
        calls = "1 call is" if total == 1 else f"{total:,} calls are"
        print(f"{calls} not mapped: {named}", file=err)
    return EXIT_BAD_INPUT if complaints else 0


def _printable(text: str) -> str:
    """Return a text without characters that a terminal would act on."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
