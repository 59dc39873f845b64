"""Threads: what one destination was told of one matter, as a parent that is kept up to date.

A thread begins with a failure. Failures of the same item of the card, or of the same control where
it answers none, and of the same type join it when they come within a minute, and so does all that
happens to its findings later. Its row is all that is
needed to show it: what was not shown yet is shown by whoever picks it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.finding import Move, MoveKind
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, ScoreMove
from posturewatch.domain.resource import ResourceKey

WINDOW: Final = timedelta(seconds=60)
"""How long after its last failure a thread takes in failures of other resources."""

LONGEST: Final = timedelta(minutes=15)
"""How long after its first failure it does."""

FLAP: Final = timedelta(hours=1)
"""How long a thread whose findings are all fixed takes them back when they fail again."""

KEPT: Final = timedelta(days=7)
"""How long a thread can be found after it ended."""

FLAPPING: Final = 3
"""How many changes of one finding within a thread make it a flapping one."""

MAX_MEMBERS: Final = 1_000
"""How many findings one thread holds."""

MAX_NAMES: Final = 250_000
"""How many characters their names have together: its row stays below the 400 KB of an item."""

MAX_EVIDENCE: Final = 4_000
"""How many characters of a finding's evidence it keeps."""

MAX_EVENTS: Final = 20
"""How many events wait to be told, at most, before like ones become one in any case."""

DETAILED: Final = 10
"""How many of its findings, the worst, keep their evidence."""


