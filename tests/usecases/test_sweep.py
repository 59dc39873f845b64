"""Sweeps close what events missed, and say what is listed completely."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.errors import BadInput, PosturewatchError
from posturewatch.domain.outbox import EntryState
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Found
from posturewatch.domain.scorecard import Counts
from posturewatch.domain.sweep import Plan, Slice, SweepState
from posturewatch.domain.verdict import Status
from posturewatch.sources.listing import Listed, Page
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.decide import MAX_ACTIONS
from posturewatch.usecases.recount import Recounter
from posturewatch.usecases.sweep import (
    LISTS_AT_ONCE,
    MOST_ENDS,
    MOST_WAITS,
    Round,
    slices_of,
)
from posturewatch.usecases.verify import Verifier
from tests.support.house import (
    ACCOUNT,
    CONTROLS,
    REGION,
    START,
    House,
    Queue,
    Widget,
    cause,
    change,
    key,
    recount,
    widget,
)

ALL_FAILED = {control.id: Counts(1, 1) for control in CONTROLS}


def stored_of(house: House, *ids: str):
    return {key(name): house.store.load(key(name)) for name in ids}


class Counting(MemoryStore):
    """Counts its calls, and the actions of each transaction."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()
        self.actions: list[int] = []

    def load(self, key):
        self.calls["load"] += 1
        return super().load(key)

    def touch(self, decision) -> None:
        self.calls["touch"] += 1
        super().touch(decision)

    def commit(self, decisions, entry, *, missed=None) -> None:
        self.calls["commit"] += 1
        controls = {c for decision in decisions for c in decision.deltas}
        rows = sum(1 + len(decision.findings) for decision in decisions)
        self.actions.append(rows + len(controls) + (entry is not None) + (missed is not None))
        super().commit(decisions, entry, missed=missed)


# --- Planning -------------------------------------------------------------------------------------


def test_a_sweep_has_a_slice_for_each_type_and_region(house):
    slices = slices_of("s", ACCOUNT, ("r1", "r2"), baseline=True)
    assert [(p.region, p.type, p.baseline) for p in slices] == [
        ("r1", Widget.type, True),
        ("r2", Widget.type, True),
    ]


def test_global_types_are_listed_once():
    regions = {}
    for part in slices_of("s", ACCOUNT, ("r1", "r2"), baseline=False):
        regions.setdefault(part.type, []).append(part.region)
    assert regions["AWS::IAM::User"] == ["global"]
    assert regions["AWS::S3::Bucket"] == ["global"]
    assert regions["AWS::EC2::Volume"] == ["r1", "r2"]


def test_a_sweep_is_planned_once_at_a_time(house):
    sweep = house.starter.start(ACCOUNT, (REGION, "r2"), reason="test", id="s-1")
    assert (sweep.slices, sweep.baseline) == (2, True)
    assert house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-2") is None
    (plan,) = house.waiting()
    assert plan.coverage.expected == {Widget.type: (REGION, "r2")}
    assert plan.quiet


def test_a_plan_that_was_cut_short_is_made_whole(house):
    class Refusing(Queue):
        def send(self, slices, *, seconds=0, is_bundled=False) -> None:
            raise PosturewatchError("SQS refused")

    starter = replace(house.starter, queue=Refusing())
    with pytest.raises(PosturewatchError):
        starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    # Lambda invokes again with the same id.
    sweep = house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    assert sweep.id == "s-1"
    assert len(house.slices.slices) == 1
    house.sweeper.work(house.slices.slices.pop())
    assert house.store.sweep("s-1").state is SweepState.DONE
    assert house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1") is None


def test_one_account_is_planned_at_once_and_many_by_message(house):
    started = house.starter.start_all(Plan("round", "", "test"))
    assert [sweep.id for sweep in started.sweeps] == [f"round-{ACCOUNT}"]
    house.slices.slices.clear()
    many = replace(house.starter, accounts=lambda: ("111111111111", "222222222222"))
    assert many.start_all(Plan("next", "", "test", types=(Widget.type,))) == Round((), 2)
    assert house.slices.plans == [
        Plan("next-111111111111", "111111111111", "test", (Widget.type,)),
        Plan("next-222222222222", "222222222222", "test", (Widget.type,)),
    ]
    assert not house.slices.slices
    for plan in house.slices.plans:
        assert many.carry_out(plan).account == plan.account


