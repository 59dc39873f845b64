"""Which calls follow from what a type declares."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

from posturewatch import catalog
from posturewatch.domain.places import parts
from posturewatch.domain.resource import GLOBAL, Calls, Resource, Shape, ShapeOf

GLOBAL_ENDPOINT_REGION: Final = "us-east-1"


def endpoint_region(region: str) -> str:
    """Return the region whose endpoint answers for a key's region."""
    return GLOBAL_ENDPOINT_REGION if region == GLOBAL else region


def split(place: str, service: str) -> tuple[str, str, str]:
    """Split a live place into its service, its operation and the path in the operation's answer."""
    head, _, path = place.partition(".")
    named, _, operation = head.rpartition(":")
    return named or service, operation, path


def is_of_key(place: str) -> bool:
    """Return whether a bound place is told by the resource's key, without any document."""
    return place in ("id", "account") or place.startswith(("arn:", "{"))


def operations_of(cls: type[Resource]) -> frozenset[tuple[str, str]]:
    """Return every (service, operation) that reading or listing a type can call."""
    found = {split(cls.calls.identity, cls.calls.service)[:2]}
    for place in filter(None, (cls.calls.listed, cls.calls.parents)):
        found.add(split(place, cls.calls.service)[:2])
    _collect(cls, cls.calls, found, wants_calls=True)
    for place in cls.calls.bind.values():
        if not is_of_key(place) and not place.startswith("."):
            found.add(split(place, cls.calls.service)[:2])
    return frozenset(found)


def _collect(
    shape: type[Shape], calls: Calls, found: set[tuple[str, str]], *, wants_calls: bool
) -> None:
    places = [place for place in shape.bind.values() if not is_of_key(place)]
    for prop in shape.properties.values():
        places.extend(parts(prop.at.describe))
        if isinstance(prop.kind, ShapeOf):
            _collect(prop.kind.shape, calls, found, wants_calls=prop.kind.shape.makes_calls)
    if wants_calls:
        found.update(split(p, calls.service)[:2] for p in places if not p.startswith("."))


def own_operations(shape: type[Shape], service: str) -> tuple[tuple[str, str], ...]:
    """The operations that each item of a nested shape is asked, in their order."""
    found: dict[tuple[str, str], None] = {}
    for prop in shape.properties.values():
        place = prop.at.describe
        if isinstance(place, str) and not place.startswith("."):
            found[split(place, service)[:2]] = None
    return tuple(found)


def independent_operations(cls: type[Resource]) -> tuple[tuple[str, str], ...]:
    """The operations that every read makes, where none needs another's answer, in their order."""
    simple = all(is_of_key(place) or place[0] == "." for place in cls.calls.bind.values())
    found: dict[tuple[str, str], None] = {}
    for prop in cls.properties.values():
        # Later places of a fallback are called only if the first has nothing.
        places = parts(prop.at.describe)
        for place in places[:1] if isinstance(prop.at.describe, tuple) else places:
            if not place.startswith("."):
                found[split(place, cls.calls.service)[:2]] = None
    return tuple(found) if simple else ()


@cache
def lists_of_several() -> frozenset[tuple[str, str, str]]:
    """The list calls of which several types make use: service, operation, parameters."""
    times: Counter[tuple[str, str, str]] = Counter()
    for name in catalog.resource_types():
        cls = catalog.resource_class(name)
        if cls is not None and cls.calls.listed is not None:
            place = cls.calls.parents or cls.calls.listed
            service, operation, _ = split(place, cls.calls.service)
            parameters = dict(cls.calls.constants.get(f"list:{operation}", {}))
            times[service, operation, repr(parameters)] += 1
    return frozenset(call for call, number in times.items() if number > 1)
