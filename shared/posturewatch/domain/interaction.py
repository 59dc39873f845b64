"""Interactions: what a person did at a message, and who may.

An interaction is told by its door after its signature was verified. It is worked off from a queue,
so it is plain JSON in between. Names and reasons in it are hostile text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from posturewatch.domain.errors import BadInput
from posturewatch.domain.exception import Scope
from posturewatch.domain.fields import moment

SCHEMA: Final = "posturewatch.interaction/1"
MAX_TARGETS: Final = 1_000
"""How many findings one interaction is about: as many as a thread holds."""


class InteractionKind(StrEnum):
    """What somebody wants."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    ACCEPT = "accept"
    """A risk is asked to be accepted; somebody else has to approve it."""
    APPROVE = "approve"
    DECLINE = "decline"
    RECHECK = "recheck"
    DETAILS = "details"


@dataclass(frozen=True, slots=True)
class Target:
    """A finding as the person saw it.

    Args:
        finding: The finding's id.
        episode: Its episode then; 0 where that is not known.
    """

    finding: str
    episode: int = 0


@dataclass(frozen=True, slots=True)
class Interaction:
    """What one person did, once.

    Args:
        id: The same however often it is told.
        kind: What they want.
        at: When.
        user: The user's id in the place where it happened, such as `U0ALICE`.
        targets: The findings that it is about.
        to: The user's id that is assigned.
        reason: Why the risk is to be accepted.
        until: Until when.
        thread: The thread of messages that it was done at: destination, account and id.
        request: The account and the id of the request that is decided.
        channel: Where the message stands.
        message: The message's name there, or that of the thread's parent.
        reply_to: Where an answer for this person alone goes.
    """

    id: str
    kind: InteractionKind
    at: datetime
    user: str
    targets: tuple[Target, ...] = ()
    to: str = ""
    reason: str = ""
    until: datetime | None = None
    thread: tuple[str, str, str] | None = None
    request: tuple[str, str] | None = None
    channel: str = ""
    message: str = ""
    reply_to: str = field(default="", repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON: the body of its message."""
        told = asdict(self)
        told |= {
            "schema": SCHEMA,
            "at": self.at.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "targets": [[target.finding, target.episode] for target in self.targets],
        }
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the interaction that `to_json` wrote.

        Raises:
            BadInput: It is none, or a field is missing or wrong.
        """
        try:
            plain = dict(told)
            if plain.pop("schema") != SCHEMA:
                raise ValueError("it is of another schema")
            plain |= {
                "kind": InteractionKind(plain["kind"]),
                "at": moment(plain["at"]),
                "until": moment(plain["until"]) if plain["until"] else None,
                "targets": tuple(Target(str(f), int(e)) for f, e in plain["targets"]),
                "thread": tuple(plain["thread"]) if plain["thread"] else None,
                "request": tuple(plain["request"]) if plain["request"] else None,
            }
            return cls(**plain)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise BadInput(f"the interaction cannot be read: {error}", where=SCHEMA) from error


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may act.

    Args:
        user: Their id in the place where they act.
        name: What the history calls them.
        may_approve: Whether they may approve what somebody else asks for.
    """

    user: str
    name: str
    may_approve: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who may act: users by their ids, and all members of groups.

    Args:
        names: The id of a user (`U…`, `W…`) → the person; the id of a group (`S…`) → what it is
            called.
        approvers: The ids of users and groups that may approve; empty: everybody who may act.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    approvers: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups whose members have to be known."""
        return tuple(sorted(id_ for id_ in {*self.names, *self.approvers} if id_[:1] == "S"))

    def person(self, user: str, groups: Iterable[str] = ()) -> Person | None:
        """Return who a user is; None when they may do nothing.

        Args:
            user: The user's id.
            groups: The groups that the user is a member of.
        """
        if user[:1] not in ("U", "W"):
            return None
        ids = {user, *groups}
        if not ids & set(self.names):
            return None
        may_approve = not self.approvers or bool(ids & set(self.approvers))
        return Person(user, self.names.get(user, "") or f"slack:{user}", may_approve)


class RequestState(StrEnum):
    """How far a request to accept a risk has come."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class RiskRequest:
    """A risk that somebody asks to be accepted.

    Args:
        account: The account.
        id: Its name in the account, which becomes the exception's.
        scope: The resource and the controls.
        evidence: Control → the hash of the evidence that the asker saw: nothing else is approved.
        findings: The findings that it is about.
        reason: Why.
        expires_at: Until when.
        requested_by: Who asks.
        requested_user: Their user's id.
        requested_at: When.
        state: How far it has come.
        decided_by: Who approved or declined it.
        decided_at: When.
        channel: Where it was asked for.
        message: The message that asks for it; empty until it is sent.
        thread: The thread of messages that it was asked at.
        version: How many times it was written; the condition of the next write.
    """

    account: str
    id: str
    scope: Scope
    evidence: Mapping[str, str]
    findings: tuple[Target, ...]
    reason: str
    expires_at: datetime
    requested_by: str
    requested_user: str
    requested_at: datetime
    state: RequestState = RequestState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    channel: str = ""
    message: str = ""
    thread: tuple[str, str, str] | None = None
    version: int = 1
