"""Findings, what people do with them, and the state of the resource that they are about.

What a read says about a finding is decided in `usecases/decide.py`. What a person does with it,
such as acknowledging, assigning or suppressing it, is an `Act`: `usecases/act.py` is the one way in
which a door (a button, a command) applies it, by a conditional write that appends it, with person,
time and note, to the finding's history. Neither acts nor workflow move a tally or the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol, Self

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status, fingerprint


class Named(Protocol):
    """What names an episode of a finding."""

    @property
    def key(self) -> ResourceKey:
        """The resource."""
        ...

    @property
    def control(self) -> str:
        """The control."""
        ...

    @property
    def episode(self) -> int:
        """Which of the finding's episodes."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether it is going on."""
        ...


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


class Ending(StrEnum):
    """How an episode came to its end."""

    FIXED = "fixed"
    """A read verified that it passes."""
    GONE = "gone"
    """Its resource is gone."""
    WITHDRAWN = "withdrawn"
    """Its control was withdrawn."""
    RENAMED = "renamed"
    """It goes on under its control's new id."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode of a finding: from a failure to the next verified pass, and who did what when.

    Args:
        number: Which of the finding's episodes it is; the first is 1.
        opened_at: When the change happened that it began with.
        opened_by: That change: the event and its actor.
        evaluated_at: When it was judged; None where that was not kept.
        told_at: When the first destination had been told; None when none was.
        acknowledged_at: When somebody said that they know; None when nobody did.
        acknowledged_by: Who.
        resolved_at: When it ended; None while it goes on.
        resolved_by: What ended it.
        ending: How it ended.
    """

    number: int
    opened_at: datetime
    opened_by: Cause | None = None
    evaluated_at: datetime | None = None
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    resolved_at: datetime | None = None
    resolved_by: Cause | None = None
    ending: Ending | None = None


class ActKind(StrEnum):
    """What people do with a finding."""

    ACKNOWLEDGED = "acknowledged"
    """They know of it."""
    ASSIGNED = "assigned"
    """Somebody is to see to it; to nobody, when no name is given."""
    NOTED = "noted"
    """They write something down about it."""
    SUPPRESSED = "suppressed"
    """Nobody wants to be told of it, as long as it is this exposure."""
    LIFTED = "lifted"
    """It is suppressed no longer."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did with a finding. Names and notes are hostile text.

    Args:
        kind: What it was.
        by: Who did it, as the door knows them: an ARN, or a user of Slack.
        at: When.
        note: What they said about it.
        to: Whom it was assigned to.
    """

    kind: ActKind
    by: str
    at: datetime
    note: str = ""
    to: str = ""


MAX_HISTORY: Final = 20
"""How many acts a finding keeps: the newest."""

