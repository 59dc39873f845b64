"""Sweeps: every resource of an account is listed, read and judged, whatever events have told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from posturewatch.domain.change import Cause
from posturewatch.domain.fields import moment


class SweepState(StrEnum):
    """How far a sweep has come."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Missed:
    """Changes that a sweep found and no event had told.

    Args:
        new: Resources that nobody knew.
        changed: Resources that were known, and had changed.
        gone: Resources that were known, and are no more.
        examples: Some of them, such as `new 111111111111/eu-west-1/AWS::EC2::Volume/vol-1`.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    examples: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return self.new + self.changed + self.gone

    def __add__(self, other: Missed) -> Missed:
        return Missed(
            self.new + other.new,
            self.changed + other.changed,
            self.gone + other.gone,
            (*self.examples, *other.examples)[:MOST_EXAMPLES],
        )


MOST_EXAMPLES = 5
"""How many examples of missed changes are kept, of a slice and of a service."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a sweep: a resource type in one region of one account.

    Args:
        sweep: The sweep's id.
        account: The account.
        region: The region; `global` for types that are listed once.
        type: The CloudFormation type name.
        started_at: When the slice's listing began: what was not listed since is gone.
        token: Where the listing goes on; None at its start.
        baseline: Whether it is the account's first sweep: nothing is told finding by finding.
        missed: Changes found so far that no event had told.
        judged: Resources judged so far.
        cause: The event that may have changed all of the type; None for a sweep of the account.
        waits: How often it was put off because AWS was too busy.
    """

    sweep: str
    account: str
    region: str
    type: str
    started_at: datetime | None = None
    token: str | None = None
    baseline: bool = False
    missed: int = 0
    judged: int = 0
    cause: Cause | None = None
    waits: int = 0

    @property
    def id(self) -> str:
        """What identifies the slice within its sweep."""
        return f"{self.account}/{self.region}/{self.type}"

    @property
    def lane(self) -> tuple[str, str, str, str]:
        """What is asked by one worker at a time: a service of an account in a region."""
        return (self.sweep, self.account, self.region, service_of(self.type))

    def to_json(self) -> dict[str, Any]:
        """Return the slice as plain JSON, for its message."""
        told = asdict(replace(self, cause=None))
        told["started_at"] = self.started_at.isoformat() if self.started_at else None
        told["cause"] = self.cause.to_json() if self.cause else None
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the slice that `to_json` wrote."""
        started, cause = told.get("started_at"), told.get("cause")
        return cls(
            **{
                **told,
                "started_at": moment(started) if started else None,
                "cause": Cause.from_json(cause) if cause else None,
            }
        )


def service_of(resource_type: str) -> str:
    """Return the service of a type name in lower case: `ec2`; `account` for the account itself."""
    return resource_type.split("::")[1].lower() or "account"


@dataclass(frozen=True, slots=True)
class Plan:
    """A sweep of one account that is still to be planned.

    Args:
        id: The sweep's id.
        account: The account.
        reason: `scheduled`, or who asked for it.
        types: The types to judge; without them and services all that are covered.
        services: The services whose types are to be judged, such as `iam`.
        regions: The regions to judge; empty: as the settings say.
        only_missed: Judge only the types that events have missed something of, or that could not be
            listed, when they were last swept.
    """

    id: str
    account: str
    reason: str
    types: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    only_missed: bool = False

    @property
    def is_part(self) -> bool:
        """Whether only a part of the account is meant."""
        return bool(self.types or self.services or self.regions or self.only_missed)

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON, for its message."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the plan that `to_json` wrote."""
        known = {each.name for each in fields(cls)}
        if not known >= set(told):
            raise ValueError(f"a plan has no {', '.join(sorted(set(told) - known))}")
        lists = {name: tuple(told.get(name, ())) for name in ("types", "services", "regions")}
        return cls(**{**told, **lists})


@dataclass(frozen=True, slots=True)
class LastResult:
    """How a slice came out when it was last worked off.

    Args:
        type: The resource type.
        region: The region.
        sweep: The sweep.
        ended_at: When it ended.
        judged: How many resources were judged.
        missed: How many changes it found that no event had told.
        error: Why the listing was not complete; empty when it was.
        complete_at: When it was last complete; None if it never was.
    """

    type: str
    region: str
    sweep: str
    ended_at: datetime
    judged: int
    missed: int
    error: str = ""
    complete_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep of one account and its progress.

    Args:
        id: Unique, and ordered by time.
        account: The account.
        reason: `scheduled` or who asked for it.
        started_at: When it was planned.
        slices: How many slices it has.
        state: How far it has come.
        baseline: Whether it is the account's first.
        done: How many slices have ended.
        judged: How many resources were judged.
        missed_changes: Service → the changes it found that no event had told.
        errors: Slice → why it could not be finished.
        ended_at: When the last slice ended.
        regions: The regions that are judged.
        types: The types that are judged; empty: all that are covered.
        drift: By how much the counts were wrong when they were recounted at the end; 0 when they
            were right, None when they were not recounted.
    """

    id: str
    account: str
    reason: str
    started_at: datetime
    slices: int
    state: SweepState = SweepState.RUNNING
    baseline: bool = False
    done: int = 0
    judged: int = 0
    missed_changes: Mapping[str, Missed] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    ended_at: datetime | None = None
    regions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    drift: int | None = None

    @property
    def missed(self) -> int:
        """How many changes it found that no event had told."""
        return sum(missed.total for missed in self.missed_changes.values())

    def to_json(self) -> dict[str, Any]:
        """Return the sweep as plain JSON, as it is shown."""
        return {
            "id": self.id,
            "account": self.account,
            "state": self.state.value,
            "reason": self.reason,
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "slices": self.slices,
            "done": self.done,
            "judged": self.judged,
            "missed_changes": {
                name: asdict(each) for name, each in sorted(self.missed_changes.items())
            },
            "drift": self.drift,
            "errors": dict(self.errors),
        }