class Standing(StrEnum):
    """How it stands with a finding, as far as its destination is concerned."""

    FAILING = "failing"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    FIXED = "fixed"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether its episode has ended."""
        return self in (Standing.FIXED, Standing.CLOSED)


@dataclass(frozen=True, slots=True)
class Member:
    """One finding of a thread.

    Args:
        key: The resource.
        control: The control's id.
        severity: How bad it is.
        standing: How it stands with it.
        name: What people call the resource.
        kind: What happened to it last.
        reason: What is wrong, or right again.
        opened_at: When its episode began.
        ended_at: When it ended; None while it goes on.
        episode: Which of the finding's episodes it is.
        changes: How often it went from good to bad or back within the thread.
        evidence: The values that decided; of the worst findings alone.
        before: The values that decided before it failed, as far as they are known.
        detailed: Whether evidence and reason are kept.
        told: Whether the finding was marked as told.
    """

    key: ResourceKey
    control: str
    severity: Severity
    standing: Standing
    name: str
    kind: MoveKind
    reason: str
    opened_at: datetime | None
    ended_at: datetime | None = None
    episode: int = 0
    changes: int = 1
    evidence: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    detailed: bool = True
    told: bool = False

    @property
    def id(self) -> str:
        """The finding's id."""
        return f"{self.key}/{self.control}"

    @property
    def is_open(self) -> bool:
        """Whether its episode is going on."""
        return not self.standing.is_over


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened after the parent was first told: a line in its thread.

    Args:
        what: `failing`, `fixed`, `closed`, `acknowledged`, `accepted` or another word of an action.
        at: When.
        number: Counts the thread's events.
        count: How many findings it concerns.
        resources: How many resources.
        name: What people call the resource; of one of them, if there are several.
        severity: The highest severity among them.
        cause: The event and its actor; None where a person acted on the thread itself.
        who: The person who acted; empty otherwise.
        text: What the person wrote, such as the reason of an accepted risk.
        lasted: How long it had failed; None while it goes on, or where it differs.
        score: What it did to the score; None when that is not known.
        louder: Whether it is worse than all that the thread had before.
    """

    what: str
    at: datetime
    number: int = 0
    count: int = 1
    resources: int = 1
    name: str = ""
    severity: Severity = Severity.INFORMATIONAL
    cause: Cause | None = None
    who: str = ""
    text: str = ""
    lasted: timedelta | None = None
    score: ScoreMove | None = None
    louder: bool = False

    def is_like(self, other: Event) -> bool:
        """Whether one line can tell both: the same thing, by the same hand."""
        if self.what != other.what or self.cause is None or other.cause is None:
            return False
        return _same_hand(self.cause, other.cause)

    def joined(self, other: Event) -> Event:
        """Return both as one."""
        return replace(
            other,
            count=self.count + other.count,
            resources=self.resources + (self.name != other.name) * other.resources,
            severity=max(self.severity, other.severity, key=lambda severity: severity.rank),
            lasted=other.lasted if self.lasted == other.lasted else None,
            score=_summed(self.score, other.score),
            louder=self.louder or other.louder,
        )


@dataclass(frozen=True, slots=True)
class Thread:
    """One matter as one destination is told it.

    Args:
        destination: The destination's name in the routing.
        account: The account.
        id: Its id: that of the outbox entry that began it.
        opened_at: When its first failure was committed.
        moved_at: When it last took in a failure.
        cause: The event that began it.
        members: Its findings, the worst first.
        owner: Who owns its resources; empty when nobody is named or several do.
        arn: The resource's ARN, where there is one resource.
        tags: The resource's tags, where there is one resource.
        score: What it did to the score, all in all; None when that is not known.
        events: What is still to be told below the parent.
        events_ever: How many events there have been.
        content: Grows with all that changes what is shown.
        shown: The content that was shown last.
        shown_at: When.
        showings: How often it was shown in a row, each soon after the one before.
        parent: The destination's own name of the parent, for Slack `<channel>/<ts>`; empty while
            there is none, and where the destination tells none.
        delivery: How far the showing has come; `due_at` says when it is to be looked at.
        uncertain: Whether an attempt may have arrived although nobody said so.
        ended_at: When all its findings were over; None while one fails.
        by: Who acknowledged or accepted it last.
        version: The version of its row; None before it is stored.
    """

    destination: str
    account: str
    id: str
    opened_at: datetime
    moved_at: datetime
    cause: Cause
    members: tuple[Member, ...] = ()
    owner: str = ""
    arn: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    score: ScoreMove | None = None
    events: tuple[Event, ...] = ()
    events_ever: int = 0
    content: int = 1
    shown: int = 0
    shown_at: datetime | None = None
    showings: int = 0
    parent: str = ""
    delivery: Delivery = field(default_factory=Delivery)
    uncertain: bool = False
    ended_at: datetime | None = None
    by: str = ""
    version: int | None = None

    @property
    def ref(self) -> str:
        """What names it for a button's value and for `redrive`: destination, account, id."""
        return f"{self.destination}/{self.account}/{self.id}"

    @property
    def is_shown(self) -> bool:
        """Whether all that is known of it was shown."""
        return self.shown >= self.content and not self.events

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be shown."""
        return not self.is_shown and self.delivery.state is DeliveryState.WAITING

    @property
    def standing(self) -> Standing:
        """How it stands with the whole: as with the least settled of its findings."""
        standings = {member.standing for member in self.members}
        return next((each for each in Standing if each in standings), Standing.FAILING)

    @property
    def is_flapping(self) -> bool:
        """Whether one of its findings goes to and fro."""
        return any(member.changes >= FLAPPING for member in self.members)

    @property
    def resources(self) -> tuple[ResourceKey, ...]:
        """Its resources, each once, those with the worst findings first."""
        return tuple(dict.fromkeys(member.key for member in self.members))

    def holds(self, finding: str) -> bool:
        """Whether a finding is one of its own."""
        return any(member.id == finding for member in self.members)

    def may_move(self, at: datetime) -> bool:
        """Whether something may still come that belongs to it."""
        return self.ended_at is None or at - self.ended_at <= FLAP

    def takes_back(self, finding: str, at: datetime) -> bool:
        """Whether what happens to a finding now belongs to it."""
        return self.may_move(at) and self.holds(finding)

    def takes_in(self, moves: Iterable[Move], at: datetime, items: Mapping[str, str]) -> bool:
        """Whether failures that are new to it join it.

        Args:
            moves: The failures, of one commit.
            at: The time.
            items: Control → the card's item that it answers, where there is one.
        """
        moves = list(moves)
        if at - self.moved_at > WINDOW or at - self.opened_at > LONGEST:
            return False
        if self.standing is not Standing.FAILING:
            # It is fixed, or somebody has seen to what it was: this is news of its own.
            return False
        names = sum(len(member.id) + len(member.name) for member in self.members)
        if len(self.members) + len(moves) > MAX_MEMBERS or names > MAX_NAMES:
            return False
        families = {(m.key.type, items.get(m.control, m.control)) for m in self.members}
        return any(
            (m.finding.key.type, items.get(m.finding.control, m.finding.control)) in families
            for m in moves
        )

    @classmethod
    def begun(cls, destination: str, entry: Entry, at: datetime) -> Self:
        """Return a new thread, without findings yet."""
        return cls(destination, entry.account, entry.id, at, at, entry.cause)

    def folded(self, entry: Entry, moves: Iterable[Move], at: datetime) -> Self:
        """Return the thread with the news of an entry.

        What is new and no worse than all before stands in the parent alone; what happens to
        findings that were told, and what is worse, is an event below it too.
        """
        moves = list(moves)
        resource = entry.resource
        members = {member.id: member for member in self.members}
        known = set(members)
        known_worst = max((m.severity.rank for m in self.members), default=-1)
        for move in moves:
            name = resource.name if resource and resource.key == move.finding.key else ""
            member = _member(move, name)
            if (earlier := members.get(member.id)) is not None:
                member = _again(earlier, member)
            members[member.id] = member
        after = replace(
            self,
            members=_trimmed(members.values()),
            score=_summed(self.score, entry.score),
            content=self.content + 1,
            moved_at=at if any(move.kind.is_bad for move in moves) else self.moved_at,
            **_about(self, entry, members.values()),
        )
        after = after._ended(at)
        if self.members and (self.shown or self.delivery.attempts):
            worst = max((m.finding.severity.rank for m in moves if m.kind.is_bad), default=-1)
            is_louder = worst > known_worst
            told = [m for m in moves if is_louder or not m.kind.is_bad or m.finding.id in known]
            after = after._with_events(_events(entry, told, is_louder=is_louder))
        return after

    def noted(self, event: Event, standing: Standing | None, at: datetime) -> Self:
        """Return the thread after a person acted on it.

        Args:
            event: What is told of it in the thread.
            standing: What its failing findings become; None when they stay as they are.
            at: When.
        """
        members = tuple(
            replace(member, standing=standing)
            if standing is not None and not member.standing.is_over
            else member
            for member in self.members
        )
        after = replace(
            self, members=members, content=self.content + 1, by=event.who if standing else self.by
        )
        return after._with_events((event,))._ended(at)

    def due(self, at: datetime) -> Self:
        """Return the thread with the time when it is to be looked at again."""
        return replace(
            self, delivery=replace(self.delivery, state=DeliveryState.WAITING, due_at=at)
        )

    def _with_events(self, events: Iterable[Event]) -> Self:
        """Return the thread with further events to tell; like ones become one.

        What somebody may be telling just now is left as it is, up to a number that a row can hold.
        """
        waiting, ever = list(self.events), self.events_ever
        is_claimed = self.delivery.state is DeliveryState.WAITING and self.delivery.attempts > 0
        for event in events:
            ever += 1
            like = next((e for e in waiting if e.is_like(event)), None)
            if like is not None and (not is_claimed or len(waiting) >= MAX_EVENTS):
                waiting.remove(like)
            both = event if like is None or like in waiting else like.joined(event)
            waiting.append(replace(both, number=ever))
        return replace(self, events=tuple(waiting), events_ever=ever)

    def _ended(self, at: datetime) -> Self:
        is_over = all(member.standing.is_over for member in self.members)
        return replace(self, ended_at=(self.ended_at or at) if is_over else None)


def _same_hand(one: Cause, other: Cause) -> bool:
    """Whether two changes are of one piece of work: the same session, or the same sweep."""
    if one.source != other.source:
        return False
    if one.source in ("sweep", "manual"):
        return one.event_id == other.event_id
    hand = (one.actor.arn or one.actor.name, one.actor.access_key_id)
    return any(hand) and hand == (
        other.actor.arn or other.actor.name,
        other.actor.access_key_id,
    )


def _member(move: Move, name: str) -> Member:
    finding = move.finding
    standing = {MoveKind.FIXED: Standing.FIXED, MoveKind.CLOSED: Standing.CLOSED}.get(
        move.kind, Standing.FAILING
    )
    return Member(
        key=finding.key,
        control=finding.control,
        severity=finding.severity,
        standing=standing,
        name=name or finding.key.id,
        kind=move.kind,
        reason=finding.reason,
        opened_at=finding.opened_at,
        ended_at=finding.resolved_at if standing.is_over else None,
        episode=finding.episode,
        evidence=_bounded(finding.evidence),
        before=_bounded(move.before),
    )


def _bounded(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first values of evidence, as many as there is room for."""
    kept: dict[str, Any] = {}
    room = MAX_EVIDENCE
    for name, value in evidence.items():
        room -= len(name) + len(repr(value))
        if room < 0:
            break
        kept[name] = value
    return kept


