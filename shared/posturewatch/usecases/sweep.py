"""Sweep: list, read and judge a whole account through the same commit path as events.

Events are best effort. A sweep closes what a complete listing no longer shows, counts what no event
had told, and says which listings are complete: only then may an item of the scorecard pass.
"""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from posturewatch import catalog
from posturewatch.domain.change import Cause
from posturewatch.domain.control import Control
from posturewatch.domain.errors import BadInput, PosturewatchError, StoreConflict
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import ResourceState, Stored
from posturewatch.domain.outbox import Entry
from posturewatch.domain.places import Busy, Unknown
from posturewatch.domain.reading import Found, Gone, Outcome
from posturewatch.domain.resource import GLOBAL, Resource, ResourceKey
from posturewatch.domain.scorecard import Coverage, merged
from posturewatch.domain.sweep import (
    MOST_EXAMPLES,
    Missed,
    Plan,
    Slice,
    Sweep,
    SweepState,
    service_of,
)
from posturewatch.domain.team import BY_TAGS, Teams
from posturewatch.domain.verdict import Status, Verdict
from posturewatch.usecases.decide import MAX_ACTIONS, Decision, decide, parts
from posturewatch.usecases.evaluate import MAX_TRIES, SCORING_TIME
from posturewatch.usecases.judge import judge
from posturewatch.usecases.ports import SliceQueue, Source, Store

_log = logging.getLogger(__name__)

PAGE = 50
"""Resources of one message: a slice goes on by message, never by waiting."""

MOST_WAITS: Final = 5
"""How often a slice is put off because AWS is too busy, before its listing counts as failed."""

MOST_TRIES: Final = 3
"""How often the queue delivers a message before it is dead: `maxReceiveCount` in the template."""

MOST_ENDS: Final = 25
"""How many slices without resources are ended in one transaction."""

LISTS_AT_ONCE: Final = 6
"""How many slices of a message are listed side by side."""

STILL_NEW: Final = timedelta(minutes=1)
"""How long ago a slice may have been listed when its turn comes: else it is listed again."""

FIRST_WAIT: Final = 60
"""Seconds of the first time; each later one is twice as long, up to what the queue can do."""

EVENTS_TAKE: Final = timedelta(minutes=15)
"""How long an event may be on its way: what was made later than that may not have been missed."""

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
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
class Round:
    """What asking for sweeps came to.

    Args:
        sweeps: The sweeps that were planned.
        queued: How many accounts are planned by message.
    """

    sweeps: tuple[Sweep, ...]
    queued: int = 0


