"""What the use cases need from the outside, as protocols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from posturewatch.domain.control import Severity

# Ports are names for the type checker; who implements or calls one imports what it needs.
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from posturewatch.domain.change import Change
    from posturewatch.domain.exception import AcceptedRisk
    from posturewatch.domain.finding import Finding, Named, ResourceState, Stored
    from posturewatch.domain.interaction import RiskRequest
    from posturewatch.domain.notification import Alert, Story
    from posturewatch.domain.outbox import Delivery, Entry, EntryState, LedgerRow, ScoreState
    from posturewatch.domain.places import Unknown
    from posturewatch.domain.reading import Outcome
    from posturewatch.domain.resource import Resource, ResourceKey
    from posturewatch.domain.scorecard import Counts
    from posturewatch.domain.sweep import LastResult, Missed, Slice, Sweep, SweepState
    from posturewatch.domain.thread import Thread
    from posturewatch.usecases.decide import Decision

MAX_SWEEP: Final = timedelta(hours=6)
"""How long a sweep may run before another one of its account may start."""


MAX_REPAIRED: Final = 80
"""How many tallies one repair sets right: one transaction holds 100 actions."""


class Claim(StrEnum):
    """Whether an interaction may be worked off."""

    MINE = "mine"
    """It is the caller's now."""
    BUSY = "busy"
    """Somebody else is at it."""
    DONE = "done"
    """It was worked off before."""