def _again(earlier: Member, now: Member) -> Member:
    """Return a finding that the thread has already, after it moved."""
    turned = earlier.standing.is_over != now.standing.is_over
    before = now.before or (earlier.evidence if turned else earlier.before)
    is_same = not turned and earlier.episode == now.episode
    return replace(
        now,
        standing=earlier.standing if is_same else now.standing,
        changes=earlier.changes + turned,
        before=before,
        told=earlier.told and earlier.episode == now.episode,
    )


def _trimmed(members: Iterable[Member]) -> tuple[Member, ...]:
    """Return findings, the worst first, of which only the first keep what takes room."""
    ordered = sorted(members, key=lambda m: (m.standing.is_over, -m.severity.rank, m.id))
    return tuple(
        member
        if place < DETAILED or not member.detailed
        else replace(member, evidence={}, before={}, reason="", detailed=False)
        for place, member in enumerate(ordered)
    )


def _about(thread: Thread, entry: Entry, members: Iterable[Member]) -> dict[str, Any]:
    """Return owner, ARN and tags: of one resource, or of what all have in common."""
    resource = entry.resource
    keys = {member.key for member in members}
    owner = resource.owner if resource else ""
    if len(keys) == 1 and resource is not None:
        return {"owner": owner, "arn": resource.arn, "tags": dict(resource.tags)}
    same = not thread.members or thread.owner == owner
    return {"owner": owner if same else "", "arn": "", "tags": {}}


