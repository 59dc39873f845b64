"""Except: risks are accepted, ended and kept as code; which findings are accepted is asked here.

Findings, tallies and the headline score know nothing of exceptions. What is accepted is a function
of the open findings, the exceptions and a moment, so it is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from posturewatch import catalog
from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import AcceptedRisk, Origin, Scope, Terms, evidence_hash
from posturewatch.domain.exception_file import ExceptionFile
from posturewatch.domain.fields import stamp
from posturewatch.domain.finding import Finding, RecordState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.scorecard import Counts, Score, Scorecard, score
from posturewatch.domain.verdict import Status
from posturewatch.usecases.ports import Store

Tags = Mapping[str, str]


class StandingKind(StrEnum):
    """How an exception stands."""

    USED = "used"
    """It covers findings that fail."""
    UNUSED = "unused"
    """Nothing that fails is within its scope: it can be ended."""
    REOPENED = "reopened"
    """What fails within its scope is another exposure than was accepted."""
    EXPIRED = "expired"
    """Its time is over, and nobody has ended it."""
    ENDED = "ended"
    """Somebody ended it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one exception stands at a moment.

    Args:
        exception: The exception.
        kind: How it stands.
        covers: The failing findings that it covers.
        reopened: The failing findings within its scope whose exposure was not accepted.
    """

    exception: AcceptedRisk
    kind: StandingKind
    covers: tuple[Finding, ...] = ()
    reopened: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which failing findings are accepted at a moment.

    Args:
        by: Finding id → the exception that covers it; of several, the one that lasts longest.
        accepted: The failing findings that are accepted.
        left: The failing findings that are not.
        standings: How each exception stands.
    """

    by: Mapping[str, AcceptedRisk] = field(default_factory=dict)
    accepted: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    standings: tuple[Standing, ...] = ()

    def excused(self, counts: Mapping[str, Counts]) -> dict[str, int]:
        """Return by control how many of its counted failures are accepted.

        The findings may be newer than the counts. What fails and is not accepted then fails first.

        Args:
            counts: Control → the counts that the score is made of.
        """
        accepted, left = _numbers(self.accepted), _numbers(self.left)
        return {
            control: min(number, max(0, counts[control].failed - left.get(control, 0)))
            for control, number in accepted.items()
            if control in counts
        }