def test_an_account_that_cannot_be_asked_is_shown_and_unknown(house, caplog):
    house.world.put(widget(key("a")))
    house.sweep()
    house.settle()
    assert house.store.score(ACCOUNT).earned == 11

    def refuses(account: str):
        raise PosturewatchError(f"the audit role of {account} cannot be assumed")

    house.clock.tick(hours=1)
    starter = replace(house.starter, regions_of=refuses)
    assert starter.start_all(Plan("round", "", "test")) == Round(())
    assert f"{ACCOUNT} cannot be swept" in caplog.text
    house.settle()
    (last, *_) = house.store.sweeps(ACCOUNT)
    assert last.state is SweepState.DONE
    assert "cannot be assumed" in last.errors[ACCOUNT]
    # What nobody could look for may be anywhere: only what one good resource answers still stands.
    assert house.store.score(ACCOUNT).items["sealing"] == "unknown"
    house.clock.tick(hours=1)
    house.sweep("sweep-2")
    house.settle()
    assert house.store.score(ACCOUNT).earned == 11


def test_a_part_of_an_account_leaves_the_rest_expected(house):
    # Who was never swept is swept whole first.
    plan = Plan("hourly", ACCOUNT, "test", types=(Widget.type,))
    first = house.starter.carry_out(plan)
    assert (first.types, first.baseline) == ((), True)
    house.work_all()
    house.settle()
    score = house.store.score(ACCOUNT)
    sweep = house.starter.carry_out(replace(plan, id="hourly-2"))
    assert (sweep.types, sweep.baseline, sweep.slices) == (plan.types, False, 1)
    house.work_all()
    house.settle()
    assert house.store.score(ACCOUNT).coverage.expected == score.coverage.expected
    assert house.store.score(ACCOUNT).earned == score.earned


def test_what_events_missed_of_is_looked_at_again(house):
    house.world.put(widget(key("a")))
    house.sweep()
    house.settle()
    again = Plan("again", ACCOUNT, "test", only_missed=True)
    assert house.starter.carry_out(again) is None
    house.world.put(widget(key("b")))
    house.clock.tick(hours=1)
    house.sweep("sweep-2")
    house.settle()
    sweep = house.starter.carry_out(again)
    assert sweep.types == (Widget.type,)


# --- Cancelling and resuming ----------------------------------------------------------------------


def test_a_sweep_that_is_cancelled_stops_and_can_be_resumed(house):
    house.world.put(*(widget(key(f"w-{n}", region=r)) for n in range(3) for r in ("r1", "r2")))
    house.starter.start(ACCOUNT, ("r1", "r2"), reason="test", id="s-1")
    first, second = house.slices.slices
    house.slices.slices.clear()
    house.sweeper.work(first)
    assert house.starter.cancel("s-1")
    assert not house.starter.cancel("s-1")
    house.sweeper.work(second)
    assert house.store.sweep("s-1").judged == 3
    # Another may start meanwhile, and is not run over.
    other = house.starter.start(ACCOUNT, ("r1",), reason="test", id="s-2")
    house.slices.slices.clear()
    assert not house.starter.resume("s-1")
    house.starter.cancel(other.id)
    assert house.starter.resume("s-1")
    assert [part.region for part in house.slices.slices] == ["r2"]
    house.work_all()
    done = house.store.sweep("s-1")
    assert (done.state, done.judged, done.done) == (SweepState.DONE, 6, 2)
    assert not house.starter.resume("s-1")
    for act in (house.starter.cancel, house.starter.resume):
        with pytest.raises(BadInput, match="there is no sweep"):
            act("none")


