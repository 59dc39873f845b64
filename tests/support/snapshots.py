"""What two snapshots of the same resource disagree about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from posturewatch.domain.resource import Shape, plain


def disagreements(one: Shape, other: Shape) -> list[str]:
    """Name every property that both snapshots know and that differs between them."""
    return sorted(_disagreements(one, other, ""))


def unknowns(shape: Shape) -> list[str]:
    """Name every property that a snapshot does not know, with its place."""
    return sorted(_unknowns(shape, ""))


def _disagreements(one: Any, other: Any, where: str) -> Iterator[str]:
    if isinstance(one, Shape) and isinstance(other, Shape):
        for name in one.properties:
            if one.knows(name) and other.knows(name):
                yield from _disagreements(
                    getattr(one, name), getattr(other, name), f"{where}.{name}"
                )
    elif _are_shapes(one) and _are_shapes(other) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from _disagreements(*pair, f"{where}[{number}]")
    elif plain(one) != plain(other):
        yield where.removeprefix(".")


def _unknowns(shape: Shape, where: str) -> Iterator[str]:
    for name in shape.properties:
        place = f"{where}.{name}".removeprefix(".")
        value = getattr(shape, name) if shape.knows(name) else None
        if not shape.knows(name):
            yield place
        elif isinstance(value, Shape):
            yield from _unknowns(value, place)
        elif _are_shapes(value):
            for number, each in enumerate(value):
                yield from _unknowns(each, f"{place}[{number}]")


def _are_shapes(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, Shape) for each in value)
