"""Score: fold outbox entries into the account's score, and write the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.exception import AcceptedRisk
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import Finding, MoveKind
from posturewatch.domain.outbox import Entry, EntryState, LedgerRow, ScoreMove, ScoreState
from posturewatch.domain.scorecard import Coverage, Scorecard, card_scope
from posturewatch.usecases.decide import MAX_ACTIONS
from posturewatch.usecases.ports import Store

MAX_TRIES = 10
BATCH = 40
"""Entries in one transaction: with score and ledger rows they stay below DynamoDB's 100 actions."""

MAX_CARDS = 10
"""The most cards that are scored at once: seven entries are still scored in one transaction."""

MAX_MOVES = 600
"""Moved findings in one transaction: it holds at most 4 MB."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """Folds entries into scores.

    Args:
        store: Where facts are kept.
        card: The scorecard.
        now: The clock, in UTC.
        freshness: How long a complete listing counts.
        notify_at: The lowest severity of a finding that is told.
        beside: Cards that are scored beside the first, from the same counts. Each has a ledger of
            its own; what is told follows the first.
        feeds: Whether machines hear of everything that moved.
    """

    store: Store
    card: Scorecard
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    notify_at: Severity = Severity.HIGH
    beside: tuple[Scorecard, ...] = ()
    feeds: bool = False

    def score(self, entries: Iterable[Entry]) -> int:
        """Score entries, each of them once; those already scored are passed over.

        Returns:
            How many were scored.
        """
        by_account: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            by_account.setdefault(entry.account, {})[entry.id] = entry
        done = 0
        failure: StoreConflict | None = None
        for account, waiting in by_account.items():
            try:
                in_order = sorted(waiting.values(), key=lambda e: (e.at, e.id))
                for batch in _batches(in_order, self._batch):
                    done += self._score(account, batch)
            except StoreConflict as error:
                failure = error
        if failure is not None:
            raise failure
        return done

    def _score(self, account: str, entries: list[Entry]) -> int:
        for _ in range(MAX_TRIES):
            waiting = [entry for entry in entries if entry.state is EntryState.SCORING]
            if not waiting:
                return 0
            before = self.store.score(account)
            now = self.now()
            after, rows, moves = self._folded(self.card, account, before, waiting, now)
            beside = [self._beside(card, before, waiting, now) for card in self.beside]
            scored = self._scored(account, waiting, moves, now)
            try:
                self.store.apply_scores(before, after, rows, scored, beside)
            except StoreConflict:
                entries = [fresh for e in entries if (fresh := self.store.entry(e.id)) is not None]
                continue
            return len(scored)
        raise StoreConflict(
            f"the score of {account} was written by others {MAX_TRIES} times in a row"
        )

    @property
    def _batch(self) -> int:
        """How many entries fit one transaction: each may be a row of every card's ledger."""
        cards = 1 + len(self.beside)
        return max(1, min(BATCH, (MAX_ACTIONS - 2 * cards) // (cards + 1)))

    def _folded(
        self,
        card: Scorecard,
        account: str,
        before: ScoreState,
        waiting: Sequence[Entry],
        now: datetime,
    ) -> tuple[ScoreState, list[LedgerRow], list[ScoreMove]]:
        """Fold entries into the score of one card; return what each of them moved, too."""
        fresh_since = stamp(now - self.freshness)
        state = before
        rows: list[LedgerRow] = []
        moves: list[ScoreMove] = []
        if before.version or before.counts or before.coverage.planned:
            # What time or another card has moved is no entry's doing, and no actor's.
            state, move = state.scored(None, card, now=now, fresh_since=fresh_since)
            if move.version > before.ledger_version:
                cause = Cause(f"{card.name}/{card.version}", "score", now)
                rows.append(_row(card, account, move, now, cause))
        for entry in waiting:
            ledger_version = state.ledger_version
            state, move = state.scored(entry, card, now=now, fresh_since=fresh_since)
            if move.version > ledger_version:
                rows.append(_row(card, account, move, now, entry.cause, entry))
            moves.append(move)
        # One write of the score stands for the whole batch.
        return replace(state, version=before.version + 1), rows, moves

    def _beside(
        self, card: Scorecard, first: ScoreState, waiting: Sequence[Entry], now: datetime
    ) -> tuple[ScoreState, ScoreState, list[LedgerRow]]:
        """Fold entries into the score of a card beside the first, from the first one's counts.

        So a repair of these is one of every card's, and a card that is new begins with them.
        """
        stored = self.store.score(card_scope(first.account, card.name))
        before = replace(stored, counts=first.counts, coverage=first.coverage)
        after, rows, _ = self._folded(card, first.account, before, waiting, now)
        return stored, replace(after, counts={}, coverage=Coverage()), rows

    def _scored(
        self, account: str, waiting: Sequence[Entry], moves: Sequence[ScoreMove], now: datetime
    ) -> list[Entry]:
        """Return the entries as they are once they are scored."""
        exceptions = self._exceptions(account, waiting)
        scored: list[Entry] = []
        for each, move in zip(waiting, moves, strict=True):
            entry = self._reopened(each, exceptions)
            covered = self._accepted(entry, exceptions) if self.is_told(entry) else {}
            telling = self.is_told(replace(entry, accepted=covered))
            has_moved = bool(entry.moves or move.points or move.items)
            fed = self.feeds and has_moved and not telling
            scored.append(
                replace(
                    entry,
                    accepted=covered,
                    score=move,
                    state=EntryState.PENDING if telling or fed else EntryState.QUIET,
                    due_at=now + DELIVERY_TIME if telling or fed else None,
                    for_feeds=fed,
                )
            )
        return scored

    def is_told(self, entry: Entry) -> bool:
        """Whether an entry is news for somebody."""
        if entry.summary:
            return True
        if entry.quiet:
            return False
        return any(move.finding.severity.rank >= self.notify_at.rank for move in entry.news)

    def _exceptions(self, account: str, entries: Iterable[Entry]) -> Sequence[AcceptedRisk]:
        """Return the account's exceptions, where they decide what is to be told."""
        for entry in entries:
            if entry.quiet:
                continue
            for move in entry.moves:
                is_loud = move.finding.severity.rank >= self.notify_at.rank
                if is_loud and (move.kind.is_bad or move.kind is MoveKind.CHANGED):
                    return self.store.exceptions(account)
        return ()

    def _reopened(self, entry: Entry, exceptions: Sequence[AcceptedRisk]) -> Entry:
        """Return an entry that says which failures were accepted and now are another exposure."""
        changed = [move for move in entry.moves if move.kind is MoveKind.CHANGED]
        if not changed or not exceptions:
            return entry
        before = [replace(move.finding, evidence=move.before) for move in changed]
        was = self._accepted_of(entry, before, exceptions)
        still = self._accepted_of(entry, [move.finding for move in changed], exceptions)
        return replace(
            entry,
            moves=tuple(
                replace(move, kind=MoveKind.REOPENED)
                if move.kind is MoveKind.CHANGED
                and move.finding.id in was
                and move.finding.id not in still
                else move
                for move in entry.moves
            ),
        )

    def _accepted(self, entry: Entry, exceptions: Sequence[AcceptedRisk]) -> dict[str, str]:
        """Return which failures of an entry are accepted risks now, and by which exception."""
        failures = [move.finding for move in entry.moves if move.kind.is_bad]
        return self._accepted_of(entry, failures, exceptions)

    def _accepted_of(
        self, entry: Entry, failures: Sequence[Finding], exceptions: Sequence[AcceptedRisk]
    ) -> dict[str, str]:
        if not exceptions or not failures:
            return {}
        # Only where there are exceptions does scoring need what tells about them.
        from posturewatch.usecases.except_ import accepted

        resource = entry.resource
        told = accepted(
            failures,
            exceptions,
            self.now(),
            # An entry of several resources has no tags: it is told rather than kept quiet.
            lambda key: resource.tags if resource is not None and resource.key == key else {},
        )
        return {finding: exception.id for finding, exception in told.by.items()}


DELIVERY_TIME = timedelta(minutes=1)
"""When an entry that the stream did not get delivered is picked up by the schedule."""


def _row(
    card: Scorecard,
    account: str,
    move: ScoreMove,
    at: datetime,
    cause: Cause,
    entry: Entry | None = None,
) -> LedgerRow:
    return LedgerRow(
        account=account,
        card=card.name,
        card_version=card.version,
        move=move,
        at=at,
        cause=cause,
        entry=entry.id if entry else "",
        findings=tuple(moved.finding.id for moved in entry.moves) if entry else (),
    )


def _batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    moves = 0
    for entry in entries:
        if batch and (len(batch) == size or moves + len(entry.moves) > MAX_MOVES):
            yield batch
            batch, moves = [], 0
        batch.append(entry)
        moves += len(entry.moves)
    if batch:
        yield batch
