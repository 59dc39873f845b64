"""Excerpts: what a request or a difference says, short, and without what may be secret.

CloudTrail hides some secrets itself, and only where the service knows them: a template's parameters
or a task's environment may hold others. So a text is left out where its name or its looks say that
it may be one; a value that was no secret is not missed in an excerpt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, Final

MAX_EXCERPT: Final = 1_000
"""The longest excerpt, in characters."""

LEFT_OUT: Final = "…"
"""Stands for what was too long."""
HIDDEN: Final = "(hidden)"
"""Stands for what may be secret."""

_encode: Final = json.JSONEncoder(ensure_ascii=False).encode
_SHORT: Final = 10
"""No secret that its looks would give away is shorter."""
_MAX_TEXT: Final = 200
_MAX_ITEMS: Final = 20
_MAX_DEPTH: Final = 12

_SECRET_NAME: Final = re.compile(
    r"api[_-]?key|authorization|connection_?string|content|credential|environment|header"
    r"|passphrase|password|passwd|parameters?$|private_?key|secret|session_?key|token|user_?data",
    re.IGNORECASE,
)
_NO_SECRET_NAME: Final = re.compile(
    r"secret_?(?:id|arn|name)$|token_?(?:id|ttl|hop)|http_?tokens|password_?(?:policy|reset|reuse)"
    r"|authorization_?(?:id|scopes|type)|(?:minimum|max)_?password|content_?(?:type|length|md5)"
    r"|client_?(?:request_?)?token$|api_?key_?(?:id|required|source)",
    re.IGNORECASE,
)
_SECRET_LOOKS: Final = re.compile(
    r"-----BEGIN|(?:A3T|AKIA|ASIA)[A-Z0-9]{16}|xox[abops]-|gh[opsu]_|eyJ[\w-]{10,}\.eyJ"
    r"|(?:password|passwd|pwd|secret|token)[\"']?\s*[=:]|://[^/\s:@]+:[^/\s:@]+@"
    r"|(?<![a-z0-9+/=])[a-z0-9+/=]{40}(?![a-z0-9+/=])",
    re.IGNORECASE,
)
"""Marks of keys and tokens, texts with a password inside, the 40 characters of a secret key."""


def excerpt(value: Any) -> str:
    """Return a value as short JSON: long texts and lists are cut, what may be secret is hidden."""
    told = ""
    for items, text in ((_MAX_ITEMS, _MAX_TEXT), (5, 60), (2, 20)):
        told = _encode(_kept(value, "", 0, items, text))
        if len(told) <= MAX_EXCERPT:
            return writable(told)
    return writable(told[: MAX_EXCERPT - 1] + LEFT_OUT)


def writable(text: str) -> str:
    """Return a text as UTF-8 can write it: halves of surrogate pairs become question marks."""
    return text.encode("utf-8", "replace").decode()


def _kept(value: Any, name: str, depth: int, items: int, text: int) -> Any:
    if value is None:
        return None
    if _may_be_secret(name):
        return HIDDEN
    if isinstance(value, str):
        if len(value) < _SHORT:
            return value
        # What begins within the part that is shown and ends behind it is looked at as well.
        begun = value[: text + _MAX_TEXT]
        if _SECRET_LOOKS.search(begun):
            return HIDDEN
        return value if len(value) <= text else value[:text] + LEFT_OUT
    if isinstance(value, bool | int | float):
        return value
    if depth > _MAX_DEPTH:
        return LEFT_OUT
    if isinstance(value, Mapping):
        kept = {
            str(key)[:60]: _kept(inner, str(key), depth + 1, items, text)
            for key, inner in islice(value.items(), items)
        }
        return kept if len(value) <= items else {**kept, LEFT_OUT: len(value) - items}
    if isinstance(value, list):
        inside = [_kept(inner, name, depth + 1, items, text) for inner in value[:items]]
        return inside if len(value) <= items else [*inside, LEFT_OUT]
    return LEFT_OUT


@lru_cache(maxsize=4096)
def _may_be_secret(name: str) -> bool:
    return bool(_SECRET_NAME.search(name)) and not _NO_SECRET_NAME.search(name)
