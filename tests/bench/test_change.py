"""What a change costs of our own time, AWS calls excluded, and what importing the door costs."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from posturewatch import catalog
from posturewatch.domain.change import Cause, Change
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import ResourceKey
from posturewatch.resources.ec2.security_group import Permission, SecurityGroup
from posturewatch.resources.s3.bucket import Bucket
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from posturewatch.usecases.evaluate import Evaluator
from posturewatch.usecases.judge import judge
from posturewatch.usecases.resolve import resolve

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
START = datetime(2026, 1, 1, tzinfo=UTC)
FLOOR = (
    "import boto3\nfrom pydantic import BaseModel\n"
    "from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType\n"
)
DOOR = "import sys; sys.path.insert(0, 'functions/evaluate_change'); import app\n"


def told(what: str, **figures: Any) -> None:
    shown = "  ".join(f"{name} {figure}" for name, figure in figures.items())
    print(f"\n{what}: {shown}")


def cpu_seconds(code: str, bytecode: Path) -> float:
    """The processor time of a fresh interpreter: what else the machine does hardly matters.

    All that is imported has its bytecode, wherever the environment wants it or not: otherwise our
    sources would be compiled each time, and those that are installed would not.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_importing_the_door(tmp_path: Path):
    """Against importing what it stands on: at most 1.25 times is aimed for."""
    pairs = [(cpu_seconds(FLOOR, tmp_path), cpu_seconds(DOOR, tmp_path)) for _ in range(12)]
    floor, ours = (statistics.median(side) for side in zip(*pairs[1:], strict=True))
    told(
        "importing evaluate_change",
        floor=f"{floor * 1000:.0f} ms",
        ours=f"{ours * 1000:.0f} ms",
        ratio=f"{ours / floor:.2f}",
    )
    assert ours > 0


class World:
    """A source that answers at once, each time with another snapshot."""

    def __init__(self, snapshots: list[Any]) -> None:
        self.snapshots = snapshots
        self.calls: dict[str, int] = {}
        self.now = START
        self.reads = 0

    def read(self, cls: Any, key: Any, *, listed: Any = None) -> Found:
        found = self.snapshots[self.reads % len(self.snapshots)]
        self.reads += 1
        return Found(found, self.now)


class Instant:
    """A DynamoDB client that answers at once and keeps what was put, for one resource."""

    def __init__(self) -> None:
        self.items: dict[str, Any] = {}

    def get_paginator(self, _: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: iter([{"Items": list(self.items.values())}]))

    def get_item(self, **asked: Any) -> dict[str, Any]:
        return {"Item": self.items.get(asked["Key"]["sk"]["S"])}

    def update_item(self, **_: Any) -> None:
        """Take the time of an observation."""

    def transact_write_items(self, **asked: Any) -> None:
        for action in asked["TransactItems"]:
            item = action.get("Put", {}).get("Item", {})
            if item.get("pk", {}).get("S", "").startswith("RESOURCE#"):
                self.items[item["sk"]["S"]] = item


def per_change(store: Any, snapshots: list[Any], rounds: int = 400) -> float:
    """The median of our own milliseconds for a change that moves verdicts."""
    world = World(snapshots)
    evaluator = Evaluator(
        store=store,
        source=world,
        queue=SimpleNamespace(later=lambda *_: None),
        read_item=lambda *_: None,
        now=lambda: world.now,
    )
    key = snapshots[0].key
    times = []
    for number in range(rounds):
        world.now = START + timedelta(minutes=number)
        cause = Cause(f"e-{number}", "cloudtrail", world.now, event_name="Change")
        begun = time.perf_counter()
        evaluator.evaluate(Change(key, cause))
        times.append(time.perf_counter() - begun)
    return statistics.median(times[20:]) * 1000


BUCKET = Bucket(key=ResourceKey("123456789012", "eu-central-1", "AWS::S3::Bucket", "shop"))
GROUP = SecurityGroup(
    key=ResourceKey("123456789012", "eu-central-1", "AWS::EC2::SecurityGroup", "sg-1")
)
OPEN = SecurityGroup(
    key=GROUP.key,
    ingress=(Permission(protocol="tcp", from_port=22, to_port=22, ipv4_ranges=("0.0.0.0/0",)),),
)


@pytest.mark.parametrize(
    ("name", "store"),
    [
        ("in memory", MemoryStore),
        ("DynamoDB's items", lambda: DynamoStore(Instant(), "t", wait=lambda _: None)),
    ],
)
def test_our_own_time_for_a_change(name: str, store: Callable[[], Any]):
    """Load, judge, decide, write, every AWS call answered at once: below 10 ms is aimed for."""
    figures = {}
    for kind, snapshots in (
        ("bucket", [BUCKET, Bucket(key=BUCKET.key, versioning=True, encryption="AES256")]),
        ("security group", [GROUP, OPEN]),
    ):
        figures[kind] = f"{per_change(store(), snapshots):.2f} ms"
    told(f"our own time for a change, {name}", **figures)
    assert figures


def test_resolving(reference_data: Path):
    """The pure function, on real records."""
    lines = (reference_data / "cloudtrail_events.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line)["event"] for line in lines]
    resolve(records[0])
    times = []
    for _ in range(25):
        for record in records:
            begun = time.perf_counter()
            resolve(record)
            times.append(time.perf_counter() - begun)
    told(
        f"resolving {len(times):,} records",
        median=f"{statistics.median(times) * 1e6:.0f} µs",
        all=f"{sum(times):.2f} s",
    )
    assert times


def test_judging():
    """A thousand snapshots of one type, against calling a function that answers at once."""
    controls = catalog.controls_for("AWS::S3::Bucket")
    nothing = [replace(control, ask=lambda _: None) for control in controls]
    seconds = {}
    for name, asked in (("floor", nothing), ("ours", controls)):
        begun = time.perf_counter()
        for _ in range(1000):
            if name == "floor":
                for control in asked:
                    control.ask(BUCKET)
            else:
                judge(BUCKET, asked)
        seconds[name] = time.perf_counter() - begun
    told(
        "judging 1,000 buckets",
        controls_per_second=f"{1000 * len(controls) / seconds['ours']:,.0f}",
        ratio=f"{seconds['ours'] / seconds['floor']:.0f}",
    )
    assert seconds["ours"] > 0
