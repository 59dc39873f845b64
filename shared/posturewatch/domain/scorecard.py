"""Scorecards: from counts of verdicts to points.

A card has areas, areas have items, an item has a weight and the controls that answer it. The sum of
the weights is constant for a version. All arithmetic is on integers; only the display rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from posturewatch.domain.errors import BadInput
from posturewatch.domain.verdict import Status


@dataclass(frozen=True, slots=True)
class Counts:
    """How many resources a control judged, and how many of them failed or are unknown.

    Also used for differences, where the figures may be negative.
    """

    judged: int = 0
    failed: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, status: Status | None) -> Self:
        """Return the counts of one verdict; None counts nothing."""
        if status is None:
            return cls()
        return cls(1, int(status is Status.FAILED), int(status.is_unknown))

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.judged + other.judged, self.failed + other.failed, self.unknown + other.unknown
        )

    def __sub__(self, other: Counts) -> Counts:
        return Counts(
            self.judged - other.judged, self.failed - other.failed, self.unknown - other.unknown
        )

    def __bool__(self) -> bool:
        return bool(self.judged or self.failed or self.unknown)

    @property
    def passed(self) -> int:
        """How many passed."""
        return self.judged - self.failed - self.unknown

    def to_json(self) -> list[int]:
        """Return `[judged, failed, unknown]`."""
        return [self.judged, self.failed, self.unknown]

    @classmethod
    def from_json(cls, figures: Iterable[Any]) -> Self:
        """Return the counts that `to_json` wrote."""
        return cls(*(int(figure) for figure in figures))


def merged(*parts: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return the sums by control, without those that are zero."""
    whole: dict[str, Counts] = {}
    for part in parts:
        for control, counts in part.items():
            whole[control] = whole.get(control, Counts()) + counts
    return {control: counts for control, counts in whole.items() if counts}


class Quantifier(StrEnum):
    """How many of an item's resources have to be good."""

    ALL = "all"
    """None may fail."""
    EXISTS = "exists"
    """One that passes is enough, such as one good trail."""


class ItemStatus(StrEnum):
    """Whether an item earns its points."""

    PASS = "pass"  # noqa: S105 # a status, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a card.

    Args:
        id: Its name in the card, such as `encryption_at_rest`.
        title: The good state in words.
        weight: Its points, at least 1.
        quantifier: How many of its resources have to be good.
        controls: Resource type → ids of the controls that answer it. Empty: nothing answers it yet,
            and it is unknown.
    """

    id: str
    title: str
    weight: int
    quantifier: Quantifier
    controls: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Area:
    """A group of items."""

    id: str
    title: str
    items: tuple[Item, ...]

    @property
    def weight(self) -> int:
        """The area's points."""
        return sum(item.weight for item in self.items)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A versioned card: what is asked, and what it is worth."""

    name: str
    version: int
    title: str
    areas: tuple[Area, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in their order."""
        return tuple(item for area in self.areas for item in area.items)

    @property
    def total(self) -> int:
        """The points of the whole card."""
        return sum(item.weight for item in self.items)

    def items_of(self, control: str) -> tuple[Item, ...]:
        """Return the items that a control answers."""
        return tuple(
            item for item in self.items if any(control in ids for ids in item.controls.values())
        )

    @classmethod
    def parse(cls, document: Mapping[str, Any], *, where: str = "scorecard") -> Self:
        """Parse a card from its TOML document.

        Whether its controls exist is asked of the catalogue: `catalog.check_card`.

        Raises:
            BadInput: A name, version, weight, quantifier or control is missing or wrong, an area
                has no item, or an area, an item, or a control of an item stands twice.
        """
        areas = tuple(
            Area(
                _text(area, "id", where),
                _text(area, "title", where),
                tuple(_item(item, where) for item in _tables(area, "item", where)),
            )
            for area in _tables(document, "area", where)
        )
        name, title = _text(document, "name", where), _text(document, "title", where)
        card = cls(name, _whole(document, "version", where), title, areas)
        _expect_once("areas", [area.id for area in areas], where)
        _expect_once("items", [item.id for item in card.items], where)
        return card


def _told(table: Any, name: str, where: str) -> Any:
    if not isinstance(table, Mapping):
        raise BadInput(f"{name!r} is expected in a table, not in {str(table)[:80]!r}", where=where)
    if name not in table:
        raise BadInput(f"{name!r} is missing", where=where)
    return table[name]


def _text(table: Any, name: str, where: str) -> str:
    text = _told(table, name, where)
    if not isinstance(text, str) or not text.strip():
        raise BadInput(f"{name!r} is a text that is not empty, not {text!r}", where=where)
    return text


