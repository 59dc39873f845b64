"""What a thread says: its first line, the change behind it, and the lines below it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from posturewatch.domain.control import Severity
from posturewatch.domain.notification import Alert, AlertFinding, Story
from posturewatch.domain.outbox import ScoreMove
from posturewatch.domain.thread import FLAPPING, Event, Member, Standing
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import Medium, clean, clip_words

WORST: Final = 10
"""How many resources of a large thread are named."""

DIFF_LINES: Final = 3
"""How many properties a diff shows."""

_ICONS = {
    Standing.ACKNOWLEDGED: "👀",
    Standing.ACCEPTED: "☑️",
    Standing.FIXED: "🟢",
    Standing.CLOSED: "⚪",
}


def icon(story: Story) -> str:
    """Return the sign of a thread: its severity's colour while it fails, green when fixed."""
    return _ICONS.get(story.thread.standing) or wording.ICONS[story.alert.severity]


def label(story: Story) -> str:
    """Return the first words of a thread: its severity, or what has become of it."""
    thread = story.thread
    match thread.standing:
        case Standing.FAILING:
            return story.alert.severity.value
        case Standing.ACKNOWLEDGED:
            return f"{story.alert.severity.value} · ACKNOWLEDGED"
        case Standing.ACCEPTED:
            return "ACCEPTED RISK"
        case Standing.FIXED:
            return "FIXED" + lasted(thread.members)
        case Standing.CLOSED:
            return "CLOSED" + lasted(thread.members)


def lasted(members: Sequence[Member]) -> str:
    """Return ` in 7 m 12 s`: from the first failure to the last end; empty where not known."""
    begun = [member.opened_at for member in members if member.opened_at]
    ended = [member.ended_at for member in members if member.ended_at]
    if not begun or not ended:
        return ""
    return f" in {wording.duration(max(ended) - min(begun))}"


def what(story: Story, medium: Medium) -> str:
    """Return what a thread is about: the resource, or how many there are of what."""
    thread = story.thread
    keys = thread.resources
    open_ones = [member for member in thread.members if not member.standing.is_over]
    if len(keys) == 1:
        about = wording.subject(story.alert, medium)
        if len(thread.members) > 1:
            about += f": {wording.count(len(open_ones or thread.members), 'finding')}"
    else:
        about = _several(story, medium)
    if open_ones and len(open_ones) < len(thread.members):
        about += f", {len(thread.members) - len(open_ones)} of {len(thread.members)} settled"
    return about + flapping(story)


def _several(story: Story, medium: Medium) -> str:
    keys = story.thread.resources
    types = Counter(key.type for key in keys)
    if len(types) == 1:
        (kind,) = types
        about = wording.count(len(keys), medium.words(wording.type_name(kind), 60))
    else:
        about = f"{wording.count(len(keys), 'resource')} of {len(types)} types"
    controls = {member.control for member in story.thread.members}
    if len(controls) == 1:
        return f"{about}: {medium.strong(story.alert.findings[0].title, 120)}"
    return f"{about}, {wording.count(len(story.thread.members), 'finding')}"


def flapping(story: Story) -> str:
    """Return that a thread's findings go to and fro; empty where they do not."""
    changes = max((member.changes for member in story.thread.members), default=0)
    return f" · 🔁 flapping, {changes} changes" if changes >= FLAPPING else ""


def where(story: Story, medium: Medium) -> str:
    """Return account, region and owner of a thread."""
    parts = wording.places(story.alert, medium)
    owner = story.thread.owner
    if owner:
        parts.append(f"team {medium.words(owner, 60)}")
    elif len(story.thread.resources) == 1:
        parts.append("no team named")
    return " · ".join(parts)


def who(story: Story, medium: Medium) -> str:
    """Return who did it, in as few words as a first line has room for."""
    return wording.who(story.alert, medium)[0]


def change(story: Story, medium: Medium) -> str:
    """Return the change: who, by which call, from where, when."""
    return ", ".join(wording.who(story.alert, medium))


def points(move: ScoreMove | None) -> str:
    """Return what happened to the score, with both percentages; empty if not known."""
    if move is None or not move.total:
        return ""
    if not move.points:
        return f"score unchanged at {move.percent} %"
    return f"{wording.signed(move.points)}, {move.percent_before} % → {move.percent} %"


def points_of(story: Story) -> str:
    """Return what a thread did to the score, all in all."""
    move = story.thread.score
    if move is not None and move.total and not move.points and story.thread.standing.is_over:
        return f"points won back, {move.percent} %"
    return points(move)


