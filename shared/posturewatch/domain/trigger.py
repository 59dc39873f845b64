"""Triggers: which API call changes which resources.

A trigger is one line: the call, the kind of resource that it changes, and the place of the
resource's id in the call's CloudTrail record. A call that changes several kinds has several lines.
What a line cannot find is never dropped: the change is widened to every resource of the type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from posturewatch.domain.change import Target
from posturewatch.domain.errors import DeclarationError
from posturewatch.domain.forms import parts_of
from posturewatch.domain.partitions import partition_of
from posturewatch.domain.resource import MAX_ID_BYTES

Record = Mapping[str, Any]
"""A CloudTrail record, as hostile as it comes: any field may be absent or of any JSON type."""

EVERY: Final[tuple[str, ...]] = ()
"""The place of a call that may have changed every resource of the type."""


_OLD_REGIONS: Final = {"EU": "eu-west-1", "US": "us-east-1"}
"""Names that S3 gave to regions in its first years and still accepts.
Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource, as triggers name it: by its type's name, so that no type is imported.

    Args:
        type: The CloudFormation type name.
        noun: What people call one, for reasons.
        region: `global` for a type that AWS keeps once for the account.
        listed: The region under which the whole type is listed, where it is not the call's.
        arn: The form of its ARN, such as `arn:*:ec2:{region}:{account}:volume/{id}`, as
            `domain/forms.py` explains it.
        id: The form of its id, put together from the parts of the ARN, such as `{path}` or
            `https://sqs.{region}.amazonaws.com/{account}/{id}`; `{arn}` when the ARN is the id.
        id_is_account: Whether the resource is the account itself.
        prefix: How its ids start, where a place may name resources of several kinds.
        folded: Whether AWS keeps its ids in lower case.
        owner_aside: Whether its ARN leaves out the account, so that a record tells the owner only
            in its list of `resources`.
        tagged: Whether the Resource Groups Tagging API tags it, as it does most that have an ARN.
    """

    type: str
    noun: str
    region: str = ""
    listed: str = ""
    arn: str = ""
    id: str = "{id}"
    id_is_account: bool = False
    prefix: str = ""
    folded: bool = False
    owner_aside: bool = False
    tagged: bool = True


@dataclass(frozen=True, slots=True)
class Trigger:
    """One API call and one kind of resource that it changes.

    A place is written as names separated by dots. Lists are stepped into, and so are the wrappers
    that CloudTrail puts around the lists (`items`) and requests (`ModifyVolumeRequest`) of some
    services; the case of a name's letters does not matter. What no single place tells is put
    together: `{requestParameters.apiId}/{requestParameters.stageName}`, where `{partition}`,
    `{region}` and `{account}` stand for the call's own.

    Args:
        call: CloudTrail's `eventName`.
        kind: What it changes.
        id_at: The place of the ids in the record; of several, the first where ids stand. `EVERY`
            when the call may have changed all resources of the type.
        via: The form of the texts at the place where they name a part of the resource, such as a
            listener's ARN, and how the resource's id is put together from it.
        region_at: The place of the resource's region, where the call need not be made there.
        mixed: Whether the place may name resources of other kinds, which are then passed over.
        optional: Whether the call changes the kind only if it names one: then nothing is widened.
        only_if: Whether the line applies to a record at all; None when it always does.
    """

    call: str
    kind: Kind
    id_at: str | tuple[str, ...] = EVERY
    via: tuple[str, str] | None = None
    region_at: str = ""
    mixed: bool = False
    optional: bool = False
    only_if: Callable[[Record], bool] | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The places of the ids, in the order in which they are tried."""
        return (self.id_at,) if isinstance(self.id_at, str) else self.id_at

    def targets(self, record: Record, account: str, region: str) -> Aim:
        """Return what a record of this call may have changed in an account.

        Args:
            record: The CloudTrail record of the call.
            account: The account that owns the resources.
            region: Where the call was made; empty where the record does not tell.
        """
        kind = self.kind
        if self.only_if is not None and not self.only_if(record):
            return Aim()
        if kind.id_is_account:
            return Aim((Target(kind.type, account, kind.region or region, account),))
        if self.region_at:
            told = texts_at(self.region_at, record)
            region = _OLD_REGIONS.get(told[0], told[0]) if told else region
        everything = Target(kind.type, account, kind.listed or kind.region or region, None)
        if not self.places:
            return Aim((everything,))
        for place in self.places:
            texts = (
                _composed(place, record, account, region)
                if "{" in place
                else texts_at(place, record)
            )
            named = [self._target(text, record, account, region) for text in texts]
            found = tuple(target for target in named if isinstance(target, Target))
            if found:
                return Aim(found)
            if named and (self.mixed or all(target is FOREIGN for target in named)):
                return Aim()
        return Aim() if self.optional else Aim((everything,), widened=True)

    def _target(self, text: str, record: Record, account: str, region: str) -> Target | object:
        kind = self.kind
        text = _unquoted(text)
        is_arn = text.startswith("arn:")
        if self.via is not None:
            seen, form = self.via
        else:
            seen, form = kind.arn if is_arn or kind.id == "{arn}" else kind.id, kind.id
            if self.mixed and not is_arn and not (kind.prefix and text.startswith(kind.prefix)):
                return OTHER
        if seen == "{id}":
            if "/" in text:
                return OTHER
        else:
            parts = parts_of(seen, text) if seen else None
            if parts is None:
                return OTHER
            if parts.get("account", account) != account:
                return FOREIGN
            region = parts.get("region") or region
            text = form.format_map({**parts, "arn": text})
        if len(text.encode("utf-8", "surrogatepass")) > MAX_ID_BYTES:
            return OTHER
        if kind.owner_aside and _owner(kind, text, record) not in ("", account):
            return FOREIGN
        return Target(
            kind.type, account, kind.region or region, text.lower() if kind.folded else text
        )


