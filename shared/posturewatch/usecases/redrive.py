"""Redrive: what is dead is told again, once its cause is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from posturewatch.domain.outbox import Delivery, DeliveryState, EntryState
from posturewatch.usecases.ports import Store


@dataclass(frozen=True, slots=True)
class Dead:
    """A delivery that a destination will not get.

    Args:
        destination: The destination.
        account: The account that it is about.
        id: The entry's or the thread's id.
        what: `entry` or `thread`.
        error: What the destination answered last.
        at: When it was tried last.
        findings: How many findings it tells of.
    """

    destination: str
    account: str
    id: str
    what: str
    error: str
    at: datetime | None
    findings: int


@dataclass(frozen=True, slots=True)
class Redriver:
    """Lists what is dead, and has it told again.

    Args:
        store: Where facts are kept.
        now: The clock, in UTC.
    """

    store: Store
    now: Callable[[], datetime]

    def dead(self, destination: str = "") -> list[Dead]:
        """Return what is dead, the longest dead first; of one destination, if one is named."""
        entries = [
            Dead(name, e.account, e.id, "entry", d.error, d.at, len(e.news))
            for e in self.store.dead_entries()
            for name, d in sorted(e.deliveries.items())
            if d.state is DeliveryState.DEAD
        ]
        threads = [
            Dead(
                t.destination,
                t.account,
                t.id,
                "thread",
                t.delivery.error,
                t.delivery.at,
                len(t.members),
            )
            for t in self.store.dead_threads()
        ]
        found = [each for each in entries + threads if destination in ("", each.destination)]
        return sorted(found, key=lambda each: (each.at is not None, each.at, each.id))

    def redrive(self, destination: str = "") -> int:
        """Have what is dead wait to be told again from now on.

        Args:
            destination: The destination that is meant; empty: all.

        Returns:
            How many deliveries and threads wait again.

        Raises:
            StoreConflict: Somebody else wrote one of them just now; doing it again is harmless.
        """
        again = 0
        now = self.now()
        for entry in self.store.dead_entries():
            for name, delivery in entry.deliveries.items():
                if delivery.state is not DeliveryState.DEAD or destination not in ("", name):
                    continue
                waiting = replace(delivery, state=DeliveryState.WAITING, attempts=0, due_at=now)
                self.store.save_delivery(entry, name, waiting, EntryState.PENDING, now)
                again += 1
        for thread in self.store.dead_threads():
            if destination in ("", thread.destination):
                self.store.save_thread(replace(thread, delivery=Delivery(due_at=now)))
                again += 1
        return again
