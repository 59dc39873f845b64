"""What a sweep from the terminal costs: requests, time against a floor, memory, at two scales.

The account is made on a moto server on loopback, in two regions. The floor is one trivial call
there, over a connection that is kept: (seconds of the sweep) / (requests x floor) below 1 means
that the sweep's own work hides behind the waiting for answers.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import boto3
import pytest

from posturewatch_local.moto_launcher import moto
from tests.bench.accounts import REGIONS, make_account
from tests.bench.test_change import told

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **os.environ,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGIONS[0],
}

PROWLER = {1: (1_490, 87.6, 1_100), 10: (10_144, 317.9, 4_600)}
"""Scale → requests, seconds and MB that Prowler took for 242 and 2,294 resources on moto."""


AIMED = {1: 0.5, 10: 1 / 3}
"""Scale → requests in parts of Prowler's: an account that is nearly empty is mostly list calls, of
more services than Prowler was measured with."""


@dataclass
class Run:
    """What a sweep took.

    Args:
        seconds: From its start to its end.
        cpu: Seconds of processor time, which hardly depend on what else the machine does.
        peak: The most memory, in MB.
        requests: How many by operation.
    """

    seconds: float
    cpu: float
    peak: int
    requests: dict[str, int]


def run(url: str, folder: Path, *arguments: str) -> Run:
    """Run a sweep."""
    noted = folder / "requests.json"
    regions = [part for region in REGIONS for part in ("--region", region)]
    command = [sys.executable, "-m", "tests.bench.sweep_child", str(noted)]
    began = time.perf_counter()
    child = subprocess.Popen(
        [*command, "--endpoint-url", url, *regions, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    assert child.returncode == 0
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024
    return Run(seconds, cpu, peak, json.loads(noted.read_text("utf-8")))


def floor_of(url: str) -> float:
    """The seconds of one trivial call."""
    sts = boto3.client("sts", endpoint_url=url, region_name=REGIONS[0])
    times = []
    for _ in range(200):
        began = time.perf_counter()
        sts.get_caller_identity()
        times.append(time.perf_counter() - began)
    return median(times)


@pytest.mark.parametrize("scale", [1, 10])
def test_a_whole_account(scale: int, tmp_path: Path) -> None:
    """A third of Prowler's requests, a tenth of its time and memory are aimed for."""
    with moto() as server:
        resources = make_account(server.url, scale)
        floor = floor_of(server.url)
        report = tmp_path / "report.json"
        # The first one: AWS makes a credential report every four hours, and moto one for ever.
        whole = run(server.url, tmp_path, "--format", "json", "--output", str(report))
        lines = tmp_path / "report.jsonl"
        streamed = run(server.url, tmp_path, "--format", "jsonl", "--output", str(lines))
        one = run(
            server.url,
            tmp_path,
            "--format",
            "json",
            "--output",
            os.devnull,
            "--control",
            "s3-bucket-versioning-enabled",
            "--type",
            "AWS::S3::Bucket",
        )
    document: dict[str, Any] = json.loads(report.read_text("utf-8"))
    total = sum(whole.requests.values())
    theirs = PROWLER[scale]
    told(
        f"posturewatch sweep, scale {scale}, {resources:,} resources made",
        judged=f"{document['resources']:,}",
        findings=f"{len(document['findings']):,}",
        unknown=f"{len(document['unknown']):,}",
        requests=f"{total:,} ({total / theirs[0]:.2f} of Prowler's)",
        seconds=f"{whole.seconds:.1f} ({whole.seconds / theirs[1]:.2f})",
        cpu_seconds=f"{whole.cpu:.1f}",
        peak=f"{whole.peak} MB ({whole.peak / theirs[2]:.2f})",
        peak_streaming=f"{streamed.peak} MB",
        floor=f"{floor * 1000:.1f} ms",
        ratio=f"{whole.seconds / (total * floor):.2f}",
        load=f"{os.getloadavg()[0]:.1f}",
    )
    told("one control", requests=sum(one.requests.values()), seconds=f"{one.seconds:.1f}")
    for name, number in Counter(whole.requests).most_common():
        print(f"  {number:>6,}  {name}")
    assert document["resources"] > resources / 3
    assert total < theirs[0] * AIMED[scale]
