"""Notify: outbox entries become alerts, told to each destination until they arrive or are dead."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeGuard

from posturewatch import catalog
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.errors import DeliveryError, StoreConflict
from posturewatch.domain.finding import Move
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, EntryState
from posturewatch.domain.scorecard import Scorecard
from posturewatch.domain.thread import Thread
from posturewatch.usecases.attempts import CLAIM, MAX_ATTEMPTS, wait_after
from posturewatch.usecases.ports import Feed, Notifier, Receipt, Reminders, Store, ThreadNotifier
from posturewatch.usecases.route import Router, Target
from posturewatch.usecases.threads import BATCH, News, Threads

_log = logging.getLogger(__name__)

NOBODY = "nobody"
"""Stands for the destination where none is configured, so that the entry is visibly dead."""


def alert_of(entry: Entry, card: Scorecard, moves: Sequence[Move] | None = None) -> Alert:
    """Compose the alert of an outbox entry.

    Args:
        entry: The entry.
        card: The scorecard, for the points that a finding costs.
        moves: What of its news is told; None: all of it.
    """
    news = entry.news if moves is None else tuple(moves)
    findings = sorted(
        (_finding(move, card) for move in news),
        key=lambda f: (not f.kind.is_bad, -f.severity.rank, f.id),
    )
    if entry.summary:
        kind = AlertKind(entry.summary.get("kind", AlertKind.BASELINE))
    elif any(move.kind.is_bad for move in news):
        kind = AlertKind.REGRESSION
    else:
        kind = AlertKind.IMPROVEMENT
    resource = entry.resource
    return Alert(
        id=entry.id,
        kind=kind,
        account=entry.account,
        at=entry.at,
        cause=entry.cause,
        severity=max(
            (f.severity for f in findings), key=lambda s: s.rank, default=Severity.INFORMATIONAL
        ),
        findings=tuple(findings),
        resource=resource.key if resource else None,
        resource_name=resource.name if resource else "",
        resource_arn=resource.arn if resource else "",
        owner=resource.owner if resource else str(entry.summary.get("team", "")),
        score=entry.score,
        summary=entry.summary,
    )


def _finding(move: Move, card: Scorecard) -> AlertFinding:
    finding = move.finding
    control = _control(finding.key.type, finding.control)
    ended = finding.resolved_at if not move.kind.is_bad else None
    return AlertFinding(
        id=finding.id,
        control=finding.control,
        title=control.title if control else finding.control,
        severity=finding.severity,
        kind=move.kind,
        reason=finding.reason,
        remediation=control.remediation if control else "",
        evidence=finding.evidence,
        opened_at=finding.opened_at,
        open_for=ended - finding.opened_at if ended and finding.opened_at else None,
        points=sum(item.weight for item in card.items_of(finding.control)),
        before=move.before,
    )


def _delivery(entry: Entry, destination: str) -> Delivery:
    return entry.deliveries.get(destination, Delivery())


def _control(resource_type: str, id: str) -> Control | None:
    return next((c for c in catalog.controls_for(resource_type) if c.id == id), None)


@dataclass(frozen=True, slots=True)
class Teller:
    """Delivers entries.

    Args:
        store: Where facts are kept.
        notifiers: The destinations, and the machines that hear of everything that moved.
        card: The scorecard, for the points that a finding costs.
        now: The clock, in UTC.
        router: Says who hears of what; None: every destination of everything.
        sleep: Waits for a turn in a busy channel.
        reminders: Wakes the teller up; None where the schedule alone does.
        link: Where more is to be seen, with `{account}`; empty when nowhere.
        counted: What came of the attempts: `told`, `again`, `dead`.
    """

    store: Store
    notifiers: Sequence[Notifier | Feed]
    card: Scorecard
    now: Callable[[], datetime]
    router: Router | None = None
    sleep: Callable[[float], None] = time.sleep
    reminders: Reminders | None = None
    link: str = ""
    counted: Counter[str] = field(default_factory=Counter)
    _resting: dict[str, datetime] = field(default_factory=dict, init=False, repr=False)

    @property
    def threads(self) -> Threads:
        """The use case that keeps the threads of destinations."""
        return Threads(
            self.store,
            self.card,
            self.now,
            self.sleep,
            self.reminders,
            self.link,
            self.counted,
        )

    def overdue(self) -> list[Entry]:
        """Return the entries that should have come further by now."""
        return self.store.due_entries(self.now())

    def tell(self, entries: Iterable[Entry]) -> int:
        """Deliver entries to every destination that has not had them yet.

        A destination that fails is tried again later and never holds up the others.

        Returns:
            How many messages arrived.
        """
        before = self.counted["told"]
        pending = [entry for entry in entries if entry.state is EntryState.PENDING]
        plans = [self._plan(entry) for entry in pending]
        for notifier in self.notifiers:
            if _keeps_threads(notifier):
                self._fold(notifier, plans)
        for plan in plans:
            self._tell(plan)
        return self.counted["told"] - before

    def show_due(self) -> int:
        """Show the threads that are to be shown by now.

        Returns:
            How many showings arrived.
        """
        before = self.counted["told"]
        threads = self.threads
        by_name: dict[str, list[Thread]] = {}
        for thread in threads.due():
            by_name.setdefault(thread.destination, []).append(thread)
        known = {notifier.name: notifier for notifier in self.notifiers}
        for name, due in by_name.items():
            notifier = known.get(name)
            if notifier is not None and _keeps_threads(notifier):
                self._show(notifier, due)
                continue
            for thread in due:
                threads.give_up(thread, "no such destination is configured")
        return self.counted["told"] - before

    # Threads

    def _fold(self, notifier: ThreadNotifier, plans: Sequence[_Plan]) -> None:
        waiting = [
            plan
            for plan in plans
            if (target := plan.targets.get(notifier.name)) and target.moves and not target.digest
        ]
        for part in _parts(waiting):
            # Shown part by part: the first message of a burst does not wait for all of it.
            self._fold_part(notifier, part)

    def _fold_part(self, notifier: ThreadNotifier, waiting: Sequence[_Plan]) -> None:
        folded: dict[str, Delivery] = {}
        news = [self._news(plan, notifier.name, folded) for plan in waiting]
        try:
            due = self.threads.fold(notifier, news)
        except StoreConflict:
            _log.exception("%s is told later", notifier.name)
            return
        except Exception as error:  # noqa: BLE001 # one entry never holds up the others
            if len(waiting) > 1:
                for plan in waiting:
                    self._fold_part(notifier, [plan])
            elif waiting:
                _log.exception("%s crashed on %s", notifier.name, waiting[0].entry.id)
                self._unfoldable(waiting[0], notifier.name, error)
            return
        for plan in waiting:
            # Or whoever is told last would not know that nobody waits any more.
            if delivery := folded.get(plan.entry.id):
                deliveries = {**plan.entry.deliveries, notifier.name: delivery}
                plan.entry = replace(plan.entry, deliveries=deliveries)
        self._show(notifier, due)

    def _news(self, plan: _Plan, name: str, folded: dict[str, Delivery]) -> News:
        target = plan.targets[name]

        def progress(entry: Entry, delivery: Delivery) -> tuple[EntryState, datetime | None]:
            folded[entry.id] = delivery
            return self._progress(entry, name, delivery, plan.targets)

        return News(plan.entry, target.moves, target.until, progress)

    def _unfoldable(self, plan: _Plan, name: str, error: Exception) -> None:
        """Try an entry that nobody can make a thread of again later, until it is dead."""
        now, delivery = self.now(), _delivery(plan.entry, name)
        tried = replace(
            delivery,
            attempts=delivery.attempts + 1,
            at=now,
            error=f"{type(error).__name__}: {error}"[:300],
        )
        if tried.attempts >= MAX_ATTEMPTS:
            tried = replace(tried, state=DeliveryState.DEAD, due_at=None)
            self.counted["dead"] += 1
        else:
            tried = replace(tried, due_at=now + wait_after(tried.attempts, 0.0))
        try:
            self._save(plan.entry, name, tried, plan.targets)
        except StoreConflict:
            _log.info("%s is being told %s by another worker", name, plan.entry.id)

    def _show(self, notifier: ThreadNotifier, due: Iterable[Thread]) -> None:
        for thread in due:
            if self._rests(notifier.name):
                return
            try:
                self._rest(notifier.name, self.threads.show(notifier, thread))
            except StoreConflict:
                _log.exception("thread %s is shown later", thread.id)

    def _rests(self, name: str) -> bool:
        return self._resting.get(name, self.now()) > self.now()

    def _rest(self, name: str, seconds: float) -> None:
        """Leave a destination alone that is silent or busy: each try would cost the others time."""
        if seconds:
            self._resting[name] = self.now() + timedelta(seconds=seconds)

    # All else

    def _plan(self, entry: Entry) -> _Plan:
        try:
            return _Plan(entry, self._targets(entry))
        except Exception:  # noqa: BLE001 # one entry never holds up the others
            # What cannot be routed is tried everywhere, and dead where it cannot be told.
            _log.exception("nobody can tell whom entry %s concerns", entry.id)
            return _Plan(entry, {n.name: Target(n.name, ()) for n in self.notifiers})

    def _targets(self, entry: Entry) -> dict[str, Target]:
        known = {notifier.name for notifier in self.notifiers}
        feeds = {n.name: Target(n.name, entry.moves) for n in self.notifiers if isinstance(n, Feed)}
        if entry.for_feeds:
            return feeds
        if self.router is None:
            return {name: Target(name, entry.news) for name in sorted(known)}
        heard = {t.destination: t for t in self.router.targets(entry) if t.destination in known}
        targets = {**heard, **feeds}
        for name, delivery in entry.deliveries.items():
            # What was begun is brought to its end, whatever the routing says by now.
            if name in known and name not in targets and delivery.state is DeliveryState.WAITING:
                targets[name] = Target(name, entry.news)
        return targets

    def _tell(self, plan: _Plan) -> None:
        entry = plan.entry
        for notifier in self.notifiers:
            target = plan.targets.get(notifier.name)
            if target is None or (target.moves and not target.digest and _keeps_threads(notifier)):
                continue
            delivery = entry.deliveries.get(notifier.name, Delivery())
            now = self.now()
            if delivery.state is not DeliveryState.WAITING or (delivery.due_at or now) > now:
                continue
            try:
                entry = self._deliver(notifier, entry, target, delivery, plan.targets)
            except StoreConflict:
                _log.info("%s is being told %s by another worker", notifier.name, entry.id)
        self._settle(entry, plan.targets)

    def _deliver(
        self,
        notifier: Notifier | Feed,
        entry: Entry,
        target: Target,
        delivery: Delivery,
        targets: Mapping[str, Target],
    ) -> Entry:
        now = self.now()
        if target.digest:
            kept = replace(delivery, state=DeliveryState.DIGEST, at=now, due_at=None)
            return self._save(entry, notifier.name, kept, targets)
        if target.until is not None and not delivery.attempts:
            return self._save(entry, notifier.name, replace(delivery, due_at=target.until), targets)
        if self._rests(notifier.name):
            return entry
        claim = replace(delivery, attempts=delivery.attempts + 1, at=now, due_at=now + CLAIM)
        # Claimed before it is sent: a second worker with the same entry stays away.
        entry = self._save(entry, notifier.name, claim, targets)
        outcome = self._attempt(notifier, entry, target, claim)
        if outcome.state is DeliveryState.DELIVERED:
            self.counted["told"] += 1
            if not isinstance(notifier, Feed):
                self._mark(target)
        return self._save(entry, notifier.name, outcome, targets)

    def _mark(self, target: Target) -> None:
        """Mark findings as told, before that is recorded: what is cut short here is told again."""
        try:
            self.store.notified([move.finding for move in target.moves])
        except Exception:  # noqa: BLE001 # a mark is not worth telling everybody twice
            _log.exception("findings are not marked as told")

    def _settle(self, entry: Entry, targets: Mapping[str, Target]) -> None:
        """End an entry for which nobody waits any more, or nobody who is still configured."""
        waiting = {n for n in targets if _delivery(entry, n).state is DeliveryState.WAITING}
        if waiting or entry.state is not EntryState.PENDING:
            return
        dead = Delivery(
            DeliveryState.DEAD, at=self.now(), error="no such destination is configured"
        )
        left = {
            name: replace(delivery, state=dead.state, due_at=None, error=dead.error)
            for name, delivery in entry.deliveries.items()
            if name not in targets
            and delivery.state is DeliveryState.WAITING
            # Once there is somebody, it is of no use that there was nobody.
            and not (targets and name == NOBODY)
        }
        if not targets and not entry.deliveries:
            left = {NOBODY: dead}
        told = {name: _delivery(entry, name) for name in sorted(entry.deliveries)[:1]}
        try:
            for name, delivery in (left or told).items():
                entry = self._save(entry, name, delivery, targets)
        except StoreConflict:
            _log.info("entry %s is being told by another worker", entry.id)
        if left:
            self.counted["dead"] += len(left)
            _log.error("entry %s was not told to %s", entry.id, ", ".join(sorted(left)))

    def _attempt(
        self, notifier: Notifier | Feed, entry: Entry, target: Target, claim: Delivery
    ) -> Delivery:
        if claim.attempts > MAX_ATTEMPTS:
            # Each attempt was cut short: it kills whoever makes it.
            self.counted["dead"] += 1
            return replace(
                claim, state=DeliveryState.DEAD, due_at=None, error="never came to an end"
            )
        try:
            receipt = self._handed_over(notifier, entry, target)
        except DeliveryError as error:
            reason, retry_after = error.reason, error.retry_after
            self._rest(notifier.name, retry_after or 0.0)
        except Exception as error:  # noqa: BLE001 # one destination, or one alert, never holds up the others
            _log.exception("%s crashed on %s", notifier.name, entry.id)
            reason, retry_after = f"{type(error).__name__}: {error}"[:300], 0.0
        else:
            return replace(
                claim, state=DeliveryState.DELIVERED, due_at=None, receipt=receipt.id, error=""
            )
        if retry_after is None or claim.attempts >= MAX_ATTEMPTS:
            _log.error("%s will not get %s: %s", notifier.name, entry.id, reason)
            self.counted["dead"] += 1
            return replace(claim, state=DeliveryState.DEAD, due_at=None, error=reason)
        self.counted["again"] += 1
        wait = wait_after(claim.attempts, retry_after)
        return replace(claim, due_at=self.now() + wait, error=reason)

    def _handed_over(self, notifier: Notifier | Feed, entry: Entry, target: Target) -> Receipt:
        if isinstance(notifier, Feed):
            return notifier.feed(entry)
        return notifier.deliver(alert_of(entry, self.card, target.moves or None))

    def _save(
        self, entry: Entry, destination: str, delivery: Delivery, targets: Mapping[str, Target]
    ) -> Entry:
        state, due_at = self._progress(entry, destination, delivery, targets)
        self.store.save_delivery(entry, destination, delivery, state, due_at)
        deliveries = {**entry.deliveries, destination: delivery}
        return replace(entry, deliveries=deliveries, state=state, due_at=due_at)

    def _progress(
        self, entry: Entry, destination: str, delivery: Delivery, targets: Mapping[str, Target]
    ) -> tuple[EntryState, datetime | None]:
        """Return how far an entry is with a delivery, and when it is looked at again."""
        told = [_delivery(entry, name) for name in targets if name != destination]
        told.append(delivery)
        waiting = [each.due_at or self.now() for each in told if _is_waiting(each)]
        if waiting:
            return EntryState.PENDING, min(waiting)
        dead = any(each.state is DeliveryState.DEAD for each in told)
        return EntryState.DEAD if dead else EntryState.DELIVERED, None


@dataclass(slots=True)
class _Plan:
    entry: Entry
    targets: Mapping[str, Target]


def _parts(plans: Iterable[_Plan]) -> Iterator[list[_Plan]]:
    """Yield what is folded in one transaction each: some plans of one account."""
    by_account: dict[str, list[_Plan]] = {}
    for plan in plans:
        by_account.setdefault(plan.entry.account, []).append(plan)
    for own in by_account.values():
        for start in range(0, len(own), BATCH):
            yield own[start : start + BATCH]


def _is_waiting(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.WAITING


def _keeps_threads(notifier: Notifier | Feed) -> TypeGuard[ThreadNotifier]:
    return hasattr(notifier, "show")
