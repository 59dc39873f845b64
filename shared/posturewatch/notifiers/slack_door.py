"""Slack's door: verify what comes in, open a form, queue the rest, answer within three seconds.

The door is open to the internet, so it can do next to nothing: read Slack's secret, open a form in
Slack, and put an interaction into the queue. Who may act is decided by whoever works it off.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import logging
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NoReturn, Protocol
from urllib.parse import parse_qsl

from posturewatch.domain.errors import DeliveryError
from posturewatch.domain.exception import MAX_TERM
from posturewatch.domain.interaction import Interaction, InteractionKind
from posturewatch.notifiers import slack_buttons as form
from posturewatch.notifiers.slack_signature import SIGNATURE, TIMESTAMP, Forged, verify

_log = logging.getLogger(__name__)

MAX_BODY: Final = 512_000
"""Bytes of a request: Slack sends the whole message along, and it has at most 50 blocks."""

MIN_REASON: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack is answered.

    Args:
        status: The HTTP status.
        body: JSON; empty for none.
    """

    status: int
    body: str = ""


class InteractionQueue(Protocol):
    """Where interactions wait to be worked off."""

    def send(self, interaction: Interaction) -> None:
        """Queue an interaction."""
        ...


class Caller(Protocol):
    """Calls Slack's API."""

    def call(self, method: str, **payload: Any) -> Mapping[str, Any]:
        """Call a method.

        Raises:
            DeliveryError: It was refused, or not answered.
        """
        ...