def test_a_sweep_whose_very_end_was_lost_is_ended_by_resuming(house):
    house.starter.start(ACCOUNT, ("r1",), reason="test", id="s-1")
    (part,) = house.slices.slices
    house.starter.cancel("s-1")
    # The worker was in the middle of it, and ended its slice after all.
    assert house.store.finish_slices([part]) is None
    house.slices.slices.clear()
    assert house.starter.resume("s-1")
    house.work_all()
    assert house.store.sweep("s-1").state is SweepState.DONE


# --- Working off ----------------------------------------------------------------------------------


def test_a_worker_goes_on_while_there_is_time_and_hands_on_the_rest(house):
    house.world.page_size = 2
    house.world.put(*(widget(key(f"w-{n}", region=r)) for n in range(5) for r in ("r1", "r2")))
    house.starter.start(ACCOUNT, ("r1", "r2"), reason="test", id="s-1")
    parts = list(house.slices.slices)
    house.slices.slices.clear()
    pages = iter((True, True, True, True, False))
    results = house.sweeper.work_off(parts, has_time=lambda: next(pages))
    assert [result.judged for result in results] == [2, 2, 1, 2, 2]
    (rest,) = house.slices.slices
    assert (rest.region, rest.token, rest.judged) == ("r2", "4", 4)
    house.slices.slices.clear()
    house.sweeper.work_off([rest])
    assert house.store.sweep("s-1").judged == 10


def test_a_worker_that_dies_is_replaced_and_nothing_counts_twice(house):
    house.world.put(widget(key("a", region="r1")), widget(key("b", region="r2")))
    house.starter.start(ACCOUNT, ("r1", "r2"), reason="test", id="s-1")
    house.work_all()
    house.settle()
    house.clock.tick(hours=1)
    house.world.put(
        widget(key("a", region="r1"), good=False),
        *(widget(key(f"n{i}", region="r2")) for i in "12"),
    )
    house.starter.start(ACCOUNT, ("r1", "r2"), reason="test", id="s-2")
    parts = list(house.slices.slices)
    house.slices.slices.clear()

    class Died(BaseException):
        """A worker that is killed runs no more code."""

    real = house.store.finish_slices

    def killed(done, **more):
        if done[0].region == "r2":
            raise Died
        return real(done, **more)

    house.store.finish_slices = killed
    with pytest.raises(Died):
        house.sweeper.work_off(parts)
    house.store.finish_slices = real
    reads = house.world.calls["read"]
    assert house.sweeper.work_off(parts, tries=2) == []
    left = list(house.slices.slices)
    assert [part.region for part in left] == ["r2"], "r1 had ended, and r2's lane is alone now"
    (result,) = house.sweeper.work_off(left, tries=2)
    assert (result.is_complete, house.world.calls["read"]) == (True, reads + 3)
    # Told again, it is done at once.
    (result,) = house.sweeper.work_off(left, tries=2)
    assert (result.is_complete, house.world.calls["read"]) == (False, reads + 3)
    done = house.store.sweep("s-2")
    assert (done.state, done.judged, done.missed) == (SweepState.DONE, 4, 3)
    (missed,) = done.missed_changes.values()
    assert (missed.new, missed.changed, missed.gone) == (2, 1, 0)
    assert missed.examples == (
        f"changed {key('a', region='r1')}",
        f"new {key('n1', region='r2')}",
        f"new {key('n2', region='r2')}",
    )


def test_slices_without_resources_end_together(house):
    """One transaction and one entry for all of them; each is complete and counted once."""
    regions = tuple(f"r{n}" for n in range(MOST_ENDS + 3))
    house.world.put(widget(key("a", region="r1")))
    house.starter.start(ACCOUNT, regions, reason="test", id="s-1")
    parts = list(house.slices.slices)
    house.slices.slices.clear()
    ends = []
    real = house.store.finish_slices

    def noted(done, **more):
        ends.append([part.region for part in done])
        return real(done, **more)

    house.store.finish_slices = noted
    results = house.sweeper.work_off(parts)
    assert [len(end) for end in ends] == [1, MOST_ENDS, 2]
    assert ends[0] == ["r1"], "what was judged has ended at once"
    assert all(result.is_complete for result in results)
    swept = house.store.sweep("s-1")
    assert (swept.state, swept.done, swept.judged) == (SweepState.DONE, len(regions), 1)
    house.settle()
    listed = house.store.score(ACCOUNT).coverage.listed
    assert set(listed[Widget.type]) == set(regions)


