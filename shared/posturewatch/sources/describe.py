"""Live AWS calls → snapshots, and listings of a type.

The calls follow from the places that a type declares. An error code that the declaration lists for
its operation means *not configured*; the identity call's own codes may mean *gone*; every other
error makes the properties that needed the call unknown.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Container, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache, partial
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from posturewatch import catalog
from posturewatch.domain.errors import DeclarationError
from posturewatch.domain.forms import parts_of
from posturewatch.domain.partitions import partition_of
from posturewatch.domain.places import (
    ABSENT,
    Busy,
    Name,
    Step,
    Unknown,
    Where,
    parse,
    parts,
    walk,
)
from posturewatch.domain.reading import Found, Gone, Outcome
from posturewatch.domain.resource import (
    GLOBAL,
    Calls,
    Resource,
    ResourceKey,
    Shape,
    ShapeOf,
    read_shape,
)
from posturewatch.sources import authorization
from posturewatch.sources.authorization import OF_CREDENTIALS, Authorizations, Credentials
from posturewatch.sources.models import read_models
from posturewatch.sources.pace import Pace
from posturewatch.sources.sessions import NoAccess

GLOBAL_ENDPOINT_REGION: Final = "us-east-1"
PARALLEL_CALLS: Final = 8
"""How many calls of one resource run at once: enough to hide latency, few enough to be let."""

SHARED_ANSWERS_LAST: Final = timedelta(hours=1)
"""How long an answer that is the same for every account is used again."""

MOST_SHARED_ANSWERS: Final = 500
"""How many of them are kept: the documents of AWS's policies take a few kilobytes each."""

MOST_ANSWERS_OF_A_SWEEP: Final = 2_000
"""How many answers that several resources of an account need are kept in one sweep."""

DENIED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Client.UnauthorizedOperation",
        "NotAuthorized",
        "UnauthorizedOperation",
    }
)
"""The error codes with which AWS says that the caller may not make a call."""

EXPIRED: Final = frozenset(
    {
        # AWS says so.
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "TokenRefreshRequired",
        # botocore has no credentials to ask with any more.
        "CredentialRetrievalError",
        "NoCredentialsError",
        "SSOTokenLoadError",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }
)
"""The error codes after which the same credentials get no answer to any call."""

