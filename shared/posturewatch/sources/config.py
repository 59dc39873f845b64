"""AWS Config items → snapshots.

Reads both forms: the one in events (`configuration` is an object, `awsAccountId`, `ARN`) and the
API's (JSON in strings, `accountId`, `arn`).
Source: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from posturewatch.domain.errors import BadInput
from posturewatch.domain.fields import moment
from posturewatch.domain.places import Unknown, parse, walk
from posturewatch.domain.reading import Found, Gone, Outcome
from posturewatch.domain.resource import GLOBAL, Resource, ResourceKey, Shape, read_shape

_DELETED = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
_PRESENT = frozenset({"OK", "ResourceDiscovered"})


def key_of(item: Mapping[str, Any], cls: type[Resource]) -> ResourceKey:
    """Return the key of the resource that a Config item is about.

    Raises:
        BadInput: The item lacks its account, region or id.
    """
    account = item.get("awsAccountId") or item.get("accountId")
    region = GLOBAL if cls.is_global else item.get("awsRegion")
    found = [_Item(item).resolve(place) for place in cls.config_id]
    ids = [x for x in found if isinstance(x, str) and x]
    if not (isinstance(account, str) and isinstance(region, str) and ids):
        raise BadInput(
            "the Config item lacks its account, its region or the id of its resource",
            where=str(item.get("resourceType", "Config item"))[:80],
        )
    return ResourceKey(account, region, cls.type, cls.id_in(ids[0]))


def read_item(item: Mapping[str, Any], cls: type[Resource]) -> Outcome:
    """Read a Config item as a snapshot.

    Returns:
        `Found` with the capture time as the time of observation; `Gone` for a deleted resource;
        `Unknown` for an item that Config does not record, whose status is new to us, that does not
        tell when it was captured, or that tells the end of what every region has in some state.

    Raises:
        BadInput: The item lacks its account, region or id.
    """
    key = key_of(item, cls)
    try:
        observed_at = moment(item["configurationItemCaptureTime"])
    except (KeyError, ValueError):
        # Without it nobody knows whether the item is news: it is a hint like any other.
        return Unknown("the Config item has no readable capture time")
    status = str(item.get("configurationItemStatus"))
    if status in _DELETED and cls.is_always_there(key):
        # That a region has no detector any more is a state to be judged, not the end of one.
        return Unknown("the Config item tells of an end, and the state that follows it is not gone")
    if status in _DELETED:
        return Gone(key, observed_at)
    if status not in _PRESENT:
        return Unknown(f"Config item status {status[:40]}")
    if item.get("configuration") is None:
        # As in the summary of an oversized item: nothing there is not the same as all defaults.
        return Unknown("the Config item has no configuration")
    values, unknown = read_shape(cls, _Item(item), "config")
    if any(values.get(name) in gone for name, gone in cls.calls.gone_if.items()):
        return Gone(key, observed_at)
    return Found(cls(key=key, observed_at=observed_at, unknown=unknown, **values), observed_at)


class _Item:
    """Resolves places in a Config item: with a leading dot below `configuration`."""

    def __init__(self, item: Mapping[str, Any]) -> None:
        self._item = item

    def resolve(self, place: str) -> Any:
        if place.startswith("."):
            return walk(parse("configuration" + place), self._item)
        return walk(parse(place), self._item)

    def within(self, item: Any, shape: type[Shape]) -> _Part:
        return _Part(item)


class _Part:
    """Resolves places in one object of a Config item."""

    def __init__(self, item: Any) -> None:
        self._item = item

    def resolve(self, place: str) -> Any:
        return walk(parse(place), self._item)

    def within(self, item: Any, shape: type[Shape]) -> _Part:
        return _Part(item)
