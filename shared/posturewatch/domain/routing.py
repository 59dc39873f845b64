"""Routing: who hears of what. Data alone decides, and nothing that is told is heard by nobody.

A route names what it is about and the destinations that hear of it; all routes that match count
together. What nobody owns also goes to `triage`, what is grave also to `security`, and what no
route matches to `default`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput

VERSION: Final = 1
KINDS: Final = ("sns", "slack")
"""What a destination may be; `bootstrap` knows how each is reached."""

DEPLOYED: Final = {"sns": "$TOPIC", "slack": "$SLACK"}
"""How a file names the topic and the channel that the stack was deployed with."""

ENVIRONMENT_TAGS: Final = ("environment", "env", "stage")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ADDRESSES = {
    "sns": (
        re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?"),
        'the ARN of a topic, such as "arn:aws:sns:eu-west-1:111111111111:posture"',
    ),
    "slack": (
        re.compile(r"[CDG][A-Z0-9]{2,20}|#[^\s#]{1,80}"),
        'a channel\'s id or name, such as "C0123456789" or "#posture"',
    ),
}


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a destination is left alone. What comes then is told, as one, when it ends.

    Args:
        start: When it begins each day, in its zone.
        end: When it ends; earlier than the start means on the next day.
        zone: The time zone.
        days: Days that are quiet as a whole, Monday as 0.
        but: What is as severe as this is told all the same; None: nothing is.
    """

    start: time
    end: time
    zone: ZoneInfo
    days: frozenset[int] = frozenset()
    but: Severity | None = Severity.CRITICAL

    def until(self, at: datetime, severity: Severity) -> datetime | None:
        """Return when what is to be told now may be told; None when that is at once."""
        if self.but is not None and severity.rank >= self.but.rank:
            return None
        local = at.astimezone(self.zone)
        for _ in range(2 * len(DAYS) + 2):
            end = self._end(local)
            if end is None:
                break
            local = end
        until = local.astimezone(UTC)
        return until if until > at else None

    def _end(self, local: datetime) -> datetime | None:
        """Return the end of the quiet span that a moment is in."""
        if local.weekday() in self.days:
            return self._at(local + timedelta(days=1), time())
        now = local.time()
        if self.start <= self.end:
            return self._at(local, self.end) if self.start <= now < self.end else None
        if now >= self.start:
            return self._at(local + timedelta(days=1), self.end)
        return self._at(local, self.end) if now < self.end else None

    def _at(self, day: datetime, clock: time) -> datetime:
        return datetime.combine(day.date(), clock, self.zone)


