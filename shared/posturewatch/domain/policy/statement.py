"""One statement of a policy, and how a document is read into statements."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

from posturewatch.domain.answer import Answer
from posturewatch.domain.policy.glob import fold, has_wildcard, matches

Effect = Literal["Allow", "Deny"]
Conditions = Mapping[str, Mapping[str, tuple[str, ...]]]

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_MOST_NESTING = 4
_INVERSE = ("NotAction", "NotPrincipal", "NotResource")
_KINDS = {"AWS": "aws", "Service": "services", "Federated": "federated", "CanonicalUser": "users"}


class MalformedPolicy(ValueError):
    """The text is not a policy document; the message says where it stops being one."""


@dataclass(frozen=True, slots=True)
class Principals:
    """Whom a statement names.

    Attributes:
        everyone: ``"*"`` stands among them, bare or as an AWS principal: AWS documents both as
            everybody, anonymous callers included.
        bare: The star is bare (``"Principal": "*"``), so it also means federated users.
        aws: Account ids, ARNs, or the unique ids that deleted principals leave behind.
        services: Service principals such as ``ec2.amazonaws.com``.
        federated: Identity providers, by ARN or by name.
        users: Canonical user ids, which S3 knows.
        negated: The statement says ``NotPrincipal``: it is about everybody but these.
    """

    everyone: bool = False
    bare: bool = False
    aws: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, with lists where the document may have single values.

    A statement of a trust policy has no resource, and some services leave it out of resource
    policies; such a statement is about whatever it is attached to, so it matches every resource.
    """

    effect: Effect
    sid: str | None = None
    principals: Principals | None = None
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    conditions: Conditions = field(default_factory=dict, hash=False)

    @property
    def allows(self) -> bool:
        """Say whether the statement grants (and does not deny)."""
        return self.effect == "Allow"

    @property
    def action_patterns(self) -> tuple[str, ...]:
        """The patterns of ``Action`` or ``NotAction`` in lower case: actions ignore case."""
        return _index(self.actions or self.not_actions).patterns

    @property
    def is_everything(self) -> bool:
        """Say whether the statement is plainly about every action on every resource."""
        return "*" in self.resources and not {"*", "*:*"}.isdisjoint(self.actions)

    def matches_action(self, action: str) -> bool:
        """Say whether the statement is about the action, given in lower case."""
        index = _index(self.actions or self.not_actions)
        candidates = index.of_service.get(action.partition(":")[0], ()) + index.of_several
        named = any(matches(pattern, action) for pattern in candidates)
        return named if self.actions else not named

    def resource_patterns(self, *, variables: bool) -> tuple[str, ...]:
        """Return the patterns that tell resources apart for this statement.

        Args:
            variables: Also keep patterns with policy variables as they are written, for a question
                about the caller's own resource.
        """
        patterns = self.resources or self.not_resources
        opened = tuple(_VARIABLE.sub("*", pattern) for pattern in patterns)
        return opened + tuple(p for p in patterns if "${" in p) if variables else opened

    def matches_resource(self, resource: str) -> Answer:
        """Say whether the statement is about the resource.

        A policy variable such as ``${aws:username}`` has one value, unknown here, so a pattern with
        one only ever *may* match, unless the question itself names the variable.
        """
        if not self.resources and not self.not_resources:
            return Answer.YES
        named = Answer.NO
        for pattern in self.resources or self.not_resources:
            if "${" not in pattern or "${" in resource:
                named = named | Answer.of(matches(pattern, resource))
            if named is Answer.NO and matches(_VARIABLE.sub("*", pattern), resource):
                named = Answer.MAYBE
        return named if self.resources else ~named


@dataclass(frozen=True, slots=True)
class _Index:
    """Action patterns in lower case, by service: AWS's policies have up to thousands."""

    patterns: tuple[str, ...]
    of_service: Mapping[str, tuple[str, ...]]
    of_several: tuple[str, ...]


@lru_cache(maxsize=4096)
def _index(actions: tuple[str, ...]) -> _Index:
    patterns = tuple(fold(action) for action in actions)
    of_service: dict[str, list[str]] = {}
    of_several: list[str] = []
    for pattern in patterns:
        service, colon, _ = pattern.partition(":")
        named = bool(colon) and not has_wildcard(service)
        (of_service.setdefault(service, []) if named else of_several).append(pattern)
    grouped = {service: tuple(own) for service, own in of_service.items()}
    return _Index(patterns, grouped, tuple(of_several))


def read_statements(raw: str | Mapping[str, object]) -> tuple[Statement, ...]:
    """Read a document in any of the forms in which AWS hands it out.

    Raises:
        MalformedPolicy: If it is not a policy document.
    """
    listed = _statements(raw)
    return tuple(_Reader(number).statement(each) for number, each in enumerate(listed, start=1))


def inversions(raw: str | Mapping[str, object]) -> tuple[str, ...]:
    """Return the words by which Allow statements say what they leave out, sorted.

    They are ``NotAction``, ``NotPrincipal`` and ``NotResource``. Only the words are looked at, so
    this also answers for a document that IAM would refuse for what stands beside them.

    Raises:
        MalformedPolicy: If it is not a policy document at all.
    """
    maps = (each for each in _statements(raw) if isinstance(each, Mapping))
    allowing = [each for each in maps if each.get("Effect") == "Allow"]
    return tuple(word for word in _INVERSE if any(word in each for each in allowing))