def diff(finding: AlertFinding, limit: int = 100) -> list[str]:
    """Return the properties that decided, before and after, as clean lines that are not escaped.

    What is the same on both sides is no change and left out. Where nothing is known of before,
    only what decided now is there.
    """
    before, after = finding.before, finding.evidence
    changed = [
        name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)
    ]
    if not before or not changed:
        return []
    lines: list[str] = []
    for name in changed[:DIFF_LINES]:
        for sign, values in (("-", before), ("+", after)):
            if name in values:
                value = wording.shown(values[name])
                lines.append(clip_words(f"{sign} {clean(name)}: {clean(value)}", limit))
    left = len(changed) - DIFF_LINES
    return [*lines, f"  … and {wording.count(left, 'more property')}"] if left > 0 else lines


def evidence(finding: AlertFinding, limit: int = 120) -> list[str]:
    """Return the values that decided and did not change."""
    if not finding.before:
        return wording.evidence(finding, limit)
    same = {
        name: value
        for name, value in finding.evidence.items()
        if json.dumps(finding.before.get(name), default=str) == json.dumps(value, default=str)
    }
    return wording.evidence(replace(finding, evidence=same), limit) if same else []


def one_line(story: Story) -> str:
    """Return a thread as one line of plain text: what a phone shows before it is unlocked.

    What, where, who, the points, before and after; then why.
    """
    plain = wording.PLAIN
    alert = story.alert
    parts = [
        f"{icon(story)} {label(story)}: {what(story, plain)}",
        " · ".join(wording.places(alert, plain)),
        who(story, plain),
        points_of(story),
        wording.reason(alert.findings[0], plain).removesuffix(".") if alert.findings else "",
    ]
    return ". ".join(part for part in parts if part)


def plain_text(story: Story) -> str:
    """Return a whole thread as plain text, for where blocks are refused."""
    plain = wording.PLAIN
    lines = [one_line(story), "", f"Change: {change(story, plain)}"]
    for finding in story.alert.findings[: wording.MAX_FINDINGS]:
        lines += ["", f"{finding.severity} · {plain.strong(finding.title)}"]
        lines.append(f"On:  {wording.resource_line(finding, plain)}")
        lines.append(f"Why: {wording.reason(finding, plain)}")
        lines += diff(finding) + evidence(finding)
        if finding.kind.is_bad and finding.remediation:
            lines.append(f"Fix: {plain.words(finding.remediation, 600)}")
    if rest := story.alert.findings[wording.MAX_FINDINGS :]:
        lines += ["", f"… and {wording.rest(rest)}."]
    if story.link:
        lines += ["", story.link]
    return "\n".join(lines)


# --- Below the parent -----------------------------------------------------------------------------

_WHAT = {
    "failing": ("", "FAILING"),
    "fixed": ("🟢", "FIXED"),
    "closed": ("⚪", "CLOSED"),
    "acknowledged": ("👀", "ACKNOWLEDGED"),
    "accepted": ("☑️", "ACCEPTED RISK"),
    "assigned": ("👤", "ASSIGNED"),
}


def event_line(event: Event, alert: Alert, medium: Medium) -> str:
    """Return an event of a thread as one line."""
    sign, word = _WHAT.get(event.what, ("•", event.what.upper()))
    sign = sign or wording.ICONS[event.severity]
    parts = [f"{sign} {medium.strong(word)}{_about(event, medium)}"]
    if event.who:
        parts.append(f"by {medium.words(event.who, 80)}")
    elif event.cause is not None:
        # The change of the event, told as that of an alert.
        parts.append(", ".join(wording.who_of(event.cause, alert, medium)[:2]))
    if told := points(event.score) if event.cause is not None else "":
        parts.append(told)
    parts.append(wording.clock(event.at, alert.at))
    line = " · ".join(part for part in parts if part)
    return f"{line}\n{medium.words(event.text, 500)}" if event.text else line


def _about(event: Event, medium: Medium) -> str:
    after = f" after {wording.duration(event.lasted)}" if event.lasted is not None else ""
    if event.cause is None:
        return ""
    if event.resources > 1:
        return f" {wording.count(event.resources, 'resource')}{after}"
    of = f" ({wording.count(event.count, 'finding')})" if event.count > 1 else ""
    return f" {medium.name(event.name)}{of}{after}"


def events_line(events: Sequence[Event], alert: Alert) -> str:
    """Return events as plain text, one line each."""
    return "\n".join(event_line(event, alert, wording.PLAIN) for event in events)


def severities(story: Story) -> str:
    """Return how many findings of a thread fail, by severity: `490 CRITICAL, 10 HIGH`."""
    counts = Counter(m.severity for m in story.thread.members if not m.standing.is_over)
    return ", ".join(
        f"{counts[severity]:,} {severity}" for severity in reversed(Severity) if counts[severity]
    )
