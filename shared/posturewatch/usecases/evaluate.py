"""Evaluate: a change → one read → verdicts → one commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from posturewatch import catalog
from posturewatch.domain.change import Change
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.outbox import Entry
from posturewatch.domain.reading import Found, Outcome, Unknown
from posturewatch.domain.resource import Resource, ResourceKey
from posturewatch.usecases.decide import Decision, decide
from posturewatch.usecases.judge import judge
from posturewatch.usecases.ports import ChangeQueue, Source, Store

_log = logging.getLogger(__name__)

MAX_TRIES = 8
"""How often a commit is decided again when somebody else was faster."""


class Result(StrEnum):
    """What evaluating a change came to."""

    COMMITTED = "committed"
    """Something was written beyond the time of observation."""
    CONFIRMED = "confirmed"
    """All is as it was: one cheap conditional write."""
    COLLAPSED = "collapsed"
    """The resource was observed after the change: no read was needed."""
    IGNORED = "ignored"
    """There was nothing to write: gone before it was ever seen, or older than what is stored."""
    UNCOVERED = "uncovered"
    """No such resource type is covered."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What evaluating one change came to.

    Args:
        change: The change.
        result: What it came to.
        decision: What was written; None when the type is not covered or the change was collapsed.
        outcome: What the read saw; None when there was none.
        looks_again_in: Seconds until the resource is looked at again; None when it is settled.
    """

    change: Change
    result: Result
    decision: Decision | None = None
    outcome: Outcome | None = None
    looks_again_in: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates changes.

    Args:
        store: Where facts are kept.
        source: Where snapshots come from.
        queue: Where changes wait for another look.
        read_item: (Config item, type) → outcome.
        now: The clock, in UTC.
        freshness: How long a verdict stands that reads can no longer confirm.
        margin: How much older than the last observation a change must be to need no read.
        looks: Delays in seconds before each further look at what may not have settled.
    """

    store: Store
    source: Source
    queue: ChangeQueue
    read_item: Callable[[Mapping[str, Any], type[Resource]], Outcome]
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    margin: timedelta = timedelta(seconds=5)
    looks: tuple[int, ...] = field(default=(15, 60))

    def evaluate(self, change: Change) -> Evaluation:
        """Evaluate one change."""
        cls = catalog.resource_class(change.key.type)
        if cls is None:
            return Evaluation(change, Result.UNCOVERED)
        key = change.key
        stored = self.store.load(key)
        margin = max(self.margin, timedelta(seconds=cls.calls.settles))
        observed_at = stored.state.observed_at if stored.state else None
        older = observed_at is not None and change.cause.at + margin <= observed_at
        if older and change.document is None and not change.looks:
            return Evaluation(change, Result.COLLAPSED)
        outcome = self._read(cls, change)
        if isinstance(outcome, Found) and outcome.resource.key != key:
            # The event named another region than the resource itself does.
            key = outcome.resource.key
            stored = self.store.load(key)
        controls = {control.id: control for control in catalog.controls_for(cls.type)}
        verdicts = judge(outcome.resource, controls.values()) if isinstance(outcome, Found) else {}
        for _ in range(MAX_TRIES):
            decision = decide(
                key,
                stored,
                outcome,
                verdicts,
                controls,
                change.cause,
                now=self.now(),
                freshness=self.freshness,
            )
            try:
                result = self._write(decision, change)
            except StoreConflict:
                stored = self.store.load(key)
                continue
            again = self._look_again(cls, change, decision, outcome, observed_at)
            return Evaluation(change, result, decision, outcome, again)
        raise StoreConflict(f"{key} was committed by others {MAX_TRIES} times in a row")

    def _read(self, cls: type[Resource], change: Change) -> Outcome:
        if change.document is not None:
            outcome = self.read_item(change.document, cls)
            # What Config does not record of a type has to be asked for; then the item is a hint.
            if not isinstance(outcome, Found) or not outcome.resource.unknown:
                return outcome
        return self.source.read(cls, change.key)

    def _write(self, decision: Decision, change: Change) -> Result:
        if decision.ignored:
            return Result.IGNORED
        if decision.is_touch:
            self.store.touch(decision)
            return Result.CONFIRMED
        self.store.commit([decision], entry_of(decision, change, self.now()))
        return Result.COMMITTED

    def _look_again(
        self,
        cls: type[Resource],
        change: Change,
        decision: Decision,
        outcome: Outcome,
        observed_at: datetime | None,
    ) -> int | None:
        """Queue another look where the read failed, or may not have seen the change yet."""
        if change.looks >= len(self.looks):
            return None
        unread = isinstance(outcome, Unknown) or (
            isinstance(outcome, Found) and bool(outcome.resource.unread)
        )
        unsettled = stale = False
        if change.cause.source == "cloudtrail":
            unsettled = bool(cls.calls.settles) and change.looks == 0
            is_news = observed_at is None or observed_at < change.cause.at
            stale = is_news and not decision.saw_change
        if not (unread or unsettled or stale):
            return None
        seconds = self.looks[change.looks]
        self.queue.later(change.again(), seconds)
        return seconds


def entry_of(
    decision: Decision, change: Change, now: datetime, *, quiet: bool = False
) -> Entry | None:
    """Return the outbox entry of a decision; None when no count moves."""
    if not decision.deltas:
        return None
    return Entry(
        id=decision.entry_id,
        account=decision.key.account,
        at=now,
        cause=change.cause,
        deltas=decision.deltas,
        moves=decision.moves,
        resource=decision.state,
        quiet=quiet or not decision.moves,
        due_at=now + SCORING_TIME,
    )


SCORING_TIME = timedelta(minutes=2)
"""When an entry that was not scored by the stream is picked up by the schedule."""


def collapse(changes: Iterable[Change]) -> list[Change]:
    """Keep one change for each resource: the newest, with a Config item if one of them has it.

    A batch may hold the same change several times, from two trails or from Config and CloudTrail.
    """
    newest: dict[ResourceKey, Change] = {}
    for change in changes:
        known = newest.get(change.key)
        if known is None or change.cause.at >= known.cause.at:
            newest[change.key] = change
    return list(newest.values())
