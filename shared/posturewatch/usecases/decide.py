"""What a read means for what is stored: a pure function, the heart of the house.

From the stored state and findings of a resource, the outcome of a read and the verdicts on it, this
module decides what the next commit writes. It makes no calls and has no clock, so every law about
findings and counts can be stated and tested on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from posturewatch.domain.change import Cause
from posturewatch.domain.control import Control
from posturewatch.domain.finding import (
    MAX_EARLIER,
    Ending,
    Finding,
    Move,
    MoveKind,
    RecordState,
    ResourceState,
    Stored,
    Workflow,
)
from posturewatch.domain.reading import Found, Gone, Outcome, Unknown
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, merged
from posturewatch.domain.team import BY_TAGS, UNOWNED, Teams
from posturewatch.domain.verdict import Status, Verdict


@dataclass(frozen=True, slots=True)
class TeamDelta:
    """What one look at a resource changes for one team.

    Args:
        resources: Difference of the number of its resources.
        counts: Control → difference of its counts.
    """

    resources: int
    counts: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one look at a resource changes.

    Args:
        key: The resource.
        before: The version that must still be stored; None when nothing may be stored yet.
        earlier: The state of that version.
        state: The state to write; None when there is nothing to write.
        findings: The findings to write.
        deltas: Control → difference of its counts.
        teams: What the resource's team gains, and what an earlier team loses.
        moves: The findings that moved and are worth telling.
        is_touch: Whether only the times of observation changed: one cheap conditional write.
        ignored: Why nothing is written at all; empty when something is.
        saw_change: Whether the read showed anything new about the resource.
    """

    key: ResourceKey
    before: int | None
    state: ResourceState | None = None
    earlier: ResourceState | None = None
    findings: tuple[Finding, ...] = ()
    deltas: Mapping[str, Counts] = field(default_factory=dict)
    teams: Mapping[str, TeamDelta] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    is_touch: bool = False
    ignored: str = ""
    saw_change: bool = False

    @property
    def actions(self) -> int:
        """How many writes its commit takes, its outbox entry included."""
        teams = sum(len(delta.counts) + bool(delta.resources) for delta in self.teams.values())
        return 2 + len(self.findings) + len(self.deltas) + teams

    @property
    def entry_id(self) -> str:
        """The id of the commit's outbox entry: the same when the same commit is tried again."""
        digest = hashlib.blake2b(str(self.key).encode(), digest_size=10)
        return f"{digest.hexdigest()}-{self.state.version if self.state else 0}"


MAX_ACTIONS = 100
"""How many writes one transaction of DynamoDB takes."""

PART = 24
"""Controls of one part: with a finding, a tally of the account and of two teams each, it fits."""


def parts(decision: Decision) -> list[Decision]:
    """Split a decision into commits that fit one transaction each.

    Each part is a whole commit: the resource's next version with some of the new verdicts, with
    their findings, tallies and moves. So the tallies equal a recount after each of them, and after
    a crash in between the rest is decided anew.
    """
    final, earlier = decision.state, decision.earlier
    if decision.actions <= MAX_ACTIONS or final is None:
        return [decision]
    changed = sorted({*decision.deltas, *(finding.control for finding in decision.findings)})
    chunks = [changed[start : start + PART] for start in range(0, len(changed), PART)]
    if earlier is not None and earlier.owner != final.owner:
        # All that was judged moves from one team to the other, in a commit of its own.
        chunks.insert(0, [])
    made: list[Decision] = []
    state = earlier
    for number, chunk in enumerate(chunks):
        is_last = number == len(chunks) - 1
        verdicts = dict(state.verdicts) if state else {}
        for id_ in chunk:
            verdicts.pop(id_, None)
            if id_ in final.verdicts:
                verdicts[id_] = final.verdicts[id_]
        step = replace(
            final,
            version=(state.version if state else 0) + 1,
            verdicts=verdicts,
            gone_at=final.gone_at if is_last else None,
        )
        made.append(
            replace(
                decision,
                before=state.version if state else None,
                state=step,
                earlier=state,
                findings=tuple(f for f in decision.findings if f.control in chunk),
                deltas={id_: decision.deltas[id_] for id_ in chunk if id_ in decision.deltas},
                teams=_team_deltas(state, step),
                moves=tuple(m for m in decision.moves if m.finding.control in chunk),
            )
        )
        state = step
    return made


