"""Sweeps: every resource of an account is listed, read and judged, whatever events have told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from posturewatch.domain.change import Cause
from posturewatch.domain.fields import moment


class SweepState(StrEnum):
    """How far a sweep has come."""

    RUNNING = "RUNNING"
    DONE = "DONE"


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

    @property
    def id(self) -> str:
        """What identifies the slice within its sweep."""
        return f"{self.account}/{self.region}/{self.type}"

    def to_json(self) -> dict[str, Any]:
        """Return the slice as plain JSON: the body of its message."""
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
        missed: How many changes it found that no event had told.
        errors: Slice → why it could not be finished.
        ended_at: When the last slice ended.
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
    missed: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)
    ended_at: datetime | None = None
