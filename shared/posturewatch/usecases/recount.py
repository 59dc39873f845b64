"""Recount: whether an account's counts are right is a finding too, one about ourselves.

It lives like any other, from its first failure to the recount that is right again, and is told like
any other. But it is no verdict on a resource of the account: it moves no tally and no score.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.outbox import Entry
from posturewatch.domain.places import UNSET
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import GLOBAL, At, Calls, Resource, ResourceKey
from posturewatch.domain.sweep import Sweep
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.usecases.decide import decide
from posturewatch.usecases.evaluate import MAX_TRIES, SCORING_TIME
from posturewatch.usecases.judge import judge
from posturewatch.usecases.ports import Store
from posturewatch.usecases.verify import Verification, Verifier

_log = logging.getLogger(__name__)


class Counts(
    Resource, of="Posturewatch::Posture::Counts", calls=Calls("none", "None."), region=GLOBAL
):
    """What Posturewatch counts of an account."""

    drift: Annotated[int, At(describe=UNSET)] = 0
    """By how much the counts are wrong, in all."""

    wrong: Annotated[tuple[str, ...], At(describe=UNSET)] = ()
    """The controls that are counted wrong."""


def _right(counts: Counts) -> Verdict:
    if counts.drift:
        return failed(
            f"Tallies and score differ from a recount by {counts.drift}.",
            drift=counts.drift,
            controls=counts.wrong[:10],
        )
    return passed("Tallies and score equal a recount.", drift=0)


COUNTS_RIGHT = Control(
    "posturewatch-counts-right",
    "Posturewatch's own counts should equal a recount",
    Severity.HIGH,
    "Run `posturewatch score verify --repair`, and report the defect.",
    "A score that is counted wrong is worse than none.",
    Counts,
    _right,
)


@dataclass(frozen=True, slots=True)
class Recounter:
    """Recounts accounts.

    Args:
        store: Where facts are kept.
        verifier: Counts.
        now: The clock, in UTC.
    """

    store: Store
    verifier: Verifier
    now: Callable[[], datetime]

    def recount(self, sweep: Sweep) -> int | None:
        """Recount the account of a sweep that has ended, and tell what is wrong.

        Returns:
            By how much the counts are wrong; None where nobody can tell yet, because the account
            was not scored yet or is too busy.
        """
        try:
            found = self.verifier.verify(sweep.account)
        except (BadInput, StoreConflict) as error:
            _log.warning("account %s cannot be recounted now: %s", sweep.account, error)
            return None
        if found.unsettled and not found.drifts:
            return None
        self._judge(sweep, found)
        return found.drift

    def _judge(self, sweep: Sweep, found: Verification) -> None:
        key = ResourceKey(sweep.account, GLOBAL, Counts.type, sweep.account)
        now = self.now()
        wrong = tuple(drift.name for drift in found.drifts)
        seen: dict[str, Any] = {"key": key, "observed_at": now}
        counts = Counts(drift=found.drift, wrong=wrong, **seen)
        cause = Cause(event_id=sweep.id, source="sweep", at=now, event_name="Recount")
        for _ in range(MAX_TRIES):
            decision = decide(
                key,
                self.store.load(key),
                Found(counts, now),
                judge(counts, (COUNTS_RIGHT,)),
                {COUNTS_RIGHT.id: COUNTS_RIGHT},
                cause,
                now=now,
                freshness=self.verifier.freshness,
            )
            if decision.state is None or decision.is_touch:
                return
            # No verdict on the account: it is in no tally, no team's and no score.
            bare = replace(decision.state, verdicts={})
            own = replace(decision, state=bare, deltas={}, teams={})
            entry = Entry(
                id=f"{sweep.id}-recount",
                account=sweep.account,
                at=now,
                cause=cause,
                moves=decision.moves,
                resource=decision.state,
                due_at=now + SCORING_TIME,
            )
            try:
                self.store.commit([own], entry if decision.moves else None)
            except StoreConflict:
                continue
            return
        _log.error("what the recount of %s found could not be written", sweep.account)
