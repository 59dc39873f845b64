"""The laws of teams: what the account counts is what its teams count, at every instant."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.finding import Stored
from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.scorecard import (
    Area,
    Item,
    ItemStatus,
    Quantifier,
    Scorecard,
    merged,
    score,
)
from posturewatch.domain.team import UNOWNED, Teams
from posturewatch.domain.verdict import Status
from posturewatch.usecases.decide import decide, parts
from tests.support.house import CONTROLS, START, Widget, apply, cause, key, recount, verdict, widget

BY_ID = {control.id: control for control in CONTROLS}
TEAMS = Teams(accounts={key().account: "platform"})
CARD = Scorecard(
    "law",
    1,
    "Law",
    (
        Area(
            "area",
            "Area",
            tuple(
                Item(name, name, 1, Quantifier.ALL, {Widget.type: (name,)})
                for name in sorted(BY_ID)
            ),
        ),
    ),
)

looks = st.lists(
    st.tuples(
        st.sampled_from(["w-1", "w-2", "w-3"]),
        st.sampled_from(["", "payments", "shop", "data/lake"]),
        st.one_of(st.none(), st.lists(st.sampled_from(list(Status)), min_size=8, max_size=8)),
    ),
    max_size=25,
)


@given(looks, st.booleans())
def test_the_teams_together_are_the_account(sequence, has_default):
    """A resource counts for one team at a time, and moves whole when its owner changes."""
    teams = TEAMS if has_default else Teams()
    stored: dict = {}
    account: dict = {}
    of_teams: dict = {}
    owned: dict = {}
    for number, (name, team, statuses) in enumerate(sequence):
        at = START + timedelta(minutes=number)
        here = key(name)
        before = stored.get(here, Stored())
        if statuses is None:
            outcome, verdicts = Gone(here, at), {}
        else:
            outcome = Found(widget(here, tags={"team": team} if team else {}), at)
            verdicts = {id_: verdict(s) for id_, s in zip(BY_ID, statuses, strict=False)}
        decision = decide(
            here,
            before,
            outcome,
            verdicts,
            BY_ID,
            cause(at),
            now=at,
            freshness=timedelta(hours=48),
            teams=teams,
        )
        for step in parts(decision):
            account = merged(account, step.deltas)
            for owner, delta in step.teams.items():
                of_teams[owner] = merged(of_teams.get(owner, {}), delta.counts)
                owned[owner] = owned.get(owner, 0) + delta.resources
        stored[here] = apply(before, decision)
        assert merged(*of_teams.values()) == account == recount(stored)
        there = [s.state for s in stored.values() if s.state and s.state.gone_at is None]
        assert {t: n for t, n in owned.items() if n} == {
            owner: sum((state.owner or UNOWNED) == owner for state in there)
            for owner in {state.owner or UNOWNED for state in there}
        }
    whole = score(CARD, account, lambda _: True)
    by_team = [score(CARD, counts, lambda _: True) for counts in of_teams.values()]
    for number, line in enumerate(whole.items):
        fails_for_some = any(s.items[number].status is ItemStatus.FAIL for s in by_team)
        assert (line.status is ItemStatus.FAIL) == fails_for_some
