"""One matter is one parent, kept up to date; shown at least once, and never visibly twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.change import Actor
from posturewatch.domain.control import Severity
from posturewatch.domain.outbox import DeliveryState, EntryState, ScoreMove
from posturewatch.domain.routing import Routing
from posturewatch.domain.thread import FLAP, MAX_MEMBERS, WINDOW, Event, Standing
from posturewatch.notifiers.slack import SlackNotifier
from posturewatch.usecases.attempts import CLAIM
from posturewatch.usecases.notify import Teller
from posturewatch.usecases.redrive import Redriver
from posturewatch.usecases.route import Router
from posturewatch.usecases.threads import BATCH, EDIT_GAP
from posturewatch_local.slack_receiver import (
    CHANNELS,
    TOKEN,
    SlackReceiver,
    as_usual,
    no_answer,
    rate_limited,
    server_error,
)
from tests.support.crashes import Killed, Killer
from tests.support.house import ACCOUNT, CARD, START, Destination, House, change, key, widget

CHANNEL = min(CHANNELS)


@pytest.fixture(scope="module")
def running() -> Iterator[SlackReceiver]:
    with SlackReceiver() as receiver:
        yield receiver


@pytest.fixture
def slack(running) -> Iterator[SlackReceiver]:
    running.clear()
    running.blind = False
    running.spacing = 0.0
    return running


class Reminders:
    def __init__(self) -> None:
        self.seconds: list[int] = []

    def remind(self, seconds: int) -> None:
        self.seconds.append(seconds)


class Home(House):
    """A house whose teller keeps threads in a Slack."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reminders = Reminders()
        self.slept: list[float] = []
        self.killer = Killer()
        self.routing: Routing | None = None

    def teller_of(self, store=None) -> Teller:
        router = self.routing and Router(self.routing, (CARD,), self.store, self.clock)
        return Teller(
            store or self.store,
            self.destinations,
            self.card,
            self.clock,
            router=router or None,
            sleep=self.slept.append,
            reminders=self.reminders,
            link="https://posture.example/{account}",
        )

    def happens(self, *changes) -> None:
        """Evaluate and score changes, and tell what they made at once, as the streams do."""
        for each in changes:
            self.evaluate(each)
        entries = [e for e in self.waiting() if e.state is EntryState.SCORING]
        self.scorer.score(entries)
        self.teller_of().tell(self.store.entry(e.id) for e in entries)

    def settle_threads(self) -> None:
        for _ in range(40):
            later = self.clock() + timedelta(days=1)
            due = [t.delivery.due_at for t in self.store.due_threads(later)]
            if not due:
                return
            self.clock.at = max(self.clock(), min(due))
            self.teller_of().show_due()
        raise AssertionError("the threads never come to rest")


def notifier(slack: SlackReceiver, home: House, **more) -> SlackNotifier:
    told = more.pop("secret", f'{{"bot_token": "{TOKEN}"}}')
    more.setdefault("channel", CHANNEL)
    return SlackNotifier(
        lambda: told,
        api_url=slack.api_url,
        now=home.clock,
        sleep=lambda _: None,
        timeout=1,
        **more,
    )


@pytest.fixture
def home(widgets, slack) -> Home:
    home = Home()
    home.destinations = [notifier(slack, home)]
    return home


def breaks(home: Home, *ids: str, by: str = "mallory", **values) -> None:
    values = values or {"good": False}
    actor = Actor("IAMUser", by, account=ACCOUNT)
    home.world.put(*(widget(key(name), **values) for name in ids))
    home.happens(*(change(key(name), home.clock(), actor=actor, event_id=name) for name in ids))


def mends(home: Home, *ids: str, by: str = "alice") -> None:
    breaks(home, *ids, by=by, good=True)


def parents(slack: SlackReceiver) -> list:
    return [shown for shown in slack.shown if not shown.thread]


def replies(slack: SlackReceiver) -> list:
    return [shown for shown in slack.shown if shown.thread]


# --- An episode -----------------------------------------------------------------------------------


