"""Alerts arrive at every destination, or are visibly dead, and none holds up another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import Move, MoveKind, Workflow
from posturewatch.domain.notification import AlertKind
from posturewatch.domain.outbox import Delivery, DeliveryState, Entry, EntryState
from posturewatch.usecases.attempts import CLAIM, LONGEST_WAIT, MAX_ATTEMPTS
from posturewatch.usecases.notify import NOBODY, alert_of
from tests.support.house import (
    ACCOUNT,
    CARD,
    START,
    Destination,
    House,
    cause,
    change,
    key,
    refused,
    widget,
)


@pytest.fixture
def slack() -> Destination:
    return Destination("slack")


@pytest.fixture
def sns() -> Destination:
    return Destination("sns")


@pytest.fixture
def house(widgets, slack, sns) -> House:
    return House(destinations=[slack, sns])


@pytest.fixture
def entry(house) -> Entry:
    """Return news that is scored and waits to be told."""
    return news(house)


def news(house: House, id: str = "w-1") -> Entry:
    house.world.put(widget(key(id), good=False))
    entry_id = house.evaluate(change(key(id))).decision.entry_id
    house.scorer.score([house.store.entry(entry_id)])
    return house.store.entry(entry_id)


def due(house: House) -> list[str]:
    return [e.id for e in house.teller.overdue()]


def test_news_arrives_everywhere_once(house, entry, slack, sns):
    assert house.teller.tell([entry]) == 2
    assert [a.id for a in slack.arrived] == [a.id for a in sns.arrived] == [entry.id]
    stored = house.store.entry(entry.id)
    assert (stored.state, stored.due_at) == (EntryState.DELIVERED, None)
    assert stored.deliveries["slack"] == Delivery(
        DeliveryState.DELIVERED, 1, house.clock(), None, "slack-1"
    )
    # The stream may bring the same record again, and it still shows the entry as pending.
    assert house.teller.tell([entry, stored, entry]) == 0
    assert len(slack.arrived) == len(sns.arrived) == 1


def test_told_findings_are_marked(house, entry):
    house.teller.tell([entry])
    findings = house.store.load(key()).findings.values()
    assert {finding.workflow for finding in findings} == {Workflow.NOTIFIED}


def test_a_mark_that_fails_neither_loses_nor_doubles_the_alert(house, entry, slack, caplog):
    def fail(_):
        raise RuntimeError("the table is busy")

    house.store.notified = fail
    house.teller.tell([entry])
    house.clock.tick(hours=1)
    house.teller.tell(house.teller.overdue())
    assert len(slack.arrived) == 1
    assert house.store.entry(entry.id).state is EntryState.DELIVERED
    assert "not marked" in caplog.text


def test_an_entry_that_is_not_scored_is_not_told(house):
    house.world.put(widget(good=False))
    house.evaluate()
    assert house.teller.tell(house.waiting()) == 0


@pytest.mark.parametrize("failure", [refused(0), ValueError("a bug of ours"), RuntimeError("x")])
def test_a_destination_that_fails_never_holds_up_the_others(house, entry, slack, sns, failure):
    slack.failures = [failure]
    other = news(house, "w-2")
    assert house.teller.tell([entry, other]) == 3
    assert len(sns.arrived) == 2
    stored = house.store.entry(entry.id)
    assert stored.state is EntryState.PENDING
    assert stored.deliveries["sns"].state is DeliveryState.DELIVERED
    house.clock.tick(60)
    assert due(house) == [entry.id]
    assert house.teller.tell(house.teller.overdue()) == 1
    assert [a.id for a in slack.arrived] == [other.id, entry.id]
    assert len(sns.arrived) == 2


def test_an_alert_that_cannot_be_composed_ends_dead_and_is_seen(house, entry, slack, caplog):
    broken = replace(entry, moves=(Move(MoveKind.FIXED, None),))
    house.store._entries[entry.id] = broken
    for _ in range(MAX_ATTEMPTS):
        house.teller.tell(house.teller.overdue() or [broken])
        house.clock.at += LONGEST_WAIT
    stored = house.store.entry(entry.id)
    assert stored.state is EntryState.DEAD
    assert stored.deliveries["slack"].error.startswith("AttributeError")
    assert slack.arrived == []
    assert "will not get" in caplog.text


def test_retry_after_is_obeyed(house, entry, slack):
    slack.failures = [refused(300.0, "429")]
    house.teller.tell([entry])
    delivery = house.store.entry(entry.id).deliveries["slack"]
    assert delivery == Delivery(
        DeliveryState.WAITING,
        1,
        house.clock(),
        house.clock() + timedelta(seconds=300),
        error="429",
    )
    house.clock.tick(299)
    assert due(house) == []
    house.clock.tick(1)
    assert due(house) == [entry.id]
    house.teller.tell(house.teller.overdue())
    assert len(slack.arrived) == 1


def test_waits_grow_up_to_half_a_day(house, entry, slack):
    slack.failures = [refused(0.0, "503")] * MAX_ATTEMPTS
    waits = []
    for _ in range(MAX_ATTEMPTS):
        house.teller.tell([house.store.entry(entry.id)])
        due_at = house.store.entry(entry.id).due_at
        if due_at is not None:
            waits.append(due_at - house.clock())
            house.clock.at = due_at
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=15)
    assert waits[-1] == LONGEST_WAIT
    assert timedelta(hours=11) < sum(waits, timedelta()) < timedelta(hours=13)
    stored = house.store.entry(entry.id)
    assert (stored.state, stored.due_at) == (EntryState.DEAD, None)
    assert stored.deliveries["slack"].state is DeliveryState.DEAD
    assert stored.deliveries["sns"].state is DeliveryState.DELIVERED
    assert due(house) == []


def test_what_can_never_arrive_is_dead_at_once(house, entry, slack, caplog):
    slack.failures = [refused(None, "channel_not_found")]
    assert house.teller.tell([entry]) == 1
    stored = house.store.entry(entry.id)
    assert stored.state is EntryState.DEAD
    assert stored.deliveries["slack"].error == "channel_not_found"
    assert "channel_not_found" in caplog.text


# --- Several workers ------------------------------------------------------------------------------


def test_a_claimed_delivery_is_left_to_its_worker(house, entry, slack, sns):
    class Nosy(Destination):
        def deliver(self, alert):
            # The schedule runs while the stream's worker is sending.
            house.teller.tell([house.store.entry(entry.id)])
            house.teller.tell([entry])
            return super().deliver(alert)

    nosy = Nosy("slack")
    house.destinations[0] = nosy
    house.teller.tell([entry])
    assert len(nosy.arrived) == len(sns.arrived) == 1
    house.clock.tick(60)
    house.teller.tell(house.teller.overdue())
    stored = house.store.entry(entry.id)
    assert (stored.state, stored.due_at) == (EntryState.DELIVERED, None)
    assert len(nosy.arrived) == len(sns.arrived) == 1


def test_workers_that_did_not_see_each_other_still_end_the_entry(house, entry, slack, sns):
    """Each records its own destination, and neither sees that the other one's is done."""
    for name in ("slack", "sns"):
        done = Delivery(DeliveryState.DELIVERED, 1, START, None, "r")
        house.store.save_delivery(entry, name, done, EntryState.PENDING, START)
    assert due(house) == [entry.id]
    assert house.teller.tell(house.teller.overdue()) == 0
    assert house.store.entry(entry.id).state is EntryState.DELIVERED
    assert due(house) == []
    assert slack.arrived == sns.arrived == []


