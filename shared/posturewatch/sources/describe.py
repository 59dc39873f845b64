"""Live AWS calls → snapshots, and listings of a type.

The calls follow from the places that a type declares. An error code that the declaration lists for
its operation means *not configured*; the identity call's own codes may mean *gone*; every other
error makes the properties that needed the call unknown.
"""

from __future__ import annotations

import json
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Container, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from botocore import xform_name

from posturewatch.domain.places import (
    ABSENT,
    Unknown,
    parse,
    walk,
)
from posturewatch.domain.reading import Found, Gone, Outcome
from posturewatch.domain.resource import (
    GLOBAL,
    Calls,
    Resource,
    ResourceKey,
    read_shape,
)
from posturewatch.sources import authorization
from posturewatch.sources.answers import (
    DENIED,
    THROTTLED,
    UNREADABLE,
    Asked,
    Failure,
    attempt,
    located,
    was_retried,
    with_names,
)
from posturewatch.sources.authorization import OF_CREDENTIALS, Authorizations, Credentials
from posturewatch.sources.listing import MARKERS, Listed, Page, id_in, listed, named_in, page_size
from posturewatch.sources.offered import has_address, regions_of
from posturewatch.sources.operations import (
    GLOBAL_ENDPOINT_REGION,
    endpoint_region,
    lists_of_several,
    split,
)
from posturewatch.sources.pace import Pace
from posturewatch.sources.scope import Root
from posturewatch.sources.sessions import NoAccess

PARALLEL_CALLS: Final = 8
"""How many calls of one resource run at once: enough to hide latency, few enough to be let."""

SHARED_ANSWERS_LAST: Final = timedelta(hours=1)
"""How long an answer that is the same for every account is used again."""

MOST_SHARED_ANSWERS: Final = 500
"""How many of them are kept: the documents of AWS's policies take a few kilobytes each."""

MOST_ANSWERS_OF_A_SWEEP: Final = 2_000
"""How many answers that several resources of an account need are kept in one sweep."""


REPORT_LOOKS: Final = 8
REPORT_PAUSE: Final = 0.5
"""How often, and after how many seconds each, is looked whether a credential report is made."""

MOST_BREAKDOWNS: Final = 2
"""After so many failures of a server one after the other, each with its retries, an operation is
not asked again in a sweep: what is down, or lacking, would only hold up the rest."""


MOST_THROTTLED: Final = 8
"""After so many throttled calls one after the other, each with its retries, an operation is not
asked again in a sweep's message: the account's own programs want to ask, too."""

