"""What every table in the terminal needs: words for figures, and texts that cannot harm it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any, Final

from rich.console import Console

WIDTH: Final = 120
"""A pipe has no width of its own."""

SPARKS: Final = "▁▂▃▄▅▆▇█"
SPARK_WIDTH: Final = 60

GREY: Final = "bright_black"
ITEM: Final = {
    "pass": ("✔ pass", "green"),
    "fail": ("✘ fail", "bold red"),
    "unknown": ("? unknown", "magenta"),
}
"""Status of an item → how it is called, and its style."""
SEVERITY: Final = {"CRITICAL": "bold red", "HIGH": "red", "MEDIUM": "yellow"}


def console(stream: IO[str], *, markup: bool = False) -> Console:
    """Return a console that writes to a stream.

    Args:
        stream: Where to.
        markup: Whether texts hold rich's markup; names that strangers choose must not.
    """
    out = Console(file=stream, highlight=False, markup=markup, emoji=markup)
    if out.is_terminal:
        return out
    return Console(file=stream, highlight=False, markup=markup, emoji=markup, width=WIDTH)


def plain(text: object) -> str:
    """Return a text without characters that a terminal would act on."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def when(text: str) -> str:
    """Return a time in ISO 8601 as it is shown."""
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S}"


def count(number: int, word: str, words: str = "") -> str:
    """Return a number of things in words, such as `2 findings`."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def share(told: Mapping[str, Any]) -> str:
    """Return points of a total, and in percent."""
    return f"{told['earned']}/{told['total']} = {told['percent']} %"


def ago(seconds: float) -> str:
    """Return a length of time in words, in its greatest whole unit."""
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return count(int(seconds // size), name)
    return count(max(0, int(seconds)), "second")


def sparkline(values: Sequence[float], width: int = SPARK_WIDTH) -> str:
    """Return values as a line of bars, from the least to the greatest; of each stretch the last."""
    if len(values) > width:
        values = [values[(n + 1) * len(values) // width - 1] for n in range(width)]
    least, greatest = min(values), max(values)
    if least == greatest:
        return SPARKS[3] * len(values)
    top = len(SPARKS) - 1
    return "".join(SPARKS[round((v - least) / (greatest - least) * top)] for v in values)
