"""Threads: fold news into the threads of a destination, and show what was not shown yet.

Folding is one transaction of the threads and the entries' deliveries, so each piece of news is in
exactly one thread, once. Showing is claimed before it is tried. Where an attempt may have arrived
although nobody said so, the destination is asked to look for it before it is told again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from posturewatch import catalog
from posturewatch.domain.errors import DeliveryError, StoreConflict
from posturewatch.domain.finding import Move
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind, Story
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, EntryState
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.thread import Event, Member, Standing, Thread
from posturewatch.usecases.attempts import CLAIM, MAX_ATTEMPTS, wait_after
from posturewatch.usecases.ports import Desk, Reminders, Step, Store, ThreadNotifier

_log = logging.getLogger(__name__)

TRIES = 10
BATCH = 30
"""Entries that are folded in one transaction of at most 100 actions and 4 MB."""

EDIT_GAP = timedelta(seconds=3)
"""How long a parent stands before it is edited again; each time in a row twice as long."""

LONGEST_GAP = timedelta(seconds=60)
"""The longest of these, and what holds where each showing is a further message."""

TURN = timedelta(seconds=1)
"""What Slack asks to have between two messages in one channel."""

PATIENCE = timedelta(seconds=2)
"""The longest wait for a turn; a longer one is left to a reminder."""


@dataclass(frozen=True, slots=True)
class News:
    """What an entry has for one destination.

    Args:
        entry: The entry.
        moves: The moves that the destination hears of.
        until: When it may be told; None when that is at once.
        progress: Says the entry's state and when it is looked at again, once the delivery is so.
    """

    entry: Entry
    moves: tuple[Move, ...]
    until: datetime | None
    progress: Callable[[Entry, Delivery], tuple[EntryState, datetime | None]]


@dataclass(frozen=True, slots=True)
class Threads:
    """Keeps the threads of destinations.

    Args:
        store: Where facts are kept.
        card: The scorecard, for the points that a finding costs.
        now: The clock, in UTC.
        sleep: Waits for a turn, at most `PATIENCE`.
        reminders: Wakes the teller up; None where the schedule alone does.
        link: Where more is to be seen, with `{account}`; empty when nowhere.
        counted: What came of the attempts: `told`, `again`, `dead`.
    """

    store: Store
    card: Scorecard
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    reminders: Reminders | None = None
    link: str = ""
    counted: Counter[str] = field(default_factory=Counter)

    # Folding

    def fold(self, notifier: ThreadNotifier, news: Sequence[News]) -> list[Thread]:
        """Fold news into the destination's threads, and return those that are to be shown now.

        Args:
            notifier: The destination.
            news: News of one account, at most `BATCH`.
        """
        touched = self._fold(notifier.name, news[0].entry.account, news)
        now = self.now()
        for thread in touched:
            if thread.delivery.due_at and thread.delivery.due_at > now:
                self._remind(thread.delivery.due_at - now)
        return [thread for thread in touched if _is_due(thread, now)]

    def _fold(self, name: str, account: str, news: Sequence[News]) -> list[Thread]:
        items = self._items()
        for attempt in range(TRIES):
            fresh = news if not attempt else self._again(news)
            waiting = [
                each
                for each in fresh
                if each.entry.deliveries.get(name, Delivery()).state is DeliveryState.WAITING
            ]
            if not waiting:
                return []
            desk = self.store.desk(name, account)
            changed, steps = self._folded(desk, waiting, items)
            try:
                self.store.fold(desk, changed, steps)
            except StoreConflict:
                continue
            return [replace(t, version=(t.version or 0) + 1) for t in changed]
        raise StoreConflict(f"{name} was told of {account} by others {TRIES} times in a row")

    def _again(self, news: Sequence[News]) -> list[News]:
        stored = ((each, self.store.entry(each.entry.id)) for each in news)
        return [replace(each, entry=entry) for each, entry in stored if entry is not None]

    def _folded(
        self, desk: Desk, news: Sequence[News], items: Mapping[str, str]
    ) -> tuple[list[Thread], list[Step]]:
        now = self.now()
        threads = {thread.id: thread for thread in desk.threads}
        changed: dict[str, Thread] = {}
        steps: list[Step] = []
        for each in news:
            took: list[str] = []
            for id_, moves in self._shares(each, threads, now, items):
                known = threads.get(id_) or Thread.begun(desk.destination, each.entry, now)
                moved = self._timed(known, known.folded(each.entry, moves, now), each.until, now)
                threads[id_] = changed[id_] = moved
                took.append(id_)
            known_delivery = each.entry.deliveries.get(desk.destination, Delivery())
            delivery = replace(
                known_delivery,
                state=DeliveryState.FOLDED,
                attempts=known_delivery.attempts + 1,
                at=now,
                due_at=None,
                receipt=" ".join(took),
                error="",
            )
            steps.append(Step(each.entry, delivery, *each.progress(each.entry, delivery)))
        return list(changed.values()), steps

    def _shares(
        self, news: News, threads: Mapping[str, Thread], now: datetime, items: Mapping[str, str]
    ) -> Iterable[tuple[str, list[Move]]]:
        """Return which thread takes which of an entry's moves; a new one has the entry's id."""
        shares: dict[str, list[Move]] = {}
        left: list[Move] = []
        youngest_first = sorted(threads.values(), key=lambda t: t.opened_at, reverse=True)
        for move in news.moves:
            holder = next(
                (t.id for t in youngest_first if t.takes_back(move.finding.id, now)), None
            )
            if holder is None:
                left.append(move)
            else:
                shares.setdefault(holder, []).append(move)
        bad = [move for move in left if move.kind.is_bad]
        if bad:
            joined = (t.id for t in youngest_first if t.takes_in(bad, now, items))
            shares.setdefault(next(joined, news.entry.id), []).extend(left)
        elif left:
            shares.setdefault(news.entry.id, []).extend(left)
        return shares.items()

    def _timed(self, known: Thread, moved: Thread, until: datetime | None, now: datetime) -> Thread:
        """Return a thread with the time when what was folded into it is to be shown."""
        delivery = known.delivery
        is_tried = delivery.state is DeliveryState.WAITING and delivery.attempts > 0
        if is_tried and delivery.due_at:
            # Somebody is at it, or was told to come back later.
            return moved
        if known.shown_at is None:
            due = until or now
            if known.version is not None and delivery.due_at:
                due = min(due, delivery.due_at)
        else:
            due = max(until or now, known.shown_at + _gap(known))
        return replace(moved, delivery=Delivery(due_at=due))

    def _items(self) -> dict[str, str]:
        return {
            control: item.id
            for item in self.card.items
            for ids in item.controls.values()
            for control in ids
        }

    # Actions of people

    def note(self, thread: Thread, event: Event, standing: Standing | None) -> Thread:
        """Record what a person did about a thread, and have it shown.

        Args:
            thread: The thread that the person saw.
            event: What is told of it below the parent.
            standing: What its failing findings become; None when they stay as they are.

        Returns:
            The thread as it is stored then. Whoever tells is reminded to show it.
        """

        def noted(stored: Thread) -> Thread:
            now = self.now()
            return self._timed(stored, stored.noted(event, standing, now), now, now)

        stored = self._changed(thread, noted)
        if stored.delivery.due_at:
            self._remind(stored.delivery.due_at - self.now())
        return stored

    # Showing

    def due(self) -> list[Thread]:
        """Return the threads that are to be shown by now."""
        return self.store.due_threads(self.now())

    def show(self, notifier: ThreadNotifier, thread: Thread) -> float:
        """Show a thread, if nobody else does.

        Returns:
            For how many seconds the destination is to be left alone, because it asked for it or
            gave no answer; 0 when it may be told more now.
        """
        now = self.now()
        if not _is_due(thread, now):
            return 0.0
        if thread.delivery.attempts >= MAX_ATTEMPTS:
            self._dead(thread, thread.delivery.error or "never came to an end")
            return 0.0
        if not thread.parent:
            turn = self._turn(thread, now)
            if turn is None:
                return 0.0
        try:
            claimed = self._claimed(thread)
        except StoreConflict:
            _log.info("%s is being told %s by another worker", thread.destination, thread.id)
            return 0.0
        try:
            shown = self._shown(notifier, claimed, look=thread.uncertain)
            if shown.events and shown.parent:
                shown = self._added(notifier, shown)
        except DeliveryError as error:
            self._failed(claimed, error, was_uncertain=thread.uncertain)
            return error.retry_after or 0.0
        except Exception as error:  # noqa: BLE001 # one thread never holds up the others
            _log.exception("%s crashed on thread %s", thread.destination, thread.id)
            reason = f"{type(error).__name__}: {error}"[:300]
            self._failed(
                claimed,
                DeliveryError(reason, retry_after=0.0, unclear=True),
                was_uncertain=True,
            )
            return 0.0
        self.counted["told"] += 1
        self._mark(claimed)
        self._settled(shown)
        return 0.0

    def _turn(self, thread: Thread, now: datetime) -> datetime | None:
        """Wait for the turn of a new message; None where a reminder comes back for it."""
        turn = self.store.take_turn(thread.destination, now, TURN)
        wait = turn - now
        if wait > PATIENCE:
            self._changed(thread, lambda stored: stored.due(turn))
            self._remind(wait)
            return None
        if wait > timedelta():
            self.sleep(wait.total_seconds())
        return turn

    def _claimed(self, thread: Thread) -> Thread:
        now = self.now()
        delivery = replace(
            thread.delivery,
            attempts=thread.delivery.attempts + 1,
            at=now,
            due_at=now + CLAIM,
        )
        return self.store.save_thread(replace(thread, delivery=delivery, uncertain=True))

    def _shown(self, notifier: ThreadNotifier, claimed: Thread, *, look: bool) -> Thread:
        if claimed.shown >= claimed.content:
            return replace(claimed, uncertain=look)
        receipt = notifier.show(self.story(claimed), look=look)
        now = self.now()
        # Without a parent's name each showing is a message of its own, events included.
        told = 0 if receipt.id else claimed.events_ever

        def shown(stored: Thread) -> Thread:
            return replace(
                stored,
                parent=receipt.id,
                shown=claimed.content,
                shown_at=now,
                showings=stored.showings + 1 if _is_soon(stored, now) else 1,
                # What was unclear about an event is still unclear.
                uncertain=look and bool(claimed.parent),
                events=tuple(e for e in stored.events if e.number > told),
                members=_told(stored, claimed),
            )

        return self._changed(claimed, shown)

    def _added(self, notifier: ThreadNotifier, shown: Thread) -> Thread:
        """Tell the events; a thread's messages take their turns in the channel too."""
        look = shown.uncertain
        now = self.now()
        turn = self.store.take_turn(shown.destination, now, TURN)
        if turn > now:
            self.sleep(min(turn - now, 2 * PATIENCE).total_seconds())
        shown = self._changed(shown, lambda stored: replace(stored, uncertain=True))
        notifier.add(self.story(shown), look=look)
        last = shown.events[-1].number

        def added(stored: Thread) -> Thread:
            left = tuple(event for event in stored.events if event.number > last)
            return replace(stored, events=left, uncertain=False)

        return self._changed(shown, added)

    def _settled(self, shown: Thread) -> None:
        """Record that all is shown, or when what came meanwhile is to be."""
        now = self.now()

        def settled(stored: Thread) -> Thread:
            delivery = replace(
                stored.delivery, attempts=0, receipt=stored.parent, error="", due_at=None
            )
            if stored.is_shown:
                return replace(stored, delivery=replace(delivery, state=DeliveryState.DELIVERED))
            return replace(stored, delivery=replace(delivery, due_at=now + _gap(stored)))

        stored = self._changed(shown, settled)
        if stored.delivery.due_at:
            self._remind(stored.delivery.due_at - now)

    def _failed(self, claimed: Thread, error: DeliveryError, *, was_uncertain: bool) -> None:
        if error.retry_after is None:
            self._dead(claimed, error.reason)
            return
        now = self.now()
        wait = wait_after(claimed.delivery.attempts, error.retry_after)

        def again(stored: Thread) -> Thread:
            # That the parent was made, or found, settles whether it had been made before.
            is_settled = bool(stored.parent) and not claimed.parent
            return replace(
                stored,
                uncertain=error.unclear or (was_uncertain and not is_settled),
                delivery=replace(stored.delivery, due_at=now + wait, error=error.reason),
            )

        self._changed(claimed, again)
        self.counted["again"] += 1
        self._remind(wait)

    def give_up(self, thread: Thread, reason: str) -> None:
        """Let a thread be dead, visibly, that no destination is there for."""
        self._dead(thread, reason)

    def _dead(self, thread: Thread, reason: str) -> None:
        _log.error("%s will not get thread %s: %s", thread.destination, thread.id, reason)

        def dead(stored: Thread) -> Thread:
            delivery = replace(stored.delivery, state=DeliveryState.DEAD, due_at=None, error=reason)
            return replace(stored, delivery=delivery)

        self._changed(thread, dead)
        self.counted["dead"] += 1

    def _changed(self, thread: Thread, change: Callable[[Thread], Thread]) -> Thread:
        """Write a change of a thread, on top of what others have folded into it meanwhile."""
        stored: Thread | None = thread
        for _ in range(TRIES):
            if stored is None:
                break
            try:
                return self.store.save_thread(change(stored))
            except StoreConflict:
                stored = self.store.thread(thread.destination, thread.account, thread.id)
        raise StoreConflict(f"thread {thread.id} was written by others {TRIES} times in a row")

    def _mark(self, shown: Thread) -> None:
        """Mark findings as told; one that is not marked is told all the same."""
        try:
            self.store.notified([m for m in shown.members if not m.told])
        except Exception:  # noqa: BLE001 # a mark is not worth telling everybody twice
            _log.exception("the findings of thread %s are not marked as told", shown.id)

    def _remind(self, wait: timedelta) -> None:
        if self.reminders is None:
            return
        seconds = min(900, max(1, -int(-wait.total_seconds() // 1)))
        try:
            self.reminders.remind(seconds)
        except Exception:  # noqa: BLE001 # the schedule comes by every minute in any case
            _log.exception("no reminder could be left")

    # What is shown

    def story(self, thread: Thread) -> Story:
        """Return a thread as it is shown."""
        findings = tuple(self._finding(member) for member in thread.members)
        is_bad = any(finding.kind.is_bad for finding in findings)
        open_ones = [m.severity for m in thread.members if not m.standing.is_over]
        severities = open_ones or [m.severity for m in thread.members]
        one = len(thread.resources) == 1
        alert = Alert(
            id=thread.id,
            kind=AlertKind.REGRESSION if is_bad else AlertKind.IMPROVEMENT,
            account=thread.account,
            at=thread.opened_at,
            cause=thread.cause,
            severity=max(severities, key=lambda severity: severity.rank),
            findings=findings,
            resource=thread.resources[0] if one else None,
            resource_name=thread.members[0].name if one else "",
            resource_arn=thread.arn,
            owner=thread.owner,
            score=thread.score,
        )
        return Story(thread, alert, self.link.replace("{account}", thread.account))

    def _finding(self, member: Member) -> AlertFinding:
        controls = catalog.controls_for(member.key.type)
        control = next((c for c in controls if c.id == member.control), None)
        span = member.ended_at - member.opened_at if member.ended_at and member.opened_at else None
        return AlertFinding(
            id=member.id,
            control=member.control,
            title=control.title if control else member.control,
            severity=member.severity,
            kind=member.kind,
            reason=member.reason,
            remediation=control.remediation if control else "",
            evidence=member.evidence,
            opened_at=member.opened_at,
            open_for=span,
            points=sum(item.weight for item in self.card.items_of(member.control)),
            before=member.before,
        )


def _is_due(thread: Thread, now: datetime) -> bool:
    return thread.is_waiting and (thread.delivery.due_at or now) <= now


def _gap(thread: Thread) -> timedelta:
    """Return how long a thread stands as it was shown: longer and longer while more comes in."""
    if not thread.parent:
        return LONGEST_GAP
    return min(EDIT_GAP * int(2 ** max(0, min(thread.showings, 20) - 1)), LONGEST_GAP)


def _is_soon(thread: Thread, now: datetime) -> bool:
    return thread.shown_at is not None and now - thread.shown_at <= 2 * _gap(thread)


def _told(stored: Thread, claimed: Thread) -> tuple[Member, ...]:
    """Return the stored findings, those marked as told that were shown in the same episode."""
    shown = {(m.id, m.episode) for m in claimed.members}
    return tuple(replace(m, told=True) if (m.id, m.episode) in shown else m for m in stored.members)