@pytest.mark.parametrize("minutes", [0, 2])
def test_slices_are_listed_side_by_side_unless_that_was_long_ago(house, monkeypatch, minutes):
    house.world.put(*(widget(key("a", region=f"r{n}")) for n in range(8)))
    house.starter.start(ACCOUNT, tuple(f"r{n}" for n in range(8)), reason="test", id="s-1")
    parts = list(house.slices.slices)
    asked = []

    def each(function, items):
        items = list(items)
        asked.append([type(item).__name__ for item in items])
        return [function(item) for item in items]

    read = house.world.read

    def slow(cls, key, *, listed=None):
        house.clock.tick(minutes=minutes)
        return read(cls, key, listed=listed)

    monkeypatch.setattr(house.world, "read", slow)
    replace(house.sweeper, each=each).work_off(parts)
    ahead = [items for items in asked if items[0] == "Slice"]
    assert [len(items) for items in ahead] == [LISTS_AT_ONCE, 8 - LISTS_AT_ONCE]
    # The first of each window is new whatever happens; the others were listed long ago.
    assert house.world.calls["list"] == (8 if minutes == 0 else 8 + 8 - 2)
    assert house.store.sweep("s-1").judged == 8


def test_a_crash_while_listing_ahead_is_that_slices_own(house, monkeypatch):
    house.world.put(*(widget(key("a", region=f"r{n}")) for n in range(3)))
    house.starter.start(ACCOUNT, ("r0", "r1", "r2"), reason="test", id="s-1")
    real = house.world.list

    def crashes(cls, account, region, **more):
        if region == "r1":
            raise LookupError("a defect")
        return real(cls, account, region, **more)

    monkeypatch.setattr(house.world, "list", crashes)
    with pytest.raises(LookupError):
        house.sweeper.work_off(list(house.slices.slices))
    swept = house.store.sweep("s-1")
    assert (swept.done, swept.judged, swept.errors) == (2, 2, {})


def test_where_aws_is_too_busy_the_whole_lane_waits_longer_each_time(house):
    house.world.put(widget(key("a", region="r1")))
    house.starter.start(ACCOUNT, ("r1", "r2"), reason="test", id="s-1")
    parts = list(house.slices.slices)
    house.slices.slices.clear()
    house.slices.delays.clear()
    house.world.busy = "ThrottlingException on ListWidgets"
    for _ in range(MOST_WAITS):
        house.sweeper.work_off(parts)
        assert [part.region for part in house.slices.slices] == ["r1", "r2"]
        parts = list(house.slices.slices)
        house.slices.slices.clear()
    assert house.slices.delays == [60, 120, 240, 480, 960]
    house.world.busy = ""
    house.sweeper.work_off(parts)
    assert house.store.sweep("s-1").errors == {}
    assert house.store.sweep("s-1").judged == 1


def test_reads_that_are_throttled_put_off_what_is_left_of_the_lane(house, monkeypatch):
    """What was read stays; the account's own programs get their turn."""
    house.world.put(widget(key("a")), widget(key("b")))
    house.starter.start(ACCOUNT, (REGION, "r2"), reason="test", id="s-1")
    parts = list(house.slices.slices)
    house.slices.slices.clear()
    real = house.world.read

    def read(cls, key, *, listed=None):
        house.world.throttled += 1
        return Unknown("ThrottlingException on GetWidget")

    monkeypatch.setattr(house.world, "read", read)
    house.world.page_size = 1
    (result,) = house.sweeper.work_off(parts)
    assert (result.judged, result.is_complete) == (1, False)
    assert house.slices.delays == [0, 60]
    (rest, other) = house.slices.slices
    assert (rest.token, rest.waits, other) == ("1", 0, parts[1])
    house.slices.slices.clear()
    monkeypatch.setattr(house.world, "read", real)
    house.sweeper.work_off([rest, other])
    swept = house.store.sweep("s-1")
    assert (swept.state, swept.judged) == (SweepState.DONE, 2)
    assert house.slices.delays == [0, 60]