THROTTLED: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""The error codes with which AWS says that it has too much to do."""

REPORT_LOOKS: Final = 8
REPORT_PAUSE: Final = 0.5
"""How often, and after how many seconds each, is looked whether a credential report is made."""

MOST_BREAKDOWNS: Final = 2
"""After so many failures of a server one after the other, each with its retries, an operation is
not asked again in a sweep: what is down, or lacking, would only hold up the rest."""

_MARKERS: Final = ("NextMarker", "NextToken", "nextToken")
"""Where the next part begins, in listings of which botocore does not know that they have parts."""

NOT_ENABLED: Final = "NotEnabled"
"""Our code for a service that an account does not use, where AWS has none of its own: Macie says it
with the code of a refusal, and only its message tells the two apart."""

MOST_THROTTLED: Final = 8
"""After so many throttled calls one after the other, each with its retries, an operation is not
asked again in a sweep's message: the account's own programs want to ask, too."""

ClientFor = Callable[[str, str, str], Any]
"""(account, region, service) → a boto3 client of the audited side."""


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


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """A call that the caller may not make.

    Args:
        service: boto3's name of the client, such as `s3control`.
        operation: The operation's name in the API.
        region: Where it was asked; `global` where the service has one endpoint.
        is_explicit: Whether a policy denies it, so that allowing it elsewhere is not enough.
    """

    service: str
    operation: str
    region: str
    is_explicit: bool = False


class LiveSource:
    """Reads resources of audited accounts, and counts what it costs.

    It may be used by many threads at once.

    Args:
        client_for: (account, region, service) → a boto3 client.
        now: The clock, in UTC.
        parallel: How many calls of resources that are read run at once.
        of_one_sweep: Whether it lives for one sweep: what several resources need, such as the
            settings of the account or the policies of a group, is then asked once, and an answer is
            as old as the sweep.
        final: Error codes after which nothing more is asked, for a run that cannot renew its
            credentials.
        pause: Waits so many seconds.
    """

    def __init__(
        self,
        client_for: ClientFor,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        parallel: int = PARALLEL_CALLS,
        of_one_sweep: bool = False,
        final: Container[str] = (),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = pause
        self.of_one_sweep = of_one_sweep
        self._client_for = client_for
        self._now = now
        self._parallel = parallel
        self._final = final
        self._pool: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._making_clients = Lock()
        self._calls: dict[str, int] = {}
        self._refusals: dict[Refusal, int] = {}
        self._shared: dict[tuple[object, ...], tuple[datetime, Any]] = {}
        self._once: OrderedDict[tuple[object, ...], Future[_Asked]] = OrderedDict()
        self._in_bulk: dict[tuple[str, str], Future[_Asked]] = {}
        self._breakdowns: Counter[tuple[str, str, str]] = Counter()
        self._refused_in_row: Counter[tuple[str, str, str]] = Counter()
        self._throttled = 0
        self._paces: dict[tuple[str, str], Pace] = {}
        self._stopped: _Failure | None = None

    @property
    def calls(self) -> Mapping[str, int]:
        """How often each `service:Operation` was called so far."""
        with self._lock:
            return dict(self._calls)

    @property
    def throttled(self) -> int:
        """For how many calls AWS had too much to do, after all retries."""
        return self._throttled

    @property
    def refusals(self) -> Mapping[Refusal, int]:
        """The calls that the caller may not make, and how often each was tried."""
        with self._lock:
            return dict(self._refusals)

    @property
    def stopped(self) -> str:
        """Why nothing more is asked; empty while it is."""
        return self._stopped.reason if self._stopped else ""

    def stop(self, reason: str, *, code: str = "Stopped") -> None:
        """Ask nothing more: whatever is still to be read or listed is unknown for this reason."""
        with self._lock:
            self._stopped = self._stopped or _Failure(code, reason)

    def read(
        self, cls: type[Resource], key: ResourceKey, *, listed: Listed | None = None
    ) -> Outcome:
        """Read one resource.

        Args:
            cls: The resource type.
            key: Which resource.
            listed: The resource as a listing just showed it: saves the identity call where the
                listing carries all that this call would answer.
        """
        observed_at = self._now()
        client = self.client(key.account, key.region, cls.calls.service)
        if isinstance(client, _Failure):
            return Unknown(client.reason)
        scope = _Root(self, cls, key)
        if listed is not None and listed.item is not None:
            whole = listed.item if cls.calls.carries else self._completed(cls, scope, listed.item)
            if whole is not None:
                scope.know_identity(whole)
        identity = scope.identity()
        # That a region has no detector is a state to be judged, not the end of one.
        is_gone = identity is ABSENT or _is_gone(cls, identity)
        if is_gone and not cls.is_always_there(key):
            return Gone(key, observed_at)
        scope.prefetch(self._threads())
        scope.prefetch_items(self._threads())
        values, unknown = read_shape(cls, scope, "describe")
        if scope.may_be_gone and scope.asked_identity() is ABSENT:
            # Deleted since the listing showed it.
            return Gone(key, observed_at)
        if isinstance(identity, Unknown) and not scope.succeeded:
            return identity
        # What a sweep has asked once is as old as that.
        observed_at = min([observed_at, *scope.ages])
        home = _at_home(cls, key, identity)
        return Found(cls(key=home, observed_at=observed_at, unknown=unknown, **values), observed_at)

    def list(
        self,
        cls: type[Resource],
        account: str,
        region: str,
        *,
        token: str | None = None,
        limit: int = 100,
    ) -> Page | Unknown:
        """List a part of the resources of a type.

        Args:
            cls: The resource type.
            account: The account to list.
            region: The region to list; `global` for a type that is listed once.
            token: Where the last part ended.
            limit: How many resources at most.

        Returns:
            A page, or `Unknown` when the listing was denied, throttled or failed.
        """
        calls = cls.calls
        if calls.listed is None:
            return Page(
                (Listed(ResourceKey(account, region, cls.type, account), None),), None, self._now()
            )
        if calls.of_each:
            return self._list_of_each(cls, account, region, token, limit)
        home = (calls, account, region)
        asked = self._items(*home, calls.listed, token=token, limit=limit)
        found = _listed(cls, account, region, asked)
        if isinstance(found, Unknown):
            return found
        if region in calls.list_also and asked.token is None:
            # What is listed once more is a part of the last page, whole.
            more = self._items(*home, calls.listed, calls.list_also[region])
            also = _listed(cls, account, region, more)
            if isinstance(also, Unknown):
                return also
            found += also
        return Page(tuple(found), asked.token, asked.at)

    def _list_of_each(
        self, cls: type[Resource], account: str, region: str, token: str | None, limit: int
    ) -> Page | Unknown:
        """List a part of a type that is listed for one parent after the other."""
        calls = cls.calls
        home = (calls, account, region)
        asked = self._items(*home, calls.parents)
        if isinstance(asked.answer, _Failure):
            return asked.answer.unread
        parents = sorted(json.dumps(_named_in(calls.of_each, each)) for each in asked.answer)
        # Where the last part ended: at a parent, and at a token of that parent's own listing.
        start, inner = json.loads(token) if token else ("", None)
        left = [parent for parent in parents if parent >= start]
        childless = (*calls.gone, *calls.absent.get(split(calls.listed or "", "")[1], ()))
        found: list[Listed] = []
        for number, parent in enumerate(left, 1):
            names = json.loads(parent)
            after = inner if parent == start else None
            part = self._items(
                *home, calls.listed or "", names, token=after, limit=limit - len(found)
            )
            if not (isinstance(part.answer, _Failure) and part.answer.code in childless):
                # Otherwise the parent has gone since, with all that it had, or never has any.
                told = _listed(cls, account, region, part, names)
                if isinstance(told, Unknown):
                    return told
                found += told
            if part.token:
                return Page(tuple(found), json.dumps([parent, part.token]), asked.at)
            if max(len(found), number) >= limit and number < len(left):
                return Page(tuple(found), json.dumps([left[number], None]), asked.at)
        return Page(tuple(found), None, asked.at)

    def _items(
        self,
        calls: Calls,
        account: str,
        region: str,
        place: str,
        more: Mapping[str, Any] = MappingProxyType({}),
        *,
        token: str | None = None,
        limit: int | None = None,
    ) -> _Asked:
        """Ask for a part of a listing, or for all of it without a limit: its items.

        Args:
            calls: The calls of the type.
            account: The account to list.
            region: The region to list.
            place: Where the items stand.
            more: Parameters beside those that are always the same.
            token: Where the last part ended.
            limit: How many items at most.
        """
        service, operation, path = split(place, calls.service)
        names = {"@account": account, "@region": region}
        constants = _with_names(calls.constants.get(f"list:{operation}", {}), names)
        parameters = {**constants, **more}
        client = self.client(account, region, service)
        if isinstance(client, _Failure):
            return _Asked(self._now(), client)

        def ask() -> _Asked:
            return self._part(client, service, operation, parameters, token, limit)

        if self.of_one_sweep and (service, operation, repr(parameters)) in _lists_of_several():
            # Several types stand in the same listing: it is asked for once.
            name = ("list", account, region, service, operation, repr(parameters), token, limit)
            asked = self._ask_once(name, (), ask)
        else:
            asked = ask()
        if isinstance(asked.answer, _Failure):
            return asked
        items: list[Any] = []
        for answer in asked.answer:
            told = located(answer, path, operation, names, may_lack=calls.omits_empty)
            if isinstance(told, Unknown):
                return replace(asked, answer=_Failure("Unreadable", told.reason))
            if isinstance(told, list):
                items.extend(told)
            elif told is not ABSENT:
                reason = f"{operation} answered with something else than a list"
                return replace(asked, answer=_Failure("Unreadable", reason))
        return replace(asked, answer=items)

    def _part(
        self,
        client: Any,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        token: str | None,
        limit: int | None,
    ) -> _Asked:
        """Ask for a part of a listing: the answers to its calls, one by one.

        Put together by botocore, they would lose what holds a list that is not there: CloudFront
        says `{"DistributionList": {"Quantity": 0}}` of an account without distributions.
        """
        at = self._now()
        if not client.can_paginate(xform_name(operation)):
            return _Asked(at, self._marked(client, service, operation, parameters))
        paging: dict[str, Any] = {"MaxItems": limit}
        size = _page_size(client, operation, limit) if limit else None
        if size is not None:
            paging["PageSize"] = size
        if token:
            paging["StartingToken"] = token
        pages = client.get_paginator(xform_name(operation)).paginate(
            **parameters, PaginationConfig=paging
        )
        answers = self._guarded(client, service, operation, lambda: list(pages))
        return _Asked(at, answers, pages.resume_token)

    def _marked(
        self, client: Any, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Any:
        """Return all answers to a list call that botocore does not page, or a `_Failure`.

        WAF gives a marker with the last page too; what follows it is empty, without a marker.
        """
        answers: list[Any] = []
        at: dict[str, str] = {}
        markers: set[str | None] = {None}
        while True:
            answer = self.invoke(client, service, operation, {**parameters, **at})
            if isinstance(answer, _Failure):
                return answer
            answers.append(answer)
            at = next(({name: answer[name]} for name in _MARKERS if answer.get(name)), {})
            marker = next(iter(at.values()), None)
            if marker in markers:
                return answers
            markers.add(marker)

    def client(self, account: str, region: str, service: str) -> Any:
        """Return the client for a call, or a `_Failure`, such as when no role can be assumed.

        Clients are made one at a time: boto3 requires it.
        """
        if self._stopped is not None:
            return self._stopped
        try:
            with self._making_clients:
                return _attempt(
                    f"making a client of {service}",
                    lambda: self._client_for(account, endpoint_region(region), service),
                )
        except NoAccess as error:
            self._stop_if_final(error.code)
            return _Failure("NoAccess", str(error))

    def invoke(
        self, client: Any, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Any:
        """Make one call, all its pages included: its answer, or a `_Failure`."""
        method = xform_name(operation)
        if client.can_paginate(method):
            paginate = client.get_paginator(method).paginate
            return self._guarded(
                client, service, operation, lambda: paginate(**parameters).build_full_result()
            )
        return self._guarded(
            client, service, operation, lambda: getattr(client, method)(**parameters)
        )

    def invoke_shared(
        self, client: Any, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Any:
        """Make one call whose answer is the same for every account, at most once an hour."""
        name = (service, operation, *sorted(parameters.items()))
        kept = self._shared.get(name)
        if kept is not None and self._now() - kept[0] < SHARED_ANSWERS_LAST:
            return kept[1]
        answer = self.invoke(client, service, operation, parameters)
        if not isinstance(answer, _Failure):
            if len(self._shared) >= MOST_SHARED_ANSWERS:
                self._shared.clear()
            self._shared[name] = (self._now(), answer)
        return answer

    def invoke_once(
        self,
        account: str,
        absent: Container[str],
        client: Any,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
    ) -> _Asked:
        """Make one call that several resources of an account need, once in a sweep.

        Whoever asks while the call is under way waits for its answer. That something is not
        configured, and a refusal, would be the same again and are kept; other failures are not.

        Args:
            account: The account.
            absent: The error codes that mean *not configured*.
            client: Its client.
            service: The client's name.
            operation: The operation's name in the API.
            parameters: Its parameters.
        """
        region = client.meta.region_name
        name = (account, region, service, operation, repr(sorted(parameters.items())))

        def ask() -> _Asked:
            at = self._now()
            return _Asked(at, self.invoke(client, service, operation, parameters))

        return self._ask_once(name, absent, ask)

    def _ask_once(
        self, name: tuple[object, ...], absent: Container[str], ask: Callable[[], _Asked]
    ) -> _Asked:
        mine: Future[_Asked] = Future()
        with self._lock:
            future = self._once.setdefault(name, mine)
            self._once.move_to_end(name)
            if len(self._once) > MOST_ANSWERS_OF_A_SWEEP:
                self._once.popitem(last=False)
        if future is not mine:
            return future.result()
        try:
            asked = ask()
        except BaseException as error:
            future.set_exception(error)
            raise
        failure = asked.answer if isinstance(asked.answer, _Failure) else None
        if failure is not None and not (failure.code in DENIED or failure.code in absent):
            with self._lock:
                self._once.pop(name, None)
        future.set_result(asked)
        return asked

    def _completed(self, cls: type[Resource], scope: _Root, item: Any) -> Any:
        """Return the identity object of what a listing showed, where the sweep knows it whole."""
        if not isinstance(item, Mapping):
            return None
        told = {name: walk(parse(at), item) for name, at in cls.calls.list_tells.items()}
        if told:
            return None if ABSENT in told.values() else told
        service, operation, _ = split(cls.calls.identity, cls.calls.service)
        if not self.of_one_sweep or service != "iam":
            return None
        known = self._authorizations_of(scope.key.account)
        whole = known.answer.completed(operation, scope.key.id, item) if known.answer else None
        if whole is not None:
            scope.note_age(known.at)
        return whole

    def told_in_bulk(
        self, account: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> _Asked | None:
        """Return what a call would answer, where one call for the whole account has told it."""
        if not self.of_one_sweep or service != "iam" or not _names_identity(parameters):
            return None
        known = self._authorizations_of(account)
        if known.answer and operation in OF_CREDENTIALS:
            # Of one user the report would not save a call.
            is_worth_it = known.answer.users > 1
            known = self._credentials_of(account) if is_worth_it else replace(known, answer=None)
        told = known.answer.answer(operation, parameters) if known.answer else None
        return None if told is None else _Asked(known.at, told)

    def _authorizations_of(self, account: str) -> _Asked:
        """Return the details of an account, asked once; None where they are not to be had.

        Nobody needs the right to them: what they would tell is then asked for one by one.
        """
        return self._asked_in_bulk(("details", account), lambda: self._ask_authorizations(account))

    def _credentials_of(self, account: str) -> _Asked:
        """Return what a credential report tells, asked once; None where there is no new one."""
        return self._asked_in_bulk(("report", account), lambda: self._ask_credentials(account))

    def _asked_in_bulk(self, name: tuple[str, str], ask: Callable[[], Any]) -> _Asked:
        mine: Future[_Asked] = Future()
        with self._lock:
            future = self._in_bulk.setdefault(name, mine)
        if future is not mine:
            return future.result()
        try:
            at = self._now()
            mine.set_result(_Asked(at, ask()))
        except BaseException as error:
            mine.set_exception(error)
            raise
        return mine.result()

    def _ask_authorizations(self, account: str) -> Authorizations | None:
        client = self.client(account, GLOBAL, "iam")
        if isinstance(client, _Failure):
            return None
        method = xform_name(authorization.OPERATION)
        pages = client.get_paginator(method).paginate(
            **authorization.PARAMETERS, PaginationConfig={"PageSize": 1000}
        )
        answer = self._guarded(
            client, "iam", authorization.OPERATION, pages.build_full_result, is_needed=False
        )
        if isinstance(answer, _Failure):
            return None
        try:
            return Authorizations(answer)
        except _UNREADABLE:
            return None

    def _ask_credentials(self, account: str) -> Credentials | None:
        """Return what a credential report tells that was made since it was asked for."""
        client = self.client(account, GLOBAL, "iam")
        if isinstance(client, _Failure):
            return None
        asked_at = self._now()
        for operation in ("GenerateCredentialReport", *("GetCredentialReport",) * REPORT_LOOKS):
            answer = self._guarded(
                client, "iam", operation, getattr(client, xform_name(operation)), is_needed=False
            )
            if isinstance(answer, _Failure):
                if answer.code != "ReportInProgress":
                    return None
            elif operation == "GetCredentialReport":
                try:
                    # Times of the API are whole seconds.
                    is_new = answer["GeneratedTime"] >= asked_at.replace(microsecond=0)
                    return Credentials(answer["Content"].decode()) if is_new else None
                except _UNREADABLE:
                    return None
            elif answer.get("State") == "COMPLETE":
                # It was made before, nobody knows after which change.
                return None
            self._pause(REPORT_PAUSE)
        return None

    def _guarded(
        self,
        client: Any,
        service: str,
        operation: str,
        call: Callable[[], Any],
        *,
        is_needed: bool = True,
    ) -> Any:
        region = client.meta.region_name
        place = (service, region, operation)
        with self._lock:
            if self._stopped is not None:
                return self._stopped
            if self.of_one_sweep and self._breakdowns[place] >= MOST_BREAKDOWNS:
                return _Failure("Down", f"{operation} failed {MOST_BREAKDOWNS} times in a row")
            if self.of_one_sweep and self._refused_in_row[place] >= MOST_THROTTLED:
                many = f"{operation} was throttled {MOST_THROTTLED} times in a row"
                return _Failure("Throttling", many)
            name = f"{service}:{operation}"
            self._calls[name] = self._calls.get(name, 0) + 1
            pace = self._paces.setdefault((service, region), Pace())
        with pace.turn():
            answer = _attempt(operation, call)
        is_down = isinstance(answer, _Failure) and answer.is_down
        is_busy = isinstance(answer, _Failure) and answer.code in THROTTLED
        pace.note(is_busy=is_busy or _was_retried(answer))
        with self._lock:
            self._breakdowns[place] = self._breakdowns[place] + 1 if is_down else 0
            self._refused_in_row[place] = self._refused_in_row[place] + 1 if is_busy else 0
            self._throttled += is_busy
        if isinstance(answer, _Failure):
            if is_needed and answer.code in DENIED:
                region = GLOBAL if region.endswith("-global") else region
                refusal = Refusal(service, operation, region, answer.is_explicit)
                with self._lock:
                    self._refusals[refusal] = self._refusals.get(refusal, 0) + 1
            self._stop_if_final(answer.code)
        return answer

    def _stop_if_final(self, code: str) -> None:
        if code in self._final:
            self.stop(f"{code}: the credentials have ended, nothing more was asked", code=code)

    def _threads(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._parallel, thread_name_prefix="read")
            return self._pool


@dataclass(frozen=True, slots=True)
class _Failure:
    code: str
    reason: str
    is_explicit: bool = False
    is_down: bool = False
    """Whether the server failed, so that asking the same of another resource would, too."""

    @property
    def unread(self) -> Unknown:
        """What it means for a listing."""
        return Busy(self.reason) if self.code in THROTTLED else Unknown(self.reason)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was answered to a call that several resources need, and when it was asked."""

    at: datetime
    answer: Any
    token: str | None = None


