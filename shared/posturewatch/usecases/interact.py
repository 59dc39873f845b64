"""Interact: what people do at a message is worked off once, by who may, and written down.

What was worked off is remembered by its id, so that the same interaction changes nothing the second
time. One that was cut short is worked off again: each of its steps is harmless to do twice.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from posturewatch.domain.change import Cause, Change
from posturewatch.domain.errors import BadInput, StoreConflict
from posturewatch.domain.exception import Scope, Terms, evidence_hash
from posturewatch.domain.finding import ActKind, Finding, RecordState
from posturewatch.domain.interaction import (
    MAX_TARGETS,
    Interaction,
    InteractionKind,
    People,
    Person,
    RequestState,
    RiskRequest,
    Target,
)
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.thread import Event, Standing
from posturewatch.domain.verdict import Status
from posturewatch.usecases.act import MAX_NOTE, Effect, act
from posturewatch.usecases.except_ import Excepter
from posturewatch.usecases.ports import ChangeQueue, Claim, Store
from posturewatch.usecases.threads import Threads

_log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=6)
"""How long an interaction is left to the one who works it off: longer than a function may run."""

KEPT_REQUEST: Final = timedelta(days=14)
"""How long a request waits for its approval."""


class Result(StrEnum):
    """What came of an interaction."""

    DONE = "done"
    REPEATED = "repeated"
    """It was worked off before."""
    REFUSED = "refused"
    """The person may not do that."""
    IMPOSSIBLE = "impossible"
    """It cannot be done as it was asked; the person is told why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person is told.

    Args:
        interaction: What they did.
        person: Who they are; None when they may not act.
        result: What came of it.
        effects: What came of it for each finding.
        findings: The findings as they are now.
        request: The request that was made or decided.
        problem: Why it was refused or is impossible.
    """

    interaction: Interaction
    result: Result
    person: Person | None = None
    effects: Counter[Effect] = field(default_factory=Counter)
    findings: tuple[Finding, ...] = ()
    request: RiskRequest | None = None
    problem: str = ""


class Conversation(Protocol):
    """The place where people act and are answered."""

    def members(self, group: str) -> frozenset[str]:
        """Return the users of a group."""
        ...

    def reply(self, reply: Reply) -> None:
        """Tell a person, and nobody else, what came of what they did."""
        ...

    def ask(self, request: RiskRequest) -> str:
        """Ask for a risk to be accepted, where everybody sees it; return the message's name."""
        ...

    def decided(self, request: RiskRequest) -> None:
        """Show the decision where it was asked for."""
        ...


class _Impossible(Exception):
    """The person can be told why it does not work."""


class _Refused(Exception):
    """The person may not do that."""


