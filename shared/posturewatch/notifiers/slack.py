"""Slack: one message for each alert, by a bot's token or by an incoming webhook.

A message stays within the limits of Block Kit whatever an alert holds, always has a plain text
beside its blocks, and is sent as plain text alone where Slack refuses the blocks. The token and the
webhook's address never stand in an error or a log.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import (
    Mrkdwn,
    clip_words,
    slack_length,
    slack_literal,
    slack_preformatted,
)
from posturewatch.usecases.ports import Receipt

_log = logging.getLogger(__name__)

API_URL: Final = "https://slack.com/api/"

SECRET_LIFE: Final = timedelta(minutes=5)
"""How long the credentials are kept before they are read again."""

SHORT_WAIT: Final = 2.0
"""The longest `Retry-After` that is waited for; a longer one is the queue's to wait."""


# --- The message ----------------------------------------------------------------------------------

_TEXT: Final = 900
_HEADLINE: Final = 1_300
_CONTEXT: Final = 700
_FIELD: Final = 800
_FINDING: Final = 1_250
_PLAIN_TEXT: Final = 3_800
"""Budgets in characters: together they stay below the 13,200 that Slack takes for a message."""


def slack_message(alert: Alert, sent_at: datetime) -> dict[str, Any]:
    """Return the message of an alert: blocks, and the text for notifications and screen readers."""
    told = alert.findings[: wording.MAX_FINDINGS]
    left = alert.findings[wording.MAX_FINDINGS :]
    blocks = [_section(_fitted(lambda medium: _headline(alert, medium), _HEADLINE))]
    if alert.kind is not AlertKind.BASELINE:
        blocks.append(_context(_fitted(lambda medium: wording.where(alert, medium), _CONTEXT)))
    blocks.append({"type": "section", "fields": [_text(field) for field in _fields(alert)]})
    controls: set[str] = set()
    for finding in told:
        blocks.append({"type": "divider"})
        is_first = finding.control not in controls
        blocks.append(_section(_fitted(_teller(alert, finding, is_first=is_first), _FINDING)))
        controls.add(finding.control)
    if left:
        blocks.append(_section(f"… and {wording.rest(left)}."))
    if footer := _fitted(lambda medium: _footer(alert, told, sent_at, medium), _CONTEXT):
        blocks.append(_context(footer))
    return {**_plain(wording.one_line(alert), _TEXT), "blocks": blocks}


def slack_plain_message(alert: Alert, sent_at: datetime) -> dict[str, Any]:
    """Return the message of an alert as text alone."""
    return _plain(wording.plain_text(alert, sent_at), _PLAIN_TEXT)


def _plain(text: str, budget: int) -> dict[str, Any]:
    limit = budget
    while slack_length(literal := slack_literal(clip_words(text, limit))) > budget:
        limit = limit * 3 // 4
    return {"text": literal, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def _fitted(compose: Callable[[Mrkdwn], str], budget: int) -> str:
    """Compose a text, with less and less of each of its parts until the escaped whole fits."""
    scale = 1.0
    while slack_length(text := compose(Mrkdwn(scale))) > budget and scale > 0.01:
        scale *= 0.7
    return text


def _headline(alert: Alert, medium: Mrkdwn) -> str:
    headline = f"{wording.icon(alert)} *{wording.label(alert)}*  {wording.what(alert, medium)}"
    told = wording.lead(alert, medium)
    return f"{headline}\n{told}" if told else headline


def _fields(alert: Alert) -> list[str]:
    fields = [_fitted(lambda medium: "\n".join(["*Score*", *wording.score(alert, medium)]), _FIELD)]
    if alert.kind is not AlertKind.BASELINE:
        fields.append(
            _fitted(lambda medium: "\n".join(["*Who*", *wording.who(alert, medium)]), _FIELD)
        )
    return fields


def _teller(alert: Alert, finding: AlertFinding, *, is_first: bool) -> Callable[[Mrkdwn], str]:
    return lambda medium: _finding(alert, finding, medium, is_first=is_first)


def _finding(alert: Alert, finding: AlertFinding, medium: Mrkdwn, *, is_first: bool) -> str:
    is_one = len(alert.findings) == 1
    severity = "" if is_one and alert.kind is AlertKind.REGRESSION else f"{finding.severity} · "
    lines = [f"{severity}{medium.name(finding.control, 100)} · {wording.standing(finding)}"]
    if is_first:
        lines.insert(0, medium.strong(finding.title))
    if wording.is_about_several(alert):
        lines.append(wording.resource_line(finding, medium))
    if not is_one:
        lines.append(wording.reason(finding, medium))
    if finding.kind.is_bad:
        if values := wording.evidence(finding, medium.limit(160)):
            lines.append(slack_preformatted(values))
        if finding.remediation and is_first:
            lines.append(f"*Fix*  {medium.words(finding.remediation, 500)}")
    return "\n".join(lines)


def _footer(alert: Alert, told: Sequence[AlertFinding], sent_at: datetime, medium: Mrkdwn) -> str:
    lines = [f"Finding {medium.name(finding.id, 200)}" for finding in told]
    took = wording.elapsed(alert, sent_at)
    return "\n".join([*lines, took] if took else lines)


def _text(text: str) -> dict[str, Any]:
    # Verbatim: Slack makes no links and no mentions of what merely looks like one.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _text(text)}


def _context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [_text(text)]}


