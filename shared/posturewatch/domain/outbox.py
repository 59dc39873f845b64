"""The outbox: one entry for each commit that moved a count, written in the commit's transaction.

An entry goes `SCORING → PENDING → DELIVERED | DEAD`, or `SCORING → QUIET` when there is nothing to
tell. Scoring folds the entry's differences into the account's score, so each move of the score has
exactly one entry, and with it the event and the actor, behind it. Delivery is recorded for each
destination, so a dead one never holds up another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from posturewatch.domain.change import Cause
from posturewatch.domain.finding import Move, MoveKind, ResourceState
from posturewatch.domain.scorecard import Counts, Coverage, Scorecard, percent, score


class EntryState(StrEnum):
    """How far an entry has come."""

    SCORING = "SCORING"
    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"
    QUIET = "QUIET"


class DeliveryState(StrEnum):
    """How far the delivery to one destination has come."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    FOLDED = "FOLDED"
    """It is part of a thread, whose own row says how far its showing has come."""
    DIGEST = "DIGEST"
    """It is kept for the daily digest."""
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The delivery of one entry to one destination.

    Args:
        state: How far it has come.
        attempts: How often it was tried.
        at: When it was tried last.
        due_at: When it may be tried next.
        receipt: The destination's own id of the message; of what is folded, the thread's id.
        error: What the destination answered last.
    """

    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    at: datetime | None = None
    due_at: datetime | None = None
    receipt: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ItemMove:
    """An item of a scorecard that changed its status."""

    item: str
    title: str
    weight: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """What one entry did to the account's score.

    Args:
        version: The ledger's version after it.
        earned_before: Points before.
        earned: Points after.
        unknown: Points after that cannot be told.
        total: Points of the card.
        items: The items that changed.
    """

    version: int
    earned_before: int
    earned: int
    unknown: int
    total: int
    items: tuple[ItemMove, ...] = ()

    @property
    def points(self) -> int:
        """Points won, negative when lost."""
        return self.earned - self.earned_before

    @property
    def percent_before(self) -> str:
        """The score before, in percent, to one decimal."""
        return percent(self.earned_before, self.total)

    @property
    def percent(self) -> str:
        """The score after, in percent, to one decimal."""
        return percent(self.earned, self.total)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the outbox.

    Args:
        id: Unique for the commit, and the same when the commit is tried again.
        account: The account whose score it moves.
        at: When it was committed.
        cause: Why: the event and its actor.
        deltas: Control → difference of its counts.
        coverage: Listings that this entry completes or expects.
        moves: The findings that moved.
        resource: The resource that they are about; None when there are several.
        quiet: Whether nothing is to be told, such as in an account's first sweep.
        summary: Figures to tell at the end of an account's first sweep, a digest or milestones by
            their `kind`; empty otherwise.
        state: How far it has come.
        score: What it did to the score; None until it is scored.
        deliveries: Destination → its delivery.
        due_at: When it is looked at again if nothing happens before.
        accepted: Finding id → the exception that covered its failure when it was scored: no news.
        for_feeds: Whether it is news for nobody, and only machines hear of it.
    """

    id: str
    account: str
    at: datetime
    cause: Cause
    deltas: Mapping[str, Counts] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    moves: tuple[Move, ...] = ()
    resource: ResourceState | None = None
    quiet: bool = False
    summary: Mapping[str, Any] = field(default_factory=dict)
    state: EntryState = EntryState.SCORING
    score: ScoreMove | None = None
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    due_at: datetime | None = None
    accepted: Mapping[str, str] = field(default_factory=dict)
    for_feeds: bool = False

    @property
    def news(self) -> tuple[Move, ...]:
        """The moves that are worth telling: no accepted failure, and nothing suppressed.

        A failure that only goes on by other values was told when it began.
        """
        return tuple(
            move
            for move in self.moves
            if move.kind is not MoveKind.CHANGED
            and not (move.kind.is_bad and move.finding.id in self.accepted)
            and not move.finding.is_suppressed
        )


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair added to wrong counts.

    Args:
        tallies: Name, as `tally_name` gives it → what was added to the tally.
        counts: Control → what was added to the counts of the account's score.
    """

    tallies: Mapping[str, Counts] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One move of an account's score, and who moved it.

    Args:
        account: The account.
        card: The scorecard's name.
        card_version: Its version.
        move: The figures and the items that moved.
        at: When it was scored.
        cause: The event and its actor.
        entry: The outbox entry's id; empty where time, another card or a repair moved it.
        findings: The ids of the findings behind it.
        repair: What a repair set right; None where there was none.
    """

    account: str
    card: str
    card_version: int
    move: ScoreMove
    at: datetime
    cause: Cause
    entry: str
    findings: tuple[str, ...] = ()
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class ScoreState:
    """An account's score now: the fold of all its scored entries.

    Args:
        account: The account; `card_scope` of it where a card is scored beside the first. Counts and
            coverage are then empty: those of the account's own score are its too.
        version: How many times it was written; the condition of the next write.
        ledger_version: How many ledger rows there are.
        counts: Control → counts.
        coverage: Which listings are complete.
        items: Item → status, as last scored.
        earned: Points.
        unknown: Points that cannot be told.
        total: Points of the card.
        card: The card's name and version, such as `foundation/1`.
        at: When it was last scored.
    """

    account: str
    version: int = 0
    ledger_version: int = 0
    counts: Mapping[str, Counts] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    items: Mapping[str, str] = field(default_factory=dict)
    earned: int = 0
    unknown: int = 0
    total: int = 0
    card: str = ""
    at: datetime | None = None

    def scored(
        self, entry: Entry | None, card: Scorecard, *, now: datetime, fresh_since: str
    ) -> tuple[Self, ScoreMove]:
        """Fold one entry into the score.

        Args:
            entry: The entry; its differences and its coverage are added. None adds nothing: what
                moves then, moves because a listing has aged or the card is another one.
            card: The card to score by.
            now: The time of scoring.
            fresh_since: The oldest completion of a listing that still counts, as `stamp` writes it.

        Returns:
            The state after the entry, and the move that the entry made. Where nothing moved, the
            move's version is the ledger's last.
        """
        counts = dict(self.counts)
        for control, delta in entry.deltas.items() if entry else ():
            counts[control] = counts.get(control, Counts()) + delta
        coverage = self.coverage | entry.coverage if entry else self.coverage
        filled = score(card, counts, lambda kind: coverage.is_complete(kind, fresh_since))
        name = f"{card.name}/{card.version}"
        moved = tuple(
            ItemMove(
                line.item.id,
                line.item.title,
                line.item.weight,
                self.items.get(line.item.id, ""),
                line.status.value,
            )
            for line in filled.items
            if self.items.get(line.item.id) != line.status.value
        )
        # Another card may give other points to items that stay as they are.
        is_move = bool(moved) or (filled.earned, filled.total) != (self.earned, self.total)
        ledger_version = self.ledger_version + (1 if is_move else 0)
        move = ScoreMove(
            ledger_version, self.earned, filled.earned, filled.unknown, filled.total, moved
        )
        after = replace(
            self,
            version=self.version + 1,
            ledger_version=ledger_version,
            counts=counts,
            coverage=coverage,
            items={line.item.id: line.status.value for line in filled.items},
            earned=filled.earned,
            unknown=filled.unknown,
            total=filled.total,
            card=name,
            at=now,
        )
        return after, move

    def evidence(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {
            "earned": self.earned,
            "unknown": self.unknown,
            "total": self.total,
            "percent": percent(self.earned, self.total) if self.total else None,
            "at": self.at.isoformat() if self.at else None,
        }
