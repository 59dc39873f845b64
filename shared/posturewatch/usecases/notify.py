"""Notify: outbox entries become alerts, told to each destination until they arrive or are dead."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from posturewatch import catalog
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.errors import DeliveryError, StoreConflict
from posturewatch.domain.finding import Move
from posturewatch.domain.notification import Alert, AlertFinding, AlertKind
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, EntryState
from posturewatch.domain.scorecard import Scorecard
from posturewatch.usecases.ports import Notifier, Store

_log = logging.getLogger(__name__)

MAX_ATTEMPTS = 15
"""Attempts before a delivery counts as dead; with the waits below that is about half a day."""

FIRST_WAIT = timedelta(seconds=15)
"""How long the second attempt waits; each further one waits twice as long as the one before."""

CLAIM = timedelta(minutes=2)
"""How long an attempt is given before another worker may try: longer than a function may run."""

LONGEST_WAIT = timedelta(hours=2)

NOBODY = "nobody"
"""Stands for the destination where none is configured, so that the entry is visibly dead."""


def alert_of(entry: Entry, card: Scorecard) -> Alert:
    """Compose the alert of an outbox entry."""
    findings = sorted(
        (_finding(move, card) for move in entry.news),
        key=lambda f: (not f.kind.is_bad, -f.severity.rank, f.id),
    )
    if entry.summary:
        kind = AlertKind.BASELINE
    elif any(move.kind.is_bad for move in entry.news):
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
        owner=resource.owner if resource else "",
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
        notifiers: The destinations.
        card: The scorecard, for the points that a finding costs.
        now: The clock, in UTC.
    """

    store: Store
    notifiers: Sequence[Notifier]
    card: Scorecard
    now: Callable[[], datetime]

    def overdue(self) -> list[Entry]:
        """Return the entries that should have come further by now."""
        return self.store.due_entries(self.now())

    def tell(self, entries: Iterable[Entry]) -> int:
        """Deliver entries to every destination that has not had them yet.

        A destination that fails is tried again later and never holds up the others.

        Returns:
            How many deliveries arrived.
        """
        return sum(self._tell(entry) for entry in entries)

    def _tell(self, entry: Entry) -> int:
        if entry.state is not EntryState.PENDING:
            return 0
        arrived = 0
        for notifier in self.notifiers:
            delivery = entry.deliveries.get(notifier.name, Delivery())
            now = self.now()
            if delivery.state is not DeliveryState.WAITING or (delivery.due_at or now) > now:
                continue
            claim = replace(delivery, attempts=delivery.attempts + 1, at=now, due_at=now + CLAIM)
            try:
                # Claimed before it is sent: a second worker with the same entry stays away.
                entry = self._save(entry, notifier.name, claim)
                outcome = self._attempt(notifier, entry, claim)
                if outcome.state is DeliveryState.DELIVERED:
                    arrived += 1
                    self._mark(entry)
                entry = self._save(entry, notifier.name, outcome)
            except StoreConflict:
                _log.info("%s is being told %s by another worker", notifier.name, entry.id)
        self._settle(entry)
        return arrived

    def _mark(self, entry: Entry) -> None:
        """Mark findings as told, before that is recorded: what is cut short here is told again."""
        try:
            self.store.notified([move.finding for move in entry.news])
        except Exception:  # noqa: BLE001 # a mark is not worth telling everybody twice
            _log.exception("the findings of entry %s are not marked as told", entry.id)

    def _settle(self, entry: Entry) -> None:
        """End an entry for which nobody waits any more, or nobody who is still configured."""
        names = {notifier.name for notifier in self.notifiers}
        waiting = {name for name in names if _delivery(entry, name).state is DeliveryState.WAITING}
        if waiting or entry.state is not EntryState.PENDING:
            return
        dead = Delivery(
            DeliveryState.DEAD, at=self.now(), error="no such destination is configured"
        )
        left = {
            name: replace(delivery, state=dead.state, due_at=None, error=dead.error)
            for name, delivery in entry.deliveries.items()
            if name not in names and delivery.state is DeliveryState.WAITING
        }
        if not names and not entry.deliveries:
            left = {NOBODY: dead}
        told = {name: _delivery(entry, name) for name in sorted(entry.deliveries)[:1]}
        try:
            for name, delivery in (left or told).items():
                entry = self._save(entry, name, delivery)
        except StoreConflict:
            _log.info("entry %s is being told by another worker", entry.id)
        if left:
            _log.error("entry %s was not told to %s", entry.id, ", ".join(sorted(left)))

    def _attempt(self, notifier: Notifier, entry: Entry, claim: Delivery) -> Delivery:
        if claim.attempts > MAX_ATTEMPTS:
            # Each attempt was cut short: it kills whoever makes it.
            return replace(
                claim, state=DeliveryState.DEAD, due_at=None, error="never came to an end"
            )
        try:
            receipt = notifier.deliver(alert_of(entry, self.card))
        except DeliveryError as error:
            reason, retry_after = error.reason, error.retry_after
        except Exception as error:  # noqa: BLE001 # one destination, or one alert, never holds up the others
            _log.exception("%s crashed on %s", notifier.name, entry.id)
            reason, retry_after = f"{type(error).__name__}: {error}"[:300], 0.0
        else:
            return replace(
                claim, state=DeliveryState.DELIVERED, due_at=None, receipt=receipt.id, error=""
            )
        if retry_after is None or claim.attempts >= MAX_ATTEMPTS:
            _log.error("%s will not get %s: %s", notifier.name, entry.id, reason)
            return replace(claim, state=DeliveryState.DEAD, due_at=None, error=reason)
        growing = FIRST_WAIT * 2 ** min(claim.attempts - 1, 20)
        wait = max(timedelta(seconds=retry_after), min(growing, LONGEST_WAIT))
        return replace(claim, due_at=self.now() + wait, error=reason)

    def _save(self, entry: Entry, destination: str, delivery: Delivery) -> Entry:
        deliveries = {**entry.deliveries, destination: delivery}
        names = {n.name for n in self.notifiers} | {destination}
        states = [deliveries.get(name, Delivery()).state for name in names]
        if DeliveryState.WAITING in states:
            waiting = [
                deliveries.get(name, Delivery()).due_at or self.now()
                for name in names
                if deliveries.get(name, Delivery()).state is DeliveryState.WAITING
            ]
            state, due_at = EntryState.PENDING, min(waiting)
        else:
            state = EntryState.DEAD if DeliveryState.DEAD in states else EntryState.DELIVERED
            due_at = None
        self.store.save_delivery(entry, destination, delivery, state, due_at)
        return replace(entry, deliveries=deliveries, state=state, due_at=due_at)