def _statements(raw: object) -> Sequence[object]:
    document = _decode(raw)
    if "Statement" not in document:
        raise MalformedPolicy("the policy has no Statement")
    listed = document["Statement"]
    if isinstance(listed, Mapping):
        listed = [listed]
    if not isinstance(listed, list | tuple):
        raise MalformedPolicy(f"Statement is {_kind(listed)}, not a list or an object")
    return listed


def _decode(raw: object) -> Mapping[str, object]:
    for _ in range(_MOST_NESTING):
        if isinstance(raw, Mapping):
            return raw
        if not isinstance(raw, str):
            raise MalformedPolicy(f"the policy is {_kind(raw)}, not an object")
        raw = _load(raw.strip().removeprefix("\ufeff"))
    raise MalformedPolicy("the policy is text inside text inside text")


def _load(text: str) -> object:
    if not text:
        raise MalformedPolicy("the policy is empty text")
    try:
        return json.loads(text)
    except RecursionError:
        raise MalformedPolicy("the policy is nested too deeply") from None
    except ValueError as error:
        decoded = unquote(text)
        if decoded == text:
            raise MalformedPolicy(f"the policy is not JSON: {error}") from None
        return decoded


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {str: "text", bool: "a boolean", int: "a number", float: "a number"}
    if isinstance(value, Mapping):
        return "an object"
    return names.get(type(value), "a list" if isinstance(value, list | tuple) else "unreadable")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the statement with this number, which its complaints name."""

    number: int

    def statement(self, raw: object) -> Statement:
        if not isinstance(raw, Mapping):
            raise self._malformed(f"is {_kind(raw)}, not an object")
        effect = raw.get("Effect")
        if effect not in ("Allow", "Deny"):
            raise self._malformed(f"has Effect {effect!r:.40}, not Allow or Deny")
        sid = raw.get("Sid")
        actions, not_actions = self._either(raw, "Action", "NotAction", required=True)
        resources, not_resources = self._either(raw, "Resource", "NotResource", required=False)
        return Statement(
            effect="Allow" if effect == "Allow" else "Deny",
            sid=None if sid is None or sid == "" else str(sid),
            principals=self._principals(raw),
            actions=actions,
            not_actions=not_actions,
            resources=resources,
            not_resources=not_resources,
            conditions=self._conditions(raw.get("Condition")),
        )

    def _either(
        self, raw: Mapping[str, object], name: str, inverse: str, *, required: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        here = tuple(each for each in (name, inverse) if raw.get(each) is not None)
        if len(here) == 2:
            raise self._malformed(f"has both {name} and {inverse}")
        if not here:
            if required:
                raise self._malformed(f"has neither {name} nor {inverse}")
            return (), ()
        values = self._texts(raw[here[0]], here[0])
        if not values:
            raise self._malformed(f"has an empty {here[0]}")
        return (values, ()) if here[0] == name else ((), values)

    def _texts(self, raw: object, where: str) -> tuple[str, ...]:
        listed = raw if isinstance(raw, list | tuple) else (raw,)
        return tuple(self._text(each, where) for each in listed)

    def _text(self, raw: object, where: str) -> str:
        if isinstance(raw, bool):
            return "true" if raw else "false"
        if isinstance(raw, str | int | float):
            return str(raw)
        raise self._malformed(f"has {_kind(raw)} in {where}, not text")

    def _principals(self, raw: Mapping[str, object]) -> Principals | None:
        here = [each for each in ("Principal", "NotPrincipal") if raw.get(each) is not None]
        if len(here) == 2:
            raise self._malformed("has both Principal and NotPrincipal")
        if not here:
            return None
        value, negated = raw[here[0]], here[0] == "NotPrincipal"
        if not isinstance(value, Mapping):
            value = {"*" if value in ("*", ["*"]) else "AWS": value}
        named: dict[str, tuple[str, ...]] = {}
        bare = False
        for kind, listed in value.items():
            texts = self._texts(listed, here[0])
            if kind == "*" and all(text == "*" for text in texts):
                bare = True
            elif kind in _KINDS:
                named[_KINDS[kind]] = texts
            else:
                raise self._malformed(f"has a principal of the unknown kind {kind!r:.40}")
        # An account id written as a number has lost its leading zeros.
        accounts = tuple(
            each.zfill(12) if each.isdecimal() and len(each) < 12 else each
            for each in named.get("aws", ())
        )
        return Principals(
            everyone=bare or any(not each.strip("*") for each in accounts),
            bare=bare,
            aws=tuple(each for each in accounts if each.strip("*")),
            services=named.get("services", ()),
            federated=named.get("federated", ()),
            users=named.get("users", ()),
            negated=negated,
        )

    def _conditions(self, raw: object) -> Conditions:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            raise self._malformed(f"has {_kind(raw)} as Condition, not an object")
        read: dict[str, dict[str, tuple[str, ...]]] = {}
        for operator, keys in raw.items():
            if not isinstance(keys, Mapping):
                raise self._malformed(f"has {_kind(keys)} under {operator!r:.40}, not an object")
            read[str(operator)] = {
                str(key): self._texts(values, str(key)) for key, values in keys.items()
            }
        return read

    def _malformed(self, complaint: str) -> MalformedPolicy:
        return MalformedPolicy(f"statement {self.number} {complaint}")


def account_of(principal: str) -> str | None:
    """Return the account of an account id or an ARN, or None if it names no single account."""
    if re.fullmatch(r"\d{12}", principal, re.ASCII):
        return principal
    parts = principal.split(":", 5)
    if len(parts) == 6 and parts[0] == "arn" and re.fullmatch(r"\d{12}", parts[4], re.ASCII):
        return None if has_wildcard(parts[1]) else parts[4]
    return None
