"""What costs points, and how to win them back, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from posturewatch.domain.control import Control
from posturewatch.domain.finding import Finding
from posturewatch.domain.scorecard import percent
from posturewatch.usecases.explain import Explanation, ItemCost, Route
from posturewatch.usecases.fastest import Path
from posturewatch_cli.score_told import figures, who

MOST_PATHS: Final = 10
"""How many equally short paths are told."""


def explanation(found: Explanation, route: Route | None, item: str | None) -> dict[str, Any]:
    """Return what costs points.

    Args:
        found: What costs points.
        route: How to reach a target, if one was asked for.
        item: The only item to tell of; None: all.
    """
    filled = found.score
    whole = filled.earned + found.winnable
    told: dict[str, Any] = {
        "account": found.account,
        "at": found.at.isoformat(),
        "card": f"{filled.card.name}/{filled.card.version}",
        **figures(filled.earned, filled.unknown, filled.total),
        "is_current": found.is_current,
        "winnable": {
            "points": found.winnable,
            "fixes": found.winnable_fixes,
            "earned": whole,
            "percent": percent(whole, filled.total),
        },
        "items": [
            _cost(cost, found.controls)
            for cost in found.items
            if item is None or cost.item.id == item
        ],
    }
    if item is not None:
        line = next(line for line in filled.items if line.item.id == item)
        told["item"] = {
            "id": item,
            "title": line.item.title,
            "weight": line.item.weight,
            "status": line.status.value,
            "reason": line.reason,
        }
    if route is not None:
        told["target"] = _route(route, found)
    return told


def _cost(cost: ItemCost, controls: Mapping[str, Control]) -> dict[str, Any]:
    return {
        "id": cost.item.id,
        "title": cost.item.title,
        "area": cost.area,
        "weight": cost.item.weight,
        "quantifier": cost.item.quantifier.value,
        "status": cost.line.status.value,
        "reason": cost.line.reason,
        "points": cost.points,
        "fixes": cost.fixes,
        "points_per_fix": round(float(cost.points_per_fix), 3),
        "findings": [_finding(finding, controls) for finding in cost.findings],
        "blockers": [
            {
                "obstacle": blocker.obstacle.value,
                "what": blocker.what,
                "reason": blocker.reason,
                "remedy": blocker.remedy,
            }
            for blocker in cost.blockers
        ],
    }


def _finding(finding: Finding, controls: Mapping[str, Control]) -> dict[str, Any]:
    control = controls.get(finding.control)
    opened_by = finding.opened_by
    return {
        "id": finding.id,
        "control": finding.control,
        "title": control.title if control else finding.control,
        "severity": finding.severity.value,
        "resource": _resource(finding),
        "reason": finding.reason,
        "since": finding.since.isoformat(),
        "opened_by": who(opened_by) if opened_by else None,
        "call": opened_by.event_name if opened_by else None,
        "remediation": control.remediation if control else "",
    }


def _resource(finding: Finding) -> dict[str, str]:
    key = finding.key
    return {"type": key.type, "id": key.id, "region": key.region}


def _route(route: Route, found: Explanation) -> dict[str, Any]:
    score = found.score
    failing = found.failing()
    most = score.earned + found.winnable

    def told(path: Path) -> dict[str, Any]:
        earned = score.earned + path.points
        return {
            "points": path.points,
            "earned": earned,
            "percent": percent(earned, score.total),
            "items": list(path.items),
            "steps": [
                {
                    "any_one": step.any_one,
                    "fixes": step.fixes,
                    "findings": [
                        {
                            "id": finding.id,
                            "control": finding.control,
                            "resource": _resource(finding),
                        }
                        for control in step.controls
                        for finding in sorted(failing[control], key=lambda one: one.id)
                    ],
                }
                for step in path.steps
            ],
        }

    return {
        "percent": f"{float(route.target):g}",
        "need": route.need,
        "is_reached": not route.need,
        "is_possible": route.is_possible,
        "fixes": route.paths[0].fixes if route.paths else None,
        "number_of_paths": len(route.paths),
        "has_more": route.has_more,
        "paths": [told(path) for path in route.paths[:MOST_PATHS]] if route.need else [],
        "at_most": {"earned": most, "percent": percent(most, score.total)},
    }