def decide(  # noqa: PLR0913 # all that a decision depends on, and nothing else
    key: ResourceKey,
    stored: Stored,
    outcome: Outcome,
    verdicts: Mapping[str, Verdict],
    controls: Mapping[str, Control],
    cause: Cause,
    *,
    now: datetime,
    freshness: timedelta,
    listed_at: datetime | None = None,
    teams: Teams = BY_TAGS,
) -> Decision:
    """Decide what a look at a resource changes.

    Args:
        key: The resource.
        stored: What is stored about it.
        outcome: What the read saw.
        verdicts: Control → verdict on a snapshot; empty unless the outcome is `Found`.
        controls: Control id → control, all of the resource's type.
        cause: Why it was looked at.
        now: The time, in UTC.
        freshness: How long a verdict stands that reads can no longer confirm.
        listed_at: When a listing showed the resource, if one did.
        teams: How the owner is found.
    """
    judgement = _Judgement(key, stored, outcome, controls, cause, now, freshness, listed_at, teams)
    decision = _decided(judgement, verdicts)
    if decision.state is None or decision.is_touch:
        return decision
    teams_deltas = _team_deltas(stored.state, decision.state)
    return replace(decision, earlier=stored.state, teams=teams_deltas)


def _decided(judgement: _Judgement, verdicts: Mapping[str, Verdict]) -> Decision:
    key, stored, outcome = judgement.key, judgement.stored, judgement.outcome
    state = stored.state
    before = state.version if state else None
    if isinstance(outcome, Unknown):
        verdicts = {
            id_: Verdict(Status.NOT_AVAILABLE, outcome.reason) for id_ in judgement.controls
        }
    elif state and state.observed_at and outcome.observed_at < state.observed_at:
        return Decision(key, before, ignored="A newer observation is already stored.")
    elif isinstance(outcome, Gone) and state and _is_listed_since(state, outcome):
        return Decision(key, before, ignored="A listing has shown it since.")
    if isinstance(outcome, Gone):
        return _gone(key, stored, outcome, judgement.cause)
    return judgement.decide(verdicts)


def _team_deltas(before: ResourceState | None, after: ResourceState) -> dict[str, TeamDelta]:
    """Say what the owners of a resource, earlier and now, gain and lose."""
    resources: dict[str, int] = {}
    counts: dict[str, dict[str, Counts]] = {}
    for state, sign in ((before, -1), (after, 1)):
        if state is None or state.gone_at is not None:
            continue
        team = state.owner or UNOWNED
        resources[team] = resources.get(team, 0) + sign
        judged = {id_: Counts.of(status) for id_, status in state.verdicts.items()}
        if sign < 0:
            judged = {id_: Counts() - each for id_, each in judged.items()}
        counts[team] = merged(counts.get(team, {}), judged)
    return {
        team: TeamDelta(number, counts[team])
        for team, number in resources.items()
        if number or counts[team]
    }


def _is_listed_since(state: ResourceState, outcome: Gone) -> bool:
    # A slice closes what was not listed since its start; what was listed at its start is there.
    return state.listed_at is not None and state.listed_at >= outcome.observed_at


def _gone(key: ResourceKey, stored: Stored, outcome: Gone, cause: Cause) -> Decision:
    state = stored.state
    at = cause.at if cause.source == "cloudtrail" else outcome.observed_at
    if state is None:
        # Kept, so that what was observed before and is told later does not bring it back.
        never_seen = ResourceState(key, 1, outcome.observed_at, name=key.id, gone_at=at)
        return Decision(key, None, state=never_seen)
    if state.gone_at:
        touched = replace(state, version=state.version + 1, observed_at=outcome.observed_at)
        return _touch(state, touched)
    findings, moves = [], []
    for finding in stored.findings.values():
        if finding.record_state is RecordState.ACTIVE:
            closed = _closed(finding, cause, at, Ending.GONE)
            findings.append(closed)
            if finding.is_open:
                moves.append(Move(MoveKind.CLOSED, closed.brief))
    return Decision(
        key,
        state.version,
        state=replace(
            state,
            version=state.version + 1,
            observed_at=outcome.observed_at,
            verdicts={},
            confirmed={},
            digest="",
            last_change=_last_change(state, cause),
            gone_at=at,
        ),
        findings=tuple(findings),
        deltas={id_: Counts() - Counts.of(status) for id_, status in state.verdicts.items()},
        moves=tuple(moves),
        saw_change=True,
    )


def _touch(state: ResourceState, touched: ResourceState) -> Decision:
    if (touched.observed_at, touched.listed_at) == (state.observed_at, state.listed_at):
        return Decision(state.key, state.version, ignored="The look told nothing new.")
    return Decision(state.key, state.version, state=touched, is_touch=True)


def _names(control: Control) -> tuple[str, ...]:
    """A control's name, and those that it had before."""
    return (control.id, *control.aliases)