@dataclass(frozen=True, slots=True)
class Place:
    """A destination as the file declares it.

    Args:
        name: Its name, in routes and in the outbox.
        kind: One of `KINDS`.
        address: The topic's ARN, the channel's id or name.
        quiet: When it is left alone; None: never.
    """

    name: str
    kind: str
    address: str
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What one piece of news is about: all that routing looks at.

    Args:
        account: The account.
        severity: The highest severity.
        controls: The controls that speak.
        team: Who owns the resource; empty when nobody is named.
        environment: The value of its environment tag; empty when it has none.
        standards: The scorecards and standards, and `<name>/<item>` of each, that its controls
            answer.
        kind: `regression`, `improvement`, `baseline`, `digest` or `milestone`.
    """

    account: str
    severity: Severity
    controls: frozenset[str] = frozenset()
    team: str = ""
    environment: str = ""
    standards: frozenset[str] = frozenset()
    kind: str = "regression"


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the routing: what it is about, and who hears of it.

    Args:
        name: Its name.
        to: Names of destinations.
        severity: The lowest severity.
        teams: Teams; a `*` stands for any text, here and below.
        accounts: Accounts.
        environments: Values of the environment tag, in lower case.
        controls: Controls.
        standards: Scorecards or standards, or `<name>/<item>`.
        kinds: Kinds of news.
        digest: Whether it is kept for the daily digest instead of being told at once.
        last: Whether the routes below it are not asked any more.
    """

    name: str
    to: tuple[str, ...]
    severity: Severity = Severity.INFORMATIONAL
    teams: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    digest: bool = False
    last: bool = False

    def matches(self, matter: Matter) -> bool:
        """Whether it is about a matter: each thing that it names has to fit."""
        asked: tuple[tuple[tuple[str, ...], Iterable[str]], ...] = (
            (self.teams, (matter.team,)),
            (self.accounts, (matter.account,)),
            (self.environments, (matter.environment.lower(),)),
            (self.controls, matter.controls),
            (self.standards, matter.standards),
            (self.kinds, (matter.kind,)),
        )
        return matter.severity.rank >= self.severity.rank and all(
            not patterns
            or any(fnmatchcase(value, p) for value in values if value for p in patterns)
            for patterns, values in asked
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """Who hears of a matter, and why.

    Args:
        destination: The destination's name.
        why: The names of the routes that say so, or `triage`, `security`, `default`.
        digest: Whether it is kept for the digest: every route that says so wants it so.
    """

    destination: str
    why: tuple[str, ...]
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Routing:
    """The whole routing.

    Args:
        places: Name → destination.
        routes: The routes, in their order.
        triage: Who hears of what nobody owns.
        security: Who hears of what is grave.
        security_at: From which severity on it is grave.
        default: Who hears of what no route matches.
        environment_tags: The tags that name the environment, the first that is there counts.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    triage: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    security_at: Severity = Severity.HIGH
    default: tuple[str, ...] = ()
    environment_tags: tuple[str, ...] = ENVIRONMENT_TAGS

    def hear(self, matter: Matter) -> tuple[Heard, ...]:
        """Return who hears of a matter: nobody only if there is no destination at all."""
        why: dict[str, list[str]] = {}
        at_once: set[str] = set()

        def add(names: Sequence[str], reason: str, *, digest: bool = False) -> bool:
            there = [name for name in names if name in self.places]
            for name in there:
                why.setdefault(name, []).append(reason)
                if not digest:
                    at_once.add(name)
            return bool(there)

        matched = False
        for route in self.routes:
            if route.matches(matter):
                matched |= add(route.to, route.name, digest=route.digest)
                if route.last:
                    break
        is_account = matter.kind in ("baseline", "milestone")
        if not matter.team and not is_account:
            matched |= add(self.triage, "triage")
        if matter.severity.rank >= self.security_at.rank:
            add(self.security, "security")
        if not matched:
            add(self.default or tuple(self.places), "default")
        return tuple(
            Heard(name, tuple(reasons), digest=name not in at_once) for name, reasons in why.items()
        )

    def environment(self, tags: Mapping[str, str]) -> str:
        """Return the environment that tags name; tag names may be written in any case."""
        known = {name.lower(): value for name, value in tags.items()}
        return next((known[name] for name in self.environment_tags if known.get(name)), "")

    @classmethod
    def parse(
        cls,
        document: Mapping[str, Any],
        *,
        where: str = "routing.toml",
        deployed: Mapping[str, str] | None = None,
    ) -> Self:
        """Parse a routing from its TOML document.

        Args:
            document: The document.
            where: Where it stands, for the errors.
            deployed: Kind → the address that the stack was deployed with. A destination whose
                `$TOPIC` or `$SLACK` was not deployed is left out.

        Raises:
            BadInput: Something is missing, wrong or unknown; says what, where, and what to do.
        """
        _known(document, _TOP, where)
        if document.get("version", VERSION) != VERSION:
            raise BadInput(
                f"version {document['version']!r} is not known",
                where=where,
                remedy=f"Write version = {VERSION}.",
            )
        declared = _tables(document, "destinations", where)
        places = {
            name: place
            for name, told in declared.items()
            if (place := _place(name, told, where, deployed or {})) is not None
        }
        _only_once(places, where)
        routes = tuple(
            _route(told, number, declared, where)
            for number, told in enumerate(_listed_tables(document.get("routes", []), where), 1)
        )
        twice = {r.name for r in routes if [x.name for x in routes].count(r.name) > 1}
        if twice:
            raise BadInput(
                f"routes have the same name: {', '.join(sorted(twice))}",
                where=where,
                remedy="Rename one of each.",
            )
        groups = {
            name: _destinations(document[name], declared, f"{where}, {name}")
            for name in ("triage", "security", "default")
            if name in document
        }
        return cls(
            places=places,
            routes=routes,
            security_at=_severity(document.get("security_at", "HIGH"), f"{where}, security_at"),
            environment_tags=tuple(
                tag.lower()
                for tag in _texts(
                    document.get("environment_tags", list(ENVIRONMENT_TAGS)),
                    f"{where}, environment_tags",
                )
            ),
            **groups,
        )


def joined(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return several documents as one: destinations and routes of the same name replace each other.

    Args:
        documents: Where each stands → the document; the later ones win.

    Raises:
        BadInput: A document's destinations or routes are not what they have to be.
    """
    whole: dict[str, Any] = {}
    routes: dict[str, Any] = {}
    for where, document in documents.items():
        _known(document, _TOP, where)
        destinations = {**whole.get("destinations", {}), **_tables(document, "destinations", where)}
        for number, told in enumerate(_listed_tables(document.get("routes", []), where), 1):
            routes[str(told.get("name") or f"{where}, route {number}")] = told
        whole = {**whole, **document, "destinations": destinations}
    return {**whole, "routes": list(routes.values())}


# --- Parsing --------------------------------------------------------------------------------------

_TOP: Final = (
    "version",
    "destinations",
    "routes",
    "triage",
    "security",
    "security_at",
    "default",
    "environment_tags",
)
_LISTS: Final = {
    "team": "teams",
    "account": "accounts",
    "environment": "environments",
    "control": "controls",
    "standard": "standards",
    "kind": "kinds",
}
_ROUTE: Final = ("name", "to", "severity", "digest", "last", *_LISTS)
_QUIET: Final = ("from", "to", "zone", "days", "but")
_NEWS: Final = ("regression", "improvement", "baseline", "digest", "milestone")


def _known(told: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    unknown = sorted(set(told) - set(names))
    if unknown:
        raise BadInput(
            f"{', '.join(unknown)[:120]} is not known here",
            where=where,
            remedy=f"Known: {', '.join(names)}.",
        )


def _tables(document: Mapping[str, Any], name: str, where: str) -> Mapping[str, Mapping[str, Any]]:
    told = document.get(name, {})
    if not isinstance(told, Mapping) or not all(isinstance(t, Mapping) for t in told.values()):
        raise BadInput(
            f"{name} is not a set of tables",
            where=where,
            remedy=f"Begin each with a line [{name}.<its name>].",
        )
    return told


def _listed_tables(told: Any, where: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(told, list) or not all(isinstance(each, Mapping) for each in told):
        raise BadInput(
            "routes is not a list of tables",
            where=where,
            remedy="Begin each with a line [[routes]], in two brackets.",
        )
    return told


def _place(
    name: str, told: Mapping[str, Any], where: str, deployed: Mapping[str, str]
) -> Place | None:
    where = f"{where}, destination {name[:80]!r}"
    if not _NAME.fullmatch(name):
        raise BadInput(
            "its name is not one", where=where, remedy="Use a-z, 0-9, - and _, at most 40 of them."
        )
    _known(told, (*KINDS, "quiet"), where)
    kinds = [kind for kind in KINDS if kind in told]
    if len(kinds) != 1:
        raise BadInput(
            f"one address is needed, found {' and '.join(kinds) or 'none'}",
            where=where,
            remedy=f"Give one of {', '.join(KINDS)}.",
        )
    (kind,) = kinds
    address = told[kind]
    if address == DEPLOYED[kind]:
        address = deployed.get(kind, "")
        if not address:
            return None
    else:
        pattern, form = _ADDRESSES[kind]
        if not isinstance(address, str) or not pattern.fullmatch(address):
            raise BadInput(
                f"{kind} = {address!r} is not understood",
                where=where,
                remedy=f"Write {form}, or {DEPLOYED[kind]} for the one that was deployed.",
            )
    quiet = _quiet(told["quiet"], f"{where}, quiet") if "quiet" in told else None
    return Place(name, kind, address, quiet)


def _only_once(places: Mapping[str, Place], where: str) -> None:
    by_address: dict[tuple[str, str], str] = {}
    for place in places.values():
        other = by_address.setdefault((place.kind, place.address), place.name)
        if other != place.name:
            raise BadInput(
                f"{other} and {place.name} have the same address, and would be told twice",
                where=where,
                remedy="Keep one of them.",
            )


def _quiet(told: Any, where: str) -> Quiet:
    if not isinstance(told, Mapping):
        raise BadInput(
            "it is not a table",
            where=where,
            remedy='Write quiet = { from = "20:00", to = "07:00", zone = "Europe/Berlin" }.',
        )
    _known(told, _QUIET, where)
    days = _texts(told.get("days", []), f"{where}, days", may_be_empty=True)
    wrong = [day for day in days if day.lower()[:3] not in DAYS]
    if wrong:
        raise BadInput(
            f"{', '.join(wrong)[:80]} is no day",
            where=f"{where}, days",
            remedy=f"Days are {', '.join(DAYS)}.",
        )
    but = told.get("but", "CRITICAL")
    return Quiet(
        start=_clock(told.get("from", "00:00"), f"{where}, from"),
        end=_clock(told.get("to", "00:00"), f"{where}, to"),
        zone=_zone(told.get("zone", "UTC"), f"{where}, zone"),
        days=frozenset(DAYS.index(day.lower()[:3]) for day in days),
        but=None if but == "nothing" else _severity(but, f"{where}, but"),
    )


def _clock(told: Any, where: str) -> time:
    if isinstance(told, time):
        return told.replace(tzinfo=None)
    if isinstance(told, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", told):
        return time.fromisoformat(told)
    raise BadInput(f"{told!r} is not a time of day", where=where, remedy='Write it as "20:00".')


def _zone(told: Any, where: str) -> ZoneInfo:
    try:
        return ZoneInfo(told)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise BadInput(
            f"{told!r} is not a time zone that is known here",
            where=where,
            remedy='Write a name of the IANA data base, such as "Europe/Berlin".',
        ) from error


def _route(told: Mapping[str, Any], number: int, declared: Mapping[str, Any], where: str) -> Route:
    name = told.get("name", f"route-{number}")
    shown = repr(name[:80]) if isinstance(name, str) else str(number)
    where = f"{where}, route {shown}"
    _known(told, _ROUTE, where)
    if not isinstance(name, str) or not name.strip():
        raise BadInput("its name is not a text", where=where, remedy='Write name = "…".')
    lists = {_LISTS[key]: _texts(told[key], f"{where}, {key}") for key in _LISTS if key in told}
    wrong = sorted(set(lists.get("kinds", ())) - set(_NEWS))
    if wrong:
        raise BadInput(
            f"{', '.join(wrong)[:80]} is no kind of news",
            where=f"{where}, kind",
            remedy=f"Kinds are {', '.join(_NEWS)}.",
        )
    if "environments" in lists:
        lists["environments"] = tuple(value.lower() for value in lists["environments"])
    flags = {key: told.get(key, False) for key in ("digest", "last")}
    for key, value in flags.items():
        if not isinstance(value, bool):
            raise BadInput(
                f"{key} = {value!r} is neither true nor false",
                where=where,
                remedy=f"Write {key} = true, or leave it out.",
            )
    if "to" not in told:
        raise BadInput("to is missing", where=where, remedy='Add to = ["<a destination>"].')
    return Route(
        name=name,
        to=_destinations(told["to"], declared, f"{where}, to"),
        severity=_severity(told.get("severity", "INFORMATIONAL"), f"{where}, severity"),
        digest=flags["digest"],
        last=flags["last"],
        **lists,
    )


def _destinations(told: Any, declared: Mapping[str, Any], where: str) -> tuple[str, ...]:
    names = _texts(told, where)
    unknown = [name for name in names if name not in declared]
    if unknown:
        known = f"Known: {', '.join(declared)}." if declared else "None is declared."
        raise BadInput(
            f"there is no destination {', '.join(unknown)[:80]!r}",
            where=where,
            remedy=f"{known} Add [destinations.{unknown[0][:40]}], or mend the name.",
        )
    return tuple(dict.fromkeys(names))


def _texts(told: Any, where: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
    listed = [told] if isinstance(told, str) else told
    if (
        not isinstance(listed, list)
        or not all(isinstance(each, str) and each for each in listed)
        or not (listed or may_be_empty)
    ):
        raise BadInput(
            f"{told!r} is not a list of texts"[:200],
            where=where,
            remedy='Write it as ["one", "another"].',
        )
    return tuple(listed)


def _severity(told: Any, where: str) -> Severity:
    try:
        return Severity(str(told).upper())
    except ValueError as error:
        raise BadInput(
            f"{told!r} is no severity",
            where=where,
            remedy=f"Severities are {', '.join(s.value for s in Severity)}.",
        ) from error