def _summed(before: ScoreMove | None, now: ScoreMove | None) -> ScoreMove | None:
    """Return two moves of the score as one, without what others did to it in between."""
    if before is None or now is None or before.total != now.total:
        return now or before
    items = {item.item: item for item in before.items}
    for item in now.items:
        first = items.get(item.item)
        items[item.item] = replace(item, before=first.before) if first else item
    return replace(
        now,
        earned_before=now.earned - before.points - now.points,
        items=tuple(item for item in items.values() if item.before != item.after),
    )


def _events(entry: Entry, moves: Iterable[Move], *, is_louder: bool) -> list[Event]:
    """Return the lines that an entry makes in a thread: one for each thing that happened."""
    by_what: dict[str, list[Move]] = {}
    for move in moves:
        what = "failing" if move.kind.is_bad else move.kind.value
        by_what.setdefault(what, []).append(move)
    events = []
    for what, told in by_what.items():
        keys = {move.finding.key for move in told}
        resource = entry.resource
        worst = max(told, key=lambda move: move.finding.severity.rank).finding
        spans = {
            move.finding.resolved_at - move.finding.opened_at
            if move.finding.resolved_at and move.finding.opened_at and not move.kind.is_bad
            else None
            for move in told
        }
        events.append(
            Event(
                what=what,
                at=entry.cause.at if entry.cause.source in ("cloudtrail", "config") else entry.at,
                count=len(told),
                resources=len(keys),
                name=resource.name if resource and resource.key in keys else worst.key.id,
                severity=worst.severity,
                cause=entry.cause,
                lasted=spans.pop() if len(spans) == 1 else None,
                score=entry.score,
                louder=what == "failing" and is_louder,
            )
        )
    return events