def _numbers(findings: Iterable[Finding]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for finding in findings:
        numbers[finding.control] = numbers.get(finding.control, 0) + 1
    return numbers


def accepted(
    findings: Iterable[Finding],
    exceptions: Iterable[AcceptedRisk],
    now: datetime,
    tags_of: Callable[[ResourceKey], Tags] = lambda _: {},
) -> Acceptance:
    """Say which failing findings are accepted, and how each exception stands.

    Args:
        findings: Findings of an account; those that do not fail are passed over.
        exceptions: Its exceptions.
        now: The moment.
        tags_of: Resource → its tags.
    """
    failing = [f for f in findings if _fails(f)]
    known = tuple(exceptions)
    by: dict[str, AcceptedRisk] = {}
    covered: dict[str, list[Finding]] = {}
    reopened: dict[str, list[Finding]] = {}
    for finding in failing:
        tags, aliases = tags_of(finding.key), aliases_of(finding) if known else ()
        for exception in known:
            if exception.covers(finding, tags, now, aliases):
                covered.setdefault(exception.id, []).append(finding)
                longest = by.get(finding.id, exception)
                by[finding.id] = max(longest, exception, key=lambda e: e.expires_at)
            elif exception.is_in_force(now) and exception.concerns(finding, tags, aliases):
                reopened.setdefault(exception.id, []).append(finding)
    standings = tuple(
        Standing(
            exception,
            _kind(exception, now, exception.id in covered, exception.id in reopened),
            tuple(covered.get(exception.id, ())),
            tuple(reopened.get(exception.id, ())),
        )
        for exception in known
    )
    return Acceptance(
        by,
        tuple(f for f in failing if f.id in by),
        tuple(f for f in failing if f.id not in by),
        standings,
    )


def _fails(finding: Finding) -> bool:
    return finding.status is Status.FAILED and finding.record_state is RecordState.ACTIVE


def _kind(exception: AcceptedRisk, now: datetime, is_used: bool, is_reopened: bool) -> StandingKind:
    if exception.ended_at is not None:
        return StandingKind.ENDED
    if exception.is_expired(now):
        return StandingKind.EXPIRED
    if is_used:
        return StandingKind.USED
    return StandingKind.REOPENED if is_reopened else StandingKind.UNUSED


def aliases_of(finding: Finding) -> tuple[str, ...]:
    """Return the earlier ids of a finding's control."""
    controls = catalog.controls_for(finding.key.type)
    return next((c.aliases for c in controls if c.id == finding.control), ())


def second_figure(
    card: Scorecard,
    counts: Mapping[str, Counts],
    is_complete: Callable[[str], bool],
    acceptance: Acceptance,
) -> Score:
    """Fill in a card "with accepted risk": accepted failures fail no item.

    Args:
        card: The card.
        counts: Control → its counts, as for the headline.
        is_complete: Resource type → whether its listing is complete and fresh.
        acceptance: What is accepted.
    """
    return score(card, counts, is_complete, accepted=acceptance.excused(counts))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What applying a file changes.

    Args:
        account: The account.
        added: Exceptions that were not there, or had ended.
        changed: Exceptions whose terms are other ones now.
        removed: Exceptions that the file no longer has: they are ended.
        unchanged: Exceptions that are as the file says.
    """

    account: str
    added: tuple[AcceptedRisk, ...] = ()
    changed: tuple[AcceptedRisk, ...] = ()
    removed: tuple[AcceptedRisk, ...] = ()
    unchanged: tuple[AcceptedRisk, ...] = ()

    @property
    def writes(self) -> tuple[AcceptedRisk, ...]:
        """What is to be written: what ends first."""
        return (*self.removed, *self.changed, *self.added)


@dataclass(frozen=True, slots=True)
class Excepter:
    """Accepts risks, ends that, and tells what is accepted.

    Args:
        store: Where facts are kept.
        now: The clock, in UTC.
    """

    store: Store
    now: Callable[[], datetime]

    def standing(self, account: str) -> Acceptance:
        """Return what is accepted in an account right now."""
        return self._standing(account, self.store.exceptions(account))

    def _standing(self, account: str, exceptions: Sequence[AcceptedRisk]) -> Acceptance:
        findings = [f for f in self.store.findings(account) if _fails(f)]
        return accepted(findings, exceptions, self.now(), self._tags(findings, exceptions))

    def _tags(
        self, findings: Sequence[Finding], exceptions: Sequence[AcceptedRisk]
    ) -> Callable[[ResourceKey], Tags]:
        """Load the tags of those resources alone that a tag may matter for."""
        now = self.now()
        asked = [e.scope for e in exceptions if e.scope.tag is not None and e.is_in_force(now)]
        keys = [
            finding.key
            for finding in findings
            if any({finding.control, *aliases_of(finding)}.intersection(s.controls) for s in asked)
        ]
        states = self.store.load_states(list(dict.fromkeys(keys))) if keys else {}
        return lambda key: states[key].tags if key in states else {}

    def figures(
        self, account: str, card: Scorecard, freshness: timedelta
    ) -> tuple[Score, Score, Acceptance]:
        """Return the headline, the figure with accepted risk, and what is accepted.

        What is accepted is empty where there are no exceptions.

        Args:
            account: The account.
            card: The card.
            freshness: How long a complete listing counts.
        """
        state = self.store.score(account)
        since = stamp(self.now() - freshness)

        def is_complete(kind: str) -> bool:
            return state.coverage.is_complete(kind, since)

        exceptions = self.store.exceptions(account)
        # Without exceptions both figures are the same, and no finding has to be read.
        acceptance = self._standing(account, exceptions) if exceptions else Acceptance()
        headline = score(card, state.counts, is_complete)
        return headline, second_figure(card, state.counts, is_complete, acceptance), acceptance

    def add(self, account: str, terms: Terms, by: str) -> AcceptedRisk:
        """Accept a risk.

        Args:
            account: The account.
            terms: What is accepted.
            by: The ARN of who writes it.

        Raises:
            BadInput: The terms cannot be accepted, or there is an exception of that name.
            StoreConflict: Somebody else wrote one of that name at the same time.
        """
        stored = self._stored(account).get(terms.id)
        if stored is not None and stored.ended_at is None:
            raise BadInput(
                f"there is an exception {terms.id!r} already",
                where=terms.where,
                remedy="End it first, or choose another name.",
            )
        made = self._accept(account, terms, stored, Origin.HAND, by)
        self.store.put_exception(made, stored.version if stored else None)
        return made

    def end(self, account: str, id: str, by: str) -> AcceptedRisk:
        """End an exception.

        Args:
            account: The account.
            id: Its name.
            by: The ARN of who ends it.

        Raises:
            BadInput: There is none of that name, it has ended, or it is kept as code.
            StoreConflict: Somebody else changed it at the same time.
        """
        known = self._stored(account)
        stored = known.get(id)
        if stored is None or stored.ended_at is not None:
            running = sorted(name for name, each in known.items() if each.ended_at is None)
            raise BadInput(
                f"account {account} has no exception {id[:80]!r}"
                if stored is None
                else f"exception {id!r} has ended already",
                remedy=f"It has {', '.join(running)}." if running else "It has none.",
            )
        if stored.origin is Origin.CODE:
            raise BadInput(
                f"exception {id!r} is kept as code",
                remedy="Remove it from its file and apply that: else the next one who applies the "
                "file brings it back.",
            )
        ended = self._ended(stored, by)
        self.store.put_exception(ended, stored.version)
        return ended

    def reconcile(self, file: ExceptionFile, by: str, *, dry_run: bool = False) -> Reconciliation:
        """Make an account's exceptions those that a file has; those made by hand stay.

        All of it is checked before anything is written. What is cut short is made whole by
        applying the file again.

        Args:
            file: The file.
            by: The ARN of who applies it.
            dry_run: Whether to tell only what would change.

        Raises:
            BadInput: An exception cannot be accepted, or has the name of one made by hand.
            StoreConflict: Somebody else changed one at the same time.
        """
        known = self._stored(file.account)
        added, changed, unchanged = [], [], []
        for terms in file.terms:
            stored = known.get(terms.id)
            if stored is None or stored.ended_at is not None:
                added.append(self._accept(file.account, terms, stored, Origin.CODE, by))
            elif stored.origin is not Origin.CODE:
                raise BadInput(
                    f"there is an exception {terms.id!r} that was made by hand",
                    where=terms.where,
                    remedy=f"End it first (`posturewatch exceptions end {terms.id}`), or rename "
                    "one.",
                )
            elif _says(stored, terms):
                unchanged.append(stored)
            else:
                changed.append(self._accept(file.account, terms, stored, Origin.CODE, by))
        written = {terms.id for terms in file.terms}
        removed = [
            self._ended(stored, by)
            for id_, stored in sorted(known.items())
            if stored.origin is Origin.CODE and stored.ended_at is None and id_ not in written
        ]
        told = Reconciliation(
            file.account, tuple(added), tuple(changed), tuple(removed), tuple(unchanged)
        )
        if not dry_run:
            for exception in told.writes:
                before = known.get(exception.id)
                self.store.put_exception(exception, before.version if before else None)
        return told

    def _stored(self, account: str) -> dict[str, AcceptedRisk]:
        return {exception.id: exception for exception in self.store.exceptions(account)}

    def _accept(
        self, account: str, terms: Terms, stored: AcceptedRisk | None, origin: Origin, by: str
    ) -> AcceptedRisk:
        now = self.now()
        terms.check_term(now)
        _check_controls(terms)
        is_same = stored is not None and stored.ended_at is None and stored.scope == terms.scope
        if terms.evidence is not None:
            evidence = dict(terms.evidence)
        elif stored is not None and is_same:
            # Whoever extends an exception accepts what was accepted, not what has come since.
            evidence = dict(stored.evidence)
        else:
            evidence = self._found(terms.scope, terms.where)
        return AcceptedRisk(
            account=account,
            id=terms.id,
            scope=terms.scope,
            reason=terms.reason,
            requested_by=terms.requested_by,
            approved_by=terms.approved_by,
            accepted_at=now,
            expires_at=terms.expires_at,
            evidence=evidence,
            origin=origin,
            recorded_by=by,
            version=(stored.version if stored else 0) + 1,
        )

    def _found(self, scope: Scope, where: str) -> dict[str, str]:
        """Return the hashes of what fails within a scope that is bound to its evidence.

        Raises:
            BadInput: Nothing does, or one of the named controls does not.
        """
        if scope.resource is None:
            return {}
        stored = self.store.load(scope.resource)
        found = {
            finding.control: evidence_hash(finding)
            for finding in stored.findings.values()
            if _fails(finding) and scope.includes(finding, {})
        }
        missing = [control for control in scope.controls if control not in found]
        if missing or not found:
            what = ", ".join(missing) or "no control"
            raise BadInput(
                f"there is nothing to accept: {what} fails on {scope.resource}"
                if not missing
                else f"there is nothing to accept: {what} does not fail on {scope.resource}",
                where=where,
                remedy="Leave it out, or wait until it has been judged."
                if stored.state
                else "The resource has not been judged yet: is its name written right?",
            )
        return found

    def _ended(self, stored: AcceptedRisk, by: str) -> AcceptedRisk:
        return replace(stored, version=stored.version + 1, ended_at=self.now(), ended_by=by)


def _says(stored: AcceptedRisk, terms: Terms) -> bool:
    """Whether what is stored is what a file says."""
    return (
        stored.scope == terms.scope
        and stored.reason == terms.reason
        and stored.requested_by == terms.requested_by
        and stored.approved_by == terms.approved_by
        and stored.expires_at == terms.expires_at
        and terms.evidence in (None, stored.evidence)
    )


def _check_controls(terms: Terms) -> None:
    """Check that the named controls exist.

    Raises:
        BadInput: One does not.
    """
    scope = terms.scope
    controls = (
        catalog.controls_for(scope.resource.type) if scope.resource else catalog.all_controls()
    )
    known = {control.id for control in controls}
    renamed = {alias: control.id for control in controls for alias in control.aliases}
    for control in scope.controls:
        if control in known:
            continue
        import difflib

        near = [renamed[control]] if control in renamed else []
        near += difflib.get_close_matches(control, known, n=1)
        of = f" of {scope.resource.type}" if scope.resource else ""
        raise BadInput(
            f"there is no control {control!r}{of}",
            where=terms.where,
            remedy=f"Is {near[0]} meant?" if near else "`posturewatch controls` lists them.",
        )
