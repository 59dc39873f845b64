"""Bulletins: a team's digest and its milestones, in words for any medium, and as Slack's blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from posturewatch.domain.control import Severity
from posturewatch.domain.digest import (
    Digest,
    Ending,
    Line,
    Milestone,
    milestones_from_json,
)
from posturewatch.domain.scorecard import percent
from posturewatch.notifiers import wording
from posturewatch.notifiers.escape import Medium, Mrkdwn, Plain, slack_length, slack_literal
from posturewatch.notifiers.picture import Point, sparkline, trend

ICONS: Final = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFORMATIONAL: "⚪",
}
TREND: Final = timedelta(days=30)
"""How far back a trend is shown."""

_SECTION: Final = 2_800


def is_bulletin(summary: Mapping[str, Any]) -> bool:
    """Whether an entry's summary is a digest or milestones."""
    return summary.get("kind") in ("digest", "milestone")


def headline(summary: Mapping[str, Any], medium: Medium) -> str:
    """Return a bulletin in one line."""
    if summary["kind"] == "milestone":
        reached = milestones_from_json(summary)
        more = f" (and {len(reached) - 1} more)" if len(reached) > 1 else ""
        return f"🎉 {_who(summary, medium)}: {medium.words(reached[0].title)}{more}"
    digest = Digest.from_json(summary)
    over = sum(ages.over for ages in digest.open)
    open_ = sum(ages.within + ages.over for ages in digest.open)
    told = [f"{open_:,} open" + (f", {over:,} past their target" if over else "")]
    told += [f"{digest.new:,} new"] if digest.new else []
    told += [f"{digest.fixed:,} fixed"] if digest.fixed else []
    return f"📰 {medium.name(digest.team)} · {digest.day:%a %d %b} · {', '.join(told)}"


def paragraphs(summary: Mapping[str, Any], medium: Medium) -> Iterator[tuple[str, list[str]]]:
    """Yield a bulletin's paragraphs: a heading, and its lines."""
    if summary["kind"] == "milestone":
        for milestone in milestones_from_json(summary):
            yield medium.words(milestone.title), [_since(milestone)]
        return
    digest = Digest.from_json(summary)
    yield "Score", [_score(digest)]
    if digest.open:
        yield "Open, by age against the target", [_ages(digest, n) for n in range(len(digest.open))]
    for title, count, lines, word in (
        ("Past their target", None, digest.overdue_lines, "open for"),
        ("New since yesterday", digest.new, digest.new_lines, "open for"),
        ("Fixed since yesterday", digest.fixed, digest.fixed_lines, "after"),
    ):
        if lines:
            left = (count if count is not None else _over(digest)) - len(lines)
            told = [_line(line, word, medium) for line in lines]
            yield title, [*told, f"… and {left:,} more"] if left > 0 else told
    if digest.ending:
        yield (
            "Accepted risks that end soon",
            [
                f"{_risk(each, medium)} on {each.ends_at:%a %d %b}: then {_findings(each.findings)}"
                for each in digest.ending
            ],
        )


def plain_text(summary: Mapping[str, Any]) -> str:
    """Return a bulletin as plain text, as in an e-mail."""
    medium = Plain()
    parts = [headline(summary, medium)]
    for title, lines in paragraphs(summary, medium):
        parts.append("\n".join([title, *(f"  {line}" for line in lines)]))
    return "\n\n".join(parts) + "\n"