@cache
def _lists_of_several() -> frozenset[tuple[str, str, str]]:
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


def _names_identity(parameters: Mapping[str, Any]) -> bool:
    """Whether a call of IAM is about what the details of an account hold."""
    return not parameters.keys().isdisjoint(("UserName", "RoleName", "GroupName", "PolicyArn"))


_UNREADABLE: Final = (AttributeError, LookupError, SyntaxError, TypeError, ValueError)
"""What botocore raises on an answer that is not from AWS, such as a proxy's page, or on a text
that it cannot put into a request."""


def _was_retried(answer: Any) -> bool:
    """Whether AWS answered a call only after botocore had made it again."""
    told = answer.get("ResponseMetadata", {}) if isinstance(answer, Mapping) else {}
    return bool(told.get("RetryAttempts"))


def _attempt(what: str, call: Callable[[], Any]) -> Any:
    """Return what a call of botocore answers, or a `_Failure` whatever went wrong with it."""
    try:
        return call()
    except ClientError as error:
        told = error.response.get("Error", {})
        code, message = str(told.get("Code") or "error without a code"), str(told.get("Message"))
        if code in DENIED and message.startswith("Macie is not enabled"):
            code = NOT_ENABLED
        is_explicit = "explicit deny" in message
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0
        is_down = status >= 500 and code not in THROTTLED
        return _Failure(code, f"{code} on {what}", is_explicit, is_down)
    except (BotoCoreError, HTTPClientError, ResponseParserError, *_UNREADABLE) as error:
        code = type(error).__name__
        is_down = isinstance(error, HTTPClientError | ResponseParserError)
    return _Failure(code, f"{code} on {what}", is_down=is_down)


