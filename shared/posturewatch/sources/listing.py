"""What a listing shows: which resources there are, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from posturewatch.domain.forms import parts_of
from posturewatch.domain.partitions import partition_of
from posturewatch.domain.places import ABSENT, Unknown, parse, walk
from posturewatch.domain.resource import Resource, ResourceKey
from posturewatch.sources.answers import Asked, Failure
from posturewatch.sources.models import read_models
from posturewatch.sources.operations import GLOBAL_ENDPOINT_REGION


@dataclass(frozen=True, slots=True)
class Listed:
    """One resource that a listing showed.

    Args:
        key: Which resource.
        item: Its object as the listing gave it.
    """

    key: ResourceKey
    item: Any


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a listing; the listing is complete when the page without a token has been read."""

    resources: tuple[Listed, ...]
    token: str | None
    observed_at: datetime


def listed(
    cls: type[Resource],
    account: str,
    region: str,
    asked: Asked,
    names: Mapping[str, Any] = MappingProxyType({}),
) -> list[Listed] | Unknown:
    """Return what a part of a listing shows; `names` are those of the parent that it is of."""
    calls = cls.calls
    if isinstance(asked.answer, Failure):
        return asked.answer.unread
    found = []
    for item in asked.answer:
        id_ = id_in(cls, item, (account, region), names)
        where = walk(parse(calls.list_region), item) if calls.list_region else region
        if where is ABSENT and calls.region_at:
            # The listing does not tell; the resource itself will, once it is read.
            where = GLOBAL_ENDPOINT_REGION
        if not isinstance(id_, str) or not isinstance(where, str):
            return Unknown(f"{calls.listed} has an item without its {calls.list_id} or region")
        found.append(Listed(ResourceKey(account, where, cls.type, id_), item))
    return found


def named_in(places: Mapping[str, str], item: Any) -> dict[str, Any]:
    """Return the values that stand at places of an item, by their names."""
    return {
        name: item if place == "." else walk(parse(place), item) for name, place in places.items()
    }


def id_in(cls: type[Resource], item: Any, home: tuple[str, str], names: Mapping[str, Any]) -> Any:
    """Return the id of a listed item; something else than a text where it does not tell."""
    calls, (account, region) = cls.calls, home
    if "{" in calls.list_id:
        told = {**(item if isinstance(item, Mapping) else {"item": item}), **names}
        own = {"partition": partition_of(region), "region": region, "account": account}
        try:
            return calls.list_id.format_map({**told, **own})
        except KeyError:
            return ABSENT
    id_ = walk(parse(calls.list_id), item) if calls.list_id != "." else item
    if calls.list_form and isinstance(id_, str):
        return (parts_of(calls.list_form, id_) or {}).get("id", ABSENT)
    return id_


def page_size(client: Any, operation: str, limit: int) -> int | None:
    """Return the page size nearest to a limit that an operation takes; None if it takes none."""
    model = client.meta.service_model
    key = _paginators(model.service_name).get(operation, {}).get("limit_key")
    if key is None:
        return None
    bounds = model.operation_model(operation).input_shape.members[key].metadata
    return int(max(bounds.get("min", 1), min(limit, bounds.get("max", limit))))


@lru_cache(maxsize=256)
def _paginators(service: str) -> Mapping[str, Mapping[str, Any]]:
    """Return what botocore knows of the paging of a service's operations."""
    told: Mapping[str, Mapping[str, Any]] = read_models(None).load_service_model(
        service, "paginators-1"
    )["pagination"]
    return told


MARKERS: Final = ("NextMarker", "NextToken", "nextToken")
"""Where the next part begins, in listings of which botocore does not know that they have parts."""
