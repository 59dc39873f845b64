"""A page for people: one HTML file that needs nothing else, on a screen, a phone or paper.

It has no script and loads nothing; a content security policy in it forbids both. Every text is
escaped, and none can turn the direction of what stands around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from math import pi
from typing import Any, Final

from posturewatch.domain.control import Severity
from posturewatch.domain.report import Line, Report, Subject
from posturewatch.domain.resource import GLOBAL
from posturewatch.domain.scorecard import Area, ItemScore, ItemStatus, Score, percent
from posturewatch.domain.verdict import Status

MOST_REGIONS: Final = 6
"""How many regions the head of the page names; more are counted."""

_MARKS: Final = {
    ItemStatus.PASS: ("pass", "✓", "earned"),
    ItemStatus.FAIL: ("fail", "✗", "lost"),
    ItemStatus.UNKNOWN: ("unknown", "?", "not known"),
}
"""Status of an item → its class, its mark, and what it means for the points."""


def written(report: Report) -> str:
    """Return the page."""
    title = f"Posture of AWS account {report.account}"
    style = files("posturewatch.exporters").joinpath("report.css").read_text("utf-8")
    return "".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n',
            '<meta name="referrer" content="no-referrer">\n',
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
            f"<title>{_text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n",
            _head(report),
            "<main>\n",
            _notes(report),
            _summary(report),
            _scorecard(report.score),
            _findings(report),
            _unknown(report),
            "</main>\n",
            _foot(report),
            "</body>\n</html>\n",
        )
    )


# --- Texts ----------------------------------------------------------------------------------------


def _text(value: object) -> str:
    """Return a text for the page: escaped, without characters that only control."""
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in str(value))
    return escape(shown, quote=True)


def _name(value: object) -> str:
    """Return a name that somebody else chose: its direction ends where it ends."""
    return f"<bdi>{_text(value)}</bdi>"


def _prose(text: str) -> str:
    """Return one of our own texts, with what stands in backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _text(text))


def _many(number: int, word: str, words: str = "") -> str:
    return f"{number:,} {word if number == 1 else words or word + 's'}"


# --- The page, from top to bottom -----------------------------------------------------------------


def _head(report: Report) -> str:
    regions = report.regions
    where = ", ".join(regions) if len(regions) <= MOST_REGIONS else f"{len(regions)} regions"
    return (
        '<header class="top"><div class="wide">\n'
        '<p class="brand">Posturewatch</p>\n'
        f"<h1>AWS account {_text(report.account)}</h1>\n"
        f'<p class="when"><time datetime="{report.at.isoformat(timespec="seconds")}">'
        f"{report.at:%d %B %Y, %H:%M} UTC</time> · {_text(where)}</p>\n"
        "</div></header>\n"
    )


def _notes(report: Report) -> str:
    notes = [f"<p>{_text(sentence)}</p>" for sentence in report.selection.words]
    if report.stopped:
        notes.insert(0, f"<p><strong>The sweep ended early.</strong> {_text(report.stopped)}.</p>")
    return f'<aside class="note">{"".join(notes)}</aside>\n' if notes else ""


def _summary(report: Report) -> str:
    tiles = "".join(
        f'<li class="{severity.value.lower()}{"" if number else " none"}">'
        f"<b>{number:,}</b> {severity.value.capitalize()}</li>"
        for severity, number in report.by_severity.items()
        if number or severity is not Severity.INFORMATIONAL
    )
    tiles += (
        f'<li class="unknown{"" if report.unknown else " none"}">'
        f"<b>{len(report.unknown):,}</b> Not known</li>"
    )
    return (
        '<section class="card summary" aria-label="Summary">\n'
        f"{_ring(report.score)}\n<div>\n<h2>{_verdict(report)}</h2>\n"
        f'<ul class="tiles">{tiles}</ul>\n'
        f'<p class="quiet">{_many(report.resources, "resource")} were asked '
        f"{_many(report.evaluations, 'question')}; what passed is counted and not listed.</p>\n"
        "</div>\n</section>\n"
    )