MAX_EARLIER: Final = 10
"""How many earlier episodes a finding keeps: the newest. `episode` counts them all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one control says about one resource, through all its episodes.

    A finding is kept from the first failure or unknown on. An episode runs from a failure to the
    next verified pass; `episode` counts them, and 0 means that it has never failed.

    Its workflow goes `NEW → NOTIFIED → RESOLVED`, and back to `NEW` with the next episode. A
    suppressed one stays so from episode to episode until somebody lifts it, another exposure comes
    in its place, or it is archived.

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
        evaluated_at: When the failure was judged that the latest episode began with.
        told_at: When somebody was first told of the latest episode.
        acknowledged_at: When somebody first acknowledged the latest episode.
        acknowledged_by: Who did.
        ending: How the latest episode ended.
        assignee: Who is to see to it; empty when nobody is.
        suppressed_for: The hash of the exposure that nobody wants to be told of.
        regressions: How often it had passed before it failed.
        earlier: The episodes before the latest one, the oldest first.
        history: What people did with it, the oldest first.
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
    evaluated_at: datetime | None = None
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    ending: Ending | None = None
    assignee: str = ""
    suppressed_for: str = ""
    regressions: int = 0
    earlier: tuple[Episode, ...] = ()
    history: tuple[Act, ...] = ()

    @property
    def id(self) -> str:
        """The finding's stable id; `parse_id` takes it apart."""
        return f"{self.key}/{self.control}"

    @staticmethod
    def parse_id(id: str) -> tuple[ResourceKey, str]:
        """Return the resource and the control that a finding's id names.

        Raises:
            BadInput: It is no finding's id.
        """
        resource, _, control = id.rpartition("/")
        return ResourceKey.parse(resource), control

    @property
    def is_open(self) -> bool:
        """Whether an episode is going on: it failed, and no verified pass has come since."""
        return self.opened_at is not None and self.resolved_at is None

    @property
    def is_listed(self) -> bool:
        """Whether it is about something that is there, and not known to be right."""
        return self.record_state is RecordState.ACTIVE and self.status is not Status.PASSED

    @property
    def exposure(self) -> str:
        """The hash of the values that decided: another one is another exposure."""
        return fingerprint(dict(self.evidence))

    @property
    def is_suppressed(self) -> bool:
        """Whether nobody wants to be told of it."""
        return self.workflow is Workflow.SUPPRESSED

    @property
    def latest(self) -> Episode | None:
        """The latest episode; None when it has never failed."""
        if self.opened_at is None:
            return None
        return Episode(
            number=self.episode,
            opened_at=self.opened_at,
            opened_by=self.opened_by,
            evaluated_at=self.evaluated_at,
            told_at=self.told_at,
            acknowledged_at=self.acknowledged_at,
            acknowledged_by=self.acknowledged_by,
            resolved_at=self.resolved_at,
            resolved_by=self.resolved_by,
            ending=self.ending,
        )

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """The episodes that are kept, the oldest first."""
        return (*self.earlier, self.latest) if self.latest else self.earlier

    @property
    def brief(self) -> Self:
        """The finding without its past: what news carries of it."""
        return replace(self, earlier=(), history=())

    def is_news_of(self, told: Named) -> bool:
        """Whether a finding that was told is this one's latest episode, told for the first time."""
        return told.is_open and told.episode == self.episode and self.told_at is None

    def told(self, at: datetime) -> Self:
        """Return the finding after somebody was told of its latest episode."""
        is_news = self.workflow is Workflow.NEW and self.is_open
        return replace(
            self,
            told_at=self.told_at or at,
            workflow=Workflow.NOTIFIED if is_news else self.workflow,
        )

    def acted(self, act: Act) -> Self:
        """Return the finding after an act; itself where it makes no difference, or was done."""
        if act in self.history:
            return self
        updated = self._acted(act)
        if updated == self and act.kind is not ActKind.NOTED:
            return self
        return replace(updated, history=(*self.history, act)[-MAX_HISTORY:])

    def _acted(self, act: Act) -> Self:
        is_new = self.workflow is Workflow.NEW
        match act.kind:
            case ActKind.ACKNOWLEDGED if self.acknowledged_at is None:
                workflow = Workflow.NOTIFIED if is_new else self.workflow
                return replace(
                    self, acknowledged_at=act.at, acknowledged_by=act.by, workflow=workflow
                )
            case ActKind.ASSIGNED:
                return replace(self, assignee=act.to)
            case ActKind.SUPPRESSED:
                return replace(self, workflow=Workflow.SUPPRESSED, suppressed_for=self.exposure)
            case ActKind.LIFTED if self.is_suppressed:
                return self.unsuppressed()
            case _:
                return self

    def unsuppressed(self) -> Self:
        """Return the finding as it would be if it had not been suppressed."""
        if self.status is Status.PASSED:
            workflow = Workflow.RESOLVED
        else:
            is_known = self.told_at is not None or self.acknowledged_at is not None
            workflow = Workflow.NOTIFIED if is_known else Workflow.NEW
        return replace(self, workflow=workflow, suppressed_for="")


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
    EXPIRED = "expired"
    """It fails as before, and the exception has expired that it was accepted by."""
    CHANGED = "changed"
    """It fails as before, by other values: no news, unless the earlier ones were kept quiet."""
    REOPENED = "reopened"
    """It fails as before, and no longer by the values that were accepted or suppressed."""

    @property
    def is_bad(self) -> bool:
        """Whether it got worse."""
        return self in _BAD


_BAD: Final = frozenset(
    {MoveKind.FIRST_SEEN, MoveKind.REGRESSED, MoveKind.EXPIRED, MoveKind.REOPENED}
)


@dataclass(frozen=True, slots=True)
class Move:
    """A finding that moved.

    Args:
        kind: What happened to it.
        finding: The finding as it is now.
        before: The evidence that it had before, as far as it was kept.
    """

    kind: MoveKind
    finding: Finding
    before: Mapping[str, Any] = field(default_factory=dict)