# --- The delivery ---------------------------------------------------------------------------------

_WAIT_LIMITED: Final = 30.0
_WAIT_FAILING: Final = 15.0
_WAIT_SILENT: Final = 10.0
_WAIT_SECRET: Final = 60.0

_SECRET_REFUSED: Final = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "invalid_token",
        "no_service",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
_FORM_REFUSED: Final = frozenset(
    {
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_payload",
        "msg_blocks_too_long",
        "msg_too_long",
    }
)
_LIMITED: Final = frozenset({"rate_limited", "ratelimited"})
_FAILING: Final = frozenset(
    {
        "fatal_error",
        "internal_error",
        "request_timeout",
        "rollup_error",
        "service_unavailable",
        "unreadable",
    }
)


class _Refused(DeliveryError):
    """Slack understood and said no."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason, retry_after=None)
        self.code = code


class _Limited(DeliveryError):
    """Slack said to come back later."""

    def __init__(self, reason: str, *, wait: float) -> None:
        super().__init__(reason, retry_after=wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class _Secret:
    bot_token: str = field(default="", repr=False)
    webhook_url: str = field(default="", repr=False)


class SlackNotifier:
    """Tells alerts in Slack.

    Args:
        credentials: Returns the secret: JSON with `bot_token` (`xoxb-…`, needs the scope
            `chat:write`) or `webhook_url`. It is asked again after five minutes, and when Slack
            refuses what it gave before.
        channel: The channel's id or `#name`, for a bot; a webhook has its own.
        api_url: Where Slack's API is; another place also permits webhooks of that place.
        timeout: Seconds that Slack has to answer.
        now: The clock, in UTC.
        sleep: Waits; never for longer than two seconds.
    """

    name = "slack"

    def __init__(
        self,
        credentials: Callable[[], str],
        *,
        channel: str = "",
        api_url: str = API_URL,
        timeout: int = 10,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._credentials = credentials
        self._channel = channel
        self._api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._timeout = timeout
        self._now = now
        self._sleep = sleep
        self._kept: tuple[_Secret, datetime] | None = None

    def deliver(self, alert: Alert) -> Receipt:
        """Deliver one alert.

        Returns:
            The receipt: `<channel>/<ts>` for a bot, which names the message to Slack; empty for a
            webhook, which tells none.

        Raises:
            DeliveryError: It did not arrive; says whether and when to try again.
        """
        now = self._now()
        try:
            return self._deliver(slack_message(alert, now))
        except _Refused as refused:
            if refused.code not in _FORM_REFUSED:
                raise
            _log.warning(
                "Slack refused the form of %s (%s): sent as plain text", alert.id, refused.code
            )
        return self._deliver(slack_plain_message(alert, now))

    def _deliver(self, message: Mapping[str, Any]) -> Receipt:
        kept = self._kept
        secret = self._secret()
        try:
            return self._patiently(secret, message)
        except _Refused as refused:
            was_kept = kept is not None and kept[0] is secret
            if refused.code not in _SECRET_REFUSED or not was_kept:
                raise
            # It may have been rotated since it was read.
            self._kept = None
            if self._secret() == secret:
                raise
        return self._patiently(self._secret(), message)

    def _patiently(self, secret: _Secret, message: Mapping[str, Any]) -> Receipt:
        try:
            return self._send(secret, message)
        except _Limited as limited:
            if limited.wait > SHORT_WAIT:
                raise
            wait = limited.wait
        self._sleep(wait)
        return self._send(secret, message)

    def _send(self, secret: _Secret, message: Mapping[str, Any]) -> Receipt:
        silence = ""
        try:
            if secret.bot_token:
                return self._post(secret.bot_token, message)
            return self._post_to_webhook(secret.webhook_url, message)
        except (OSError, HTTPException, ValueError) as error:
            # Its text could hold the address, so only its kind is told.
            cause = getattr(error, "reason", None)
            silence = type(cause if isinstance(cause, Exception) else error).__name__
        raise DeliveryError(f"Slack did not answer: {silence}", retry_after=_WAIT_SILENT)

    def _post(self, token: str, message: Mapping[str, Any]) -> Receipt:
        from slack_sdk.errors import SlackApiError
        from slack_sdk.web import WebClient

        if not self._channel:
            raise DeliveryError("no Slack channel is configured for the bot", retry_after=None)
        client = WebClient(
            token=token,
            base_url=self._api_url,
            timeout=self._timeout,
            logger=_silent(),
            retry_handlers=[],
        )
        try:
            answer = client.api_call(
                "chat.postMessage",
                json={"channel": self._channel, "parse": "none", "link_names": False, **message},
            )
            return Receipt(f"{answer.get('channel')}/{answer.get('ts')}")
        except SlackApiError as error:
            response = error.response
            told = response.data if isinstance(response.data, dict) else {}
            failure = _failure(response.status_code, str(told.get("error", "")), response.headers)
        raise failure

    def _post_to_webhook(self, url: str, message: Mapping[str, Any]) -> Receipt:
        from slack_sdk.webhook import WebhookClient

        client = WebhookClient(url, timeout=self._timeout, logger=_silent(), retry_handlers=[])
        response = client.send_dict(dict(message))
        if response.status_code == 200:
            return Receipt("")
        raise _failure(response.status_code, response.body, response.headers)

    def _secret(self) -> _Secret:
        now = self._now()
        if self._kept is None or now - self._kept[1] >= SECRET_LIFE:
            self._kept = _parsed(self._read_secret(), self._api_url), now
        return self._kept[0]

    def _read_secret(self) -> str:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return self._credentials()
        except (BotoCoreError, ClientError) as error:
            code = getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__)
        raise DeliveryError(
            f"Slack's credentials could not be read: {code}", retry_after=_WAIT_SECRET
        )


def _failure(status: int, told: str, headers: Mapping[str, Any]) -> DeliveryError:
    """Return what an answer other than a good one means."""
    code = told.strip() if re.fullmatch(r"\s*[a-z_]{1,60}\s*", told) else ""
    if status == 200:
        code = code or "unreadable"
    reason = f"Slack answered {f'{status} {code}'.strip()}"
    if status == 429 or code in _LIMITED:
        wait = _seconds(headers)
        return _Limited(f"{reason}: come back in {wait:g} s", wait=wait)
    if status >= 500 or status == 408 or code in _FAILING:
        return DeliveryError(reason, retry_after=_WAIT_FAILING)
    return _Refused(code, reason)


def _seconds(headers: Mapping[str, Any]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after" and str(value).strip().isdecimal():
            return float(value)
    return _WAIT_LIMITED


_TOKEN = re.compile(r"(?:xoxe\.)?xoxb-[A-Za-z0-9-]+")
_WEBHOOK = re.compile(r"https://hooks\.slack(?:-gov)?\.com/[A-Za-z0-9/_-]+")


def _parsed(secret: str, api_url: str) -> _Secret:
    try:
        told = json.loads(secret)
    except (TypeError, ValueError):
        told = None
    if not isinstance(told, dict):
        raise _malformed("is not a JSON object")
    token, url = told.get("bot_token"), told.get("webhook_url")
    if token:
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise _malformed("has a bot_token that is not a bot's: it starts with xoxb-")
        return _Secret(bot_token=token)
    if not url:
        raise _malformed("has neither bot_token nor webhook_url")
    if not isinstance(url, str) or not _is_webhook(url, api_url):
        raise _malformed("has a webhook_url that is not https://hooks.slack.com/…")
    return _Secret(webhook_url=url)


def _is_webhook(url: str, api_url: str) -> bool:
    if _WEBHOOK.fullmatch(url):
        return True
    # A stand-in for Slack has its webhooks beside its API.
    place = urlsplit(api_url)
    origin = re.escape(f"{place.scheme}://{place.netloc}/")
    return api_url != API_URL and bool(re.fullmatch(rf"{origin}[A-Za-z0-9/_-]+", url))


def _malformed(what: str) -> DeliveryError:
    return DeliveryError(f"Slack's secret {what}", retry_after=None)


def _silent() -> logging.Logger:
    """Return a logger that says nothing: the SDK logs addresses, and a webhook's is a secret."""
    silent = logging.getLogger(f"{__name__}.sdk")
    silent.setLevel(logging.CRITICAL + 1)
    return silent
