"""Templates of AWS's Guard rules registry: our controls give the verdicts that are declared there.

A rule is covered if a control names it as its equivalent. Where several controls do, one failure
fails the template, as a rule of several clauses would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from posturewatch.catalog import controls_for, equivalents, resource_class, resource_types
from posturewatch.domain.verdict import Status
from posturewatch.sources.cloudformation import is_template, read_template
from posturewatch.usecases.judge import judge
from tests.support.planned import NOW

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
"""Where each disagreement is told, with the fact that makes our verdict right."""


@dataclass(frozen=True)
class Case:
    """One template and the verdict that the registry declares for a rule."""

    rule: str
    name: str
    expected: str
    template: Any


def cases(reference_data: Path) -> Iterator[Case]:
    for line in (reference_data / "guard_cases.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        yield Case(told["rule_name"], told["test_name"], told["expected"], told["input"])


def controls_by_rule() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for control, told in equivalents().items():
        for rule in told["guard"]:
            found.setdefault(rule, set()).add(control)
    return {rule: frozenset(controls) for rule, controls in found.items()}


@cache
def _classes() -> tuple[Any, ...]:
    classes = (resource_class(name) for name in resource_types())
    return tuple(cls for cls in classes if cls is not None and cls.planned is not None)


def types_of(template: Any) -> Iterator[str]:
    """Yield the types of a template's resources."""
    if is_template(template):
        yield from (str(each.get("Type")) for each in template["Resources"].values())


def judged_types(reference_data: Path) -> Mapping[str, frozenset[str]]:
    """Rule → the types that stand in templates for which it declares a verdict."""
    found: dict[str, set[str]] = {}
    for case in cases(reference_data):
        if case.expected != "SKIP":
            found.setdefault(case.rule, set()).update(types_of(case.template))
    return {rule: frozenset(types) for rule, types in found.items()}


def verdict(template: Any, controls: frozenset[str], types: frozenset[str]) -> str:
    """Return `PASS`, `FAIL`, `SKIP`, or `UNKNOWN` where a template does not tell.

    Args:
        template: The template.
        controls: The controls that ask what the rule asks.
        types: Those of which the rule has anything to say: what we find in others is more than it
            looks for, and nothing to be compared.
    """
    if not is_template(template):
        return "SKIP"
    statuses = [
        told.status
        for found in read_template(template, _classes(), NOW)
        if template["Resources"][found.resource.key.id].get("Type") in types
        for control, told in judge(found.resource, controls_for(found.resource.type)).items()
        if control in controls
    ]
    if Status.FAILED in statuses:
        return "FAIL"
    if not statuses:
        return "SKIP"
    return "PASS" if set(statuses) == {Status.PASSED} else "UNKNOWN"


def is_suppressed(template: Any) -> bool:
    """Whether a resource asks for a rule's silence, which we do not grant."""
    text = json.dumps(template)
    return "SuppressedRules" in text or "rules_to_suppress" in text


@pytest.fixture(scope="module")
def disagreements(reference_data: Path) -> tuple[list[str], int]:
    rules, types = controls_by_rule(), judged_types(reference_data)
    found, count = [], 0
    for case in cases(reference_data):
        if case.rule not in rules or is_suppressed(case.template):
            continue
        count += 1
        ours = verdict(case.template, rules[case.rule], types[case.rule])
        # Where a rule does not apply, nothing that it asks for is missing.
        if ours != case.expected and (case.expected, ours) != ("SKIP", "PASS"):
            found.append(f"{case.rule}: {case.name}: {case.expected}, ours {ours}")
    return found, count


def test_most_rules_are_covered(reference_data: Path) -> None:
    rules = {case.rule for case in cases(reference_data)}
    covered = rules & controls_by_rule().keys()
    assert len(covered) >= 0.8 * len(rules), sorted(rules - covered)


def test_nearly_all_verdicts_agree(disagreements: tuple[list[str], int]) -> None:
    found, count = disagreements
    assert len(found) <= 0.02 * count, "\n".join(found)


def test_each_disagreement_is_explained(disagreements: tuple[list[str], int]) -> None:
    told = PAGE.read_text("utf-8")
    unexplained = [
        each for each in disagreements[0] if not re.search(re.escape(each.split(": ")[0]), told)
    ]
    assert unexplained == []
