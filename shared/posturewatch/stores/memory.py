"""A store in memory, with the same contract as the table: for the terminal and for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from threading import RLock
from typing import Any

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.exception import AcceptedRisk
from posturewatch.domain.finding import (
    Finding,
    Named,
    ResourceState,
    Stored,
)
from posturewatch.domain.interaction import RiskRequest
from posturewatch.domain.outbox import (
    Delivery,
    DeliveryState,
    Entry,
    EntryState,
    LedgerRow,
    ScoreState,
)
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, merged
from posturewatch.domain.sweep import (
    LastResult,
    Missed,
    Slice,
    Sweep,
    SweepState,
    service_of,
)
from posturewatch.domain.team import parse_tally, scope_of
from posturewatch.domain.thread import Thread
from posturewatch.domain.verdict import Status
from posturewatch.usecases.decide import Decision
from posturewatch.usecases.ports import MAX_SWEEP, Claim, Desk, Step


class MemoryStore:
    """Keeps everything in dictionaries, one lock around each operation.

    Args:
        now: The clock, in UTC.
    """

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = RLock()
        self._states: dict[ResourceKey, ResourceState] = {}
        self._findings: dict[ResourceKey, dict[str, Finding]] = {}
        self._tallies: dict[str, dict[str, Counts]] = {}
        self._teams: dict[str, dict[str, int]] = {}
        self._scores: dict[str, ScoreState] = {}
        self._ledger: dict[str, list[LedgerRow]] = {}
        self._entries: dict[str, Entry] = {}
        self._exceptions: dict[str, dict[str, AcceptedRisk]] = {}
        self._milestones: dict[str, dict[str, datetime]] = {}
        self._interactions: dict[str, datetime | None] = {}
        self._requests: dict[tuple[str, str], RiskRequest] = {}
        self._sweeps: dict[str, Sweep] = {}
        self._slices: dict[str, set[str]] = {}
        self._running: dict[str, tuple[str, datetime]] = {}
        self._results: dict[str, dict[tuple[str, str], LastResult]] = {}
        self._threads: dict[tuple[str, str, str], Thread] = {}
        self._desks: dict[tuple[str, str], int] = {}
        self._turns: dict[str, datetime] = {}
        self._routing: dict[str, Mapping[str, Any]] = {}
        self._verdicts: dict[frozenset[tuple[str, Status]], Mapping[str, Status]] = {}

    def load(self, key: ResourceKey) -> Stored:
        """Return a resource's state and findings."""
        with self._lock:
            return Stored(self._states.get(key), dict(self._findings.get(key, {})))

    def load_states(self, keys: Sequence[ResourceKey]) -> dict[ResourceKey, ResourceState]:
        """Return the states of many resources; the unknown ones are missing."""
        with self._lock:
            return {key: self._states[key] for key in keys if key in self._states}

    def commit(
        self,
        decisions: Sequence[Decision],
        entry: Entry | None,
        *,
        missed: tuple[Slice, Missed] | None = None,
    ) -> None:
        """Write decisions, the tallies' differences and the outbox entry: all of it or nothing."""
        with self._lock:
            keys = [decision.key for decision in decisions]
            if len(set(keys)) < len(keys):
                raise ValueError("one transaction holds each resource once")
            self._expect(decisions)
            if entry is not None and entry.id in self._entries:
                raise StoreConflict(f"entry {entry.id} is already written")
            for decision in decisions:
                if decision.state is not None:
                    self._states[decision.key] = self._compact(decision.state)
                for finding in decision.findings:
                    self._findings.setdefault(decision.key, {})[finding.control] = finding
                account = decision.key.account
                self._add(account, decision.deltas)
                for team, delta in decision.teams.items():
                    self._add(scope_of(account, team), delta.counts)
                    teams = self._teams.setdefault(account, {})
                    teams[team] = teams.get(team, 0) + delta.resources
            if entry is not None:
                self._entries[entry.id] = entry
            if missed is not None:
                self._add_missed(*missed)

    def _add_missed(self, part: Slice, missed: Missed) -> None:
        sweep = self._sweeps.get(part.sweep)
        if sweep is not None:
            service = service_of(part.type)
            known = sweep.missed_changes.get(service, Missed())
            counted = {**sweep.missed_changes, service: known + missed}
            self._sweeps[sweep.id] = replace(sweep, missed_changes=counted)

    def _compact(self, state: ResourceState) -> ResourceState:
        """Let all resources with equal verdicts, most of them passes, share one map of them."""
        same = self._verdicts.setdefault(frozenset(state.verdicts.items()), state.verdicts)
        return replace(state, verdicts=same)

    def drop_quiet(self) -> None:
        """Forget the entries that are scored and tell nothing: nobody asks for them again."""
        with self._lock:
            self._entries = {
                id_: entry
                for id_, entry in self._entries.items()
                if entry.state is not EntryState.QUIET
            }

    def _add(self, scope: str, deltas: Mapping[str, Counts]) -> None:
        self._tallies[scope] = merged(self._tallies.get(scope, {}), deltas)

    def touch(self, decision: Decision) -> None:
        """Write the times of observation alone, if the version is still the same."""
        with self._lock:
            self._expect([decision])
            if decision.state is not None:
                self._states[decision.key] = decision.state

    def _expect(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            stored = self._states.get(decision.key)
            if (stored.version if stored else None) != decision.before:
                raise StoreConflict(f"{decision.key} was committed by somebody else")

    def inventory(
        self, account: str, type: str, region: str | None = None
    ) -> Iterator[ResourceState]:
        """Return the resources of a type that are not gone."""
        with self._lock:
            states = list(self._states.values())
        for state in states:
            key = state.key
            here = (key.account, key.type) == (account, type) and region in (None, key.region)
            if here and state.gone_at is None:
                yield state

    def findings(
        self, account: str, *, at_least: Severity = Severity.INFORMATIONAL
    ) -> Iterator[Finding]:
        """Return the open findings of an account, the worst first."""
        with self._lock:
            found = [
                finding
                for key, findings in self._findings.items()
                if key.account == account
                for finding in findings.values()
                if finding.is_listed and finding.severity.rank >= at_least.rank
            ]
        yield from sorted(found, key=lambda f: (-f.severity.rank, f.since, f.id))

    def ended(self, account: str, since: datetime) -> Iterator[Finding]:
        """Return the findings that are not open and whose latest episode ended since a moment."""
        with self._lock:
            found = [
                (finding.resolved_at, finding.id, finding)
                for key, findings in self._findings.items()
                if key.account == account
                for finding in findings.values()
                if not finding.is_listed and finding.resolved_at and finding.resolved_at >= since
            ]
        yield from (finding for *_, finding in sorted(found, key=lambda each: each[:2]))

    def tallies(self, scope: str) -> dict[str, Counts]:
        """Return the counts of every control of an account or of a team."""
        with self._lock:
            return dict(self._tallies.get(scope, {}))

    def teams(self, account: str) -> dict[str, int]:
        """Return how many resources each team of an account owns."""
        with self._lock:
            return dict(self._teams.get(account, {}))

    def score(self, account: str) -> ScoreState:
        """Return the score of an account; an empty one when it was never scored."""
        with self._lock:
            return self._scores.get(account, ScoreState(account))

    def apply_scores(
        self,
        before: ScoreState,
        after: ScoreState,
        rows: Sequence[LedgerRow],
        entries: Sequence[Entry],
        beside: Sequence[tuple[ScoreState, ScoreState, Sequence[LedgerRow]]] = (),
    ) -> None:
        """Write the score, its ledger rows and the entries that moved it: all of it or nothing."""
        whole = [(before, after, rows), *beside]
        with self._lock:
            for old, _, _ in whole:
                if self.score(old.account).version != old.version:
                    raise StoreConflict(f"the score of {old.account} was written by somebody else")
            for entry in entries:
                stored = self._entries.get(entry.id)
                if stored is None or stored.state is not EntryState.SCORING:
                    raise StoreConflict(f"entry {entry.id} was scored by somebody else")
            for _, new, moved in whole:
                self._scores[new.account] = new
                self._ledger.setdefault(new.account, []).extend(moved)
            self._entries.update({entry.id: entry for entry in entries})

    def repair(
        self,
        tallies: Mapping[str, Counts],
        before: ScoreState,
        after: ScoreState,
        rows: Sequence[LedgerRow],
    ) -> None:
        """Set tallies and the score right, with the ledger rows that say so: all or nothing."""
        with self._lock:
            account = after.account
            self.apply_scores(before, after, rows, ())
            for name, missing in tallies.items():
                control, team = parse_tally(name)
                if control:
                    self._add(scope_of(account, team) if team else account, {control: missing})
                else:
                    teams = self._teams.setdefault(account, {})
                    teams[team] = teams.get(team, 0) + missing.judged

    def ledger(
        self, account: str, *, limit: int = 100, before: int | None = None
    ) -> list[LedgerRow]:
        """Return the last moves of an account's score, the newest first."""
        with self._lock:
            rows = reversed(self._ledger.get(account, []))
            older = (row for row in rows if before is None or row.move.version < before)
            return list(islice(older, limit))

    def entry(self, id: str) -> Entry | None:
        """Return an outbox entry."""
        with self._lock:
            return self._entries.get(id)

    def due_entries(self, now: datetime, *, limit: int = 100) -> list[Entry]:
        """Return the entries that should have come further by now, the longest overdue first."""
        with self._lock:
            due = [
                entry for entry in self._entries.values() if entry.due_at and entry.due_at <= now
            ]
        return sorted(due, key=lambda entry: entry.due_at or now)[:limit]

    def save_delivery(
        self,
        entry: Entry,
        destination: str,
        delivery: Delivery,
        state: EntryState,
        due_at: datetime | None,
    ) -> None:
        """Record the delivery of an entry to one destination."""
        with self._lock:
            stored = self._entries.get(entry.id)
            known = entry.deliveries.get(destination, Delivery())
            if stored is None or stored.deliveries.get(destination, Delivery()) != known:
                raise StoreConflict(f"{destination} was tried by somebody else for {entry.id}")
            self._entries[entry.id] = replace(
                stored,
                deliveries={**stored.deliveries, destination: delivery},
                state=state,
                due_at=due_at,
            )

    def notified(self, findings: Iterable[Named]) -> None:
        """Mark findings that opened as told, where they are still in the same episode."""
        with self._lock:
            for finding in findings:
                state = self._states.get(finding.key)
                stored = self._findings.get(finding.key, {}).get(finding.control)
                if state is None or stored is None or not stored.is_news_of(finding):
                    continue
                self._findings[finding.key][finding.control] = stored.told(self._now())
                # A commit decided on the old workflow is decided again.
                self._states[finding.key] = replace(state, version=state.version + 1)

    def dead_entries(self, *, limit: int = 100) -> list[Entry]:
        """Return the entries that some destination will not get, the longest dead first."""
        with self._lock:
            dead = [e for e in self._entries.values() if e.state is EntryState.DEAD]
        return sorted(dead, key=lambda entry: entry.at)[:limit]

    def desk(self, destination: str, account: str) -> Desk:
        """Return the threads of a destination and an account that may still move."""
        with self._lock:
            there = [
                thread
                for (name, of, _), thread in self._threads.items()
                if (name, of) == (destination, account) and thread.may_move(self._now())
            ]
            version = self._desks.get((destination, account), 0)
        threads = sorted(there, key=lambda thread: thread.opened_at, reverse=True)
        return Desk(destination, account, version, tuple(threads))

    def thread(self, destination: str, account: str, id: str) -> Thread | None:
        """Return a thread."""
        with self._lock:
            return self._threads.get((destination, account, id))

    def fold(self, desk: Desk, threads: Sequence[Thread], steps: Sequence[Step]) -> None:
        """Write threads and the deliveries that they took in: all of it or nothing."""
        with self._lock:
            where = (desk.destination, desk.account)
            if self._desks.get(where, 0) != desk.version:
                raise StoreConflict(f"somebody else folded for {desk.destination}")
            for thread in threads:
                self._unchanged(thread)
            for step in steps:
                stored = self._entries.get(step.entry.id)
                known = step.entry.deliveries.get(desk.destination, Delivery())
                if stored is None or stored.deliveries.get(desk.destination, Delivery()) != known:
                    raise StoreConflict(f"{step.entry.id} was told by somebody else")
            self._desks[where] = desk.version + 1
            for thread in threads:
                self.save_thread(thread)
            for step in steps:
                self.save_delivery(
                    step.entry, desk.destination, step.delivery, step.state, step.due_at
                )

    def save_thread(self, thread: Thread) -> Thread:
        """Write a thread if its version is still the stored one; return it with the next."""
        with self._lock:
            self._unchanged(thread)
            saved = replace(thread, version=(thread.version or 0) + 1)
            self._threads[thread.destination, thread.account, thread.id] = saved
            return saved

    def _unchanged(self, thread: Thread) -> None:
        stored = self._threads.get((thread.destination, thread.account, thread.id))
        if (stored.version if stored else None) != thread.version:
            raise StoreConflict(f"thread {thread.id} was written by somebody else")

    def due_threads(self, now: datetime, *, limit: int = 100) -> list[Thread]:
        """Return the threads that are to be shown by now, the longest overdue first."""
        with self._lock:
            due = [
                (thread.delivery.due_at, thread)
                for thread in self._threads.values()
                if thread.is_waiting and thread.delivery.due_at and thread.delivery.due_at <= now
            ]
        return [thread for _, thread in sorted(due, key=lambda pair: pair[0])][:limit]

    def dead_threads(self, *, limit: int = 100) -> list[Thread]:
        """Return the threads that their destination will not get, the longest dead first."""
        with self._lock:
            dead = [t for t in self._threads.values() if t.delivery.state is DeliveryState.DEAD]
        return sorted(dead, key=lambda thread: thread.delivery.at or thread.opened_at)[:limit]

    def take_turn(self, destination: str, now: datetime, gap: timedelta) -> datetime:
        """Reserve the destination's next free moment, a gap after the one before, and return it."""
        with self._lock:
            turn = max(now, self._turns.get(destination, now))
            self._turns[destination] = turn + gap
            return turn

    def routing(self) -> dict[str, Mapping[str, Any]]:
        """Return the routing documents by their names."""
        with self._lock:
            return dict(sorted(self._routing.items()))

    def put_routing(self, name: str, document: Mapping[str, Any] | None) -> None:
        """Write a routing document; None takes it away."""
        with self._lock:
            if document is None:
                self._routing.pop(name, None)
            else:
                self._routing[name] = document

    def exceptions(self, account: str) -> list[AcceptedRisk]:
        """Return the exceptions of an account by their ids, the ended ones too."""
        with self._lock:
            return [each for _, each in sorted(self._exceptions.get(account, {}).items())]

    def expired_exceptions(self, now: datetime, *, limit: int = 100) -> list[AcceptedRisk]:
        """Return exceptions that have expired and of which that was not told, the oldest first."""
        with self._lock:
            expired = [
                each
                for of_account in self._exceptions.values()
                for each in of_account.values()
                if each.awaits_expiry and each.is_expired(now)
            ]
        return sorted(expired, key=lambda each: (each.ends_at, each.account, each.id))[:limit]

    def put_exception(self, exception: AcceptedRisk, before: int | None) -> None:
        """Write an exception, if the version is still the same."""
        with self._lock:
            known = self._exceptions.setdefault(exception.account, {})
            stored = known.get(exception.id)
            if (stored.version if stored else None) != before:
                raise StoreConflict(f"exception {exception.id} was written by somebody else")
            known[exception.id] = exception

    def milestones(self, account: str) -> dict[str, datetime]:
        """Return which milestones of an account were told, and when last."""
        with self._lock:
            return dict(self._milestones.get(account, {}))

    def put_milestones(self, account: str, told: Mapping[str, datetime]) -> None:
        """Record that milestones were told."""
        with self._lock:
            self._milestones.setdefault(account, {}).update(told)

    def claim_interaction(self, id: str, now: datetime, lease: timedelta) -> Claim:
        """Take an interaction for a time."""
        with self._lock:
            until = self._interactions.get(id, datetime.min.replace(tzinfo=UTC))
            if until is None:
                return Claim.DONE
            if until > now:
                return Claim.BUSY
            self._interactions[id] = now + lease
            return Claim.MINE

    def end_interaction(self, id: str, now: datetime) -> None:
        """Record that an interaction was worked off."""
        with self._lock:
            self._interactions[id] = None

    def risk_request(self, account: str, id: str) -> RiskRequest | None:
        """Return a request to accept a risk."""
        with self._lock:
            return self._requests.get((account, id))

    def put_risk_request(self, request: RiskRequest, before: int | None) -> None:
        """Write a request, if the version is still the same."""
        with self._lock:
            stored = self._requests.get((request.account, request.id))
            if (stored.version if stored else None) != before:
                raise StoreConflict(f"request {request.id} was written by somebody else")
            self._requests[request.account, request.id] = request

    def start_sweep(self, sweep: Sweep) -> bool:
        """Record a sweep; False if one of the account is under way, or the id is taken."""
        with self._lock:
            if sweep.id in self._sweeps:
                return False
            if sweep.state is SweepState.RUNNING and not self._take(sweep, sweep.started_at):
                return False
            self._sweeps[sweep.id] = sweep
            return True

    def _take(self, sweep: Sweep, at: datetime) -> bool:
        """Take the account for a sweep, where no other has it."""
        holder, until = self._running.get(sweep.account, (sweep.id, at))
        if holder != sweep.id and until >= at:
            return False
        self._running[sweep.account] = (sweep.id, at + MAX_SWEEP)
        return True

    def _free(self, sweep: Sweep) -> None:
        if self._running.get(sweep.account, ("", None))[0] == sweep.id:
            del self._running[sweep.account]

    def resume_sweep(self, sweep: Sweep, at: datetime) -> bool:
        """Let a sweep run on; False if another one of the account does, or it is done."""
        with self._lock:
            known = self._sweeps.get(sweep.id)
            if known is None or known.state is SweepState.DONE or not self._take(known, at):
                return False
            self._sweeps[sweep.id] = replace(known, state=SweepState.RUNNING, ended_at=None)
            return True

    def cancel_sweep(self, sweep: Sweep) -> bool:
        """End a sweep before its time; False if it does not run any more."""
        with self._lock:
            known = self._sweeps.get(sweep.id)
            if known is None or known.state is not SweepState.RUNNING:
                return False
            ended = replace(known, state=SweepState.CANCELLED, ended_at=self._now())
            self._sweeps[sweep.id] = ended
            self._free(known)
            return True

    def finish_slices(self, done: Sequence[Slice], *, error: str = "") -> Sweep | None:
        """Record the end of slices once each; the sweep if all its slices have ended."""
        with self._lock:
            sweep = self._sweeps.get(done[0].sweep)
            if sweep is None:
                return None
            ended = self._slices.setdefault(sweep.id, set())
            for part in done:
                if part.id in ended:
                    continue
                ended.add(part.id)
                sweep = replace(
                    sweep,
                    done=sweep.done + 1,
                    judged=sweep.judged + part.judged,
                    errors={**sweep.errors, **({part.id: error} if error else {})},
                )
                self._note_result(part, part.judged, error)
            if sweep.done >= sweep.slices and sweep.state is SweepState.RUNNING:
                sweep = replace(sweep, state=SweepState.DONE, ended_at=self._now())
                self._free(sweep)
            self._sweeps[sweep.id] = sweep
            return sweep if sweep.state is SweepState.DONE else None

    def _note_result(self, done: Slice, judged: int, error: str) -> None:
        known = self._results.setdefault(done.account, {})
        before = known.get((done.type, done.region))
        now = self._now()
        complete_at = now if not error else before.complete_at if before else None
        known[done.type, done.region] = LastResult(
            done.type, done.region, done.sweep, now, judged, done.missed, error, complete_at
        )

    def sweep_state(self, id: str) -> SweepState | None:
        """Return how far a sweep has come; None if there is none."""
        sweep = self.sweep(id)
        return sweep.state if sweep else None

    def ended_slices(self, id: str) -> frozenset[str]:
        """Return the ids of the slices of a sweep that have ended."""
        with self._lock:
            return frozenset(self._slices.get(id, ()))

    def sweep(self, id: str) -> Sweep | None:
        """Return a sweep and its progress."""
        with self._lock:
            return self._sweeps.get(id)

    def sweeps(self, account: str, *, limit: int = 10) -> list[Sweep]:
        """Return the last sweeps of an account, the newest first."""
        with self._lock:
            own = [sweep for sweep in self._sweeps.values() if sweep.account == account]
        return sorted(own, key=lambda sweep: (sweep.started_at, sweep.id), reverse=True)[:limit]

    def last_results(self, account: str) -> list[LastResult]:
        """Return how every slice of an account came out last, by type and region."""
        with self._lock:
            return [result for _, result in sorted(self._results.get(account, {}).items())]

    def note_drift(self, id: str, drift: int) -> None:
        """Record by how much the counts were wrong when a sweep had ended."""
        with self._lock:
            if id not in self._sweeps:
                raise StoreConflict(f"there is no sweep {id}")
            self._sweeps[id] = replace(self._sweeps[id], drift=drift)
