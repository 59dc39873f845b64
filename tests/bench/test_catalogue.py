"""What the catalogue costs to import: one type at a time in a door, all of it in a sweep."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.test_change import told

ROOT = Path(__file__).parents[2]
MEASURED = """
import json, time

from posturewatch import catalog
from posturewatch.domain import control, fields, policy, resource

begun = time.perf_counter()
import pydantic
floor = time.perf_counter() - begun
begun = time.perf_counter()
catalog.controls_for("AWS::ElastiCache::ReplicationGroup")
one = time.perf_counter() - begun
begun = time.perf_counter()
controls = catalog.all_controls()
whole = time.perf_counter() - begun
print(json.dumps([floor, one, whole, len(catalog.resource_types()), len(controls)]))
"""


@pytest.mark.bench
def test_importing_it():
    """Below 10 ms for a type and 600 ms for all is aimed for; importing pydantic is the floor."""
    runs = []
    for _ in range(7):
        done = subprocess.run(
            [sys.executable, "-c", MEASURED], check=True, capture_output=True, text=True, cwd=ROOT
        )
        runs.append(json.loads(done.stdout))
    floor, one, whole, types, controls = (
        statistics.median(side) for side in zip(*runs, strict=True)
    )
    told(
        f"importing {types:.0f} types with {controls:.0f} controls",
        floor=f"{floor * 1000:.0f} ms",
        one_type=f"{one * 1000:.1f} ms",
        whole=f"{whole * 1000:.0f} ms",
        ratio=f"{whole / floor:.1f}",
    )
    assert 0 < one < whole
