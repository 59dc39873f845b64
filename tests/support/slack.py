"""What Slack sends when people act, signed, as API Gateway brings it (payload format 2.0)."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from posturewatch.domain.interaction import InteractionKind, Target
from posturewatch.notifiers import slack_buttons as form
from posturewatch.notifiers.slack_signature import SIGNATURE, TIMESTAMP, signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
WORKSPACE = "T0ACME"
CHANNEL = "C0SECURITY"
REPLY_TO = "https://hooks.slack.com/actions/T0ACME/1/abc"


def request(
    payload: Mapping[str, Any],
    at: datetime | None = None,
    *,
    secret: str = SECRET,
    encoded: bool = True,
) -> dict[str, Any]:
    """Return a request that was signed now, unless told when; API Gateway encodes a form's body."""
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int((at or datetime.now(UTC)).timestamp()))
    return {
        "version": "2.0",
        "routeKey": "POST /slack/actions",
        "rawPath": "/slack/actions",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/x-www-form-urlencoded",
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            TIMESTAMP: stamp,
            SIGNATURE: signature(secret, stamp, body.encode()),
        },
        "requestContext": {"http": {"method": "POST", "path": "/slack/actions"}},
        "body": b64encode(body.encode()).decode() if encoded else body,
        "isBase64Encoded": encoded,
    }


def pressed(
    kind: InteractionKind,
    *,
    user: str = "U0ALICE",
    targets: Sequence[Target] = (),
    thread: tuple[str, str, str] | None = None,
    to: str = "",
    decided: tuple[str, str] | None = None,
    trigger: str = "1.2.a",
    workspace: str = WORKSPACE,
    user_workspace: str | None = None,
) -> dict[str, Any]:
    """Return what Slack says when somebody presses a button of ours."""
    about = form.About(tuple(targets), thread)
    value = json.dumps(decided) if decided else form.about_value(about)
    action = {"type": "button", "action_id": form.action_id(kind), "value": value}
    if kind is InteractionKind.ASSIGN:
        action = {
            "type": "users_select",
            "action_id": form.action_id(kind),
            "selected_user": to or None,
        }
    row = form.buttons(about)
    return {
        "type": "block_actions",
        "user": {
            "id": user,
            "username": "hostile <!channel>",
            "team_id": user_workspace or workspace,
        },
        "api_app_id": "A0POSTURE",
        "container": {
            "type": "message",
            "message_ts": "1700000000.000100",
            "channel_id": CHANNEL,
            "is_ephemeral": False,
        },
        "trigger_id": trigger,
        "team": {"id": workspace, "domain": "acme"},
        "channel": {"id": CHANNEL, "name": "security-posture"},
        "message": {"type": "message", "text": "…", "blocks": [row] if row else []},
        "response_url": REPLY_TO,
        "actions": [{**action, "block_id": "b1", "action_ts": "1700000100.000001"}],
    }


def submitted(
    targets: Sequence[Target],
    *,
    user: str = "U0ALICE",
    reason: str = "The bucket serves our public website.",
    until: str = "2026-05-01",
    view: str = "V0FORM",
    workspace: str = WORKSPACE,
) -> dict[str, Any]:
    """Return what Slack says when somebody sends the form off."""
    metadata = [
        form.about_value(form.About(tuple(targets))),
        CHANNEL,
        "1700000000.000100",
        REPLY_TO,
    ]
    return {
        "type": "view_submission",
        "team": {"id": workspace, "domain": "acme"},
        "user": {"id": user, "username": "alice", "team_id": workspace},
        "api_app_id": "A0POSTURE",
        "trigger_id": "3.4.b",
        "view": {
            "id": view,
            "type": "modal",
            "callback_id": form.FORM,
            "private_metadata": json.dumps(metadata),
            "state": {
                "values": {
                    form.REASON: {form.REASON: {"type": "plain_text_input", "value": reason}},
                    form.UNTIL: {form.UNTIL: {"type": "datepicker", "selected_date": until}},
                }
            },
        },
    }