def _verdict(report: Report) -> str:
    found = len(report.findings)
    if found:
        controls = len({line.control.id for line in report.findings if line.control})
        return f"{_many(found, 'finding')} of {_many(controls, 'control')}"
    return "Nothing fails that could be judged" if report.unknown else "Nothing fails"


def _ring(score: Score) -> str:
    """Return the score as a ring: what is earned, and what cannot be told."""
    radius = 52
    length = 2 * pi * radius
    earned = length * score.earned / score.total
    unknown = length * score.unknown / score.total
    share = percent(score.earned, score.total)
    most = percent(score.earned + score.unknown, score.total)
    label = f"Score {share} percent: {score.earned} of {score.total} points"
    common = f'cx="60" cy="60" r="{radius}" fill="none" stroke-width="12"'
    at_most = f"<small>at most {most} % if all that is unknown were good</small>"
    return (
        f'<figure class="ring"><svg viewBox="0 0 120 120" role="img" aria-label="{_text(label)}">'
        f'<circle class="track" {common}/>'
        f'<circle class="maybe" {common} stroke-dasharray="{unknown:.2f} {length:.2f}" '
        f'stroke-dashoffset="{-earned:.2f}"/>'
        f'<circle class="earned" {common} stroke-dasharray="{earned:.2f} {length:.2f}"/>'
        f'<text x="60" y="66">{share}<tspan class="unit" dx="2">%</tspan></text></svg>'
        f"<figcaption>{score.earned} of {score.total} points"
        f"{at_most if score.unknown else ''}</figcaption></figure>"
    )


def _scorecard(score: Score) -> str:
    lines = {line.item.id: line for line in score.items}
    areas = "".join(_area(area, lines, score) for area in score.card.areas)
    return (
        f'<section aria-labelledby="scorecard"><h2 id="scorecard">Scorecard</h2>\n'
        f'<div class="areas">{areas}</div></section>\n'
    )


def _area(area: Area, lines: Mapping[str, ItemScore], score: Score) -> str:
    earned, total = score.area(area)
    items = "".join(_item(lines[item.id]) for item in area.items)
    return (
        f'<article class="card area"><h3>{_text(area.title)}'
        f'<span class="points">{earned}/{total}</span></h3>'
        f'<div class="bar"><i style="width:{100 * earned / total:.1f}%"></i></div>'
        f"<ul>{items}</ul></article>\n"
    )


def _item(line: ItemScore) -> str:
    style, mark, meaning = _MARKS[line.status]
    points = line.item.weight if line.status is ItemStatus.PASS else 0
    return (
        f'<li class="{style}"><span class="mark" title="{meaning}">{mark}</span>'
        f'<div><p>{_text(line.item.title)}</p><p class="quiet">{_text(line.reason)}</p></div>'
        f'<span class="points">{points}<small>/{line.item.weight}</small></span></li>'
    )


def _findings(report: Report) -> str:
    if not report.findings:
        return ""
    groups: dict[str, list[Line]] = {}
    for line in report.findings:
        groups.setdefault(line.control.id if line.control else "", []).append(line)
    articles = "".join(_group(lines) for lines in groups.values())
    return (
        '<section aria-labelledby="findings"><h2 id="findings">What to fix, the worst first</h2>\n'
        f"{articles}</section>\n"
    )


def _group(lines: list[Line]) -> str:
    first = lines[0]
    control = first.control
    if control is None:
        return ""
    rows = "".join(_row(line) for line in lines)
    severity = first.severity.value
    return (
        f'<article class="card finding {severity.lower()}" id="{_text(control.id)}">\n'
        f'<header><span class="pill">{severity}</span><h3>{_text(control.title)}</h3>'
        f'<p class="id"><code>{_text(control.id)}</code> · {_resources(lines)}</p></header>\n'
        f"<p>{_prose(control.rationale)}</p>\n"
        f'<p class="fix"><b>Fix</b> {_prose(control.remediation)}</p>\n'
        f'<table><thead><tr><th scope="col">Resource</th><th scope="col">What was seen</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>\n</article>\n"
    )


def _resources(lines: list[Line]) -> str:
    return _many(len(lines), "resource")


