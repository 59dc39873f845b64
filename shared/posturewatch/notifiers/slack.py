"""Slack: threads that are kept up to date, and messages, by a bot's token or an incoming webhook.

With a bot's token each thread has one parent, which is edited, and what happens later stands below
it. A webhook can neither edit nor answer: it gets the same content as a further message. A message
stays within the limits of Block Kit whatever an alert holds, always has a plain text
beside its blocks, and is sent as plain text alone where Slack refuses the blocks. The token and the
webhook's address never stand in an error or a log.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.notification import Alert, Story
from posturewatch.domain.thread import Standing, Thread
from posturewatch.notifiers.bulletin import picture
from posturewatch.notifiers.slack_calls import SlackCalls
from posturewatch.notifiers.slack_message import slack_message, slack_plain_message
from posturewatch.notifiers.slack_story import (
    Extras,
    events_message,
    no_extras,
    story_message,
    story_plain_message,
)
from posturewatch.usecases.ports import Receipt

_log = logging.getLogger(__name__)

API_URL: Final = "https://slack.com/api/"

SECRET_LIFE: Final = timedelta(minutes=5)
"""How long the credentials are kept before they are read again."""

SHORT_WAIT: Final = 2.0
"""The longest `Retry-After` that is waited for; a longer one is the queue's to wait."""


_POST: Final = "chat.postMessage"
_EDIT: Final = "chat.update"
_REACT: Final = "reactions.add"
_UNREACT: Final = "reactions.remove"
_GREEN: Final = "white_check_mark"
"""The reaction to a fix."""

