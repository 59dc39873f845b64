"""A whole Posturewatch in memory, on a resource type that is in no catalogue.

Widgets have three properties and three controls. `World` is the audited account: what is there,
what is gone, what cannot be read. `House` wires the use cases around a store.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import pytest

from posturewatch import catalog
from posturewatch.domain.change import Actor, Cause, Change
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.errors import BadInput, DeliveryError
from posturewatch.domain.finding import Stored
from posturewatch.domain.notification import Alert
from posturewatch.domain.outbox import Entry, EntryState
from posturewatch.domain.places import Busy
from posturewatch.domain.reading import Found, Gone, Outcome, Unknown
from posturewatch.domain.resource import At, Calls, Resource, ResourceKey
from posturewatch.domain.scorecard import (
    Area,
    Counts,
    Coverage,
    Item,
    Quantifier,
    Scorecard,
    merged,
)
from posturewatch.domain.sweep import Plan, Slice
from posturewatch.domain.verdict import Status, Verdict, failed, passed, warned
from posturewatch.sources.listing import Listed, Page
from posturewatch.sources.operations import lists_of_several
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.evaluate import Evaluator
from posturewatch.usecases.notify import Teller
from posturewatch.usecases.ports import Receipt
from posturewatch.usecases.score import Scorer
from posturewatch.usecases.sweep import Sweeper, SweepStarter

ACCOUNT, REGION = "123456789012", "eu-west-1"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Widget(Resource, of="AWS::Test::Widget", calls=Calls("test", "GetWidget.Widget")):
    """A widget."""

    is_sealed: Annotated[bool, At(config=".sealed", describe="GetWidget.Widget.Sealed")] = False
    """Whether it is sealed."""
    is_private: Annotated[bool, At(config=".private", describe="GetWidget.Widget.Private")] = False
    """Whether it is private."""
    label: Annotated[str, At(config=".label", describe="GetWidget.Widget.Label")] = ""
    """What stands on it."""


class SlowWidget(
    Resource, of="AWS::Test::SlowWidget", calls=Calls("test", "GetWidget.Widget", settles=10)
):
    """A widget whose reads settle late."""

    is_sealed: Annotated[bool, At(config=".sealed", describe="GetWidget.Widget.Sealed")] = False
    """Whether it is sealed."""


def sealed(widget: Any) -> Verdict:
    return passed("Sealed.") if widget.is_sealed else failed("Not sealed.", sealed=False)


def private(widget: Any) -> Verdict:
    return passed("Private.") if widget.is_private else failed("Public.", private=False)


def labelled(widget: Any) -> Verdict:
    if widget.label == "?":
        return warned("What the label means cannot be decided.", label="?")
    return passed("Labelled.") if widget.label else failed("Not labelled.", label="")


def make_control(
    id: str,
    severity: Severity = Severity.HIGH,
    ask: Callable[[Any], Verdict] = sealed,
    resource: type[Resource] = Widget,
) -> Control:
    return Control(id, f"{id} is good", severity, "Make it good.", "Why not.", resource, ask)


CONTROLS = (
    make_control("test-widget-sealed", Severity.CRITICAL, sealed),
    make_control("test-widget-private", Severity.HIGH, private),
    make_control("test-widget-labelled", Severity.LOW, labelled),
)
SLOW_CONTROLS = (make_control("test-slow-widget-sealed", Severity.HIGH, sealed, SlowWidget),)

CARD = Scorecard(
    "test",
    1,
    "Test",
    (
        Area(
            "safety",
            "Safety",
            (
                Item(
                    "sealing", "Sealed", 7, Quantifier.ALL, {Widget.type: ("test-widget-sealed",)}
                ),
                Item(
                    "privacy", "Private", 3, Quantifier.ALL, {Widget.type: ("test-widget-private",)}
                ),
            ),
        ),
        Area(
            "order",
            "Order",
            (
                Item(
                    "labels",
                    "Labels",
                    1,
                    Quantifier.EXISTS,
                    {Widget.type: ("test-widget-labelled",)},
                ),
            ),
        ),
    ),
)


class Catalogue:
    """What stands in for the catalogue, and may change."""

    def __init__(self) -> None:
        self.controls: dict[str, tuple[Control, ...]] = {
            Widget.type: CONTROLS,
            SlowWidget.type: SLOW_CONTROLS,
        }
        self.classes: dict[str, type[Resource]] = {
            Widget.type: Widget,
            SlowWidget.type: SlowWidget,
        }


@contextmanager
def catalogued() -> Iterator[Catalogue]:
    """Let the use cases find the widgets, and nothing else."""
    stand_in = Catalogue()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "resource_class", stand_in.classes.get)
        patch.setattr(catalog, "controls_for", lambda name: stand_in.controls.get(name, ()))
        patch.setattr(catalog, "resource_types", lambda: (Widget.type,))
        patch.setattr(
            catalog,
            "all_controls",
            lambda: tuple(c for controls in stand_in.controls.values() for c in controls),
        )
        lists_of_several.cache_clear()
        yield stand_in
    lists_of_several.cache_clear()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def tick(self, seconds: float = 1.0, **kwargs: float) -> datetime:
        """Move it on."""
        self.at += timedelta(seconds=seconds) if not kwargs else timedelta(**kwargs)
        return self.at


def key(id: str = "w-1", type: str = Widget.type, region: str = REGION) -> ResourceKey:
    return ResourceKey(ACCOUNT, region, type, id)


def cause(
    at: datetime = START, source: str = "cloudtrail", name: str = "PutWidget", **more: Any
) -> Cause:
    event_id = more.pop("event_id", f"event-{at.isoformat()}")
    actor = more.pop("actor", Actor("IAMUser", "mallory", account=ACCOUNT))
    return Cause(event_id, source, at, "test.amazonaws.com", name, REGION, actor, **more)


def change(
    of: ResourceKey | None = None,
    at: datetime = START,
    *,
    document: Mapping[str, Any] | None = None,
    looks: int = 0,
    **more: Any,
) -> Change:
    return Change(of or key(), cause(at, **more), document, looks)


def widget(
    of: ResourceKey | None = None,
    *,
    good: bool = True,
    unknown: Mapping[str, str] | None = None,
    cls: type[Resource] = Widget,
    **values: Any,
) -> Any:
    """Return a snapshot; `good` passes all controls, unless a value says otherwise."""
    whole: dict[str, Any] = {"is_sealed": good}
    if cls is Widget:
        whole |= {"is_private": good, "label": "x" if good else ""}
    known = {**whole, **values}
    unknown = dict(unknown or {})
    kept = {name: value for name, value in known.items() if name not in unknown}
    return cls(key=of or key(type=cls.type), unknown=unknown, **kept)


def verdict(status: Status) -> Verdict:
    return Verdict(status, f"It is {status.value}.", {"status": status.value})


class World:
    """The audited account: a source that answers from memory, and counts the calls."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.there: dict[ResourceKey, Resource] = {}
        self.unread: dict[ResourceKey, str] = {}
        self.unlisted: str = ""
        self.busy: str = ""
        self.throttled = 0
        self.corrected: dict[ResourceKey, ResourceKey] = {}
        self.page_size = 100
        self.planned: list[tuple[datetime, Resource]] = []
        self.counted: Counter[str] = Counter()

    @property
    def calls(self) -> Mapping[str, int]:
        return dict(self.counted)

    def put(self, *snapshots: Resource) -> None:
        """Make resources be there as these snapshots show them."""
        self.there |= {snapshot.key: snapshot for snapshot in snapshots}

    def put_at(self, at: datetime, snapshot: Resource) -> None:
        """Make a resource be there as a snapshot shows it, from a moment on."""
        self.planned.append((at, snapshot))

    def read(self, cls: type[Resource], key: ResourceKey, *, listed: Any = None) -> Outcome:
        self.counted["read"] += 1
        at = self.clock()
        self.put(*(snapshot for due, snapshot in self.planned if due <= at))
        self.planned = [(due, snapshot) for due, snapshot in self.planned if due > at]
        if key in self.unread:
            return Unknown(self.unread[key])
        snapshot = self.there.get(self.corrected.get(key, key))
        return Found(snapshot, at) if snapshot else Gone(key, at)

    def list(
        self,
        cls: type[Resource],
        account: str,
        region: str,
        *,
        token: str | None = None,
        limit: int = 100,
    ) -> Page | Unknown:
        self.counted["list"] += 1
        if self.busy:
            return Busy(self.busy)
        if self.unlisted:
            return Unknown(self.unlisted)
        keys = sorted(k for k in self.there if (k.type, k.region) == (cls.type, region))
        start = int(token or 0)
        end = start + min(limit, self.page_size)
        resources = tuple(Listed(k, None) for k in keys[start:end])
        return Page(resources, str(end) if end < len(keys) else None, self.clock())