def test_a_parent_turns_green_and_the_fix_stands_below_it(home, slack):
    breaks(home, "w-1")
    (parent,) = parents(slack)
    assert parent.text.startswith("🔴 CRITICAL: Test widget w-1")
    home.clock.tick(7 * 60 + 12)
    mends(home, "w-1")
    (parent,) = parents(slack)
    assert parent.text.startswith("🟢 FIXED in 7 m 12 s: Test widget w-1")
    assert parent.reactions == {"white_check_mark"}
    (reply,) = replies(slack)
    assert reply.thread == parent.ts
    assert "FIXED" in reply.text
    assert "alice" in reply.text
    assert [e.deliveries["slack"].state for e in home.store._entries.values()] == [
        DeliveryState.FOLDED,
        DeliveryState.FOLDED,
    ]
    assert {e.state for e in home.store._entries.values()} == {EntryState.DELIVERED}
    assert home.reminders.seconds == []


def test_what_others_did_to_the_score_meanwhile_is_not_told_as_its_own():
    lost = ScoreMove(1, earned_before=69, earned=60, unknown=0, total=127)
    won = ScoreMove(4, earned_before=38, earned=47, unknown=0, total=127)
    event = Event("fixed", START, score=lost).joined(Event("fixed", START, score=won))
    assert event.score is not None
    assert (event.score.earned_before, event.score.earned, event.score.points) == (47, 47, 0)


def test_an_entry_is_over_when_the_last_destination_has_it_and_not_a_minute_later(home, slack):
    home.destinations = [*home.destinations, Destination("sns"), Destination("another")]
    breaks(home, "w-1")
    (entry,) = home.store._entries.values()
    states = {name: delivery.state for name, delivery in entry.deliveries.items()}
    told = DeliveryState.DELIVERED
    assert states == {"slack": DeliveryState.FOLDED, "sns": told, "another": told}
    assert (entry.state, entry.due_at) == (EntryState.DELIVERED, None)


def test_the_first_message_of_a_burst_does_not_wait_for_all_of_it(home, slack, monkeypatch):
    shown: list[int] = []
    fold = home.store.fold

    def watched(*folded):
        shown.append(len(parents(slack)))
        return fold(*folded)

    monkeypatch.setattr(home.store, "fold", watched)
    breaks(home, *(f"w-{number}" for number in range(2 * BATCH + 1)))
    assert shown == [0, 1, 1]
    home.settle_threads()
    (parent,) = parents(slack)
    assert f"{2 * BATCH + 1} Test widgets" in parent.text


def test_told_findings_are_marked(home):
    breaks(home, "w-1")
    findings = home.store.load(key()).findings.values()
    assert {finding.workflow.value for finding in findings} == {"NOTIFIED"}


def test_what_fails_again_goes_back_to_its_parent_and_is_called_flapping(home, slack):
    for _ in range(2):
        breaks(home, "w-1")
        home.clock.tick(minutes=5)
        mends(home, "w-1")
        home.clock.tick(minutes=5)
    breaks(home, "w-1")
    (parent,) = parents(slack)
    assert "flapping, 5 changes" in parent.text
    assert parent.reactions == frozenset()
    assert parent.text.startswith("🔴 CRITICAL")
    home.clock.tick(minutes=1)
    mends(home, "w-1")
    home.clock.at += FLAP + timedelta(seconds=1)
    breaks(home, "w-1")
    assert len(parents(slack)) == 2, "after an hour of peace it is another matter"


def test_what_people_do_is_shown(home, slack):
    breaks(home, "w-1")
    (thread,) = home.store.desk("slack", ACCOUNT).threads
    home.clock.tick(60)
    threads = home.teller_of().threads
    event = Event("acknowledged", home.clock(), who="Alice", text="On it.")
    threads.show(home.destinations[0], threads.note(thread, event, Standing.ACKNOWLEDGED))
    (parent,) = parents(slack)
    assert parent.text.startswith("👀 CRITICAL · ACKNOWLEDGED")
    (reply,) = replies(slack)
    assert "Alice" in reply.text
    assert "On it." in reply.text
    home.clock.tick(60)
    mends(home, "w-1")
    assert parents(slack)[0].text.startswith("🟢 FIXED in 2 m: Test widget w-1")


# --- Grouping -------------------------------------------------------------------------------------


def test_a_burst_is_one_message(home, slack):
    for start in range(0, 60, 10):
        breaks(home, *(f"w-{number}" for number in range(start, start + 10)))
        home.clock.tick(1)
    home.settle_threads()
    (parent,) = parents(slack)
    assert "60 Test widgets, 180 findings" in parent.text
    assert replies(slack) == []
    assert len(slack.messages) <= 5
    shown = str(parent.blocks)
    assert "worst ten" in shown
    assert "https://posture.example/123456789012" in shown
    assert 0 < home.reminders.seconds[0] <= EDIT_GAP.total_seconds()