_PARENT: Final = "posturewatch_thread"
_EVENTS: Final = "posturewatch_events"
_BOT_ONLY: Final = frozenset({"channel", "metadata", "ts"})
_SKEW: Final = 60.0
"""Seconds by which Slack's clock may differ from ours."""
_PAGES: Final = 5

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
_PARENT_GONE: Final = frozenset(
    {"cant_update_message", "edit_window_closed", "message_not_found", "thread_not_found"}
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
        name: The destination's name in the routing.
        channel: The channel's id or `#name`, for a bot; a webhook has its own.
        extras: Returns the blocks that a thread's parent has besides its own, such as buttons.
        api_url: Where Slack's API is; another place also permits webhooks of that place.
        timeout: Seconds that Slack has to answer.
        now: The clock, in UTC.
        sleep: Waits; never for longer than two seconds.
    """

    def __init__(
        self,
        credentials: Callable[[], str],
        *,
        name: str = "slack",
        channel: str = "",
        extras: Extras = no_extras,
        api_url: str = API_URL,
        timeout: int = 5,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._credentials = credentials
        self._channel = channel
        self._extras = extras
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
        receipt = self._readably(
            lambda: self._call(_POST, self._addressed(slack_message(alert, now))),
            lambda: self._call(_POST, self._addressed(slack_plain_message(alert, now))),
            alert.id,
        )
        if receipt.id and (drawn := picture(alert.summary)):
            self._draw(receipt, *drawn)
        return receipt

    def _draw(self, receipt: Receipt, png: bytes, words: str) -> None:
        """Put a picture below a message, which needs the scope `files:write`."""
        channel, _, ts = receipt.id.partition("/")
        try:
            SlackCalls(self._credentials, api_url=self._api_url, timeout=self._timeout).upload(
                png, "trend.png", words, channel=channel, thread=ts
            )
        except DeliveryError as error:
            # The message has arrived, and tells the trend in a line of text.
            _log.warning("the picture of %s was not sent: %s", receipt.id, error.reason)

    def show(self, story: Story, *, look: bool) -> Receipt:
        """Show a thread's parent: edit it if the thread names one, else post it.

        A parent that somebody deleted is posted anew. Where an earlier attempt may have arrived, it
        is looked for in the channel's history first, which needs the scope `channels:history`
        (`groups:history` for private channels); without it the thread may be told twice.

        Returns:
            The receipt: `<channel>/<ts>` of the parent; empty for a webhook.

        Raises:
            DeliveryError: It did not arrive.
        """
        parent = story.thread.parent
        if not parent and look and self._secret().bot_token:
            parent = self._found_parent(story.thread)
        if parent:
            try:
                receipt = self._shown(story, _EDIT, *parent.split("/"))
                self._react(story, receipt)
                return receipt
            except _Refused as refused:
                if refused.code not in _PARENT_GONE:
                    raise
                _log.info("the parent of thread %s is gone: posted anew", story.thread.id)
        return self._shown(story, _POST)

    def _react(self, story: Story, receipt: Receipt) -> None:
        """React to a fix, and take it back where it did not last; needs `reactions:write`."""
        thread = story.thread
        method = _REACT if thread.standing is Standing.FIXED else _UNREACT
        if method is _UNREACT and all(member.changes == 1 for member in thread.members):
            # Nothing of it was ever fixed.
            return
        channel, _, ts = receipt.id.partition("/")
        try:
            self._answer(method, {"channel": channel, "timestamp": ts, "name": _GREEN})
        except DeliveryError as error:
            # The message says it all, and the reaction may stand there, or be gone, already.
            _log.info("no reaction to thread %s: %s", thread.id, error.reason)

    def _shown(self, story: Story, method: str, channel: str = "", ts: str = "") -> Receipt:
        where = {"channel": channel, "ts": ts} if ts else {"channel": self._channel}
        mark = _mark(_PARENT, story.thread, {})

        def whole() -> Receipt:
            message = story_message(story, self._now(), self._extras)
            if not self._secret().bot_token and story.thread.events:
                # Nothing can stand below a webhook's message, so it stands in the next one.
                later = events_message(story, story.thread.events)
                message = {**message, "blocks": [*message["blocks"], *later["blocks"]]}
            return self._call(method, {**where, **mark, **message})

        def plainly() -> Receipt:
            message = (
                {**story_plain_message(story), "blocks": []} if ts else story_plain_message(story)
            )
            return self._call(method, {**where, **mark, **message})

        return self._readably(whole, plainly, story.thread.id)

    def add(self, story: Story, *, look: bool) -> Receipt:
        """Tell a thread's events below its parent; a graver failure is shown in the channel too.

        Raises:
            DeliveryError: It did not arrive.
        """
        thread = story.thread
        channel, ts = thread.parent.split("/")
        events = thread.events
        if look:
            last = self._last_event(thread, channel, ts)
            events = tuple(event for event in events if event.number > last)
        if not events:
            return Receipt("")
        loud = any(event.louder for event in events)
        where = {
            "channel": channel,
            "thread_ts": ts,
            **({"reply_broadcast": True} if loud else {}),
            **_mark(_EVENTS, thread, {"last": events[-1].number}),
        }
        message = events_message(story, events)
        alone = {name: value for name, value in message.items() if name != "blocks"}
        return self._readably(
            lambda: self._call(_POST, {**where, **message}),
            lambda: self._call(_POST, {**where, **alone}),
            thread.id,
        )

    # Looking for what may have arrived

    def _found_parent(self, thread: Thread) -> str:
        oldest = f"{thread.opened_at.timestamp() - _SKEW:.6f}"
        for message in self._past("conversations.history", channel=self._channel, oldest=oldest):
            if _payload(message, _PARENT).get("thread") == thread.ref:
                return f"{self._channel}/{message.get('ts')}"
        return ""

    def _last_event(self, thread: Thread, channel: str, ts: str) -> int:
        numbers = [
            int(payload.get("last", 0))
            for message in self._past("conversations.replies", channel=channel, ts=ts)
            if (payload := _payload(message, _EVENTS)).get("thread") == thread.ref
        ]
        return max(numbers, default=0)

    def _past(self, method: str, **where: str) -> list[Mapping[str, Any]]:
        """Return messages of the past; none where the bot may not see them."""
        found: list[Mapping[str, Any]] = []
        cursor = ""
        for _ in range(_PAGES):
            asked = {**where, "limit": 200, "include_all_metadata": True}
            if cursor:
                asked["cursor"] = cursor
            try:
                answer = self._answer(method, asked)
            except _Refused as refused:
                if refused.code in _SECRET_REFUSED:
                    raise
                _log.warning(
                    "whether a message had arrived cannot be seen (%s): it may be told twice",
                    refused.code,
                )
                return found
            found.extend(answer.get("messages") or ())
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found

    # Calling

    def _addressed(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {"channel": self._channel, **message}

    def _readably(
        self, whole: Callable[[], Receipt], plainly: Callable[[], Receipt], id: str
    ) -> Receipt:
        """Send a message, and send it again as plain text where Slack refuses its form."""
        try:
            return whole()
        except _Refused as refused:
            if refused.code not in _FORM_REFUSED:
                raise
            _log.warning("Slack refused the form of %s (%s): sent as plain text", id, refused.code)
        return plainly()

    def _call(self, method: str, message: Mapping[str, Any]) -> Receipt:
        answer = self._answer(method, message)
        if not answer:
            return Receipt("")
        return Receipt(f"{answer.get('channel')}/{answer.get('ts')}")

    def _answer(self, method: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = self._kept
        secret = self._secret()
        try:
            return self._patiently(secret, method, asked)
        except _Refused as refused:
            was_kept = kept is not None and kept[0] is secret
            if refused.code not in _SECRET_REFUSED or not was_kept:
                raise
            # It may have been rotated since it was read.
            self._kept = None
            if self._secret() == secret:
                raise
        return self._patiently(self._secret(), method, asked)

    def _patiently(
        self, secret: _Secret, method: str, asked: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return self._send(secret, method, asked)
        except _Limited as limited:
            if limited.wait > SHORT_WAIT:
                raise
            wait = limited.wait
        self._sleep(wait)
        return self._send(secret, method, asked)

    def _send(self, secret: _Secret, method: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        silence = ""
        try:
            if secret.bot_token:
                return self._ask(secret.bot_token, method, asked)
            return self._post_to_webhook(secret.webhook_url, asked)
        except (OSError, HTTPException, ValueError) as error:
            # Its text could hold the address, so only its kind is told.
            cause = getattr(error, "reason", None)
            silence = type(cause if isinstance(cause, Exception) else error).__name__
        raise DeliveryError(
            f"Slack did not answer: {silence}", retry_after=_WAIT_SILENT, unclear=True
        )

    def _ask(self, token: str, method: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        from slack_sdk.errors import SlackApiError
        from slack_sdk.web import WebClient

        if not asked.get("channel"):
            raise DeliveryError("no Slack channel is configured for the bot", retry_after=None)
        client = WebClient(
            token=token,
            base_url=self._api_url,
            timeout=self._timeout,
            logger=_silent(),
            retry_handlers=[],
        )
        try:
            if method in (_POST, _EDIT):
                told = {"parse": "none", "link_names": False, **asked}
                answer = client.api_call(method, json=told)
            elif method in (_REACT, _UNREACT):
                answer = client.api_call(method, json=dict(asked))
            else:
                answer = client.api_call(method, http_verb="GET", params=dict(asked))
        except SlackApiError as error:
            response = error.response
            refused = response.data if isinstance(response.data, dict) else {}
            failure = _failure(
                response.status_code, str(refused.get("error", "")), response.headers
            )
        else:
            return answer.data if isinstance(answer.data, dict) else {}
        raise failure

    def _post_to_webhook(self, url: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        from slack_sdk.webhook import WebhookClient

        client = WebhookClient(url, timeout=self._timeout, logger=_silent(), retry_handlers=[])
        told = {name: value for name, value in message.items() if name not in _BOT_ONLY}
        response = client.send_dict(told)
        if response.status_code == 200:
            return {}
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


def _mark(kind: str, thread: Thread, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a message is known by later. The whole workspace may read it: ids alone."""
    return {"metadata": {"event_type": kind, "event_payload": {"thread": thread.ref, **more}}}


def _payload(message: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload")
    return payload if metadata.get("event_type") == kind and isinstance(payload, Mapping) else {}


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
        return DeliveryError(reason, retry_after=_WAIT_FAILING, unclear=True)
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
