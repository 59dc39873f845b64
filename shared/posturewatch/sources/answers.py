"""What a call came to: an answer, when it was asked, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from posturewatch.domain.places import Busy, Name, Step, Unknown, Where, parse, walk

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

NOT_ENABLED: Final = "NotEnabled"
"""Our code for a service that an account does not use, where AWS has none of its own: Macie says it
with the code of a refusal, and only its message tells the two apart."""

UNREADABLE: Final = (AttributeError, LookupError, SyntaxError, TypeError, ValueError)
"""What botocore raises on an answer that is not from AWS, such as a proxy's page, or on a text
that it cannot put into a request."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that was not answered.

    Args:
        code: AWS's error code, or the name of what botocore raised.
        reason: What to say of it.
        is_explicit: Whether a policy denies the call, instead of none allowing it.
        is_down: Whether the server failed, so that asking the same of another resource would, too.
    """

    code: str
    reason: str
    is_explicit: bool = False
    is_down: bool = False

    @property
    def unread(self) -> Unknown:
        """What it means for a listing."""
        return Busy(self.reason) if self.code in THROTTLED else Unknown(self.reason)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered to a call that several resources need, and when it was asked."""

    at: datetime
    answer: Any
    token: str | None = None


def attempt(what: str, call: Callable[[], Any]) -> Any:
    """Return what a call of botocore answers, or a `Failure` whatever went wrong with it."""
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
        return Failure(code, f"{code} on {what}", is_explicit, is_down)
    except (BotoCoreError, HTTPClientError, ResponseParserError, *UNREADABLE) as error:
        code = type(error).__name__
        is_down = isinstance(error, HTTPClientError | ResponseParserError)
    return Failure(code, f"{code} on {what}", is_down=is_down)


def was_retried(answer: Any) -> bool:
    """Whether AWS answered a call only after botocore had made it again."""
    told = answer.get("ResponseMetadata", {}) if isinstance(answer, Mapping) else {}
    return bool(told.get("RetryAttempts"))


def located(
    answer: Any, path: str, operation: str, names: Mapping[str, str], *, may_lack: bool = False
) -> Any:
    """Return what stands at a path that must lead into an answer: the identity object or a listing.

    An answer without the path's first name is not one to conclude anything from: it is unknown,
    never *gone* or *none*, unless the operation is known to say *none* so.
    """
    steps = named(parse(path), names)
    if isinstance(answer, Mapping) and (may_lack or not steps or _has_first(steps[0], answer)):
        return walk(steps, answer)
    return Unknown(f"{operation} answered without {path.partition('[')[0]}")


def _has_first(step: Step, answer: Mapping[str, Any]) -> bool:
    """Whether an answer holds what the first step of a path names."""
    return not isinstance(step, Name) or answer.get(step.name) is not None


def named(steps: tuple[Step, ...], names: Mapping[str, str]) -> tuple[Step, ...]:
    """Put the key's values where a place compares with `@id`, `@region` or `@account`."""
    return tuple(
        replace(step, value=_filled(step.value, names)) if isinstance(step, Where) else step
        for step in steps
    )


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """Return constant parameters with the key's values in their texts."""
    if isinstance(value, str):
        return _filled(value, names)
    if isinstance(value, Mapping):
        return {name: with_names(inner, names) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [with_names(inner, names) for inner in value]
    return value


def _filled(text: str, names: Mapping[str, str]) -> str:
    """Put the key's values into a text such as `table/@id`; they are never looked into again."""
    return re.sub(r"@(?:id|region|account)\b", lambda found: names.get(found[0], found[0]), text)
