"""Resolves the live places of one resource: which calls they need, and what those answered."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from posturewatch.domain.errors import DeclarationError
from posturewatch.domain.forms import parts_of
from posturewatch.domain.places import ABSENT, Unknown, parse, walk
from posturewatch.domain.resource import Calls, Resource, ResourceKey, Shape, ShapeOf
from posturewatch.sources.answers import Failure, located, named, with_names
from posturewatch.sources.operations import independent_operations, is_of_key, own_operations, split

if TYPE_CHECKING:
    from posturewatch.sources.describe import LiveSource


_KEY_NAMES: Final = frozenset({"partition", "region", "account"})
"""Parts of an id that say where the resource is, and not which one it is."""


class Scope:
    """Resolves places against one object and the calls that can be made about it."""

    def __init__(
        self,
        source: LiveSource,
        calls: Calls,
        key: ResourceKey,
        bind: Mapping[str, str],
        outer: Scope | None,
        item: Any,
        wants_calls: bool,
        region_at: str | None = None,
    ) -> None:
        self._source = source
        self._declared = calls
        self._key = key
        self._bind = bind
        self._outer = outer
        self._item = item
        self._wants_calls = wants_calls
        self._region_at = region_at
        self._answers: dict[str, Any] = {}
        self._asked: dict[tuple[str, str, str, str], Any] = {} if outer is None else outer._asked

    def resolve(self, place: str) -> Any:
        """Return what stands at a place, `ABSENT` or `Unknown`; the call that it needs is made."""
        if place == ".":
            return self._item
        if place.startswith(".") or not self._wants_calls:
            return walk(parse(place), self._item)
        service, operation, path = split(place, self._declared.service)
        answer = self.call(service, operation)
        if isinstance(answer, Unknown) or answer is ABSENT:
            return answer
        return walk(named(parse(path), self._names()), answer)

    def _names(self) -> Mapping[str, str]:
        return {"@id": self._key.id, "@region": self._key.region, "@account": self._key.account}

    def within(self, item: Any, shape: type[Shape]) -> Scope:
        """Return the scope of an item that stands in this one's object."""
        return Scope(
            self._source,
            self._declared,
            self._key,
            shape.bind,
            self,
            item,
            shape.makes_calls,
            shape.region_at,
        )

    def call(self, service: str, operation: str) -> Any:
        """Return an operation's answer, `ABSENT` or `Unknown`; each is called once."""
        name = f"{service}:{operation}"
        if name not in self._answers:
            self._answers[name] = self._outcome(service, operation)
        return self._answers[name]

    def _outcome(self, service: str, operation: str) -> Any:
        for place, values in self._declared.skip_if.get(operation, {}).items():
            if self.resolve(place) in values:
                return ABSENT
        region = self.region()
        if not isinstance(region, str):
            return region if isinstance(region, Unknown) else Unknown("the item names no region")
        client = self._source.client(self._key.account, region, service)
        if isinstance(client, Failure):
            return Unknown(client.reason)
        parameters = self._parameters(client, service, operation)
        if isinstance(parameters, Unknown):
            return parameters
        if parameters is None:
            return ABSENT
        own = self._is_own(parameters)
        # Of a policy itself its own answer tells more.
        if not (own and operation == "GetPolicy"):
            told = self._source.told_in_bulk(self._key.account, service, operation, parameters)
            if told is not None:
                self.note_age(told.at)
                self.note_success()
                return told.answer
        parameter, text = self._declared.shared.get(operation, ("", ""))
        is_shared = bool(parameter) and text in str(parameters.get(parameter))
        codes = self._declared.absent
        absent = (*codes.get(operation, ()), *codes.get(f"{service}:{operation}", ()))
        invoke: Callable[..., Any] = self._source.invoke
        if self._source.of_one_sweep and (is_shared or not own):
            invoke = partial(self._asked_once, absent)
        elif is_shared:
            invoke = self._source.invoke_shared
        asked = (service, region, operation, repr(sorted(parameters.items())))
        # Several items of a resource may name the same thing: it is asked about once.
        if asked not in self._asked:
            self._asked[asked] = invoke(client, service, operation, parameters)
        answer = self._asked[asked]
        if not isinstance(answer, Failure):
            self.note_success()
            return answer
        if answer.code in absent:
            return ABSENT
        return self.failure(service, operation, answer)

    def _asked_once(self, absent: Container[str], *call: Any) -> Any:
        asked = self._source.invoke_once(self._key.account, absent, *call)
        self.note_age(asked.at)
        return asked.answer

    def _parts(self) -> Mapping[str, str] | None:
        """Return the parts of the id by the form that its type declares; None if it has another."""
        form = self._declared.id_form
        return parts_of(form, self._key.id) if form else {}

    def _is_own(self, parameters: Mapping[str, Any]) -> bool:
        """Whether a call names the resource, so that no other resource needs its answer."""
        own = self._key.id
        told = list(parameters.values())
        parts = [part for name, part in (self._parts() or {}).items() if name not in _KEY_NAMES]
        is_told = own in told or [own] in told or (bool(parts) and all(x in told for x in parts))
        # The account's id is in calls of every resource.
        return is_told and own != self._key.account

    def failure(self, service: str, operation: str, failure: Failure) -> Any:
        """Return what a failed call means here."""
        return Unknown(failure.reason)

    def note_success(self) -> None:
        """Remember that a call about this resource succeeded, so that it does exist."""
        if self._outer is not None:
            self._outer.note_success()

    def note_age(self, at: datetime) -> None:
        """Remember that an answer was asked for other resources too, and when."""
        if self._outer is not None:
            self._outer.note_age(at)

    def _parameters(
        self, client: Any, service: str, operation: str
    ) -> dict[str, Any] | Unknown | None:
        shape = client.meta.service_model.operation_model(operation).input_shape
        members = shape.members if shape else {}
        parameters: dict[str, Any] = with_names(
            self._declared.constants.get(operation, {}), self._names()
        )
        for name, member in members.items():
            if name in parameters or operation in self._declared.unbound:
                continue
            if not self.binds(name):
                continue
            value = self.bound(name)
            if isinstance(value, Unknown):
                return value
            if value is ABSENT:
                # The declaration binds it, and the document has no value there: nothing to ask
                # about, and without it the call would answer about something else.
                return None
            parameters[name] = [value] if member.type_name == "list" else value
        missing = set(shape.required_members if shape else ()) - set(parameters)
        if missing:
            raise DeclarationError(
                f"{self._key.type}: {operation} lacks {', '.join(sorted(missing))}"
            )
        if members and not parameters and operation not in self._declared.unbound:
            raise DeclarationError(
                f"{self._key.type}: {operation} has no bound parameter and would answer about "
                f"something else; bind one or list it in unbound"
            )
        return parameters

    def region(self) -> Any:
        """Return the region of the calls: the innermost item's own, else the resource's."""
        if self._region_at is not None:
            return self.resolve(self._region_at)
        return self._key.region if self._outer is None else self._outer.region()

    def binds(self, parameter: str) -> bool:
        """Whether this scope, or one around it, binds a parameter."""
        return parameter in self._bind or (self._outer is not None and self._outer.binds(parameter))

    def bound(self, parameter: str) -> Any:
        """Return the value that the innermost scope binds to a parameter, else `ABSENT`."""
        place = self._bind.get(parameter)
        if place is None:
            return ABSENT if self._outer is None else self._outer.bound(parameter)
        if is_of_key(place):
            key = self._key
            if place in ("id", "account"):
                return getattr(key, place)
            names = self._parts()
            if names is None:
                return Unknown(f"the id is not of the form {self._declared.id_form}")
            own = {"partition": key.partition, "region": key.region, "account": key.account}
            return place.format_map({**names, **own, "id": key.id})
        return self.resolve(place)


