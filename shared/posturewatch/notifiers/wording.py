"""What an alert says: the same words for every destination, escaped by the destination's medium.

The first line answers what, where and who, and what it did to the score. Nothing is guessed: what
an alert does not know is left out or called unknown.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from posturewatch.domain.change import Actor, Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.finding import MoveKind
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.domain.outbox import ItemMove, ScoreMove
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import ItemStatus, percent
from posturewatch.notifiers import bulletin
from posturewatch.notifiers.escape import Medium, Plain, clean, clip_words

MAX_FINDINGS = 5
"""How many findings a message for people tells in full; the others are counted."""

MAX_EVIDENCE = 6
"""How many values of a finding's evidence a message for people shows."""

PLAIN = Plain()
MINUS = "\N{MINUS SIGN}"

ICONS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFORMATIONAL: "⚪",
}


# --- Words and figures ----------------------------------------------------------------------------


def duration(span: timedelta) -> str:
    """Return a span in its two largest units: `7 m 12 s`, `3 d 4 h`."""
    seconds = round(span.total_seconds())
    if seconds < 1:
        return "less than a second"
    units = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        units.append((seconds // size, unit))
        seconds %= size
    first = next(index for index, (amount, _) in enumerate(units) if amount)
    return " ".join(f"{amount} {unit}" for amount, unit in units[first : first + 2] if amount)


def count(number: int, noun: str) -> str:
    """Return `1 finding`, `2 findings`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def signed(points: int) -> str:
    """Return points won or lost: `+7 points`, `-1 point`, with a real minus sign."""
    noun = "point" if abs(points) == 1 else "points"
    return f"{'+' if points > 0 else MINUS}{abs(points)} {noun}"


def clock(at: datetime, seen_from: datetime) -> str:
    """Return a time in UTC, with its date where that is another day than the alert's."""
    form = "%H:%M:%S UTC" if at.date() == seen_from.date() else "%Y-%m-%d %H:%M:%S UTC"
    return at.strftime(form)


_SERVICES = {"ElasticLoadBalancingV2": "ELB", "SecretsManager": "Secrets Manager"}
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


def type_name(type: str) -> str:
    """Return a CloudFormation type name as people say it: `EC2 security group`."""
    service, _, kind = type.removeprefix("AWS::").rpartition("::")
    words = [word if word.isupper() else word.lower() for word in _CAMEL.findall(kind)]
    return " ".join([_SERVICES.get(service, service.strip(":")), *words]).strip() or type


def key_of(finding: AlertFinding) -> ResourceKey | None:
    """Return the resource of a finding, which its id names; None if it does not."""
    try:
        return ResourceKey.parse(finding.id.removesuffix(f"/{finding.control}"))
    except BadInput:
        return None


def regions(alert: Alert) -> list[str]:
    """Return the regions of an alert's resources."""
    return sorted({key.region for key in _keys(alert)})


def types(alert: Alert) -> list[str]:
    """Return the types of an alert's resources."""
    return sorted({key.type for key in _keys(alert)})


def _keys(alert: Alert) -> set[ResourceKey]:
    if alert.resource is not None:
        return {alert.resource}
    return {key for finding in alert.findings if (key := key_of(finding)) is not None}


# --- What -----------------------------------------------------------------------------------------


def icon(alert: Alert) -> str:
    """Return the sign of an alert: its severity's colour, green for a fix."""
    if alert.kind is AlertKind.BASELINE:
        return "🏁"
    return "🟢" if alert.kind is AlertKind.IMPROVEMENT else ICONS[alert.severity]


def label(alert: Alert) -> str:
    """Return the first word of an alert: a severity, or what else happened."""
    if alert.kind is AlertKind.BASELINE:
        return "FIRST SWEEP DONE"
    if alert.kind is AlertKind.REGRESSION:
        return alert.severity.value
    return "FIXED" if any(f.kind is MoveKind.FIXED for f in alert.findings) else "CLOSED"


def what(alert: Alert, medium: Medium) -> str:
    """Return what an alert is about, after its label."""
    if alert.kind is AlertKind.BASELINE:
        return f"account {medium.name(alert.account)}"
    bad = [finding for finding in alert.findings if finding.kind.is_bad]
    good = [finding for finding in alert.findings if not finding.kind.is_bad]
    about = subject(alert, medium)
    if alert.kind is AlertKind.IMPROVEMENT:
        if len(good) > 1:
            about = f"{about}: {count(len(good), 'finding')}"
        return about + _after(good)
    if len(bad) > 1:
        one = len(_keys(alert)) == 1
        about = (
            f"{about} fails {count(len(bad), 'control')}"
            if one
            else f"{count(len(bad), 'finding')} on {about}"
        )
    better = Counter(finding.kind.value for finding in good)
    return ", ".join([about, *(f"{number} {kind}" for kind, number in better.items())])


def subject(alert: Alert, medium: Medium) -> str:
    """Return the resource of an alert, or how many there are."""
    keys = _keys(alert)
    if len(keys) != 1:
        return count(len(keys), "resource") if keys else "several resources"
    (key,) = keys
    return _resource(key, alert.resource_name or key.id, medium)


def _resource(key: ResourceKey, name: str, medium: Medium) -> str:
    return f"{medium.words(type_name(key.type), 60)} {medium.name(name)}"


def _after(findings: Iterable[AlertFinding]) -> str:
    spans = {finding.open_for for finding in findings}
    span = spans.pop() if len(spans) == 1 else None
    return f" after {duration(span)}" if span is not None else ""


def lead(alert: Alert, medium: Medium) -> str:
    """Return the sentence below the headline; empty where the findings say it better themselves."""
    if alert.kind is AlertKind.BASELINE:
        return "\n".join(_baseline(alert.summary, medium))
    return reason(alert.findings[0], medium) if len(alert.findings) == 1 else ""


def reason(finding: AlertFinding, medium: Medium) -> str:
    """Return what is wrong with, or right again about, a finding's resource."""
    told = medium.words(finding.reason, 400)
    if finding.kind is not MoveKind.CLOSED:
        return told
    return f"The resource is gone, or the control was withdrawn. What was wrong: {told}"


def standing(finding: AlertFinding) -> str:
    """Return what happened to a finding."""
    after = _after([finding])
    return {
        MoveKind.FIRST_SEEN: "failed when first judged",
        MoveKind.REGRESSED: "had passed before",
        MoveKind.FIXED: f"fixed{after}",
        MoveKind.CLOSED: f"closed{after}",
        MoveKind.EXPIRED: "fails as before, and is accepted no longer",
        MoveKind.CHANGED: "fails as before, by other values",
        MoveKind.REOPENED: "fails as before, and not by what was accepted",
    }[finding.kind]


def evidence(finding: AlertFinding, limit: int = 160) -> list[str]:
    """Return the first values of a finding's evidence, each as one clean line, not escaped."""
    lines = [
        clip_words(f"{clean(name)}: {clean(shown(value))}", limit)
        for name, value in list(finding.evidence.items())[:MAX_EVIDENCE]
    ]
    left = len(finding.evidence) - len(lines)
    return [*lines, f"… and {count(left, 'more value')}"] if left else lines


def shown(value: Any) -> str:
    """Return a value of evidence as people write it."""
    if value is None or value in ([], {}, ""):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _baseline(summary: Mapping[str, Any], medium: Medium) -> list[str]:
    failed = summary.get("failed") or {}
    by_severity = [
        f"{int(failed[severity.value]):,} {severity.value.lower()}"
        for severity in reversed(Severity)
        if failed.get(severity.value)
    ]
    lines = [
        f"{count(int(summary.get('judged', 0)), 'resource')} judged, "
        + (
            f"{count(int(sum(failed.values())), 'finding')}: {', '.join(by_severity)}."
            if by_severity
            else "nothing failed."
        )
    ]
    errors = summary.get("errors") or {}
    if errors:
        parts = count(len(errors), "part")
        lines.append(f"{parts} of the account could not be read, which counts as unknown:")
        lines += [
            f"• {medium.name(place, 100)}: {medium.words(str(why), 200)}"
            for place, why in list(errors.items())[:3]
        ]
        if len(errors) > 3:
            lines.append(f"… and {len(errors) - 3} more")
    return lines


def rest(findings: Iterable[AlertFinding]) -> str:
    """Return how many findings are not told in full: `3 more findings: 1 HIGH, 2 LOW`."""
    counts = Counter(finding.severity for finding in findings)
    parts = ", ".join(
        f"{counts[severity]} {severity}" for severity in reversed(Severity) if counts[severity]
    )
    return f"{count(counts.total(), 'more finding')}: {parts}"


# --- Where, who, when -----------------------------------------------------------------------------


def where(alert: Alert, medium: Medium) -> str:
    """Return the account, the region and the owner."""
    parts = places(alert, medium)
    if alert.resource is not None:
        parts.append(f"team {medium.words(alert.owner, 60)}" if alert.owner else "no team named")
    return " · ".join(parts)


def places(alert: Alert, medium: Medium) -> list[str]:
    """Return the account and the regions, as far as a line has room for them."""
    all_regions = regions(alert)
    shown = [medium.words(region, 40) for region in all_regions[:3]]
    if all_regions[3:]:
        shown.append(count(len(all_regions) - 3, "more region"))
    return [part for part in (medium.words(alert.account, 40), ", ".join(shown)) if part]


def who(alert: Alert, medium: Medium) -> list[str]:
    """Return who did it, by which call from where, and when; as far as the cause tells."""
    return who_of(alert.cause, alert, medium)


def who_of(cause: Cause, alert: Alert, medium: Medium) -> list[str]:
    """Return the same for another change than the alert's own."""
    actor = cause.actor
    if cause.source == "sweep":
        return ["Found by the sweep; no event told us"]
    when = clock(cause.at, alert.at)
    if cause.source == "manual":
        by = f", asked for by {medium.words(actor.name, 80)}" if actor.name else ""
        return [f"Found when it was looked at on request{by}", when]
    if cause.source == "exception":
        return [f"Exception {medium.name(actor.name)} has expired", when]
    if cause.source == "config" and not actor.name:
        return ["AWS Config saw the change and names nobody", when]
    call = f"by {medium.words(cause.event_name, 80)}" if cause.event_name else ""
    made = " ".join(part for part in (call, _from(actor, medium)) if part)
    return [part for part in (_actor(actor, alert.account, medium), made, when) if part]


_KINDS = {
    "FederatedUser": "federated user",
    "IAMUser": "IAM user",
    "IdentityCenterUser": "Identity Center user",
    "SAMLUser": "SAML user",
    "WebIdentityUser": "web identity user",
}
_PERMISSION_SET = re.compile(r"AWSReservedSSO_(.+)_[0-9a-f]{16}")


def _actor(actor: Actor, account: str, medium: Medium) -> str:
    name = medium.words(actor.name, 100)
    if actor.kind == "Root":
        told = "The root user"
    elif actor.kind == "AWSService":
        told = f"The AWS service {name or medium.words(actor.invoked_by, 100)}".strip()
    elif actor.kind == "AWSAccount":
        told = "Somebody"
    elif not name:
        told = medium.words(actor.arn, 200) or "Somebody the event does not name"
    elif actor.kind in ("AssumedRole", "Role") and "/" in actor.name:
        role, _, session = actor.name.rpartition("/")
        permission_set = _PERMISSION_SET.fullmatch(role)
        told = medium.words(session, 80) + (
            f" (Identity Center, {medium.words(permission_set[1], 80)})"
            if permission_set
            else f" in role {medium.words(role, 80)}"
        )
    else:
        kind = _KINDS.get(actor.kind) or medium.words(actor.kind, 40)
        told = f"{name} ({kind})" if kind else name
    if actor.account and actor.account != account:
        told += f" of account {medium.words(actor.account, 40)}"
    if actor.invoked_by and actor.kind != "AWSService":
        told += f" through {medium.words(actor.invoked_by.removesuffix('.amazonaws.com'), 80)}"
    # A session of a role says "no MFA" whenever the factor was asked for elsewhere, as by SSO.
    if actor.mfa:
        told += ", with MFA"
    elif actor.mfa is False and actor.kind in ("IAMUser", "Root"):
        told += ", without MFA"
    return told


def _from(actor: Actor, medium: Medium) -> str:
    if not actor.source_ip or actor.kind == "AWSService":
        return ""
    if actor.source_ip == "AWS Internal" or actor.source_ip.endswith(".amazonaws.com"):
        return "" if actor.invoked_by else "from within AWS"
    return f"from {medium.words(actor.source_ip, 60)}"


def elapsed(alert: Alert, sent_at: datetime) -> str:
    """Return how long it took from change to alert; empty where no event told the change."""
    if alert.cause.source not in ("cloudtrail", "config"):
        return ""
    return f"Sent {duration(sent_at - alert.cause.at)} after the change"


# --- The score ------------------------------------------------------------------------------------


def score(alert: Alert, medium: Medium) -> list[str]:
    """Return what happened to the score, and which items of the card moved."""
    move = alert.score
    if move is None or not move.total:
        return ["Not known when this was sent"]
    if alert.kind is AlertKind.BASELINE:
        return _score_now(move)
    moved = items(move, medium)
    if move.points:
        lines = [f"{signed(move.points)}: {move.percent_before} % → {move.percent} %"]
    else:
        lines = [f"Unchanged at {move.percent} %"]
        moved = moved or _why_unmoved(alert)
    return lines + moved


def _score_now(move: ScoreMove) -> list[str]:
    lines = [f"{move.percent} %, {move.earned} of {count(move.total, 'point')}"]
    if move.unknown:
        best = percent(move.earned + move.unknown, move.total)
        lines.append(f"{count(move.unknown, 'point')} cannot be told yet: up to {best} %")
    return lines


def items(move: ScoreMove, medium: Medium) -> list[str]:
    """Return which items of the card moved, the first four of them."""
    words = {ItemStatus.PASS: "passes", ItemStatus.FAIL: "fails", ItemStatus.UNKNOWN: "is unknown"}
    lines = []
    for item in move.items[:4]:
        points = f" ({_item_points(item)})" if len(move.items) > 1 and _item_points(item) else ""
        lines.append(f"{medium.words(item.item, 60)} {words[ItemStatus(item.after)]}{points}")
    left = len(move.items) - len(lines)
    return [*lines, f"and {count(left, 'more item')}"] if left else lines


def _item_points(item: ItemMove) -> str:
    won = (item.after == ItemStatus.PASS) - (item.before == ItemStatus.PASS)
    return f"{'+' if won > 0 else MINUS}{item.weight}" if won else ""


def _why_unmoved(alert: Alert) -> list[str]:
    points = max((finding.points for finding in alert.findings), default=0)
    if not points:
        return []
    decide = "still decide" if alert.kind is AlertKind.IMPROVEMENT else "already decide"
    if points == 1:
        return [f"Other findings {decide} the point at stake"]
    return [f"Other findings {decide} the {points} points at stake"]


# --- Whole texts ----------------------------------------------------------------------------------


def one_line(alert: Alert) -> str:
    """Return an alert as one line of plain text: what a phone shows before it is unlocked."""
    if alert.kind.is_bulletin:
        return bulletin.headline(alert.summary, PLAIN)
    parts = [f"{icon(alert)} {label(alert)}: {what(alert, PLAIN)}", _gist(alert, "Worst: ")]
    if alert.score and alert.score.total:
        parts.append(score(alert, PLAIN)[0])
    if alert.kind is not AlertKind.BASELINE:
        parts += [", ".join(who(alert, PLAIN)[:2]), " · ".join(places(alert, PLAIN))]
    return ". ".join(part for part in parts if part)


def _gist(alert: Alert, prefix: str = "") -> str:
    """Return the one sentence that tells most, without its full stop."""
    told = lead(alert, PLAIN).split("\n", 1)[0]
    if not told and alert.findings:
        told = f"{prefix}{reason(alert.findings[0], PLAIN)}"
    return told.removesuffix(".")


def short(alert: Alert, limit: int) -> str:
    """Return an alert in a few words of ASCII: an e-mail's subject, a text message.

    What is wrong is cut first; the resource, the points and the account are there in any case.
    """
    if alert.kind.is_bulletin:
        return _cut(ascii_only(bulletin.headline(alert.summary, _Short())).strip(), limit)
    first = ascii_only(f"{label(alert)}: {what(alert, _Short())}")
    last = []
    move = alert.score
    if move is not None and move.total:
        points = f"{signed(move.points)}, now" if move.points else "score"
        last.append(ascii_only(f"{points} {move.percent} %"))
    if alert.kind is not AlertKind.BASELINE:
        last.append(ascii_only(PLAIN.words(alert.account, 20)))
    joint = ": " if lead(alert, PLAIN) else ", worst: "
    room = limit - len("; ".join([first + joint, *last])) - len(_ELLIPSIS)
    gist = ascii_only(clip_words(_gist(alert), room)) if room >= 12 else ""
    return _cut("; ".join([f"{first}{joint}{gist}" if gist else first, *last]), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(_ELLIPSIS)] + _ELLIPSIS


class _Short(Plain):
    """Plain text with short names."""

    def name(self, text: str, limit: int = 80) -> str:
        return Plain.name(self, text, min(limit, 32))


_ELLIPSIS = "..."
_ASCII = str.maketrans({MINUS: "-", "→": ">", "…": _ELLIPSIS, "·": "-", "•": "-"})


def ascii_only(text: str) -> str:
    """Return text in ASCII, with what has no likeness there as a question mark."""
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")


def plain_text(alert: Alert, sent_at: datetime) -> str:
    """Return the whole alert as plain text, for an e-mail."""
    if alert.kind.is_bulletin:
        return bulletin.plain_text(alert.summary)
    medium = PLAIN
    lines = [f"{icon(alert)} {label(alert)}: {what(alert, medium)}"]
    if sentence := lead(alert, medium):
        lines.append(sentence)
    lines += ["", f"Where: {where(alert, medium)}"]
    if alert.resource_arn:
        lines.append(f"       {medium.name(alert.resource_arn, 300)}")
    lines.append(f"Score: {'. '.join(score(alert, medium))}")
    if alert.kind is not AlertKind.BASELINE:
        lines.append(f"Who:   {', '.join(who(alert, medium))}")
    told: set[str] = set()
    for finding in alert.findings[:MAX_FINDINGS]:
        lines += ["", *_finding(alert, finding, medium, is_first=finding.control not in told)]
        told.add(finding.control)
    if alert.findings[MAX_FINDINGS:]:
        lines += ["", f"… and {rest(alert.findings[MAX_FINDINGS:])}."]
    if took := elapsed(alert, sent_at):
        lines += ["", f"{took}."]
    return "\n".join(lines) + "\n"


def _finding(alert: Alert, finding: AlertFinding, medium: Medium, *, is_first: bool) -> list[str]:
    lines = [
        f"{finding.severity} · {standing(finding)}",
        medium.strong(finding.title),
    ]
    if is_about_several(alert):
        lines.append(f"  On:  {resource_line(finding, medium)}")
    if len(alert.findings) > 1:
        lines.append(f"  Why: {reason(finding, medium)}")
    if finding.kind.is_bad:
        lines += [f"  | {medium.words(line, 400)}" for line in evidence(finding)]
        if finding.remediation and is_first:
            lines.append(f"  Fix: {medium.words(finding.remediation, 600)}")
    return [*lines, f"  Id:  {medium.name(finding.id, 400)}"]


def resource_line(finding: AlertFinding, medium: Medium) -> str:
    """Return the resource of a finding and its region, for an alert about several."""
    key = key_of(finding)
    if key is None:
        return medium.name(finding.id, 120)
    return f"{_resource(key, key.id, medium)} · {medium.words(key.region, 40)}"


def is_about_several(alert: Alert) -> bool:
    """Return whether an alert is about more than one resource."""
    return len(_keys(alert)) > 1
