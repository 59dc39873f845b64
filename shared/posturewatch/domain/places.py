"""Places: where a property stands in a document.

A place is written as names separated by dots, with these additions:

- `[0]` takes an item of a list, `[]` all of them (a later name then applies to each);
- `[name=value]` keeps the items whose `name` equals `value`: still a list. In live reads `@id`,
  `@region` and `@account` in the value (`table/@id`) stand for those of the resource's key;
- `{}` takes a map's values as a list;
- `@type` is the resource's type in the words of a plan or a template;
- a leading `.` starts at the resource's own description: `configuration` in a Config item, the
  identity call's object in live reads, the item itself inside a shape. `.` alone is that object.

There are no functions and no comparisons on purpose: they would turn *unknown* into *false*.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self
from urllib.parse import unquote

from posturewatch.domain.errors import DeclarationError


class Absent:
    """The type of `ABSENT`."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()
"""The document was readable and says nothing here: the property takes its default."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The document could not tell: a denied, failed or unreadable read, never a default.

    Args:
        reason: Why, in the words of the source (`AccessDenied on GetBucketPolicy`).
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Given(Unknown):
    """A parameter's value, which whoever deploys the template gives.

    Args:
        hidden: Whether the value is kept out of everything that CloudFormation shows (`NoEcho`).
    """

    hidden: bool = False


class Reference(str):
    """A text that a plan or a template does not know yet, but only because AWS will choose it.

    It stands for the id, the ARN or the name of another resource: never empty, and of no other
    use than to say that something is named. It holds the reference in angle brackets
    (`<aws_kms_key.data.arn>`).
    """

    __slots__ = ("targets",)
    targets: tuple[str, ...]
    """The addresses of what it may refer to, in the document's own words; empty if outside."""

    def __new__(cls, text: str, targets: tuple[str, ...] = ()) -> Self:
        """Make the text that stands for what is referred to."""
        self = super().__new__(cls, text)
        self.targets = targets
        return self


def unknown_within(value: Any) -> Unknown | None:
    """Return the first unknown part of a value; None when all of it is known."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return next((found for item in value if (found := unknown_within(item))), None)
    return None


@dataclass(frozen=True, slots=True)
class Busy(Unknown):
    """The source had too much to do to tell: asked again later, it may."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The lists of several places as one list; unknown in any part makes the whole unknown."""

    parts: tuple[str, ...]

    def __init__(self, *parts: str) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The document only refers to what holds the value, such as a cluster by its name.

    Where one of the places holds anything but an empty value or false, the property is unknown;
    where none does, there is nothing to know, and the default is the truth.
    """

    parts: tuple[str, ...]

    def __init__(self, *parts: str) -> None:
        object.__setattr__(self, "parts", parts)


class Unset:
    """The type of `UNSET`."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()
"""The setting cannot exist in this source, so the default is the truth."""

Place = str | tuple[str | Elsewhere, ...] | Joined | Elsewhere | Unset | None
"""One place; a tuple is a fallback (the first that is neither absent nor an empty list; unknown
stops it); `Joined`; `Elsewhere`, alone or as the last of a fallback; `UNSET`; None means that this
source cannot know the property."""


def parts(place: Place) -> tuple[str, ...]:
    """Return the single places of a place."""
    if isinstance(place, str):
        return (place,)
    if isinstance(place, Joined | Elsewhere):
        return place.parts
    if not isinstance(place, tuple):
        return ()
    return tuple(single for part in place for single in parts(part))