def test_who_is_too_busy_for_too_long_is_unknown(house):
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    (part,) = house.slices.slices
    house.world.busy = "ThrottlingException on ListWidgets"
    result = house.sweeper.work(replace(part, waits=MOST_WAITS))
    assert result.error == house.world.busy
    assert house.store.sweep("s-1").errors == {part.id: house.world.busy}


def test_a_listing_that_fails_is_unknown_at_once_and_until_one_is_complete(house):
    house.world.put(widget(key("a")))
    house.sweep()
    house.settle()
    house.clock.tick(hours=1)
    house.world.unlisted = "AccessDenied on ListWidgets"
    house.sweep("sweep-2")
    house.settle()
    assert house.store.score(ACCOUNT).items["sealing"] == "unknown"
    assert house.store.load(key("a")).state.gone_at is None
    house.world.unlisted = ""
    house.clock.tick(hours=1)
    house.sweep("sweep-3")
    house.settle()
    assert house.store.score(ACCOUNT).items["sealing"] == "pass"


def test_what_was_made_a_moment_ago_was_not_missed(house):
    house.world.put(widget(key("a")))
    house.sweep()
    house.settle()
    house.clock.tick(hours=1)
    made = house.clock() - timedelta(minutes=5)
    house.world.put(
        widget(key("young"), created_at=made),
        widget(key("old"), created_at=made - timedelta(minutes=15)),
    )
    house.sweep("sweep-2")
    (missed,) = house.store.sweep("sweep-2").missed_changes.values()
    assert missed.examples == (f"new {key('old')}",)


def test_what_is_read_of_old_details_is_not_gone_because_an_event_was_faster(house):
    class Behind:
        """A source whose details were asked for before the listing began."""

        throttled = 0

        def __init__(self, world):
            self.world = world

        def list(self, *args, **more):
            return self.world.list(*args, **more)

        def read(self, *args, **more):
            found = self.world.read(*args, **more)
            return replace(found, observed_at=found.observed_at - timedelta(minutes=10))

    house.world.put(widget(key("a"), good=False))
    house.evaluate(change(key("a"), at=house.clock()))
    house.clock.tick(minutes=5)
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    replace(house.sweeper, source=Behind(house.world)).work_off([house.slices.slices.pop()])
    state = house.store.load(key("a")).state
    assert state.gone_at is None
    assert state.listed_at == house.clock()
    assert house.store.tallies(ACCOUNT) == ALL_FAILED


def test_fifty_thousand_resources_are_swept_page_by_page(house):
    """A listing of many pages: what is held of it at once is a page, and the last one counts."""

    class Many:
        """Resources that are made when they are asked for, and forgotten again."""

        number, most, throttled = 50_000, 0, 0

        def list(self, cls, account, region, *, token=None, limit=100):
            start = int(token or 0)
            keys = [key(f"b-{n}") for n in range(start, min(start + limit, self.number))]
            self.most = max(self.most, len(keys))
            end = start + len(keys)
            more = str(end) if end < self.number else None
            return Page(tuple(Listed(each, None) for each in keys), more, house.clock())

        def read(self, cls, key, *, listed=None):
            return Found(widget(key), house.clock())

    many = Many()
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    (part,) = house.slices.slices
    house.slices.slices.clear()
    sweeper = replace(house.sweeper, source=many, page=1_000)
    workers = 0
    waiting = [part]
    while waiting:
        workers += 1
        pages = iter([True] * 9 + [False])
        sweeper.work_off(waiting, has_time=lambda pages=pages: next(pages))
        waiting = list(house.slices.slices)
        house.slices.slices.clear()
    assert (workers, many.most) == (5, 1_000)
    swept = house.store.sweep("s-1")
    assert (swept.state, swept.judged) == (SweepState.DONE, 50_000)
    assert house.store.tallies(ACCOUNT) == {control.id: Counts(50_000) for control in CONTROLS}


# --- Recounting -----------------------------------------------------------------------------------