class Root(Scope):
    """The scope of the resource itself."""

    def __init__(self, source: LiveSource, cls: type[Resource], key: ResourceKey) -> None:
        super().__init__(source, cls.calls, key, cls.calls.bind, None, ABSENT, wants_calls=True)
        self._cls = cls
        self.key = key
        self.ages: list[datetime] = []
        self._known_identity = False
        self._is_listed = False
        self._service, self._operation, self._path = split(cls.calls.identity, cls.calls.service)
        self.succeeded = False
        self.may_be_gone = False

    def know_identity(self, item: Any) -> None:
        """Take the identity object from a listing instead of a call."""
        self._item = item
        self._known_identity = self._is_listed = self.succeeded = True

    def identity(self) -> Any:
        """Return the resource's own object, `ABSENT` when it is gone, or `Unknown`."""
        if not self._known_identity:
            answer = self.call(self._service, self._operation)
            if not isinstance(answer, Unknown) and answer is not ABSENT:
                answer = located(answer, self._path, self._operation, self._names())
                self.succeeded = not isinstance(answer, Unknown)
            self._item = answer
            self._known_identity = True
        return self._item

    def asked_identity(self) -> Any:
        """Return the resource's own object as its own call tells it now."""
        self._known_identity = self._is_listed = False
        return self.identity()

    def prefetch(self, pool: ThreadPoolExecutor) -> None:
        """Make the calls that need nothing but the key and the identity object, side by side.

        Those that another call's answer may make needless come after it.
        """
        pending = [
            (service, operation)
            for service, operation in independent_operations(self._cls)
            if f"{service}:{operation}" not in self._answers
        ]
        later = [call for call in pending if self._waits(call[1])]
        for calls in ([call for call in pending if call not in later], later):
            if len(calls) > 1:
                list(pool.map(lambda call: self.call(*call), calls))

    def prefetch_items(self, pool: ThreadPoolExecutor) -> None:
        """Make the calls about a resource's own items side by side, such as one for each region.

        What they answer is kept by what was asked, and found there when the items are read.
        """
        calls = []
        for prop in self._cls.properties.values():
            place, kind = prop.at.describe, prop.kind
            if isinstance(place, str) and isinstance(kind, ShapeOf) and kind.shape.makes_calls:
                items = self.resolve(place)
                if isinstance(items, list):
                    operations = own_operations(kind.shape, self._cls.calls.service)
                    scopes = [self.within(item, kind.shape) for item in items]
                    calls += [(scope, call) for scope in scopes for call in operations]
        if len(calls) > 1:
            list(pool.map(lambda asked: asked[0].call(*asked[1]), calls))

    def _waits(self, operation: str) -> bool:
        places = self._declared.skip_if.get(operation, {})
        return not all(place.startswith(".") for place in places)

    def failure(self, service: str, operation: str, failure: Failure) -> Any:
        """Return what a failed call means; of the identity call it may be that all is gone."""
        is_gone = failure.code in self._declared.gone
        if is_gone and (service, operation) == (self._service, self._operation):
            return ABSENT
        # Of what a listing showed, the identity call was not made: it alone says that it is gone.
        self.may_be_gone |= is_gone and self._is_listed
        return Unknown(failure.reason)

    def note_success(self) -> None:
        """Remember that the resource does exist."""
        self.succeeded = True

    def note_age(self, at: datetime) -> None:
        """Remember how old the snapshot is at least."""
        self.ages.append(at)