def located(
    answer: Any, path: str, operation: str, names: Mapping[str, str], *, may_lack: bool = False
) -> Any:
    """Return what stands at a path that must lead into an answer: the identity object or a listing.

    An answer without the path's first name is not one to conclude anything from: it is unknown,
    never *gone* or *none*, unless the operation is known to say *none* so.
    """
    steps = _named(parse(path), names)
    if isinstance(answer, Mapping) and (may_lack or not steps or _has_first(steps[0], answer)):
        return walk(steps, answer)
    return Unknown(f"{operation} answered without {path.partition('[')[0]}")


def _has_first(step: Step, answer: Mapping[str, Any]) -> bool:
    """Whether an answer holds what the first step of a path names."""
    return not isinstance(step, Name) or answer.get(step.name) is not None


def _named(steps: tuple[Step, ...], names: Mapping[str, str]) -> tuple[Step, ...]:
    """Put the key's values where a place compares with `@id`, `@region` or `@account`."""
    return tuple(
        replace(step, value=_filled(step.value, names)) if isinstance(step, Where) else step
        for step in steps
    )


def _with_names(value: Any, names: Mapping[str, str]) -> Any:
    """Return constant parameters with the key's values in their texts."""
    if isinstance(value, str):
        return _filled(value, names)
    if isinstance(value, Mapping):
        return {name: _with_names(inner, names) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_names(inner, names) for inner in value]
    return value