OTHER: Final = object()
"""What is named is not of the kind."""
FOREIGN: Final = object()
"""What is named belongs to another account."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What one trigger says about one record.

    Args:
        targets: What may have changed; empty where the call names nothing of the kind.
        widened: Whether the record did not tell which resource it was, so that all are meant.
    """

    targets: tuple[Target, ...] = ()
    widened: bool = False


@dataclass(frozen=True, slots=True)
class ServiceCalls:
    """What is known of the calls of one service.

    Args:
        event_source: CloudTrail's `eventSource`, such as `s3.amazonaws.com`.
        triggers: Call → what it changes.
        irrelevant: Call → why it changes nothing that is judged.
        reads: Calls that only read, though their names do not begin like a read.
        spelt: The API's operations that CloudTrail records under other names, as
            `model:Operation` → the names that CloudTrail is known to use.
        models: Botocore's names of the APIs whose calls are recorded under this event source.
        events: Names that no operation of an API bears: service events, calls of the console.
        renamed: Names in places that CloudTrail writes and the API does not.
    """

    event_source: str
    triggers: Mapping[str, tuple[Trigger, ...]] = field(default_factory=dict)
    irrelevant: Mapping[str, str] = field(default_factory=dict)
    reads: frozenset[str] = frozenset()
    spelt: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    renamed: frozenset[str] = frozenset()

    def only_reads(self, call: str) -> bool:
        """Return whether a call of the service changes nothing, by its name."""
        if call in self.triggers or call in self.irrelevant:
            return False
        return call in self.reads or named_like_a_read(call)


def service_calls(
    event_source: str,
    *,
    triggers: Iterable[Trigger] = (),
    irrelevant: Mapping[str, str] | None = None,
    reads: str = "",
    spelt: Mapping[str, str] | None = None,
    models: str = "",
    events: str = "",
    renamed: str = "",
) -> ServiceCalls:
    """Gather the declarations of one service.

    Args:
        event_source: CloudTrail's `eventSource`.
        triggers: The lines, in the order in which their targets are listed.
        irrelevant: Reason → the names of the calls, separated by spaces.
        reads: Names of calls that only read, separated by spaces.
        spelt: `model:Operation` → CloudTrail's names for it, separated by spaces.
        models: Botocore's names of the APIs, where they are not the event source's first label.
        events: Names of service events and of calls that only the console makes.
        renamed: Names of parameters that are CloudTrail's own, as written in the places.

    Raises:
        DeclarationError: A call is declared in two ways.
    """
    mapped: dict[str, tuple[Trigger, ...]] = {}
    for trigger in triggers:
        mapped[trigger.call] = (*mapped.get(trigger.call, ()), trigger)
    reasons: dict[str, str] = {}
    for reason, names in (irrelevant or {}).items():
        for name in names.split():
            if name in reasons or name in mapped:
                raise DeclarationError(f"{event_source}: {name} is declared twice")
            reasons[name] = reason
    read = frozenset(reads.split())
    for name in read & (mapped.keys() | reasons.keys()):
        raise DeclarationError(f"{event_source}: {name} is declared twice")
    names_of = {operation: tuple(names.split()) for operation, names in (spelt or {}).items()}
    return ServiceCalls(
        event_source,
        mapped,
        reasons,
        read,
        names_of,
        tuple(models.split()) or (event_source.partition(".")[0],),
        frozenset(events.split()),
        frozenset(renamed.split()),
    )


