"""Evaluate: a change → one read → verdicts → one commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from posturewatch import catalog
from posturewatch.domain.change import Change
from posturewatch.domain.control import Control
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import Stored
from posturewatch.domain.outbox import Entry
from posturewatch.domain.reading import Found, Gone, Outcome, Unknown
from posturewatch.domain.resource import Resource, ResourceKey
from posturewatch.domain.team import BY_TAGS, Teams
from posturewatch.domain.verdict import Verdict
from posturewatch.usecases.decide import Decision, decide, parts
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
    """There was nothing to write: it is older than what is stored, or told nothing new."""
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
        teams: How the owner of a resource is found.
    """

    store: Store
    source: Source
    queue: ChangeQueue
    read_item: Callable[[Mapping[str, Any], type[Resource]], Outcome]
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    margin: timedelta = timedelta(seconds=5)
    looks: tuple[int, ...] = field(default=(15, 60))
    teams: Teams = BY_TAGS

    def evaluate(self, change: Change) -> Evaluation:
        """Evaluate one change."""
        cls = catalog.resource_class(change.key.type)
        if cls is None:
            return Evaluation(change, Result.UNCOVERED)
        key = change.key
        stored = self.store.load(key)
        outcome = self._told(cls, change)
        if outcome is None:
            if self._is_old(cls, change, stored):
                return Evaluation(change, Result.COLLAPSED)
            outcome = self.source.read(cls, key)
        self._look_at_brought(change, stored, outcome)
        controls = {control.id: control for control in catalog.controls_for(cls.type)}
        verdicts = judge(outcome.resource, controls.values()) if isinstance(outcome, Found) else {}
        if isinstance(outcome, Found) and outcome.resource.key != key:
            # The event named another region than the resource itself does, and there it is not.
            if stored.state is not None:
                self._commit(cls, change, key, stored, Gone(key, outcome.observed_at), {}, controls)
            key = outcome.resource.key
            stored = self.store.load(key)
        return self._commit(cls, change, key, stored, outcome, verdicts, controls)

    def settles(self, type: str) -> int:
        """Return how many seconds after a change reads of a type can be believed."""
        cls = catalog.resource_class(type)
        return ceil((self._margin(cls) if cls else self.margin).total_seconds())

    def _commit(
        self,
        cls: type[Resource],
        change: Change,
        key: ResourceKey,
        stored: Stored,
        outcome: Outcome,
        verdicts: Mapping[str, Verdict],
        controls: Mapping[str, Control],
    ) -> Evaluation:
        """Decide and write, again from what is stored where somebody else was faster."""
        observed_at = stored.state.observed_at if stored.state else None
        again: int | None = None
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
                teams=self.teams,
            )
            # Queued before the write: a crash in between costs a look, and never loses one.
            again = again or self._look_again(cls, change, decision, outcome, observed_at)
            try:
                result = self._write(decision, change)
            except StoreConflict:
                stored = self.store.load(key)
                continue
            return Evaluation(change, result, decision, outcome, again)
        raise StoreConflict(f"{key} was committed by others {MAX_TRIES} times in a row")

    def _told(self, cls: type[Resource], change: Change) -> Outcome | None:
        """Return what the change's Config item says, where it says all: else it is a hint."""
        if change.document is None:
            return None
        outcome = self.read_item(change.document, cls)
        if isinstance(outcome, Gone) or (
            isinstance(outcome, Found) and outcome.resource.is_complete
        ):
            return outcome
        return None

    def _is_old(self, cls: type[Resource], change: Change, stored: Stored) -> bool:
        """Whether the resource was observed after the change had settled: no read is needed."""
        observed_at = stored.state.observed_at if stored.state else None
        if observed_at is None or change.looks:
            return False
        happened = max(change.cause.at, change.recorded_at or change.cause.at)
        return happened + self._margin(cls) <= observed_at

    def _has_settled(self, cls: type[Resource], change: Change, outcome: Outcome) -> bool:
        """Whether the change lay further back, when it was read, than the last look would lie.

        A replayed or a late event has nothing to wait for: no look is surer than this one.
        """
        if isinstance(outcome, Unknown):
            return False
        longest = self._margin(cls) + timedelta(seconds=sum(self.looks))
        return change.cause.at + longest <= outcome.observed_at

    def _margin(self, cls: type[Resource]) -> timedelta:
        """Return how long a change of a type may not be in what is read."""
        return max(self.margin, timedelta(seconds=cls.calls.settles))

    def _look_at_brought(self, change: Change, stored: Stored, outcome: Outcome) -> None:
        """Queue what came into being with a new resource and was never looked at itself."""
        is_new = stored.state is None or change.looks > 0
        if change.cause.source != "cloudtrail" or not is_new or not isinstance(outcome, Found):
            return
        for key in outcome.resource.brought:
            if self.store.load(key).state is None:
                self.queue.later(Change(key, change.cause), 0)

    def _write(self, decision: Decision, change: Change) -> Result:
        if decision.ignored:
            return Result.IGNORED
        if decision.is_touch:
            self.store.touch(decision)
            return Result.CONFIRMED
        for part in parts(decision):
            self.store.commit([part], entry_of(part, change, self.now()))
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
        if change.cause.source == "cloudtrail" and not self._has_settled(cls, change, outcome):
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
    """Return the outbox entry of a decision; None when neither a count nor a finding moves."""
    if not decision.deltas and not decision.moves:
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
    """Keep one change for each resource: the newest, with a Config item if one of them has it."""
    return [change for _, change in winners(changes).values()]


def winners(changes: Iterable[Change]) -> dict[ResourceKey, tuple[Change, Change]]:
    """Say which of several changes stands for all those of its resource.

    A batch may hold the same change several times, from two trails or from Config and CloudTrail.
    Config tells the state, CloudTrail tells who changed it: together they are one change.

    Returns:
        Resource → the newest change as it came, and the change to evaluate in its place.
    """
    by_key: dict[ResourceKey, list[Change]] = {}
    for change in changes:
        by_key.setdefault(change.key, []).append(change)
    return {key: _collapsed(of_key) for key, of_key in by_key.items()}


def _collapsed(changes: list[Change]) -> tuple[Change, Change]:
    # Of equal ones the last, which may be a further look.
    changes = sorted(changes, key=lambda change: change.cause.at)
    newest = changes[-1]
    told = [change for change in changes if change.cause.source != "config"]
    recorded = [change for change in changes if change.document is not None]
    if not told or not recorded:
        return newest, newest
    call, item = told[-1], recorded[-1]
    if item.cause.at < call.cause.at:
        # Recorded before the last call: what the call changed is not in it.
        return newest, call
    cause = replace(call.cause, diff=item.cause.diff)
    return newest, replace(call, cause=cause, document=item.document, recorded_at=item.cause.at)
