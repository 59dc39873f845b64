"""Findings, and the state of the resource that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status


class Workflow(StrEnum):
    """How far people are with a finding, in the terms of the AWS Security Finding Format."""

    NEW = "NEW"
    NOTIFIED = "NOTIFIED"
    SUPPRESSED = "SUPPRESSED"
    RESOLVED = "RESOLVED"


class RecordState(StrEnum):
    """Whether a finding is still about something that exists."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one control says about one resource, through all its episodes.

    A finding is kept from the first failure or unknown on. An episode runs from a failure to the
    next verified pass; `episode` counts them, and 0 means that it has never failed.

    Args:
        key: The resource.
        control: The control's id.
        severity: The control's severity when it was last judged.
        status: The compliance status.
        reason: One sentence that explains the status.
        evidence: The values that decided.
        since: When the status began: the change's own time where an event told it.
        observed_at: When it was last confirmed by a successful read; None when never.
        episode: How many episodes there have been.
        workflow: How far people are with it.
        record_state: Whether resource and control still exist.
        first_failed_at: When the first episode began.
        opened_by: What opened the latest episode.
        opened_at: When the latest episode began.
        resolved_by: What ended the latest episode.
        resolved_at: When the latest episode ended.
    """

    key: ResourceKey
    control: str
    severity: Severity
    status: Status
    reason: str
    evidence: Mapping[str, Any]
    since: datetime
    observed_at: datetime | None
    episode: int = 0
    workflow: Workflow = Workflow.NEW
    record_state: RecordState = RecordState.ACTIVE
    first_failed_at: datetime | None = None
    opened_by: Cause | None = None
    opened_at: datetime | None = None
    resolved_by: Cause | None = None
    resolved_at: datetime | None = None

    @property
    def id(self) -> str:
        """The finding's stable id."""
        return f"{self.key}/{self.control}"

    @property
    def is_open(self) -> bool:
        """Whether an episode is going on: it failed, and no verified pass has come since."""
        return self.opened_at is not None and self.resolved_at is None


@dataclass(frozen=True, slots=True)
class ResourceState:
    """What is stored of a resource: its last verdicts and where they come from.

    Args:
        key: Which resource.
        version: Grows by one with every commit; the condition of the next one.
        observed_at: When the last successful read saw it (UTC); None when none ever did.
        digest: The snapshot's digest.
        name: What people call it.
        arn: Its ARN.
        tags: Its tags.
        owner: Who owns it, by its tags.
        created_at: When it was made.
        verdicts: Control → status, for every control of its type.
        confirmed: Control → when its status was last confirmed, for those that the last read could
            not tell.
        last_change: The last event about it.
        listed_at: When a listing last showed it.
        gone_at: When it was seen to be gone.
    """

    key: ResourceKey
    version: int
    observed_at: datetime | None
    digest: str = ""
    name: str = ""
    arn: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    created_at: datetime | None = None
    verdicts: Mapping[str, Status] = field(default_factory=dict)
    confirmed: Mapping[str, datetime] = field(default_factory=dict)
    last_change: Cause | None = None
    listed_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is stored about one resource: one consistent Query."""

    state: ResourceState | None = None
    findings: Mapping[str, Finding] = field(default_factory=dict)


class MoveKind(StrEnum):
    """What happened to a finding that is worth telling."""

    FIRST_SEEN = "first_seen"
    """It failed when it was first judged."""
    REGRESSED = "regressed"
    """It had passed, and fails now."""
    FIXED = "fixed"
    """It had failed, and a read verified that it passes now."""
    CLOSED = "closed"
    """It had failed, and its resource is gone or its control was withdrawn."""

    @property
    def is_bad(self) -> bool:
        """Whether it got worse."""
        return self in (MoveKind.FIRST_SEEN, MoveKind.REGRESSED)


@dataclass(frozen=True, slots=True)
class Move:
    """A finding that moved."""

    kind: MoveKind
    finding: Finding