class Store(Protocol):
    """Where facts are kept. Every implementation passes the same contract tests."""

    def load(self, key: ResourceKey) -> Stored:
        """Return a resource's state and findings: one consistent read."""
        ...

    def load_states(self, keys: Sequence[ResourceKey]) -> dict[ResourceKey, ResourceState]:
        """Return the states of many resources, consistently; the unknown ones are missing."""
        ...

    def commit(
        self,
        decisions: Sequence[Decision],
        entry: Entry | None,
        *,
        missed: tuple[Slice, Missed] | None = None,
    ) -> None:
        """Write decisions, the tallies' differences and the outbox entry: all of it or nothing.

        Args:
            decisions: What was decided.
            entry: What the outbox is to say.
            missed: The slice that found what no event had told, and what that is: counted in the
                same transaction, so that a part that is worked off twice counts once.

        Raises:
            StoreConflict: A resource was committed by somebody else since it was loaded.
        """
        ...

    def touch(self, decision: Decision) -> None:
        """Write the times of observation and the next version alone: one cheap conditional write.

        The version grows with it, so that no older observation is written after it.

        Raises:
            StoreConflict: The resource was committed by somebody else since it was loaded.
        """
        ...

    def inventory(
        self, account: str, type: str, region: str | None = None
    ) -> Iterator[ResourceState]:
        """Return the resources of a type that are not gone, eventually consistent."""
        ...

    def findings(
        self, account: str, *, at_least: Severity = Severity.INFORMATIONAL
    ) -> Iterator[Finding]:
        """Return the open findings of an account, the worst first, eventually consistent."""
        ...

    def ended(self, account: str, since: datetime) -> Iterator[Finding]:
        """Return the findings that are not open and whose latest episode ended since a moment.

        The longest ended first, eventually consistent.
        """
        ...

    def tallies(self, scope: str) -> dict[str, Counts]:
        """Return the counts of every control of an account or of a team, consistently.

        Args:
            scope: The account's id, or `scope_of(account, team)`.
        """
        ...

    def teams(self, account: str) -> dict[str, int]:
        """Return how many resources each team of an account owns, consistently.

        A team that owned some and owns none any more is there with 0.
        """
        ...

    def score(self, account: str) -> ScoreState:
        """Return the score of an account, or of its `card_scope`; empty when never scored."""
        ...

    def apply_scores(
        self,
        before: ScoreState,
        after: ScoreState,
        rows: Sequence[LedgerRow],
        entries: Sequence[Entry],
        beside: Sequence[tuple[ScoreState, ScoreState, Sequence[LedgerRow]]] = (),
    ) -> None:
        """Write the score, its ledger rows and the entries that moved it: all of it or nothing.

        Args:
            before: The score whose version must still be stored.
            after: The score to write.
            rows: Its new ledger rows.
            entries: The entries, as they are once they are scored.
            beside: The same of other cards: before, after, rows.

        Raises:
            StoreConflict: The score or one of the entries was scored by somebody else.
        """
        ...

    def repair(
        self,
        tallies: Mapping[str, Counts],
        before: ScoreState,
        after: ScoreState,
        rows: Sequence[LedgerRow],
    ) -> None:
        """Set tallies and the score right, with the ledger rows that say so: all of it or nothing.

        Args:
            tallies: Name, as `tally_name` gives it → what to add; at most `MAX_REPAIRED`. What a
                tally and a recount differ by is moved by no commit, so it may be added whatever is
                stored by then.
            before: The score whose version must still be stored: no other repair came between.
            after: The score to write.
            rows: Its new ledger rows.

        Raises:
            StoreConflict: The score was written by somebody else.
        """
        ...

    def ledger(
        self, account: str, *, limit: int = 100, before: int | None = None
    ) -> list[LedgerRow]:
        """Return the last moves of an account's score, the newest first.

        Args:
            account: The account, or its `card_scope`.
            limit: How many.
            before: Only the moves below this version: the next page.
        """
        ...

    def entry(self, id: str) -> Entry | None:
        """Return an outbox entry."""
        ...

    def due_entries(self, now: datetime, *, limit: int = 100) -> list[Entry]:
        """Return the entries that should have come further by now, the longest overdue first."""
        ...

    def save_delivery(
        self,
        entry: Entry,
        destination: str,
        delivery: Delivery,
        state: EntryState,
        due_at: datetime | None,
    ) -> None:
        """Record the delivery of an entry to one destination.

        Raises:
            StoreConflict: Somebody else recorded an attempt since the entry was loaded.
        """
        ...

    def notified(self, findings: Iterable[Named]) -> None:
        """Mark findings that opened as told, where they are still in the same episode.

        What is told of a finding that ended is passed over: who heard of the end need not have
        heard of the beginning.
        """
        ...

    def dead_entries(self, *, limit: int = 100) -> list[Entry]:
        """Return the entries that some destination will not get, the longest dead first."""
        ...

    def desk(self, destination: str, account: str) -> Desk:
        """Return the threads of a destination and an account that may still move, consistently."""
        ...

    def thread(self, destination: str, account: str, id: str) -> Thread | None:
        """Return a thread, consistently."""
        ...

    def fold(self, desk: Desk, threads: Sequence[Thread], steps: Sequence[Step]) -> None:
        """Write threads and the deliveries that they took in: all of it or nothing.

        Raises:
            StoreConflict: Somebody else folded at this desk, wrote one of the threads, or recorded
                one of the deliveries.
        """
        ...

    def save_thread(self, thread: Thread) -> Thread:
        """Write a thread if its version is still the stored one; return it with the next.

        Raises:
            StoreConflict: Somebody else wrote it since.
        """
        ...

    def due_threads(self, now: datetime, *, limit: int = 100) -> list[Thread]:
        """Return the threads that are to be shown by now, the longest overdue first."""
        ...

    def dead_threads(self, *, limit: int = 100) -> list[Thread]:
        """Return the threads that their destination will not get, the longest dead first."""
        ...

    def take_turn(self, destination: str, now: datetime, gap: timedelta) -> datetime:
        """Reserve the destination's next free moment, a gap after the one before, and return it."""
        ...

    def routing(self) -> dict[str, Mapping[str, Any]]:
        """Return the routing documents of the table by their names, consistently."""
        ...

    def put_routing(self, name: str, document: Mapping[str, Any] | None) -> None:
        """Write a routing document; None takes it away."""
        ...

    def exceptions(self, account: str) -> list[AcceptedRisk]:
        """Return the exceptions of an account by their ids, the ended ones too, consistently."""
        ...

    def expired_exceptions(self, now: datetime, *, limit: int = 100) -> list[AcceptedRisk]:
        """Return exceptions that have expired and of which that was not told, the oldest first."""
        ...

    def put_exception(self, exception: AcceptedRisk, before: int | None) -> None:
        """Write an exception; ending one is a write too.

        Args:
            exception: The exception.
            before: The version that must still be stored; None when none may be stored yet.

        Raises:
            StoreConflict: Somebody else wrote it since.
        """
        ...

    def milestones(self, account: str) -> dict[str, datetime]:
        """Return which milestones of an account were told, and when last, consistently."""
        ...

    def put_milestones(self, account: str, told: Mapping[str, datetime]) -> None:
        """Record that milestones were told; doing it twice is harmless."""
        ...

    def claim_interaction(self, id: str, now: datetime, lease: timedelta) -> Claim:
        """Take an interaction for a time; nobody who was cut short holds it up for longer."""
        ...

    def end_interaction(self, id: str, now: datetime) -> None:
        """Record that an interaction was worked off."""
        ...

    def risk_request(self, account: str, id: str) -> RiskRequest | None:
        """Return a request to accept a risk, consistently."""
        ...

    def put_risk_request(self, request: RiskRequest, before: int | None) -> None:
        """Write a request.

        Args:
            request: The request.
            before: The version that must still be stored; None when none may be stored yet.

        Raises:
            StoreConflict: Somebody else wrote it since.
        """
        ...

    def start_sweep(self, sweep: Sweep) -> bool:
        """Record a sweep; False if one of the account is under way, or the id is taken.

        One that has not ended within `MAX_SWEEP` no longer holds up the next. One that is recorded
        as done, because its account could not be asked, holds up nothing.
        """
        ...

    def resume_sweep(self, sweep: Sweep, at: datetime) -> bool:
        """Let a sweep run on; False if another one of the account does, or it is done."""
        ...

    def cancel_sweep(self, sweep: Sweep) -> bool:
        """End a sweep before its time; False if it does not run any more."""
        ...

    def finish_slices(self, done: Sequence[Slice], *, error: str = "") -> Sweep | None:
        """Record the end of slices of a sweep once each; the sweep if all its slices have ended.

        What each has judged and found missing is counted. `error` says why the listing of all of
        them is not complete.

        It is given again when the end of one of its slices is told again: whoever was cut short
        after the last one can go on. So what is done then has to be harmless to do twice.
        """
        ...

    def sweep_state(self, id: str) -> SweepState | None:
        """Return how far a sweep has come; None if there is none."""
        ...

    def ended_slices(self, id: str) -> frozenset[str]:
        """Return the ids of the slices of a sweep that have ended, consistently."""
        ...

    def sweep(self, id: str) -> Sweep | None:
        """Return a sweep and its progress."""
        ...

    def sweeps(self, account: str, *, limit: int = 10) -> list[Sweep]:
        """Return the last sweeps of an account, the newest first."""
        ...

    def last_results(self, account: str) -> list[LastResult]:
        """Return how every slice of an account came out last, by type and region."""
        ...

    def note_drift(self, id: str, drift: int) -> None:
        """Record by how much the counts were wrong when a sweep had ended.

        Raises:
            StoreConflict: There is no such sweep.
        """
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The threads of one destination and account, where only one at a time folds.

    Args:
        destination: The destination.
        account: The account.
        version: How often was folded here; the condition of the next time.
        threads: The threads that may still move, the youngest first.
    """

    destination: str
    account: str
    version: int = 0
    threads: tuple[Thread, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How far an entry comes by a delivery to one destination.

    Args:
        entry: The entry, with the delivery that must still be stored.
        delivery: The delivery to write.
        state: The entry's state then.
        due_at: When the entry is looked at again; None when it need not be.
    """

    entry: Entry
    delivery: Delivery
    state: EntryState
    due_at: datetime | None


