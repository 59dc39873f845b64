"""Secrets in plain text: whether a text holds one, and under which names. Never which one.

The patterns are those of detect-secrets, for credentials that have a form of their own and for
texts that are given a telling name. What only points to a secret, such as the ARN of one in
Secrets Manager, a dynamic reference or a placeholder, is none. Entropy alone is no sign: ids,
digests and keys of caches have it too.
Source: https://github.com/Yelp/detect-secrets
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from posturewatch.domain.places import Reference

MAX_TEXT: Final = 100_000
"""How many characters of a text are looked at: more than user data and templates may have."""

_MAX_LINE: Final = 4_000

_FORMS: Final = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "mailchimp": "MailchimpDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "private_key": "PrivateKeyDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
    "twilio": "TwilioKeyDetector",
}
"""Credentials with a form of their own: module → class of detect-secrets."""

_TELLING = re.compile(r"(?:^|[_\-.\s])token$|token$", re.IGNORECASE)
"""Names that detect-secrets does not take for telling by themselves."""

_POINTS_ELSEWHERE = re.compile(
    r"(?:arn|name|path|prefix|id|url|uri|endpoint|file|ttl|length|policy|rotation|enabled|expiry|"
    r"expiration|parameter|param|ref|version|region|type|manager|provider)$",
    re.IGNORECASE,
)
"""How the names of variables end that say something about a secret instead of holding it."""

_NO_SECRET = re.compile(
    r"""
      \s*
    | arn:aws[\w-]*:.*                         # what only names a resource
    | \{\{resolve:.*\}\}                       # CloudFormation's dynamic references
    | .*[$%#]\{.*|\$\(.*\)|\$\w+|<[^<>]*>      # references and placeholders
    | (?:true|false|yes|no|on|off|none|null|enabled|disabled|\*+|x+)
    | [\d.]+
    | /[\w./-]+                                # paths, such as of a parameter
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def secret_names(pairs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names, such as those of environment variables, under which secrets stand.

    Args:
        pairs: Name → value.

    Returns:
        The names in order; no value, nor any part of one.
    """
    return tuple(sorted(name for name, value in pairs.items() if _is_secret(name, str(value))))


def has_secret(text: str) -> bool:
    """Return whether a text, such as a script or a definition, holds a secret in plain text."""
    return any(_line_has_secret(line[:_MAX_LINE]) for line in text[:MAX_TEXT].splitlines())


def _is_secret(name: str, value: str) -> bool:
    if isinstance(value, Reference) or _NO_SECRET.fullmatch(value):
        return False
    if _found(_forms(), value):
        return True
    if _POINTS_ELSEWHERE.search(name):
        return False
    return bool(_TELLING.search(name)) or _named_like_one(f"{name} = {_quoted(value)}")


def _line_has_secret(line: str) -> bool:
    if _found(_forms(), line):
        return True
    match = re.search(r"[\"']?([\w.\-]+)[\"']?\s*(?::=|=|:)\s*[\"'`]?([^\"'`\s,;]+)", line)
    if match is None or _NO_SECRET.fullmatch(match[2]) or _POINTS_ELSEWHERE.search(match[1]):
        return False
    return _named_like_one(f"{match[1]} = {_quoted(match[2])}")


def _quoted(value: str) -> str:
    return '"' + re.sub(r"[\"'`\v]", "x", value[:200]) + '"'


def _named_like_one(line: str) -> bool:
    return _found((_keyword(),), line)


def _found(detectors: Iterable[Any], text: str) -> bool:
    return any(True for each in detectors for _ in each.analyze_string(text))


@lru_cache(maxsize=1)
def _forms() -> tuple[Any, ...]:
    # It takes longer to import than all types but a few need it for.
    from importlib import import_module

    return tuple(
        getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
        for module, name in _FORMS.items()
    )


@lru_cache(maxsize=1)
def _keyword() -> Any:
    from detect_secrets.plugins.keyword import KeywordDetector

    return KeywordDetector()
