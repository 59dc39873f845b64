"""Exceptions: risks that somebody accepted: who, why, with whose approval, until when, for what.

Nothing of an exception is written on a finding. Whether it covers one is asked of both at a moment,
so it ends by itself: when its time is over, or when what was accepted is no longer what is there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from posturewatch.domain.errors import BadInput
from posturewatch.domain.finding import Finding, RecordState
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status, fingerprint

MAX_TERM: Final = timedelta(days=365)
"""How long a risk may be accepted before somebody has to think again."""

MAX_REASON: Final = 2_000
MAX_NAME: Final = 256

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_ID: Final = 100
_CONTROL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


class Origin(StrEnum):
    """Where an exception is kept."""

    CODE = "code"
    """In a reviewed file: only applying the file changes it."""
    HAND = "hand"
    """In the table alone."""


class ScopeKind(StrEnum):
    """What an exception is about."""

    FINDING = "finding"
    RESOURCE = "resource"
    CONTROL = "control"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which findings of an account an exception is about.

    A resource with one control is a finding; a resource without controls means all of them.

    Args:
        resource: The resource.
        controls: The ids of the controls.
        tag: The name and the value of a tag, as the resource has them.
    """

    resource: ResourceKey | None = None
    controls: tuple[str, ...] = ()
    tag: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "controls", tuple(sorted(set(self.controls))))
        if self.resource is not None and self.tag is not None:
            raise BadInput("a scope is a resource or a tag, not both")
        for control in self.controls:
            if not _CONTROL.fullmatch(control):
                raise BadInput(
                    f"{control[:80]!r} is not a control's id",
                    remedy="`posturewatch controls` lists them.",
                )
        if self.resource is None and not self.controls:
            what = "a tag needs the controls that are meant" if self.tag else "the scope is missing"
            raise BadInput(
                what,
                remedy="Give a finding, a resource, a control, or a tag with controls: nobody can "
                "accept every risk of an account.",
            )
        if self.resource is None and self.tag is None and len(self.controls) > 1:
            raise BadInput("an account-wide scope is one control", remedy="Make one for each.")
        if self.tag is not None and not self.tag[0]:
            raise BadInput("the tag has no name", remedy="Write it as NAME=VALUE.")

    @property
    def kind(self) -> ScopeKind:
        """What it is about."""
        if self.resource is not None:
            return ScopeKind.FINDING if len(self.controls) == 1 else ScopeKind.RESOURCE
        return ScopeKind.TAG if self.tag is not None else ScopeKind.CONTROL

    @property
    def is_bound(self) -> bool:
        """Whether it is about one exposure, so that another one is not accepted with it."""
        return self.resource is not None

    def includes(
        self, finding: Finding, tags: Mapping[str, str], aliases: tuple[str, ...] = ()
    ) -> bool:
        """Return whether a finding is within the scope.

        Args:
            finding: The finding.
            tags: Its resource's tags.
            aliases: Earlier ids of its control.
        """
        if self.resource is not None and self.resource != finding.key:
            return False
        if self.controls and not {finding.control, *aliases}.intersection(self.controls):
            return False
        return self.tag is None or tags.get(self.tag[0]) == self.tag[1]

    def __str__(self) -> str:
        controls = ", ".join(self.controls)
        match self.kind:
            case ScopeKind.FINDING:
                return f"{self.resource}/{controls}"
            case ScopeKind.RESOURCE:
                return f"{self.resource} ({controls or 'all controls'})"
            case ScopeKind.CONTROL:
                return controls
            case _:
                name, value = self.tag or ("", "")
                return f"{name}={value} ({controls})"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked to be accepted: the part of an exception that people write and review.

    Args:
        id: Its name in the account, such as `public-website`.
        scope: Which findings it is about.
        reason: Why the risk is accepted.
        requested_by: Who asked for it.
        approved_by: Who agreed: somebody else.
        expires_at: When it ends (UTC).
        evidence: Control → hash of the accepted evidence; None where it is what is found.
        where: Where it is written, for errors.

    Raises:
        BadInput: A part is missing or wrong.
    """

    id: str
    scope: Scope
    reason: str
    requested_by: str
    approved_by: str
    expires_at: datetime
    evidence: Mapping[str, str] | None = None
    where: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or len(self.id) > _MAX_ID:
            raise BadInput(
                f"{self.id[:80]!r} is not an exception's id",
                where=self.where,
                remedy=f"Use lower-case words and digits joined by hyphens, at most {_MAX_ID} "
                "characters, such as public-website.",
            )
        for name, text, longest in (
            ("reason", self.reason, MAX_REASON),
            ("requested_by", self.requested_by, MAX_NAME),
            ("approved_by", self.approved_by, MAX_NAME),
        ):
            if not text.strip():
                raise BadInput(f"{name} is empty", where=self.where, remedy="Say it in words.")
            if len(text) > longest:
                raise BadInput(
                    f"{name} has {len(text)} characters, more than {longest}", where=self.where
                )
        if _same(self.requested_by, self.approved_by):
            raise BadInput(
                f"{self.approved_by!r} requested it and cannot approve it",
                where=self.where,
                remedy="Another person has to approve it.",
            )
        if self.expires_at.tzinfo is None:
            raise BadInput("the expiry has no time zone", where=self.where)
        if self.evidence is not None and not self.scope.is_bound:
            raise BadInput(
                "evidence is given, but only a finding or a resource has one",
                where=self.where,
                remedy="Leave the evidence out, or name the finding.",
            )

    def check_term(self, now: datetime) -> None:
        """Check that it may be accepted at a moment.

        Raises:
            BadInput: It has expired already, or lasts too long.
        """
        latest = now + MAX_TERM
        if self.expires_at <= now:
            raise BadInput(
                f"it expired at {self.expires_at:%Y-%m-%d %H:%M} UTC",
                where=self.where,
                remedy="Give a later expiry, or remove it.",
            )
        if self.expires_at > latest:
            raise BadInput(
                f"it expires at {self.expires_at:%Y-%m-%d %H:%M} UTC, in more than "
                f"{MAX_TERM.days} days",
                where=self.where,
                remedy=f"It may last until {latest:%Y-%m-%d %H:%M} UTC; then accept it again.",
            )


@dataclass(frozen=True, slots=True)
class AcceptedRisk:
    """One exception of an account.

    Args:
        account: The account whose findings it is about.
        id: Its name in the account.
        scope: Which findings it is about.
        reason: Why the risk is accepted.
        requested_by: Who asked for it.
        approved_by: Who agreed: somebody else.
        accepted_at: When it was written, or its terms were changed last.
        expires_at: When it ends.
        evidence: Control → hash of the evidence that was accepted; empty where the scope is not
            bound to one.
        origin: Where it is kept.
        recorded_by: The ARN of who wrote it.
        version: How many times it was written; the condition of the next write.
        ended_at: When somebody ended it; None while nobody has.
        ended_by: The ARN of who ended it.
        expiry_told_at: When it was told that it had expired; None while nobody was.
    """

    account: str
    id: str
    scope: Scope
    reason: str
    requested_by: str
    approved_by: str
    accepted_at: datetime
    expires_at: datetime
    evidence: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin.HAND
    recorded_by: str = ""
    version: int = 1
    ended_at: datetime | None = None
    ended_by: str = ""
    expiry_told_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When its time is over, however it came into the table."""
        return min(self.expires_at, self.accepted_at + MAX_TERM)

    def is_in_force(self, now: datetime) -> bool:
        """Return whether it counts at a moment.

        The limits hold for what is stored too, however it came into the table.
        """
        if self.ended_at is not None or _same(self.requested_by, self.approved_by):
            return False
        return now < self.ends_at

    def is_expired(self, now: datetime) -> bool:
        """Return whether its time is over and nobody has ended it."""
        return self.ended_at is None and now >= self.ends_at

    @property
    def awaits_expiry(self) -> bool:
        """Whether its end is still to be told."""
        return self.ended_at is None and self.expiry_told_at is None

    def concerns(
        self, finding: Finding, tags: Mapping[str, str], aliases: tuple[str, ...] = ()
    ) -> bool:
        """Return whether a finding fails within the scope, whatever its exposure.

        Args:
            finding: The finding.
            tags: Its resource's tags.
            aliases: Earlier ids of its control.
        """
        return (
            finding.key.account == self.account
            and finding.status is Status.FAILED
            and finding.record_state is RecordState.ACTIVE
            and self.scope.includes(finding, tags, aliases)
        )

    def covers(
        self,
        finding: Finding,
        tags: Mapping[str, str],
        now: datetime,
        aliases: tuple[str, ...] = (),
    ) -> bool:
        """Return whether a failing finding is accepted at a moment.

        Args:
            finding: The finding.
            tags: Its resource's tags.
            now: The moment.
            aliases: Earlier ids of its control.
        """
        return (
            self.is_in_force(now)
            and self.concerns(finding, tags, aliases)
            and self._accepts_exposure(finding, aliases)
        )

    def _accepts_exposure(self, finding: Finding, aliases: tuple[str, ...]) -> bool:
        if not self.scope.is_bound:
            return True
        return any(
            self.evidence.get(name) == evidence_hash(finding, name)
            for name in (finding.control, *aliases)
        )


def evidence_hash(finding: Finding, control: str = "") -> str:
    """Return the hash of a finding's exposure: its control, and the values that decided.

    Args:
        finding: The finding.
        control: An earlier id of its control; empty for the one that it has.
    """
    return fingerprint({"control": control or finding.control, "evidence": finding.evidence})


def _same(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed."""

    def folded(name: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

    return folded(one) == folded(other)
