"""Verdicts: what a control answers about one snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from posturewatch.domain.answer import Answer
from posturewatch.domain.resource import plain

MAX_LIST = 20
"""How many items of a list evidence keeps; of the rest, the count and a fingerprint are said."""

MAX_TEXT = 300
"""How many characters of a text evidence keeps."""


class Status(StrEnum):
    """The compliance status, in the terms of the AWS Security Finding Format."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    WARNING = "WARNING"
    """The facts are known, and whether they are harmful cannot be decided from them."""
    NOT_AVAILABLE = "NOT_AVAILABLE"
    """The facts could not be read: never a pass."""

    @property
    def is_unknown(self) -> bool:
        """Whether the question is open: neither passed nor failed."""
        return self in (Status.WARNING, Status.NOT_AVAILABLE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the sentence that explains it, and the values that decided it.

    Evidence holds plain JSON and never a secret's value.
    """

    status: Status
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


def passed(reason: str, **evidence: Any) -> Verdict:
    """Return a PASSED verdict."""
    return Verdict(Status.PASSED, reason, _bounded(evidence))


def failed(reason: str, **evidence: Any) -> Verdict:
    """Return a FAILED verdict."""
    return Verdict(Status.FAILED, reason, _bounded(evidence))


def warned(reason: str, **evidence: Any) -> Verdict:
    """Return a WARNING verdict: the facts are known, the harm cannot be decided from them."""
    return Verdict(Status.WARNING, reason, _bounded(evidence))


def not_available(reason: str) -> Verdict:
    """Return a NOT_AVAILABLE verdict: the facts could not be read."""
    return Verdict(Status.NOT_AVAILABLE, reason)


def verdict(good: bool | Answer, *, good_reason: str, bad_reason: str, **evidence: Any) -> Verdict:
    """Return PASSED if good, FAILED if not, WARNING if that cannot be decided."""
    if good is True or good is Answer.YES:
        return passed(good_reason, **evidence)
    if good is False or good is Answer.NO:
        return failed(bad_reason, **evidence)
    return warned(f"Cannot be decided from the policy's conditions: {bad_reason}", **evidence)


def _bounded(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _bound(plain(value)) for name, value in evidence.items()}


def _bound(value: Any) -> Any:
    # What is left out has a fingerprint in its place: another exposure is other evidence.
    if isinstance(value, str):
        if len(value) <= MAX_TEXT:
            return value
        return f"{value[:MAX_TEXT]}… ({fingerprint(value)[:16]})"
    if isinstance(value, list):
        kept = [_bound(item) for item in value[:MAX_LIST]]
        if len(value) <= MAX_LIST:
            return kept
        return [*kept, f"… and {len(value) - MAX_LIST} more ({fingerprint(value)[:16]})"]
    if isinstance(value, dict):
        return {name: _bound(inner) for name, inner in value.items()}
    return value


def fingerprint(value: Any) -> str:
    """Return a hash of plain JSON that does not depend on the order of names or list items."""
    text = json.dumps(_ordered(value), sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _ordered(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return sorted(
            (_ordered(inner) for inner in value), key=lambda i: json.dumps(i, sort_keys=True)
        )
    return value
