"""What holds for every sequence of looks at a resource, in whichever order they are told."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.finding import MoveKind, RecordState, ResourceState, Stored, Workflow
from posturewatch.domain.reading import Found, Gone, Unknown
from posturewatch.domain.scorecard import merged
from posturewatch.domain.verdict import Status
from posturewatch.usecases.decide import Decision, decide
from tests.support.house import (
    START,
    apply,
    cause,
    key,
    make_control,
    recount,
    verdict,
    widget,
)

FRESHNESS = timedelta(hours=48)
KEY = key()
ALL = {name: make_control(name) for name in ("test-widget-a", "test-widget-b", "test-widget-c")}
KNOWN = (Status.PASSED, Status.FAILED, Status.WARNING)
FOUND, GONE, UNREAD = "found", "gone", "unread"


@dataclass(frozen=True)
class Look:
    """One look: what the read saw, and when it was seen and told."""

    kind: str
    observed: int
    later: int
    statuses: tuple[Status, ...]
    controls: frozenset[str]
    source: str
    is_listed: bool

    @property
    def observed_at(self) -> datetime:
        return START + timedelta(hours=self.observed)

    @property
    def now(self) -> datetime:
        return self.observed_at + timedelta(hours=self.later)


def looks(*, statuses: tuple[Status, ...] = tuple(Status), kinds=(FOUND, FOUND, GONE, UNREAD)):
    return st.builds(
        Look,
        kind=st.sampled_from(kinds),
        observed=st.integers(0, 200),
        later=st.sampled_from([0, 0, 1, 47, 49]),
        statuses=st.tuples(*[st.sampled_from(statuses)] * len(ALL)),
        controls=st.sampled_from(
            [frozenset(ALL)] * 4 + [frozenset(list(ALL)[:2]), frozenset(list(ALL)[1:])]
        ),
        source=st.sampled_from(["cloudtrail", "config", "sweep"]),
        is_listed=st.booleans(),
    )


def snapshot(look: Look):
    label = ",".join(f"{name}={status}" for name, status in zip(ALL, look.statuses, strict=True))
    return widget(KEY, label=label)


def taken(stored: Stored, look: Look) -> Decision:
    """Decide what a look changes."""
    outcome = {
        FOUND: lambda: Found(snapshot(look), look.observed_at),
        GONE: lambda: Gone(KEY, look.observed_at),
        UNREAD: lambda: Unknown("AccessDenied on GetWidget"),
    }[look.kind]()
    verdicts = {
        name: verdict(status)
        for name, status in zip(ALL, look.statuses, strict=True)
        if name in look.controls
    }
    return decide(
        KEY,
        stored,
        outcome,
        verdicts if look.kind == FOUND else {},
        {name: ALL[name] for name in look.controls},
        cause(look.observed_at, look.source),
        now=look.now,
        freshness=FRESHNESS,
        listed_at=look.observed_at if look.is_listed and look.kind != GONE else None,
    )


@dataclass
class Model:
    """What has to be stored, told in another way: each control with its own little memory."""

    observed_at: datetime | None = None
    listed_at: datetime | None = None
    is_there: bool = False
    statuses: dict[str, Status] = field(default_factory=dict)
    confirmed: dict[str, datetime] = field(default_factory=dict)
    episodes: dict[str, int] = field(default_factory=dict)
    is_open: set[str] = field(default_factory=set)

    def is_stale(self, look: Look) -> bool:
        if look.kind == UNREAD:
            return False
        if self.observed_at is not None and look.observed_at < self.observed_at:
            return True
        return (
            look.kind == GONE and self.listed_at is not None and self.listed_at >= look.observed_at
        )

    def take(self, look: Look) -> list[tuple[str, bool]]:
        """Take a look in; returns the moves as (control, whether it got worse)."""
        if self.is_stale(look):
            return []
        moves: list[tuple[str, bool]] = []
        if look.kind == GONE:
            moves = [(name, False) for name in self.is_open]
            self.is_open, self.statuses, self.confirmed = set(), {}, {}
            self.observed_at, self.is_there = look.observed_at, False
            return moves
        for name in set(self.statuses) - look.controls:
            del self.statuses[name]
            self.confirmed.pop(name, None)
            if name in self.is_open:
                self.is_open.remove(name)
                moves.append((name, False))
        told = dict(zip(ALL, look.statuses, strict=True)) if look.kind == FOUND else {}
        for name in look.controls:
            status = told.get(name, Status.NOT_AVAILABLE)
            old, last = self.statuses.get(name), self.confirmed.get(name)
            if status is Status.NOT_AVAILABLE and last is not None and old is not None:
                if look.now - last <= FRESHNESS:
                    continue
                del self.confirmed[name]
            if status is not Status.NOT_AVAILABLE:
                self.confirmed[name] = look.observed_at
            self.statuses[name] = status
            if status is Status.FAILED and name not in self.is_open:
                self.is_open.add(name)
                self.episodes[name] = self.episodes.get(name, 0) + 1
                moves.append((name, True))
            if status is Status.PASSED and name in self.is_open:
                self.is_open.remove(name)
                moves.append((name, False))
        self.is_there = True
        if look.kind == FOUND:
            self.observed_at = look.observed_at
        if look.is_listed:
            self.listed_at = look.observed_at
        return moves


@given(st.lists(looks(), max_size=14))
def test_any_sequence_of_looks_is_stored_as_its_model_says(sequence):
    stored, model, sums = Stored(), Model(), {}
    for look in sequence:
        before = stored
        decision = taken(stored, look)
        moves = model.take(look)
        stored = apply(stored, decision)

        turns = [m for m in decision.moves if m.kind is not MoveKind.CHANGED]
        assert sorted((m.finding.control, m.kind.is_bad) for m in turns) == sorted(moves)
        sums = merged(sums, decision.deltas)
        assert sums == recount({KEY: stored})
        if stored.state is None:
            continue
        assert stored.state.verdicts == model.statuses
        assert stored.state.observed_at == model.observed_at
        assert (stored.state.gone_at is None) == model.is_there
        assert {f.control for f in stored.findings.values() if f.is_open} == model.is_open
        for name, episode in model.episodes.items():
            assert stored.findings[name].episode == episode
        check_versions(before.state, stored.state, decision)
        check_findings(stored)


def check_versions(before: ResourceState | None, after: ResourceState, decision: Decision) -> None:
    """Each write has the version of its own, and the one before as its condition."""
    assert decision.before == (before.version if before else None)
    if decision.ignored:
        assert decision.state is None
        assert (decision.findings, decision.deltas, decision.moves) == ((), {}, ())
    else:
        assert after.version == (before.version if before else 0) + 1
    if decision.is_touch:
        assert (decision.findings, decision.deltas, decision.moves) == ((), {}, ())
    turns = [m for m in decision.moves if m.kind is not MoveKind.CHANGED]
    assert bool(turns) <= bool(decision.deltas), "a turn is a count's, too"


def check_findings(stored: Stored) -> None:
    state = stored.state
    assert state is not None
    for name, finding in stored.findings.items():
        is_kept = name in state.verdicts
        assert (finding.record_state is RecordState.ACTIVE) == is_kept
        if is_kept:
            assert finding.status is state.verdicts[name]
        if finding.is_open:
            assert finding.workflow is not Workflow.RESOLVED
        if finding.resolved_at is not None:
            assert finding.opened_at <= finding.resolved_at
        assert (finding.episode > 0) == (finding.opened_at is not None)
    for name, status in state.verdicts.items():
        assert status is Status.PASSED or name in stored.findings
    # A verdict that the last read could not tell carries its age, any other is as old as the read.
    assert set(state.confirmed) <= set(state.verdicts)


@given(st.lists(looks(), max_size=10), looks(kinds=(UNREAD,)))
def test_a_failed_read_never_passes_resolves_or_archives(sequence, unread):
    stored = Stored()
    for look in sequence:
        stored = apply(stored, taken(stored, look))
    controls = frozenset(stored.state.verdicts if stored.state else ALL) or frozenset(ALL)
    unread = Look(**{**vars(unread), "controls": controls})
    before, decision = stored, taken(stored, unread)
    after = apply(stored, decision)

    assert not decision.moves
    assert after.state.gone_at is None
    for name, status in after.state.verdicts.items():
        old = before.state.verdicts.get(name) if before.state else None
        assert status in (old, Status.NOT_AVAILABLE)
    for finding in decision.findings:
        assert finding.status is Status.NOT_AVAILABLE
        assert finding.record_state is RecordState.ACTIVE
        was_open = finding.control in before.findings and before.findings[finding.control].is_open
        assert finding.is_open == was_open


@given(
    st.lists(
        looks(statuses=KNOWN, kinds=(FOUND, FOUND, GONE)),
        min_size=1,
        max_size=7,
        unique_by=lambda look: look.observed,
    ),
    st.data(),
)
def test_the_end_is_the_newest_whatever_the_order(sequence, data):
    # Level-triggered: every look tells all there is, so only the newest one counts.
    sequence = [
        Look(**{**vars(x), "controls": frozenset(ALL), "is_listed": False}) for x in sequence
    ]
    newest = max(sequence, key=lambda look: look.observed)
    told = data.draw(st.permutations(sequence + data.draw(st.lists(st.sampled_from(sequence)))))
    stored = Stored()
    for look in told:
        stored = apply(stored, taken(stored, look))
    alone = apply(Stored(), taken(Stored(), newest))

    assert stored.state.verdicts == alone.state.verdicts
    assert stored.state.observed_at == alone.state.observed_at
    assert stored.state.digest == alone.state.digest
    assert (stored.state.gone_at is None) == (newest.kind == FOUND)
    open_now = {f.control for f in stored.findings.values() if f.is_open}
    assert {f.control for f in alone.findings.values() if f.is_open} <= open_now
    unknown = {n for n, status in alone.state.verdicts.items() if status is Status.WARNING}
    assert open_now <= {f.control for f in alone.findings.values() if f.is_open} | unknown


@given(st.lists(looks(), min_size=1, max_size=8))
def test_telling_a_look_again_changes_nothing(sequence):
    stored = Stored()
    for look in sequence:
        stored = apply(stored, taken(stored, look))
        again = taken(stored, look)
        assert (again.deltas, again.moves) == ({}, ()), "the second telling is no news"
        assert apply(stored, again).findings == stored.findings


# --- Single cases ---------------------------------------------------------------------------------

look_at = partial(
    Look, later=0, controls=frozenset(ALL), source="sweep", is_listed=False, statuses=()
)


def found(observed: int, *statuses: Status, **more) -> Look:
    whole = (*statuses, *[Status.PASSED] * (len(ALL) - len(statuses)))
    return look_at(FOUND, observed, **{"statuses": whole, **more})


def gone(observed: int, **more) -> Look:
    return look_at(GONE, observed, **{"statuses": (Status.PASSED,) * len(ALL), **more})


def unread(observed: int, **more) -> Look:
    return look_at(UNREAD, observed, **{"statuses": (Status.PASSED,) * len(ALL), **more})


def kinds_of(*sequence: Look) -> list[MoveKind]:
    """Return the kinds of all moves that a sequence makes."""
    stored, kinds = Stored(), []
    for look in sequence:
        decision = taken(stored, look)
        kinds += [move.kind for move in decision.moves]
        stored = apply(stored, decision)
    return kinds


P, F, W, N = Status.PASSED, Status.FAILED, Status.WARNING, Status.NOT_AVAILABLE
FIRST, AGAIN, FIXED, CLOSED = (
    MoveKind.FIRST_SEEN,
    MoveKind.REGRESSED,
    MoveKind.FIXED,
    MoveKind.CLOSED,
)


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ([found(0, F)], [FIRST]),
        ([found(0, P), found(1, F)], [AGAIN]),
        ([found(0, F), found(1, F), found(2, F)], [FIRST]),
        ([found(0, F), found(1, P), found(2, F), found(3, P)], [FIRST, FIXED, AGAIN, FIXED]),
        # What cannot be told for a while neither ends an episode nor begins another one.
        ([found(0, F), found(100, N), found(101, F)], [FIRST]),
        ([found(0, F), found(100, N), found(101, P)], [FIRST, FIXED]),
        ([found(0, F), found(1, W), found(2, F), found(3, P)], [FIRST, FIXED]),
        # It had passed once, so it is a regression though nobody could tell for a while.
        ([found(0, F), found(1, P), found(100, N), found(101, F)], [FIRST, FIXED, AGAIN]),
        ([found(0, N), found(1, F)], [FIRST]),
        ([found(0, F), gone(1)], [FIRST, CLOSED]),
        ([found(0, P), gone(1)], []),
        ([found(0, F), found(1, P), gone(2)], [FIRST, FIXED]),
        # Made again, it is another thing with the same name.
        ([found(0, F), gone(1), found(2, F)], [FIRST, CLOSED, FIRST]),
        ([found(0, P), gone(1), found(2, F)], [FIRST]),
        ([gone(1), found(0, F)], []),
        ([gone(0), found(1, F)], [FIRST]),
    ],
)
def test_episodes_are_told_once(sequence, expected):
    assert kinds_of(*sequence) == expected


def test_an_ended_episode_keeps_its_end():
    stored = Stored()
    for look in (found(0, F), found(1, P), found(100, N), found(101, P), gone(102)):
        stored = apply(stored, taken(stored, look))
    finding = stored.findings["test-widget-a"]
    assert finding.resolved_at == START + timedelta(hours=1)
    assert finding.record_state is RecordState.ARCHIVED


def test_an_episode_never_ends_before_it_began():
    # CloudTrail tells whole seconds: the fix seems older than the sweep that found the failure.
    stored = apply(Stored(), taken(Stored(), found(5, F)))
    fixed = decide(
        KEY,
        stored,
        Found(widget(KEY, label="fixed"), START + timedelta(hours=6)),
        {name: verdict(Status.PASSED) for name in ALL},
        ALL,
        cause(START + timedelta(hours=4)),
        now=START + timedelta(hours=6),
        freshness=FRESHNESS,
    )
    (move,) = fixed.moves
    assert move.finding.resolved_at == move.finding.opened_at


def test_a_listing_outweighs_an_older_disappearance():
    stored = apply(Stored(), taken(Stored(), found(0, F)))
    stored = apply(stored, taken(stored, unread(5, is_listed=True)))
    decision = taken(stored, gone(5))
    assert decision.ignored
    assert not taken(stored, gone(6)).ignored


def test_an_unknown_arn_is_no_crash():
    resource = widget(KEY, unknown={"arn": "unreadable", "tags": "AccessDenied"})
    stored = apply(Stored(), taken(Stored(), found(0)))
    decision = decide(
        KEY,
        stored,
        Found(resource, START + timedelta(hours=1)),
        {name: verdict(Status.PASSED) for name in ALL},
        ALL,
        cause(START),
        now=START + timedelta(hours=1),
        freshness=FRESHNESS,
    )
    assert decision.state.arn == stored.state.arn


def test_a_changed_severity_is_written_without_any_move():
    stored = apply(Stored(), taken(Stored(), found(0, F)))
    worse = {**ALL, "test-widget-a": make_control("test-widget-a", ask=None, severity="CRITICAL")}
    look = found(1, F)
    decision = decide(
        KEY,
        stored,
        Found(snapshot(found(0, F)), look.observed_at),
        {name: verdict(s) for name, s in zip(ALL, look.statuses, strict=True)},
        worse,
        cause(look.observed_at),
        now=look.now,
        freshness=FRESHNESS,
    )
    assert [f.severity for f in decision.findings] == ["CRITICAL"]
    assert (decision.moves, decision.deltas, decision.is_touch) == ((), {}, False)
