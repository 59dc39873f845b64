"""What plans and templates have in common: resources, and companions that set parts of them.

A bucket's versioning may be a resource of its own, joined to the bucket by a name or a reference.
Where a document does not tell to which resource a companion belongs, what the companion sets is
unknown for every resource that it may belong to. A companion whose owner is not in the document
makes an owner of which nothing else is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal, Protocol

from posturewatch.domain.places import ABSENT, Reference, Unknown, parse, parts, walk
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import (
    ACCOUNT_WIDE,
    ELSEWHERE,
    GLOBAL,
    Planned,
    Resource,
    ResourceKey,
    Shape,
    read_shape,
)

UNTOLD: Final = "unknown"
"""Stands for a region that a document does not tell."""

UNTOLD_ACCOUNT: Final = "000000000000"
"""Stands for an account that a document does not tell; policies that mean their own account by a
pseudo parameter name it too."""

OWN_TYPE: Final = "@type"
"""Where a place finds the resource's type in the document's words: a VPC's default network ACL is
of another type than those that are made beside it."""

PlannedSource = Literal["terraform", "cloudformation"]


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource of a document.

    Args:
        address: How the document names it (`module.data.aws_s3_bucket.logs[0]`, a logical id).
        type: Its type in the document's words.
        values: What is set, with `Unknown` and `Reference` in the place of what is not known yet.
    """

    address: str
    type: str
    values: Mapping[str, Any]


class Document(Protocol):
    """A plan or a template, read into its resources."""

    @property
    def source(self) -> PlannedSource:
        """What kind of document it is."""
        ...

    @property
    def resources(self) -> Sequence[Declared]:
        """The resources that there will be."""
        ...

    @property
    def account(self) -> str:
        """The account; `UNTOLD_ACCOUNT` where the document does not tell."""
        ...

    @property
    def region(self) -> str:
        """The region; `UNTOLD` where the document does not tell."""
        ...

    def targets(self, reference: Reference, by: Declared) -> tuple[str, ...] | None:
        """Return the addresses that a reference leads to.

        Nothing where it leads out of the document; None where that cannot be told.
        """
        ...


def snapshots(
    document: Document, classes: Iterable[type[Resource]], observed_at: datetime
) -> Iterator[Found]:
    """Yield a snapshot of each resource of a document that is of one of some types.

    Args:
        document: The plan or template.
        classes: The resource types that are looked for.
        observed_at: When the document was read.

    Yields:
        The snapshots in the order of the types; a snapshot's id is its address.
    """
    by_type: dict[str, list[Declared]] = defaultdict(list)
    for each in document.resources:
        by_type[each.type].append(each)
    for cls in classes:
        if cls.planned is not None:
            yield from _Family(document, cls, cls.planned, by_type).snapshots(observed_at)


@dataclass(slots=True)
class _Parts:
    """What companions set for one owner.

    Args:
        owned: Companion type → what the companions that belong to it say.
        unknown: Companion type → why that cannot be told.
    """

    owned: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    unknown: dict[str, str] = field(default_factory=dict)