def test_the_counts_are_recounted_and_what_is_wrong_is_a_finding_about_ourselves(house):
    verifier = Verifier(house.store, house.card, house.clock, wait=lambda _: None)
    recounter = Recounter(house.store, verifier, house.clock)
    house.world.put(widget(key("a")))
    house.sweep()
    house.settle()
    swept = replace(house.sweeper, recount=recounter.recount)

    def sweep(id: str):
        house.clock.tick(hours=1)
        house.starter.start(ACCOUNT, (REGION,), reason="test", id=id)
        house.settle()
        (result,) = swept.work_off([house.slices.slices.pop()])
        house.settle()
        return result.drift, house.store.sweep(id).drift

    assert sweep("right") == (0, 0)
    tallies = dict(house.store._tallies[ACCOUNT])
    house.store._tallies[ACCOUNT]["test-widget-sealed"] = Counts(5, 2)
    assert sweep("wrong") == (6, 6)
    own = key(ACCOUNT, type="Posturewatch::Posture::Counts", region="global")
    (finding,) = house.store.load(own).findings.values()
    assert (finding.status, finding.evidence["drift"]) == (Status.FAILED, 6)
    told = house.destinations[0].arrived[-1]
    assert (told.kind.value, told.resource) == ("regression", own)
    house.store._tallies[ACCOUNT] = tallies
    # It moves no count itself.
    assert sweep("right-again") == (0, 0)
    assert house.destinations[0].arrived[-1].kind.value == "improvement"


# --- Sweeping -------------------------------------------------------------------------------------


def test_a_first_sweep_is_told_in_sum(house):
    house.world.page_size = 3
    house.world.put(*(widget(key(f"w-{n}"), good=n % 2 == 0) for n in range(7)))
    house.sweep()
    house.settle()
    sweep = house.store.sweep("sweep-1")
    assert (sweep.state, sweep.judged, sweep.missed) == (SweepState.DONE, 7, 0)
    (alert,) = house.destinations[0].arrived
    assert alert.kind.value == "baseline"
    assert alert.summary["judged"] == 7
    assert alert.summary["failed"] == {"CRITICAL": 3, "HIGH": 3, "LOW": 3}
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(7, 3) for c in CONTROLS}
    assert house.store.score(ACCOUNT).earned == 1
    assert len(house.store.load(key("w-1")).findings) == 3


def test_a_later_sweep_tells_what_events_missed(house):
    house.world.put(widget(key("a")), widget(key("b")))
    house.sweep()
    house.settle()
    house.world.put(widget(key("a"), is_sealed=False))
    house.clock.tick(hours=1)
    house.sweep("sweep-2")
    house.settle()
    assert house.store.sweep("sweep-2").missed == 1
    assert [a.kind.value for a in house.destinations[0].arrived] == ["baseline", "regression"]
    alert = house.destinations[0].arrived[-1]
    assert alert.cause.source == "sweep"
    assert alert.resource == key("a")


def test_a_sweep_without_changes_only_touches(widgets):
    house = House(store=Counting())
    house.world.put(*(widget(key(f"w-{n}")) for n in range(9)))
    house.sweep()
    house.settle()
    house.clock.tick(hours=1)
    house.store.calls.clear()
    house.sweep("sweep-2")
    # Besides the plan and the listing nothing is committed, and no finding is loaded.
    assert house.store.calls == {"touch": 9, "commit": 2}


def test_many_resources_share_a_transaction(widgets):
    house = House(store=Counting())
    house.world.put(*(widget(key(f"w-{n:03}"), good=n % 2 == 0) for n in range(50)))
    house.sweep()
    assert max(house.store.actions) <= MAX_ACTIONS
    assert house.store.calls["commit"] <= 8
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(50, 25) for c in CONTROLS}


def test_what_a_complete_listing_does_not_show_is_gone(house):
    house.world.put(widget(key("a"), good=False), widget(key("b")))
    house.sweep()
    house.settle()
    del house.world.there[key("a")]
    house.clock.tick(hours=1)
    house.sweep("sweep-2")
    house.settle()
    assert house.store.load(key("a")).state.gone_at is not None
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1) for c in CONTROLS}
    assert house.store.sweep("sweep-2").missed == 1
    alert = house.destinations[0].arrived[-1]
    assert {f.kind.value for f in alert.findings} == {"closed"}


