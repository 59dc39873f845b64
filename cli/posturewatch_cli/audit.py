"""An audit of one account in memory: the use cases of the deployed sweep, with nothing deployed."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Lock
from typing import Final

from posturewatch import catalog
from posturewatch.bootstrap import now
from posturewatch.domain.errors import PosturewatchError
from posturewatch.domain.finding import Finding
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.report import Line, MissingPermission, Report, Selection, Subject
from posturewatch.domain.resource import GLOBAL, ResourceKey
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.sweep import Slice
from posturewatch.domain.team import BY_TAGS, Teams
from posturewatch.domain.verdict import Status
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.permissions import action_of
from posturewatch.stores.memory import MemoryStore
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

    def send(self, slices: Sequence[Slice], *, seconds: int = 0) -> None:
        """Queue slices; who watches does not want to wait."""
        self._slices.extend(slices)

    def take(self) -> list[Slice]:
        """Return all that wait, those of global types first: they take longest."""
        taken = []
        while self._slices:
            taken.append(self._slices.popleft())
        return sorted(taken, key=lambda part: part.region != GLOBAL)


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

    def findings(self) -> list[Line]:
        """Return all that failed or warned, whatever is listed."""
        return [line for line in self._verdicts() if line.status is not Status.NOT_AVAILABLE]

    @property
    def is_blind(self) -> bool:
        """Whether nothing at all could be judged."""
        tallies = self.store.tallies(self.account).values()
        sweep = self.store.sweep(SWEEP)
        known = any(counts.judged > counts.unknown for counts in tallies)
        # A warning is a known verdict, though it leaves the question open.
        known = known or bool(self.findings())
        return not known and (any(tallies) or bool(sweep and sweep.errors))

    def _verdicts(self) -> list[Line]:
        controls = {control.id: control for control in catalog.all_controls()}
        subjects: dict[ResourceKey, Subject] = {}
        lines = []
        for finding in self.store.findings(self.account):
            key = finding.key
            if key not in subjects:
                subjects[key] = self._subject(finding)
            lines.append(
                Line(
                    control=controls[finding.control],
                    status=finding.status,
                    subject=subjects[key],
                    reason=finding.reason,
                    finding=finding.id,
                    since=finding.since,
                    evidence=finding.evidence,
                )
            )
        return lines

    def _subject(self, finding: Finding) -> Subject:
        key = finding.key
        state = self.store.load(key).state
        cls = catalog.resource_class(key.type)
        known = Subject(key.type, key.region, key.id, name=key.id)
        if state is not None:
            known = replace(known, arn=state.arn, name=state.name, tags=state.tags)
        if not known.arn and cls is not None and cls.arn_form:
            known = replace(known, arn=cls(key=key).arn)
        return known

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