class Queue:
    """A queue in memory, of changes or of slices."""

    def __init__(self) -> None:
        self.changes: list[tuple[Change, int]] = []
        self.slices: list[Slice] = []
        self.delays: list[int] = []
        self.plans: list[Plan] = []

    def later(self, change: Change, seconds: int) -> None:
        self.changes.append((change, seconds))

    def send(self, slices: Sequence[Slice], *, seconds: int = 0, is_bundled: bool = False) -> None:
        self.slices.extend(slices)
        self.delays.append(seconds)

    def send_plans(self, plans: Sequence[Plan]) -> None:
        self.plans.extend(plans)


class Destination:
    """A destination that remembers what arrived, and fails when told to."""

    def __init__(self, name: str = "slack") -> None:
        self.name = name
        self.arrived: list[Alert] = []
        self.failures: list[Exception] = []

    def deliver(self, alert: Alert) -> Receipt:
        if self.failures:
            raise self.failures.pop(0)
        self.arrived.append(alert)
        return Receipt(f"{self.name}-{len(self.arrived)}")


def refused(retry_after: float | None = 0.0, reason: str = "busy") -> DeliveryError:
    return DeliveryError(reason, retry_after=retry_after)


def read_item(document: Mapping[str, Any], cls: type[Resource]) -> Outcome:
    """Read the test's own form of a Config item."""
    if "broken" in document:
        raise BadInput("the item is broken")
    outcome: Outcome = document["outcome"]
    return outcome