def _filled(text: str, names: Mapping[str, str]) -> str:
    """Put the key's values into a text such as `table/@id`; they are never looked into again."""
    return re.sub(r"@(?:id|region|account)\b", lambda found: names.get(found[0], found[0]), text)


def _page_size(client: Any, operation: str, limit: int) -> int | None:
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


_KEY_NAMES: Final = frozenset({"partition", "region", "account"})
"""Parts of an id that say where the resource is, and not which one it is."""


class _Scope:
    """Resolves places against one object and the calls that can be made about it."""

    def __init__(
        self,
        source: LiveSource,
        calls: Calls,
        key: ResourceKey,
        bind: Mapping[str, str],
        outer: _Scope | None,
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
        if place == ".":
            return self._item
        if place.startswith(".") or not self._wants_calls:
            return walk(parse(place), self._item)
        service, operation, path = split(place, self._declared.service)
        answer = self.call(service, operation)
        if isinstance(answer, Unknown) or answer is ABSENT:
            return answer
        return walk(_named(parse(path), self._names()), answer)

    def _names(self) -> Mapping[str, str]:
        return {"@id": self._key.id, "@region": self._key.region, "@account": self._key.account}

    def within(self, item: Any, shape: type[Shape]) -> _Scope:
        return _Scope(
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
        if isinstance(client, _Failure):
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
        if not isinstance(answer, _Failure):
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
        named = own in told or [own] in told or (bool(parts) and all(x in told for x in parts))
        # The account's id is in calls of every resource.
        return named and own != self._key.account

    def failure(self, service: str, operation: str, failure: _Failure) -> Any:
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
        parameters: dict[str, Any] = _with_names(
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


class _Root(_Scope):
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
            for service, operation in _independent_operations(self._cls)
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
                    operations = _own_operations(kind.shape, self._cls.calls.service)
                    scopes = [self.within(item, kind.shape) for item in items]
                    calls += [(scope, call) for scope in scopes for call in operations]
        if len(calls) > 1:
            list(pool.map(lambda asked: asked[0].call(*asked[1]), calls))

    def _waits(self, operation: str) -> bool:
        places = self._declared.skip_if.get(operation, {})
        return not all(place.startswith(".") for place in places)

    def failure(self, service: str, operation: str, failure: _Failure) -> Any:
        is_gone = failure.code in self._declared.gone
        if is_gone and (service, operation) == (self._service, self._operation):
            return ABSENT
        # Of what a listing showed, the identity call was not made: it alone says that it is gone.
        self.may_be_gone |= is_gone and self._is_listed
        return Unknown(failure.reason)

    def note_success(self) -> None:
        self.succeeded = True

    def note_age(self, at: datetime) -> None:
        self.ages.append(at)


def _is_gone(cls: type[Resource], identity: Any) -> bool:
    """Whether the resource is still shown, in a state that means that it is gone."""
    if isinstance(identity, Unknown):
        return False
    for name, gone in cls.calls.gone_if.items():
        place = name if name.startswith(".") else cls.properties[name].at.describe
        if isinstance(place, str) and walk(parse(place), identity) in gone:
            return True
    return False


def _at_home(cls: type[Resource], key: ResourceKey, identity: Any) -> ResourceKey:
    """The key as the resource itself spells it: its id, where AWS ignores case, and its region."""
    if cls.calls.carries and not cls.calls.of_each:
        own = _id_in(cls, identity, (key.account, key.region), {})
        key = replace(key, id=own) if isinstance(own, str) and own else key
    if cls.calls.region_at is None or isinstance(identity, Unknown):
        return key
    region = walk(parse(cls.calls.region_at), identity)
    if isinstance(region, Unknown):
        return key
    named = GLOBAL_ENDPOINT_REGION if region is ABSENT or region == "" else str(region)
    return replace(key, region=_OLD_REGIONS.get(named, named))


_OLD_REGIONS: Final = {"EU": "eu-west-1", "US": "us-east-1"}
"""Location constraints from before regions had names."""


def _named_in(places: Mapping[str, str], item: Any) -> dict[str, Any]:
    """Return the values that stand at places of an item, by their names."""
    return {
        name: item if place == "." else walk(parse(place), item) for name, place in places.items()
    }


def _listed(
    cls: type[Resource],
    account: str,
    region: str,
    asked: _Asked,
    names: Mapping[str, Any] = MappingProxyType({}),
) -> list[Listed] | Unknown:
    """Return what a part of a listing shows; `names` are those of the parent that it is of."""
    calls = cls.calls
    if isinstance(asked.answer, _Failure):
        return asked.answer.unread
    found = []
    for item in asked.answer:
        id_ = _id_in(cls, item, (account, region), names)
        where = walk(parse(calls.list_region), item) if calls.list_region else region
        if where is ABSENT and calls.region_at:
            # The listing does not tell; the resource itself will, once it is read.
            where = GLOBAL_ENDPOINT_REGION
        if not isinstance(id_, str) or not isinstance(where, str):
            return Unknown(f"{calls.listed} has an item without its {calls.list_id} or region")
        found.append(Listed(ResourceKey(account, where, cls.type, id_), item))
    return found


def _id_in(cls: type[Resource], item: Any, home: tuple[str, str], names: Mapping[str, Any]) -> Any:
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


def _own_operations(shape: type[Shape], service: str) -> tuple[tuple[str, str], ...]:
    """The operations that each item of a nested shape is asked, in their order."""
    found: dict[tuple[str, str], None] = {}
    for prop in shape.properties.values():
        place = prop.at.describe
        if isinstance(place, str) and not place.startswith("."):
            found[split(place, service)[:2]] = None
    return tuple(found)


def _independent_operations(cls: type[Resource]) -> tuple[tuple[str, str], ...]:
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