def _closed(finding: Finding, cause: Cause, at: datetime, ending: Ending) -> Finding:
    """Archive a finding: what comes back under its id is another thing, suppressed or not."""
    workflow = Workflow.SUPPRESSED if finding.is_suppressed else Workflow.RESOLVED
    closed = replace(finding, record_state=RecordState.ARCHIVED, workflow=workflow)
    return _ended(closed, cause, at, ending) if finding.is_open else closed


def _ended(finding: Finding, cause: Cause, at: datetime, ending: Ending) -> Finding:
    """End the episode that is going on; events tell whole seconds, so never before it began."""
    ended_at = max(at, finding.opened_at or at)
    return replace(finding, resolved_by=cause, resolved_at=ended_at, ending=ending)


def _workflow(before: Finding, after: Finding) -> Finding:
    """Say how far people are with a finding that was judged again.

    A suppression stands for one exposure of one thing: neither another exposure nor what is made
    anew under the same id is kept quiet by it.
    """
    if before.is_suppressed:
        is_anew = before.record_state is RecordState.ARCHIVED
        is_other = after.status is Status.FAILED and after.exposure != before.suppressed_for
        return after.unsuppressed() if is_anew or is_other else after
    if after.status is Status.PASSED:
        return replace(after, workflow=Workflow.RESOLVED)
    if before.workflow is Workflow.RESOLVED or after.episode > before.episode:
        return replace(after, workflow=Workflow.NEW)
    return after


def _last_change(state: ResourceState | None, cause: Cause) -> Cause | None:
    if cause.source in ("cloudtrail", "config"):
        return cause
    return state.last_change if state else None