def test_a_claim_that_was_cut_short_runs_out(house, entry, slack):
    class Dying(Destination):
        def deliver(self, alert):
            raise KeyboardInterrupt

    house.destinations[0] = Dying("slack")
    with pytest.raises(KeyboardInterrupt):
        house.teller.tell([entry])
    house.destinations[0] = slack
    stored = house.store.entry(entry.id)
    assert stored.deliveries["slack"].due_at == house.clock() + CLAIM
    house.teller.tell([stored])
    assert slack.arrived == []
    house.clock.at += CLAIM
    house.teller.tell([house.store.entry(entry.id)])
    assert len(slack.arrived) == 1


def test_an_alert_that_kills_whoever_sends_it_ends_dead(house, entry, sns):
    class Deadly(Destination):
        attempts = 0

        def deliver(self, alert):
            self.attempts += 1
            raise KeyboardInterrupt

    deadly = house.destinations[0] = Deadly("slack")
    for _ in range(MAX_ATTEMPTS + 5):
        try:
            house.teller.tell([house.store.entry(entry.id)])
        except KeyboardInterrupt:
            house.clock.at += CLAIM
    assert deadly.attempts == MAX_ATTEMPTS
    assert house.store.entry(entry.id).state is EntryState.DEAD
    assert len(sns.arrived) == 1


def test_a_record_that_somebody_else_was_faster_with_stops_nobody(house, entry, slack, sns):
    real = house.store.save_delivery
    calls = []

    def save(*args):
        calls.append(args[1])
        if args[1] == "slack" and calls.count("slack") == 2:
            raise StoreConflict("the claim had run out")
        real(*args)

    house.store.save_delivery = save
    house.teller.tell([entry])
    assert len(slack.arrived) == len(sns.arrived) == 1
    assert house.store.entry(entry.id).deliveries["sns"].state is DeliveryState.DELIVERED


