"""What Slack is shown: blocks within Block Kit's limits, and always a plain text beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.notifiers import wording
from posturewatch.notifiers.bulletin import slack_bulletin
from posturewatch.notifiers.escape import (
    Mrkdwn,
    clip_words,
    slack_length,
    slack_literal,
    slack_preformatted,
)

_TEXT: Final = 900
_HEADLINE: Final = 1_300
_CONTEXT: Final = 700
_FIELD: Final = 800
_FINDING: Final = 1_250
_PLAIN_TEXT: Final = 3_800
"""Budgets in characters: together they stay below the 13,200 that Slack takes for a message."""


def slack_message(alert: Alert, sent_at: datetime) -> dict[str, Any]:
    """Return the message of an alert: blocks, and the text for notifications and screen readers."""
    if alert.kind.is_bulletin:
        return slack_bulletin(alert.summary)
    told = alert.findings[: wording.MAX_FINDINGS]
    left = alert.findings[wording.MAX_FINDINGS :]
    blocks = [section(fitted(lambda medium: _headline(alert, medium), _HEADLINE))]
    if alert.kind is not AlertKind.BASELINE:
        blocks.append(context(fitted(lambda medium: wording.where(alert, medium), _CONTEXT)))
    blocks.append({"type": "section", "fields": [markup(field) for field in _fields(alert)]})
    controls: set[str] = set()
    for finding in told:
        blocks.append({"type": "divider"})
        is_first = finding.control not in controls
        blocks.append(section(fitted(_teller(alert, finding, is_first=is_first), _FINDING)))
        controls.add(finding.control)
    if left:
        blocks.append(section(f"… and {wording.rest(left)}."))
    if footer := fitted(lambda medium: _footer(alert, told, sent_at, medium), _CONTEXT):
        blocks.append(context(footer))
    return {**plain(wording.one_line(alert), _TEXT), "blocks": blocks}


def slack_plain_message(alert: Alert, sent_at: datetime) -> dict[str, Any]:
    """Return the message of an alert as text alone."""
    return plain(wording.plain_text(alert, sent_at), _PLAIN_TEXT)


def plain(text: str, budget: int) -> dict[str, Any]:
    """Return a message of text alone, with nothing in it that Slack would act on."""
    limit = budget
    while slack_length(literal := slack_literal(clip_words(text, limit))) > budget:
        limit = limit * 3 // 4
    return {"text": literal, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def fitted(compose: Callable[[Mrkdwn], str], budget: int) -> str:
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
    fields = [fitted(lambda medium: "\n".join(["*Score*", *wording.score(alert, medium)]), _FIELD)]
    if alert.kind is not AlertKind.BASELINE:
        fields.append(
            fitted(lambda medium: "\n".join(["*Who*", *wording.who(alert, medium)]), _FIELD)
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


def markup(text: str) -> dict[str, Any]:
    """Return marked-up text as an element of a block."""
    # Verbatim: Slack makes no links and no mentions of what merely looks like one.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str) -> dict[str, Any]:
    """Return a section."""
    return {"type": "section", "text": markup(text)}


def context(text: str) -> dict[str, Any]:
    """Return small print."""
    return {"type": "context", "elements": [markup(text)]}