def slack_bulletin(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bulletin as a message of Slack's."""
    medium = Mrkdwn()
    blocks = [_section(headline(summary, medium))]
    for title, lines in paragraphs(summary, medium):
        heading = title if summary["kind"] == "milestone" else f"*{title}*"
        blocks.append(_section(_fitted([heading, *lines])))
    account = str(summary.get("account", ""))
    blocks.append(
        {
            "type": "context",
            "elements": [
                {"type": "mrkdwn", "text": f"Account {medium.name(account)}", "verbatim": True}
            ],
        }
    )
    return {
        "text": slack_literal(headline(summary, Plain())),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": blocks,
    }


def picture(summary: Mapping[str, Any]) -> tuple[bytes, str] | None:
    """Return the picture of a digest's trend and its words; None where there is no trend yet."""
    if summary.get("kind") != "digest":
        return None
    digest = Digest.from_json(summary)
    points = _points(digest)
    if len(points) < 2:
        return None
    since, until = _span(digest)
    first, last = points[0][1], points[-1][1]
    words = (
        f"The score of {digest.team} since {since:%d %b}: from {first:.1%} to {last:.1%}. "
        "The dashed line is at 90%."
    )
    return trend(points, since, until), words


def _points(digest: Digest) -> list[Point]:
    told = [*digest.trend, (digest.at, digest.earned, digest.total)]
    return [(at, earned / total) for at, earned, total in told if total]


def _span(digest: Digest) -> tuple[datetime, datetime]:
    """Return the days that are shown: no more than there are."""
    first = digest.trend[0][0] if digest.trend else digest.at - TREND
    return max(first, digest.at - TREND), digest.at + timedelta(hours=12)


def _score(digest: Digest) -> str:
    if not digest.total:
        return "Not known yet."
    told = f"{percent(digest.earned, digest.total)} % ({digest.earned} of {digest.total} points)"
    points = _points(digest)
    if len(points) < 2:
        return told
    since, until = _span(digest)
    before = digest.trend[-1]
    if before[2] == digest.total and before[1] != digest.earned:
        told += f", {wording.signed(digest.earned - before[1])} since the last digest"
    return f"{told}  {sparkline(points, since, until)}"


def _ages(digest: Digest, number: int) -> str:
    ages = digest.open[number]
    told = f"{ICONS[ages.severity]} {ages.severity.value}  {ages.within + ages.over:,} open"
    if ages.over and ages.target is not None:
        told += f", {ages.over:,} past {age(ages.target)}"
    return f"{told}, the oldest for {age(timedelta(seconds=ages.oldest_seconds))}"


def _over(digest: Digest) -> int:
    return sum(ages.over for ages in digest.open)


def _line(line: Line, word: str, medium: Medium) -> str:
    told = (
        f"{ICONS[line.severity]} {medium.name(line.name)} {medium.name(line.control, 100)}, "
        f"{word} {age(timedelta(seconds=line.age_seconds))}"
    )
    return f"{told}, with {medium.name(line.assignee)}" if line.assignee else told


def _findings(count: int) -> str:
    return f"{count:,} findings fail again" if count != 1 else "1 finding fails again"


def _risk(ending: Ending, medium: Medium) -> str:
    """Name an accepted risk by its resource, where it is about one."""
    named = medium.name(ending.id)
    return f"{medium.name(ending.about)} ({named})" if ending.about else named


def _who(summary: Mapping[str, Any], medium: Medium) -> str:
    team = str(summary.get("team", ""))
    return medium.name(team) if team else f"Account {medium.name(str(summary['account']))}"


def _since(milestone: Milestone) -> str:
    return f"It has held since {milestone.since:%d %b %Y}, and a sweep has confirmed it."


def age(length: timedelta) -> str:
    """Return a length of time in one or two units: `45 m`, `24 h`, `7 d`, `3 d 4 h`."""
    minutes = int(length.total_seconds()) // 60
    if not minutes:
        return "less than 1 m"
    hours, days = minutes // 60, minutes // 1440
    if hours < 1:
        return f"{minutes} m"
    if hours <= 24:
        return f"{hours} h"
    rest = hours - 24 * days
    return f"{days} d {rest} h" if rest and days < 4 else f"{days} d"


def _fitted(lines: Sequence[str]) -> str:
    """Join lines, as many as fit into a section."""
    kept = list(lines)
    while slack_length("\n".join(kept)) > _SECTION and len(kept) > 1:
        kept.pop()
    return "\n".join(kept)


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
