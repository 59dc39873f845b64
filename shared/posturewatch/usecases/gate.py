"""The gate: plans and templates are judged before they ship, by the controls of live resources.

The score of a gate is that of the items which the documents speak of. An item whose types none of
them declares would say nothing about the documents, whichever way it were counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from posturewatch.catalog import controls_for
from posturewatch.domain.control import Control, Severity
from posturewatch.domain.reading import Found
from posturewatch.domain.scorecard import Counts, Score, Scorecard, merged, reaches, score
from posturewatch.domain.verdict import Status, Verdict
from posturewatch.usecases.judge import judge


@dataclass(frozen=True, slots=True)
class Limits:
    """What a gate lets through.

    Args:
        critical: The most failures of severity CRITICAL; None for any number.
        high: The most failures of severity HIGH; None for any number.
        score: The least score in percent; None for any.
    """

    critical: int | None = 0
    high: int | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One verdict on one declared resource.

    Args:
        path: The file that declares it.
        address: How the file names it.
        name: What people call it.
        region: Its region, where the file tells.
        control: The control.
        verdict: The verdict.
    """

    path: str
    address: str
    name: str
    region: str
    control: Control
    verdict: Verdict

    @property
    def order(self) -> tuple[Any, ...]:
        """What lines are sorted by: the gravest failures first, and always the same."""
        status = self.verdict.status
        return (
            status is not Status.FAILED,
            -self.control.severity.rank,
            self.path,
            self.address,
            self.control.id,
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "control": self.control.id,
            "status": self.verdict.status.value,
            "severity": self.control.severity.value,
            "resource": {
                "type": self.control.resource.type,
                "id": self.address,
                "arn": "",
                "region": self.region,
                "name": self.name,
            },
            "file": self.path,
            "reason": self.verdict.reason,
            "evidence": dict(self.verdict.evidence),
        }


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate says.

    Args:
        lines: Every verdict, the gravest failures first.
        resources: How many resources were judged.
        score: The items that the documents speak of; None where they speak of none.
        limits: What is let through.
    """

    lines: tuple[Line, ...]
    resources: int
    score: Score | None
    limits: Limits

    @property
    def failures(self) -> Mapping[Severity, int]:
        """How many verdicts of each severity failed, the gravest first."""
        counts = dict.fromkeys(sorted(Severity, key=lambda one: -one.rank), 0)
        for line in self.lines:
            if line.verdict.status is Status.FAILED:
                counts[line.control.severity] += 1
        return counts

    @property
    def objections(self) -> tuple[str, ...]:
        """Why the gate is closed, in sentences; nothing when it is open."""
        told = []
        for severity, most in (
            (Severity.CRITICAL, self.limits.critical),
            (Severity.HIGH, self.limits.high),
        ):
            found = self.failures[severity]
            if most is not None and found > most:
                things = "failure" if found == 1 else "failures"
                told.append(f"{found} {severity.value} {things}, at most {most} may be.")
        least = self.limits.score
        if least is not None and self.score is not None:
            earned, total = self.score.earned, self.score.total
            if not reaches(earned, total, least):
                told.append(f"The score is {earned}/{total}, less than {least} %.")
        return tuple(told)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        unknown = [line for line in self.lines if line.verdict.status is Status.NOT_AVAILABLE]
        known = [line for line in self.lines if line.verdict.status is not Status.NOT_AVAILABLE]
        return {
            "passed": not self.objections,
            "objections": list(self.objections),
            "resources": self.resources,
            "evaluations": len(self.lines),
            "failures": {severity.value: count for severity, count in self.failures.items()},
            "findings": [line.to_json() for line in known],
            "unknown": [line.to_json() for line in unknown],
            "scorecard": self.score.to_json() if self.score else None,
        }


def gate(documents: Iterable[tuple[str, Iterable[Found]]], card: Scorecard, limits: Limits) -> Gate:
    """Judge what documents declare.

    Args:
        documents: Path → the snapshots of what stands there.
        card: The scorecard.
        limits: What is let through.
    """
    lines: list[Line] = []
    counts: dict[str, Counts] = {}
    resources = 0
    for path, found in documents:
        for each in found:
            resource = each.resource
            controls = {control.id: control for control in controls_for(resource.type)}
            verdicts = judge(resource, controls.values())
            resources += 1
            counts = merged(counts, {id_: Counts.of(told.status) for id_, told in verdicts.items()})
            lines += [
                Line(path, resource.key.id, resource.name, resource.key.region, controls[id_], told)
                for id_, told in verdicts.items()
            ]
    lines.sort(key=lambda line: line.order)
    return Gate(tuple(lines), resources, _score(card, counts), limits)


def _score(card: Scorecard, counts: Mapping[str, Counts]) -> Score | None:
    areas = []
    for area in card.areas:
        items = []
        for item in area.items:
            asked = {
                kind: ids
                for kind, ids in item.controls.items()
                if any(control in counts for control in ids)
            }
            if asked:
                items.append(replace(item, controls=asked))
        if items:
            areas.append(replace(area, items=tuple(items)))
    if not areas:
        return None
    return score(replace(card, areas=tuple(areas)), counts, lambda _: True)
