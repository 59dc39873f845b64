"""Controls: each asks one question of one resource snapshot and answers with a verdict."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from posturewatch.domain.errors import DeclarationError
from posturewatch.domain.resource import Resource
from posturewatch.domain.verdict import Verdict

AnyResource = TypeVar("AnyResource", bound=Resource)


class Severity(StrEnum):
    """How bad a failure is, in the terms of the AWS Security Finding Format."""

    INFORMATIONAL = "INFORMATIONAL"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"

    @property
    def rank(self) -> int:
        """0 for INFORMATIONAL to 4 for CRITICAL."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Control:
    """One control, as the catalogue knows it.

    Args:
        id: `<service>-<type>-<function>` with hyphens; never reused for another question.
        title: The good state: "*X should …*".
        severity: How bad a failure is.
        remediation: What to do about a failure.
        rationale: Why it matters: the function's docstring.
        resource: The resource type that it asks.
        ask: The function itself.
        aliases: Earlier ids of the same question.
    """

    id: str
    title: str
    severity: Severity
    remediation: str
    rationale: str
    resource: type[Resource]
    ask: Callable[[Any], Verdict]
    aliases: tuple[str, ...] = ()


_DECLARED: dict[str, list[Control]] = {}


def control(
    id: str,
    *,
    title: str,
    severity: Severity,
    remediation: str,
    aliases: tuple[str, ...] = (),
) -> Callable[[Callable[[AnyResource], Verdict]], Callable[[AnyResource], Verdict]]:
    """Declare a control; the resource type is read from the function's annotation.

    The function stays an ordinary function, so that a test calls it with a resource value.

    Raises:
        DeclarationError: The id, the annotation or the docstring is missing or wrong.
    """

    def declare(ask: Callable[[AnyResource], Verdict]) -> Callable[[AnyResource], Verdict]:
        annotations = [value for name, value in ask.__annotations__.items() if name != "return"]
        resource = annotations[0] if len(annotations) == 1 else None
        if not (isinstance(resource, type) and issubclass(resource, Resource)):
            raise DeclarationError(f"{id}: annotate the one parameter with its resource type")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", id):
            raise DeclarationError(f"{id}: an id has lower-case words joined by hyphens")
        if not ask.__doc__:
            raise DeclarationError(f"{id}: the docstring says why it matters")
        declared = Control(
            id=id,
            title=title,
            severity=severity,
            remediation=remediation,
            rationale=inspect.cleandoc(ask.__doc__),
            resource=resource,
            ask=ask,
            aliases=aliases,
        )
        _DECLARED.setdefault(ask.__module__, []).append(declared)
        return ask

    return declare


def declared_in(module: str) -> tuple[Control, ...]:
    """Return the controls that a module declared, in their order."""
    return tuple(_DECLARED.get(module, ()))