@dataclass(frozen=True, slots=True)
class SweepStarter:
    """Plans sweeps, and ends and resumes them.

    Args:
        store: Where facts are kept.
        queue: Where slices wait.
        send_plans: Queues the plans of accounts.
        now: The clock, in UTC.
        accounts: Returns the accounts to sweep.
        regions_of: Returns the regions of an account that are to be judged.
    """

    store: Store
    queue: SliceQueue
    send_plans: Callable[[Sequence[Plan]], None]
    now: Callable[[], datetime]
    accounts: Callable[[], Sequence[str]]
    regions_of: Callable[[str], Sequence[str]]

    def start_all(self, plan: Plan) -> Round:
        """Plan a sweep of an account or of all.

        One account is planned at once. Many are planned by message, one each, so that a thousand
        take no longer than one, and none of them holds up another.

        Args:
            plan: What is to be swept; without an account, every account. Each account's sweep has
                an id of its own, made from the plan's.

        Raises:
            BadInput: The plan names a type or service that is not covered.
        """
        _types_in(plan)
        accounts = (plan.account,) if plan.account else self.accounts()
        plans = [replace(plan, account=each, id=f"{plan.id}-{each}") for each in accounts]
        if len(plans) == 1:
            sweep = self.carry_out(plans[0])
            return Round((sweep,) if sweep else ())
        self.send_plans(plans)
        return Round((), len(plans))

    def carry_out(self, plan: Plan) -> Sweep | None:
        """Plan the sweep of one account.

        Returns:
            The sweep; None if one of the account is under way, if the account cannot be asked, or
            if there is nothing to look at again.
        """
        coverage = self.store.score(plan.account).coverage
        # Who was never swept is swept whole: half a baseline would tell the rest as news.
        is_part = bool(coverage.listed) and plan.is_part
        types = self._types_of(plan) if is_part else None
        if types == ():
            return None
        try:
            regions = plan.regions if is_part and plan.regions else self.regions_of(plan.account)
        except PosturewatchError as error:
            self._note_unreachable(plan, coverage, str(error))
            return None
        return self.start(
            plan.account, regions, reason=plan.reason, id=plan.id, types=types, is_whole=not is_part
        )

    def _types_of(self, plan: Plan) -> tuple[str, ...] | None:
        """Return the types of a plan; None for all."""
        types = _types_in(plan)
        if not plan.only_missed:
            return types or None
        last = self.store.last_results(plan.account)
        missed = {result.type for result in last if result.missed or result.error}
        return tuple(sorted(missed & set(types or catalog.resource_types())))

    def _note_unreachable(self, plan: Plan, coverage: Coverage, why: str) -> None:
        """Record an account that cannot be asked: nobody knows what is there."""
        _log.error("account %s cannot be swept: %s", plan.account, why)
        now = self.now()
        sweep = Sweep(
            plan.id,
            plan.account,
            plan.reason,
            now,
            0,
            state=SweepState.DONE,
            errors={plan.account: why},
            ended_at=now,
        )
        if not self.store.start_sweep(sweep):
            return
        failed = {kind: dict.fromkeys(at, stamp(now)) for kind, at in coverage.expected.items()}
        self._commit(sweep, f"{plan.id}-unreachable", Coverage(failed=failed))

    def start(
        self,
        account: str,
        regions: Sequence[str],
        *,
        reason: str,
        id: str,
        types: Sequence[str] | None = None,
        is_whole: bool = True,
    ) -> Sweep | None:
        """Plan a sweep of one account, and queue its slices.

        Args:
            account: The account.
            regions: Its enabled regions that are to be judged.
            reason: `scheduled`, or who asked for it.
            id: The sweep's id; the same id starts the same sweep only once.
            types: The types to judge; None for all that are covered.
            is_whole: Whether it is all that there is to judge: of other types and regions nothing
                is expected, so what only they could answer is unknown.

        Returns:
            The sweep; None if one of the account is under way.
        """
        now = self.now()
        baseline = not self.store.score(account).coverage.listed
        slices = slices_of(id, account, regions, baseline=baseline, types=types)
        sweep = Sweep(
            id,
            account,
            reason,
            now,
            len(slices),
            baseline=baseline,
            regions=tuple(regions),
            types=tuple(types or ()),
        )
        if not self.store.start_sweep(sweep):
            known = self.store.sweep(id)
            if known is None or known.state is not SweepState.RUNNING:
                return None
            # An earlier attempt was cut short: what follows is harmless to do again.
            sweep = replace(sweep, started_at=known.started_at, baseline=known.baseline)
            slices = [replace(part, baseline=known.baseline) for part in slices]
        if is_whole:
            expected: dict[str, tuple[str, ...]] = {}
            for part in slices:
                expected[part.type] = (*expected.get(part.type, ()), part.region)
            planned = Coverage(expected=expected, planned=stamp(sweep.started_at))
            self._commit(sweep, f"{id}-plan", planned)
        self.queue.send(slices, is_bundled=True)
        return sweep

    def _commit(self, sweep: Sweep, entry: str, coverage: Coverage) -> None:
        now = self.now()
        told = Entry(
            id=entry,
            account=sweep.account,
            at=now,
            cause=cause_of(sweep),
            coverage=coverage,
            quiet=True,
            due_at=now + SCORING_TIME,
        )
        try:
            self.store.commit([], told)
        except StoreConflict:
            _log.info("entry %s is already written", entry)

    def cancel(self, id: str) -> bool:
        """End a sweep before its time: what waits is dropped, what was judged stays.

        Returns:
            Whether it was running.

        Raises:
            BadInput: There is no such sweep.
        """
        return self.store.cancel_sweep(self._known(id))

    def resume(self, id: str) -> bool:
        """Queue again what has not ended of a sweep that was cancelled, or got stuck.

        Returns:
            Whether it runs; not if it is done, or another sweep of the account is under way.

        Raises:
            BadInput: There is no such sweep.
        """
        sweep = self._known(id)
        if not self.store.resume_sweep(sweep, self.now()):
            return False
        slices = slices_of(
            id, sweep.account, sweep.regions, baseline=sweep.baseline, types=sweep.types or None
        )
        ended = self.store.ended_slices(id)
        left = [part for part in slices if part.id not in ended]
        # Where all have ended, the end itself was cut short: one of them goes on from there.
        self.queue.send(left or slices[:1], is_bundled=True)
        return True

    def _known(self, id: str) -> Sweep:
        sweep = self.store.sweep(id)
        if sweep is None:
            raise BadInput(f"there is no sweep {id!r}", remedy="`posturewatch sweeps status`")
        return sweep


