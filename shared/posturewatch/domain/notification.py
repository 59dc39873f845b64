"""Alerts: what a tired person on a phone needs to know, before any destination's formatting.

Names, reasons and evidence in an alert are hostile text. Each notifier escapes them for its own
medium; nothing before it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.finding import MoveKind
from posturewatch.domain.outbox import ScoreMove
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.thread import Thread


class AlertKind(StrEnum):
    """What an alert is about."""

    REGRESSION = "regression"
    """Something got worse, or was born bad."""
    IMPROVEMENT = "improvement"
    """Something was fixed, or went away."""
    BASELINE = "baseline"
    """An account's first sweep has ended."""
    DIGEST = "digest"
    """A team's day at a glance."""
    MILESTONE = "milestone"
    """Something was reached, and has held."""

    @property
    def is_bulletin(self) -> bool:
        """Whether it is about no change, and its summary tells all of it."""
        return self in (AlertKind.DIGEST, AlertKind.MILESTONE)


@dataclass(frozen=True, slots=True)
class AlertFinding:
    """One finding in an alert.

    Args:
        id: The finding's stable id.
        control: The control's id.
        title: The good state.
        severity: How bad it is.
        kind: What happened to it.
        reason: What is wrong, or right again, in one sentence.
        remediation: What to do.
        evidence: The values that decided.
        opened_at: When its episode began.
        open_for: How long the episode lasted; None while it is open.
        points: The card's points that its items are worth.
        before: The values that decided before, as far as they were kept.
    """

    id: str
    control: str
    title: str
    severity: Severity
    kind: MoveKind
    reason: str
    remediation: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    opened_at: datetime | None = None
    open_for: timedelta | None = None
    points: int = 0
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alert:
    """One piece of news.

    Args:
        id: The outbox entry's id: the same for every attempt and destination.
        kind: What it is about.
        account: The account.
        at: When it was committed.
        cause: The event and its actor.
        severity: The highest severity of its findings.
        findings: The findings that moved, the worst first.
        resource: The resource; None when there are several.
        resource_name: What people call it.
        resource_arn: Its ARN.
        owner: Who owns it; empty when nobody is named.
        score: What happened to the account's score; None when it could not be told in time.
        summary: Figures of a baseline: `judged` resources, `failed` findings by severity, `errors`
            by part of the account. Of a digest or milestones: what `domain/digest.py` writes.
    """

    id: str
    kind: AlertKind
    account: str
    at: datetime
    cause: Cause
    severity: Severity
    findings: tuple[AlertFinding, ...]
    resource: ResourceKey | None = None
    resource_name: str = ""
    resource_arn: str = ""
    owner: str = ""
    score: ScoreMove | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A thread as it is shown: its parent now, and what is still to be told below it.

    Args:
        thread: The thread.
        alert: Its findings, all of them, as an alert: bad news while one of them fails.
        link: Where more is to be seen; empty when nowhere.
    """

    thread: Thread
    alert: Alert
    link: str = ""
