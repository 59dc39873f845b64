"""Calls of Slack's API for what people do in it: forms, answers, members of groups.

The token and the addresses for answers never stand in an error or a log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from posturewatch.domain.errors import DeliveryError

API_URL: Final = "https://slack.com/api/"
SECRET_LIFE: Final = timedelta(minutes=5)
"""How long credentials and members of groups are kept before they are read again."""

MAX_ANSWER: Final = 2_000_000

_ANSWERS = re.compile(r"https://hooks\.slack(?:-gov)?\.com/(?:actions|services|app)/[\w/-]+")
_UPLOADS = re.compile(r"https://files\.slack(?:-gov)?\.com/upload/[^\s]+")
_CODE = re.compile(r"[a-z_]{1,60}")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nobody elsewhere with a token."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    at: datetime


class SlackCalls:
    """Calls Slack.

    Args:
        credentials: Returns the secret: JSON with `bot_token` and `signing_secret`.
        api_url: Where Slack's API is; answers may then go there, too.
        timeout: Seconds that Slack has to answer.
        now: The clock, in UTC.
    """

    def __init__(
        self,
        credentials: Callable[[], str],
        *,
        api_url: str = API_URL,
        timeout: float = 10,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._credentials = credentials
        self._api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._timeout = timeout
        self._now = now
        self._kept: dict[str, _Kept] = {}
        self._opener = build_opener(_NoRedirect)

    def signing_secret(self) -> str:
        """Return the app's signing secret; empty where there is none."""
        return str(self._secret().get("signing_secret") or "")

    def call(self, method: str, **payload: Any) -> Mapping[str, Any]:
        """Call a method of the API with the bot's token.

        Raises:
            DeliveryError: Slack refused it, or did not answer.
        """
        token = str(self._secret().get("bot_token") or "")
        if not token:
            raise DeliveryError("Slack's secret has no bot_token", retry_after=None)
        told = self._post(f"{self._api_url}{method}", payload, {"Authorization": f"Bearer {token}"})
        answer = _parsed(told)
        if answer.get("ok") is not True:
            code = str(answer.get("error", ""))
            if code in ("invalid_auth", "token_revoked", "token_expired", "account_inactive"):
                # It may have been rotated since it was read.
                self._kept.pop("secret", None)
            shown = code if _CODE.fullmatch(code) else "something unreadable"
            raise DeliveryError(f"Slack answered {shown} to {method}", retry_after=None)
        return answer

    def respond(self, url: str, message: Mapping[str, Any]) -> None:
        """Send an answer to the address that came with an interaction.

        Raises:
            DeliveryError: The address is not Slack's, or Slack refused it.
        """
        if not (_ANSWERS.fullmatch(url) or self._is_local(url)):
            raise DeliveryError("the address for the answer is not Slack's", retry_after=None)
        self._post(url, message, {})

    def upload(
        self, content: bytes, filename: str, words: str, *, channel: str, thread: str = ""
    ) -> None:
        """Put a file into a channel, below a message.

        Source: https://docs.slack.dev/messaging/working-with-files

        Args:
            content: The file.
            filename: What it is called.
            words: What it shows, for who cannot see it.
            channel: The channel's id.
            thread: The message's name there.

        Raises:
            DeliveryError: It did not arrive.
        """
        size = len(content)
        query = urlencode({"filename": filename, "length": size, "alt_txt": words[:1000]})
        given = self.call(f"files.getUploadURLExternal?{query}")
        url = str(given.get("upload_url", ""))
        if not (_UPLOADS.fullmatch(url) or self._is_local(url)):
            raise DeliveryError("the address for the file is not Slack's", retry_after=None)
        self._send(url, content, {"Content-Type": "application/octet-stream"})
        self.call(
            "files.completeUploadExternal",
            files=[{"id": given.get("file_id"), "title": words[:250]}],
            channel_id=channel,
            **({"thread_ts": thread} if thread else {}),
        )

    def _is_local(self, url: str) -> bool:
        """Whether an address is of the embedded run's Slack."""
        return self._api_url != API_URL and urlsplit(url)[:2] == urlsplit(self._api_url)[:2]

    def members(self, group: str) -> frozenset[str]:
        """Return the users of a group.

        Raises:
            DeliveryError: They could not be read, so nobody of them may act.
        """
        kept = self._kept.get(group)
        if kept is None or self._now() - kept.at >= SECRET_LIFE:
            users = self.call("usergroups.users.list", usergroup=group).get("users", ())
            kept = self._kept[group] = _Kept(frozenset(map(str, users)), self._now())
        members: frozenset[str] = kept.value
        return members

    def _secret(self) -> Mapping[str, Any]:
        kept = self._kept.get("secret")
        if kept is None or self._now() - kept.at >= SECRET_LIFE:
            kept = self._kept["secret"] = _Kept(_parsed(self._credentials()), self._now())
        secret: Mapping[str, Any] = kept.value
        return secret

    def _post(self, url: str, payload: Mapping[str, Any], headers: Mapping[str, str]) -> str:
        json_ = {"Content-Type": "application/json; charset=utf-8", **headers}
        return self._send(url, json.dumps(payload).encode(), json_)

    def _send(self, url: str, data: bytes, headers: Mapping[str, str]) -> str:
        # The scheme is Slack's, or that of the embedded run.
        request = Request(url, data=data, headers=dict(headers))  # noqa: S310
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return str(answer.read(MAX_ANSWER).decode("utf-8", "replace"))
        except HTTPError as error:
            wait = error.headers.get("Retry-After", "") if error.headers else ""
            is_final = 400 <= error.code < 500 and error.code not in (408, 429)
            failure = DeliveryError(
                f"Slack answered {error.code}",
                retry_after=None if is_final else float(wait) if wait.isdecimal() else 15.0,
            )
            error.close()
        except (OSError, HTTPException, ValueError) as error:
            failure = DeliveryError(
                f"Slack did not answer: {type(error).__name__}", retry_after=10.0
            )
        # Raised here, so that nothing that could hold an address is chained to it.
        raise failure


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}
