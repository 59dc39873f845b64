"""Sweep: list, read and judge a whole account through the same commit path as events.

Events are best effort. A sweep closes what a complete listing no longer shows, counts what no event
had told, and says which listings are complete: only then may an item of the scorecard pass.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from posturewatch import catalog
from posturewatch.domain.change import Cause
from posturewatch.domain.control import Control
from posturewatch.domain.errors import BadInput, PosturewatchError, StoreConflict
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import ResourceState, Stored
from posturewatch.domain.outbox import Entry
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Found, Gone, Outcome
from posturewatch.domain.resource import GLOBAL, Resource, ResourceKey
from posturewatch.domain.scorecard import Coverage, merged
from posturewatch.domain.sweep import Slice, Sweep, SweepState
from posturewatch.domain.team import BY_TAGS, Teams
from posturewatch.domain.verdict import Status, Verdict
from posturewatch.usecases.decide import MAX_ACTIONS, Decision, decide, parts
from posturewatch.usecases.evaluate import MAX_TRIES, SCORING_TIME
from posturewatch.usecases.judge import judge
from posturewatch.usecases.ports import SliceQueue, Source, Store

_log = logging.getLogger(__name__)

PAGE = 50
"""Resources of one message: a slice goes on by message, never by waiting."""

Each = Callable[[Callable[[Any], Outcome], Iterable[Any]], Iterable[Outcome]]
"""What applies a function to each of several things, and keeps their order."""


def slices_of(
    sweep_id: str,
    account: str,
    regions: Sequence[str],
    *,
    baseline: bool,
    types: Sequence[str] | None = None,
) -> list[Slice]:
    """Return the slices that make up a sweep: each type in each region, global types once.

    Args:
        sweep_id: The sweep.
        account: Its account.
        regions: The regions to judge.
        baseline: Whether it is the account's first sweep.
        types: The types to judge; None for all that are covered.
    """
    slices = []
    for name in catalog.resource_types() if types is None else types:
        cls = catalog.resource_class(name)
        if cls is None:
            continue
        once = cls.is_global or cls.calls.list_region is not None
        for region in (GLOBAL,) if once else regions:
            slices.append(Slice(sweep_id, account, region, name, baseline=baseline))
    return slices


@dataclass(frozen=True, slots=True)
class SweepStarter:
    """Plans sweeps.

    Args:
        store: Where facts are kept.
        queue: Where slices wait.
        now: The clock, in UTC.
        accounts: Returns the accounts to sweep.
        regions_of: Returns the regions of an account that are to be judged.
    """

    store: Store
    queue: SliceQueue
    now: Callable[[], datetime]
    accounts: Callable[[], Sequence[str]]
    regions_of: Callable[[str], Sequence[str]]

    def start_all(self, *, reason: str, id: str) -> list[Sweep]:
        """Plan a sweep of every account; one that cannot be reached never holds up the others.

        Args:
            reason: `scheduled`, or who asked for it.
            id: Identifies the round; each account's sweep has its own id made from it.
        """
        started = []
        for account in self.accounts():
            try:
                regions = self.regions_of(account)
            except PosturewatchError as error:
                _log.error("account %s cannot be swept: %s", account, error)
                continue
            sweep = self.start(account, regions, reason=reason, id=f"{id}-{account}")
            if sweep is not None:
                started.append(sweep)
        return started

    def start(
        self,
        account: str,
        regions: Sequence[str],
        *,
        reason: str,
        id: str,
        types: Sequence[str] | None = None,
    ) -> Sweep | None:
        """Plan a sweep of one account, and queue its slices.

        Args:
            account: The account.
            regions: Its enabled regions that are to be judged.
            reason: `scheduled`, or who asked for it.
            id: The sweep's id; the same id starts the same sweep only once.
            types: The types to judge; None for all that are covered. Of the others nothing is
                expected, so what only they could answer is unknown.

        Returns:
            The sweep; None if one of the account is under way.
        """
        now = self.now()
        baseline = not self.store.score(account).coverage.listed
        slices = slices_of(id, account, regions, baseline=baseline, types=types)
        sweep = Sweep(id, account, reason, now, len(slices), baseline=baseline)
        if not self.store.start_sweep(sweep):
            known = self.store.sweep(id)
            if known is None or known.state is SweepState.DONE:
                return None
            # An earlier attempt was cut short: what follows is harmless to do again.
            sweep = replace(sweep, started_at=known.started_at, baseline=known.baseline)
            slices = [replace(part, baseline=known.baseline) for part in slices]
        expected: dict[str, tuple[str, ...]] = {}
        for part in slices:
            expected[part.type] = (*expected.get(part.type, ()), part.region)
        plan = Entry(
            id=f"{id}-plan",
            account=account,
            at=now,
            cause=cause_of(sweep),
            coverage=Coverage(expected=expected, planned=stamp(sweep.started_at)),
            quiet=True,
            due_at=now + SCORING_TIME,
        )
        try:
            self.store.commit([], plan)
        except StoreConflict:
            _log.info("the plan of sweep %s is already written", id)
        self.queue.send(slices)
        return sweep


def cause_of(sweep: Sweep | Slice) -> Cause:
    """Return the cause of what a sweep finds: the event that asked for it, if one did."""
    if isinstance(sweep, Slice) and sweep.cause is not None:
        return sweep.cause
    at = sweep.started_at
    if at is None:
        raise ValueError("the slice has not been started")
    name = sweep.id if isinstance(sweep, Sweep) else sweep.sweep
    return Cause(event_id=name, source="sweep", at=at, event_name="Sweep")


@dataclass(frozen=True, slots=True)
class SliceResult:
    """What working off a part of a slice came to.

    Args:
        judged: Resources judged in this part.
        outcomes: What was read.
        decisions: What was decided.
        error: Why the listing is incomplete; empty when it is not.
        is_complete: Whether the slice has ended with a complete listing.
    """

    judged: int
    outcomes: tuple[Outcome, ...]
    decisions: tuple[Decision, ...]
    error: str = ""
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Works off slices.

    Args:
        store: Where facts are kept.
        source: Where snapshots come from.
        queue: Where the rest of a slice waits.
        now: The clock, in UTC.
        freshness: How long a verdict stands that reads can no longer confirm.
        teams: How the owner of a resource is found.
        page: How many resources are listed, read and judged at once.
        each: Applies a read to each resource of a page: `map`, or that of a thread pool.
    """

    store: Store
    source: Source
    queue: SliceQueue
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    teams: Teams = BY_TAGS
    page: int = PAGE
    each: Each = map

    def work(self, part: Slice) -> SliceResult:
        """Work off one part of a slice; the rest, if any, is queued.

        Raises:
            BadInput: The slice names a type that is not covered.
        """
        cls = catalog.resource_class(part.type)
        if cls is None:
            raise BadInput("the type is not covered", where=part.type)
        page = self.source.list(cls, part.account, part.region, token=part.token, limit=self.page)
        if isinstance(page, Unknown):
            self._finish(part, error=page.reason)
            return SliceResult(0, (), (), error=page.reason)
        part = replace(part, started_at=part.started_at or page.observed_at)
        controls = {control.id: control for control in catalog.controls_for(cls.type)}
        outcomes: list[Outcome] = list(
            self.each(
                lambda listed: self.source.read(cls, listed.key, listed=listed), page.resources
            )
        )
        keys = [
            outcome.resource.key if isinstance(outcome, Found) else listed.key
            for listed, outcome in zip(page.resources, outcomes, strict=True)
        ]
        states = self.store.load_states(keys)
        # By key: a listing may show a resource twice.
        looks = {
            key: _Look(self, part, outcome, controls, states.get(key), key, page.observed_at)
            for key, outcome in zip(keys, outcomes, strict=True)
        }
        decisions = self._commit(part, looks.values())
        part = replace(
            part, judged=part.judged + len(looks), missed=part.missed + _missed(part, decisions)
        )
        if page.token is not None:
            self.queue.send([replace(part, token=page.token)])
            return SliceResult(len(looks), tuple(outcomes), tuple(decisions))
        vanished = self._reconcile(replace(part, cause=None), cls, controls)
        part = replace(part, missed=part.missed + _missed(part, vanished))
        self._cover(part)
        self._finish(part)
        return SliceResult(len(looks), tuple(outcomes), (*decisions, *vanished), is_complete=True)

    def _reconcile(
        self, part: Slice, cls: type[Resource], controls: Mapping[str, Control]
    ) -> list[Decision]:
        """Close what a complete listing no longer shows."""
        started = part.started_at
        if started is None:
            return []
        region = None if cls.calls.list_region else part.region
        looks = [
            _Look(self, part, Gone(state.key, started), controls, state, state.key, None)
            for state in self.store.inventory(part.account, part.type, region)
            if max(state.listed_at or _NEVER, state.observed_at or _NEVER) < started
        ]
        return self._commit(part, looks)

    def _commit(self, part: Slice, looks: Iterable[_Look]) -> list[Decision]:
        """Commit many resources with few transactions, their tallies' differences merged."""
        done: list[Decision] = []
        batch: list[tuple[_Look, Decision]] = []
        for look in looks:
            decision = look.decide()
            if decision.ignored or decision.is_touch or decision.actions > MAX_ACTIONS:
                done.append(self._alone(part, look))
                continue
            if batch and _actions([*(known for _, known in batch), decision]) > MAX_ACTIONS:
                done.extend(self._together(part, batch))
                batch = []
            batch.append((look, decision))
        if batch:
            done.extend(self._together(part, batch))
        return done

    def _together(self, part: Slice, batch: list[tuple[_Look, Decision]]) -> list[Decision]:
        decisions = [decision for _, decision in batch]
        try:
            self.store.commit(decisions, self._entry(part, decisions))
        except StoreConflict:
            return [self._alone(part, look) for look, _ in batch]
        return decisions

    def _alone(self, part: Slice, look: _Look) -> Decision:
        for attempt in range(MAX_TRIES):
            decision = look.decide(fresh=attempt > 0)
            try:
                if decision.is_touch:
                    self.store.touch(decision)
                elif not decision.ignored:
                    for step in parts(decision):
                        self.store.commit([step], self._entry(part, [step]))
            except StoreConflict:
                continue
            return decision
        raise StoreConflict(f"{look.key} was committed by others {MAX_TRIES} times in a row")

    def _entry(self, part: Slice, decisions: Sequence[Decision]) -> Entry | None:
        deltas = merged(*(decision.deltas for decision in decisions))
        moves = tuple(move for decision in decisions for move in decision.moves)
        if not deltas and not moves:
            return None
        if part.baseline:
            # Told in sum: thousands of them need not carry what the findings themselves hold.
            moves = tuple(replace(m, finding=replace(m.finding, evidence={})) for m in moves)
        ids = "\n".join(sorted(decision.entry_id for decision in decisions))
        now = self.now()
        return Entry(
            id=f"{part.sweep}-{_digest(ids)}",
            account=part.account,
            at=now,
            cause=cause_of(part),
            deltas=deltas,
            moves=moves,
            resource=decisions[0].state if len(decisions) == 1 else None,
            quiet=part.baseline or not moves,
            due_at=now + SCORING_TIME,
        )

    def _cover(self, part: Slice) -> None:
        """Say that the listing is complete as of its start."""
        if part.started_at is None:
            return
        now = self.now()
        entry = Entry(
            id=f"{part.sweep}-covered-{_digest(part.id)}",
            account=part.account,
            at=now,
            cause=cause_of(part),
            coverage=Coverage(listed={part.type: {part.region: stamp(part.started_at)}}),
            quiet=True,
            due_at=now + SCORING_TIME,
        )
        try:
            self.store.commit([], entry)
        except StoreConflict:
            _log.info("slice %s of %s was already covered", part.id, part.sweep)

    def _finish(self, part: Slice, *, error: str = "") -> None:
        sweep = self.store.finish_slice(part, missed=part.missed, judged=part.judged, error=error)
        if sweep is None or not sweep.baseline:
            return
        now = self.now()
        failed: dict[str, int] = {}
        tallies = self.store.tallies(part.account)
        for control in catalog.all_controls():
            if control.id in tallies and tallies[control.id].failed:
                name = control.severity.value
                failed[name] = failed.get(name, 0) + tallies[control.id].failed
        entry = Entry(
            id=f"{sweep.id}-baseline",
            account=part.account,
            at=now,
            cause=cause_of(sweep),
            summary={
                "judged": sweep.judged,
                "failed": failed,
                "errors": dict(sweep.errors),
            },
            due_at=now + SCORING_TIME,
        )
        try:
            self.store.commit([], entry)
        except StoreConflict:
            _log.info("the end of sweep %s is already told", sweep.id)