def _row(line: Line) -> str:
    warning = '<span class="warn">Warning</span> ' if line.status is Status.WARNING else ""
    return (
        f'<tr><th scope="row">{_subject(line.subject)}</th>'
        f"<td><p>{warning}{_text(line.reason)}</p>{_evidence(line.evidence)}</td></tr>"
    )


def _subject(subject: Subject) -> str:
    name = subject.name or subject.id or subject.type
    told = [f"<p>{_name(name)}</p>"]
    if subject.id and subject.id != name:
        told.append(f'<p class="quiet"><code>{_name(subject.id)}</code></p>')
    where = "" if subject.region == GLOBAL else f" · {_text(subject.region)}"
    told.append(f'<p class="quiet">{_text(subject.type)}{where}</p>')
    return "".join(told)


def _evidence(evidence: Mapping[str, Any]) -> str:
    if not evidence:
        return ""
    pairs = "".join(
        f"<div><dt>{_text(name)}</dt><dd>{_value(value)}</dd></div>"
        for name, value in evidence.items()
    )
    return f'<dl class="evidence">{pairs}</dl>'


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _name(value) if value else '<span class="quiet">empty</span>'
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(_name(item) for item in value)
    if value is None or value == []:
        return '<span class="quiet">none</span>'
    return _name(json.dumps(value, ensure_ascii=False))


def _unknown(report: Report) -> str:
    if not report.unknown and not report.missing:
        return ""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in report.unknown:
        groups.setdefault((line.subject.type, line.reason), []).append(line)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    rows = "".join(_unknown_row(type_, why, lines) for (type_, why), lines in ranked)
    table = (
        '<article class="card"><table><thead><tr><th scope="col">What</th>'
        f'<th scope="col">Why it is not known</th></tr></thead><tbody>{rows}</tbody></table>'
        "</article>\n"
    )
    return (
        '<section aria-labelledby="unknown"><h2 id="unknown">What is not known</h2>\n'
        '<p class="lead">It passes nothing and earns nothing: it may be as bad as what fails.</p>\n'
        f"{table if rows else ''}{_permissions(report)}</section>\n"
    )


def _unknown_row(type_: str, why: str, lines: list[Line]) -> str:
    places = sorted({line.subject.region for line in lines} - {GLOBAL})
    names = _listed({line.subject.name or "" for line in lines} - {""})
    controls = _listed({line.control.id for line in lines if line.control})
    whole = any(line.control is None for line in lines)
    number = "Listing" if whole else _many(len(lines), "verdict")
    where = f" · {_text(', '.join(places))}" if places else ""
    return (
        f'<tr><th scope="row"><p>{_text(type_)}</p><p class="quiet">{number}{where}</p></th>'
        f"<td><p>{_text(why)}</p>"
        + (f'<p class="quiet">{names}</p>' if names else "")
        + (f'<p class="quiet"><code>{controls}</code></p>' if controls else "")
        + "</td></tr>"
    )


def _listed(names: Iterable[str], most: int = 12) -> str:
    ordered = sorted(names)
    more = f" … and {len(ordered) - most:,} more" if len(ordered) > most else ""
    return ", ".join(_name(name) for name in ordered[:most]) + more


def _permissions(report: Report) -> str:
    if not report.missing:
        return ""
    rows = "".join(
        f'<tr><th scope="row"><code>{_text(each.action)}</code></th>'
        f"<td><p>{_many(each.calls, 'call')} denied · {_text(', '.join(each.regions))}"
        f"{'. A policy denies it, so allowing it is not enough.' if each.is_explicit else ''}"
        "</p></td></tr>"
        for each in report.missing
    )
    return (
        '<article class="card"><h3>Missing permissions</h3>'
        f"<table><tbody>{rows}</tbody></table>"
        "<p>This policy would allow them:</p>"
        f"<pre>{_text(json.dumps(report.policy, indent=2))}</pre></article>\n"
    )


def _foot(report: Report) -> str:
    card = report.score.card
    return (
        '<footer class="wide"><p>'
        f"Read with {_many(report.api_calls, 'AWS call')} in {report.seconds:,.1f} s; nothing was "
        f"changed or stored. Scorecard {_text(card.name)}, version {card.version}.</p></footer>\n"
    )