def test_a_graver_failure_is_told_in_the_channel_too(home, slack):
    breaks(home, "w-1", is_sealed=True, is_private=False, label="x")
    home.clock.tick(10)
    breaks(home, "w-2", is_sealed=False, is_private=False, label="x")
    (parent,) = parents(slack)
    assert parent.text.startswith("🔴 CRITICAL: 2 Test widgets")
    assert slack.messages[-1].payload["reply_broadcast"] is True


@pytest.mark.parametrize(
    ("seconds", "by", "number"), [(5, "mallory", 1), (5, "bob", 1), (61, "mallory", 2)]
)
def test_who_joins(home, slack, seconds, by, number):
    breaks(home, "w-1")
    home.clock.tick(seconds)
    breaks(home, "w-2", by=by)
    home.settle_threads()
    assert len(parents(slack)) == number
    assert timedelta(seconds=60) == WINDOW


def test_what_was_settled_takes_in_nothing_new(home, slack):
    breaks(home, "w-1")
    home.clock.tick(5)
    mends(home, "w-1")
    home.clock.tick(5)
    breaks(home, "w-2")
    home.settle_threads()
    green, red = parents(slack)
    assert green.text.startswith("🟢 FIXED in 5 s: Test widget w-1")
    assert red.text.startswith("🔴 CRITICAL: Test widget w-2")


def test_other_matters_have_parents_of_their_own(home, slack):
    breaks(home, "w-1", is_sealed=False, is_private=True, label="x")
    home.clock.tick(5)
    breaks(home, "w-2", is_sealed=True, is_private=False, label="x")
    home.settle_threads()
    assert len(parents(slack)) == 2


def test_a_full_thread_is_followed_by_another_one(home, slack, monkeypatch):
    monkeypatch.setattr("posturewatch.domain.thread.MAX_MEMBERS", 9)
    breaks(home, *(f"w-{number}" for number in range(7)))
    home.settle_threads()
    assert sorted("3 Test" in p.text for p in parents(slack)) == [False, True, True]
    members = [len(t.members) for t in home.store.desk("slack", ACCOUNT).threads]
    assert sum(members) == 21
    assert MAX_MEMBERS == 1_000


# --- When Slack says no ---------------------------------------------------------------------------