_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Look:
    """One resource of a slice, and what was read of it."""

    sweeper: Sweeper
    part: Slice
    outcome: Outcome
    controls: Mapping[str, Control]
    state: ResourceState | None
    key: ResourceKey
    listed_at: datetime | None

    def decide(self, *, fresh: bool = False) -> Decision:
        """Decide what was read of the resource; `fresh` loads again what is stored about it."""
        verdicts = (
            judge(self.outcome.resource, self.controls.values())
            if isinstance(self.outcome, Found)
            else {}
        )
        return decide(
            self.key,
            self._stored(verdicts, fresh=fresh),
            self.outcome,
            verdicts,
            self.controls,
            cause_of(self.part),
            now=self.sweeper.now(),
            freshness=self.sweeper.freshness,
            listed_at=self.listed_at,
            teams=self.sweeper.teams,
        )

    def _stored(self, verdicts: Mapping[str, Verdict], *, fresh: bool) -> Stored:
        if fresh:
            return self.sweeper.store.load(self.key)
        if self.state is None:
            return Stored()
        statuses = {*self.state.verdicts.values(), *(v.status for v in verdicts.values())}
        is_back = self.state.gone_at is not None
        if isinstance(self.outcome, Found) and statuses <= {Status.PASSED} and not is_back:
            # All passed and passes: its findings, if there are any, do not move.
            return Stored(self.state)
        return self.sweeper.store.load(self.key)


def _actions(decisions: Sequence[Decision]) -> int:
    """Count the writes of several decisions in one commit, where they share tallies."""
    tallies = {id_ for decision in decisions for id_ in decision.deltas}
    of_teams = {
        (team, id_)
        for decision in decisions
        for team, delta in decision.teams.items()
        for id_ in (*delta.counts, "")
    }
    return 1 + sum(1 + len(d.findings) for d in decisions) + len(tallies) + len(of_teams)


def _digest(text: str) -> str:
    """Return what stands for a text in an id."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _missed(part: Slice, decisions: Iterable[Decision]) -> int:
    """Count the decisions that changed what was known, though no event had told."""
    if part.baseline or part.cause is not None:
        return 0
    return sum(1 for decision in decisions if decision.deltas)
