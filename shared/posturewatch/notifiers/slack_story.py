"""What Slack is shown of a thread: its parent, kept up to date, and the messages below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from posturewatch.domain.notification import AlertFinding, Story
from posturewatch.domain.thread import Event
from posturewatch.notifiers import story_wording as telling
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import Mrkdwn, slack_escaped, slack_preformatted
from posturewatch.notifiers.slack_message import context, fitted, plain, section

Extras = Callable[[Story], Sequence[dict[str, Any]]]
"""Blocks that stand below a parent's own, such as its buttons."""

_TEXT: Final = 900
_HEADLINE: Final = 1_600
_DETAIL: Final = 2_000
_FINDING: Final = 1_100
_LIST: Final = 2_700
_CONTEXT: Final = 900
_PLAIN_TEXT: Final = 3_800
_REPLY: Final = 2_700
"""Budgets in characters: together they stay below the 13,200 that Slack takes for a message."""

IN_FULL: Final = 3
"""How many findings of one resource are told with their evidence and fix."""

MAX_LINES: Final = 12
"""How many events one message below a parent tells."""


def no_extras(_story: Story) -> Sequence[dict[str, Any]]:
    """Return nothing: a parent without buttons."""
    return ()


def story_message(story: Story, sent_at: datetime, extras: Extras = no_extras) -> dict[str, Any]:
    """Return a thread's parent: blocks, and the text for notifications and screen readers."""
    blocks = [section(fitted(lambda medium: _headline(story, medium), _HEADLINE))]
    is_one = len(story.thread.resources) == 1
    findings = story.alert.findings
    if is_one:
        for place, finding in enumerate(findings[:IN_FULL]):
            budget = _DETAIL if not place else _FINDING
            blocks.append(section(fitted(_detail(story, finding, is_first=not place), budget)))
        if rest := findings[IN_FULL : IN_FULL + telling.WORST]:
            blocks.append(section(fitted(_lines(story, rest, findings), _LIST)))
    else:
        worst = findings[: telling.WORST]
        blocks.append(section(fitted(_detail(story, worst[0], is_first=True), _DETAIL)))
        blocks.append(section(fitted(_lines(story, worst, findings), _LIST)))
    blocks.extend(extras(story))
    if footer := fitted(lambda medium: _footer(story, sent_at, medium), _CONTEXT):
        blocks.append(context(footer))
    return {**plain(telling.one_line(story), _TEXT), "blocks": blocks}


def story_plain_message(story: Story) -> dict[str, Any]:
    """Return a thread's parent as text alone."""
    return plain(telling.plain_text(story), _PLAIN_TEXT)


def _headline(story: Story, medium: Mrkdwn) -> str:
    alert = story.alert
    lines = [
        f"{telling.icon(story)} *{telling.label(story)}*  {telling.what(story, medium)}",
        " · ".join(
            part
            for part in (
                telling.where(story, medium),
                telling.who(story, medium),
                _bold(telling.points_of(story)),
            )
            if part
        ),
    ]
    if len(alert.findings) == 1:
        lines.append(wording.reason(alert.findings[0], medium))
    if story.thread.by and not story.thread.standing.is_over:
        lines.append(f"{story.thread.standing.value.capitalize()} by {_person(story, medium)}")
    return "\n".join(lines)


def _person(story: Story, medium: Mrkdwn) -> str:
    return medium.words(story.thread.by, 80)


def _bold(text: str) -> str:
    return f"*{text}*" if text else ""


def _detail(story: Story, finding: AlertFinding, *, is_first: bool) -> Callable[[Mrkdwn], str]:
    """Return what composes the change behind a finding, its evidence and its fix."""
    alert = story.alert
    several = len(alert.findings) > 1

    def compose(medium: Mrkdwn) -> str:
        lines = []
        if is_first:
            label = "Was broken by" if story.thread.standing.is_over else "Change"
            lines.append(f"*{label}*  {telling.change(story, medium)}")
        if several:
            lines.append(f"{wording.ICONS[finding.severity]} {medium.strong(finding.title)}")
            named = f"{wording.resource_line(finding, medium)}: " if is_about_many else ""
            lines.append(f"{named}{wording.reason(finding, medium)}")
        if changed := telling.diff(finding, medium.limit(100)):
            if not finding.kind.is_bad:
                lines.append("*Since it was fixed*")
            lines.append(slack_preformatted(changed))
        if finding.kind.is_bad:
            if values := telling.evidence(finding, medium.limit(120)):
                lines.append(slack_preformatted(values))
            if finding.remediation:
                lines.append(f"*Fix*  {medium.words(finding.remediation, 500)}")
        return "\n".join(lines) or " "

    is_about_many = len(story.thread.resources) > 1
    return compose


def _lines(
    story: Story, told: Sequence[AlertFinding], findings: Sequence[AlertFinding]
) -> Callable[[Mrkdwn], str]:
    """Return what composes a list of findings, one line each, and the number of the others."""

    def compose(medium: Mrkdwn) -> str:
        lines = []
        if len(story.thread.resources) > 1:
            what = "worst ten" if len(findings) > telling.WORST else "findings"
            counts = telling.severities(story)
            lines.append(f"*The {what}*" + (f"  of {counts}" if counts else ""))
        for finding in told:
            sign = wording.ICONS[finding.severity] if finding.kind.is_bad else "🟢"
            line = f"{sign} {wording.resource_line(finding, medium)}"
            # What is wrong with most of them stands above the list.
            if finding.control != findings[0].control or not finding.kind.is_bad:
                line += f" · {medium.words(finding.reason or finding.title, 90)}"
            lines.append(line)
        shown = findings.index(told[-1]) + 1
        if left := findings[shown:]:
            lines.append(f"… and {wording.rest(left)}.")
        if story.link:
            lines.append(f"<{slack_escaped(story.link)}|See all of them>")
        return "\n".join(lines)

    return compose


def _footer(story: Story, sent_at: datetime, medium: Mrkdwn) -> str:
    lines = []
    thread = story.thread
    if len(story.alert.findings) == 1:
        lines.append(f"Finding {medium.name(story.alert.findings[0].id, 200)}")
    moved = story.alert.score.items if story.alert.score else ()
    if moved and story.alert.score is not None:
        lines.append("; ".join(wording.items(story.alert.score, medium)))
    took = wording.elapsed(story.alert, sent_at) if not thread.shown else ""
    updated = f"Updated {wording.clock(sent_at, story.alert.at)}" if thread.shown else ""
    lines += [line for line in (took, updated) if line]
    if story.link and len(thread.resources) == 1:
        lines.append(f"<{slack_escaped(story.link)}|More>")
    return "\n".join(lines)


# --- Below the parent -----------------------------------------------------------------------------


def events_message(story: Story, events: Sequence[Event]) -> dict[str, Any]:
    """Return what is told below a parent as one message."""
    told, left = events[:MAX_LINES], len(events[MAX_LINES:])

    def compose(medium: Mrkdwn) -> str:
        lines = [telling.event_line(event, story.alert, medium) for event in told]
        return "\n".join([*lines, *([f"… and {left} more"] if left else [])])

    blocks = [section(fitted(compose, _REPLY))]
    return {**plain(telling.events_line(told, story.alert), _TEXT), "blocks": blocks}
