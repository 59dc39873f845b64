"""A local Slack: checks messages as Slack does, remembers them, misbehaves on request.

It speaks enough of the Web API (posting, also to one person, editing, reactions, forms, uploads,
`auth.test`, the history of channels and threads, members of user groups), of incoming webhooks and
of the addresses that interactions are answered at for Slack's own SDK to be content; `slack_people`
presses its buttons. Application errors answer HTTP 200 with `ok: false`, as Slack's do. In one
point it is stricter: a message with blocks but without a text is refused, because notifications and
screen readers show the text.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from posturewatch_local.processes import LOOPBACK
from posturewatch_local.slack_blocks import (
    MAX_TEXT,
    block_problems,
    parse_blocks,
    view_problems,
)

TOKEN = "xoxb-local-receiver"  # noqa: S105 - it opens nothing
"""The bot token that is accepted unless others are given."""

CHANNELS: Mapping[str, str] = {"C0LOCAL": "posture-alerts"}
"""The channels, by id, that exist unless others are given."""

WEBHOOK = "/services/T0LOCAL/B0LOCAL/local"
"""The path of the incoming webhook that exists unless another is given."""

UPLOADS = "/upload/"
ANSWERS = "/answers/"
"""Where files are sent to, and answers to what a person did; each address is good for one thing."""

TRIGGER_LIFE = 3.0
"""Seconds that a form may be opened for after somebody pressed a button."""


@dataclass(frozen=True)
class Misbehaviour:
    """What one call gets instead of an answer. Make them with the functions below."""

    status: int = 0
    retry_after: int | None = None
    hold_seconds: float = 0.0
    delivered: bool = False
    """Whether the message is accepted all the same, although the caller never learns it."""


def as_usual() -> Misbehaviour:
    """Answer this one as if nothing had been planned."""
    return Misbehaviour()


def rate_limited(retry_after: int = 1) -> Misbehaviour:
    """Answer 429 and ask to come back after so many seconds."""
    return Misbehaviour(status=429, retry_after=retry_after)


def server_error(status: int = 500) -> Misbehaviour:
    """Answer 500, 503 or the like."""
    return Misbehaviour(status=status)


def no_answer(seconds: float, *, delivered: bool = False) -> Misbehaviour:
    """Keep the caller waiting for so long, then hang up."""
    return Misbehaviour(hold_seconds=seconds, delivered=delivered)


@dataclass(frozen=True)
class Message:
    """One message that was accepted."""

    method: str
    """`chat.postMessage`, `chat.update` or `webhook`."""
    channel: str
    text: str
    blocks: tuple[Mapping[str, Any], ...]
    ts: str
    received_at: float
    """Wall clock, as of `time.time()`."""
    received_monotonic: float
    """As of `time.monotonic()`, for durations."""
    payload: Mapping[str, Any]
    """Everything that was sent."""


@dataclass(frozen=True)
class Call:
    """One call, accepted or not, and how it was answered."""

    method: str
    payload: Mapping[str, Any]
    status: int
    """The HTTP status; 0 if nothing was answered."""
    answer: Mapping[str, Any]
    received_at: float
    received_monotonic: float

    @property
    def error(self) -> str | None:
        """Slack's error code, if there was one."""
        code = self.answer.get("error")
        return None if code is None else str(code)


