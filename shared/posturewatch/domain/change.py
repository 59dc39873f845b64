"""Changes: who did what to which resource, as an event tells it.

An event is only a hint that a resource may have changed; what is true is read afterwards. What the
event does know, and a read never can, is who made the change, by which call, from where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from posturewatch.domain.excerpt import excerpt
from posturewatch.domain.fields import moment
from posturewatch.domain.resource import ResourceKey


class Outcome(StrEnum):
    """What an event means for us."""

    CHANGED = "changed"
    """It may have changed the resources that are listed with it."""
    IRRELEVANT = "irrelevant"
    """It is known, and changes nothing that a control looks at."""
    FAILED_CALL = "failed_call"
    """The call was refused or failed, so nothing changed."""
    READ_ONLY = "read_only"
    """The call only reads."""
    UNMAPPED = "unmapped"
    """No trigger and no reason to ignore it: counted by name, so that it is seen."""
    INVALID = "invalid"
    """It cannot be understood; it goes to the dead-letter queue as it came."""


class Scope(StrEnum):
    """How much of a type a change touches."""

    RESOURCE = "resource"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a call, as CloudTrail's `userIdentity` says. All of it is hostile text.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html

    Args:
        kind: `IAMUser`, `AssumedRole`, `Root`, `AWSService`, `FederatedUser`, …
        name: The user name, `role/session`, the service, or `root`.
        arn: The caller's ARN.
        account: The caller's account, which need not own the resource.
        access_key_id: The access key that signed the call.
        source_ip: Where the call came from; a service's host name for calls made by AWS.
        user_agent: The client's own words.
        mfa: Whether the session was authenticated with a second factor; None where not told.
        invoked_by: The AWS service that made the call on the actor's behalf.
        issuer: The ARN of the role or user whose session it was.
        source_identity: Who the session was opened for, as its opener had to say.
        on_behalf_of: The id of the Identity Center user for whom the call was made.
    """

    kind: str = ""
    name: str = ""
    arn: str = ""
    account: str = ""
    access_key_id: str = ""
    source_ip: str = ""
    user_agent: str = ""
    mfa: bool | None = None
    invoked_by: str = ""
    issuer: str = ""
    source_identity: str = ""
    on_behalf_of: str = ""

    @property
    def person(self) -> str:
        """Who is behind it, as far as the record says: never a role or a service of its own."""
        if self.source_identity or self.on_behalf_of:
            return self.source_identity or self.on_behalf_of
        if self.kind in ("AssumedRole", "Role"):
            role, _, session = self.name.rpartition("/")
            is_sso = role.startswith("AWSReservedSSO_")
            return session if is_sso or "@" in session else ""
        return self.name if self.kind in _PEOPLE else ""


_PEOPLE = frozenset(
    {"FederatedUser", "IAMUser", "IdentityCenterUser", "Root", "SAMLUser", "WebIdentityUser"}
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a resource is looked at: the event, and the actor where one is known.

    Args:
        event_id: CloudTrail's `eventID`, EventBridge's `id`, or the sweep's id.
        source: `cloudtrail`, `config`, `sweep` or `manual`; where no resource changed, `score`,
            `repair` or `exception`.
        at: When the change happened (UTC).
        event_source: CloudTrail's `eventSource`, such as `s3.amazonaws.com`.
        event_name: The API call, such as `PutBucketPolicy`.
        region: Where the call was made.
        actor: Who made it.
        error: What the call failed with; empty where it changed something.
        request: What was asked for, as JSON: short, and without what may be secret.
        diff: What Config says has changed, likewise.
    """

    event_id: str
    source: str
    at: datetime
    event_source: str = ""
    event_name: str = ""
    region: str = ""
    actor: Actor = field(default_factory=Actor)
    error: str = ""
    request: str = ""
    diff: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the cause as plain JSON, without empty values."""
        actor = {
            name: value
            for name in Actor.__slots__
            if (value := getattr(self.actor, name)) not in ("", None)
        }
        told = {
            "event_id": self.event_id,
            "source": self.source,
            "at": self.at.isoformat(),
            "event_source": self.event_source,
            "event_name": self.event_name,
            "region": self.region,
            "actor": actor,
            "error": self.error,
            "request": self.request,
            "diff": self.diff,
        }
        return {name: value for name, value in told.items() if value or name == "event_id"}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the cause that `to_json` wrote."""
        plain = dict(told)
        return cls(
            **{**plain, "at": moment(plain["at"]), "actor": Actor(**dict(plain.get("actor", {})))}
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What a change may have touched.

    Args:
        type: The CloudFormation type name.
        account: The account that owns it.
        region: Its region, `global` for global types.
        id: Its primary identifier; None when every resource of the type may have changed.
    """

    type: str
    account: str
    region: str
    id: str | None

    @property
    def scope(self) -> Scope:
        """Whether one resource is meant, or all of the type."""
        return Scope.TYPE if self.id is None else Scope.RESOURCE

    def key(self) -> ResourceKey:
        """Return the key of the one resource that is meant."""
        if self.id is None:
            raise ValueError(f"all of {self.type} are meant, not one resource")
        return ResourceKey(self.account, self.region, self.type, self.id)

    def to_json(self) -> dict[str, Any]:
        """Return the target in the form that the command line prints."""
        return {
            "type": self.type,
            "id": self.id,
            "account": self.account,
            "region": self.region,
            "scope": self.scope.value,
        }


@dataclass(frozen=True, slots=True)
class Resolution:
    """What one event means: the answer of `resolve`.

    Args:
        outcome: What it means for us.
        reason: Why, in one sentence.
        targets: What it may have changed; empty unless the outcome is `changed`.
        cause: The event and its actor; None only for an invalid event.
        document: The Config item that came with the event, if one did.
        request: What the call asked for.
        diff: What Config says has changed.
    """

    outcome: Outcome
    reason: str
    event_id: str = ""
    event_source: str = ""
    event_name: str = ""
    targets: tuple[Target, ...] = ()
    cause: Cause | None = None
    document: Mapping[str, Any] | None = None
    request: Mapping[str, Any] | None = None
    diff: Mapping[str, Any] | None = None

    def whole_cause(self) -> Cause | None:
        """Return the cause with excerpts of what was asked for and of what has changed."""
        if self.cause is None or not (self.request or self.diff):
            return self.cause
        return replace(
            self.cause,
            request=excerpt(self.request) if self.request else "",
            diff=excerpt(self.diff) if self.diff else "",
        )

    def to_json(self) -> dict[str, Any]:
        """Return the resolution in the form that the command line prints."""
        return {
            "event_id": self.event_id,
            "event_source": self.event_source,
            "event_name": self.event_name,
            "outcome": self.outcome.value,
            "resources": [target.to_json() for target in self.targets],
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """One resource to look at, and why.

    Args:
        key: Which resource.
        cause: The event.
        document: The Config item that came with it, if one did.
        looks: How often it was already looked at again because reads were not settled.
        recorded_at: When Config recorded the document, where the cause is another event.
    """

    key: ResourceKey
    cause: Cause
    document: Mapping[str, Any] | None = None
    looks: int = 0
    recorded_at: datetime | None = None

    def again(self) -> Self:
        """Return the change for one more look, without its document, which did not settle."""
        return replace(self, document=None, looks=self.looks + 1, recorded_at=None)