@dataclass(frozen=True, slots=True)
class Name:
    """Step into a map by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """Take one item of a list."""

    index: int


@dataclass(frozen=True, slots=True)
class Each:
    """Go on with every item of a list, or with every value of a map: one is never the other."""

    of_map: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """Keep the items of a list whose `name` equals `value`."""

    name: str
    value: str


Step = Name | Index | Each | Where

_TOKEN = re.compile(
    r"(?P<name>[^.\[\]{}]+)|\[(?P<index>\d+)\]|(?P<each>\[\]|\{\})|\[(?P<key>[^=\]]+)=(?P<value>[^\]]*)\]"
)


@lru_cache(maxsize=4096)
def parse(place: str) -> tuple[Step, ...]:
    """Parse a place into its steps.

    Raises:
        DeclarationError: The place is not written in the grammar of this module.
    """
    steps: list[Step] = []
    at = 0
    while at < len(place):
        if place[at] == ".":
            at += 1
            continue
        match = _TOKEN.match(place, at)
        if match is None:
            raise DeclarationError(f"place {place!r} cannot be read from column {at + 1} on")
        if match["name"] is not None:
            steps.append(Name(match["name"]))
        elif match["index"] is not None:
            steps.append(Index(int(match["index"])))
        elif match["each"] is not None:
            steps.append(Each(of_map=match["each"] == "{}"))
        else:
            steps.append(Where(match["key"], match["value"]))
        at = match.end()
    return tuple(steps)


def walk(steps: Sequence[Step], value: Any) -> Any:
    """Follow steps into a value.

    Returns:
        The value found, `ABSENT`, or `Unknown` where a text that should hold JSON does not.
    """
    for position, step in enumerate(steps):
        if value is None or value is ABSENT:
            return ABSENT
        if isinstance(value, Unknown):
            return value
        if isinstance(value, str):
            value = decoded(value)
            if isinstance(value, Unknown):
                return value
            if value is None:
                return ABSENT
        match step:
            case Name(name):
                if not isinstance(value, Mapping):
                    return Unknown(f"expected an object with {name!r}, found {_kind(value)}")
                value = value.get(name, ABSENT)
            case Index(index):
                if not isinstance(value, list | tuple):
                    return Unknown(f"expected a list, found {_kind(value)}")
                value = value[index] if index < len(value) else ABSENT
            case Where(name, wanted):
                if not isinstance(value, list | tuple):
                    return Unknown(f"expected a list, found {_kind(value)}")
                value = _kept(value, name, wanted)
            case Each(of_map):
                return _each(steps[position + 1 :], value, of_map)
    return ABSENT if value is None else value


def _kept(items: Sequence[Any], name: str, wanted: str) -> Any:
    """The items of a list whose name has a value; unknown where that of one is not known."""
    kept = []
    for item in items:
        told = item.get(name) if isinstance(item, Mapping) else item
        if isinstance(told, Unknown):
            return told
        if isinstance(item, Mapping) and _spelt(told) == wanted:
            kept.append(item)
    return kept


def _each(rest: Sequence[Step], value: Any, of_map: bool) -> Any:
    if not isinstance(value, Mapping if of_map else list | tuple):
        return Unknown(f"expected {'an object' if of_map else 'a list'}, found {_kind(value)}")
    items = list(value.values()) if isinstance(value, Mapping) else value
    if not rest:
        return list(items)
    found: list[Any] = []
    nested = any(isinstance(step, Each | Where) for step in rest)
    for item in items:
        inner = walk(rest, item)
        if isinstance(inner, Unknown):
            return inner
        if inner is ABSENT:
            continue
        if nested and isinstance(inner, list):
            found.extend(inner)
        else:
            found.append(inner)
    return found


def decoded(text: str) -> Any:
    """Decode a document that stands in a string: JSON, URL-encoded JSON, or JSON in JSON.

    Returns:
        The document, `Unknown` when the text is neither, None for an empty text.
    """
    value: Any = text
    # Config encodes some documents twice; a third layer has never been seen and is not trusted.
    for _ in range(3):
        if not isinstance(value, str):
            return value
        candidate = value.strip()
        if not candidate:
            return None
        if candidate[0] == "%":
            candidate = unquote(candidate)
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            return Unknown(f"expected a JSON document, found the text {text[:40]!r}")
    return value


def joined(values: Sequence[Any]) -> Any:
    """Return several lists as one; unknown in any part makes the whole unknown."""
    whole: list[Any] = []
    present = False
    for value in values:
        if isinstance(value, Unknown):
            return value
        if value is ABSENT:
            continue
        present = True
        whole.extend(value if isinstance(value, list | tuple) else [value])
    return whole if present else ABSENT


def _spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return type(value).__name__
