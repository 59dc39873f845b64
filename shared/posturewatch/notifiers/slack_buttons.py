"""Slack's buttons below an alert, the form that asks for a risk to be accepted, and its approval.

What a button is about stands in its value; the signature covers it, and only our own messages have
our buttons.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from posturewatch.domain.exception import MAX_REASON, MAX_TERM
from posturewatch.domain.interaction import (
    InteractionKind,
    RequestState,
    RiskRequest,
    Target,
)
from posturewatch.domain.notification import Story
from posturewatch.domain.thread import Standing
from posturewatch.notifiers.escape import Mrkdwn, clip_words, slack_literal

PREFIX: Final = "posturewatch."
"""Marks our own elements."""

FORM: Final = f"{PREFIX}accept"
REASON: Final = f"{PREFIX}reason"
UNTIL: Final = f"{PREFIX}until"

MAX_VALUE: Final = 2_000
"""Characters of a button's value."""

MAX_METADATA: Final = 3_000
"""Characters of a form's own metadata."""

USUAL_TERM: Final = timedelta(days=90)
"""How long a risk is accepted unless the asker says otherwise."""


def action_id(kind: InteractionKind) -> str:
    """Return the name of the element that means a kind of interaction."""
    return f"{PREFIX}{kind.value}"


@dataclass(frozen=True, slots=True)
class About:
    """What a button is about.

    Args:
        targets: The findings; none where all that fail in the thread are meant.
        thread: The thread that it stands below: destination, account and id.
    """

    targets: tuple[Target, ...] = ()
    thread: tuple[str, str, str] | None = None


def story_buttons(story: Story) -> list[dict[str, Any]]:
    """Return the buttons below a thread's parent, while something in it fails."""
    failing = [m for m in story.thread.members if not m.standing.is_over]
    about = About(
        tuple(Target(member.id, member.episode) for member in failing),
        (story.thread.destination, story.thread.account, story.thread.id),
    )
    acceptable = any(member.standing is not Standing.ACCEPTED for member in failing)
    one_resource = len({member.key for member in failing}) == 1
    row = buttons(about, acceptable=acceptable and one_resource)
    return [row] if failing and row else []


def buttons(about: About, *, acceptable: bool = True) -> dict[str, Any] | None:
    """Return the row of buttons below an alert; None where no value can hold what it is about.

    Args:
        about: The findings that fail, and their thread.
        acceptable: Whether the risk can be accepted here: it is of one resource, and is not yet.
    """
    value = about_value(about)
    if not value:
        return None
    kinds = [(InteractionKind.ACKNOWLEDGE, "Acknowledge")]
    if acceptable:
        kinds.append((InteractionKind.ACCEPT, "Accept risk…"))
    kinds += [(InteractionKind.RECHECK, "Re-check now"), (InteractionKind.DETAILS, "Details")]
    assign = {
        "type": "users_select",
        "action_id": action_id(InteractionKind.ASSIGN),
        "placeholder": _plain("Assign to…"),
    }
    row = [_button(kind, label, value) for kind, label in kinds]
    return {"type": "actions", "elements": [row[0], assign, *row[1:]]}


def about_value(about: About) -> str:
    """Return the value of a button: what it is about, or the thread alone where that is too much.

    Empty where neither fits.
    """
    thread = list(about.thread) if about.thread else None
    told = [[target.finding, target.episode] for target in about.targets]
    for findings in (told, []):
        text = json.dumps([thread, findings], separators=(",", ":"))
        if len(text) <= MAX_VALUE and (thread or findings):
            return text
    return ""


def about_of(value: str) -> About:
    """Return what a button's value says.

    Raises:
        ValueError: It is none of ours.
    """
    told = json.loads(value)
    if not isinstance(told, list) or len(told) != 2:
        raise ValueError("a button's value is a thread and a list of findings")
    thread, findings = told
    if thread is not None and not (_are_texts(thread) and len(thread) == 3):
        raise ValueError("a thread is named by its destination, its account and its id")
    if not isinstance(findings, list) or not (thread or findings):
        raise ValueError("a button is about something")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in findings):
        raise ValueError("a finding is named by its id and its episode")
    if not all(isinstance(id_, str) and isinstance(episode, int) for id_, episode in findings):
        raise ValueError("a finding's id is a text, its episode a number")
    targets = tuple(Target(id_, episode) for id_, episode in findings)
    return About(targets, (thread[0], thread[1], thread[2]) if thread else None)


def _are_texts(told: Any) -> bool:
    return isinstance(told, list) and all(isinstance(part, str) for part in told)


def risk_form(
    targets: Sequence[Target], metadata: str, now: datetime, *, needs_approval: bool = True
) -> dict[str, Any]:
    """Return the form that asks why a risk is to be accepted, and until when.

    Args:
        targets: The findings.
        metadata: What comes back with the form.
        now: The time, in UTC.
        needs_approval: Whether the form says that somebody else has to approve it.
    """
    medium = Mrkdwn()
    resource = targets[0].finding.rpartition("/")[0] if targets else ""
    controls = [target.finding.rpartition("/")[2] for target in targets]
    named = "\n".join(f"• {medium.name(control, 120)}" for control in controls[:10])
    more = f"\n… and {len(controls) - 10} more" if len(controls) > 10 else ""
    told = (
        "The score stays as it is; the figure “with accepted risk” shows it. It ends with its "
        "time, or as soon as what is exposed is something else."
    )
    if needs_approval:
        told = f"Somebody else has to approve it. {told}"
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": metadata,
        "title": _plain("Accept a risk"),
        "submit": _plain("Ask for approval"),
        "close": _plain("Cancel"),
        "blocks": [
            _section(f"{_of(resource, medium)}\n{named}{more}" if targets else "All that fails."),
            {
                "type": "input",
                "block_id": REASON,
                "label": _plain("Why may it stay?"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": REASON,
                    "multiline": True,
                    "min_length": 10,
                    "max_length": MAX_REASON,
                    "focus_on_load": True,
                },
                "hint": _plain("Whoever approves it, and the next audit, read this."),
            },
            {
                "type": "input",
                "block_id": UNTIL,
                "label": _plain("Until when?"),
                "element": {
                    "type": "datepicker",
                    "action_id": UNTIL,
                    "initial_date": f"{now + USUAL_TERM:%Y-%m-%d}",
                },
                "hint": _plain(f"The end of that day, UTC; at most {MAX_TERM.days} days from now."),
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": told}]},
        ],
    }


def request_message(request: RiskRequest) -> dict[str, Any]:
    """Return the message of a request: with buttons while it waits, with the decision after it."""
    medium = Mrkdwn()
    head, icon = {
        RequestState.WAITING: ("A risk is asked to be accepted", ":hourglass_flowing_sand:"),
        RequestState.APPROVED: ("Risk accepted", ":white_check_mark:"),
        RequestState.DECLINED: ("Request declined", ":no_entry_sign:"),
    }[request.state]
    controls = [medium.name(control, 120) for control in request.scope.controls[:10]]
    blocks: list[dict[str, Any]] = [
        _section(
            f"{icon} *{head}*\n{_of(str(request.scope.resource), medium)}\n{', '.join(controls)}"
        ),
        {
            "type": "section",
            "fields": [
                _mrkdwn(f"*Asked by*\n{medium.name(request.requested_by)}"),
                _mrkdwn(f"*Until*\n{request.expires_at:%Y-%m-%d %H:%M} UTC"),
            ],
        },
        _section(f"*Why*\n{medium.words(request.reason, 1_500)}"),
    ]
    if request.state is RequestState.WAITING:
        value = json.dumps([request.account, request.id], separators=(",", ":"))
        approve = _button(InteractionKind.APPROVE, "Approve", value, style="primary")
        approve["confirm"] = {
            "title": _plain("Approve it?"),
            "text": _plain("You vouch for it beside the one who asked. It goes into the history."),
            "confirm": _plain("Approve"),
            "deny": _plain("Not yet"),
        }
        decline = _button(InteractionKind.DECLINE, "Decline", value, style="danger")
        blocks.append({"type": "actions", "elements": [approve, decline]})
        told = "Anybody but the one who asked may approve it."
    else:
        word = "Approved" if request.state is RequestState.APPROVED else "Declined"
        at = f" at {request.decided_at:%Y-%m-%d %H:%M} UTC" if request.decided_at else ""
        told = f"{word} by {medium.name(request.decided_by)}{at}."
    blocks.append({"type": "context", "elements": [_mrkdwn(told)]})
    return {
        "text": slack_literal(
            f"{head}: {', '.join(request.scope.controls[:3])} on "
            f"{request.scope.resource.id if request.scope.resource else ''}, asked by "
            f"{request.requested_by} until {request.expires_at:%Y-%m-%d}"
        )[:900],
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": blocks,
    }


def request_of(value: str) -> tuple[str, str]:
    """Return the account and the id of the request that a button's value names.

    Raises:
        ValueError: It is none of ours.
    """
    told = json.loads(value)
    if not _are_texts(told) or len(told) != 2:
        raise ValueError("a request is named by its account and its id")
    return told[0], told[1]


def answer_message(lines: Sequence[str]) -> dict[str, Any]:
    """Return a message that only the person sees who acted.

    Args:
        lines: Its paragraphs, in Slack's markup.
    """
    text = clip_words("\n".join(lines), 2_900)
    return {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": text,
        "blocks": [_section(text)],
    }


def _of(resource: str, medium: Mrkdwn) -> str:
    """Write a resource by its key: type, name, account and region."""
    account, region, kind, id_ = resource.split("/", 3)
    where = f"{account} {region}"
    return f"{medium.name(kind)} {medium.name(id_, 120)} in {medium.name(where)}"


def _button(kind: InteractionKind, label: str, value: str, *, style: str = "") -> dict[str, Any]:
    told = {
        "type": "button",
        "action_id": action_id(kind),
        "text": _plain(label),
        "value": value,
    }
    return {**told, "style": style} if style else told


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(text)}