class _TooFast(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Refused(Exception):
    def __init__(self, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)


@dataclass(frozen=True)
class File:
    """A file that stands in a message."""

    name: str
    content: bytes
    words: str
    """What it shows, for who cannot see it."""


@dataclass
class _Posted:
    channel: str
    text: str
    blocks: tuple[Mapping[str, Any], ...]
    metadata: Mapping[str, Any]
    thread: str = ""
    reactions: set[str] = field(default_factory=set)
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form that was opened for somebody."""

    id: str
    user: str
    view: Mapping[str, Any]
    ts: str
    """When it was opened, as messages have it."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Block id → what the person has sent; empty until then."""


@dataclass(frozen=True)
class Shown:
    """A message as it stands in a channel now, after all its edits."""

    ts: str
    channel: str
    text: str
    blocks: tuple[Mapping[str, Any], ...]
    thread: str
    """The parent's `ts`; empty for a message of the channel itself."""
    reactions: frozenset[str] = frozenset()
    files: tuple[File, ...] = ()
    only_for: str = ""
    """The user who alone sees it; empty where the whole channel does."""


class SlackReceiver:
    """A receiver that runs in a thread for as long as the context lasts.

    Args:
        tokens: The bot tokens that are accepted.
        channels: The channels that exist, name by id.
        webhooks: The paths of the incoming webhooks that exist.
        spacing: Seconds between two messages in one channel, below which the second is refused as
            Slack does, with 429; 0: none.
        blind: Whether the bot may not read channels, as without the scope `channels:history`.
        groups: The users of each user group, by its id.
    """

    def __init__(
        self,
        *,
        tokens: Iterable[str] = (TOKEN,),
        channels: Mapping[str, str] = CHANNELS,
        webhooks: Iterable[str] = (WEBHOOK,),
        spacing: float = 0.0,
        blind: bool = False,
        groups: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self.spacing = spacing
        self.blind = blind
        self.groups = {group: list(users) for group, users in (groups or {}).items()}
        self.archived: set[str] = set()
        self._last_post: dict[str, float] = {}
        self.tokens = frozenset(tokens)
        self.channels = dict(channels)
        self.webhooks = frozenset(webhooks)
        self._condition = threading.Condition()
        self._messages: list[Message] = []
        self._calls: list[Call] = []
        self._posted: dict[str, _Posted] = {}
        self._whispers: list[Shown] = []
        self._forms: dict[str, Form] = {}
        self._triggers: dict[str, tuple[str, float]] = {}
        self._answers: dict[str, tuple[str, str]] = {}
        self._files: dict[str, File] = {}
        self._numbers = itertools.count(1)
        self._plan: deque[Misbehaviour] = deque()
        self._stopping = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._methods: dict[str, Callable[[Mapping[str, Any], _Moment], dict[str, Any]]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post_message,
            "chat.update": self._update,
            "chat.postEphemeral": self._post_ephemeral,
            "views.open": self._open_view,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete_upload,
            "usergroups.users.list": self._members,
            "reactions.add": self._add_reaction,
            "reactions.remove": self._remove_reaction,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on a free loopback port."""
        self._stopping.clear()
        self._server = _Server((LOOPBACK, 0), _handler_for(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="slack-receiver", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and let waiting callers go; what was received stays readable."""
        server, self._server = self._server, None
        thread, self._thread = self._thread, None
        self._stopping.set()
        if server is not None:
            server.shutdown()
            server.server_close()
        if thread is not None:
            thread.join()

    @property
    def url(self) -> str:
        """Where it listens, without a trailing slash."""
        if self._server is None:
            raise RuntimeError("the Slack receiver is not running")
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, as Slack's SDK wants it."""
        return f"{self.url}/api/"

    @property
    def webhook_url(self) -> str:
        """One of the incoming webhooks."""
        return self.url + min(self.webhooks)

    @property
    def messages(self) -> list[Message]:
        """Every accepted message, in order."""
        with self._condition:
            return list(self._messages)

    @property
    def calls(self) -> list[Call]:
        """Every call, accepted or not, in order."""
        with self._condition:
            return list(self._calls)

    @property
    def shown(self) -> list[Shown]:
        """Every message as it stands now, in the order of posting."""
        with self._condition:
            return [
                Shown(
                    ts,
                    posted.channel,
                    posted.text,
                    posted.blocks,
                    posted.thread,
                    frozenset(posted.reactions),
                    posted.files,
                )
                for ts, posted in self._posted.items()
            ]

    @property
    def whispers(self) -> list[Shown]:
        """What single persons were told, in order."""
        with self._condition:
            return list(self._whispers)

    @property
    def forms(self) -> list[Form]:
        """The forms that were opened, in order."""
        with self._condition:
            return list(self._forms.values())

    def pressed(self, user: str, channel: str) -> tuple[str, str]:
        """Return what a press gives the app: a trigger for a form, and an address for answers."""
        with self._condition:
            number = next(self._numbers)
            trigger, answer = f"{number}.local.{user}", f"{ANSWERS}{number}"
            self._triggers[trigger] = user, time.monotonic()
            self._answers[answer] = user, channel
        return trigger, self.url + answer

    def sent(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what somebody has written into a form."""
        with self._condition:
            self._forms[form] = replace(self._forms[form], values=dict(values))

    def archive(self, channel: str) -> None:
        """Archive a channel: nothing can be posted or edited in it any more."""
        with self._condition:
            self.archived.add(channel)

    def delete(self, ts: str) -> None:
        """Delete a message, as people do."""
        with self._condition:
            self._posted.pop(ts, None)

    def misbehave(self, plan: Iterable[Misbehaviour]) -> None:
        """Answer the next calls so, one after the other; afterwards behave again."""
        with self._condition:
            self._plan.extend(plan)

    def clear(self) -> None:
        """Forget everything received and everything planned."""
        with self._condition:
            self._messages.clear()
            self._calls.clear()
            self._plan.clear()
            self._posted.clear()
            self._whispers.clear()
            self._forms.clear()
            self._last_post.clear()
            self.archived.clear()

    def wait_for(
        self,
        accept: Callable[[Message], bool] = lambda _: True,
        *,
        count: int = 1,
        timeout: float = 10.0,
    ) -> list[Message]:
        """Wait until so many messages that `accept` likes have arrived, and return them.

        Raises:
            TimeoutError: They have not, in time.
        """
        deadline = time.monotonic() + timeout
        with self._condition:
            while True:
                liked = [message for message in self._messages if accept(message)]
                if len(liked) >= count:
                    return liked
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"{len(liked)} of {count} messages after {timeout:g} s")
                self._condition.wait(left)

    # --- What the HTTP handler calls ---

    def _next_misbehaviour(self) -> Misbehaviour | None:
        with self._condition:
            return self._plan.popleft() if self._plan else None

    def _hold(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    def _record(
        self,
        method: str,
        payload: Mapping[str, Any],
        status: int,
        answer: Mapping[str, Any],
        moment: _Moment,
    ) -> None:
        with self._condition:
            self._calls.append(Call(method, payload, status, answer, moment.wall, moment.monotonic))
            self._condition.notify_all()

    def _call_method(
        self, method: str, token: str | None, payload: Mapping[str, Any], moment: _Moment
    ) -> dict[str, Any]:
        try:
            if method not in self._methods:
                raise _Refused("unknown_method")
            if not token:
                raise _Refused("not_authed")
            if token not in self.tokens:
                raise _Refused("invalid_auth")
            with self._condition:
                return {"ok": True, **self._methods[method](payload, moment)}
        except _TooFast as early:
            return {"ok": False, "error": "ratelimited", "retry_after": early.seconds}
        except _Refused as refused:
            answer: dict[str, Any] = {"ok": False, "error": refused.code}
            if refused.messages:
                answer["errors"] = refused.messages
                answer["response_metadata"] = {"messages": refused.messages}
            return answer

    def _call_webhook(
        self, path: str, payload: Mapping[str, Any] | None, moment: _Moment
    ) -> tuple[int, str]:
        if path not in self.webhooks:
            return 404, "no_service"
        if payload is None:
            return 400, "invalid_payload"
        try:
            with self._condition:
                text, blocks = _content(payload)
                self._keep("webhook", "", text, blocks, self._new_ts(moment), payload, moment)
        except _Refused as refused:
            return 400, refused.code
        return 200, "ok"

    def _take_answer(self, path: str, payload: Mapping[str, Any], moment: _Moment) -> bool:
        """Take an answer to what somebody did; false where nobody has been given the address."""
        with self._condition:
            if path not in self._answers:
                return False
            user, channel = self._answers[path]
            text, blocks = _content(payload)
            self._whisper(user, channel, text, blocks, moment)
        return True

    def _take_file(self, path: str, content: bytes) -> bool:
        with self._condition:
            if (known := self._files.get(path.removeprefix(UPLOADS))) is None:
                return False
            self._files[path.removeprefix(UPLOADS)] = replace(known, content=content)
        return True

    # --- The methods; the condition is held ---

    def _auth_test(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        identity = {"team": "Local", "team_id": "T0LOCAL", "user": "posturewatch"}
        return {"url": f"{self.url}/", **identity, "user_id": "U0LOCAL", "bot_id": "B0LOCAL"}

    def _post_message(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._channel(payload)
        text, blocks = _content(payload)
        thread = payload.get("thread_ts")
        if thread is not None and str(thread) not in self._posted:
            raise _Refused("thread_not_found")
        if moment.monotonic - self._last_post.get(channel, -1e9) < self.spacing:
            raise _TooFast(1)
        self._last_post[channel] = moment.monotonic
        ts = self._new_ts(moment)
        metadata = payload.get("metadata") or {}
        self._posted[ts] = _Posted(channel, text, tuple(blocks), metadata, str(thread or ""))
        self._keep("chat.postMessage", channel, text, blocks, ts, payload, moment)
        return {"channel": channel, "ts": ts, "message": {"text": text, "ts": ts}}

    def _update(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._channel(payload)
        text, blocks = _content(payload)
        ts = self._existing_ts(payload.get("ts"), channel)
        posted = self._posted[ts]
        posted.text, posted.blocks = text, tuple(blocks)
        posted.metadata = payload.get("metadata") or posted.metadata
        self._keep("chat.update", channel, text, blocks, ts, payload, moment)
        return {"channel": channel, "ts": ts, "text": text, "message": {"text": text}}

    def _add_reaction(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._channel(payload)
        name = str(payload.get("name") or "").strip(":")
        if not name:
            raise _Refused("invalid_name")
        posted = self._posted[self._existing_ts(payload.get("timestamp"), channel)]
        if name in posted.reactions:
            raise _Refused("already_reacted")
        posted.reactions.add(name)
        return {}

    def _remove_reaction(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        posted = self._posted[self._existing_ts(payload.get("timestamp"), self._channel(payload))]
        name = str(payload.get("name") or "").strip(":")
        if name not in posted.reactions:
            raise _Refused("no_reaction")
        posted.reactions.remove(name)
        return {}

    def _post_ephemeral(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._channel(payload)
        text, blocks = _content(payload)
        if not payload.get("user"):
            raise _Refused("user_not_in_channel")
        ts = self._whisper(str(payload["user"]), channel, text, blocks, moment)
        return {"message_ts": ts}

    def _whisper(
        self,
        user: str,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        moment: _Moment,
    ) -> str:
        ts = self._new_ts(moment)
        self._whispers.append(Shown(ts, channel, text, tuple(blocks), "", only_for=user))
        self._condition.notify_all()
        return ts

    def _open_view(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        trigger, view = str(payload.get("trigger_id") or ""), parse_blocks(payload.get("view"))
        if problems := view_problems(view):
            raise _Refused("invalid_arguments", problems)
        if trigger not in self._triggers:
            raise _Refused("invalid_trigger_id")
        user, given_at = self._triggers[trigger]
        if not user:
            raise _Refused("exchanged_trigger_id")
        if moment.monotonic - given_at > TRIGGER_LIFE:
            raise _Refused("expired_trigger_id")
        self._triggers[trigger] = "", given_at
        form = Form(f"V{next(self._numbers):06d}", user, view, self._new_ts(moment))
        self._forms[form.id] = form
        self._condition.notify_all()
        return {"view": {**view, "id": form.id}}

    def _upload_url(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        name = str(payload.get("filename") or "")
        if not name or int(payload.get("length") or 0) <= 0:
            raise _Refused("invalid_arguments")
        id_ = f"F{next(self._numbers):06d}"
        self._files[id_] = File(name, b"", str(payload.get("alt_txt") or ""))
        return {"upload_url": f"{self.url}{UPLOADS}{id_}", "file_id": id_}

    def _complete_upload(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._readable({"channel": payload.get("channel_id")})
        thread = payload.get("thread_ts")
        if thread is not None:
            self._existing_ts(thread, channel)
        told = parse_blocks(payload.get("files")) or []
        named = [(str(each.get("id")), str(each.get("title") or "")) for each in told]
        files = [self._files.pop(id_, None) for id_, _ in named]
        if not files or not all(file and file.content for file in files):
            raise _Refused("file_not_found")
        posted = _Posted(channel, named[0][1], (), {}, str(thread or ""))
        posted.files = tuple(file for file in files if file)
        self._posted[self._new_ts(moment)] = posted
        self._condition.notify_all()
        return {"files": [{"id": id_, "title": title} for id_, title in named]}

    def _members(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        group = str(payload.get("usergroup") or "")
        if group not in self.groups:
            raise _Refused("no_such_subteam")
        return {"users": list(self.groups[group])}

    def _history(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._readable(payload)
        oldest = float(payload.get("oldest") or 0)
        found = [ts for ts, p in self._posted.items() if p.channel == channel and not p.thread]
        return {"messages": [self._told(ts) for ts in reversed(found) if float(ts) >= oldest]}

    def _replies(self, payload: Mapping[str, Any], moment: _Moment) -> dict[str, Any]:
        channel = self._readable(payload)
        parent = self._existing_ts(payload.get("ts"), channel)
        below = [ts for ts, posted in self._posted.items() if posted.thread == parent]
        return {"messages": [self._told(ts) for ts in (parent, *below)]}

    def _told(self, ts: str) -> dict[str, Any]:
        posted = self._posted[ts]
        told = {"ts": ts, "text": posted.text, "metadata": dict(posted.metadata)}
        return {**told, **({"thread_ts": posted.thread} if posted.thread else {})}

    def _readable(self, payload: Mapping[str, Any]) -> str:
        if self.blind:
            raise _Refused("missing_scope")
        # Reading takes a channel's id alone.
        channel = str(payload.get("channel") or "")
        if channel not in self.channels:
            raise _Refused("channel_not_found")
        return channel

    def _channel(self, payload: Mapping[str, Any]) -> str:
        wanted = str(payload.get("channel") or "")
        for identifier, name in self.channels.items():
            if wanted in (identifier, name, f"#{name}"):
                if identifier in self.archived:
                    raise _Refused("is_archived")
                return identifier
        raise _Refused("channel_not_found")

    def _existing_ts(self, ts: Any, channel: str) -> str:
        posted = self._posted.get(str(ts))
        if posted is None or posted.channel != channel:
            raise _Refused("message_not_found")
        return str(ts)

    def _new_ts(self, moment: _Moment) -> str:
        ts = f"{moment.wall:.6f}"
        while ts in self._posted:
            ts = f"{float(ts) + 0.000001:.6f}"
        return ts

    def _keep(
        self,
        method: str,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        ts: str,
        payload: Mapping[str, Any],
        moment: _Moment,
    ) -> None:
        self._messages.append(
            Message(
                method, channel, text, tuple(blocks), ts, moment.wall, moment.monotonic, payload
            )
        )
        self._condition.notify_all()


@dataclass(frozen=True)
class _Moment:
    wall: float
    monotonic: float


def _content(payload: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """The text and blocks of a message, if Slack would take them."""
    text = payload.get("text") or ""
    if not isinstance(text, str):
        raise _Refused("invalid_arguments")
    blocks: list[Mapping[str, Any]] = []
    if payload.get("blocks"):
        parsed = parse_blocks(payload["blocks"])
        if parsed is None:
            raise _Refused("invalid_blocks_format")
        problems = block_problems(parsed)
        if problems:
            raise _Refused("invalid_blocks", problems)
        blocks = parsed
    if not text.strip():
        raise _Refused("no_text")
    if len(text) > MAX_TEXT:
        raise _Refused("msg_too_long")
    return text, blocks


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


def _handler_for(receiver: SlackReceiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def log_message(self, format: str, *args: Any) -> None:
            """Stay quiet: what arrived is in `calls`."""

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            moment = _Moment(time.time(), time.monotonic())
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = urlsplit(self.path).path
            if path.startswith(UPLOADS):
                known = receiver._take_file(path, body)
                self._send(200 if known else 404, f"OK - {len(body)}" if known else "")
                return
            payload = self._payload(body)
            method = path.removeprefix("/api/") if path.startswith("/api/") else "webhook"
            misbehaviour = receiver._next_misbehaviour()
            if misbehaviour is not None and misbehaviour != as_usual():
                self._misbehave(misbehaviour, path, method, payload, moment)
                return
            status, answer, text = self._result(path, method, payload, moment)
            extra: dict[str, str] = {}
            if "retry_after" in answer:
                status, extra = 429, {"Retry-After": str(answer["retry_after"])}
            receiver._record(method, payload or {}, status, answer, moment)
            self._send(status, text, extra)

        def _result(
            self, path: str, method: str, payload: dict[str, Any] | None, moment: _Moment
        ) -> tuple[int, dict[str, Any], str]:
            if path.startswith("/api/"):
                if payload is None:
                    answer: dict[str, Any] = {"ok": False, "error": "invalid_json"}
                else:
                    answer = receiver._call_method(method, self._token(payload), payload, moment)
                return 200, answer, json.dumps(answer)
            if path.startswith(ANSWERS):
                is_taken = receiver._take_answer(path, payload or {}, moment)
                status, text = (200, "ok") if is_taken else (404, "used_url")
            else:
                status, text = receiver._call_webhook(path, payload, moment)
            answer = {"ok": True} if status == 200 else {"ok": False, "error": text}
            return status, answer, text

        def _misbehave(
            self,
            misbehaviour: Misbehaviour,
            path: str,
            method: str,
            payload: dict[str, Any] | None,
            moment: _Moment,
        ) -> None:
            if misbehaviour.delivered:
                self._result(path, method, payload, moment)
            status = misbehaviour.status
            error = "ratelimited" if status == 429 else "internal_error" if status else "timeout"
            answer = {"ok": False, "error": error}
            receiver._record(method, payload or {}, status, answer, moment)
            if misbehaviour.hold_seconds:
                receiver._hold(misbehaviour.hold_seconds)
                self.close_connection = True
                return
            retry_after = misbehaviour.retry_after
            extra = {} if retry_after is None else {"Retry-After": str(retry_after)}
            self._send(status, json.dumps(answer), extra)

        def _payload(self, body: bytes) -> dict[str, Any] | None:
            kind = (self.headers.get("Content-Type") or "").partition(";")[0].strip()
            query = dict(parse_qsl(urlsplit(self.path).query))
            if kind == "application/json":
                try:
                    document = json.loads(body or b"{}")
                except ValueError:
                    return None
                return {**query, **document} if isinstance(document, dict) else None
            form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
            if "payload" in form and not self.path.startswith("/api/"):
                blocks = parse_blocks(form["payload"])
                return blocks if isinstance(blocks, dict) else None
            return {**query, **form}

        def _token(self, payload: Mapping[str, Any]) -> str | None:
            scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
            if scheme.lower() == "bearer" and token:
                return token.strip()
            sent = payload.get("token")
            return None if sent is None else str(sent)

        def _send(self, status: int, text: str, extra: Mapping[str, str] | None = None) -> None:
            body = text.encode()
            kind = "application/json; charset=utf-8" if text.startswith("{") else "text/html"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (extra or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler
