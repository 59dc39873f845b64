"""Slack's side of what people do: answers for one person, requests for everybody to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from posturewatch import catalog
from posturewatch.domain.finding import Act, ActKind, Finding, MoveKind
from posturewatch.domain.interaction import InteractionKind, RiskRequest
from posturewatch.domain.notification import AlertFinding
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import Mrkdwn, slack_preformatted
from posturewatch.notifiers.slack_buttons import answer_message, request_message
from posturewatch.notifiers.slack_calls import SlackCalls
from posturewatch.usecases.act import Effect
from posturewatch.usecases.interact import Reply, Result

DETAILED: Final = 3
"""How many findings are told in full in one answer."""

ACTS: Final = 5
"""How many acts of a finding's history are told: the newest."""

_EFFECTS: Final = {
    Effect.SAME: "it was so already",
    Effect.OVER: "it is over",
    Effect.MISSING: "it is not known any more",
}
_DONE: Final = {
    InteractionKind.ACKNOWLEDGE: "Acknowledged. It is in the finding's history with your name.",
    InteractionKind.RECHECK: "It is being read again. If it is right by now, its message says so.",
    InteractionKind.ACCEPT: "Your request is out. It counts once somebody else has approved it.",
    InteractionKind.APPROVE: "Approved. The risk is accepted.",
    InteractionKind.DECLINE: "Declined. Nothing is accepted.",
}


class SlackConversation:
    """Answers people in Slack.

    Args:
        slack: Calls Slack.
    """

    def __init__(self, slack: SlackCalls) -> None:
        self._slack = slack

    def members(self, group: str) -> frozenset[str]:
        """Return the users of a group."""
        return self._slack.members(group)

    def reply(self, reply: Reply) -> None:
        """Tell a person, and nobody else, what came of what they did."""
        interaction = reply.interaction
        message = answer_message(list(lines(reply)))
        if interaction.reply_to:
            self._slack.respond(interaction.reply_to, message)
        elif interaction.channel:
            told = {name: message[name] for name in ("text", "blocks")}
            self._slack.call(
                "chat.postEphemeral",
                channel=interaction.channel,
                user=interaction.user,
                **told,
            )

    def ask(self, request: RiskRequest) -> str:
        """Ask for a risk to be accepted, in the channel where it was asked for."""
        told = self._slack.call(
            "chat.postMessage", channel=request.channel, **request_message(request)
        )
        return str(told.get("ts", ""))

    def decided(self, request: RiskRequest) -> None:
        """Show the decision in the message that asked."""
        if request.message:
            self._slack.call(
                "chat.update",
                channel=request.channel,
                ts=request.message,
                **request_message(request),
            )


def lines(reply: Reply) -> Iterator[str]:
    """Yield the paragraphs of an answer, in Slack's markup."""
    medium = Mrkdwn()
    interaction = reply.interaction
    if reply.result in (Result.REFUSED, Result.IMPOSSIBLE):
        yield f":no_entry_sign: {medium.words(reply.problem, 500)}"
        return
    if interaction.kind is InteractionKind.DETAILS:
        yield from _details(reply, medium)
        return
    if reply.effects.get(Effect.DONE) or reply.request is not None:
        yield f":white_check_mark: {_done(reply, medium)}"
    for effect, words in _EFFECTS.items():
        if (count := reply.effects.get(effect, 0)) and reply.request is None:
            yield f"{count} of {reply.effects.total()}: {words}."


def _done(reply: Reply, medium: Mrkdwn) -> str:
    if reply.interaction.kind is InteractionKind.ASSIGN:
        to = reply.findings[0].assignee if reply.findings else ""
        return f"Assigned to {medium.name(to)}." if to else "Assigned to nobody."
    return _DONE[reply.interaction.kind]


def _details(reply: Reply, medium: Mrkdwn) -> Iterator[str]:
    if not reply.findings:
        yield "Nothing is known of it any more."
    for finding in reply.findings[:DETAILED]:
        yield "\n".join(_finding(finding, medium))
    if (left := len(reply.findings) - DETAILED) > 0:
        yield f"… and {left} more."


def _finding(finding: Finding, medium: Mrkdwn) -> Iterator[str]:
    control = next(
        (c for c in catalog.controls_for(finding.key.type) if c.id == finding.control), None
    )
    yield medium.strong(control.title if control else finding.control)
    yield f"{finding.status.value} · {finding.severity.value} · {medium.name(finding.control, 100)}"
    yield medium.words(finding.reason, 400)
    yield f"Since {_when(finding.since)}, episode {finding.episode}" + (
        f", read last {_when(finding.observed_at)}" if finding.observed_at else ""
    )
    if finding.acknowledged_at:
        by = medium.name(finding.acknowledged_by)
        yield f"Acknowledged by {by} {_when(finding.acknowledged_at)}"
    if finding.assignee:
        yield f"Assigned to {medium.name(finding.assignee)}"
    if values := wording.evidence(_told(finding), 160):
        yield slack_preformatted(values)
    if control:
        yield f"*Why*  {medium.words(_first_sentence(control), 400)}"
        yield f"*Fix*  {medium.words(control.remediation, 500)}"
    for act in finding.history[-ACTS:]:
        yield f"• {_when(act.at)} {medium.name(act.by)} {_act(act, medium)}"


def _told(finding: Finding) -> AlertFinding:
    """Return a finding as wording takes it."""
    return AlertFinding(
        id=finding.id,
        control=finding.control,
        title="",
        severity=finding.severity,
        kind=MoveKind.FIRST_SEEN,
        reason=finding.reason,
        remediation="",
        evidence=finding.evidence,
    )


def _act(act: Act, medium: Mrkdwn) -> str:
    if act.kind is ActKind.ASSIGNED:
        return f"assigned it to {medium.name(act.to) if act.to else 'nobody'}"
    said = medium.words(act.note, 200) if act.note else ""
    return said if act.kind is ActKind.NOTED else f"{act.kind.value} it {said}".strip()


def _first_sentence(control: Any) -> str:
    return str(control.rationale or "").split("\n\n", 1)[0]


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