def _whole(table: Any, name: str, where: str) -> int:
    number = _told(table, name, where)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise BadInput(
            f"{name!r} is a whole number of at least 1, not {number!r}",
            where=where,
            remedy="Leave the item out if it is worth nothing." if name == "weight" else "",
        )
    return number


def _tables(table: Any, name: str, where: str) -> Sequence[Any]:
    tables = _told(table, name, where)
    if not isinstance(tables, list) or not tables:
        what = "a card needs an area" if name == "area" else "every area needs an item"
        raise BadInput(what, where=where, remedy=f"Write one under [[{name}]], or leave it out.")
    return tables


def _item(told: Any, where: str) -> Item:
    id_ = _text(told, "id", where)
    where = f"{where}, item {id_}"
    quantifier = told.get("quantifier", "all")
    if quantifier not in list(Quantifier):
        raise BadInput(f"'quantifier' is all or exists, not {quantifier!r}", where=where)
    controls = told.get("controls", {})
    if not isinstance(controls, Mapping):
        raise BadInput("'controls' is a table: resource type = list of ids", where=where)
    for kind, ids in controls.items():
        if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
            raise BadInput(
                f"{kind} needs a list of the controls that answer it, not {ids!r}",
                where=where,
                remedy="Leave the type out if none does.",
            )
    _expect_once("controls", [one for ids in controls.values() for one in ids], where)
    return Item(
        id=id_,
        title=_text(told, "title", where),
        weight=_whole(told, "weight", where),
        quantifier=Quantifier(quantifier),
        controls={kind: tuple(ids) for kind, ids in controls.items()},
    )


def _expect_once(what: str, ids: Sequence[str], where: str) -> None:
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    if twice:
        raise BadInput(f"{what} stand twice: {', '.join(twice)}", where=where)


def card_scope(account: str, card: str) -> str:
    """Return where the score and the ledger are kept of a card that is scored beside the first."""
    return f"{account}/{card}"


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's status and what decided it.

    Args:
        item: The item.
        status: Whether it earns its points.
        reason: Why, in one sentence.
        counts: The sum of its controls' counts.
        unlisted: The resource types whose listing is not complete and fresh.
        unasked: The controls that were not asked of every resource yet.
    """

    item: Item
    status: ItemStatus
    reason: str
    counts: Counts
    unlisted: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A card filled in.

    Args:
        card: The card.
        items: Its items, in their order.
    """

    card: Scorecard
    items: tuple[ItemScore, ...]

    @property
    def earned(self) -> int:
        """Points of the passing items."""
        return sum(line.item.weight for line in self.items if line.status is ItemStatus.PASS)

    @property
    def unknown(self) -> int:
        """Points of the items that cannot be told: they earn nothing and stay in the total."""
        return sum(line.item.weight for line in self.items if line.status is ItemStatus.UNKNOWN)

    @property
    def total(self) -> int:
        """Points of the card."""
        return self.card.total

    def area(self, area: Area) -> tuple[int, int]:
        """Return an area's earned and total points."""
        ids = {item.id for item in area.items}
        passing = (x for x in self.items if x.item.id in ids and x.status is ItemStatus.PASS)
        return sum(line.item.weight for line in passing), area.weight

    def to_json(self) -> dict[str, Any]:
        """Return the score as plain JSON."""
        lines = {line.item.id: line for line in self.items}
        return {
            "card": self.card.name,
            "version": self.card.version,
            "earned": self.earned,
            "unknown": self.unknown,
            "total": self.total,
            "percent": percent(self.earned, self.total),
            "percent_at_most": percent(self.earned + self.unknown, self.total),
            "areas": [
                {
                    "id": area.id,
                    "title": area.title,
                    "earned": self.area(area)[0],
                    "total": area.weight,
                    "items": [
                        {
                            "id": item.id,
                            "title": item.title,
                            "weight": item.weight,
                            "status": lines[item.id].status.value,
                            "reason": lines[item.id].reason,
                            "judged": lines[item.id].counts.judged,
                            "failed": lines[item.id].counts.failed,
                            "unknown": lines[item.id].counts.unknown,
                        }
                        for item in area.items
                    ],
                }
                for area in self.card.areas
            ],
        }


_NONE_ACCEPTED: Final[Mapping[str, int]] = {}