# --- Destinations that come and go ----------------------------------------------------------------


def test_without_any_destination_the_entry_is_visibly_dead(house, entry, caplog):
    house.destinations = []
    assert house.teller.tell([entry]) == 0
    stored = house.store.entry(entry.id)
    assert (stored.state, stored.due_at) == (EntryState.DEAD, None)
    assert stored.deliveries[NOBODY].error == "no such destination is configured"
    assert due(house) == []
    assert "was not told" in caplog.text


def test_a_destination_that_is_no_longer_configured_does_not_wait_forever(house, entry, slack, sns):
    slack.failures = [refused(0)]
    house.teller.tell([entry])
    house.destinations = [sns]
    house.clock.tick(3600)
    house.teller.tell(house.teller.overdue())
    stored = house.store.entry(entry.id)
    assert stored.deliveries["slack"].state is DeliveryState.DEAD
    assert stored.deliveries["sns"].state is DeliveryState.DELIVERED
    assert stored.state is EntryState.DEAD
    assert due(house) == []


def test_a_new_destination_gets_what_still_waits(house, entry, slack):
    slack.failures = [refused(0)]
    house.teller.tell([entry])
    pager = Destination("pager")
    house.destinations.append(pager)
    house.clock.tick(60)
    assert house.teller.tell(house.teller.overdue()) == 2
    assert len(pager.arrived) == len(slack.arrived) == 1
    assert house.store.entry(entry.id).state is EntryState.DELIVERED


# --- What an alert says ---------------------------------------------------------------------------


def test_an_alert_of_a_regression(house):
    house.world.put(widget(tags={"Name": "Gadget", "team": "blue"}, arn="arn:aws:test:::w-1"))
    house.evaluate(change(at=START - timedelta(hours=1)))
    house.scorer.score(house.waiting())
    house.clock.tick(60)
    broken = widget(
        is_sealed=False, label="", tags={"Name": "Gadget", "team": "blue"}, arn="arn:aws:test:::w-1"
    )
    house.world.put(broken)
    entry_id = house.evaluate().decision.entry_id
    house.scorer.score(house.waiting())
    alert = alert_of(house.store.entry(entry_id), CARD)
    assert (alert.kind, alert.severity) == (AlertKind.REGRESSION, Severity.CRITICAL)
    assert [f.control for f in alert.findings] == ["test-widget-sealed", "test-widget-labelled"]
    assert [f.points for f in alert.findings] == [7, 1]
    assert {f.kind for f in alert.findings} == {MoveKind.REGRESSED}
    worst = alert.findings[0]
    assert (worst.title, worst.remediation) == ("test-widget-sealed is good", "Make it good.")
    assert (worst.opened_at, worst.open_for) == (house.clock(), None)
    assert (alert.resource, alert.resource_name, alert.owner) == (key(), "Gadget", "blue")
    assert alert.resource_arn == "arn:aws:test:::w-1"
    assert alert.cause.actor.name == "mallory"
    assert alert.score == house.store.entry(entry_id).score


def test_an_alert_of_an_improvement_says_how_long_it_was_open(house, entry):
    house.clock.tick(minutes=7)
    house.world.put(widget())
    fixed = house.evaluate().decision.entry_id
    alert = alert_of(house.store.entry(fixed), CARD)
    assert alert.kind is AlertKind.IMPROVEMENT
    assert {f.open_for for f in alert.findings} == {timedelta(minutes=7)}
    assert alert.score is None


def test_good_and_bad_news_at_once_is_bad_news_first(house):
    house.world.put(widget(is_sealed=False))
    house.evaluate()
    house.clock.tick(60)
    house.world.put(widget(label=""))
    mixed = house.evaluate().decision.entry_id
    alert = alert_of(house.store.entry(mixed), CARD)
    assert alert.kind is AlertKind.REGRESSION
    assert [f.kind.value for f in alert.findings] == ["regressed", "fixed"]


def test_a_finding_of_a_control_that_is_no_longer_there(house, widgets, entry):
    widgets.controls.clear()
    alert = alert_of(entry, CARD)
    assert alert.findings[0].title == alert.findings[0].control
    assert alert.findings[0].remediation == ""


def test_an_alert_of_a_baseline():
    told = Entry("e", ACCOUNT, START, cause(source="sweep"), summary={"judged": 3})
    alert = alert_of(told, CARD)
    assert (alert.kind, alert.severity) == (AlertKind.BASELINE, Severity.INFORMATIONAL)
    assert (alert.findings, alert.resource, alert.summary) == ((), None, {"judged": 3})
