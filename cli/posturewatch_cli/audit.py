"""An audit of one account in memory: the use cases of the deployed sweep, with nothing deployed."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from posturewatch import catalog
from posturewatch.bootstrap import now
from posturewatch.domain.control import Severity
from posturewatch.domain.errors import PosturewatchError
from posturewatch.domain.finding import Finding, ResourceState
from posturewatch.domain.outbox import Entry, EntryState
from posturewatch.domain.report import Line, MissingPermission, Report, Selection, Subject
from posturewatch.domain.resource import GLOBAL
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.sweep import Missed, Slice
from posturewatch.domain.team import BY_TAGS, Teams
from posturewatch.domain.verdict import Status
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.permissions import action_of
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.decide import Decision
from posturewatch.usecases.explain import filled_in
from posturewatch.usecases.score import Scorer
from posturewatch.usecases.sweep import Sweeper, SweepStarter

_log = logging.getLogger(__name__)

SLICES_AT_ONCE: Final = 8
READS_AT_ONCE: Final = 8
"""How many resources are read at once, those of all slices together."""

PAGE: Final = 100
"""Resources of a page: the most that every listing allows."""

FRESHNESS: Final = timedelta(hours=48)
"""How long a complete listing counts: longer than any sweep takes."""

SWEEP: Final = "terminal"
"""The sweep's id: its store knows no other."""


class CallCounter:
    """Counts the requests of all clients, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[str, int] = {}

    def __call__(self, name: str) -> None:
        """Count one call of `service:Operation`."""
        with self._lock:
            self._calls[name] = self._calls.get(name, 0) + 1

    @property
    def total(self) -> int:
        """How many there were."""
        with self._lock:
            return sum(self._calls.values())

    @property
    def by_operation(self) -> dict[str, int]:
        """How many there were of each operation."""
        with self._lock:
            return dict(self._calls)


class WaitingSlices:
    """The slices that wait, in memory."""

    def __init__(self) -> None:
        self._slices: deque[Slice] = deque()

    def send(self, slices: Sequence[Slice], *, seconds: int = 0, is_bundled: bool = False) -> None:
        """Queue slices; who watches does not want to wait."""
        self._slices.extend(slices)

    def take(self) -> list[Slice]:
        """Return all that wait, those of global types first: they take longest."""
        taken = []
        while self._slices:
            taken.append(self._slices.popleft())
        return sorted(taken, key=lambda part: part.region != GLOBAL)


class PassingStore(MemoryStore):
    """Hands every finding on as it is committed, and keeps none: it does not grow with them.

    Args:
        told: Is told each finding, and the state of its resource.
        now: The clock, in UTC.
    """

    def __init__(
        self, told: Callable[[Finding, ResourceState], None], *, now: Callable[[], datetime]
    ) -> None:
        super().__init__(now=now)
        self._told = told
        self.counts: Counter[tuple[str, Status]] = Counter()
        """Control and status → how many findings."""

    def commit(
        self,
        decisions: Sequence[Decision],
        entry: Entry | None,
        *,
        missed: tuple[Slice, Missed] | None = None,
    ) -> None:
        """Write what is counted, and hand on the findings."""
        bare = [
            replace(
                decision, findings=(), state=decision.state and replace(decision.state, tags={})
            )
            for decision in decisions
        ]
        quiet = replace(entry, moves=(), resource=None) if entry else None
        super().commit(bare, quiet, missed=missed)
        for decision in decisions:
            for finding in decision.findings:
                if decision.state is not None and finding.status is not Status.PASSED:
                    with self._lock:
                        self.counts[finding.control, finding.status] += 1
                        self._told(finding, decision.state)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit has come.

    Args:
        slices: How many slices it has.
        done: How many have ended.
        resources: How many resources have been looked at.
        last: What was worked on last.
    """

    slices: int
    done: int
    resources: int
    last: str


