"""Teams: the scorecard of each team, from its own tallies and the account's listings.

An ALL item fails for the account if, and only if, it fails for some team; a resource that names no
owner counts for the team `unowned`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from posturewatch.domain.scorecard import Score, Scorecard
from posturewatch.domain.team import scope_of
from posturewatch.usecases.explain import filled_in
from posturewatch.usecases.ports import Store


@dataclass(frozen=True, slots=True)
class TeamScore:
    """One team's scorecard.

    Args:
        team: The team's name, as the owner tag or the account's mapping gives it.
        resources: How many resources it owns.
        score: Its card, filled in.
    """

    team: str
    resources: int
    score: Score


def team_scores(
    store: Store, account: str, card: Scorecard, now: datetime, freshness: timedelta
) -> list[TeamScore]:
    """Return the scorecard of every team of an account, by name: one Query for each."""
    state = store.score(account)
    return [
        TeamScore(
            team,
            resources,
            filled_in(
                card, replace(state, counts=store.tallies(scope_of(account, team))), now, freshness
            ),
        )
        for team, resources in sorted(store.teams(account).items())
        if resources
    ]