class Source(Protocol):
    """Where snapshots come from: live AWS calls."""

    def read(self, cls: type[Resource], key: ResourceKey, *, listed: Any = None) -> Outcome:
        """Read one resource."""
        ...

    def list(
        self,
        cls: type[Resource],
        account: str,
        region: str,
        *,
        token: str | None = None,
        limit: int = 100,
    ) -> Any | Unknown:
        """List a part of the resources of a type."""
        ...

    @property
    def calls(self) -> Mapping[str, int]:
        """How often each `service:Operation` was called so far."""
        ...

    @property
    def throttled(self) -> int:
        """For how many calls AWS had too much to do so far, after all retries."""
        ...


class ChangeQueue(Protocol):
    """Where changes wait for a later look."""

    def later(self, change: Change, seconds: int) -> None:
        """Deliver a change again after a delay of at most 900 seconds."""
        ...


class SliceQueue(Protocol):
    """Where the slices of a sweep wait."""

    def send(self, slices: Sequence[Slice], *, seconds: int = 0, is_bundled: bool = False) -> None:
        """Queue slices; those of one lane are worked off by one worker, one after the other.

        Args:
            slices: The slices.
            seconds: Deliver them after a delay of at most 900 seconds.
            is_bundled: Whether one message may hold several short lanes of a region.
        """
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a destination answered to a message that arrived.

    Args:
        id: The destination's own id of the message.
    """

    id: str


class Reminders(Protocol):
    """Wakes the teller up."""

    def remind(self, seconds: int) -> None:
        """Have what is due told after so many seconds, at most 900."""
        ...


@runtime_checkable
class Feed(Protocol):
    """A machine that hears of everything that moved, told or not."""

    name: str
    """Its name in the outbox, such as `eventbridge`."""

    def feed(self, entry: Entry) -> Receipt:
        """Hand over an entry.

        Raises:
            DeliveryError: Not all of it arrived; says whether and when to try again.
        """
        ...


class Notifier(Protocol):
    """Tells news to one destination."""

    name: str
    """The destination's name in the outbox and the routing, such as `slack`."""

    def deliver(self, alert: Alert) -> Receipt:
        """Deliver one alert.

        Raises:
            DeliveryError: It did not arrive; says whether and when to try again.
        """
        ...


class ThreadNotifier(Notifier, Protocol):
    """A destination where a message can be kept up to date, and has a thread below it.

    A notifier that has these methods is told findings by threads; `deliver` is for all other news.
    """

    def show(self, story: Story, *, look: bool) -> Receipt:
        """Show a thread's parent: make it, or bring it up to date where the thread names one.

        Args:
            story: The thread.
            look: Whether an earlier attempt may have arrived, so that it is looked for first.

        Returns:
            The destination's name of the parent; empty if it has none, and nothing can be edited.

        Raises:
            DeliveryError: It did not arrive; says whether and when to try again, and whether it
                may have arrived all the same.
        """
        ...

    def add(self, story: Story, *, look: bool) -> Receipt:
        """Tell the thread's events below its parent, as one message.

        Args:
            story: The thread, which names its parent.
            look: Whether an earlier attempt may have arrived, so that it is looked for first.

        Raises:
            DeliveryError: It did not arrive.
        """
        ...