@dataclass(slots=True)
class Audit:
    """Judges one account.

    Args:
        source: Where snapshots come from.
        account: The account.
        regions: The regions to judge.
        card: The scorecard.
        types: The types to judge; empty: all.
        teams: How the owner of a resource is found.
        told: Is told how far it has come.
    """

    source: LiveSource
    account: str
    regions: Sequence[str]
    card: Scorecard
    types: tuple[str, ...] = ()
    teams: Teams = BY_TAGS
    told: Callable[[Progress], None] = lambda _: None
    store: MemoryStore = field(default_factory=lambda: MemoryStore(now=now))
    _queue: WaitingSlices = field(default_factory=WaitingSlices)

    def run(self) -> None:
        """Judge the account; what cannot be read or listed ends as unknown."""
        # Before any thread needs them: a first import is slower in many threads than in one.
        catalog.all_controls()
        starter = SweepStarter(
            self.store, self._queue, lambda _: None, now, lambda: (), lambda _: ()
        )
        sweep = starter.start(
            self.account, self.regions, reason="terminal", id=SWEEP, types=self.types or None
        )
        total = sweep.slices if sweep else 0
        scorer = Scorer(self.store, self.card, now, FRESHNESS)
        with (
            ThreadPoolExecutor(READS_AT_ONCE, thread_name_prefix="resource") as readers,
            ThreadPoolExecutor(SLICES_AT_ONCE, thread_name_prefix="slice") as workers,
        ):
            sweeper = Sweeper(
                self.store,
                self.source,
                self._queue,
                now,
                FRESHNESS,
                self.teams,
                page=PAGE,
                each=readers.map,
                most_waits=0,
            )
            try:
                self._work_off(sweeper, scorer, workers, total)
            except BaseException:
                # Whoever interrupts does not wait for calls that are still to be made.
                self.source.stop("The sweep was interrupted")
                workers.shutdown(wait=False, cancel_futures=True)
                raise
        self._score(scorer)

    def _work_off(
        self, sweeper: Sweeper, scorer: Scorer, workers: ThreadPoolExecutor, total: int
    ) -> None:
        running: set[Future[tuple[Slice, int, bool]]] = set()
        ended = looked_at = 0
        while True:
            running |= {workers.submit(self._work, sweeper, part) for part in self._queue.take()}
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                part, judged, has_ended = future.result()
                ended += has_ended
                looked_at += judged
                self.told(Progress(total, ended, looked_at, f"{part.type} {part.region}"))
            self._score(scorer)

    def _work(self, sweeper: Sweeper, part: Slice) -> tuple[Slice, int, bool]:
        """Work off one page; return its slice, what was looked at, and whether it has ended."""
        try:
            result = sweeper.work(part)
        except Exception as error:  # noqa: BLE001 # whatever it is, the other slices go on
            _log.debug("%s crashed", part.id, exc_info=True)
            why = str(error) if isinstance(error, PosturewatchError) else type(error).__name__
            sweeper.give_up(part, why)
            return part, 0, True
        return part, result.judged, result.is_complete or bool(result.error)

    def _score(self, scorer: Scorer) -> None:
        """Fold what was committed into the score, so that it need not be kept."""
        later = now() + timedelta(days=1)
        waiting = [
            entry
            for entry in self.store.due_entries(later, limit=100_000)
            if entry.state is EntryState.SCORING
        ]
        scorer.score(waiting)
        self.store.drop_quiet()

    def report(self, *, seconds: float, api_calls: int, selection: Selection) -> Report:
        """Return what the audit came to.

        Args:
            seconds: How long it took.
            api_calls: How many calls it made.
            selection: What of it is listed.
        """
        lines = [*self._verdicts(), *self._listings()]
        listed = sorted((x for x in lines if selection.lists(x)), key=lambda x: x.order)
        tallies = self.store.tallies(self.account)
        return Report(
            account=self.account,
            regions=tuple(self.regions),
            at=now(),
            seconds=seconds,
            api_calls=api_calls,
            resources=sum(self.store.teams(self.account).values()),
            evaluations=sum(counts.judged for counts in tallies.values()),
            findings=tuple(x for x in listed if x.status is not Status.NOT_AVAILABLE),
            unknown=tuple(x for x in listed if x.status is Status.NOT_AVAILABLE),
            score=filled_in(self.card, self.store.score(self.account), now(), FRESHNESS),
            missing=missing_permissions(self.source),
            selection=selection,
            stopped=self.source.stopped,
        )

    def grave(self, gate: Severity, selection: Selection) -> int:
        """Return how many findings are as grave as a gate says, whether or not they are listed."""
        controls = {control.id: control for control in catalog.all_controls()}
        return sum(
            number
            for (control, status), number in self._counts().items()
            if status is not Status.NOT_AVAILABLE
            and controls[control].severity.rank >= gate.rank
            and selection.names(controls[control])
        )

    @property
    def unknown_passed_on(self) -> int:
        """How many unknown verdicts were handed on, and are in no report."""
        if not isinstance(self.store, PassingStore):
            return 0
        return sum(n for (_, s), n in self.store.counts.items() if s is Status.NOT_AVAILABLE)

    def _counts(self) -> Counter[tuple[str, Status]]:
        if isinstance(self.store, PassingStore):
            return self.store.counts
        return Counter((f.control, f.status) for f in self.store.findings(self.account))

    @property
    def is_blind(self) -> bool:
        """Whether nothing at all could be judged."""
        tallies = self.store.tallies(self.account).values()
        sweep = self.store.sweep(SWEEP)
        known = any(counts.judged > counts.unknown for counts in tallies)
        # A warning is a known verdict, though it leaves the question open.
        known = known or any(status is not Status.NOT_AVAILABLE for _, status in self._counts())
        return not known and (any(tallies) or bool(sweep and sweep.errors))

    def _verdicts(self) -> list[Line]:
        return [
            line_of(finding, self.store.load(finding.key).state)
            for finding in self.store.findings(self.account)
        ]

    def _listings(self) -> list[Line]:
        sweep = self.store.sweep(SWEEP)
        lines = []
        for part, reason in sweep.errors.items() if sweep else ():
            _, region, type_ = part.split("/", 2)
            lines.append(
                Line(
                    control=None,
                    status=Status.NOT_AVAILABLE,
                    subject=Subject(type_, region),
                    reason=f"The listing is not complete: {reason}.",
                    finding=f"{part}/listing",
                    since=now(),
                )
            )
        return lines