class SlackDoor:
    """Takes in what people do in Slack.

    Args:
        signing_secret: Returns the app's signing secrets, the current one first.
        workspace: The id of the workspace whose people are let in, such as `T0ACME`.
        queue: Where interactions are worked off.
        slack: Calls Slack, for forms.
        now: The clock, in UTC.
    """

    def __init__(
        self,
        signing_secret: Callable[[], str],
        workspace: str,
        queue: InteractionQueue,
        slack: Caller,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._signing_secret = signing_secret
        self._workspace = workspace
        self._queue = queue
        self._slack = slack
        self._now = now

    def receive(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request as API Gateway brings it (payload format 2.0)."""
        answer = self.answer(event)
        told: dict[str, Any] = {"statusCode": answer.status}
        if answer.body:
            told |= {"body": answer.body, "headers": {"content-type": "application/json"}}
        return told

    def answer(self, event: Mapping[str, Any]) -> Answer:
        """Answer a request."""
        headers = {str(k).lower(): str(v) for k, v in (event.get("headers") or {}).items()}
        try:
            body = _body(event)
            sent = self._verified(headers, body)
            payload = self._payload(body)
        except Forged as forged:
            # Its content is not logged: it is whatever somebody on the internet wrote.
            _log.warning("a request to Slack's door was refused: %s", forged.what)
            return Answer(401)
        except ValueError as error:
            _log.warning("a signed request could not be read: %s", type(error).__name__)
            return Answer(400)
        return self._work(payload, sent)

    def _verified(self, headers: Mapping[str, str], body: bytes) -> datetime:
        if not headers.get(TIMESTAMP) or not headers.get(SIGNATURE):
            # Before the secret is read: who does not sign costs nothing.
            raise Forged("it is not signed")
        return verify(self._signing_secret(), headers, body, self._now())

    def _payload(self, body: bytes) -> Mapping[str, Any]:
        fields = dict(parse_qsl(body.decode(), max_num_fields=20))
        payload = json.loads(fields.get("payload", ""))
        if not isinstance(payload, dict):
            raise ValueError("the payload is no object")
        self._let_in(payload)
        return payload

    def _let_in(self, payload: Mapping[str, Any]) -> None:
        """Check that it comes from our workspace, and so does the person.

        Raises:
            Forged: It comes from another one: the app was installed there, or a channel is shared.
        """
        team, user = payload.get("team"), payload.get("user")
        of_team = team.get("id") if isinstance(team, dict) else None
        of_user = user.get("team_id", of_team) if isinstance(user, dict) else None
        if not self._workspace or of_team != self._workspace or of_user != self._workspace:
            raise Forged("it comes from another workspace")

    def _work(self, payload: Mapping[str, Any], sent: datetime) -> Answer:
        try:
            if payload.get("type") == "view_submission":
                return self._submitted(payload, sent)
            if payload.get("type") == "block_actions":
                for action in payload["actions"]:
                    self._acted(payload, action, sent)
        except DeliveryError as error:
            # The person is shown a warning sign, and presses again.
            _log.warning("a form could not be opened: %s", error.reason)
            return Answer(503)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            _log.warning("an interaction could not be read: %s: %s", type(error).__name__, error)
            return Answer(400)
        # Anything else, such as a form that was closed, is nothing to us.
        return Answer(200)

    def _acted(self, payload: Mapping[str, Any], action: Mapping[str, Any], sent: datetime) -> None:
        name = str(action["action_id"])
        if not name.startswith(form.PREFIX):
            return
        kind = InteractionKind(name.removeprefix(form.PREFIX))
        container = payload.get("container") or {}
        interaction = Interaction(
            id=_id("action", payload["trigger_id"], name, action.get("action_ts", "")),
            kind=kind,
            at=sent,
            user=str(payload["user"]["id"]),
            channel=str((payload.get("channel") or {}).get("id", "")),
            message=str(container.get("thread_ts") or container.get("message_ts") or ""),
            reply_to=str(payload.get("response_url") or ""),
        )
        if kind in (InteractionKind.APPROVE, InteractionKind.DECLINE):
            interaction = replace(interaction, request=form.request_of(str(action["value"])))
        elif kind is InteractionKind.ASSIGN:
            interaction = replace(
                interaction,
                to=str(action["selected_user"] or ""),
                **_about(_value_in(payload["message"])),
            )
        else:
            interaction = replace(interaction, **_about(str(action["value"])))
        if kind is InteractionKind.ACCEPT:
            self._open(payload["trigger_id"], interaction)
        else:
            self._queue.send(interaction)

    def _open(self, trigger: str, interaction: Interaction) -> None:
        """Open the form now: Slack lets nobody do it after three seconds."""
        keep = [
            form.about_value(form.About(interaction.targets, interaction.thread)),
            interaction.channel,
            interaction.message,
            interaction.reply_to,
        ]
        metadata = json.dumps(keep)
        if len(metadata) > form.MAX_METADATA:
            raise ValueError("the form's metadata is too long")
        view = form.risk_form(interaction.targets, metadata, self._now())
        self._slack.call("views.open", trigger_id=trigger, view=view)

    def _submitted(self, payload: Mapping[str, Any], sent: datetime) -> Answer:
        view = payload["view"]
        if view.get("callback_id") != form.FORM:
            return Answer(200)
        value, channel, message, reply_to = json.loads(view["private_metadata"])
        fields = view["state"]["values"]
        reason = str(fields[form.REASON][form.REASON].get("value") or "").strip()
        day = str(fields[form.UNTIL][form.UNTIL].get("selected_date") or "")
        until, errors = self._until(day)
        if len(reason) < MIN_REASON:
            errors[form.REASON] = f"Say it in at least {MIN_REASON} characters."
        if errors or until is None:
            return Answer(200, json.dumps({"response_action": "errors", "errors": errors}))
        self._queue.send(
            Interaction(
                # One form is sent once, however often somebody presses the button.
                id=_id("form", view["id"]),
                kind=InteractionKind.ACCEPT,
                at=sent,
                user=str(payload["user"]["id"]),
                reason=reason,
                until=until,
                channel=str(channel),
                message=str(message),
                reply_to=str(reply_to),
                **_about(value),
            )
        )
        return Answer(200)

    def _until(self, day: str) -> tuple[datetime | None, dict[str, str]]:
        """Return the end of a day, or what is wrong with it."""
        try:
            until = datetime.combine(date.fromisoformat(day), time(23, 59, 59), UTC)
        except ValueError:
            return None, {form.UNTIL: "Choose a day."}
        now = self._now()
        if until <= now + timedelta(hours=1):
            return None, {form.UNTIL: "Choose a later day."}
        if until > now + MAX_TERM:
            return None, {form.UNTIL: f"Choose a day at most {MAX_TERM.days} days from now."}
        return until, {}


def _body(event: Mapping[str, Any]) -> bytes:
    """Return the body byte for byte: API Gateway encodes what may not be text.

    Raises:
        Forged: There is none, or it is too long to be Slack's.
    """
    body = event.get("body") or ""
    if not isinstance(body, str) or len(body) > MAX_BODY:
        _refuse()
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        _refuse()


def _refuse() -> NoReturn:
    raise Forged("its body cannot be Slack's")


def _value_in(message: Mapping[str, Any]) -> str:
    """Return what a message's buttons are about: a menu of users has no value of its own."""
    name = form.action_id(InteractionKind.ACKNOWLEDGE)
    for block in message["blocks"]:
        for element in block.get("elements", ()):
            if element.get("action_id") == name:
                return str(element["value"])
    raise ValueError("the message has no buttons of ours")


def _about(value: str) -> dict[str, Any]:
    about = form.about_of(value)
    return {"targets": about.targets, "thread": about.thread}


def _id(*parts: Any) -> str:
    text = json.dumps([str(part) for part in parts])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