ClientFor = Callable[[str, str, str], Any]
"""(account, region, service) → a boto3 client of the audited side."""


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
        self._once: OrderedDict[tuple[object, ...], Future[Asked]] = OrderedDict()
        self._in_bulk: dict[tuple[str, str], Future[Asked]] = {}
        self._breakdowns: Counter[tuple[str, str, str]] = Counter()
        self._refused_in_row: Counter[tuple[str, str, str]] = Counter()
        self._throttled = 0
        self._paces: dict[tuple[str, str], Pace] = {}
        self._stopped: Failure | None = None

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
            self._stopped = self._stopped or Failure(code, reason)

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
        if isinstance(client, Failure):
            return Unknown(client.reason)
        scope = Root(self, cls, key)
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
        if not self._is_offered(calls, account, region):
            return Page((), None, self._now())
        if calls.listed is None:
            return Page(
                (Listed(ResourceKey(account, region, cls.type, account), None),), None, self._now()
            )
        if calls.of_each:
            return self._list_of_each(cls, account, region, token, limit)
        home = (calls, account, region)
        asked = self._items(*home, calls.listed, token=token, limit=limit)
        found = listed(cls, account, region, asked)
        if isinstance(found, Unknown):
            return found
        if region in calls.list_also and asked.token is None:
            # What is listed once more is a part of the last page, whole.
            more = self._items(*home, calls.listed, calls.list_also[region])
            also = listed(cls, account, region, more)
            if isinstance(also, Unknown):
                return also
            found += also
        return Page(tuple(found), asked.token, asked.at)

    def _is_offered(self, calls: Calls, account: str, region: str) -> bool:
        """Whether AWS may offer a service in a region; what fails now is told by the next call."""
        first = calls.parents or calls.listed or calls.identity
        service, operation, _ = split(first, calls.service)
        regions = regions_of(service)
        if not regions or endpoint_region(region) in regions:
            return True
        client = self.client(account, region, service)
        if isinstance(client, Failure):
            return True
        # Where the account is a part of the name, the name without it may belong to nobody.
        is_whole = client.meta.service_model.operation_model(operation).endpoint is None
        return not is_whole or has_address(client.meta.endpoint_url)

    def _list_of_each(
        self, cls: type[Resource], account: str, region: str, token: str | None, limit: int
    ) -> Page | Unknown:
        """List a part of a type that is listed for one parent after the other."""
        calls = cls.calls
        home = (calls, account, region)
        # Asked for as their own type's listing is, whose answers then serve here too.
        asked = part = self._items(*home, calls.parents, limit=limit)
        parents: list[str] = []
        while not isinstance(part.answer, Failure):
            parents += (json.dumps(named_in(calls.of_each, each)) for each in part.answer)
            if part.token is None:
                break
            part = self._items(*home, calls.parents, token=part.token, limit=limit)
        else:
            return part.answer.unread
        parents.sort()
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
            if not (isinstance(part.answer, Failure) and part.answer.code in childless):
                # Otherwise the parent has gone since, with all that it had, or never has any.
                told = listed(cls, account, region, part, names)
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
    ) -> Asked:
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
        constants = with_names(calls.constants.get(f"list:{operation}", {}), names)
        parameters = {**constants, **more}
        client = self.client(account, region, service)
        if isinstance(client, Failure):
            return Asked(self._now(), client)

        def ask() -> Asked:
            return self._part(client, service, operation, parameters, token, limit)

        if self.of_one_sweep and (service, operation, repr(parameters)) in lists_of_several():
            # Several types stand in the same listing: it is asked for once.
            name = ("list", account, region, service, operation, repr(parameters), token, limit)
            asked = self._ask_once(name, (), ask)
        else:
            asked = ask()
        if isinstance(asked.answer, Failure):
            return asked
        items: list[Any] = []
        for answer in asked.answer:
            told = located(answer, path, operation, names, may_lack=calls.omits_empty)
            if isinstance(told, Unknown):
                return replace(asked, answer=Failure("Unreadable", told.reason))
            if isinstance(told, list):
                items.extend(told)
            elif told is not ABSENT:
                reason = f"{operation} answered with something else than a list"
                return replace(asked, answer=Failure("Unreadable", reason))
        return replace(asked, answer=items)

    def _part(
        self,
        client: Any,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        token: str | None,
        limit: int | None,
    ) -> Asked:
        """Ask for a part of a listing: the answers to its calls, one by one.

        Put together by botocore, they would lose what holds a list that is not there: CloudFront
        says `{"DistributionList": {"Quantity": 0}}` of an account without distributions.
        """
        at = self._now()
        if not client.can_paginate(xform_name(operation)):
            return Asked(at, self._marked(client, service, operation, parameters))
        paging: dict[str, Any] = {"MaxItems": limit}
        size = page_size(client, operation, limit) if limit else None
        if size is not None:
            paging["PageSize"] = size
        if token:
            paging["StartingToken"] = token
        pages = client.get_paginator(xform_name(operation)).paginate(
            **parameters, PaginationConfig=paging
        )
        answers = self._guarded(client, service, operation, lambda: list(pages))
        return Asked(at, answers, pages.resume_token)

    def _marked(
        self, client: Any, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Any:
        """Return all answers to a list call that botocore does not page, or a `Failure`.

        WAF gives a marker with the last page too; what follows it is empty, without a marker.
        """
        answers: list[Any] = []
        at: dict[str, str] = {}
        markers: set[str | None] = {None}
        while True:
            answer = self.invoke(client, service, operation, {**parameters, **at})
            if isinstance(answer, Failure):
                return answer
            answers.append(answer)
            at = next(({name: answer[name]} for name in MARKERS if answer.get(name)), {})
            marker = next(iter(at.values()), None)
            if marker in markers:
                return answers
            markers.add(marker)

    def client(self, account: str, region: str, service: str) -> Any:
        """Return the client for a call, or a `Failure`, such as when no role can be assumed.

        Clients are made one at a time: boto3 requires it.
        """
        if self._stopped is not None:
            return self._stopped
        try:
            with self._making_clients:
                return attempt(
                    f"making a client of {service}",
                    lambda: self._client_for(account, endpoint_region(region), service),
                )
        except NoAccess as error:
            self._stop_if_final(error.code)
            return Failure("NoAccess", str(error))

    def invoke(
        self, client: Any, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Any:
        """Make one call, all its pages included: its answer, or a `Failure`."""
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
        if not isinstance(answer, Failure):
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
    ) -> Asked:
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

        def ask() -> Asked:
            at = self._now()
            return Asked(at, self.invoke(client, service, operation, parameters))

        return self._ask_once(name, absent, ask)

    def _ask_once(
        self, name: tuple[object, ...], absent: Container[str], ask: Callable[[], Asked]
    ) -> Asked:
        mine: Future[Asked] = Future()
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
        failure = asked.answer if isinstance(asked.answer, Failure) else None
        if failure is not None and not (failure.code in DENIED or failure.code in absent):
            with self._lock:
                self._once.pop(name, None)
        future.set_result(asked)
        return asked

    def _completed(self, cls: type[Resource], scope: Root, item: Any) -> Any:
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
    ) -> Asked | None:
        """Return what a call would answer, where one call for the whole account has told it."""
        if not self.of_one_sweep or service != "iam" or not _names_identity(parameters):
            return None
        known = self._authorizations_of(account)
        if known.answer and operation in OF_CREDENTIALS:
            # Of one user the report would not save a call.
            is_worth_it = known.answer.users > 1
            known = self._credentials_of(account) if is_worth_it else replace(known, answer=None)
        told = known.answer.answer(operation, parameters) if known.answer else None
        return None if told is None else Asked(known.at, told)

    def _authorizations_of(self, account: str) -> Asked:
        """Return the details of an account, asked once; None where they are not to be had.

        Nobody needs the right to them: what they would tell is then asked for one by one.
        """
        return self._asked_in_bulk(("details", account), lambda: self._ask_authorizations(account))

    def _credentials_of(self, account: str) -> Asked:
        """Return what a credential report tells, asked once; None where there is no new one."""
        return self._asked_in_bulk(("report", account), lambda: self._ask_credentials(account))

    def _asked_in_bulk(self, name: tuple[str, str], ask: Callable[[], Any]) -> Asked:
        mine: Future[Asked] = Future()
        with self._lock:
            future = self._in_bulk.setdefault(name, mine)
        if future is not mine:
            return future.result()
        try:
            at = self._now()
            mine.set_result(Asked(at, ask()))
        except BaseException as error:
            mine.set_exception(error)
            raise
        return mine.result()

    def _ask_authorizations(self, account: str) -> Authorizations | None:
        client = self.client(account, GLOBAL, "iam")
        if isinstance(client, Failure):
            return None
        method = xform_name(authorization.OPERATION)
        pages = client.get_paginator(method).paginate(
            **authorization.PARAMETERS, PaginationConfig={"PageSize": 1000}
        )
        answer = self._guarded(
            client, "iam", authorization.OPERATION, pages.build_full_result, is_needed=False
        )
        if isinstance(answer, Failure):
            return None
        try:
            return Authorizations(answer)
        except UNREADABLE:
            return None

    def _ask_credentials(self, account: str) -> Credentials | None:
        """Return what a credential report tells that was made since it was asked for."""
        client = self.client(account, GLOBAL, "iam")
        if isinstance(client, Failure):
            return None
        asked_at = self._now()
        for operation in ("GenerateCredentialReport", *("GetCredentialReport",) * REPORT_LOOKS):
            answer = self._guarded(
                client, "iam", operation, getattr(client, xform_name(operation)), is_needed=False
            )
            if isinstance(answer, Failure):
                if answer.code != "ReportInProgress":
                    return None
            elif operation == "GetCredentialReport":
                try:
                    # Times of the API are whole seconds.
                    is_new = answer["GeneratedTime"] >= asked_at.replace(microsecond=0)
                    return Credentials(answer["Content"].decode()) if is_new else None
                except UNREADABLE:
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
                return Failure("Down", f"{operation} failed {MOST_BREAKDOWNS} times in a row")
            if self.of_one_sweep and self._refused_in_row[place] >= MOST_THROTTLED:
                many = f"{operation} was throttled {MOST_THROTTLED} times in a row"
                return Failure("Throttling", many)
            name = f"{service}:{operation}"
            self._calls[name] = self._calls.get(name, 0) + 1
            pace = self._paces.setdefault((service, region), Pace())
        with pace.turn():
            answer = attempt(operation, call)
        is_down = isinstance(answer, Failure) and answer.is_down
        is_busy = isinstance(answer, Failure) and answer.code in THROTTLED
        pace.note(is_busy=is_busy or was_retried(answer))
        with self._lock:
            self._breakdowns[place] = self._breakdowns[place] + 1 if is_down else 0
            self._refused_in_row[place] = self._refused_in_row[place] + 1 if is_busy else 0
            self._throttled += is_busy
        if isinstance(answer, Failure):
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


def _names_identity(parameters: Mapping[str, Any]) -> bool:
    """Whether a call of IAM is about what the details of an account hold."""
    return not parameters.keys().isdisjoint(("UserName", "RoleName", "GroupName", "PolicyArn"))


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
        own = id_in(cls, identity, (key.account, key.region), {})
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