def test_an_incomplete_listing_closes_nothing_and_covers_nothing(house):
    house.world.put(widget())
    house.sweep()
    house.settle()
    before = house.store.score(ACCOUNT)
    house.world.there.clear()
    house.world.unlisted = "AccessDenied on ListWidgets"
    house.clock.tick(hours=1)
    house.sweep("sweep-2")
    house.settle()
    sweep = house.store.sweep("sweep-2")
    assert sweep.errors == {f"{ACCOUNT}/{REGION}/{Widget.type}": "AccessDenied on ListWidgets"}
    assert house.store.load(key()).state.gone_at is None
    assert house.store.score(ACCOUNT).coverage.listed == before.coverage.listed
    house.clock.tick(hours=48)
    house.sweep("sweep-3")
    house.settle()
    assert set(house.store.score(ACCOUNT).items.values()) == {"unknown", "pass"}


def test_a_denied_read_of_a_listed_resource_is_unknown_and_never_gone(house):
    house.world.put(widget())
    house.world.unread[key()] = "AccessDenied on GetWidget"
    house.sweep()
    house.settle()
    state = house.store.load(key()).state
    assert set(state.verdicts.values()) == {Status.NOT_AVAILABLE}
    assert state.observed_at is None
    for day in (2, 3):
        house.clock.tick(days=1)
        house.sweep(f"sweep-{day}")
    assert house.store.load(key()).state.gone_at is None
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1, 0, 1) for c in CONTROLS}


def test_a_verdict_that_nothing_confirms_becomes_unknown(house):
    house.world.put(widget())
    house.sweep()
    house.world.unread[key()] = "AccessDenied on GetWidget"
    house.clock.tick(hours=47)
    house.sweep("sweep-2")
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1) for c in CONTROLS}
    house.clock.tick(hours=2)
    house.sweep("sweep-3")
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1, 0, 1) for c in CONTROLS}


def test_what_was_made_while_it_was_listed_is_not_closed(house):
    house.world.page_size = 1
    house.world.put(widget(key("b")), widget(key("c")))
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    house.sweeper.work(house.slices.slices.pop())
    house.clock.tick()
    house.world.put(widget(key("a")))
    house.evaluate(change(key("a"), house.clock()))
    del house.world.there[key("a")]  # the listing has passed it, whatever it shows later
    house.clock.tick()
    while house.slices.slices:
        house.sweeper.work(house.slices.slices.pop())
    assert house.store.load(key("a")).state.gone_at is None


def test_a_late_index_does_not_close_what_was_listed(house):
    """The inventory is eventually consistent: it may show a resource as it was long ago."""
    house.world.put(widget())
    house.sweep()
    old = house.store.load(key()).state
    house.world.unread[key()] = "ThrottlingException on GetWidget"
    house.clock.tick(hours=1)
    house.store.inventory = lambda *_: iter([old])
    house.sweep("sweep-2")
    assert house.store.load(key()).state.gone_at is None
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1) for c in CONTROLS}


def test_a_resource_that_is_listed_twice_is_counted_once(house):
    house.world.put(widget(good=False))
    listing = house.world.list

    def twice(*args, **kwargs):
        page = listing(*args, **kwargs)
        return replace(page, resources=page.resources * 2)

    house.world.list = twice
    house.sweep()
    assert house.store.tallies(ACCOUNT) == ALL_FAILED


def test_the_same_message_again_changes_nothing(house):
    house.world.put(widget(good=False))
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    (part,) = house.slices.slices
    for _ in range(3):
        house.sweeper.work(part)
        house.clock.tick(60)
    assert house.store.tallies(ACCOUNT) == ALL_FAILED
    sweep = house.store.sweep("s-1")
    assert (sweep.done, sweep.judged) == (1, 1)
    house.settle()
    assert len(house.destinations[0].arrived) == 1
    assert house.store.tallies(ACCOUNT) == recount(stored_of(house, "w-1"))


