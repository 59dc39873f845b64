"""What people do with a finding: written once, kept through commits, and moving no figure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.finding import (
    MAX_EARLIER,
    MAX_HISTORY,
    ActKind,
    Ending,
    MoveKind,
    RecordState,
    Workflow,
)
from posturewatch.domain.verdict import failed
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.act import MAX_NOTE, Effect, act
from tests.support.house import (
    ACCOUNT,
    House,
    Widget,
    catalogued,
    change,
    covered,
    key,
    recount,
    widget,
)

SEALED = "test-widget-sealed"
ID = f"{key()}/{SEALED}"
BOB, EVE = "arn:aws:iam::123456789012:user/bob", "slack:T1/U2 (eve)"


def do(house: House, kind: ActKind, by: str = BOB, **more):
    return act(house.store, ID, kind, by, at=house.clock(), **more)


def finding(house: House):
    return house.store.load(key()).findings[SEALED]


@pytest.fixture
def failing(house: House) -> House:
    covered(house.store)
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    house.clock.tick(60)
    return house


def again(house: House, **values) -> None:
    house.clock.tick(60)
    house.world.put(widget(**values))
    house.evaluate()


def test_each_act_is_written_with_person_time_and_note(failing):
    acted = do(failing, ActKind.ACKNOWLEDGED, note=" Looking. ")
    assert acted.effect is Effect.DONE
    assert acted.finding == finding(failing)
    assert (acted.finding.acknowledged_at, acted.finding.acknowledged_by) == (failing.clock(), BOB)
    assert acted.finding.workflow is Workflow.NOTIFIED
    do(failing, ActKind.ASSIGNED, EVE, to=BOB)
    do(failing, ActKind.NOTED, EVE, note="<!channel> on it")
    assert finding(failing).assignee == BOB
    assert [(a.kind, a.by, a.note, a.to) for a in finding(failing).history] == [
        ("acknowledged", BOB, "Looking.", ""),
        ("assigned", EVE, "", BOB),
        ("noted", EVE, "<!channel> on it", ""),
    ]
    do(failing, ActKind.ASSIGNED, EVE)
    assert finding(failing).assignee == ""


def test_what_is_so_already_is_not_written_again(failing):
    first = do(failing, ActKind.ACKNOWLEDGED).finding
    version = failing.store.load(key()).state.version
    assert do(failing, ActKind.ACKNOWLEDGED, EVE).effect is Effect.SAME
    assert do(failing, ActKind.LIFTED).effect is Effect.SAME
    assert finding(failing) == first
    assert failing.store.load(key()).state.version == version
    assert do(failing, ActKind.SUPPRESSED).effect is Effect.DONE
    assert do(failing, ActKind.SUPPRESSED, EVE).effect is Effect.SAME


def test_what_has_ended_is_said_to_be_over(failing):
    again(failing, is_sealed=True)
    for kind in (ActKind.ACKNOWLEDGED, ActKind.SUPPRESSED):
        assert do(failing, kind).effect is Effect.OVER
    assert do(failing, ActKind.NOTED, note="It was the deploy.").effect is Effect.DONE
    again(failing, is_sealed=False)
    assert do(failing, ActKind.ACKNOWLEDGED, episode=1).effect is Effect.OVER
    assert do(failing, ActKind.ACKNOWLEDGED, episode=2).effect is Effect.DONE
    del failing.world.there[key()]
    failing.clock.tick(60)
    failing.evaluate()
    assert do(failing, ActKind.NOTED, note="too late").effect is Effect.OVER
    assert act(
        failing.store, f"{key()}/test-widget-x", ActKind.NOTED, BOB, at=failing.clock(), note="?"
    ) == act(failing.store, f"{key('w')}/{SEALED}", ActKind.LIFTED, BOB, at=failing.clock())


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        (ActKind.NOTED, {"note": " "}, "the note is empty"),
        (ActKind.NOTED, {"note": "x" * (MAX_NOTE + 1)}, "1001 characters"),
        (ActKind.NOTED, {"note": "x", "by": " "}, "who acts is not named"),
        (ActKind.NOTED, {"note": "x", "by": "b" * 257}, "more than 256 characters"),
        (ActKind.ACKNOWLEDGED, {"to": BOB}, "only an assignment"),
    ],
)
def test_what_cannot_be_used_is_refused(failing, kind, more, message):
    before = failing.store.load(key())
    with pytest.raises(BadInput, match=message):
        do(failing, kind, **more)
    assert failing.store.load(key()) == before


def test_an_id_of_nothing_is_refused(house):
    with pytest.raises(BadInput, match="expected account/region/type/id"):
        act(house.store, "nonsense", ActKind.LIFTED, BOB, at=house.clock())


def test_an_act_and_a_commit_at_once_are_both_kept(failing):
    class Busy(MemoryStore):
        """Somebody commits between each load and its commit, for a while."""

        times = 3

        def commit(self, decisions, entry) -> None:
            if decisions and self.times and decisions[0].findings[0].history:
                self.times -= 1
                again(failing, is_sealed=self.times % 2 == 0)
            super().commit(decisions, entry)

    failing.store.__class__ = Busy
    acted = do(failing, ActKind.ASSIGNED, to=EVE)
    assert acted.effect is Effect.DONE
    assert (finding(failing).assignee, finding(failing).episode) == (EVE, 2)
    failing.store.times = 99
    with pytest.raises(StoreConflict, match="8 times in a row"):
        do(failing, ActKind.NOTED, note="never")


def test_a_new_episode_forgets_who_knew_of_the_last_one_and_keeps_it(failing):
    opened = finding(failing)
    do(failing, ActKind.ACKNOWLEDGED)
    do(failing, ActKind.ASSIGNED, to=EVE)
    failing.settle()
    told_at = finding(failing).told_at
    assert told_at is not None
    again(failing, is_sealed=True)
    fixed = finding(failing)
    assert (fixed.workflow, fixed.ending) == (Workflow.RESOLVED, Ending.FIXED)
    again(failing, is_sealed=False)
    now = finding(failing)
    assert (now.episode, now.regressions, now.workflow) == (2, 1, Workflow.NEW)
    assert (now.acknowledged_at, now.acknowledged_by, now.told_at, now.ending) == (
        None,
        "",
        None,
        None,
    )
    assert now.assignee == EVE
    (earlier,) = now.earlier
    assert earlier == fixed.latest
    assert (earlier.opened_at, earlier.evaluated_at) == (opened.opened_at, opened.evaluated_at)
    assert (earlier.told_at, earlier.acknowledged_by) == (told_at, BOB)
    assert earlier.resolved_by.event_id != earlier.opened_by.event_id
    assert earlier.opened_by.actor.name == "mallory"


def test_the_past_is_bounded_and_news_goes_without_it(failing):
    for number in range(MAX_EARLIER + 3):
        do(failing, ActKind.NOTED, note=f"n {number}")
        do(failing, ActKind.NOTED, note=f"m {number}")
        again(failing, is_sealed=True)
        again(failing, is_sealed=False)
    now = finding(failing)
    assert [e.number for e in now.earlier] == list(range(4, MAX_EARLIER + 4))
    assert (now.episode, now.regressions) == (MAX_EARLIER + 4, MAX_EARLIER + 3)
    assert len(now.history) == MAX_HISTORY
    assert now.history[-1].note == f"m {MAX_EARLIER + 2}"
    moved = [move.finding for entry in failing.waiting() for move in entry.moves]
    assert moved
    assert {(f.earlier, f.history) for f in moved} == {((), ())}


# --- Suppressed -----------------------------------------------------------------------------------


def told(house: House) -> list[str]:
    house.settle()
    return [alert.kind.value for alert in house.destinations[0].arrived]


def test_what_is_suppressed_is_told_no_more_and_scores_as_before(failing):
    assert told(failing) == ["regression"]
    do(failing, ActKind.SUPPRESSED, note="A test stand.")
    earned = failing.store.score(ACCOUNT).earned
    for _ in range(2):
        again(failing, is_sealed=True)
        assert finding(failing).workflow is Workflow.SUPPRESSED
        assert not finding(failing).is_open
        assert told(failing) == ["regression"]
        assert failing.store.score(ACCOUNT).earned > earned
        again(failing, is_sealed=False)
        assert finding(failing).workflow is Workflow.SUPPRESSED
        assert told(failing) == ["regression"]
        assert failing.store.score(ACCOUNT).earned == earned
    do(failing, ActKind.LIFTED)
    assert finding(failing).workflow is Workflow.NEW
    again(failing, is_sealed=True)
    again(failing, is_sealed=False)
    assert told(failing) == ["regression", "improvement", "regression"]


def test_another_exposure_is_not_kept_quiet(failing, widgets):
    assert told(failing) == ["regression"]
    do(failing, ActKind.SUPPRESSED)
    failing.world.unread[key()] = "AccessDenied on GetWidget"
    failing.clock.tick(days=3)
    failing.evaluate()
    assert finding(failing).workflow is Workflow.SUPPRESSED
    del failing.world.unread[key()]
    first, *others = widgets.controls[Widget.type]

    def ask(_):
        return failed("Not sealed.", sealed=False, port=22)

    widgets.controls[Widget.type] = (replace(first, ask=ask), *others)
    failing.clock.tick(60)
    failing.evaluate()
    assert finding(failing).workflow is Workflow.NOTIFIED
    assert finding(failing).suppressed_for == ""
    failing.clock.tick(60)
    failing.evaluate()
    assert told(failing) == ["regression", "regression"]
    _, alert = failing.destinations[0].arrived
    assert [f.kind for f in alert.findings] == [MoveKind.REOPENED]


def test_what_is_made_anew_is_not_kept_quiet(failing):
    do(failing, ActKind.SUPPRESSED)
    del failing.world.there[key()]
    failing.clock.tick(60)
    failing.evaluate()
    gone = finding(failing)
    assert (gone.record_state, gone.ending) == (RecordState.ARCHIVED, Ending.GONE)
    assert told(failing) == ["regression"], "that it is gone is no news of something suppressed"
    again(failing, is_sealed=False)
    assert finding(failing).workflow is Workflow.NEW
    assert finding(failing).regressions == 0, "it is another thing of the same name"
    assert told(failing) == ["regression", "regression"]


ACTS = st.tuples(st.sampled_from(ActKind), st.booleans())
STEPS = st.lists(st.one_of(st.booleans(), st.just("gone"), st.just("unread"), ACTS), max_size=20)


@given(STEPS)
def test_acts_move_no_figure_and_no_episode(steps):
    def lived(*, with_acts: bool) -> House:
        house = House()
        covered(house.store)
        for step in steps:
            house.clock.tick(60)
            house.world.unread.clear()
            if isinstance(step, tuple):
                kind, is_eve = step
                more = {"to": EVE} if kind is ActKind.ASSIGNED and is_eve else {}
                if with_acts:
                    do(house, kind, note="why", **more)
                continue
            if step == "unread":
                house.world.unread[key()] = "AccessDenied on GetWidget"
            elif step == "gone":
                house.world.there.pop(key(), None)
            else:
                house.world.put(widget(is_sealed=step))
            house.evaluate(change(at=house.clock()))
            stored = house.store.load(key())
            assert house.store.tallies(ACCOUNT) == recount({key(): stored})
            for each in stored.findings.values():
                assert not (each.is_open and each.workflow is Workflow.RESOLVED)
        house.settle()
        return house

    with catalogued():
        plain, busy = lived(with_acts=False), lived(with_acts=True)
    told_of = [
        {
            name: (f.status, f.episode, f.regressions, f.is_open, f.opened_at, f.resolved_at)
            for name, f in house.store.load(key()).findings.items()
        }
        for house in (plain, busy)
    ]
    assert told_of[0] == told_of[1]
    assert plain.store.tallies(ACCOUNT) == busy.store.tallies(ACCOUNT)
    ends = [
        (house.store.score(ACCOUNT).earned, [r.move for r in house.store.ledger(ACCOUNT)])
        for house in (plain, busy)
    ]
    assert ends[0] == ends[1]
    assert len(busy.destinations[0].arrived) <= len(plain.destinations[0].arrived)
