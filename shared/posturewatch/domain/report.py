"""A report: what one look at a whole account came to, in the form that exporters write.

It holds what is wrong or not known. What passes is only counted, so its size does not grow with an
account that is in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from posturewatch.domain.control import Control, Severity
from posturewatch.domain.resource import GLOBAL
from posturewatch.domain.scorecard import Score
from posturewatch.domain.verdict import Status


@dataclass(frozen=True, slots=True)
class Subject:
    """What a line is about: a resource, or a type in a region that could not be listed.

    Args:
        type: The CloudFormation type name.
        region: The region; `global` for global types.
        id: The resource's id; None for all of a type.
        arn: Its ARN; empty where it is not known.
        name: What people call it; None for all of a type.
        tags: Its tags.
    """

    type: str
    region: str
    id: str | None = None
    arn: str = ""
    name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        """The AWS partition of its region."""
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "type": self.type,
            "id": self.id,
            "arn": self.arn,
            "region": self.region,
            "name": self.name,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One verdict that did not pass, or one listing that could not be completed.

    Args:
        control: The control; None for a listing.
        status: Its status; a listing is `NOT_AVAILABLE`.
        subject: What it is about.
        reason: One sentence that explains the status.
        evidence: The values that decided.
        finding: The finding's stable id; for a listing one made of account, region and type.
        since: When it was first seen.
    """

    control: Control | None
    status: Status
    subject: Subject
    reason: str
    finding: str
    since: datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """The control's severity; what could not be listed is informational."""
        return self.control.severity if self.control else Severity.INFORMATIONAL

    @property
    def title(self) -> str:
        """What should be the case."""
        if self.control:
            return self.control.title
        where = "" if self.subject.region == GLOBAL else f" in {self.subject.region}"
        return f"{self.subject.type} could not be listed completely{where}"

    @property
    def order(self) -> tuple[Any, ...]:
        """What lines are sorted by: the gravest first, and always the same."""
        subject = self.subject
        return (
            self.control is None,
            -self.severity.rank,
            self.status is not Status.FAILED,
            self.control.id if self.control else "",
            subject.type,
            subject.region,
            subject.id or "",
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "control": self.control.id if self.control else None,
            "status": self.status.value,
            "severity": self.control.severity.value if self.control else None,
            "resource": self.subject.to_json(),
            "reason": self.reason,
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True, order=True)
class MissingPermission:
    """An action that was denied.

    Args:
        action: The IAM action, such as `s3:GetBucketPolicy`.
        regions: Where it was denied.
        calls: How many calls were denied.
        is_explicit: Whether a policy denies it, so that allowing it is not enough.
    """

    action: str
    regions: tuple[str, ...]
    calls: int
    is_explicit: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "action": self.action,
            "regions": list(self.regions),
            "calls": self.calls,
            "explicit_deny": self.is_explicit,
        }


@dataclass(frozen=True, slots=True)
class Selection:
    """What was looked at, and what of it is listed.

    Args:
        types: The resource types that were judged; empty: all.
        controls: The controls whose lines are listed; empty: all.
        at_least: The lowest severity that is listed.
    """

    types: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    at_least: Severity = Severity.INFORMATIONAL

    def lists(self, line: Line) -> bool:
        """Whether a line is listed; that something could not be listed always is."""
        if line.control is None:
            return True
        return self.names(line.control) and line.severity.rank >= self.at_least.rank

    def names(self, control: Control) -> bool:
        """Whether a control is among those that were asked for."""
        return not self.controls or control.id in self.controls

    @property
    def words(self) -> tuple[str, ...]:
        """What it leaves out, in sentences; nothing when it leaves nothing out."""
        told = []
        if self.types:
            told.append(f"Only these types were judged: {', '.join(self.types)}.")
        if self.controls:
            told.append(f"Only these controls are listed: {', '.join(self.controls)}.")
        if self.at_least is not Severity.INFORMATIONAL:
            told.append(f"Only {self.at_least.value} and worse is listed.")
        return tuple(told)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "types": list(self.types),
            "controls": list(self.controls),
            "severity": self.at_least.value,
            "says": list(self.words),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What one sweep of an account came to.

    Args:
        account: The account.
        regions: The regions whose resources were judged; global types always are.
        at: When it ended (UTC).
        seconds: How long it took.
        api_calls: How many AWS API calls it made, each page of an answer included.
        resources: How many resources were judged.
        evaluations: How many verdicts there are, passes included.
        findings: What failed or warned, the worst first.
        unknown: What could not be judged, and listings that are not complete.
        score: The scorecard.
        missing: The permissions that were missing.
        selection: What was looked at and listed.
        stopped: Why it ended early; empty when it did not.
    """

    account: str
    regions: tuple[str, ...]
    at: datetime
    seconds: float
    api_calls: int
    resources: int
    evaluations: int
    findings: tuple[Line, ...]
    unknown: tuple[Line, ...]
    score: Score
    missing: tuple[MissingPermission, ...] = ()
    selection: Selection = field(default_factory=Selection)
    stopped: str = ""

    @property
    def policy(self) -> dict[str, Any] | None:
        """The policy that would grant what was missing; None when nothing was."""
        if not self.missing:
            return None
        statement = {
            "Sid": "PosturewatchReads",
            "Effect": "Allow",
            "Action": sorted({each.action for each in self.missing}),
            "Resource": "*",
        }
        return {"Version": "2012-10-17", "Statement": [statement]}

    @property
    def by_severity(self) -> dict[Severity, int]:
        """How many findings of each severity are listed, the worst first."""
        counts = dict.fromkeys(sorted(Severity, key=lambda one: -one.rank), 0)
        for line in self.findings:
            counts[line.severity] += 1
        return counts

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "account": self.account,
            "regions": list(self.regions),
            "at": self.at.isoformat(timespec="seconds"),
            "seconds": self.seconds,
            "api_calls": self.api_calls,
            "resources": self.resources,
            "evaluations": self.evaluations,
            "selection": self.selection.to_json(),
            "findings": [line.to_json() for line in self.findings],
            "unknown": [line.to_json() for line in self.unknown],
            "missing_permissions": [each.to_json() for each in self.missing],
            "policy": self.policy,
            "stopped": self.stopped,
            "scorecard": self.score.to_json(),
        }