@dataclass(frozen=True, slots=True)
class Interactor:
    """Works off interactions.

    Args:
        store: Where facts are kept.
        people: Who may act.
        conversation: Where they are answered.
        changes: Where a re-check is queued.
        now: The clock, in UTC.
        threads: Keeps the messages up to date that people act at; None where there are none.
    """

    store: Store
    people: People
    conversation: Conversation
    changes: ChangeQueue
    now: Callable[[], datetime]
    threads: Threads | None = None

    def work(self, interaction: Interaction) -> Result:
        """Work off an interaction, once.

        Raises:
            StoreConflict: Somebody else is at it, or a resource never came to rest: try again.
        """
        claim = self.store.claim_interaction(interaction.id, self.now(), LEASE)
        if claim is Claim.DONE:
            return Result.REPEATED
        if claim is Claim.BUSY:
            raise StoreConflict(f"interaction {interaction.id} is being worked off")
        person = self._person(interaction.user)
        reply = self._reply(interaction, person)
        self.store.end_interaction(interaction.id, self.now())
        self._tell(reply)
        return reply.result

    def _person(self, user: str) -> Person | None:
        groups = [g for g in self.people.groups if user in self.conversation.members(g)]
        return self.people.person(user, groups)

    def _reply(self, interaction: Interaction, person: Person | None) -> Reply:
        if person is None:
            return Reply(
                interaction, Result.REFUSED, problem="You are not among those who may act here."
            )
        try:
            return self._work(interaction, person)
        except _Refused as refused:
            return Reply(interaction, Result.REFUSED, person, problem=str(refused))
        except _Impossible as problem:
            return Reply(interaction, Result.IMPOSSIBLE, person, problem=str(problem))
        except BadInput as error:
            told = f"{error.what}. {error.remedy}".strip()
            return Reply(interaction, Result.IMPOSSIBLE, person, problem=told)

    def _tell(self, reply: Reply) -> None:
        """Answer: it is done by now, and an answer that is lost must not do it again."""
        for tell in (self.conversation.reply, self._follow):
            try:
                tell(reply)
            except Exception:  # noqa: BLE001 # what was done is done, told or not
                _log.exception("nobody could be told of interaction %s", reply.interaction.id)

    def _follow(self, reply: Reply) -> None:
        """Let the message that people see follow what somebody did at it."""
        interaction, request = reply.interaction, reply.request
        named = interaction.thread or (request.thread if request else None)
        has_moved = reply.result is Result.DONE and (request or reply.effects.get(Effect.DONE))
        if self.threads is None or named is None or reply.person is None or not has_moved:
            return
        thread = self.store.thread(*named)
        if thread is None:
            return
        what, standing, text = _told(reply)
        event = Event(what, interaction.at, who=reply.person.name, text=text)
        self.threads.note(thread, event, standing)

    def _work(self, interaction: Interaction, person: Person) -> Reply:
        interaction = self._about(interaction)
        match interaction.kind:
            case InteractionKind.ACKNOWLEDGE:
                return self._act(interaction, person, ActKind.ACKNOWLEDGED)
            case InteractionKind.ASSIGN:
                to = interaction.to and self._named(interaction.to)
                return self._act(interaction, person, ActKind.ASSIGNED, to=to)
            case InteractionKind.RECHECK:
                return self._recheck(interaction, person)
            case InteractionKind.ACCEPT:
                return self._ask(interaction, person)
            case InteractionKind.APPROVE | InteractionKind.DECLINE:
                return self._decide(interaction, person)
            case _:
                return Reply(
                    interaction, Result.DONE, person, findings=self._findings(interaction.targets)
                )

    def _about(self, interaction: Interaction) -> Interaction:
        """Return an interaction with the findings that it is about, where it names a thread alone.

        Raises:
            _Impossible: The thread is not known any more.
        """
        if interaction.targets or interaction.thread is None:
            return interaction
        thread = self.store.thread(*interaction.thread)
        if thread is None:
            raise _Impossible("This message is too old to act on.")
        failing = [member for member in thread.members if not member.standing.is_over]
        return replace(
            interaction, targets=tuple(Target(m.id, m.episode) for m in failing[:MAX_TARGETS])
        )

    def _named(self, user: str) -> str:
        return self.people.names.get(user) or f"slack:{user}"

    # Findings

    def _act(
        self,
        interaction: Interaction,
        person: Person,
        kind: ActKind,
        *,
        note: str = "",
        to: str = "",
    ) -> Reply:
        effects: Counter[Effect] = Counter()
        findings: list[Finding] = []
        for target in interaction.targets:
            acted = act(
                self.store,
                target.finding,
                kind,
                person.name,
                at=interaction.at,
                note=note,
                to=to,
                episode=target.episode or None,
            )
            effects[acted.effect] += 1
            if acted.finding is not None:
                findings.append(acted.finding)
        return Reply(interaction, Result.DONE, person, effects, tuple(findings))

    def _findings(self, targets: Sequence[Target]) -> tuple[Finding, ...]:
        found: list[Finding] = []
        by_key: dict[ResourceKey, list[str]] = {}
        for target in targets:
            key, control = Finding.parse_id(target.finding)
            by_key.setdefault(key, []).append(control)
        for key, controls in by_key.items():
            stored = self.store.load(key).findings
            found += [stored[control] for control in controls if control in stored]
        return tuple(found)

    def _recheck(self, interaction: Interaction, person: Person) -> Reply:
        # Nobody is its actor: who asks for a look has not done what the look may find.
        cause = Cause(interaction.id, "manual", interaction.at, event_name="re-check")
        keys = {Finding.parse_id(target.finding)[0]: None for target in interaction.targets}
        for key in keys:
            self.changes.later(Change(key, cause), 0)
        return self._act(interaction, person, ActKind.NOTED, note="asked for a re-check")

    # Accepting a risk

    def _ask(self, interaction: Interaction, person: Person) -> Reply:
        findings = self._acceptable(interaction.targets)
        if interaction.until is None:
            raise _Impossible("It is not said until when.")
        account = findings[0].key.account
        request = RiskRequest(
            account=account,
            id=f"slack-{interaction.id[:16]}",
            scope=Scope(findings[0].key, tuple(finding.control for finding in findings)),
            evidence={finding.control: evidence_hash(finding) for finding in findings},
            findings=tuple(Target(finding.id, finding.episode) for finding in findings),
            reason=interaction.reason,
            expires_at=interaction.until,
            requested_by=person.name,
            requested_user=person.user,
            requested_at=interaction.at,
            channel=interaction.channel,
            thread=interaction.thread,
        )
        self._terms(request, f"{person.name} needs another one").check_term(self.now())
        known = self.store.risk_request(account, request.id)
        if known is None:
            self.store.put_risk_request(request, None)
            known = request
        if not known.message:
            known = replace(known, message=self.conversation.ask(known), version=known.version + 1)
            self.store.put_risk_request(known, known.version - 1)
        note = f"asks to accept the risk until {interaction.until:%Y-%m-%d}: {interaction.reason}"
        done = self._act(interaction, person, ActKind.NOTED, note=note[:MAX_NOTE])
        return replace(done, request=known)

    def _acceptable(self, targets: Sequence[Target]) -> list[Finding]:
        """Return the findings that still fail as the person saw them."""
        seen = {target.finding: target.episode for target in targets}
        failing = [
            finding
            for finding in self._findings(targets)
            if _fails(finding) and seen[finding.id] in (0, finding.episode)
        ]
        if not failing:
            raise _Impossible("Nothing of it fails any more, so there is nothing to accept.")
        if len({finding.key for finding in failing}) > 1:
            raise _Impossible(
                "They are of several resources. Accept each risk by itself, with "
                "`posturewatch exceptions add`."
            )
        return failing

    def _terms(self, request: RiskRequest, approved_by: str) -> Terms:
        return Terms(
            id=request.id,
            scope=request.scope,
            reason=request.reason,
            requested_by=request.requested_by,
            approved_by=approved_by,
            expires_at=request.expires_at,
            evidence=request.evidence,
        )

    def _decide(self, interaction: Interaction, person: Person) -> Reply:
        request = self.store.risk_request(*(interaction.request or ("", "")))
        if request is None:
            raise _Impossible("There is no such request any more.")
        is_mine = request.decided_by == person.name and request.decided_at == interaction.at
        if request.state is not RequestState.WAITING and not is_mine:
            raise _Impossible(f"It was {request.state.value} by {request.decided_by} before.")
        approves = interaction.kind is InteractionKind.APPROVE
        if request.state is RequestState.WAITING:
            if approves:
                self._check_approval(request, person)
            elif not person.may_approve and person.user != request.requested_user:
                raise _Refused("You may not decide about it.")
            # This write decides: of two people only one gets it.
            request = replace(
                request,
                state=RequestState.APPROVED if approves else RequestState.DECLINED,
                decided_by=person.name,
                decided_at=interaction.at,
                version=request.version + 1,
            )
            self.store.put_risk_request(request, request.version - 1)
        if request.state is RequestState.APPROVED:
            self._accept(request, interaction)
        self.conversation.decided(request)
        note = (
            f"accepts the risk until {request.expires_at:%Y-%m-%d}, as {request.requested_by} asked"
            if request.state is RequestState.APPROVED
            else f"declines to accept the risk, as {request.requested_by} asked"
        )
        about = replace(interaction, targets=request.findings)
        done = self._act(about, person, ActKind.NOTED, note=note[:MAX_NOTE])
        return replace(done, request=request)

    def _check_approval(self, request: RiskRequest, person: Person) -> None:
        """Check that a person may approve a request now."""
        if person.user == request.requested_user:
            raise _Refused("You asked for it: somebody else has to approve it.")
        if not person.may_approve:
            raise _Refused("You are not among those who may approve it.")
        now = self.now()
        if now - request.requested_at > KEPT_REQUEST:
            raise _Impossible(f"It was asked more than {KEPT_REQUEST.days} days ago: ask again.")
        # The terms know that one person under two names is still one.
        self._terms(request, person.name).check_term(now)
        current = {f.control: evidence_hash(f) for f in self._acceptable(request.findings)}
        if current != dict(request.evidence):
            raise _Impossible("What is exposed now is not what was asked about: ask again.")

    def _accept(self, request: RiskRequest, interaction: Interaction) -> None:
        known = {each.id: each for each in self.store.exceptions(request.account)}
        made = known.get(request.id)
        if made is not None and made.approved_by == request.decided_by:
            return
        excepter = Excepter(self.store, self.now)
        terms = self._terms(request, request.decided_by)
        excepter.add(request.account, terms, f"slack:{interaction.user}")


def _told(reply: Reply) -> tuple[str, Standing | None, str]:
    """Return what a thread tells of an interaction, and what becomes of its findings."""
    interaction, request = reply.interaction, reply.request
    match interaction.kind:
        case InteractionKind.ACKNOWLEDGE:
            return "acknowledged", Standing.ACKNOWLEDGED, ""
        case InteractionKind.ASSIGN:
            to = reply.findings[0].assignee if reply.findings else ""
            return "assigned", None, f"To {to}." if to else "To nobody."
        case InteractionKind.RECHECK:
            return "re-check asked for", None, ""
        case InteractionKind.ACCEPT:
            until = f"{request.expires_at:%Y-%m-%d}: {request.reason}" if request else ""
            return "acceptance asked for", None, f"Until {until}"
        case InteractionKind.APPROVE:
            if request is None:
                return "accepted", Standing.ACCEPTED, ""
            until = f"{request.expires_at:%Y-%m-%d}, as {request.requested_by} asked"
            return "accepted", Standing.ACCEPTED, f"Until {until}: {request.reason}"
        case _:
            return "acceptance declined", None, ""


def _fails(finding: Finding) -> bool:
    return finding.status is Status.FAILED and finding.record_state is RecordState.ACTIVE