def test_events_and_sweeps_may_work_at_once(house):
    house.world.put(*(widget(key(f"w-{n}"), good=False) for n in range(3)))
    real = house.store.commit
    interrupted = []

    def commit(decisions, entry, **more):
        if len(decisions) > 1 and not interrupted:
            interrupted.append(True)
            house.evaluate(change(key("w-1")))
        real(decisions, entry, **more)

    house.store.commit = commit
    house.sweep()
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(3, 3) for c in CONTROLS}
    assert house.store.tallies(ACCOUNT) == recount(stored_of(house, "w-0", "w-1", "w-2"))


def test_what_is_back_is_active_again(house):
    house.world.put(widget(good=False))
    house.sweep()
    house.world.there.clear()
    house.clock.tick(hours=1)
    house.sweep("sweep-2")
    house.world.put(widget(good=True))
    house.clock.tick(hours=1)
    house.sweep("sweep-3")
    findings = house.store.load(key()).findings.values()
    assert {(f.record_state.value, f.status.value) for f in findings} == {("ACTIVE", "PASSED")}


# --- Slices of changes ----------------------------------------------------------------------------


def test_a_change_to_a_whole_type_is_told_with_its_actor(house):
    house.world.put(widget(key("a")), widget(key("b")), widget(key("late")))
    house.sweep()
    house.settle()
    happened = cause(house.clock.tick(60), name="PutAccountWidgets")
    house.world.put(widget(key("a"), good=False), widget(key("b"), good=False))
    del house.world.there[key("late")]
    part = Slice("change-e", ACCOUNT, REGION, Widget.type, cause=happened)
    result = house.sweeper.work(part)
    assert result.is_complete
    house.settle()
    alert = house.destinations[0].arrived[-1]
    assert alert.cause == happened
    assert {f.id.split("/")[3] for f in alert.findings} == {"a", "b"}
    # What the listing no longer shows was not the event's doing.
    gone = house.store.load(key("late")).state
    assert gone.last_change != happened
    assert house.store.sweep("change-e") is None


def test_many_changes_to_a_whole_type_are_one_listing(house):
    house.world.put(widget(key("a"), good=False))
    causes = [cause(house.clock.tick(1)) for _ in range(3)]
    parts = [
        Slice(f"change-{n}", ACCOUNT, REGION, Widget.type, cause=x) for n, x in enumerate(causes)
    ]
    house.clock.tick(5)
    assert [house.sweeper.work(part).judged for part in parts[:1]] == [1]
    house.settle()
    listed = house.world.calls["list"]
    assert [house.sweeper.work(part).judged for part in parts] == [0, 0, 0]
    assert house.world.calls["list"] == listed
    # What happens while it is listed, or shortly before, may not be in it.
    late = cause(house.clock.tick(1))
    part = Slice("change-4", ACCOUNT, REGION, Widget.type, cause=late)
    assert house.sweeper.work(part).judged == 1


def test_a_type_that_is_not_covered_is_bad_input(house):
    with pytest.raises(BadInput):
        house.sweeper.work(Slice("s", ACCOUNT, REGION, "AWS::Test::Unheard"))


def test_the_end_of_a_first_sweep_is_told_though_it_was_cut_short(house):
    house.world.put(widget(good=False))
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    (part,) = house.slices.slices
    real = house.store.commit

    def commit(decisions, entry, **more):
        if entry is not None and entry.id.endswith("-baseline"):
            raise KeyboardInterrupt
        real(decisions, entry, **more)

    house.store.commit = commit
    with pytest.raises(KeyboardInterrupt):
        house.sweeper.work(part)
    house.store.commit = real
    house.sweeper.work(part)
    told = house.store.entry("s-1-baseline")
    assert told.state is EntryState.SCORING
    assert told.at == START


def test_a_stuck_sweep_does_not_block_the_account_forever(house):
    house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-1")
    house.clock.at += timedelta(hours=6, seconds=1)
    assert house.starter.start(ACCOUNT, (REGION,), reason="test", id="s-2") is not None
