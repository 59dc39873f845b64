"""One change, one read at most, one commit."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import BadInput
from posturewatch.domain.finding import RecordState
from posturewatch.domain.reading import Found, Gone, Unknown
from posturewatch.domain.scorecard import Counts
from posturewatch.domain.verdict import Status, passed
from posturewatch.usecases.evaluate import Result, collapse, winners
from tests.support.house import (
    ACCOUNT,
    CONTROLS,
    START,
    SlowWidget,
    Widget,
    cause,
    change,
    key,
    make_control,
    widget,
)

ALL_FAILED = {control.id: Counts(1, 1, 0) for control in CONTROLS}


def test_a_first_look_costs_one_read_and_one_commit(house):
    house.world.put(widget(good=False))
    evaluation = house.evaluate()
    assert evaluation.result is Result.COMMITTED
    assert house.world.calls == {"read": 1}
    assert house.store.tallies(ACCOUNT) == ALL_FAILED
    (entry,) = house.waiting()
    assert entry.id == evaluation.decision.entry_id
    assert entry.cause.actor.name == "mallory"
    assert entry.resource == evaluation.decision.state
    assert not entry.quiet


def test_a_pass_is_counted_and_told_to_nobody(house):
    house.world.put(widget())
    house.evaluate()
    (entry,) = house.waiting()
    assert entry.quiet
    assert entry.moves == ()
    house.settle()
    assert house.destinations[0].arrived == []


def test_no_change_is_one_cheap_write_without_an_entry(house):
    house.world.put(widget())
    house.evaluate()
    house.clock.tick(60)
    evaluation = house.evaluate()
    assert evaluation.result is Result.CONFIRMED
    assert len(house.waiting()) == 1
    assert house.store.load(key()).state.observed_at == house.clock()


def test_what_a_new_resource_brings_is_looked_at_once(house, monkeypatch):
    monkeypatch.setattr(Widget, "brings", {"AWS::Test::SlowWidget": "label"})
    parts = [replace(key(), type="AWS::Test::SlowWidget", id=id_) for id_ in "ab"]
    house.world.put(widget(label="ab"))
    house.evaluate()
    assert house.queue.changes == [(change(part), 0) for part in parts]
    for part in parts:
        house.world.put(SlowWidget(key=part))
        house.evaluate(change(part))
    house.queue.changes.clear()
    house.clock.tick(60)
    house.evaluate(replace(change(), looks=1))
    assert house.queue.changes == []


# --- Storms ---------------------------------------------------------------------------------------


def test_a_storm_of_old_changes_needs_no_read(house):
    house.world.put(widget(good=False))
    house.clock.tick(60)
    house.evaluate(change(at=house.clock()))
    for second in range(50):
        assert house.evaluate(change(at=START + timedelta(seconds=second))).result is (
            Result.COLLAPSED
        )
    assert house.world.calls == {"read": 1}


@pytest.mark.parametrize(("before", "result"), [(5.0, Result.COLLAPSED), (4.9, Result.IGNORED)])
def test_a_change_just_before_the_read_may_not_be_in_it(house, before, result):
    house.world.put(widget())
    house.evaluate()
    late = change(at=START - timedelta(seconds=before))
    assert house.evaluate(late).result is result
    assert house.world.calls["read"] == 1 + (result is Result.IGNORED)


def test_a_type_that_settles_late_has_its_own_margin(house):
    slow = key("slow", SlowWidget.type)
    house.world.put(widget(slow, cls=SlowWidget))
    house.evaluate(change(slow))
    assert house.evaluate(change(slow, START - timedelta(seconds=9))).result is not Result.COLLAPSED
    assert house.evaluate(change(slow, START - timedelta(seconds=10))).result is Result.COLLAPSED


def test_an_old_change_after_a_disappearance_needs_no_read(house):
    house.world.put(widget(good=False))
    house.evaluate()
    house.world.there.clear()
    house.clock.tick(60)
    house.evaluate()
    assert house.evaluate(change(at=START + timedelta(seconds=1))).result is Result.COLLAPSED
    assert house.world.calls == {"read": 2}


# --- Looking again --------------------------------------------------------------------------------


def test_a_change_that_shows_nothing_is_looked_at_again_twice(house):
    house.world.put(widget())
    house.evaluate(change(source="config"))
    house.clock.tick(60)
    first = house.evaluate()
    assert first.looks_again_in == 15
    (again, seconds) = house.queue.changes.pop()
    assert (again.looks, seconds) == (1, 15)
    house.clock.tick(15)
    assert house.evaluate(again).looks_again_in is None  # that look was newer than the change


def test_a_stale_read_is_found_out_by_the_second_look(house):
    house.world.put(widget())
    house.evaluate(change(source="config"))
    at = house.clock.tick(60)
    assert house.evaluate(change(at=at)).result is Result.CONFIRMED
    house.world.put(widget(good=False))
    house.clock.tick(15)
    (again, _) = house.queue.changes.pop()
    evaluation = house.evaluate(again)
    assert evaluation.result is Result.COMMITTED
    (finding, *_) = house.store.load(key()).findings.values()
    assert finding.opened_by.event_name == "PutWidget"
    assert finding.since == at


def test_a_seen_change_needs_no_second_look(house):
    house.world.put(widget())
    house.evaluate(change(source="config"))
    house.clock.tick(60)
    house.world.put(widget(good=False))
    assert house.evaluate().looks_again_in is None
    assert house.queue.changes == []


def test_a_type_that_settles_late_is_always_looked_at_again_once(house):
    slow = key("slow", SlowWidget.type)
    house.world.put(widget(slow, cls=SlowWidget, good=False))
    assert house.evaluate(change(slow)).looks_again_in == 15
    (again, _) = house.queue.changes.pop()
    house.clock.tick(15)
    assert house.evaluate(again).looks_again_in is None


@pytest.mark.parametrize(("ago", "looks_again_in"), [(84.9, 15), (85.0, None), (9e7, None)])
def test_what_changed_long_ago_is_settled_by_the_first_look(house, ago, looks_again_in):
    # The longest wait is 15 + 60 seconds; a slow widget settles within 10 more.
    slow = key("slow", SlowWidget.type)
    house.world.put(widget(slow, cls=SlowWidget, good=False))
    late = change(slow, house.clock() - timedelta(seconds=ago))
    assert house.evaluate(late).looks_again_in == looks_again_in
    assert len(house.queue.changes) == (looks_again_in is not None)


def test_a_replayed_change_that_shows_nothing_is_not_looked_at_again(house):
    house.world.put(widget())
    house.evaluate(change(source="config", at=START - timedelta(days=900)))
    house.clock.tick(days=400)
    replayed = change(at=house.clock() - timedelta(days=300))
    assert house.evaluate(replayed).looks_again_in is None
    # What could not be read is, however old the change: it is about now.
    house.world.unread[key()] = "ThrottlingException on GetWidget"
    house.clock.tick(days=1)
    assert house.evaluate(change(at=house.clock() - timedelta(hours=1))).looks_again_in == 15


def test_a_throttled_read_is_looked_at_again_and_changes_no_verdict(house):
    house.world.put(widget())
    house.evaluate(change(source="config"))
    house.world.unread[key()] = "ThrottlingException on GetWidget"
    looks = []
    waiting = [change(at=house.clock.tick(60), source="config")]
    while waiting:
        evaluation = house.evaluate(waiting.pop())
        looks.append(evaluation.looks_again_in)
        waiting = [again for again, _ in house.queue.changes]
        house.queue.changes.clear()
        house.clock.tick(60)
    assert looks == [15, 60, None]
    state = house.store.load(key()).state
    assert set(state.verdicts.values()) == {Status.PASSED}
    assert state.confirmed == {control.id: START for control in CONTROLS}


def test_a_read_that_failed_in_part_is_looked_at_again(house):
    house.world.put(widget(unknown={"label": "AccessDenied on GetLabel"}))
    assert house.evaluate(change(source="config")).looks_again_in == 15
    assert house.store.load(key()).state.verdicts["test-widget-labelled"] is Status.NOT_AVAILABLE


def test_what_a_source_never_tells_is_not_asked_for_again(house):
    house.world.put(widget(unknown={"label": "describe does not tell"}))
    assert house.evaluate(change(source="config")).looks_again_in is None


def test_the_second_look_is_queued_before_the_write(house):
    order = []
    house.world.put(widget(unknown={"label": "AccessDenied on GetLabel"}))
    real = house.store.commit
    house.queue.later = lambda *_: order.append("later")
    house.store.commit = lambda *args: (order.append("commit"), real(*args))
    house.evaluate()
    assert order == ["later", "commit"]


# --- Config items ---------------------------------------------------------------------------------


def item(outcome, at=START, **more):
    return change(at=at, source="config", document={"outcome": outcome}, **more)


def test_a_complete_item_needs_no_call(house):
    evaluation = house.evaluate(item(Found(widget(good=False), START)))
    assert evaluation.result is Result.COMMITTED
    assert house.world.calls == {}
    assert house.store.tallies(ACCOUNT) == ALL_FAILED


def test_a_deletion_that_config_tells_needs_no_call(house):
    house.world.put(widget(good=False))
    house.evaluate()
    at = house.clock.tick(60)
    evaluation = house.evaluate(item(Gone(key(), at), at))
    assert evaluation.result is Result.COMMITTED
    assert house.world.calls == {"read": 1}
    assert house.store.tallies(ACCOUNT) == {}


@pytest.mark.parametrize(
    "outcome",
    [
        Found(widget(good=False, unknown={"label": "config does not tell"}), START),
        Unknown("the Config item has no configuration"),
    ],
)
def test_an_incomplete_item_is_a_hint(house, outcome):
    house.world.put(widget())
    evaluation = house.evaluate(item(outcome))
    assert house.world.calls == {"read": 1}
    assert set(house.store.load(key()).state.verdicts.values()) == {Status.PASSED}
    assert evaluation.looks_again_in is None


def test_an_oversized_item_comes_without_its_document(house):
    house.world.put(widget())
    house.evaluate(change(source="config", name="OversizedConfigurationItemChangeNotification"))
    assert house.world.calls == {"read": 1}


def test_an_old_hint_needs_no_read_and_an_old_item_changes_nothing(house):
    house.world.put(widget())
    house.clock.tick(60)
    house.evaluate()
    hint = Found(widget(good=False, unknown={"label": "config does not tell"}), START)
    assert house.evaluate(item(hint)).result is Result.COLLAPSED
    assert house.evaluate(item(Found(widget(good=False), START))).result is Result.IGNORED
    assert house.evaluate(item(Gone(key(), START))).result is Result.IGNORED
    assert house.world.calls == {"read": 1}
    assert set(house.store.load(key()).state.verdicts.values()) == {Status.PASSED}


def test_a_broken_item_is_bad_input(house):
    with pytest.raises(BadInput):
        house.evaluate(change(document={"broken": True}))


# --- Keys, types and controls ---------------------------------------------------------------------


def test_an_uncovered_type_is_said_and_costs_nothing(house):
    other = key("q", "AWS::Test::Unheard")
    assert house.evaluate(change(other)).result is Result.UNCOVERED
    assert house.world.calls == {}


def test_gone_before_it_was_seen_is_kept_against_late_news(house):
    evaluation = house.evaluate(item(Gone(key(), START + timedelta(seconds=60))))
    assert evaluation.decision.deltas == {}
    assert house.waiting() == []
    assert list(house.store.inventory(ACCOUNT, Widget.type)) == []
    # Its creation is told after its deletion.
    assert house.evaluate(item(Found(widget(good=False), START))).result is Result.IGNORED
    assert house.store.tallies(ACCOUNT) == {}


def test_the_region_is_the_resources_own(house):
    named, own = key("w", region="us-east-1"), key("w")
    house.world.put(widget(own, good=False))
    house.world.corrected[named] = own
    evaluation = house.evaluate(change(named))
    assert evaluation.decision.key == own
    assert house.store.load(named).state is None
    assert house.store.load(own).state.verdicts != {}
    house.clock.tick(60)
    # What is stored at its own place is what a second change is compared with.
    assert house.evaluate(change(named, house.clock(), source="config")).result is Result.CONFIRMED


def test_what_was_stored_at_the_wrong_place_goes(house):
    named, own = key("w", region="us-east-1"), key("w")
    house.world.unread[named] = "ThrottlingException on GetWidget"
    house.evaluate(change(named))
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1, 0, 1) for c in CONTROLS}
    house.world.unread.clear()
    house.world.put(widget(own))
    house.world.corrected[named] = own
    (again, _) = house.queue.changes.pop()
    house.clock.tick(15)
    house.evaluate(again)
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1) for c in CONTROLS}
    assert house.store.load(named).state.gone_at is not None


def test_a_control_that_crashes_is_not_available_and_logged(house, widgets, caplog):
    def crash(_):
        raise ZeroDivisionError("secret-value")

    widgets.controls[Widget.type] = (
        make_control("test-widget-crashes", Severity.CRITICAL, crash),
        make_control("test-widget-silent", Severity.CRITICAL, lambda _: None),
        make_control("test-widget-fine", Severity.LOW, lambda _: passed("Fine.")),
    )
    house.world.put(widget())
    with caplog.at_level(logging.ERROR):
        house.evaluate()
    state = house.store.load(key()).state
    assert state.verdicts == {
        "test-widget-crashes": Status.NOT_AVAILABLE,
        "test-widget-silent": Status.NOT_AVAILABLE,
        "test-widget-fine": Status.PASSED,
    }
    finding = house.store.load(key()).findings["test-widget-crashes"]
    assert finding.reason == "The control crashed: ZeroDivisionError."
    assert [r.control for r in caplog.records] == ["test-widget-crashes", "test-widget-silent"]
    assert all(record.exc_info for record in caplog.records)


def test_an_unknown_property_is_not_available_with_its_reason(house):
    house.world.put(widget(unknown={"label": "AccessDenied on GetLabel"}))
    house.evaluate()
    finding = house.store.load(key()).findings["test-widget-labelled"]
    assert finding.reason == "label could not be read: AccessDenied on GetLabel."


def test_a_withdrawn_control_closes_its_findings_and_a_new_one_is_asked(house, widgets):
    house.world.put(widget(good=False))
    house.evaluate()
    house.clock.tick(60)
    new = make_control("test-widget-new", Severity.HIGH, lambda _: passed("Fine."))
    widgets.controls[Widget.type] = (*CONTROLS[1:], new)
    evaluation = house.evaluate()
    assert [(m.kind.value, m.finding.control) for m in evaluation.decision.moves] == [
        ("closed", CONTROLS[0].id)
    ]
    assert house.store.tallies(ACCOUNT) == {
        CONTROLS[1].id: Counts(1, 1),
        CONTROLS[2].id: Counts(1, 1),
        new.id: Counts(1),
    }


def test_a_renamed_control_goes_on_with_its_finding(house, widgets):
    house.world.put(widget(good=False))
    house.evaluate()
    opened = house.store.load(key()).findings[CONTROLS[0].id]
    house.clock.tick(60)
    renamed = replace(CONTROLS[0], id="test-widget-shut", aliases=(CONTROLS[0].id,))
    widgets.controls[Widget.type] = (renamed, *CONTROLS[1:])
    evaluation = house.evaluate()
    assert evaluation.decision.moves == (), "nothing happened that is worth telling"
    findings = house.store.load(key()).findings
    now, before = findings["test-widget-shut"], findings[CONTROLS[0].id]
    assert (now.episode, now.opened_at, now.is_open) == (1, opened.opened_at, True)
    assert before.record_state is RecordState.ARCHIVED
    assert house.store.tallies(ACCOUNT) == {c.id: Counts(1, 1) for c in (renamed, *CONTROLS[1:])}
    house.clock.tick(60)
    house.world.put(widget(good=True))
    fixed = {m.finding.control: m.kind.value for m in house.evaluate().decision.moves}
    assert fixed["test-widget-shut"] == "fixed"


# --- Duplicates within a batch --------------------------------------------------------------------


def test_the_newest_of_several_changes_stands_for_all():
    old, new = change(at=START), change(at=START + timedelta(seconds=9), name="Other")
    other = change(key("other"))
    assert collapse([new, old, other]) == [new, other]
    assert collapse([]) == []


def test_a_call_and_an_item_are_one_change():
    call = change(at=START)
    recorded = item(Found(widget(), START), START + timedelta(seconds=5))
    for order in ([call, recorded], [recorded, call]):
        (whole,) = collapse(order)
        assert whole.cause == call.cause, "who did it"
        assert whole.document == recorded.document, "what came of it"
        assert whole.recorded_at == recorded.cause.at
        assert winners(order) == {key(): (recorded, whole)}
        assert whole.again().recorded_at is None


def test_an_item_from_before_the_call_does_not_show_it():
    recorded = item(Found(widget(), START), START)
    call = change(at=START + timedelta(seconds=1))
    assert collapse([recorded, call]) == [call]


def test_only_items_or_only_calls_are_kept_as_they_are():
    first, second = item(1, START), item(2, START + timedelta(seconds=1))
    assert collapse([second, first]) == [second]
    again = replace(change(), looks=1)
    assert collapse([change(), again]) == [again]


def test_a_call_with_its_item_costs_no_read(house):
    call = change(at=START)
    recorded = item(Found(widget(good=False), START + timedelta(seconds=5)), START)
    (whole,) = collapse([call, recorded])
    house.evaluate(whole)
    assert house.world.calls == {}
    (finding, *_) = house.store.load(key()).findings.values()
    assert finding.opened_by == cause()
