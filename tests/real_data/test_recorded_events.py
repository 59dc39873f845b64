"""Every recorded event through the change door: none crashes it, and none is lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from posturewatch.domain.change import Outcome, Resolution, Scope
from posturewatch.usecases.evaluate import Result
from posturewatch.usecases.resolve import resolve
from tests.real_data.conftest import Door, bodies_of

FILES = ("cloudtrail_events", "eventbridge_envelopes", "config_documents")
OUTCOMES = {outcome.value for outcome in Outcome}
RESULTS = {result.value for result in Result}

pytestmark = pytest.mark.timeout(300)


CRASHES_MOTO = {
    "AWS::Bedrock::Guardrail",
    "AWS::Config::ConfigurationRecorder",
    "AWS::EC2::RegionalDefaults",
    "AWS::ECS::TaskDefinition",
}
"""Types whose reads moto answers with an exception of its own instead of an error of AWS."""


def playable(folder: Path, name: str) -> list[str]:
    """Return the events whose reads moto can answer, as bodies of messages."""
    return [
        body
        for body in bodies_of(folder, name)
        if not CRASHES_MOTO & {target.type for target in meaning(body).targets}
    ]


def meaning(body: str) -> Resolution:
    return resolve(json.loads(body))


def slices(door: Door) -> Iterator[str]:
    """Yield the types of the slices that were sent, those too that have to wait."""
    for service, operation, sent in door.aws.calls:
        if service == "sqs" and operation == "SendMessageBatch" and "Sweep" in sent["QueueUrl"]:
            for entry in sent["Entries"]:
                yield from (part["type"] for part in json.loads(entry["MessageBody"])["slices"])


@pytest.mark.parametrize("name", FILES)
def test_each_is_worked_off_with_a_counted_outcome_or_becomes_a_dead_letter(
    name: str, reference_data: Path, door: Door
) -> None:
    for body in playable(reference_data, name):
        resolution = meaning(body)
        came = door.take(body)
        outcomes = {key: n for key, n in came.counted.items() if key in OUTCOMES}
        assert outcomes == {resolution.outcome.value: 1}
        assert came.failed == ([body] if resolution.outcome is Outcome.INVALID else [])
        if resolution.outcome is not Outcome.CHANGED:
            assert (came.home, came.audited) == ([], []), resolution.reason
            continue
        resources = {t.key() for t in resolution.targets if t.scope is Scope.RESOURCE}
        types = [t for t in resolution.targets if t.scope is Scope.TYPE]
        assert sum(n for key, n in came.counted.items() if key in RESULTS) == len(resources)
        assert came.counted.get("uncovered", 0) == 0
        assert sorted(slices(door)) == sorted(target.type for target in types)


@pytest.mark.parametrize("name", FILES)
def test_in_batches_of_ten_nothing_else_comes_of_them(
    name: str, reference_data: Path, door: Door
) -> None:
    bodies = list(dict.fromkeys(playable(reference_data, name)))
    expected = Counter(meaning(body).outcome.value for body in bodies)
    counted: Counter[str] = Counter()
    failed: list[str] = []
    for start in range(0, len(bodies), 10):
        came = door.take(*bodies[start : start + 10])
        counted.update({key: n for key, n in came.counted.items() if key in OUTCOMES})
        failed += came.failed
    assert counted == expected
    assert failed == [body for body in bodies if meaning(body).outcome is Outcome.INVALID]


def test_reads_cause_no_work_at_all(reference_data: Path, door: Door) -> None:
    bodies = bodies_of(reference_data, "readonly_noise")
    assert len(bodies) > 800
    for start in range(0, len(bodies), 10):
        batch = bodies[start : start + 10]
        came = door.take(*batch)
        assert (came.failed, came.home, came.audited) == ([], [], [])
        assert came.counted == {"read_only": len(set(batch))}
    assert door.aws.items() == []


def test_unmapped_calls_are_named(
    reference_data: Path, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    expected: Counter[str] = Counter()
    for body in bodies_of(reference_data, "cloudtrail_events"):
        resolution = meaning(body)
        if resolution.outcome is Outcome.UNMAPPED:
            expected[f"{resolution.event_source}:{resolution.event_name}"] += 1
            door.take(body)
    named = Counter(r.call for r in caplog.records if "unmapped" in r.getMessage())  # type: ignore[attr-defined]
    assert named == expected
    assert max(expected.values()) > 1


def test_an_item_that_tells_all_is_judged_without_any_call(
    reference_data: Path, door: Door
) -> None:
    judged: Counter[str] = Counter()
    for body in bodies_of(reference_data, "config_documents"):
        resolution = meaning(body)
        if resolution.document is None:
            continue
        came = door.take(body)
        if not came.audited and "TransactWriteItems" in came.home:
            judged[resolution.targets[0].type] += 1
            (key,) = [target.key() for target in resolution.targets]
            (item,) = [x for x in door.aws.items(f"RESOURCE#{key}") if x["sk"]["S"] == "RESOURCE"]
            state = json.loads(item["body"]["S"])
            assert state["verdicts"], "every control of the type was asked"
            assert "NOT_AVAILABLE" not in state["verdicts"].values()
    assert {"AWS::EC2::NetworkAcl", "AWS::EC2::SecurityGroup"} <= judged.keys()
    # User data is told by a call only.
    assert "AWS::EC2::Instance" not in judged
    assert {"AWS::IAM::ManagedPolicy", "AWS::RDS::DBInstance"} <= judged.keys()
