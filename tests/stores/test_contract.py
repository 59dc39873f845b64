"""What every store promises: one suite for all of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.exception import AcceptedRisk, Origin, Scope
from posturewatch.domain.finding import RecordState, Workflow
from posturewatch.domain.interaction import RequestState, RiskRequest, Target
from posturewatch.domain.outbox import (
    Delivery,
    DeliveryState,
    Entry,
    EntryState,
    LedgerRow,
    Repair,
    ScoreMove,
    ScoreState,
)
from posturewatch.domain.reading import Found, Gone, Unknown
from posturewatch.domain.resource import MAX_ID_BYTES, ResourceKey
from posturewatch.domain.scorecard import Counts, Coverage, card_scope, merged
from posturewatch.domain.sweep import LastResult, Missed, Slice, Sweep, SweepState
from posturewatch.domain.team import scope_of, tally_name
from posturewatch.domain.verdict import Status
from posturewatch.usecases.decide import Decision, decide, parts
from posturewatch.usecases.ports import MAX_REPAIRED, MAX_SWEEP, Claim
from tests.support.house import (
    ACCOUNT,
    CONTROLS,
    REGION,
    START,
    Widget,
    cause,
    key,
    make_control,
    recount,
    verdict,
    widget,
)

P, F, N = Status.PASSED, Status.FAILED, Status.NOT_AVAILABLE


def looked(
    store,
    of: ResourceKey | None = None,
    status: Status = F,
    *,
    at: datetime = START,
    outcome=None,
    controls=CONTROLS,
    listed_at: datetime | None = None,
) -> Decision:
    """Decide, from what is stored, what a look changes: all controls answer with one status."""
    of = of or key()
    if outcome is None:
        outcome = Found(widget(of, label=f"{status} {at}"), at)
    by_id = {control.id: control for control in controls}
    verdicts = {name: verdict(status) for name in by_id} if isinstance(outcome, Found) else {}
    return decide(
        of,
        store.load(of),
        outcome,
        verdicts,
        by_id,
        cause(at),
        now=at,
        freshness=timedelta(hours=48),
        listed_at=listed_at,
    )


def entry_of(decision: Decision, at: datetime = START, **more) -> Entry:
    whole = {
        "id": decision.entry_id,
        "deltas": decision.deltas,
        "moves": decision.moves,
        "resource": decision.state,
        "due_at": at + timedelta(minutes=2),
        **more,
    }
    return Entry(account=ACCOUNT, at=at, cause=cause(at), **whole)


def committed(store, *args, **kwargs) -> Decision:
    decision = looked(store, *args, **kwargs)
    store.commit([decision], entry_of(decision, kwargs.get("at", START)))
    return decision


# --- Resources and findings -----------------------------------------------------------------------


def test_nothing_is_stored_at_first(store):
    stored = store.load(key())
    assert stored.state is None
    assert stored.findings == {}
    assert store.load_states([key()]) == {}
    assert list(store.inventory(ACCOUNT, Widget.type)) == []
    assert list(store.findings(ACCOUNT)) == []
    assert store.tallies(ACCOUNT) == {}
    assert store.score(ACCOUNT) == ScoreState(ACCOUNT)
    assert store.ledger(ACCOUNT) == []
    assert store.entry("none") is None
    assert store.due_entries(START) == []
    assert store.sweep("none") is None


def test_a_commit_is_read_back_whole(store):
    decision = committed(store)
    stored = store.load(key())
    assert stored.state == decision.state
    assert stored.findings == {f.control: f for f in decision.findings}
    assert store.load_states([key(), key("other")]) == {key(): decision.state}
    assert store.tallies(ACCOUNT) == {c.id: Counts(1, 1, 0) for c in CONTROLS}
    assert store.entry(decision.entry_id) == entry_of(decision)


@pytest.mark.parametrize("status", Status)
def test_every_status_and_its_way_back(store, status):
    committed(store, status=status)
    assert store.load(key()).state.verdicts == {c.id: status for c in CONTROLS}
    committed(store, status=P, at=START + timedelta(hours=1))
    assert store.tallies(ACCOUNT) == {c.id: Counts(1) for c in CONTROLS}
    at = START + timedelta(hours=2)
    decision = looked(store, outcome=Gone(key(), at), at=at)
    store.commit([decision], entry_of(decision))
    assert store.tallies(ACCOUNT) == {}
    assert store.load(key()).state.gone_at == START + timedelta(hours=2)


def test_the_second_of_two_first_commits_conflicts(store):
    decision = looked(store)
    store.commit([decision], None)
    with pytest.raises(StoreConflict):
        store.commit([decision], None)
    assert store.tallies(ACCOUNT) == {c.id: Counts(1, 1, 0) for c in CONTROLS}


def test_a_commit_on_an_old_version_conflicts(store):
    committed(store)
    late = looked(store, status=P, at=START + timedelta(minutes=1))
    committed(store, status=N, at=START + timedelta(days=9))
    with pytest.raises(StoreConflict):
        store.commit([late], entry_of(late))
    assert store.entry(late.entry_id).cause.at == START + timedelta(days=9)


def test_a_conflict_of_one_resource_writes_nothing_of_the_others(store):
    committed(store, key("old"))
    stale = replace(looked(store, key("old"), P, at=START + timedelta(1)), before=7)
    fresh = looked(store, key("new"))
    before = store.tallies(ACCOUNT)
    with pytest.raises(StoreConflict):
        store.commit([fresh, stale], entry_of(fresh))
    assert store.load(key("new")).state is None
    assert store.tallies(ACCOUNT) == before
    assert store.entry(fresh.entry_id) is None


def test_an_entry_is_written_once_and_with_it_its_commit(store):
    first = committed(store)
    other = looked(store, key("other"))
    with pytest.raises(StoreConflict):
        store.commit([other], entry_of(other, id=first.entry_id))
    assert store.load(key("other")).state is None
    assert store.tallies(ACCOUNT) == {c.id: Counts(1, 1, 0) for c in CONTROLS}


def test_several_resources_share_one_commit_and_its_tallies(store):
    decisions = [looked(store, key(f"w-{n}"), F if n % 2 else P) for n in range(7)]
    store.commit(decisions, entry_of(decisions[0], deltas={}))
    assert store.tallies(ACCOUNT) == {c.id: Counts(7, 3, 0) for c in CONTROLS}


def test_an_entry_alone_can_be_committed(store):
    plan = Entry("plan", ACCOUNT, START, cause(), coverage=Coverage({"A": ("r",)}, {}, "1"))
    store.commit([], plan)
    assert store.entry("plan") == plan
    with pytest.raises(StoreConflict):
        store.commit([], plan)


def test_a_touch_writes_the_times_and_the_next_version_alone(store):
    before = committed(store, status=P)
    at = START + timedelta(hours=1)
    decision = looked(
        store, outcome=Found(widget(key(), label=f"{P} {START}"), at), status=P, at=at, listed_at=at
    )
    assert decision.is_touch
    store.touch(decision)
    after = store.load(key()).state
    assert after == replace(before.state, version=2, observed_at=at, listed_at=at)
    assert store.load_states([key()]) == {key(): after}
    assert list(store.inventory(ACCOUNT, Widget.type)) == [after]


def test_a_touch_on_an_old_version_conflicts(store):
    committed(store, status=P)
    seen = Found(widget(key(), label=f"{P} {START}"), START + timedelta(hours=1))
    late = looked(store, outcome=seen, status=P)
    committed(store, status=F, at=START + timedelta(minutes=1))
    with pytest.raises(StoreConflict):
        store.touch(late)
    with pytest.raises(StoreConflict):
        store.touch(replace(late, key=key("none")))
    assert store.load(key()).state.observed_at == START + timedelta(minutes=1)


def test_an_older_observation_is_not_written_after_a_newer_touch(store):
    committed(store, status=P)
    # Both were decided on the same version; the newer one confirms what is stored.
    older = looked(store, status=F, at=START + timedelta(minutes=1))
    seen = Found(widget(key(), label=f"{P} {START}"), START + timedelta(minutes=2))
    store.touch(looked(store, outcome=seen, status=P))
    with pytest.raises(StoreConflict):
        store.commit([older], entry_of(older))
    assert looked(store, status=F, at=START + timedelta(minutes=1)).ignored


def test_many_states_are_loaded_at_once(store):
    keys = [key(f"w-{n:03}") for n in range(230)]
    for start in range(0, len(keys), 20):
        store.commit([looked(store, k, P, controls=()) for k in keys[start : start + 20]], None)
    found = store.load_states([*keys, *keys[:3], key("none")])
    assert set(found) == set(keys)
    assert all(found[k].key == k for k in keys)
    assert store.load_states([]) == {}
    assert len(list(store.inventory(ACCOUNT, Widget.type))) == 230


def test_the_inventory_is_by_account_type_and_region(store):
    for k in (
        key("a"),
        key("b", region="eu-west-10"),
        key("c", region="us-east-1"),
        key("d", type="AWS::Test::Widgets"),
        ResourceKey("999999999999", REGION, Widget.type, "e"),
    ):
        committed(store, k)
    committed(store, key("gone"))
    decision = looked(store, key("gone"), outcome=Gone(key("gone"), START))
    store.commit([decision], None)

    def names(*args):
        return sorted(state.key.id for state in store.inventory(*args))

    assert names(ACCOUNT, Widget.type) == ["a", "b", "c"]
    assert names(ACCOUNT, Widget.type, REGION) == ["a"]
    assert names(ACCOUNT, Widget.type, "eu-west-10") == ["b"]
    assert names("999999999999", Widget.type) == ["e"]


def test_open_findings_come_worst_first_then_oldest(store):
    severities = [Severity.LOW, Severity.CRITICAL, Severity.HIGH, Severity.INFORMATIONAL]
    controls = [make_control(f"test-widget-{s.value.lower()}", s) for s in severities]
    committed(store, key("late"), at=START + timedelta(hours=1), controls=controls)
    committed(store, key("early"), controls=controls)
    committed(store, key("fine"), P, controls=controls)
    committed(store, key("unknown"), N, at=START + timedelta(hours=2), controls=controls[:1])
    committed(store, key("gone"), controls=controls)
    store.commit([looked(store, key("gone"), outcome=Gone(key("gone"), START))], None)

    told = [(f.severity.value, f.key.id) for f in store.findings(ACCOUNT)]
    assert told == [
        ("CRITICAL", "early"),
        ("CRITICAL", "late"),
        ("HIGH", "early"),
        ("HIGH", "late"),
        ("LOW", "early"),
        ("LOW", "late"),
        ("LOW", "unknown"),
        ("INFORMATIONAL", "early"),
        ("INFORMATIONAL", "late"),
    ]
    worst = [f.severity.value for f in store.findings(ACCOUNT, at_least=Severity.HIGH)]
    assert worst == ["CRITICAL", "CRITICAL", "HIGH", "HIGH"]
    assert list(store.findings("999999999999")) == []


def test_what_ended_comes_by_its_end_until_it_is_open_again(store):
    hour = timedelta(hours=1)
    one = CONTROLS[:1]
    for name in ("fixed", "gone", "again", "open", "other"):
        committed(store, key(name), controls=one)
    committed(store, key("never"), P, controls=one)
    # Unknown ever since, and gone now: it never failed, so no episode of it can have ended.
    committed(store, key("unknown"), N, controls=one)
    gone = Gone(key("unknown"), START + hour)
    store.commit([looked(store, key("unknown"), at=START + hour, outcome=gone)], None)
    committed(store, key("fixed"), P, at=START + 3 * hour, controls=one)
    gone = Gone(key("gone"), START + 2 * hour)
    store.commit([looked(store, key("gone"), at=START + 2 * hour, outcome=gone)], None)
    committed(store, key("again"), P, at=START + hour, controls=one)

    def ended(since: datetime = START):
        return [(f.key.id, f.ending) for f in store.ended(ACCOUNT, since)]

    told = [("again", "fixed"), ("gone", "gone"), ("fixed", "fixed")]
    assert ended() == told
    assert ended(START + 2 * hour) == told[1:]
    assert ended(START + 2 * hour + timedelta(microseconds=1)) == told[2:]
    committed(store, key("again"), at=START + 4 * hour, controls=one)
    assert ended() == told[1:]
    assert {f.key.id for f in store.findings(ACCOUNT)} == {"again", "open", "other"}
    assert list(store.ended("999999999999", START)) == []


HOSTILE = [
    "a/b/c",
    "#",
    "RESOURCE#x",
    "x#FINDING#y",
    "arn:aws:iam::aws:policy/service-role/Ünïcödé",
    "line\nbreak\r\ttab\x00null",
    "<!channel> =cmd|' /C calc'!A0",
    "'; DROP TABLE posture; --",
    " spaces ",
    "💥" * (MAX_ID_BYTES // 4),
    "x" * MAX_ID_BYTES,
    "é" * (MAX_ID_BYTES // 2),
    "\u202eevil",
]


@pytest.mark.parametrize("id", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_ids_are_kept_as_they_are(store, id):
    of = key(id)
    neighbour = key((id[:-1] or "x") + "z")
    committed(store, neighbour, P)
    decision = committed(store, of)
    assert store.load(of).state == decision.state
    assert store.load_states([of, neighbour])[of] == decision.state
    assert {s.key for s in store.inventory(ACCOUNT, Widget.type, REGION)} == {of, neighbour}
    assert {f.key for f in store.findings(ACCOUNT)} == {of}
    assert store.due_entries(START + timedelta(days=1)) != []
    committed(store, of, P, at=START + timedelta(hours=1))
    assert store.load(of).state.version == 2
    assert list(store.findings(ACCOUNT)) == []


def test_hostile_texts_are_kept_where_they_are_unicode(store):
    text = '<!channel> =cmd "quotes" \\ \x00 \u202e 💥 {"json": true}'
    resource = widget(key(), label=text, tags={text: text, "Name": text})
    decision = looked(store, outcome=Found(resource, START))
    store.commit([decision], entry_of(decision, summary={text: [text, 1, 2.5, None, True]}))
    assert store.load(key()).state.tags == {text: text, "Name": text}
    assert store.load(key()).state.name == text
    assert store.entry(decision.entry_id).summary == {text: [text, 1, 2.5, None, True]}


def test_forty_controls_fail_at_once_and_go_at_once(store):
    controls = [make_control(f"test-widget-c{n}") for n in range(45)]
    for part in parts(looked(store, controls=controls)):
        store.commit([part], entry_of(part))
        stored = store.load(key())
        assert store.tallies(ACCOUNT) == recount({key(): stored})
    assert len(stored.findings) == 45
    decision = looked(store, outcome=Gone(key(), START + timedelta(hours=1)))
    assert len(decision.moves) == 45
    for part in parts(decision):
        store.commit([part], entry_of(part))
        assert store.tallies(ACCOUNT) == recount({key(): store.load(key())})
    assert all(f.record_state is RecordState.ARCHIVED for f in store.load(key()).findings.values())
    assert store.tallies(ACCOUNT) == {}


def test_accounts_do_not_mix(store):
    other = ResourceKey("999999999999", REGION, Widget.type, "w-1")
    mixed = [looked(store), looked(store, other, P)]
    store.commit(mixed, None)
    assert store.tallies(ACCOUNT) == {c.id: Counts(1, 1) for c in CONTROLS}
    assert store.tallies("999999999999") == {c.id: Counts(1) for c in CONTROLS}


# --- Scores and the ledger ------------------------------------------------------------------------


def row(version: int, *, before: int = 0, earned: int = 0, entry: str = "e") -> LedgerRow:
    move = ScoreMove(version, before, earned, 0, 100)
    return LedgerRow(ACCOUNT, "card", 1, move, START, cause(), entry, (f"finding-{version}",))


def scoring(store, *ids: str) -> list[Entry]:
    entries = [Entry(name, ACCOUNT, START, cause(), due_at=START) for name in ids]
    for entry in entries:
        store.commit([], entry)
    return entries


def scored(entry: Entry, state: EntryState = EntryState.PENDING) -> Entry:
    due_at = START + timedelta(minutes=1) if state is EntryState.PENDING else None
    return replace(entry, state=state, score=ScoreMove(1, 0, 5, 0, 100), due_at=due_at)


def test_score_ledger_and_entries_are_written_together(store):
    entries = scoring(store, "a", "b")
    before = store.score(ACCOUNT)
    after = replace(
        before, version=1, ledger_version=2, earned=5, total=100, counts={"c": Counts(3, 1, 1)}
    )
    told = [scored(entries[0]), scored(entries[1], EntryState.QUIET)]
    store.apply_scores(before, after, [row(1), row(2, earned=5)], told)
    assert store.score(ACCOUNT) == after
    assert [r.move.version for r in store.ledger(ACCOUNT)] == [2, 1]
    assert store.ledger(ACCOUNT, limit=1) == [row(2, earned=5)]
    assert store.entry("a") == told[0]
    assert store.entry("b") == told[1]
    assert [e.id for e in store.due_entries(START + timedelta(days=1))] == ["a"]


def test_a_score_is_written_on_its_own_version_only(store):
    (entry,) = scoring(store, "a")
    before = store.score(ACCOUNT)
    store.apply_scores(before, replace(before, version=1), [], [])
    with pytest.raises(StoreConflict):
        store.apply_scores(before, replace(before, version=1), [row(1)], [scored(entry)])
    assert store.ledger(ACCOUNT) == []
    assert store.entry("a").state is EntryState.SCORING


def test_an_entry_is_scored_once(store):
    first, second = scoring(store, "a", "b")
    before = store.score(ACCOUNT)
    middle = replace(before, version=1, earned=5)
    store.apply_scores(before, middle, [row(1)], [scored(first)])
    after = replace(middle, version=2, earned=9)
    with pytest.raises(StoreConflict):
        store.apply_scores(middle, after, [row(2)], [scored(second), scored(first)])
    assert store.score(ACCOUNT) == middle
    assert store.entry("b").state is EntryState.SCORING
    missing = scored(Entry("none", ACCOUNT, START, cause()))
    with pytest.raises(StoreConflict):
        store.apply_scores(middle, replace(middle, version=2), [], [missing])


def test_cards_beside_the_first_are_written_with_it_or_not_at_all(store):
    scope = card_scope(ACCOUNT, "other")
    first, other = store.score(ACCOUNT), store.score(scope)
    assert (other.account, other.version) == (scope, 0)
    entry = Entry("a", ACCOUNT, START, cause(), due_at=START)
    store.commit([], entry)
    after, beside = replace(first, version=1, earned=3), replace(other, version=1, earned=5)
    told = replace(row(1), card="other")
    store.apply_scores(first, after, [row(1)], [scored(entry)], [(other, beside, [told])])
    assert (store.score(ACCOUNT), store.score(scope)) == (after, beside)
    assert (store.ledger(ACCOUNT), store.ledger(scope)) == ([row(1)], [told])
    # Somebody else has scored the other card.
    later = replace(after, version=2)
    with pytest.raises(StoreConflict):
        store.apply_scores(after, later, [row(2)], [], [(other, beside, [])])
    assert store.score(ACCOUNT) == after


def test_the_ledger_is_in_order_beyond_ten_and_a_thousand(store):
    state = store.score(ACCOUNT)
    versions = [*range(1, 13), 99, 100, 999, 1000, 10_000]
    for number, version in enumerate(versions, 1):
        after = replace(state, version=number, ledger_version=version)
        store.apply_scores(state, after, [row(version)], [])
        state = after
    assert [r.move.version for r in store.ledger(ACCOUNT)] == versions[::-1]
    assert [r.move.version for r in store.ledger(ACCOUNT, limit=3)] == [10_000, 1000, 999]
    assert [r.move.version for r in store.ledger(ACCOUNT, before=1000, limit=2)] == [999, 100]
    assert [r.move.version for r in store.ledger(ACCOUNT, before=3)] == [2, 1]
    assert store.ledger(ACCOUNT, before=1) == []


def repaired(store, missing: Counts, control: str = CONTROLS[0].id) -> LedgerRow:
    """Repair one tally, with a score and a row that say so."""
    before = store.score(ACCOUNT)
    version = before.ledger_version + 1
    after = replace(before, version=before.version + 1, ledger_version=version)
    told = replace(row(version, entry=""), repair=Repair({control: missing}))
    store.repair({control: missing}, before, after, [told])
    return told


def test_a_repair_writes_tally_score_and_row_together(store):
    committed(store)
    told = repaired(store, Counts(4, 1, 1))
    tallies = store.tallies(ACCOUNT)
    assert tallies == {c.id: Counts(1, 1) for c in CONTROLS} | {CONTROLS[0].id: Counts(5, 2, 1)}
    assert store.ledger(ACCOUNT) == [told]
    assert store.score(ACCOUNT).version == 1
    # The tally goes on from there.
    committed(store, status=P, at=START + timedelta(hours=1))
    assert store.tallies(ACCOUNT)[CONTROLS[0].id] == Counts(5, 1, 1)


def test_a_repair_makes_a_tally_and_takes_one_away(store):
    repaired(store, Counts(2, 1), "new")
    assert store.tallies(ACCOUNT) == {"new": Counts(2, 1)}
    repaired(store, Counts(-2, -1), "new")
    assert store.tallies(ACCOUNT) == {}
    repaired(store, Counts(1), "new")
    assert store.tallies(ACCOUNT) == {"new": Counts(1)}


def test_a_repair_on_an_old_score_writes_nothing(store):
    committed(store)
    before = store.score(ACCOUNT)
    repaired(store, Counts(1))
    with pytest.raises(StoreConflict):
        store.repair({CONTROLS[0].id: Counts(2, 1)}, before, before, [row(2)])
    assert store.tallies(ACCOUNT)[CONTROLS[0].id] == Counts(2, 1)
    assert len(store.ledger(ACCOUNT)) == 1


def test_as_many_tallies_as_are_repaired_at_once_fit_a_transaction(store):
    before = store.score(ACCOUNT)
    wrong = {f"c-{n}": Counts(1) for n in range(MAX_REPAIRED)}
    store.repair(wrong, before, replace(before, version=1), [row(1), row(2)])
    assert len(store.tallies(ACCOUNT)) == MAX_REPAIRED


# --- The outbox -----------------------------------------------------------------------------------


def test_due_entries_come_longest_overdue_first(store):
    for name, minutes in (("c", 3), ("a", 1), ("b", 2), ("never", None), ("later", 60)):
        due = START + timedelta(minutes=minutes) if minutes else None
        store.commit([], Entry(name, ACCOUNT, START, cause(), due_at=due))
    now = START + timedelta(minutes=3)
    assert [e.id for e in store.due_entries(now)] == ["a", "b", "c"]
    assert [e.id for e in store.due_entries(now, limit=2)] == ["a", "b"]
    assert store.due_entries(START) == []


def pending(store, id: str = "e") -> Entry:
    entry = Entry(id, ACCOUNT, START, cause(), state=EntryState.PENDING, due_at=START)
    store.commit([], entry)
    return entry


CLAIM = Delivery(attempts=1, at=START, due_at=START + timedelta(minutes=2))
DONE = Delivery(DeliveryState.DELIVERED, 1, START, None, "receipt")


def test_a_delivery_is_claimed_by_one(store):
    entry = pending(store)
    store.save_delivery(entry, "slack", CLAIM, EntryState.PENDING, CLAIM.due_at)
    with pytest.raises(StoreConflict):
        store.save_delivery(entry, "slack", CLAIM, EntryState.PENDING, CLAIM.due_at)
    # Another destination's claim stands on its own.
    store.save_delivery(entry, "sns", CLAIM, EntryState.PENDING, CLAIM.due_at)
    stored = store.entry("e")
    assert stored.deliveries == {"slack": CLAIM, "sns": CLAIM}
    assert stored.due_at == CLAIM.due_at
    assert store.due_entries(START + timedelta(minutes=1)) == []


def test_a_delivery_is_recorded_on_its_own_claim(store):
    entry = pending(store)
    store.save_delivery(entry, "slack", CLAIM, EntryState.PENDING, CLAIM.due_at)
    claimed = store.entry("e")
    store.save_delivery(claimed, "slack", DONE, EntryState.DELIVERED, None)
    with pytest.raises(StoreConflict):
        store.save_delivery(claimed, "slack", DONE, EntryState.DELIVERED, None)
    stored = store.entry("e")
    assert (stored.state, stored.due_at) == (EntryState.DELIVERED, None)
    assert stored.deliveries == {"slack": DONE}
    assert store.due_entries(START + timedelta(days=9)) == []
    with pytest.raises(StoreConflict):
        store.save_delivery(replace(entry, id="none"), "slack", CLAIM, EntryState.PENDING, START)


def test_findings_are_marked_as_told_in_the_same_episode(store, clock):
    decision = committed(store)
    told = [f for f in decision.findings if f.control != CONTROLS[0].id]
    store.notified([*told, replace(told[0], key=key("none"))])
    stored = store.load(key())
    assert {f.control: f.workflow for f in stored.findings.values()} == {
        CONTROLS[0].id: Workflow.NEW,
        CONTROLS[1].id: Workflow.NOTIFIED,
        CONTROLS[2].id: Workflow.NOTIFIED,
    }
    assert [f.told_at for f in stored.findings.values() if f.workflow is Workflow.NOTIFIED] == [
        START,
        START,
    ]
    store.notified([replace(decision.findings[0], episode=9)])
    # Who hears that it ended need not have heard that it began.
    store.notified([replace(decision.findings[0], resolved_at=START)])
    # Told to another destination later: the first time stays.
    clock.tick(60)
    store.notified(told)
    assert store.load(key()) == stored


def test_a_commit_decided_before_the_mark_is_decided_again(store):
    decision = committed(store)
    late = looked(store, status=P, at=START + timedelta(hours=1))
    store.notified(decision.findings)
    with pytest.raises(StoreConflict):
        store.commit([late], None)


def test_a_mark_never_reopens_what_was_resolved(store):
    first = committed(store)
    committed(store, status=P, at=START + timedelta(hours=1))
    store.notified(first.findings)
    findings = store.load(key()).findings.values()
    assert {(f.workflow, f.told_at) for f in findings} == {(Workflow.RESOLVED, START)}


# --- Sweeps ---------------------------------------------------------------------------------------


def sweep_of(id: str = "s-1", slices: int = 2, at: datetime = START, **more) -> Sweep:
    return Sweep(id, ACCOUNT, "scheduled", at, slices, **more)


def part(number: int = 1, sweep: str = "s-1") -> Slice:
    return Slice(sweep, ACCOUNT, f"region-{number}", Widget.type, START)


def test_an_account_has_one_sweep_at_a_time(store):
    assert store.start_sweep(sweep_of())
    assert not store.start_sweep(sweep_of("s-2"))
    assert not store.start_sweep(sweep_of())
    assert store.start_sweep(replace(sweep_of("s-3"), account="999999999999"))
    assert store.sweep("s-1") == sweep_of()
    assert store.sweep("s-2") is None


def test_a_sweep_ends_with_its_last_slice(store, clock):
    store.start_sweep(sweep_of(baseline=True))
    assert store.finish_slices([replace(part(1), judged=10)]) is None
    clock.tick(60)
    ended = store.finish_slices([replace(part(2), judged=5)], error="AccessDenied on ListWidgets")
    assert ended == replace(
        sweep_of(baseline=True),
        state=SweepState.DONE,
        done=2,
        judged=15,
        errors={part(2).id: "AccessDenied on ListWidgets"},
        ended_at=START + timedelta(seconds=60),
    )
    assert store.sweep("s-1") == ended
    assert store.start_sweep(sweep_of("s-2"))
    assert not store.start_sweep(sweep_of())


def test_a_slice_counts_once_however_often_it_ends(store):
    store.start_sweep(sweep_of())
    for _ in range(3):
        assert store.finish_slices([replace(part(1), judged=10)]) is None
    assert store.sweep("s-1").done == 1
    ended = store.finish_slices([replace(part(2), judged=1)])
    assert ended.judged == 11
    # Told again, it is given again: whoever was cut short can go on.
    assert store.finish_slices([replace(part(2), judged=1)]) == ended
    assert store.finish_slices([replace(part(1), judged=1)]) == ended


def test_a_slice_of_no_sweep_ends_without_a_trace(store):
    assert store.finish_slices([replace(part(1, "change-1"), judged=1)]) is None
    assert store.sweep("change-1") is None


def test_a_sweep_that_never_ends_does_not_hold_up_the_next(store):
    store.start_sweep(sweep_of())
    assert not store.start_sweep(sweep_of("s-2", at=START + MAX_SWEEP))
    assert store.start_sweep(sweep_of("s-3", at=START + MAX_SWEEP + timedelta(seconds=1)))
    # Its late end does not free the account from under the next one.
    store.finish_slices([part(1)])
    assert store.finish_slices([part(2)]).state is SweepState.DONE
    assert not store.start_sweep(sweep_of("s-4", at=START + MAX_SWEEP + timedelta(minutes=1)))


def test_what_events_missed_is_counted_with_the_commit_or_not_at_all(store):
    store.start_sweep(sweep_of())
    entry = replace(entry_of(looked(store)), id="e-1")
    found = Missed(new=1, gone=1, examples=("new a", "gone b"))
    store.commit([], entry, missed=(part(1), found))
    with pytest.raises(StoreConflict):
        store.commit([], entry, missed=(part(1), found))
    store.commit([], None, missed=(part(2), Missed(changed=2, examples=("changed c",))))
    sweep = store.sweep("s-1")
    assert sweep.missed_changes == {"test": Missed(1, 2, 1, ("new a", "gone b", "changed c"))}
    assert sweep.missed == 4


def test_a_cancelled_sweep_frees_the_account_and_can_go_on(store, clock):
    sweep = sweep_of()
    store.start_sweep(sweep)
    store.finish_slices([replace(part(1), judged=3)])
    assert store.sweep_state("s-1") is SweepState.RUNNING
    assert store.cancel_sweep(sweep)
    assert not store.cancel_sweep(sweep)
    assert store.sweep_state("s-1") is SweepState.CANCELLED
    assert store.sweep("s-1").ended_at == clock()
    assert store.ended_slices("s-1") == {part(1).id}
    # A worker that was under way ends its slice; the sweep stays as it is.
    other = sweep_of("s-2", at=START + timedelta(seconds=1))
    assert store.start_sweep(other)
    assert not store.resume_sweep(sweep, clock())
    store.cancel_sweep(other)
    assert store.resume_sweep(sweep, clock())
    assert store.sweep("s-1").ended_at is None
    assert not store.start_sweep(sweep_of("s-3"))
    assert store.finish_slices([replace(part(2), judged=1)]).state is SweepState.DONE
    assert not store.resume_sweep(sweep, clock())
    assert store.sweep_state("none") is None


def test_the_last_result_of_each_slice_and_sweep_is_kept(store, clock):
    store.start_sweep(sweep_of())
    store.finish_slices([replace(replace(part(1), missed=2), judged=3)])
    first = clock()
    store.finish_slices([part(2)], error="AccessDenied")
    clock.tick(60)
    store.start_sweep(sweep_of("s-2", at=clock()))
    store.finish_slices([part(1, "s-2")], error="Throttling")
    told = {result.region: result for result in store.last_results(ACCOUNT)}
    assert told["region-1"] == LastResult(
        Widget.type, "region-1", "s-2", clock(), 0, 0, "Throttling", first
    )
    assert (told["region-2"].error, told["region-2"].complete_at) == ("AccessDenied", None)
    assert store.last_results("999999999999") == []
    assert [sweep.id for sweep in store.sweeps(ACCOUNT)] == ["s-2", "s-1"]
    assert [sweep.id for sweep in store.sweeps(ACCOUNT, limit=1)] == ["s-2"]
    store.note_drift("s-1", 3)
    assert store.sweep("s-1").drift == 3
    with pytest.raises(StoreConflict):
        store.note_drift("none", 1)


def test_a_sweep_of_an_account_that_cannot_be_asked_holds_up_nothing(store):
    done = replace(
        sweep_of(slices=0), state=SweepState.DONE, errors={ACCOUNT: "denied"}, ended_at=START
    )
    assert store.start_sweep(done)
    assert store.sweep("s-1") == done
    assert store.start_sweep(sweep_of("s-2"))


# --- Concurrency ----------------------------------------------------------------------------------


def test_concurrent_commits_keep_the_tallies_exact(concurrent_store):
    store = concurrent_store
    hours = range(1, 7)

    def work(number: int) -> int:
        conflicts = 0
        for hour in hours:
            status = (P, F, N)[(number + hour) % 3]
            of = key(f"w-{(number + hour) % 3}")
            while True:
                at = START + timedelta(hours=hour, seconds=number)
                decision = looked(store, of, status, at=at)
                if decision.ignored:
                    break
                try:
                    if decision.is_touch:
                        store.touch(decision)
                    else:
                        store.commit([decision], entry_of(decision))
                except StoreConflict:
                    conflicts += 1
                    continue
                break
        return conflicts

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    states = store.load_states([key(f"w-{n}") for n in range(3)])
    recounted = merged(
        *({c: Counts.of(s) for c, s in state.verdicts.items()} for state in states.values())
    )
    assert store.tallies(ACCOUNT) == recounted
    entries = store.due_entries(START + timedelta(days=9), limit=1000)
    assert merged(*(entry.deltas for entry in entries)) == recounted


def test_concurrent_claims_have_one_winner_each(concurrent_store):
    store = concurrent_store
    entries = [pending(store, f"e-{n}") for n in range(6)]

    def claim(number: int) -> list[str]:
        won = []
        for entry in entries:
            mine = replace(CLAIM, error=f"worker {number}")
            try:
                store.save_delivery(entry, "slack", mine, EntryState.PENDING, mine.due_at)
            except StoreConflict:
                continue
            won.append(entry.id)
        return won

    with ThreadPoolExecutor(8) as pool:
        won = [name for names in pool.map(claim, range(8)) for name in names]
    assert sorted(won) == [entry.id for entry in entries]


def test_concurrent_slices_end_the_sweep_once(concurrent_store):
    store = concurrent_store
    store.start_sweep(sweep_of(slices=12))

    def end(number: int) -> Sweep | None:
        return store.finish_slices([replace(part(number % 12), judged=2)])

    with ThreadPoolExecutor(8) as pool:
        ended = [sweep for sweep in pool.map(end, range(36)) if sweep]
    assert ended
    assert {(s.state, s.done, s.judged) for s in ended} == {(SweepState.DONE, 12, 24)}
    assert store.sweep("s-1").done == 12


def test_concurrent_starts_have_one_winner(concurrent_store):
    store = concurrent_store
    with ThreadPoolExecutor(8) as pool:
        started = list(pool.map(lambda n: store.start_sweep(sweep_of(f"s-{n}")), range(8)))
    assert sum(started) == 1


def test_an_unread_resource_is_stored_as_unknown(store):
    decision = looked(store, outcome=Unknown("AccessDenied on GetWidget"))
    store.commit([decision], entry_of(decision))
    stored = store.load(key())
    assert stored.state.observed_at is None
    assert set(stored.state.verdicts.values()) == {N}
    assert store.tallies(ACCOUNT) == {c.id: Counts(1, 0, 1) for c in CONTROLS}


# --- Teams ----------------------------------------------------------------------------------------


def owned(store, team: str, status: Status, at: datetime, controls=CONTROLS) -> list[Decision]:
    """A look at the widget of a team, in the commits that it takes."""
    found = Found(widget(key(), tags={"team": team} if team else {}), at)
    return parts(looked(store, status=status, at=at, outcome=found, controls=controls))


def test_what_a_team_owns_moves_with_the_tag_that_names_it(store):
    store.commit(owned(store, "payments", F, START), None)
    whole = {c.id: Counts(1, 1, 0) for c in CONTROLS}
    assert store.teams(ACCOUNT) == {"payments": 1}
    assert store.tallies(scope_of(ACCOUNT, "payments")) == store.tallies(ACCOUNT) == whole
    store.commit(owned(store, "shop", F, START + timedelta(minutes=1)), None)
    assert store.teams(ACCOUNT) == {"payments": 0, "shop": 1}
    assert store.tallies(scope_of(ACCOUNT, "payments")) == {}
    assert store.tallies(scope_of(ACCOUNT, "shop")) == store.tallies(ACCOUNT) == whole
    store.commit(owned(store, "", P, START + timedelta(minutes=2)), None)
    assert store.teams(ACCOUNT) == {"payments": 0, "shop": 0, "unowned": 1}
    assert store.tallies(scope_of(ACCOUNT, "")) == {c.id: Counts(1) for c in CONTROLS}
    gone = looked(store, outcome=Gone(key(), START + timedelta(hours=1)))
    store.commit([gone], None)
    assert set(store.teams(ACCOUNT).values()) == {0}
    assert store.tallies(scope_of(ACCOUNT, "")) == store.tallies(ACCOUNT) == {}


def test_forty_controls_change_their_team_in_commits_that_fit(store):
    controls = [make_control(f"test-widget-c{n}") for n in range(45)]
    for step in owned(store, "payments", P, START, controls):
        store.commit([step], None)
    moved = owned(store, "shop", F, START + timedelta(minutes=1), controls)
    assert len(moved) > 1
    for step in moved:
        store.commit([step], None)
        counts = [store.tallies(scope_of(ACCOUNT, team)) for team in ("payments", "shop")]
        assert merged(*counts) == store.tallies(ACCOUNT) == recount({key(): store.load(key())})
    assert store.teams(ACCOUNT) == {"payments": 0, "shop": 1}
    assert store.tallies(scope_of(ACCOUNT, "payments")) == {}


def test_a_teams_tally_and_its_resources_are_repaired(store):
    store.commit(owned(store, "data/#lake", F, START), None)
    control = CONTROLS[0].id
    missing = {
        tally_name(control, "data/#lake"): Counts(2, -1, 1),
        tally_name("", "data/#lake"): Counts(3),
        tally_name("", "new"): Counts(2),
        tally_name("new-control", "new"): Counts(2),
    }
    before = store.score(ACCOUNT)
    store.repair(missing, before, replace(before, version=1), [row(1)])
    assert store.teams(ACCOUNT) == {"data/#lake": 4, "new": 2}
    assert store.tallies(scope_of(ACCOUNT, "data/#lake"))[control] == Counts(3, 0, 1)
    assert store.tallies(scope_of(ACCOUNT, "new")) == {"new-control": Counts(2)}
    assert store.tallies(ACCOUNT)[control] == Counts(1, 1)


def test_tallies_are_whole_however_many_resources_add_to_them(store):
    for number in range(40):
        committed(store, key(f"w-{number}"), F if number % 4 else P)
    assert store.tallies(ACCOUNT) == {c.id: Counts(40, 30) for c in CONTROLS}
    assert store.teams(ACCOUNT) == {"unowned": 40}
    assert store.tallies(scope_of(ACCOUNT, "")) == store.tallies(ACCOUNT)


# --- Exceptions -----------------------------------------------------------------------------------


def exception(id: str = "site", account: str = ACCOUNT, **more) -> AcceptedRisk:
    whole = {
        "scope": Scope(resource=key(), controls=("test-widget-sealed",)),
        "reason": "It is a test.",
        "requested_by": "ada",
        "approved_by": "grace",
        "accepted_at": START,
        "expires_at": START + timedelta(days=30),
        "evidence": {"test-widget-sealed": "abc"},
        **more,
    }
    return AcceptedRisk(account=account, id=id, **whole)


def test_exceptions_are_kept_by_account_in_the_order_of_their_ids(store):
    tagged = Scope(controls=("test-widget-sealed",), tag=("team", "payments"))
    made = [
        exception("b"),
        exception("a", scope=tagged, evidence={}, origin=Origin.CODE, recorded_by="arn:x"),
        exception("c", scope=Scope(controls=("test-widget-sealed",)), reason='💥 "\x00" <!here>'),
        exception("a-1", ended_at=START + timedelta(days=1), ended_by="arn:y"),
    ]
    assert store.exceptions(ACCOUNT) == []
    for each in made:
        store.put_exception(each, None)
    store.put_exception(exception(account="999999999999"), None)
    assert store.exceptions(ACCOUNT) == sorted(made, key=lambda e: e.id)
    assert store.exceptions("999999999999") == [exception(account="999999999999")]


def test_an_exception_is_written_on_its_own_version_only(store):
    store.put_exception(exception(), None)
    with pytest.raises(StoreConflict):
        store.put_exception(exception(reason="Another one."), None)
    ended = exception(version=2, ended_at=START, ended_by="arn:x")
    with pytest.raises(StoreConflict):
        store.put_exception(ended, 7)
    with pytest.raises(StoreConflict):
        store.put_exception(exception("none", version=2), 1)
    store.put_exception(ended, 1)
    with pytest.raises(StoreConflict):
        store.put_exception(replace(ended, reason="Late."), 1)
    assert store.exceptions(ACCOUNT) == [ended]


def test_expired_exceptions_come_until_they_are_told_of(store):
    first = exception("b", expires_at=START + timedelta(days=1))
    second = exception("a", account="999999999999", expires_at=START + timedelta(days=2))
    ended = exception("c", expires_at=START + timedelta(days=1), ended_at=START)
    # However far its expiry, a year is all it gets.
    longest = exception("d", expires_at=START + timedelta(days=4000))
    for each in (second, ended, longest, first):
        store.put_exception(each, None)

    def expired(**after):
        return store.expired_exceptions(START + timedelta(**after))

    assert expired(days=1, microseconds=-1) == []
    assert expired(days=1) == [first]
    assert expired(days=2) == [first, second]
    assert expired(days=365) == [first, second, longest]
    assert store.expired_exceptions(START + timedelta(days=365), limit=1) == [first]
    told = replace(first, version=2, expiry_told_at=START + timedelta(days=2))
    store.put_exception(told, 1)
    assert expired(days=365) == [second, longest]
    assert store.exceptions(ACCOUNT) == [told, ended, longest]


def test_one_of_two_who_accept_at_once_conflicts(concurrent_store):
    def put(n: int) -> bool:
        try:
            concurrent_store.put_exception(exception(reason=f"Reason {n}."), None)
        except StoreConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(put, range(8))) == 1
    assert len(concurrent_store.exceptions(ACCOUNT)) == 1


# --- Interactions ---------------------------------------------------------------------------------


def test_an_interaction_is_somebodys_for_a_time_and_then_done_for_good(store):
    lease = timedelta(minutes=2)
    assert store.claim_interaction("i-1", START, lease) is Claim.MINE
    assert store.claim_interaction("i-1", START + lease / 2, lease) is Claim.BUSY
    assert store.claim_interaction("i-2", START, lease) is Claim.MINE
    assert store.claim_interaction("i-1", START + lease, lease) is Claim.MINE
    store.end_interaction("i-1", START + lease)
    for later in (timedelta(0), lease, 100 * lease):
        assert store.claim_interaction("i-1", START + lease + later, lease) is Claim.DONE


def test_a_request_is_written_by_one_at_a_time(store):
    asked = RiskRequest(
        ACCOUNT,
        "slack-1",
        Scope(key(), ("test-widget-sealed",)),
        {"test-widget-sealed": "hash"},
        (Target(f"{key()}/test-widget-sealed", 2),),
        "Because <!channel>\ud800.",
        START + timedelta(days=30),
        "alice",
        "U0ALICE",
        START,
    )
    assert store.risk_request(ACCOUNT, "slack-1") is None
    assert store.risk_request("", "") is None
    store.put_risk_request(replace(asked, reason="Because."), None)
    with pytest.raises(StoreConflict):
        store.put_risk_request(asked, None)
    approved = replace(asked, reason="Because.", state=RequestState.APPROVED, version=2)
    store.put_risk_request(approved, 1)
    with pytest.raises(StoreConflict):
        store.put_risk_request(replace(approved, state=RequestState.DECLINED), 1)
    assert store.risk_request(ACCOUNT, "slack-1") == approved
    assert store.risk_request("111111111111", "slack-1") is None