class _Family:
    """The resources of one type in a document, with their companions."""

    def __init__(
        self,
        document: Document,
        cls: type[Resource],
        planned: Planned,
        by_type: Mapping[str, list[Declared]],
    ) -> None:
        self._document = document
        self._cls = cls
        self._planned = planned
        names = {
            "terraform": (planned.terraform_name, planned.terraform_owner),
            "cloudformation": (planned.cloudformation_name, planned.cloudformation_owner),
        }
        self._named_by, self._owner_at = names[document.source]
        types = cls.written_as(document.source)
        self._owners = [each for name in types for each in by_type.get(name, ())]
        self._companions = [
            each
            for name in sorted(companion_types(cls, document.source) - set(types))
            for each in by_type.get(name, ())
        ]

    def snapshots(self, observed_at: datetime) -> Iterator[Found]:
        """Yield the owners that the document has, then those that only companions tell of."""
        told = {owner.address: _Parts(unknown=self._account_wide()) for owner in self._owners}
        orphans: dict[str, _Parts] = {}
        for companion in self._companions:
            owners = self._owners_of(companion)
            if owners is None:
                why = f"{companion.address} may belong to it, which cannot be told yet"
                for parts_of in told.values():
                    parts_of.unknown[companion.type] = why
                continue
            for name in owners:
                if name not in told and companion.type in self._planned.shared:
                    continue
                parts_of = told[name] if name in told else orphans.setdefault(name, _Parts())
                parts_of.owned[companion.type].append(companion.values)
        for owner in self._owners:
            values = {**owner.values, OWN_TYPE: owner.type}
            yield self._found(owner.address, values, told[owner.address], observed_at)
        for address, parts_of in orphans.items():
            yield self._found(address, None, parts_of, observed_at)

    def _account_wide(self) -> dict[str, str]:
        """The companions for the whole account that the document does not have."""
        present = {companion.type for companion in self._companions}
        return {
            name: "the account's own setting is not in this document"
            for name, where in self._planned.owners.items()
            if where == ACCOUNT_WIDE and name not in present
        }

    def _found(
        self,
        address: str,
        values: Mapping[str, Any] | None,
        parts_of: _Parts,
        observed_at: datetime,
    ) -> Found:
        cls, document = self._cls, self._document
        scope = _Scope(document.source, values or {}, parts_of)
        known, unknown = read_shape(cls, scope, document.source)
        if values is None:
            for prop in cls.properties.values():
                if not any(
                    scope.tells(place) for place in parts(getattr(prop.at, document.source))
                ):
                    known.pop(prop.name, None)
                    unknown[prop.name] = ELSEWHERE
        known["arn"] = address
        unknown.pop("arn", None)
        region = GLOBAL if cls.is_global else document.region
        key = ResourceKey(document.account, region, cls.type, address)
        return Found(cls(key=key, observed_at=observed_at, unknown=unknown, **known), observed_at)

    def _owners_of(self, companion: Declared) -> tuple[str, ...] | None:
        """Return the addresses of a companion's owners; None where that cannot be told.

        An address that is none of the document's owners is an orphan's: the companion's own.
        """
        where = self._planned.owners.get(companion.type, self._owner_at)
        if self._planned.settings:
            return (self._companions[0].address,)
        if where == ACCOUNT_WIDE:
            return tuple(owner.address for owner in self._owners)
        places = [where] if isinstance(where, str) else where
        told = (walk(parse(place), companion.values) for place in places if place)
        named = next((each for each in told if each is not ABSENT and each != []), ABSENT)
        if named is ABSENT:
            elsewhere = self._planned.alone.get(companion.type)
            if elsewhere is None or any(companion.values.get(each) for each in elsewhere):
                return ()
            return (companion.address,)
        owners: list[str] = []
        for name in named if isinstance(named, list) else [named]:
            found = self._named(name, companion)
            if found is None:
                return None
            owners.extend(found)
        return tuple(dict.fromkeys(owners))

    def _named(self, name: Any, companion: Declared) -> tuple[str, ...] | None:
        if isinstance(name, Reference):
            targets = self._document.targets(name, companion)
            alike = self._named_alike(name, companion, targets or ())
            if alike:
                return alike
            if targets is None:
                return None if self._owners else (companion.address,)
            if not targets:
                return (companion.address,)
            mine = {owner.address for owner in self._owners}
            # What is referred to may be of another type, such as the user among a policy's owners.
            return tuple(target for target in targets if target in mine)
        if isinstance(name, Unknown):
            return None if self._owners else (companion.address,)
        same = tuple(
            owner.address
            for owner in self._owners
            if any(_same(owner.values.get(key), name) for key in self._named_by)
        )
        return same or (companion.address,)

    def _named_alike(
        self, name: Reference, companion: Declared, targets: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return the owners whose own name refers to what the companion's reference refers to."""
        return tuple(
            owner.address
            for owner in self._owners
            for value in (owner.values.get(key) for key in self._named_by)
            if isinstance(value, Reference)
            and (
                set(targets) & set(self._document.targets(value, owner) or ())
                or (not targets and value == name and _module(owner) == _module(companion))
            )
        )


def _module(declared: Declared) -> str:
    """The part of an address that says in which module it is; empty in a template."""
    return declared.address.rpartition(f"{declared.type}.")[0]


def _same(value: Any, name: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Reference) and value == name


class _Scope:
    """Resolves places in the properties of one resource, and in its companions."""

    def __init__(self, source: PlannedSource, values: Mapping[str, Any], parts_of: _Parts) -> None:
        self._source = source
        self._values = values
        self._parts = parts_of

    def resolve(self, place: str) -> Any:
        steps = parse(place)
        companion = companion_type(place, self._source)
        if companion is None:
            return walk(steps, self._values)
        if companion in self._parts.unknown:
            return Unknown(self._parts.unknown[companion])
        owned = self._parts.owned.get(companion)
        return ABSENT if owned is None else walk(steps[1:], owned)

    def within(self, item: Any, shape: type[Shape]) -> _Part:
        return _Part(item)

    def tells(self, place: str) -> bool:
        """Whether a place leads to a companion that the document has."""
        return companion_type(place, self._source) in self._parts.owned


class _Part:
    """Resolves places in one object of a document."""

    def __init__(self, item: Any) -> None:
        self._item = item

    def resolve(self, place: str) -> Any:
        return self._item if place == "." else walk(parse(place), self._item)

    def within(self, item: Any, shape: type[Shape]) -> _Part:
        return _Part(item)


@lru_cache(maxsize=4096)
def companion_type(place: str, source: PlannedSource) -> str | None:
    """Return the type of the companion in which a place stands; None for the resource's own."""
    if source == "cloudformation":
        return place.partition("[")[0] if place.startswith("AWS::") else None
    return place.partition("[")[0] if place.startswith("aws_") else None


def companion_types(cls: type[Resource], source: PlannedSource) -> frozenset[str]:
    """Return the types of all companions that set a part of a resource type."""
    found = set()
    for prop in cls.properties.values():
        for place in parts(getattr(prop.at, source)):
            companion = companion_type(place, source)
            if companion is not None:
                found.add(companion)
    return frozenset(found)