ANSWERS = {
    "429": rate_limited(30),
    "503": server_error(503),
    "silent": no_answer(1.5),
    "silent but delivered": no_answer(1.5, delivered=True),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("where", ["the parent", "the edit", "the line below it"])
def test_whatever_answer_is_lost_it_is_shown_once(home, slack, where, answer):
    if where == "the parent":
        slack.misbehave([ANSWERS[answer]])
    breaks(home, "w-1")
    home.settle_threads()
    home.clock.tick(minutes=1)
    if where != "the parent":
        slack.misbehave([*([as_usual()] * (where != "the edit")), ANSWERS[answer]])
    mends(home, "w-1")
    home.settle_threads()
    (parent,) = parents(slack)
    assert parent.text.startswith("🟢 FIXED")
    assert len(replies(slack)) == 1


def test_who_may_not_read_the_channel_tells_twice_rather_than_never(home, slack, caplog):
    slack.blind = True
    slack.misbehave([no_answer(1.5, delivered=True)])
    breaks(home, "w-1")
    home.settle_threads()
    assert len(parents(slack)) == 2
    assert "missing_scope" in caplog.text


def test_a_deleted_parent_is_posted_anew(home, slack):
    breaks(home, "w-1")
    slack.delete(parents(slack)[0].ts)
    home.clock.tick(60)
    mends(home, "w-1")
    (parent,) = parents(slack)
    assert parent.text.startswith("🟢 FIXED")
    assert replies(slack)[0].thread == parent.ts


def test_an_archived_channel_is_dead_and_seen_and_told_again_when_redriven(home, slack, caplog):
    slack.archive(CHANNEL)
    breaks(home, "w-1")
    (dead,) = home.store.dead_threads()
    assert (dead.delivery.state, dead.delivery.error) == (
        DeliveryState.DEAD,
        "Slack answered 200 is_archived",
    )
    assert "is_archived" in caplog.text
    slack.archived.clear()
    redriver = Redriver(home.store, home.clock)
    assert [(d.destination, d.what, d.findings) for d in redriver.dead()] == [
        ("slack", "thread", 3)
    ]
    assert redriver.redrive("other") == 0
    assert redriver.redrive() == 1
    assert home.teller_of().show_due() == 1
    assert redriver.dead() == []
    assert len(parents(slack)) == 1
    assert home.store.dead_threads() == []


def test_blocks_that_slack_refuses_become_text(home, slack):
    home.destinations = [
        notifier(slack, home, extras=lambda _: [{"type": "section", "text": "no object"}])
    ]
    breaks(home, "w-1")
    (parent,) = parents(slack)
    assert parent.blocks == ()
    assert "Make it good." in parent.text
    home.clock.tick(60)
    mends(home, "w-1")
    assert parents(slack)[0].text.startswith("🟢 FIXED")


def test_slacks_second_between_messages_is_kept(home, slack):
    breaks(home, "w-1", by="one", is_sealed=False, is_private=True, label="x")
    breaks(home, "w-2", by="two", is_sealed=True, is_private=False, label="x")
    assert home.slept == [1.0]
    turns = [home.store.take_turn("other", home.clock(), timedelta(seconds=1)) for _ in range(4)]
    assert [(turn - home.clock()).total_seconds() for turn in turns] == [0, 1, 2, 3]


def test_a_webhook_gets_the_same_content_without_edits(home, slack):
    home.destinations = [
        notifier(slack, home, channel="", secret=f'{{"webhook_url": "{slack.webhook_url}"}}')
    ]
    for number in range(5):
        breaks(home, f"w-{number}")
        home.clock.tick(1)
    home.settle_threads()
    first, second = slack.messages
    assert first.text.startswith("🔴 CRITICAL: Test widget w-0")
    assert second.text.startswith("🔴 CRITICAL: 5 Test widgets, 15 findings")
    home.clock.tick(minutes=2)
    mends(home, *(f"w-{number}" for number in range(5)))
    home.settle_threads()
    assert slack.messages[-1].text.startswith("🟢 FIXED in")
    assert "alice" in str(slack.messages[-1].blocks)


def test_a_dead_slack_holds_up_nobody(home, slack):
    silent = notifier(slack, home, name="silent")
    silent._api_url = "http://127.0.0.1:9/api/"
    sns = Destination("sns")
    home.destinations = [silent, home.destinations[0], sns]
    breaks(home, "w-1", "w-2")
    assert len(parents(slack)) == 1
    assert len(sns.arrived) == 2
    thread = home.store.thread("silent", ACCOUNT, sns.arrived[0].id)
    assert thread.delivery.error == "Slack did not answer: ConnectionRefusedError"
    assert thread.delivery.due_at > home.clock()


def test_a_destination_that_is_gone_leaves_its_threads_dead_and_seen(home, slack):
    slack.misbehave([rate_limited(30)])
    breaks(home, "w-1")
    home.destinations = [Destination("sns")]
    home.settle_threads()
    (dead,) = home.store.dead_threads()
    assert dead.delivery.error == "no such destination is configured"


def test_news_that_nobody_heard_is_told_once_there_is_somebody(home, slack):
    somebody, home.destinations = home.destinations, []
    breaks(home, "w-1")
    redriver = Redriver(home.store, home.clock)
    assert [d.error for d in redriver.dead()] == ["no such destination is configured"]
    home.destinations = somebody
    assert redriver.redrive() == 1
    home.teller_of().tell(home.store.due_entries(home.clock()))
    assert len(parents(slack)) == 1
    assert redriver.dead() == []


# --- Routing --------------------------------------------------------------------------------------

ROUTING = {
    "destinations": {
        "slack": {"slack": CHANNEL},
        "night": {
            "slack": "C0NIGHT",
            "quiet": {"from": "08:00", "to": "20:00", "zone": "UTC", "but": "CRITICAL"},
        },
        "digest": {"slack": "C0DIGEST"},
    },
    "routes": [
        {"name": "all", "to": ["slack", "night"]},
        {"name": "later", "to": ["digest"], "digest": True},
    ],
}


def test_quiet_hours_and_digests_are_kept(home, slack):
    home.routing = Routing.parse(ROUTING)
    home.destinations += [Destination("night"), Destination("digest")]
    breaks(home, "w-1", is_sealed=True, is_private=False, label="x")
    (entry,) = home.store._entries.values()
    assert entry.state is EntryState.PENDING
    assert entry.deliveries["digest"].state is DeliveryState.DIGEST
    assert entry.deliveries["night"].due_at == home.clock().replace(hour=20)
    assert len(parents(slack)) == 1
    home.clock.at = entry.deliveries["night"].due_at
    home.teller_of().tell(home.store.due_entries(home.clock()))
    assert len(home.destinations[1].arrived) == 1
    assert home.store.entry(entry.id).state is EntryState.DELIVERED


def test_what_comes_in_quiet_hours_is_one_message_when_they_end(home, slack):
    told = {
        "destinations": {"slack": {**ROUTING["destinations"]["night"], "slack": CHANNEL}},
        "routes": [{"name": "all", "to": ["slack"]}],
    }
    home.routing = Routing.parse(told)
    breaks(home, "w-1", is_sealed=True, is_private=False, label="x")
    home.clock.tick(20)
    breaks(home, "w-2", is_sealed=True, is_private=False, label="x")
    assert slack.messages == []
    home.settle_threads()
    assert home.clock().hour == 20
    (parent,) = parents(slack)
    assert parent.text.startswith("🟠 HIGH: 2 Test widgets")
    home.clock.at = home.clock().replace(hour=9) + timedelta(days=1)
    breaks(home, "w-3")
    assert len(parents(slack)) == 2, "what is CRITICAL does not wait"


# --- Crashes --------------------------------------------------------------------------------------


def life(home: Home, kill: Killer) -> None:
    """A finding breaks, another one joins it, both are fixed; whoever is killed comes again."""
    store = kill.watch(home.store)
    real = home.destinations
    home.destinations = [kill.watch(each, "show", "add") for each in real]

    def again(work) -> None:
        for _ in range(9):
            try:
                work()
            except Killed:
                home.clock.at += timedelta(milliseconds=1)
                continue
            return
        raise AssertionError("killed too often")

    def tell() -> None:
        entries = [e for e in home.waiting() if e.state is EntryState.SCORING]
        home.scorer.score(entries)
        pending = [e for e in home.waiting() if e.state is EntryState.PENDING]
        again(lambda: home.teller_of(store).tell(pending))

    def rest() -> None:
        for _ in range(20):
            later = home.clock() + timedelta(days=1)
            due = [t.delivery.due_at for t in home.store.due_threads(later)]
            waiting = [e for e in home.waiting() if e.state is EntryState.PENDING]
            if not due and not waiting:
                return
            home.clock.at += CLAIM if waiting else timedelta()
            home.clock.at = max([home.clock(), *due[:1]])
            again(lambda: home.teller_of(store).tell(home.store.due_entries(home.clock())))
            again(lambda: home.teller_of(store).show_due())
        raise AssertionError(f"never comes to rest: {kill.kills}, {due}, {waiting}")

    for good, ids in ((False, ("w-1",)), (False, ("w-2",)), (True, ("w-1", "w-2"))):
        for name in ids:
            home.world.put(widget(key(name), good=good))
            home.evaluate(change(key(name), home.clock(), event_id=f"{name}-{good}"))
        tell()
        if ids != ("w-1",):
            # Whoever waits for a claim to run out waits longer than others may join.
            rest()
        home.clock.tick(30)
    home.destinations = real


def test_whoever_is_killed_at_whichever_call_it_is_told_and_never_seen_twice(widgets, slack):
    def lived(kill: Killer) -> Killer:
        slack.clear()
        home = Home()
        home.destinations = [notifier(slack, home)]
        life(home, kill)
        (parent,) = parents(slack)
        assert parent.text.startswith("🟢 FIXED"), kill.kills
        assert "2 Test widgets" in parent.text, kill.kills
        said = Counter(reply.text for reply in replies(slack))
        assert set(said.values()) == {1}, kill.kills
        fixed = sum(reply.text.count("FIXED") for reply in replies(slack))
        assert 1 <= fixed <= 2, kill.kills
        assert {e.state for e in home.store._entries.values()} == {EntryState.DELIVERED}
        return kill

    calls = len(lived(Killer()).calls)
    assert calls > 20
    for number in range(calls):
        lived(Killer(before=(number,)))
        lived(Killer(after=(number,)))


def test_a_note_on_a_thread_that_moved_meanwhile_is_kept(home, slack):
    breaks(home, "w-1")
    (old,) = home.store.desk("slack", ACCOUNT).threads
    home.clock.tick(10)
    breaks(home, "w-2")
    threads = home.teller_of().threads
    event = Event("assigned", home.clock(), who="Alice", severity=Severity.LOW)
    noted = threads.note(old, event, None)
    assert len(noted.members) == 6
    assert noted.events[-1].who == "Alice"
    assert noted.standing is Standing.FAILING
    assert replace(noted, version=None).ref == old.ref
