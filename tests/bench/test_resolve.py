"""What resolving events costs a process, from its start."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
RECORDS = 10_000
FLOOR = "import json, sys\nfor line in open(sys.argv[1]): print(json.dumps(json.loads(line)))\n"
"""The least that anything can do that reads records and prints a line for each."""


def cpu_seconds(*command: str) -> float:
    """The processor time of a process: what else the machine does hardly matters."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def records(reference_data: Path) -> list[str]:
    lines = (reference_data / "cloudtrail_events.jsonl").read_text("utf-8").splitlines()
    return [json.dumps(json.loads(line)["event"]) for line in lines]


def test_ten_thousand_records_in_one_process(reference_data: Path, tmp_path: Path) -> None:
    known = records(reference_data)
    path = tmp_path / "records.jsonl"
    path.write_text("".join(f"{known[n % len(known)]}\n" for n in range(RECORDS)), "utf-8")
    command = (sys.executable, "-m", "posturewatch_cli.main", "resolve", str(path))
    floor = min(cpu_seconds(sys.executable, "-c", FLOOR, str(path)) for _ in range(3))
    took = min(cpu_seconds(*command) for _ in range(3))
    print(f"\n{RECORDS} records: {took:.2f} s, {took / floor:.1f} times reading and printing them")
    assert took < 2
    assert took < 8 * floor
