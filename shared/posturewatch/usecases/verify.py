"""Verify: count everything again from the stored verdicts.

Three figures tell of the same verdicts: the verdict maps of the resources, the tallies of the
account and of its teams, and the counts of the account's score together with the entries that
still wait to be scored. A commit and a scoring move them in one transaction each, so their
differences are moved by nobody: a difference that is there at one moment is there at every other,
however busy the account is. What differs only once has been read while it was written, or from an
index that was behind; it is counted again, and only what differs each time the same is drift.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from posturewatch import catalog
from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.finding import ResourceState
from posturewatch.domain.outbox import Entry, EntryState, ScoreMove, ScoreState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, ItemStatus, Scorecard, card_scope, merged
from posturewatch.domain.team import UNOWNED, parse_tally, scope_of, tally_name
from posturewatch.usecases.explain import filled_in, never_scored
from posturewatch.usecases.history import newest_first
from posturewatch.usecases.ports import Store

_log = logging.getLogger(__name__)

TRIES: Final = 8
"""How often what differs is counted, with waits of 13 seconds in all."""

SIGHTINGS: Final = 3
"""How often a difference has to be seen, each time the same, to be called drift.

With the waits between, that is longer than an index is behind.
"""

MAX_WAITING: Final = 10_000
"""The most unfinished entries of the outbox that are looked through."""

MAX_PROBLEMS: Final = 20
"""How many problems of the ledger are told."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A control that was counted wrong.

    Args:
        control: The control's id; empty where a team's resources were counted wrong.
        team: The team whose tally it is; empty for the account's own.
        recounted: Its counts by the verdicts of the resources.
        tally: What the tally has too much.
        scored: What the score, with the entries that wait, has too much.
    """

    control: str
    team: str
    recounted: Counts
    tally: Counts
    scored: Counts

    @property
    def name(self) -> str:
        """The tally's name."""
        return tally_name(self.control, self.team)

    @property
    def size(self) -> int:
        """By how much the figures are wrong, in all."""
        return sum(
            abs(figure) for counts in (self.tally, self.scored) for figure in counts.to_json()
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """What counting again came to.

    Args:
        account: The account.
        at: When it was counted.
        score: The account's score when the counting began.
        resources: Resources that were counted.
        verdicts: Verdicts that were counted.
        rows: Ledger rows that were read.
        last_row: The version of the ledger's last row when the counting began.
        drifts: The controls that were counted wrong.
        unsettled: Tallies that could not be counted, because they were committed all the time.
        waiting: Entries that still wait to be scored.
        waiting_since: When the oldest of them was committed.
        problems: What is wrong with the ledger, or with the score's points.
        is_score_wrong: Whether the score's points do not follow from its counts or its ledger.
    """

    account: str
    at: datetime
    score: ScoreState
    resources: int
    verdicts: int
    rows: int
    last_row: int = 0
    drifts: tuple[Drift, ...] = ()
    unsettled: tuple[str, ...] = ()
    waiting: int = 0
    waiting_since: datetime | None = None
    problems: tuple[str, ...] = ()
    is_score_wrong: bool = False

    @property
    def drift(self) -> int:
        """By how much the counts are wrong, in all: 0 when they are right."""
        return sum(drift.size for drift in self.drifts)

    @property
    def is_right(self) -> bool:
        """Whether everything was counted and all of it is right."""
        return not (self.drifts or self.unsettled or self.problems)

    @property
    def is_repairable(self) -> bool:
        """Whether there is something that a repair sets right."""
        return bool(self.drifts or self.is_score_wrong)


@dataclass(slots=True)
class _Count:
    """A counting that is under way."""

    account: str
    types: tuple[str, ...]
    kinds: dict[str, set[str]] = field(default_factory=dict)
    """Control → the resource types that it was seen on."""
    keys: dict[str, set[ResourceKey]] = field(default_factory=dict)
    """Resource type → all resources that were seen."""
    counts: dict[str, Counts] = field(default_factory=dict)
    """Tally's name → counts, as last recounted."""

    def kinds_of(self, name: str) -> set[str]:
        """Return the resource types that a tally counts."""
        return self.kinds.get(parse_tally(name)[0], set(self.types))

    @property
    def teams(self) -> set[str]:
        """The teams that own what was counted."""
        return {team for name in self.counts if (team := parse_tally(name)[1])}


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifies what is counted.

    Args:
        store: Where facts are kept.
        card: The scorecard that the account is scored by.
        now: The clock, in UTC.
        freshness: How long a complete listing counts.
        wait: Waits so many seconds before something is counted again.
        beside: The names of cards that are scored beside the first: their ledgers are read too.
    """

    store: Store
    card: Scorecard
    now: Callable[[], datetime]
    freshness: timedelta = timedelta(hours=48)
    wait: Callable[[float], None] = time.sleep
    beside: tuple[str, ...] = ()

    def verify(self, account: str) -> Verification:
        """Count everything again.

        Raises:
            BadInput: The account was never scored.
        """
        score = self.store.score(account)
        if not score.version:
            raise never_scored(account)
        last_row = self._last_row(account)
        rows, problems, is_score_wrong = self._ledger(score, last_row)
        for name in self.beside:
            beside = self.store.score(card_scope(account, name))
            more, told, _ = self._ledger(beside, self._last_row(beside.account))
            rows += more
            problems += [f"Card {name}: {problem}" for problem in told]
        under_way = _Count(account, self._types(score))
        for kind in under_way.types:
            for control in catalog.controls_for(kind):
                under_way.kinds.setdefault(control.id, set()).add(kind)
        resources = self._count(under_way)
        verdicts = sum(
            counts.judged for name, counts in under_way.counts.items() if not parse_tally(name)[1]
        )
        tallies, unsettled = self._tally_drifts(under_way)
        waiting = self._waiting(account)
        of_account = {name: each for name, each in tallies.items() if not parse_tally(name)[1]}
        scored, unsettled_too = self._score_drifts(account, of_account, unsettled)
        drifts = [
            Drift(
                *parse_tally(name),
                under_way.counts.get(name, Counts()),
                tallies.get(name, Counts()),
                scored.get(name, Counts()),
            )
            # The account's own come first.
            for name in sorted({*tallies, *scored}, key=lambda name: parse_tally(name)[::-1])
        ]
        return Verification(
            account,
            self.now(),
            score,
            resources,
            verdicts,
            rows,
            last_row,
            tuple(drifts),
            tuple(sorted({*unsettled, *unsettled_too})),
            len(waiting),
            min((entry.at for entry in waiting), default=None),
            tuple(problems),
            is_score_wrong,
        )

    # Verdicts and tallies

    def _types(self, score: ScoreState) -> tuple[str, ...]:
        """Return the types that resources may be stored of: those that are or were covered."""
        of_card = {kind for item in self.card.items for kind in item.controls}
        swept = {*score.coverage.expected, *score.coverage.listed}
        return tuple(sorted({*catalog.resource_types(), *swept, *of_card}))

    def _count(self, count: _Count) -> int:
        """Count by the inventory alone; return how many resources it has."""
        parts = []
        resources = 0
        for kind in count.types:
            states = list(self.store.inventory(count.account, kind))
            resources += len(states)
            count.keys[kind] = {state.key for state in states}
            parts.append(_counted(count, states))
        count.counts = merged(*parts)
        return resources

    def tallies(self, account: str, teams: Iterable[str]) -> dict[str, Counts]:
        """Return the tallies of an account and of its teams, by name.

        Args:
            account: The account.
            teams: Teams to ask for, besides those that the store knows.
        """
        owned = self.store.teams(account)
        told = {tally_name("", team): Counts(number) for team, number in owned.items()}
        told |= self.store.tallies(account)
        for team in {*owned, *teams}:
            for control, counts in self.store.tallies(scope_of(account, team)).items():
                told[tally_name(control, team)] = counts
        return told

    def _tally_drifts(self, count: _Count) -> tuple[dict[str, Counts], set[str]]:
        """Return what the tallies have too much, and those of which nobody can tell."""
        told = self.tallies(count.account, count.teams)
        suspects = set(_differences(told, count.counts))
        sightings = _Sightings()
        # A resource that is too new for the index is named by the entry of its commit.
        for entry in self._waiting(count.account) if suspects else ():
            if entry.resource is not None:
                count.keys.setdefault(entry.resource.key.type, set()).add(entry.resource.key)
        for attempt in range(TRIES):
            if not suspects:
                break
            self.pause(attempt)
            differences, moving = self._look(count, suspects)
            suspects = sightings.left(suspects, differences, moving)
        return sightings.drifts, suspects

    def _look(self, count: _Count, suspects: set[str]) -> tuple[dict[str, Counts], set[str]]:
        """Compare some tallies consistently; say which of them were committed meanwhile."""
        kinds = {kind for name in suspects for kind in count.kinds_of(name)}
        first = self.store.load_states(self._keys(count, kinds))
        told = self.tallies(count.account, count.teams)
        # Listed again: what was made between is among the tallies, and must not seem to lack.
        keys = self._keys(count, kinds)
        second = self.store.load_states(keys)
        # What was the same before and after was so between, when the tallies were read.
        moved = {
            key.type for key in keys if _verdicts(first.get(key)) != _verdicts(second.get(key))
        }
        counted = merged(_counted(count, second.values()))
        moving = {name for name in suspects if moved & count.kinds_of(name)}
        count.counts |= {name: counted.get(name, Counts()) for name in suspects}
        differences = _differences(told, counted)
        return {name: differences.get(name, Counts()) for name in suspects - moving}, moving

    def _keys(self, count: _Count, kinds: Iterable[str]) -> list[ResourceKey]:
        """Return all resources of some types that the inventory has, or was ever seen to have."""
        for kind in sorted(kinds):
            found = self.store.inventory(count.account, kind)
            count.keys.setdefault(kind, set()).update(state.key for state in found)
        return [key for kind in sorted(kinds) for key in sorted(count.keys[kind])]

    # Score

    def _score_drifts(
        self, account: str, tallies: Mapping[str, Counts], unsettled: set[str]
    ) -> tuple[dict[str, Counts], set[str]]:
        """Return what the score has too much, and the controls of which nobody can tell.

        Args:
            account: The account.
            tallies: What the account's own tallies have too much.
            unsettled: The tallies of which that is not known.
        """
        sightings = _Sightings()
        suspects: set[str] | None = None
        for attempt in range(TRIES):
            if suspects is not None and not suspects:
                break
            self.pause(attempt)
            before, told = self.store.score(account), self.store.tallies(account)
            waiting = self._waiting(account)
            after, told_after = self.store.score(account), self.store.tallies(account)
            scored = merged(before.counts, *(entry.deltas for entry in waiting))
            right = {
                control: told.get(control, Counts()) - tallies.get(control, Counts())
                for control in {*told, *tallies}
            }
            differences = _differences(scored, right)
            if suspects is None:
                suspects = set(differences) - unsettled
            if before.version != after.version or told != told_after:
                continue
            seen = {control: differences.get(control, Counts()) for control in suspects}
            suspects = sightings.left(suspects, seen, set())
        return sightings.drifts, suspects or set()

    def _waiting(self, account: str) -> list[Entry]:
        """Return the entries of an account that are not scored yet."""
        far = self.now() + timedelta(days=3650)
        entries = self.store.due_entries(far, limit=MAX_WAITING)
        if len(entries) >= MAX_WAITING:
            raise StoreConflict(
                f"{MAX_WAITING:,} entries of the outbox or more are unfinished: "
                "verify when they are worked off"
            )
        return [e for e in entries if e.account == account and e.state is EntryState.SCORING]

    def pause(self, attempt: int) -> None:
        """Wait before an attempt that is not the first, each time longer."""
        if attempt:
            self.wait(min(2.0, 2.0 ** (attempt - 1)))

    # Ledger

    def _last_row(self, scope: str) -> int:
        newest = self.store.ledger(scope, limit=1)
        return newest[0].move.version if newest else 0

    def _ledger(self, score: ScoreState, last_row: int) -> tuple[int, list[str], bool]:
        """Read the whole ledger; return its rows, what is wrong, and whether the points are."""
        # Rows that the score does not know are wrong unless somebody has just written both.
        is_behind = (
            last_row > score.ledger_version
            and self.store.score(score.account).version == score.version
        )
        problems: list[str] = []
        count = points = 0
        later: ScoreMove | None = None
        newest: ScoreMove | None = None
        for row in newest_first(self.store, score.account, before=score.ledger_version + 1):
            move = row.move
            newest = newest or move
            expected = later.version - 1 if later else score.ledger_version
            problems.extend(_missing(move.version + 1, expected))
            if later and move.version == expected and later.earned_before != move.earned:
                problems.append(
                    f"Row {later.version} starts from {later.earned_before} points, "
                    f"row {move.version} ended with {move.earned}."
                )
            count += 1
            points += move.points
            later = move
        first = later.version - 1 if later else score.ledger_version
        problems.extend(_missing(1, first))
        if later and not first and later.earned_before:
            problems.append(f"Row 1 starts from {later.earned_before} points, not from 0.")
        if points != score.earned:
            problems.append(f"The moves add up to {points} points, the score has {score.earned}.")
        figures = self._figures(score)
        if newest is not None and newest.earned != score.earned:
            figures.append(
                f"The last row ended with {newest.earned} points, the score has {score.earned}."
            )
        if (newest.version if newest else 0) != score.ledger_version or is_behind:
            figures.append(
                f"The score does not stand on the ledger's last row: {score.ledger_version}."
            )
        told = [*figures, *problems]
        if len(told) > MAX_PROBLEMS:
            told = [*told[:MAX_PROBLEMS], f"… and {len(told) - MAX_PROBLEMS} more."]
        return count, told, bool(figures)

    def _figures(self, score: ScoreState) -> list[str]:
        """Say where the score's points do not follow from its items, or these from its counts."""
        if score.card != f"{self.card.name}/{self.card.version}" or score.at is None:
            return []
        by_status = {
            status: sum(i.weight for i in self.card.items if score.items.get(i.id) == status.value)
            for status in ItemStatus
        }
        stored = (score.earned, score.unknown, score.total)
        right = (by_status[ItemStatus.PASS], by_status[ItemStatus.UNKNOWN], self.card.total)
        problems = []
        if stored != right:
            problems.append(
                f"The score has {stored[0]} points of {stored[2]} and {stored[1]} unknown; "
                f"its items say {right[0]} of {right[2]} and {right[1]}."
            )
        filled = filled_in(self.card, score, score.at, self.freshness)
        for line in filled.items:
            told = score.items.get(line.item.id, "")
            # Whether a listing was fresh depends on a setting: that alone is no error.
            is_unknown = ItemStatus.UNKNOWN.value in (told, line.status.value)
            if told != line.status.value and not (is_unknown and told):
                problems.append(
                    f"Item {line.item.id} is stored as {told or 'nothing'}; "
                    f"its counts say {line.status.value}."
                )
        return problems


class _Sightings:
    """How often each difference was seen, one time after the other the same."""

    def __init__(self) -> None:
        self.drifts: dict[str, Counts] = {}
        self._seen: dict[str, tuple[Counts, int]] = {}

    def left(
        self, suspects: set[str], differences: Mapping[str, Counts], moving: set[str]
    ) -> set[str]:
        """Take down what was seen; return the controls of which nobody can tell yet."""
        for control, difference in differences.items():
            known, times = self._seen.get(control, (difference, 0))
            times = times + 1 if known == difference else 1
            self._seen[control] = (difference, times)
            if difference and times == SIGHTINGS:
                self.drifts[control] = difference
        right = {control for control, difference in differences.items() if not difference}
        return (suspects - right - set(self.drifts)) | moving


def _verdicts(state: ResourceState | None) -> object:
    """Return what of a state is counted."""
    return state and (dict(state.verdicts), state.gone_at, state.owner)


def _counted(count: _Count, states: Iterable[ResourceState]) -> dict[str, Counts]:
    """Return the counts of many states, and take down which types a control is asked of."""
    judged: dict[tuple[str, str], list[int]] = {}
    for state in states:
        if state.gone_at is not None:
            continue
        team = state.owner or UNOWNED
        judged.setdefault(("", team), [0, 0, 0])[0] += 1
        for control, status in state.verdicts.items():
            one = Counts.of(status)
            count.kinds.setdefault(control, set()).add(state.key.type)
            figures = judged.setdefault((control, team), [0, 0, 0])
            figures[0] += one.judged
            figures[1] += one.failed
            figures[2] += one.unknown
    of_teams = {names: Counts(*figures) for names, figures in judged.items()}
    of_account = ({control: counts} for (control, _), counts in of_teams.items() if control)
    return merged({tally_name(*names): counts for names, counts in of_teams.items()}, *of_account)


def _differences(told: Mapping[str, Counts], right: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return what some counts have more than others, where they differ."""
    controls = {*told, *right}
    found = {c: told.get(c, Counts()) - right.get(c, Counts()) for c in controls}
    return {control: difference for control, difference in found.items() if difference}


def _missing(first: int, last: int) -> Sequence[str]:
    """Say that rows are missing, if any are."""
    if first > last:
        return ()
    return (
        (f"Row {first} is missing.",)
        if first == last
        else (f"Rows {first} to {last} are missing.",)
    )
