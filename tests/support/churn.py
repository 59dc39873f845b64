"""A random life of an account: changes, deletions, failed reads, and events as AWS delivers them.

A quarter of the events come twice, a tenth come late, and entries are scored in batches, as streams
bring them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from posturewatch.domain.change import Change
from posturewatch.domain.outbox import Entry, EntryState
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.decide import Decision
from tests.support.house import House, change, covered, key, widget

DUPLICATES = 0.25
LATE = 0.1


class Streamed(MemoryStore):
    """A store that keeps what its stream would bring."""

    def __init__(self, **more) -> None:
        super().__init__(**more)
        self.stream: list[Entry] = []

    def commit(self, decisions: Sequence[Decision], entry: Entry | None, **more) -> None:
        super().commit(decisions, entry, **more)
        if entry is not None:
            self.stream.append(entry)


class Churn:
    """Lives through random changes.

    Args:
        seed: The chance's seed.
        widgets: How many resources there are at most.
    """

    def __init__(self, seed: int, widgets: int = 60) -> None:
        self.chance = random.Random(seed)  # a test's dice
        self.house = House()
        self.house.store = self.store = Streamed(now=self.house.clock)
        self.keys = [key(f"w-{number}") for number in range(widgets)]
        self.late: list[Change] = []
        self.delivered = 0
        covered(self.store)

    def live(self, changes: int) -> None:
        """Deliver so many events; the last of them are not scored yet."""
        evaluator = self.house.evaluator
        while self.delivered < changes:
            for event in self._events():
                evaluator.evaluate(event)
                self.delivered += 1
            queue = self.house.queue.changes
            if queue and self.chance.random() < 0.5:
                evaluator.evaluate(queue.pop(0)[0])
            if len(self.store.stream) >= 25:
                self.score()
            if self.house.world.unread and self.chance.random() < 0.1:
                self.house.world.unread.clear()

    def score(self) -> None:
        """Score and tell all that the stream has brought, in some order, parts of it twice."""
        entries, self.store.stream = self.store.stream, []
        self.chance.shuffle(entries)
        again = self.chance.sample(entries, len(entries) // 10)
        self.house.scorer.score(entries)
        self.house.scorer.score(again)
        stored = (self.store.entry(entry.id) for entry in entries)
        self.house.teller.tell(e for e in stored if e.state is EntryState.PENDING)

    def _events(self) -> list[Change]:
        chance, world, clock = self.chance, self.house.world, self.house.clock
        clock.tick(chance.choice([0.2, 1, 20, 400]))
        of = chance.choice(self.keys)
        dice = chance.random()
        if dice < 0.12:
            world.there.pop(of, None)
        elif dice < 0.18:
            world.unread[of] = "ThrottlingException on GetWidget"
        else:
            world.put(
                widget(
                    of,
                    is_sealed=chance.random() < 0.95,
                    is_private=chance.random() < 0.95,
                    label=chance.choice(["x", "x", "", "?"]),
                    # The owner changes now and then, and with it whose tallies count it.
                    tags=chance.choice([{}, {"team": "shop"}, {"team": "data/lake"}]),
                )
            )
        event = change(of, clock(), event_id=f"event-{clock().isoformat()}")
        if chance.random() < LATE:
            self.late.append(event)
            events = []
        else:
            events = [event]
        if self.late and chance.random() < LATE:
            events.append(self.late.pop(chance.randrange(len(self.late))))
        return [twice for one in events for twice in [one] * (1 + (chance.random() < DUPLICATES))]