def score(
    card: Scorecard,
    counts: Mapping[str, Counts],
    is_complete: Callable[[str], bool],
    *,
    accepted: Mapping[str, int] = _NONE_ACCEPTED,
) -> Score:
    """Fill in a card.

    Args:
        card: The card.
        counts: Control → its counts.
        is_complete: Resource type → whether its listing is complete and fresh.
        accepted: Control → how many of its failures are accepted risks, for the second figure. They
            do not fail an item, and pass none: what is unknown or not listed stays so, and where
            one good resource is asked for, an accepted failure is not that one.
    """
    most: dict[str, int] = {}
    for item in card.items:
        for kind, ids in item.controls.items():
            most[kind] = max(most.get(kind, 0), *(_judged(counts, control) for control in ids))
    return Score(
        card, tuple(_judge(item, counts, is_complete, most, accepted) for item in card.items)
    )


def _judged(counts: Mapping[str, Counts], control: str) -> int:
    return counts.get(control, Counts()).judged


def _judge(
    item: Item,
    counts: Mapping[str, Counts],
    is_complete: Callable[[str], bool],
    most: Mapping[str, int],
    accepted: Mapping[str, int],
) -> ItemScore:
    ids = [control for controls in item.controls.values() for control in controls]
    total = sum((counts.get(control, Counts()) for control in ids), Counts())
    excused = sum(
        min(accepted.get(control, 0), counts.get(control, Counts()).failed) for control in ids
    )
    failing = total.failed - excused
    unlisted = tuple(sorted(kind for kind in item.controls if not is_complete(kind)))
    # Every control of a type is asked about each of its resources, but a new one not at once.
    unasked = tuple(
        sorted(
            control
            for kind, controls in item.controls.items()
            for control in controls
            if _judged(counts, control) < most[kind]
        )
    )

    def line(status: ItemStatus, reason: str) -> ItemScore:
        return ItemScore(item, status, reason, total, unlisted, unasked)

    if not ids:
        return line(ItemStatus.UNKNOWN, "No control answers this yet.")
    if item.quantifier is Quantifier.ALL and failing:
        return line(ItemStatus.FAIL, f"{failing} of {total.judged} verdicts failed.")
    if item.quantifier is Quantifier.EXISTS and total.passed:
        return line(ItemStatus.PASS, f"{total.passed} of {total.judged} verdicts passed.")
    if unlisted:
        return line(ItemStatus.UNKNOWN, f"Not listed completely of late: {', '.join(unlisted)}.")
    if unasked:
        return line(ItemStatus.UNKNOWN, f"Not asked of every resource yet: {', '.join(unasked)}.")
    if total.unknown:
        return line(ItemStatus.UNKNOWN, f"{total.unknown} of {total.judged} verdicts are unknown.")
    if item.quantifier is Quantifier.EXISTS and (failing or not excused):
        return line(ItemStatus.FAIL, "None passes.")
    if excused:
        return line(
            ItemStatus.PASS, f"{excused} of {total.judged} verdicts failed, as accepted risk."
        )
    if not total.judged:
        return line(ItemStatus.PASS, "There are no such resources.")
    return line(ItemStatus.PASS, f"All {total.judged} verdicts passed.")


def percent(points: int, total: int) -> str:
    """Return 100·points/total, rounded half up to one decimal, from integers alone."""
    tenths = (2000 * points + total) // (2 * total)
    return f"{tenths // 10}.{tenths % 10}"


def reaches(points: int, total: int, threshold: int) -> bool:
    """Return whether a score reaches a threshold in percent, exactly: 94.97 does not reach 95."""
    return 100 * points >= threshold * total


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which listings are complete, and since when.

    Args:
        expected: Resource type → the regions that have to be listed.
        listed: Resource type → region → when its listing was last complete (ISO 8601, UTC).
        planned: When the expectations were made (ISO 8601, UTC); empty when there are none.
        failed: Resource type → region → when a listing of it last failed (ISO 8601, UTC). Until one
            is complete again, nobody knows what is there.
    """

    expected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    planned: str = ""
    failed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __or__(self, other: Coverage) -> Coverage:
        """Return what is known from both, in whichever order they come: the newest of each."""
        newest = max(self, other, key=lambda part: (part.planned, bool(part.expected)))
        return Coverage(
            newest.expected,
            _newest(self.listed, other.listed),
            newest.planned,
            _newest(self.failed, other.failed),
        )

    def is_complete(self, resource_type: str, since: str) -> bool:
        """Return whether every expected region of a type was listed completely since a moment."""
        regions = self.expected.get(resource_type)
        told = self.listed.get(resource_type, {})
        failed = self.failed.get(resource_type, {})
        return bool(regions) and all(
            told.get(region, "") >= since and told.get(region, "") >= failed.get(region, "")
            for region in regions or ()
        )


def _newest(
    one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return the newest time of each resource type and region."""
    newest = {kind: dict(regions) for kind, regions in one.items()}
    for kind, regions in other.items():
        known = newest.setdefault(kind, {})
        for region, at in regions.items():
            known[region] = max(at, known.get(region, ""))
    return newest
