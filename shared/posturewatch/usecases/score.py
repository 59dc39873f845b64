"""Score: fold outbox entries into the account's score, and write the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.fields import stamp
from posturewatch.domain.outbox import Entry, EntryState, LedgerRow
from posturewatch.domain.scorecard import Scorecard
from posturewatch.usecases.ports import Store

MAX_TRIES = 10
BATCH = 40
"""Entries in one transaction: with score and ledger rows they stay below DynamoDB's 100 actions."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """Folds entries into scores.

    Args:
        store: Where facts are kept.
        card: The scorecard.
        now: The clock, in UTC.
        freshness: How long a complete listing counts.
        notify_at: The lowest severity of a finding that is told.
    """

    store: Store
    card: Scorecard
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    notify_at: Severity = Severity.HIGH

    def score(self, entries: Iterable[Entry]) -> int:
        """Score entries, each of them once; those already scored are passed over.

        Returns:
            How many were scored.
        """
        by_account: dict[str, list[Entry]] = {}
        for entry in entries:
            by_account.setdefault(entry.account, []).append(entry)
        done = 0
        for account, waiting in by_account.items():
            waiting.sort(key=lambda entry: (entry.at, entry.id))
            for start in range(0, len(waiting), BATCH):
                done += self._score(account, waiting[start : start + BATCH])
        return done

    def _score(self, account: str, entries: list[Entry]) -> int:
        for _ in range(MAX_TRIES):
            waiting = [entry for entry in entries if entry.state is EntryState.SCORING]
            if not waiting:
                return 0
            before = self.store.score(account)
            now = self.now()
            state = before
            rows: list[LedgerRow] = []
            scored: list[Entry] = []
            for entry in waiting:
                state, move = state.scored(
                    entry, self.card, now=now, fresh_since=stamp(now - self.freshness)
                )
                if move.items:
                    rows.append(
                        LedgerRow(
                            account=account,
                            card=self.card.name,
                            card_version=self.card.version,
                            move=move,
                            at=now,
                            cause=entry.cause,
                            entry=entry.id,
                            findings=tuple(m.finding.id for m in entry.moves),
                        )
                    )
                telling = self.is_told(entry)
                scored.append(
                    replace(
                        entry,
                        score=move,
                        state=EntryState.PENDING if telling else EntryState.QUIET,
                        due_at=now + DELIVERY_TIME if telling else None,
                    )
                )
            # One write of the score stands for the whole batch.
            after = replace(state, version=before.version + 1)
            try:
                self.store.apply_scores(before, after, rows, scored)
            except StoreConflict:
                entries = [fresh for e in entries if (fresh := self.store.entry(e.id)) is not None]
                continue
            return len(scored)
        raise StoreConflict(
            f"the score of {account} was written by others {MAX_TRIES} times in a row"
        )

    def is_told(self, entry: Entry) -> bool:
        """Whether an entry is news for somebody."""
        if entry.summary:
            return True
        if entry.quiet:
            return False
        return any(move.finding.severity.rank >= self.notify_at.rank for move in entry.moves)


DELIVERY_TIME = timedelta(minutes=1)
"""When an entry that the stream did not get delivered is picked up by the schedule."""
