"""Repair: set right what a verification found to be counted wrong, and write down who did it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from posturewatch.domain.change import Cause
from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.fields import stamp
from posturewatch.domain.outbox import LedgerRow, Repair, ScoreMove, ScoreState
from posturewatch.domain.scorecard import Counts, merged
from posturewatch.usecases.history import newest_first
from posturewatch.usecases.ports import MAX_REPAIRED
from posturewatch.usecases.verify import TRIES, Verification, Verifier

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repairer:
    """Repairs what is counted wrong.

    What the figures differ by is moved by no commit, so it may be taken from them later, however
    busy the account is; only another repair may not come between.

    Args:
        verifier: Counts, and knows the store, the card and the clock.
    """

    verifier: Verifier

    def repair(self, account: str, cause: Cause) -> Verification:
        """Set right what was counted wrong, and count again.

        Each repair is a row of the ledger that says who made it and what it added to which counts.

        Args:
            account: The account.
            cause: Who repairs; its source is `repair`.

        Returns:
            The last counting. What a repair cannot set right, such as a row of the ledger that is
            missing, is still told there.

        Raises:
            BadInput: The account was never scored, or is scored by another card.
            StoreConflict: The account was too busy.
        """
        for _ in range(TRIES):
            found = self.verifier.verify(account)
            if not found.is_repairable:
                return found
            self._expect_card(found.score)
            try:
                self._repair(found, cause)
            except StoreConflict as error:
                _log.info("the repair of %s is decided again: %s", account, error)
        raise StoreConflict(f"{account} was written by others {TRIES} times in a row")

    def _expect_card(self, score: ScoreState) -> None:
        # Another card's points in the ledger would be moves that nobody made.
        mine = f"{self.verifier.card.name}/{self.verifier.card.version}"
        if score.card != mine:
            raise BadInput(
                f"the account is scored by card {score.card}, not by {mine}",
                remedy="Repair with the release that is deployed, and with its card.",
            )

    def _repair(self, found: Verification, cause: Cause) -> None:
        tallies = {drift.name: drift.tally for drift in found.drifts if drift.tally}
        scored = {drift.name: drift.scored for drift in found.drifts if drift.scored}
        parts = [
            dict(list(tallies.items())[start : start + MAX_REPAIRED])
            for start in range(0, len(tallies), MAX_REPAIRED)
        ] or [{}]
        since = found.last_row
        for part in parts:
            since = self._repair_part(found, part, scored, cause, since)
            scored = {}

    def _repair_part(
        self,
        found: Verification,
        tallies: Mapping[str, Counts],
        scored: Mapping[str, Counts],
        cause: Cause,
        since: int,
    ) -> int:
        """Repair what fits one transaction; return the ledger's version after it."""
        account = found.account
        for attempt in range(TRIES):
            self.verifier.pause(attempt)
            before = self.verifier.store.score(account)
            if self._is_repaired(account, since):
                # What was counted is no longer so.
                raise StoreConflict(f"{account} was repaired by somebody else")
            repair = Repair(
                {name: Counts() - surplus for name, surplus in tallies.items()},
                {control: Counts() - surplus for control, surplus in scored.items()},
            )
            after, rows = self._rows(before, repair, cause, is_wrong=found.is_score_wrong)
            try:
                self.verifier.store.repair(repair.tallies, before, after, rows)
            except StoreConflict:
                continue
            return after.ledger_version
        raise StoreConflict(f"the score of {account} was written {TRIES} times in a row")

    def _is_repaired(self, account: str, since: int) -> bool:
        for row in newest_first(self.verifier.store, account, page=20):
            if row.move.version <= since:
                return False
            if row.repair is not None:
                return True
        return False

    def _rows(
        self, before: ScoreState, repair: Repair, cause: Cause, *, is_wrong: bool
    ) -> tuple[ScoreState, list[LedgerRow]]:
        """Return the score after a repair, and the rows that lead to it."""
        now = self.verifier.now()
        since = stamp(now - self.verifier.freshness)
        rows = []
        last = self.verifier.store.ledger(before.account, limit=1)
        state = before
        if is_wrong:
            # The ledger goes on from where it ended, whatever the score says.
            end = last[0].move if last else ScoreMove(0, 0, 0, 0, self.verifier.card.total)
            state = replace(state, earned=end.earned, total=end.total, ledger_version=end.version)
        else:
            # What time or another card has moved is not the repair's doing.
            state, move = state.scored(None, self.verifier.card, now=now, fresh_since=since)
            if move.version > before.ledger_version:
                moved_by = Cause(
                    f"{self.verifier.card.name}/{self.verifier.card.version}", "score", now
                )
                rows.append(self._row(before.account, move, now, moved_by))
        ledger_version = state.ledger_version
        counts = merged(state.counts, repair.counts)
        state, move = replace(state, counts=counts).scored(
            None, self.verifier.card, now=now, fresh_since=since
        )
        # A repair is told even if it moves no point.
        move = replace(move, version=ledger_version + 1)
        rows.append(replace(self._row(before.account, move, now, cause), repair=repair))
        after = replace(state, version=before.version + 1, ledger_version=move.version)
        return after, rows

    def _row(self, account: str, move: ScoreMove, at: datetime, cause: Cause) -> LedgerRow:
        return LedgerRow(
            account, self.verifier.card.name, self.verifier.card.version, move, at, cause, ""
        )
