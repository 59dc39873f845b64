"""What people do at a message: by who may, once, and written into the history with their name."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from posturewatch.domain.errors import DeliveryError, StoreConflict
from posturewatch.domain.exception import MAX_TERM
from posturewatch.domain.finding import ActKind, Workflow
from posturewatch.domain.interaction import (
    Interaction,
    InteractionKind,
    People,
    RequestState,
    Target,
)
from posturewatch.domain.thread import Standing, Thread
from posturewatch.usecases.act import Effect
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.interact import KEPT_REQUEST, LEASE, Interactor, Reply, Result
from posturewatch.usecases.threads import Threads
from tests.support.house import ACCOUNT, START, House, covered, key, widget

SEALED, PRIVATE = "test-widget-sealed", "test-widget-private"
ALICE, BOB, CAROL, EVE = "U0ALICE", "U0BOB", "U0CAROL", "U0EVE"
PEOPLE = People({ALICE: "alice", BOB: "bob", "S0OPS": "ops"}, approvers=(BOB, "S0OPS"))
UNTIL = START + timedelta(days=30)
K = InteractionKind


class Slack:
    """The place where people act: it remembers what it told."""

    def __init__(self) -> None:
        self.groups = {"S0OPS": frozenset({CAROL})}
        self.replies: list[Reply] = []
        self.asked: list = []
        self.shown: list = []
        self.fails = 0

    def members(self, group):
        return self.groups[group]

    def reply(self, reply):
        if self.fails:
            self.fails -= 1
            raise DeliveryError("Slack answered 500", retry_after=15)
        self.replies.append(reply)

    def ask(self, request):
        self.asked.append(request)
        return f"1700000{len(self.asked)}.0"

    def decided(self, request):
        self.shown.append(request)


class Office:
    """A house with somebody at the door."""

    def __init__(self, house: House, people: People = PEOPLE) -> None:
        self.house, self.slack = house, Slack()
        self.interactor = Interactor(house.store, people, self.slack, house.queue, house.clock)
        self.count = 0

    def do(self, kind: K, user: str = ALICE, *, id: str = "", **more) -> Result:
        self.count += 1
        at = self.house.clock.tick(60).replace(microsecond=0)
        more.setdefault("targets", self.targets)
        return self.interactor.work(
            Interaction(
                id or f"{self.count:032x}", kind, at, user, channel="C0", reply_to="r", **more
            )
        )

    def ask(self, user: str = ALICE, **more) -> Result:
        more = {"reason": "It is our public widget.", "until": UNTIL, **more}
        return self.do(K.ACCEPT, user, **more)

    def decide(self, kind: K, user: str = BOB, **more) -> Result:
        request = self.slack.asked[-1]
        return self.do(kind, user, targets=(), request=(request.account, request.id), **more)

    @property
    def targets(self):
        return tuple(Target(f.id, f.episode) for f in self.findings if f.episode)

    @property
    def findings(self):
        found = self.house.store.load(key()).findings
        return [found[name] for name in (SEALED, PRIVATE) if name in found]

    @property
    def history(self):
        return [(a.kind, a.by, a.note, a.to) for a in self.findings[0].history]

    @property
    def problem(self) -> str:
        return self.slack.replies[-1].problem

    @property
    def facts(self):
        """All that an interaction could change."""
        store = self.house.store
        return (
            store.load(key()),
            store.exceptions(ACCOUNT),
            store.tallies(ACCOUNT),
            list(self.house.queue.changes),
            dict(store._requests),
        )


@pytest.fixture
def office(house: House) -> Office:
    covered(house.store)
    house.world.put(widget(is_sealed=False, is_private=False))
    house.evaluate()
    house.settle()
    return Office(house)


def again(office: Office, **values) -> None:
    office.house.clock.tick(60)
    office.house.world.put(widget(**values))
    office.house.evaluate()


# --- Acts -----------------------------------------------------------------------------------------


def test_each_act_is_in_the_history_with_its_person(office):
    assert office.do(K.ACKNOWLEDGE) is Result.DONE
    assert office.do(K.ASSIGN, BOB, to=CAROL) is Result.DONE
    assert office.do(K.ASSIGN, CAROL, to=BOB) is Result.DONE
    assert office.do(K.RECHECK) is Result.DONE
    assert office.history == [
        (ActKind.ACKNOWLEDGED, "alice", "", ""),
        (ActKind.ASSIGNED, "bob", "", "slack:U0CAROL"),
        (ActKind.ASSIGNED, "slack:U0CAROL", "", "bob"),
        (ActKind.NOTED, "alice", "asked for a re-check", ""),
    ]
    finding = office.findings[0]
    assert (finding.acknowledged_by, finding.assignee) == ("alice", "bob")
    assert finding.workflow is Workflow.NOTIFIED


def test_a_recheck_reads_the_resource_and_blames_nobody(office):
    office.do(K.RECHECK)
    ((change, delay),) = office.house.queue.changes
    assert (change.key, change.cause.source, delay) == (key(), "manual", 0)
    assert not change.cause.actor.name
    office.house.world.put(widget())
    office.house.evaluate(change)
    assert all(finding.resolved_at for finding in office.findings)


def test_details_change_nothing_and_show_all(office):
    before = office.facts
    assert office.do(K.DETAILS) is Result.DONE
    assert office.facts == before
    assert [f.control for f in office.slack.replies[-1].findings] == [SEALED, PRIVATE]


def test_what_somebody_saw_is_what_they_act_on(office):
    seen = office.targets
    again(office)
    again(office, is_sealed=False, is_private=False)
    assert office.do(K.ACKNOWLEDGE, targets=seen) is Result.DONE
    assert office.slack.replies[-1].effects == Counter({Effect.OVER: 2})
    assert office.history == []


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("user", [EVE, "", "S0OPS", "B0BOT", "alice"])
def test_who_is_not_known_changes_nothing(office, kind, user):
    office.ask()
    request = (ACCOUNT, office.slack.asked[-1].id)
    before = office.facts
    more = {"request": request} if kind in (K.APPROVE, K.DECLINE) else {}
    assert office.do(kind, user, to=EVE, reason="Because.", until=UNTIL, **more) is Result.REFUSED
    assert office.facts == before
    assert "not among those" in office.problem


def test_a_member_of_a_group_may_act_until_they_leave_it(office):
    assert office.do(K.ACKNOWLEDGE, CAROL) is Result.DONE
    office.slack.groups["S0OPS"] = frozenset()
    assert office.do(K.ASSIGN, CAROL, to=CAROL) is Result.REFUSED
    assert office.findings[0].acknowledged_by == "slack:U0CAROL"
    assert not office.findings[0].assignee


def test_nobody_is_let_in_when_a_group_cannot_be_read(office, monkeypatch):
    before = office.facts

    def away(_):
        raise DeliveryError("Slack did not answer", retry_after=10)

    monkeypatch.setattr(office.slack, "members", away)
    with pytest.raises(DeliveryError):
        office.do(K.ACKNOWLEDGE, CAROL)
    assert office.facts == before


def test_where_nobody_is_named_nobody_may_act(house, office):
    closed = Office(house, People())
    assert closed.do(K.ACKNOWLEDGE) is Result.REFUSED


# --- Accepting a risk -----------------------------------------------------------------------------


def test_a_risk_is_accepted_by_two_people(office):
    house = office.house
    score = house.store.score(ACCOUNT)
    assert office.ask() is Result.DONE
    (request,) = office.slack.asked
    assert house.store.exceptions(ACCOUNT) == []
    assert house.store.risk_request(ACCOUNT, request.id).message
    assert office.decide(K.APPROVE) is Result.DONE
    (made,) = house.store.exceptions(ACCOUNT)
    assert (made.requested_by, made.approved_by, made.recorded_by) == (
        "alice",
        "bob",
        "slack:U0BOB",
    )
    assert made.expires_at == UNTIL
    accepted = Excepter(house.store, house.clock).standing(ACCOUNT).accepted
    assert {finding.control for finding in accepted} == {SEALED, PRIVATE}
    assert house.store.score(ACCOUNT) == score, "an accepted risk moves no score"
    assert [(by, note) for _, by, note, _ in office.history] == [
        ("alice", f"asks to accept the risk until {UNTIL:%Y-%m-%d}: It is our public widget."),
        ("bob", f"accepts the risk until {UNTIL:%Y-%m-%d}, as alice asked"),
    ]
    (shown,) = office.slack.shown
    assert (shown.state, shown.decided_by) == (RequestState.APPROVED, "bob")


@pytest.mark.parametrize("user", [ALICE, EVE, "U0ALICE2"])
def test_the_one_who_asked_cannot_approve_it_under_any_name(house, office, user):
    people = People({**PEOPLE.names, "U0ALICE2": "  Alice "})
    other = Office(house, people)
    other.ask()
    before = other.facts
    assert other.decide(K.APPROVE, user) in (Result.REFUSED, Result.IMPOSSIBLE)
    assert other.facts == before
    assert house.store.exceptions(ACCOUNT) == []


def test_only_approvers_approve(house, office):
    office.ask(BOB)
    before = office.facts
    assert office.decide(K.APPROVE, ALICE) is Result.REFUSED
    assert office.decide(K.DECLINE, ALICE) is Result.REFUSED
    assert office.facts == before
    assert office.decide(K.APPROVE, CAROL) is Result.DONE
    (made,) = house.store.exceptions(ACCOUNT)
    assert made.approved_by == "slack:U0CAROL"


def test_what_was_declined_stays_so(office):
    office.ask()
    assert office.decide(K.DECLINE) is Result.DONE
    assert office.decide(K.APPROVE, CAROL) is Result.IMPOSSIBLE
    assert "declined by bob before" in office.problem
    assert office.house.store.exceptions(ACCOUNT) == []
    assert office.history[-1][2] == "declines to accept the risk, as alice asked"


def test_the_one_who_asked_may_withdraw_it(office):
    office.ask()
    assert office.decide(K.DECLINE, ALICE) is Result.DONE
    assert office.house.store.exceptions(ACCOUNT) == []


def test_two_approvers_make_one_exception(office):
    office.ask()
    assert office.decide(K.APPROVE, BOB) is Result.DONE
    assert office.decide(K.APPROVE, CAROL) is Result.IMPOSSIBLE
    assert [e.approved_by for e in office.house.store.exceptions(ACCOUNT)] == ["bob"]


def test_another_exposure_is_not_approved_with_the_one_that_was_asked_about(office):
    office.ask()
    again(office)
    again(office, is_sealed=False, is_private=False)
    before = office.facts
    assert office.decide(K.APPROVE) is Result.IMPOSSIBLE
    assert office.facts == before


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"until": START - timedelta(days=1)}, "expired"),
        ({"until": START + MAX_TERM + timedelta(days=2)}, "more than"),
        ({"until": None}, "until when"),
        ({"reason": "  "}, "reason is empty"),
        ({"reason": "x" * 3_000}, "3000 characters"),
        ({"targets": (Target("nonsense", 1),)}, "expected account"),
        ({"targets": (Target(f"{key('w-9')}/{SEALED}", 1),)}, "nothing to accept"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_changes_nothing(office, more, says):
    before = office.facts
    assert office.ask(**more) is Result.IMPOSSIBLE
    assert office.facts == before
    assert says in office.problem
    assert office.slack.asked == []


def test_a_request_does_not_wait_for_ever(office):
    office.ask()
    office.house.clock.tick(days=KEPT_REQUEST.days + 1)
    assert office.decide(K.APPROVE) is Result.IMPOSSIBLE
    assert "ask again" in office.problem


@pytest.mark.parametrize("request_", [None, (ACCOUNT, "slack-0"), ("", ""), ("x", "y")])
def test_a_request_that_is_not_there_is_not_approved(office, request_):
    assert office.do(K.APPROVE, BOB, targets=(), request=request_) is Result.IMPOSSIBLE


# --- Once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [K.ACKNOWLEDGE, K.ASSIGN, K.RECHECK, K.ACCEPT])
def test_a_replay_changes_nothing(office, kind):
    more = {"to": BOB, "reason": "It is our public widget.", "until": UNTIL, "id": "a" * 32}
    assert office.do(kind, **more) is Result.DONE
    office.do(K.ASSIGN, BOB, to=CAROL)
    before, replies, asked = office.facts, len(office.slack.replies), len(office.slack.asked)
    assert office.do(kind, **more) is Result.REPEATED
    assert office.facts == before
    assert (len(office.slack.replies), len(office.slack.asked)) == (replies, asked)


def test_what_is_being_worked_off_comes_back_later(office):
    office.house.store.claim_interaction("b" * 32, office.house.clock(), LEASE + timedelta(hours=1))
    before = office.facts
    with pytest.raises(StoreConflict):
        office.do(K.ACKNOWLEDGE, id="b" * 32)
    assert office.facts == before


def test_an_answer_that_is_lost_does_not_do_it_again(office):
    office.slack.fails = 1
    assert office.do(K.ACKNOWLEDGE, id="c" * 32) is Result.DONE
    assert office.do(K.ACKNOWLEDGE, id="c" * 32) is Result.REPEATED


CUTS = ["load", "commit", "put_risk_request", "put_exception", "end_interaction"]


@pytest.mark.parametrize("kind", [K.ACKNOWLEDGE, K.ASSIGN, K.RECHECK, K.ACCEPT, K.APPROVE])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("cut", CUTS)
def test_what_was_cut_short_is_worked_off_by_the_next_try(office, monkeypatch, kind, cut, after):
    """Wherever a worker dies, before or after a write, the next one brings it to the same end."""
    more = {"to": BOB, "reason": "It is our public widget.", "until": UNTIL}
    if kind is K.APPROVE:
        office.ask()
        asked = office.slack.asked[-1]
        more = {"request": (asked.account, asked.id), "targets": ()}
    store = office.house.store
    real = getattr(store, cut)
    calls = Counter()

    def dying(*args, **kwargs):
        calls[cut] += 1
        if calls[cut] > 1:
            return real(*args, **kwargs)
        if after:
            real(*args, **kwargs)
        raise ConnectionError("cut short")

    user = BOB if kind is K.APPROVE else ALICE
    at = office.house.clock.tick(60).replace(microsecond=0)
    once = Interaction(
        "d" * 32, kind, at, user, **{"targets": office.targets, "channel": "C0", **more}
    )
    monkeypatch.setattr(store, cut, dying)
    try:
        office.interactor.work(once)
    except ConnectionError:
        office.house.clock.tick(minutes=LEASE.total_seconds() / 60 + 1)
        assert office.interactor.work(once) in (Result.DONE, Result.REPEATED)
    mine = [act for act in office.findings[0].history if act.at == at]
    assert len(mine) == 1, "it is in the history exactly once"
    if kind is K.APPROVE:
        assert [e.approved_by for e in store.exceptions(ACCOUNT)] == ["bob"]
        assert store.risk_request(*more["request"]).state is RequestState.APPROVED
    if kind is K.ACCEPT:
        (request,) = store._requests.values()
        assert request.message
    assert office.interactor.work(once) is Result.REPEATED


# --- The message that people act at ---------------------------------------------------------------


@pytest.fixture
def thread(house, office):
    """Let the findings be told in a thread, as a bot does."""
    entry = next(e for e in house.store._entries.values() if e.moves)
    made = Thread.begun("slack", entry, house.clock()).folded(entry, entry.news, house.clock())
    stored = house.store.save_thread(made)
    threads = Threads(house.store, house.card, house.clock, lambda _: None)
    office.interactor = replace(office.interactor, threads=threads)
    return ("slack", ACCOUNT, stored.id)


def test_the_message_follows_what_people_do_at_it(house, office, thread):
    def now():
        stored = house.store.thread(*thread)
        events = [(event.what, event.who, event.text) for event in stored.events]
        return {m.standing for m in stored.members}, stored.by, events[-1]

    office.do(K.ACKNOWLEDGE, targets=(), thread=thread)
    assert now() == ({Standing.ACKNOWLEDGED}, "alice", ("acknowledged", "alice", ""))
    office.do(K.ASSIGN, targets=(), thread=thread, to=BOB)
    assert now()[2] == ("assigned", "alice", "To bob.")
    assert {f.assignee for f in office.findings} == {"bob"}
    office.ask(targets=(), thread=thread)
    assert now()[2][:2] == ("acceptance asked for", "alice")
    office.decide(K.APPROVE)
    until = f"Until {UNTIL:%Y-%m-%d}, as alice asked: It is our public widget."
    assert now() == ({Standing.ACCEPTED}, "bob", ("accepted", "bob", until))


def test_what_was_refused_or_the_same_leaves_the_message_alone(house, office, thread):
    office.do(K.ACKNOWLEDGE, thread=thread)
    before = house.store.thread(*thread)
    office.do(K.ACKNOWLEDGE, BOB, thread=thread)
    office.do(K.ASSIGN, EVE, thread=thread, to=EVE)
    office.do(K.DETAILS, thread=thread)
    assert house.store.thread(*thread) == before


def test_a_message_that_is_too_old_says_so(office, thread):
    gone = ("slack", ACCOUNT, "gone")
    assert office.do(K.ACKNOWLEDGE, targets=(), thread=gone) is Result.IMPOSSIBLE
    assert "too old" in office.problem