def _types_in(plan: Plan) -> tuple[str, ...]:
    """Return the types that a plan names, by themselves or by their service.

    Raises:
        BadInput: One of them is not covered.
    """
    if not (plan.types or plan.services):
        return ()
    covered = catalog.resource_types()
    of_services = {name for name in covered if service_of(name) in plan.services}
    strange = {*plan.types} - {*covered} | {*plan.services} - {service_of(n) for n in of_services}
    if strange:
        raise BadInput(f"not covered: {', '.join(sorted(strange))}", where="sweep")
    return tuple(sorted({*plan.types, *of_services}))


def cause_of(sweep: Sweep | Slice) -> Cause:
    """Return the cause of what a sweep finds: the event that asked for it, if one did."""
    if isinstance(sweep, Slice) and sweep.cause is not None:
        return sweep.cause
    at = sweep.started_at if isinstance(sweep, Sweep) else _start_of(sweep)
    name = sweep.id if isinstance(sweep, Sweep) else sweep.sweep
    return Cause(event_id=name, source="sweep", at=at, event_name="Sweep")


MARGIN: Final = timedelta(seconds=5)
"""How much older than a listing an event must be to be seen by it; clocks differ."""


@dataclass(frozen=True, slots=True)
class SliceResult:
    """What working off a part of a slice came to.

    Args:
        type: The resource type.
        judged: Resources judged in this part.
        outcomes: What was read.
        decisions: What was decided.
        missed: Changes found in the whole slice that no event had told, once it has ended.
        error: Why the listing is incomplete; empty when it is not.
        is_complete: Whether the slice has ended with a complete listing.
        rest: What is still to be worked off.
        wait: Seconds to wait before that, and before other slices of the lane: AWS is too busy.
        drift: By how much the counts are wrong, where the sweep ended and they were recounted.
    """

    type: str
    judged: int = 0
    outcomes: tuple[Outcome, ...] = ()
    decisions: tuple[Decision, ...] = ()
    missed: int = 0
    error: str = ""
    is_complete: bool = False
    rest: Slice | None = None
    wait: int = 0
    drift: int | None = None


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
        most_waits: How often a slice is put off because AWS is too busy.
        recount: Recounts an account when a whole sweep of it has ended, tells what is wrong, and
            returns by how much; None when that cannot be told now.
    """

    store: Store
    source: Source
    queue: SliceQueue
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    teams: Teams = BY_TAGS
    page: int = PAGE
    each: Each = map
    most_waits: int = MOST_WAITS
    recount: Callable[[Sweep], int | None] | None = None

    def work(self, part: Slice) -> SliceResult:
        """Work off one page of a slice; the rest, if any, is queued.

        Raises:
            BadInput: The slice names a type that is not covered.
        """
        return self.work_off([part], has_time=lambda: False)[0]

    def work_off(
        self,
        parts: Sequence[Slice],
        *,
        has_time: Callable[[], bool] = lambda: True,
        tries: int = 1,
    ) -> list[SliceResult]:
        """Work off slices one after the other; what there is no time for is queued.

        One that fails does not hold up the others: its error is raised when they are done.

        Args:
            parts: The slices of one message, lane after lane.
            has_time: Whether there is time for another page.
            tries: How often they have been tried, this time included. From the second time on an
                earlier worker may have died over them: what had ended by then is not worked off
                again, and counts once. What fails the last time ends as incomplete.

        Raises:
            BadInput: A slice names a type that is not covered.
        """
        failure: Exception | None = None
        results: list[SliceResult] = []
        ended: frozenset[str] = frozenset()
        if tries > 1 and parts:
            ended = self.store.ended_slices(parts[0].sweep)
        if tries > 1 and len({part.lane for part in parts}) > 1:
            # Whichever of the lanes a worker died over, the others are not to share its end.
            self.queue.send([part for part in parts if part.id not in ended] or parts[:1])
            return []
        waiting = deque(parts)
        empty: list[Slice] = []
        pages: dict[str, tuple[datetime, Any]] = {}
        while waiting:
            part = waiting.popleft()
            if part.id in ended:
                results.append(SliceResult(part.type, drift=self._finish([part])))
                continue
            if part.id not in pages and _is_fresh(part):
                others = [each for each in waiting if _is_fresh(each) and each.id not in ended]
                pages = self._first_pages([part, *others][:LISTS_AT_ONCE]) if others else {}
            at, page = pages.pop(part.id, (self.now(), None))
            try:
                result = self._page(part, empty, page if self.now() - at < STILL_NEW else None)
            except Exception as error:  # noqa: BLE001 # raised below, after the other slices
                failure = failure or error
                if tries >= MOST_TRIES:
                    self.give_up(part, f"{type(error).__name__} while it was worked off")
                continue
            results.append(result)
            if result.rest is not None:
                waiting.appendleft(result.rest)
            if waiting and (result.wait or not has_time()):
                self.queue.send(list(waiting), seconds=result.wait)
                break
            if len(empty) >= MOST_ENDS:
                self._end_empty(empty, results)
        self._end_empty(empty, results)
        if failure is not None:
            raise failure
        return results

    def _first_pages(self, parts: Sequence[Slice]) -> dict[str, tuple[datetime, Any]]:
        """List the first pages of slices side by side: most are empty, and that was all."""
        at = self.now()

        def listed(part: Slice) -> Any:
            try:
                return self._listed(part)
            except Exception:  # noqa: BLE001 # it is listed again when its turn comes
                _log.debug("%s could not be listed ahead", part.id, exc_info=True)
                return None

        pages = self.each(listed, parts)
        return {part.id: (at, page) for part, page in zip(parts, pages, strict=True)}

    def _listed(self, part: Slice) -> Any:
        cls = catalog.resource_class(part.type)
        if cls is None:
            raise BadInput("the type is not covered", where=part.type)
        return self.source.list(cls, part.account, part.region, token=part.token, limit=self.page)

    def _end_empty(self, empty: list[Slice], results: list[SliceResult]) -> None:
        """End slices without resources, all at once: to list them again would be one call each."""
        if empty:
            self._cover(empty)
            drift = self._finish(empty)
            if drift is not None:
                results[-1] = replace(results[-1], drift=drift)
            empty.clear()

    def _page(self, part: Slice, empty: list[Slice], page: Any = None) -> SliceResult:
        """Work off one page of a slice.

        Args:
            part: The slice.
            empty: Takes it up if there is nothing to judge, to be ended with others.
            page: What was just listed of it; None where that is still to be done.
        """
        cls = catalog.resource_class(part.type)
        if cls is None:
            raise BadInput("the type is not covered", where=part.type)
        is_swept = part.cause is None
        if is_swept and self.store.sweep_state(part.sweep) is SweepState.CANCELLED:
            return SliceResult(part.type)
        if part.token is None and self._is_listed_since(cls, part):
            return SliceResult(part.type, is_complete=True)
        page = page or self._listed(part)
        if isinstance(page, Busy) and part.waits < self.most_waits:
            later = replace(part, waits=part.waits + 1)
            return SliceResult(part.type, rest=later, wait=FIRST_WAIT * 2**part.waits)
        if isinstance(page, Unknown):
            return SliceResult(part.type, error=page.reason, drift=self.give_up(part, page.reason))
        part = replace(part, started_at=part.started_at or page.observed_at, waits=0)
        throttled = self.source.throttled
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
        batches = _Commits(self, part)
        batches.commit(looks.values())
        part = replace(part, judged=part.judged + len(looks), missed=batches.missed)
        # What was throttled is unknown until it is asked again; the rest of the lane is put off.
        wait = FIRST_WAIT if self.source.throttled > throttled else 0
        if page.token is not None:
            rest = replace(part, token=page.token)
            done = tuple(batches.done)
            return SliceResult(part.type, len(looks), tuple(outcomes), done, rest=rest, wait=wait)
        closing = _Commits(self, replace(part, cause=None))
        vanished = self._vanished(closing.part, cls, controls)
        if not (part.judged or vanished):
            empty.append(part)
            return SliceResult(part.type, is_complete=True, wait=wait)
        closing.commit(vanished)
        part = replace(part, missed=closing.missed)
        self._cover([part])
        return SliceResult(
            part.type,
            len(looks),
            tuple(outcomes),
            (*batches.done, *closing.done),
            missed=part.missed,
            is_complete=True,
            wait=wait,
            drift=self._finish([part]),
        )

    def _is_listed_since(self, cls: type[Resource], part: Slice) -> bool:
        """Whether everything was read after the event had settled, so that nothing is left to do.

        Where many events mean the whole type, one listing stands for those before it.
        """
        if part.cause is None:
            return False
        settled = part.cause.at + max(MARGIN, timedelta(seconds=cls.calls.settles))
        listed = self.store.score(part.account).coverage.listed.get(part.type, {})
        return listed.get(part.region, "") >= stamp(settled)

    def give_up(self, part: Slice, error: str) -> int | None:
        """End a slice whose listing is not complete: nothing is closed, and the score says so.

        Returns:
            By how much the counts are wrong, where that was the end of the sweep.
        """
        part = replace(part, started_at=part.started_at or self.now())
        self._cover([part], is_failed=True)
        return self._finish([part], error=error)

    def _vanished(
        self, part: Slice, cls: type[Resource], controls: Mapping[str, Control]
    ) -> list[_Look]:
        """Return what a complete listing no longer shows, as resources that are gone."""
        started = part.started_at
        if started is None:
            return []
        region = None if cls.calls.list_region else part.region
        return [
            _Look(self, part, Gone(state.key, started), controls, state, state.key, None)
            for state in self.store.inventory(part.account, part.type, region)
            if max(state.listed_at or _NEVER, state.observed_at or _NEVER) < started
        ]

    def _cover(self, parts: Sequence[Slice], *, is_failed: bool = False) -> None:
        """Say that listings of a sweep are complete as of their start, or that they failed."""
        now = self.now()
        first = parts[0]
        how = "failed" if is_failed else "covered"
        at: dict[str, dict[str, str]] = {}
        for part in parts:
            at.setdefault(part.type, {})[part.region] = stamp(now if is_failed else _start_of(part))
        ids = "\n".join(part.id for part in parts)
        entry = Entry(
            id=f"{first.sweep}-{how}-{_digest(ids)}",
            account=first.account,
            at=now,
            cause=cause_of(first),
            coverage=Coverage(failed=at) if is_failed else Coverage(listed=at),
            quiet=True,
            due_at=now + SCORING_TIME,
        )
        try:
            self.store.commit([], entry)
        except StoreConflict:
            _log.info("slice %s of %s had %s already", first.id, first.sweep, how)

    def _finish(self, parts: Sequence[Slice], *, error: str = "") -> int | None:
        sweep = self.store.finish_slices(parts, error=error)
        if sweep is None:
            return None
        if sweep.baseline:
            self._tell_baseline(sweep)
        if self.recount is None or sweep.types or sweep.drift is not None:
            return None
        drift = self.recount(sweep)
        if drift is not None:
            self.store.note_drift(sweep.id, drift)
        return drift

    def _tell_baseline(self, sweep: Sweep) -> None:
        now = self.now()
        failed: dict[str, int] = {}
        tallies = self.store.tallies(sweep.account)
        for control in catalog.all_controls():
            if control.id in tallies and tallies[control.id].failed:
                name = control.severity.value
                failed[name] = failed.get(name, 0) + tallies[control.id].failed
        entry = Entry(
            id=f"{sweep.id}-baseline",
            account=sweep.account,
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


@dataclass(slots=True)
class _Commits:
    """Commits many resources with few transactions, their tallies' differences merged."""

    sweeper: Sweeper
    part: Slice
    done: list[Decision] = field(default_factory=list)
    missed: int = 0

    def __post_init__(self) -> None:
        self.missed = self.part.missed

    def commit(self, looks: Iterable[_Look]) -> None:
        batch: list[tuple[_Look, Decision]] = []
        for look in looks:
            decision = look.decide()
            if decision.ignored or decision.is_touch or decision.actions >= MAX_ACTIONS:
                self._alone(look)
                continue
            if batch and _actions([*(known for _, known in batch), decision]) > MAX_ACTIONS:
                self._together(batch)
                batch = []
            batch.append((look, decision))
        if batch:
            self._together(batch)

    def _together(self, batch: list[tuple[_Look, Decision]]) -> None:
        decisions = [decision for _, decision in batch]
        missed = self._missed(decisions)
        try:
            self.sweeper.store.commit(decisions, self._entry(decisions), missed=missed)
        except StoreConflict:
            for look, _ in batch:
                self._alone(look)
            return
        self._note(decisions, missed)

    def _alone(self, look: _Look) -> None:
        for attempt in range(MAX_TRIES):
            decision = look.seen(look.decide(fresh=attempt > 0))
            missed = self._missed([decision])
            try:
                if decision.is_touch:
                    self.sweeper.store.touch(decision)
                elif not decision.ignored:
                    self._in_steps(decision, missed)
            except StoreConflict:
                continue
            self._note([decision], missed)
            return
        raise StoreConflict(f"{look.key} was committed by others {MAX_TRIES} times in a row")

    def _in_steps(self, decision: Decision, missed: tuple[Slice, Missed] | None) -> None:
        store = self.sweeper.store
        for step in parts(decision):
            if missed is not None and step.actions >= MAX_ACTIONS:
                # There is room for nothing more: better counted twice than not at all.
                store.commit([], None, missed=missed)
                missed = None
            store.commit([step], self._entry([step]), missed=missed)
            missed = None

    def _note(self, decisions: Iterable[Decision], missed: tuple[Slice, Missed] | None) -> None:
        self.done.extend(decisions)
        if missed is not None:
            self.missed += missed[1].total

    def _missed(self, decisions: Iterable[Decision]) -> tuple[Slice, Missed] | None:
        """Return which decisions changed what was known, though no event had told."""
        if self.part.baseline or self.part.cause is not None:
            return None
        kinds = [(kind, d.key) for d in decisions if (kind := _kind(d, self.part)) is not None]
        if not kinds:
            return None
        counts = {
            kind: sum(each == kind for each, _ in kinds) for kind in ("new", "changed", "gone")
        }
        room = max(0, MOST_EXAMPLES - self.missed)
        examples = tuple(f"{kind} {key}" for kind, key in kinds[:room])
        return self.part, Missed(**counts, examples=examples)

    def _entry(self, decisions: Sequence[Decision]) -> Entry | None:
        part = self.part
        deltas = merged(*(decision.deltas for decision in decisions))
        moves = tuple(move for decision in decisions for move in decision.moves)
        if not deltas and not moves:
            return None
        if part.baseline:
            # Told in sum: thousands of them need not carry what the findings themselves hold.
            moves = tuple(replace(m, finding=replace(m.finding, evidence={})) for m in moves)
        ids = "\n".join(sorted(decision.entry_id for decision in decisions))
        now = self.sweeper.now()
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