@dataclass(slots=True)
class _Judgement:
    """One look at a resource that is there, or that could not be read."""

    key: ResourceKey
    stored: Stored
    outcome: Outcome
    controls: Mapping[str, Control]
    cause: Cause
    now: datetime
    freshness: timedelta
    listed_at: datetime | None
    teams: Teams
    findings: list[Finding] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    deltas: dict[str, Counts] = field(default_factory=dict)
    confirmed: dict[str, datetime] = field(default_factory=dict)

    def decide(self, verdicts: Mapping[str, Verdict]) -> Decision:
        state = self.stored.state
        old = state.verdicts if state else {}
        new: dict[str, Status] = {}
        renamed = {alias for control in self.controls.values() for alias in control.aliases}
        for id_ in sorted({*self.controls, *old}):
            if id_ in self.controls:
                control = self.controls[id_]
                earlier = next((old[name] for name in _names(control) if name in old), None)
                new[id_] = self._judge(control, verdicts[id_], earlier)
            else:
                self._withdraw(id_, is_renamed=id_ in renamed)
            delta = Counts.of(new.get(id_)) - Counts.of(old.get(id_))
            if delta:
                self.deltas[id_] = delta
        return self._written(new)

    def _judge(self, control: Control, verdict: Verdict, old: Status | None) -> Status:
        """Write the finding of one control, and return the status that counts."""
        state = self.stored.state
        finding = self._earlier(control)
        is_renamed = finding is not None and control.id not in self.stored.findings
        if verdict.status is Status.NOT_AVAILABLE and old not in (None, Status.NOT_AVAILABLE):
            last = (state.confirmed.get(control.id) or state.observed_at) if state else None
            if last is not None and self.now - last <= self.freshness:
                # A failed read neither passes nor resolves: what was known stands, with its age.
                self.confirmed[control.id] = last
                if finding is not None and is_renamed:
                    self.findings.append(finding)
                return old
        updated = self._finding(control, verdict, finding, old)
        if updated is not None and (is_renamed or updated != finding):
            self.findings.append(updated)
        return verdict.status

    def _earlier(self, control: Control) -> Finding | None:
        """Return a control's finding; after a rename it goes on under the new name."""
        findings, state = self.stored.findings, self.stored.state
        if control.id in findings or state is None:
            return findings.get(control.id)
        judged = (name for name in control.aliases if name in state.verdicts and name in findings)
        earlier = next(judged, None)
        return replace(findings[earlier], control=control.id) if earlier else None

    def _finding(
        self, control: Control, verdict: Verdict, finding: Finding | None, old: Status | None
    ) -> Finding | None:
        if finding is None and verdict.status is Status.PASSED:
            return None
        at = self._since
        was_open = finding is not None and finding.is_open
        known = verdict.status is not Status.NOT_AVAILABLE
        base = finding or Finding(
            key=self.key,
            control=control.id,
            severity=control.severity,
            status=verdict.status,
            reason=verdict.reason,
            evidence=verdict.evidence,
            since=at,
            observed_at=None,
        )
        same = finding is not None and finding.status is verdict.status
        updated = replace(
            base,
            severity=control.severity,
            status=verdict.status,
            reason=verdict.reason,
            # What decided last is kept while reads fail: it is still the best that is known.
            evidence=verdict.evidence if known else base.evidence,
            since=base.since if same else at,
            observed_at=base.observed_at if same or not known else self._observed_at,
            record_state=RecordState.ACTIVE,
        )
        if verdict.status is Status.FAILED and not was_open:
            passed = old is Status.PASSED or (old is not None and base.episode > 0)
            updated = replace(
                updated,
                episode=base.episode + 1,
                regressions=base.regressions + passed,
                first_failed_at=base.first_failed_at or at,
                opened_by=self.cause,
                opened_at=at,
                evaluated_at=self.now,
                told_at=None,
                acknowledged_at=None,
                acknowledged_by="",
                resolved_by=None,
                resolved_at=None,
                ending=None,
                earlier=base.episodes[-MAX_EARLIER:],
            )
            updated = _workflow(base, updated)
            kind = MoveKind.REGRESSED if passed else MoveKind.FIRST_SEEN
            self.moves.append(Move(kind, updated.brief, finding.evidence if finding else {}))
        elif verdict.status is Status.PASSED and was_open:
            updated = _workflow(base, _ended(updated, self.cause, at, Ending.FIXED))
            self.moves.append(Move(MoveKind.FIXED, updated.brief, base.evidence))
        else:
            updated = _workflow(base, updated)
            if verdict.status is Status.FAILED:
                self._go_on(base, updated)
        return updated

    def _go_on(self, before: Finding, after: Finding) -> None:
        """Tell of a failure that goes on by other values than were known last."""
        is_failure = before.status in (Status.FAILED, Status.NOT_AVAILABLE)
        if before.is_suppressed and not after.is_suppressed:
            self.moves.append(Move(MoveKind.REOPENED, after.brief, before.evidence))
        elif is_failure and before.exposure != after.exposure:
            self.moves.append(Move(MoveKind.CHANGED, after.brief, before.evidence))

    def _withdraw(self, control: str, *, is_renamed: bool) -> None:
        """Close the finding of a control that the catalogue no longer has, or has renamed."""
        finding = self.stored.findings.get(control)
        if finding is not None and finding.record_state is RecordState.ACTIVE:
            ending = Ending.RENAMED if is_renamed else Ending.WITHDRAWN
            closed = _closed(finding, self.cause, self.now, ending)
            if is_renamed:
                # All its episodes go on under the new id: nobody may count them twice.
                closed = replace(closed, ending=ending)
            self.findings.append(closed)
            if finding.is_open and not is_renamed:
                self.moves.append(Move(MoveKind.CLOSED, closed.brief))

    def _written(self, new: Mapping[str, Status]) -> Decision:
        state = self.stored.state
        updated = self._state(new)
        if state is not None and not self.findings and not self.deltas:
            touched = replace(
                state,
                version=updated.version,
                observed_at=updated.observed_at,
                listed_at=updated.listed_at,
            )
            if touched == updated:
                return _touch(state, touched)
        return Decision(
            self.key,
            state.version if state else None,
            state=updated,
            findings=tuple(self.findings),
            deltas=self.deltas,
            moves=tuple(self.moves),
            saw_change=state is None or state.digest != updated.digest,
        )

    def _state(self, new: Mapping[str, Status]) -> ResourceState:
        state = self.stored.state or ResourceState(self.key, 0, None, name=self.key.id)
        updated = replace(
            state,
            version=state.version + 1,
            verdicts=dict(new),
            confirmed=self.confirmed,
            listed_at=self.listed_at or state.listed_at,
            # Once a look at it fails, that it is gone is no longer known either.
            gone_at=None,
        )
        if not isinstance(self.outcome, Found):
            return updated
        resource = self.outcome.resource
        digest = resource.digest()
        changed = digest != state.digest
        return replace(
            updated,
            observed_at=self.outcome.observed_at,
            digest=digest,
            name=resource.name,
            arn=resource.arn if resource.knows("arn") else state.arn,
            tags=dict(resource.tags) if resource.knows("tags") else state.tags,
            owner=self.teams.of(resource) if resource.knows("tags") else state.owner,
            created_at=resource.created_at if resource.knows("created_at") else state.created_at,
            last_change=_last_change(state, self.cause) if changed else state.last_change,
        )

    @property
    def _since(self) -> datetime:
        """When what was seen began: the change's own time where an event told it."""
        if self.cause.source in ("cloudtrail", "config"):
            return self.cause.at
        return self._observed_at or self.now

    @property
    def _observed_at(self) -> datetime | None:
        return None if isinstance(self.outcome, Unknown) else self.outcome.observed_at
