"""People of the local Slack: what they press and send, signed and told to the app as Slack does.

The signature is made by Slack's own library, not by what verifies it in the product.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from posturewatch_local.slack_receiver import Form, Shown, SlackReceiver

WORKSPACE: Final = "T0LOCAL"
"""The id of the local Slack's workspace."""

SIGNING_SECRET: Final = "a-local-signing-secret"  # noqa: S105 - it opens nothing
"""What the app is to verify signatures with unless another is given."""

_PATIENCE: Final = 30.0
"""Seconds that the app may take: Slack gives it three, a busy machine with a cold start more."""


@dataclass(frozen=True)
class Answered:
    """What the app answered.

    Args:
        status: The HTTP status.
        told: The JSON of its body; empty where there is none.
    """

    status: int
    told: Mapping[str, Any]


@dataclass(frozen=True)
class SlackPeople:
    """The people of a workspace.

    Args:
        slack: Where messages and forms are shown to them.
        url: The app's address for interactions.
        secret: The app's signing secret.
        workspace: The id of their workspace.
    """

    slack: SlackReceiver
    url: str
    secret: str = SIGNING_SECRET
    workspace: str = WORKSPACE

    def press(self, user: str, message: Shown, action: str) -> Answered:
        """Press a button.

        Args:
            user: Who does.
            message: The message that it stands below.
            action: Its `action_id`.

        Raises:
            LookupError: The message has no such button.
        """
        return self.send(self.pressing(user, message, action))

    def pressing(self, user: str, message: Shown, action: str) -> dict[str, Any]:
        """Return what the app is told of a press.

        Raises:
            LookupError: The message has no such button.
        """
        button = next(
            (
                element
                for block in message.blocks
                for element in block.get("elements", ())
                if element.get("action_id") == action
            ),
            None,
        )
        if button is None:
            raise LookupError(f"the message has no button {action}: {message.text}")
        trigger, answers = self.slack.pressed(user, message.channel)
        return {
            "type": "block_actions",
            **self._from(user),
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": False,
                **({"thread_ts": message.thread} if message.thread else {}),
            },
            "trigger_id": trigger,
            "channel": {"id": message.channel, "name": self.slack.channels[message.channel]},
            "message": {
                "type": "message",
                "ts": message.ts,
                "text": message.text,
                "blocks": list(message.blocks),
            },
            "response_url": answers,
            "actions": [
                {
                    "type": button["type"],
                    "action_id": action,
                    "block_id": "local",
                    "value": button.get("value"),
                    "action_ts": f"{time.time():.6f}",
                }
            ],
        }

    def fill_in(self, form: Form, values: Mapping[str, str]) -> Answered:
        """Send a form off.

        Args:
            form: The form, as it was opened for its user.
            values: Block id → what is written into it.
        """
        state: dict[str, Any] = {}
        for block in form.view["blocks"]:
            if block["type"] == "input":
                element, name = block["element"], block["block_id"]
                is_day = element["type"] == "datepicker"
                value = values.get(name) or (element.get("initial_date") if is_day else None)
                key = "selected_date" if is_day else "value"
                state[name] = {element["action_id"]: {"type": element["type"], key: value}}
        answered = self.send(
            {
                "type": "view_submission",
                **self._from(form.user),
                "trigger_id": self.slack.pressed(form.user, "")[0],
                "view": {**form.view, "id": form.id, "state": {"values": state}},
            }
        )
        if answered.status == 200 and not answered.told:
            self.slack.sent(form.id, values)
        return answered

    def send(
        self, payload: Mapping[str, Any], *, secret: str | None = None, age: float = 0.0
    ) -> Answered:
        """Tell the app of an interaction.

        Args:
            payload: The interaction.
            secret: What it is signed with; the app's own secret unless given.
            age: How many seconds ago it was signed.
        """
        body = urlencode({"payload": json.dumps(payload)})
        stamp = str(int(time.time() - age))
        signed = SignatureVerifier(secret or self.secret).generate_signature(
            timestamp=stamp, body=body
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signed or "",
        }
        # The URL is that of our own child.
        request = urllib.request.Request(self.url, body.encode(), headers)  # noqa: S310
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=_PATIENCE) as answer:
                text = answer.read()
                return Answered(answer.status, json.loads(text) if text else {})
        except urllib.error.HTTPError as error:
            error.close()
            return Answered(error.code, {})

    def _from(self, user: str) -> dict[str, Any]:
        return {
            "user": {"id": user, "team_id": self.workspace},
            "team": {"id": self.workspace, "domain": "local"},
            "api_app_id": "A0LOCAL",
        }