_READ = re.compile(
    r"(?:Batch(?:Check|Describe|Get|List)|Count|Describe|Estimate|Get|Head|List|Lookup|Query|Scan"
    r"|Search|Simulate|Validate|View)(?![a-z])"
)


def named_like_a_read(call: str) -> bool:
    """Return whether a call's name begins as only reads do: Get, List, Describe and the like."""
    return _READ.match(call) is not None


_HIDDEN: Final = frozenset({"", "HIDDEN_DUE_TO_SECURITY_REASONS", "****", "***"})
_LISTS: Final = ("items", "item", "member")
_WRAPPERS: Final = ("Request", "Response", "Req", "Result")
_MAX_DEPTH: Final = 24


def request_of(record: Record) -> Record | None:
    """Return what a call asked for; None where the record does not tell: null, hidden, cut off."""
    request = record.get("requestParameters")
    if not isinstance(request, Mapping) or request.get("omitted") is True:
        return None
    return request


def texts_at(place: str, record: Record) -> list[str]:
    """Return every text at a place of a record, in order; empty where none can be read."""
    names = _names(place)
    node: Any = record
    for name in names:
        if type(node) is not dict or name not in node:
            break
        node = node[name]
    else:
        if type(node) is str:
            return [] if node in _HIDDEN else [node]
    found: list[str] = []
    _gather(names, record, found, 0)
    return found


def _gather(names: tuple[str, ...], node: Any, found: list[str], depth: int) -> None:
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, list):
        for item in node:
            _gather(names, item, found, depth + 1)
    elif isinstance(node, Mapping):
        _gather_named(names, node, found, depth)
    elif not names and isinstance(node, str) and node not in _HIDDEN:
        found.append(node)


def _gather_named(names: tuple[str, ...], node: Record, found: list[str], depth: int) -> None:
    if names and names[0] in node:
        _gather(names[1:], node[names[0]], found, depth + 1)
        return
    for wrapper in _LISTS:
        if wrapper in node:
            _gather(names, node[wrapper], found, depth + 1)
            return
    if not names:
        # A list of the query API whose values are texts: {"content": "i-0123", "tag": 1}.
        _gather(names, node.get("content"), found, depth + 1)
        return
    wanted = names[0].lower()
    for key, value in node.items():
        if key.lower() == wanted:
            _gather(names[1:], value, found, depth + 1)
            return
    if len(node) == 1:
        ((key, value),) = node.items()
        if key.endswith(_WRAPPERS):
            _gather(names, value, found, depth + 1)


_HOLE: Final = re.compile(r"\{([^{}]+)\}")


def places_in(place: str) -> tuple[str, ...]:
    """Return the places of the record that a place is put together from; most are one."""
    if "{" not in place:
        return (place,)
    return tuple(name for name in _HOLE.findall(place) if "." in name)


def _composed(place: str, record: Record, account: str, region: str) -> list[str]:
    """Return the text that is put together from several places; none where one is not told."""
    told = {"{account}": account, "{region}": region, "{partition}": partition_of(region)}
    for name in places_in(place):
        texts = texts_at(name, record)
        if len(texts) != 1:
            return []
        told[f"{{{name}}}"] = _unquoted(texts[0])
    return [_HOLE.sub(lambda hole: told[hole[0]], place)]


def _unquoted(text: str) -> str:
    """Return an ARN as it is: some services record it as it stood in the path of the request."""
    return unquote(text) if text[:6].lower() == "arn%3a" else text


def _owner(kind: Kind, id: str, record: Record) -> str:
    """Return the account that the record's `resources` give for an id; empty where they do not.

    A call on another account's bucket is recorded in the caller's account too.
    """
    resources = record.get("resources")
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, Mapping):
            continue
        arn, owner = resource.get("ARN"), resource.get("accountId")
        if isinstance(arn, str) and isinstance(owner, str) and owner.isdecimal():
            parts = parts_of(kind.arn, arn)
            if parts is not None and kind.id.format_map({**parts, "arn": arn}) == id:
                return owner
    return ""


@lru_cache(maxsize=4096)
def _names(place: str) -> tuple[str, ...]:
    return tuple(place.split("."))