@dataclass
class House:
    """The use cases around one store."""

    clock: Clock = field(default_factory=Clock)
    store: Any = None
    world: World = field(init=False)
    queue: Any = field(default_factory=Queue)
    slices: Any = field(default_factory=Queue)
    destinations: list[Any] = field(default_factory=lambda: [Destination()])
    card: Scorecard = CARD
    beside: tuple[Scorecard, ...] = ()

    def __post_init__(self) -> None:
        self.store = MemoryStore(now=self.clock) if self.store is None else self.store
        self.world = World(self.clock)

    @property
    def evaluator(self) -> Evaluator:
        return Evaluator(self.store, self.world, self.queue, read_item, self.clock)

    @property
    def scorer(self) -> Scorer:
        return Scorer(self.store, self.card, self.clock, beside=self.beside)

    @property
    def teller(self) -> Teller:
        return Teller(self.store, self.destinations, self.card, self.clock)

    @property
    def sweeper(self) -> Sweeper:
        return Sweeper(self.store, self.world, self.slices, self.clock)

    @property
    def starter(self) -> SweepStarter:
        return SweepStarter(
            self.store,
            self.slices,
            self.slices.send_plans,
            self.clock,
            lambda: (ACCOUNT,),
            lambda _: (REGION,),
        )

    def evaluate(self, change_: Change | None = None, **more: Any) -> Any:
        """Evaluate a change that happens now, unless it says otherwise."""
        return self.evaluator.evaluate(change_ or change(at=self.clock(), **more))

    def sweep(self, id: str = "sweep-1") -> None:
        """Sweep the account to the end."""
        self.starter.start(ACCOUNT, (REGION,), reason="test", id=id)
        self.work_all()

    def work_all(self) -> None:
        """Work off the slices that wait, and what they leave."""
        while self.slices.slices:
            self.clock.tick()
            self.sweeper.work(self.slices.slices.pop(0))

    def waiting(self) -> list[Entry]:
        """Return all entries that are due at some time: what streams and schedule would bring."""
        far = self.clock() + timedelta(days=30)
        return list(self.store.due_entries(far, limit=10_000))

    def settle(self) -> None:
        """Score and tell until nothing waits any more."""
        for _ in range(200):
            entries = self.waiting()
            if not entries:
                return
            self.scorer.score(e for e in entries if e.state is EntryState.SCORING)
            self.teller.tell(e for e in self.waiting() if e.state is EntryState.PENDING)
            self.clock.tick(minutes=3)
        raise AssertionError("the outbox never empties")


def covered(store: Any, at: datetime = START, type: str = Widget.type) -> Entry:
    """Write and return the entry that says that a type is expected and listed completely."""
    stamp = at.isoformat(timespec="microseconds")
    entry = Entry(
        f"covered-{stamp}",
        ACCOUNT,
        at,
        cause(at, "sweep"),
        coverage=Coverage({type: (REGION,)}, {type: {REGION: stamp}}, stamp),
        quiet=True,
        due_at=at + timedelta(minutes=2),
    )
    store.commit([], entry)
    return entry


def recount(stored: Mapping[ResourceKey, Stored]) -> dict[str, Counts]:
    """Count the stored verdicts again: what the tallies have to equal at every instant."""
    return merged(
        *(
            {name: Counts.of(status) for name, status in of_one.state.verdicts.items()}
            for of_one in stored.values()
            if of_one.state is not None
        )
    )


def apply(stored: Stored, decision: Any) -> Stored:
    """Return what is stored after a decision was written."""
    if decision.ignored:
        return stored
    findings = {**stored.findings, **{f.control: f for f in decision.findings}}
    return replace(stored, state=decision.state, findings=findings)