def line_of(finding: Finding, state: ResourceState | None) -> Line:
    """Return a finding as a line of a report."""
    key = finding.key
    cls = catalog.resource_class(key.type)
    subject = Subject(key.type, key.region, key.id, name=key.id)
    if state is not None:
        subject = replace(subject, arn=state.arn, name=state.name, tags=state.tags)
    if not subject.arn and cls is not None and cls.arn_form:
        subject = replace(subject, arn=cls(key=key).arn)
    control = next(c for c in catalog.controls_for(key.type) if c.id == finding.control)
    return Line(
        control=control,
        status=finding.status,
        subject=subject,
        reason=finding.reason,
        finding=finding.id,
        since=finding.since,
        evidence=finding.evidence,
    )


def missing_permissions(source: LiveSource) -> tuple[MissingPermission, ...]:
    """Return the actions that were denied, by name."""
    found: dict[str, MissingPermission] = {}
    for refusal, calls in sorted(source.refusals.items()):
        action = action_of(refusal.service, refusal.operation)
        known = found.get(action, MissingPermission(action, (), 0))
        found[action] = MissingPermission(
            action,
            tuple(sorted({*known.regions, refusal.region})),
            known.calls + calls,
            known.is_explicit or refusal.is_explicit,
        )
    return tuple(found[action] for action in sorted(found))
