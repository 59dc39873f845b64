"""EventBridge lets through what triggers wait for, and next to nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from posturewatch.catalog import all_triggers, resource_class, resource_types
from posturewatch.domain.change import Outcome
from posturewatch.usecases.patterns import MAX_PATTERN, pattern_size, patterns
from posturewatch.usecases.resolve import resolve
from tests.support.patterns import matches

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "events" / "evaluate_change"
RULES = patterns()
KINDS = {
    "AwsConsoleAction": "Console Action",
    "AwsConsoleSignIn": "Console Signin",
    "AwsServiceEvent": "Service Event",
    "AwsVpceEvent": "Network Activity Event",
}
"""What EventBridge calls the events of a type of record; the others are calls."""


def arrives(event: Any) -> bool:
    return any(matches(pattern, event) for pattern in RULES.values())


def wrapped(record: dict[str, Any]) -> dict[str, Any]:
    kind = KINDS.get(record.get("eventType", ""), "API Call")
    return {
        "source": f"aws.{record['eventSource'].partition('.')[0]}",
        "detail-type": f"AWS {kind} via CloudTrail",
        "account": record.get("recipientAccountId"),
        "detail": record,
    }


@pytest.mark.parametrize("name", RULES)
def test_a_pattern_is_not_too_long(name: str) -> None:
    assert pattern_size(RULES[name]) <= MAX_PATTERN


@pytest.mark.parametrize("name", RULES)
def test_a_rules_name_is_a_logical_id(name: str) -> None:
    assert name.isalnum()


def test_every_mapped_call_arrives_and_a_failed_one_does_not() -> None:
    for calls in all_triggers():
        for name in calls.triggers:
            record = {"eventSource": calls.event_source, "eventName": name}
            assert arrives(wrapped(record))
            assert not arrives(wrapped({**record, "errorCode": "AccessDenied"}))
            assert arrives(wrapped({**record, "eventType": "AwsServiceEvent"}))
            assert arrives(wrapped({**record, "eventType": "AwsConsoleAction"}))
            assert not arrives(wrapped({**record, "eventType": "AwsVpceEvent"}))
        for name in calls.irrelevant:
            assert not arrives(wrapped({"eventSource": calls.event_source, "eventName": name}))


def test_a_service_with_many_calls_has_several_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posturewatch.usecases.patterns.MAX_PATTERN", 500)
    rules = patterns()
    assert all(pattern_size(rule) <= 500 for rule in rules.values())
    names = [name for name in rules if name.startswith("Ec2Calls")]
    assert names == [f"Ec2Calls{number}" for number in range(1, len(names) + 1)]
    found = [call for name in names for call in rules[name]["detail"]["eventName"]]
    whole = [name for name in RULES if name.startswith("Ec2Calls")]
    assert found == [call for name in whole for call in RULES[name]["detail"]["eventName"]]
    types = [
        kind
        for name, rule in rules.items()
        if name.startswith("ConfigItems")
        for kind in rule["detail"]["configurationItem"]["resourceType"]
    ]
    assert types == sorted(cls.config_type for cls in map(resource_class, resource_types()) if cls)
    assert len([name for name in rules if name.startswith("OversizedConfigItems")]) > 1


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.json")))
def test_samples_arrive_if_they_matter(name: str) -> None:
    event = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    if "detail" not in event:
        pytest.skip("is invoked by Config, not delivered by EventBridge")
    if resolve(event).outcome is Outcome.CHANGED:
        assert arrives(event)
    elif name != "create_tags_on_image.json":  # Which kind is tagged only the record's id tells.
        assert not arrives(event)


def test_recorded_calls_that_change_nothing_stay_out(reference_data: Path) -> None:
    text = (reference_data / "cloudtrail_events.jsonl").read_text(encoding="utf-8")
    noise = (reference_data / "readonly_noise.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line)["event"] for line in text.splitlines()]
    records += [json.loads(line) for line in noise.splitlines()]
    events = [wrapped(record) for record in records]
    through = [event for event in events if arrives(event)]
    changes = [event for event in events if resolve(event).outcome is Outcome.CHANGED]
    lost = [event for event in changes if event not in through]
    # One record was edited by hand to have an empty error code, which CloudTrail never writes.
    assert [event["detail"]["errorCode"] for event in lost] == [""]
    idle = [x for x in through if resolve(x).outcome is not Outcome.CHANGED]
    assert len(idle) <= 0.05 * len(through)


def test_the_rules_are_printed_for_the_template() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "posturewatch.usecases.patterns"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    yaml = pytest.importorskip("yaml")
    assert yaml.safe_load(done.stdout) == RULES