def _kind(decision: Decision, part: Slice) -> str | None:
    """Return how a resource differs from what was known of it; None where it does not."""
    state, earlier = decision.state, decision.earlier
    if state is None or decision.is_touch or decision.ignored:
        return None
    was_there = earlier is not None and earlier.gone_at is None
    if state.gone_at is not None:
        return "gone" if was_there else None
    if not was_there:
        made, listed = state.created_at, part.started_at
        is_young = made is not None and listed is not None and listed - made < EVENTS_TAKE
        return None if is_young else "new"
    return "changed" if decision.saw_change and decision.deltas else None


def _is_fresh(part: Slice) -> bool:
    """Whether a slice begins with its listing, whatever an event has told."""
    return part.token is None and part.cause is None


def _start_of(part: Slice) -> datetime:
    if part.started_at is None:
        raise ValueError("the slice has not been started")
    return part.started_at


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

    def seen(self, decision: Decision) -> Decision:
        """Take down that a listing showed the resource, though what was read of it is older.

        Otherwise it would look as if it were gone.
        """
        if not decision.ignored or self.listed_at is None or isinstance(self.outcome, Gone):
            return decision
        state = self.sweeper.store.load(self.key).state
        if state is None or (state.listed_at or _NEVER) >= self.listed_at:
            return decision
        shown = replace(state, version=state.version + 1, listed_at=self.listed_at)
        return Decision(self.key, state.version, state=shown, is_touch=True)

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
    # Two more are the entry and the count of what events missed.
    return 2 + sum(1 + len(d.findings) for d in decisions) + len(tallies) + len(of_teams)


def _digest(text: str) -> str:
    """Return what stands for a text in an id."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
