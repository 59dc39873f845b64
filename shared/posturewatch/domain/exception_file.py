"""Exceptions as code: what `exceptions.toml` says about one account.

```toml
account = "123456789012"

[[exception]]
id = "public-website"
reason = "The bucket holds the public web site."
requested_by = "ada@example.org"
approved_by = "grace@example.org"
expires = 2026-12-31
finding = "123456789012/eu-west-1/AWS::S3::Bucket/site/s3-bucket-public-access-blocked"
```

In place of `finding`: `resource`, with `controls` if not all are meant; `control`, in the whole
account; `tag = "name=value"` with `controls`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Self

from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import Scope, Terms
from posturewatch.domain.resource import ResourceKey

SCOPES: Final = ("finding", "resource", "control", "tag")
FIELDS: Final = (
    "id",
    "reason",
    "requested_by",
    "approved_by",
    "expires",
    *SCOPES,
    "controls",
    "evidence",
)


@dataclass(frozen=True, slots=True)
class ExceptionFile:
    """All exceptions of one account that are kept as code.

    Args:
        account: The account.
        terms: The exceptions, in the order in which they are written.
    """

    account: str
    terms: tuple[Terms, ...]

    @classmethod
    def parse(cls, document: Mapping[str, Any], *, where: str = "exceptions.toml") -> Self:
        """Parse the TOML document.

        Raises:
            BadInput: Something is missing, wrong, unknown or there twice; says what, where, and
                what to do.
        """
        _check_names(document, ("account", "exception"), where)
        account = document.get("account")
        if not isinstance(account, str) or not re.fullmatch(r"\d{12}", account):
            raise BadInput(
                "the account is missing or has not 12 digits",
                where=where,
                remedy='Begin the file with account = "123456789012": one file for each account.',
            )
        entries = document.get("exception", [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            raise BadInput("exception is not a list of tables", where=where, remedy=_TABLES)
        terms = tuple(
            _terms(entry, account, f"{where}, exception {_named(entry, number)}")
            for number, entry in enumerate(entries, 1)
        )
        ids = [each.id for each in terms]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if twice:
            raise BadInput(
                f"ids stand twice: {', '.join(twice)}", where=where, remedy="Rename one of each."
            )
        return cls(account, terms)


_TABLES: Final = "Begin each with a line [[exception]], in two brackets."


def _named(entry: Mapping[str, Any], number: int) -> str:
    name = entry.get("id")
    return repr(name[:80]) if isinstance(name, str) else str(number)


def _terms(entry: Mapping[str, Any], account: str, where: str) -> Terms:
    _check_names(entry, FIELDS, where)
    texts = {}
    for name in ("id", "reason", "requested_by", "approved_by"):
        if name not in entry:
            raise BadInput(f"{name} is missing", where=where, remedy=f'Add {name} = "…".')
        texts[name] = _text(entry[name], name, where)
    return Terms(
        **texts,
        expires_at=_expiry(entry.get("expires"), where),
        scope=scope_of(
            {name: _text(entry[name], name, where) for name in SCOPES if name in entry},
            _texts(entry["controls"], "controls", where) if "controls" in entry else None,
            account=account,
            where=where,
        ),
        evidence=_evidence(entry["evidence"], where) if "evidence" in entry else None,
        where=where,
    )


def scope_of(
    told: Mapping[str, str], controls: Sequence[str] | None, *, account: str, where: str
) -> Scope:
    """Return the scope that is written as a finding, a resource, a control or a tag.

    Args:
        told: What is written, by one of `SCOPES`.
        controls: The controls that are named beside it; None when none are.
        account: The account that it has to be in.
        where: Where it is written.

    Raises:
        BadInput: None or several are written, or what is written is not understood.
    """
    if len(told) != 1:
        found = f"found {' and '.join(told)}" if told else "found none"
        raise BadInput(
            f"one scope is needed, {found}",
            where=where,
            remedy=f"Give one of {', '.join(SCOPES)}.",
        )
    ((kind, text),) = told.items()
    if controls is not None and kind in ("finding", "control"):
        raise BadInput(
            f"controls does not go with {kind}",
            where=where,
            remedy="Name a resource or a tag, or leave controls out.",
        )
    if controls is not None and not controls:
        raise BadInput(
            "controls is empty",
            where=where,
            remedy="Name a control" + (", or leave it out for all." if kind == "resource" else "."),
        )
    try:
        match kind:
            case "finding":
                resource, _, control = text.rpartition("/")
                return _of_resource(resource, (control,), account)
            case "resource":
                return _of_resource(text, tuple(controls or ()), account)
            case "control":
                return Scope(controls=(text,))
            case _:
                name, equals, value = text.partition("=")
                if not equals:
                    raise BadInput(f"{text[:80]!r} is not a tag", remedy="Write it as NAME=VALUE.")
                return Scope(controls=tuple(controls or ()), tag=(name, value))
    except BadInput as error:
        raise BadInput(error.what, where=f"{where}, {kind}", remedy=error.remedy) from error


def _of_resource(text: str, controls: tuple[str, ...], account: str) -> Scope:
    try:
        key = ResourceKey.parse(text)
    except BadInput as error:
        raise BadInput(
            error.what,
            remedy="A resource is written as ACCOUNT/REGION/TYPE/ID, a finding with /CONTROL "
            "after it.",
        ) from error
    if key.account != account:
        raise BadInput(
            f"it is in account {key.account[:80]}, not in {account}",
            remedy="An exception counts in its own account; each account has its own file.",
        )
    return Scope(resource=key, controls=controls)


def _expiry(value: Any, where: str) -> datetime:
    """Return when it ends; a date alone means the end of that day, in UTC."""
    if value is None:
        raise BadInput(
            "expires is missing",
            where=where,
            remedy="Every accepted risk ends: add expires = 2026-12-31, at most 365 days ahead.",
        )
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{value.isoformat()} has no time zone")
            return value.astimezone(UTC)
        if isinstance(value, date):
            return datetime.combine(value + timedelta(days=1), time(), UTC)
        raise ValueError(f"{value!r} is not a date")
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"expires: {error}",
            where=where,
            remedy="Write a date, which counts to its end, such as 2026-12-31, or a time with its "
            "zone, such as 2026-12-31T12:00:00Z.",
        ) from error


def expiry_of(text: str, *, where: str) -> datetime:
    """Return when something ends: a time with its zone, or the end of a day in UTC.

    Raises:
        BadInput: The text is neither.
    """
    return _expiry(text, where)


def _evidence(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise BadInput(
            "evidence is not a table of control = hash",
            where=where,
            remedy="Copy it from `posturewatch exceptions list`, or leave it out: then what is "
            "found when it is added is what is accepted.",
        )
    return {name: _text(hash_, f"evidence.{name}", where) for name, hash_ in value.items()}


def _text(value: Any, name: str, where: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{name} is not a text", where=where, remedy="Put it in quotes.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{name} is not Unicode text", where=where) from error
    return value


def _texts(value: Any, name: str, where: str) -> list[str]:
    if not isinstance(value, list):
        raise BadInput(f"{name} is not a list", where=where, remedy='Write it as ["…", "…"].')
    return [_text(item, name, where) for item in value]


def _check_names(told: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for name in told:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise BadInput(
                f"{name[:80]!r} is not known here",
                where=where,
                remedy=f"Is {near[0]} meant?" if near else f"Known: {', '.join(known)}.",
            )
