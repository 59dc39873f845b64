"""Events from files: JSON, JSON arrays, JSON lines and CloudTrail's own files, one event at a time.

Files may be compressed with gzip and written in UTF-8 or UTF-16, with or without a byte order mark:
what matters is what a file holds, not how it is called.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from posturewatch.domain.errors import BadInput

STDIN: Final = "-"

_PATTERNS: Final = ("*.json", "*.jsonl", "*.json.gz", "*.jsonl.gz")
_LISTS: Final = ("Records", "Events", "configurationItems")
_WRAPPERS: Final = ("event", "envelope", "document")
_MARKS: Final = frozenset(
    {
        "CloudTrailEvent",
        "Message",
        "Records",
        "body",
        "configurationItem",
        "configurationItemSummary",
        "detail",
        "detail-type",
        "eventName",
        "eventSource",
        "invokingEvent",
        "messageType",
        "resourceType",
    }
)
"""Names that only an event has at its top."""

_REMEDY: Final = "Repair or remove it there; everything else is read."


def read_events(
    paths: Iterable[str],
    complain: Callable[[BadInput], None],
    stdin: BinaryIO | None = None,
) -> Iterator[Any]:
    """Yield the events of files, in the order of the paths and of each file.

    Args:
        paths: Files, directories, which are read recursively in the order of their names, or `-`.
        complain: Is told of every file or line that cannot be read; the others go on.
        stdin: What `-` stands for; the process's own input by default.
    """
    for name in paths:
        if name == STDIN:
            source = cast("BinaryIO", stdin or sys.stdin.buffer)
            yield from _guarded("standard input", source, complain)
            continue
        path = Path(name)
        try:
            files = _files_in(path) if path.is_dir() else [path]
        except OSError as error:
            complain(BadInput(f"cannot be listed: {error.strerror}.", where=name))
            continue
        if not files:
            remedy = f"Name a directory with files called {', '.join(_PATTERNS)}."
            complain(BadInput("holds no events.", where=name, remedy=remedy))
        for file in files:
            try:
                with file.open("rb") as source:
                    yield from _guarded(str(file), source, complain)
            except OSError as error:
                remedy = "Name a file, a directory, or - for standard input."
                what = f"cannot be opened: {error.strerror}."
                complain(BadInput(what, where=str(file), remedy=remedy))


def _files_in(folder: Path) -> list[Path]:
    found = {path for pattern in _PATTERNS for path in folder.rglob(pattern) if path.is_file()}
    return sorted(found)


def _guarded(name: str, source: BinaryIO, complain: Callable[[BadInput], None]) -> Iterator[Any]:
    try:
        with _text(source) as lines:
            for value in _values(name, lines, complain):
                yield from _events_of(value)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        complain(BadInput(f"is not a whole gzip file: {error}.", where=name, remedy=_REMEDY))
    except UnicodeError as error:
        remedy = "Write it in UTF-8 or UTF-16."
        complain(BadInput(f"is not a text: {error}.", where=name, remedy=remedy))


@contextmanager
def _text(source: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """Open the text of a source, unpacked and decoded; the source itself stays open."""
    with ExitStack() as stack:
        plain = _peekable(source, stack)
        if plain.peek(2)[:2] == b"\x1f\x8b":
            packed = stack.enter_context(gzip.GzipFile(fileobj=plain))
            plain = _peekable(cast("BinaryIO", packed), stack)
        text = io.TextIOWrapper(plain, encoding=json.detect_encoding(plain.peek(4)[:4]))
        stack.callback(text.detach)
        yield text


def _peekable(source: BinaryIO, stack: ExitStack) -> io.BufferedReader[Any]:
    if isinstance(source, io.BufferedReader):
        return source
    reader = io.BufferedReader(cast("io.RawIOBase", source))
    stack.callback(reader.detach)
    return reader


def _values(name: str, lines: Iterable[str], complain: Callable[[BadInput], None]) -> Iterator[Any]:
    """Yield the JSON values of a text: one per line, or whole documents of any layout."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if not line.isspace())
    first = next(numbered, None)
    if first is None:
        return
    number, line = first
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        yield from _documents(name, number, line + "".join(_rest(numbered)), complain)
        return
    yield value
    yield from _one_per_line(name, numbered, complain)


def _rest(numbered: Iterator[tuple[int, str]]) -> Iterator[str]:
    """Yield the lines that are left, with the blank ones back in place so that numbers hold."""
    last = None
    for number, line in numbered:
        if last is not None:
            yield "\n" * (number - last - 1)
        last = number
        yield line


def _one_per_line(
    name: str, numbered: Iterable[tuple[int, str]], complain: Callable[[BadInput], None]
) -> Iterator[Any]:
    for number, line in numbered:
        try:
            # Without its end, so that what is missing at the end is missed in this line.
            value = json.loads(line.rstrip())
        except (ValueError, RecursionError) as error:
            complain(_malformed(name, number, error))
            continue
        yield value


def _documents(
    name: str, number: int, text: str, complain: Callable[[BadInput], None]
) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            lines = text.split("\n")
            if at == 0 and len(lines) > 1 and _is_event_line(lines[1]):
                # Lines of which the first is broken: the others are not.
                yield from _one_per_line(
                    name,
                    ((n, x) for n, x in enumerate(lines, number) if x and not x.isspace()),
                    complain,
                )
            else:
                complain(_malformed(name, number, error))
            return
        yield value
        while at < len(text) and text[at].isspace():
            at += 1


def _is_event_line(line: str) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return _is_event(value) or _unwrapped(value) is not None


def _malformed(name: str, number: int, error: ValueError | RecursionError) -> BadInput:
    if isinstance(error, json.JSONDecodeError):
        where = f"{name}:{number + error.lineno - 1}:{error.colno}"
        return BadInput(f"not JSON: {error.msg}.", where=where, remedy=_REMEDY)
    what = "nested too deeply." if isinstance(error, RecursionError) else f"not JSON: {error}."
    return BadInput(what, where=f"{name}:{number}:1", remedy=_REMEDY)


def _events_of(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _events_of(item)
        return
    if isinstance(value, dict):
        for name in _LISTS:
            held = value.get(name)
            if isinstance(held, list):
                yield from held
                return
        value = _unwrapped(value) or value
    yield value


def _unwrapped(value: Any) -> dict[str, Any] | None:
    """Return the event that a line such as `{"file": …, "event": {…}}` holds, if it holds one."""
    if not isinstance(value, dict) or _is_event(value):
        return None
    held = (value.get(name) for name in _WRAPPERS)
    return next((event for event in held if _is_event(event)), None)


def _is_event(value: Any) -> bool:
    return isinstance(value, dict) and not _MARKS.isdisjoint(value)
