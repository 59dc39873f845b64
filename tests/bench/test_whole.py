"""What the whole costs: a message from its text to the commit, the command line, the layer."""

import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from posturewatch.domain.reading import Found
from posturewatch.resources.ec2.security_group import Permission
from posturewatch.sources.config import read_item
from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from posturewatch.stores.sqs import change_from_json
from posturewatch.usecases.evaluate import Evaluator
from posturewatch.usecases.receive import Receiver
from posturewatch_local.artifacts import layer_archive
from tests.bench.test_change import Instant, told

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
START = datetime(2026, 1, 1, tzinfo=UTC)
RECORDS = 10_000
SSH = Permission(protocol="tcp", from_port=22, to_port=22, ipv4_ranges=("0.0.0.0/0",))


def call(number: int, at: datetime, group: str = "sg-1") -> dict[str, Any]:
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": "mallory", "accountId": "123456789012"},
        "eventTime": at.isoformat(),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "AuthorizeSecurityGroupIngress",
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "198.51.100.23",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": {"groupId": group},
        "eventID": f"event-{number}",
        "readOnly": False,
        "recipientAccountId": "123456789012",
    }


def item(number: int, at: datetime, *, is_open: bool) -> dict[str, Any]:
    ssh = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]}
    return {
        "messageType": "ConfigurationItemChangeNotification",
        "configurationItem": {
            "resourceType": "AWS::EC2::SecurityGroup",
            "resourceId": "sg-1",
            "awsAccountId": "123456789012",
            "awsRegion": "eu-central-1",
            "configurationItemCaptureTime": at.isoformat(),
            "configurationItemStatus": "OK",
            "configurationStateId": number,
            "configuration": {
                "groupName": "web",
                "ipPermissions": [ssh] if is_open else [],
                "ipPermissionsEgress": [],
            },
        },
    }


def enveloped(detail: dict[str, Any], source: str, kind: str) -> str:
    return json.dumps(
        {
            "id": "0",
            "account": "123456789012",
            "region": "eu-central-1",
            "source": source,
            "detail-type": kind,
            "detail": detail,
        }
    )


class Account:
    """A group that is open and closed in turn, and read in no time."""

    def __init__(self) -> None:
        self.now = START
        self.is_open = False
        self.calls: dict[str, int] = {}

    def read(self, cls: Any, key: Any, *, listed: Any = None) -> Found:
        return Found(cls(key=key, ingress=(SSH,) if self.is_open else ()), self.now)


def median_ms(store: Any, body: Callable[[int, Account], str], rounds: int = 400) -> float:
    account = Account()
    evaluator = Evaluator(
        store=store,
        source=account,  # type: ignore[arg-type]
        queue=SimpleNamespace(later=lambda *_: None),
        read_item=read_item,
        now=lambda: account.now,
    )
    receiver = Receiver(evaluator, SimpleNamespace(send=lambda _: None), change_from_json)
    times = []
    for number in range(rounds):
        account.now = START + timedelta(minutes=number)
        account.is_open = not account.is_open
        text = body(number, account)
        begun = time.perf_counter()
        (evaluation,) = receiver.batch([text]).work(text)
        times.append(time.perf_counter() - begun)
        assert evaluation.result.value == "committed"
    return statistics.median(times[20:]) * 1000


def by_call(number: int, account: Account) -> str:
    return enveloped(call(number, account.now), "aws.ec2", "AWS API Call via CloudTrail")


def by_item(number: int, account: Account) -> str:
    told = item(number, account.now, is_open=account.is_open)
    return enveloped(told, "aws.config", "Config Configuration Item Change")


@pytest.mark.parametrize(
    ("name", "store"),
    [
        ("in memory", MemoryStore),
        ("DynamoDB's items", lambda: DynamoStore(Instant(), "t", wait=lambda _: None)),
    ],
)
def test_a_message_from_its_text_to_the_commit(name: str, store: Callable[[], Any]) -> None:
    """Parse, resolve, load, judge, decide, write; below 10 ms is aimed for."""
    told(
        f"our own time for a message, {name}",
        call=f"{median_ms(store(), by_call):.2f} ms",
        config_item=f"{median_ms(store(), by_item):.2f} ms",
    )


def test_ten_thousand_records_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    lines = (json.dumps(call(n, START, f"sg-{n:08x}")) for n in range(RECORDS))
    path.write_text("\n".join(lines))
    one = tmp_path / "one.jsonl"
    one.write_text(json.dumps(call(0, START)))
    whole, start = (
        statistics.median(cpu_of("resolve", str(file)) for _ in range(3)) for file in (path, one)
    )
    told(
        f"posturewatch resolve, {RECORDS:,} records",
        all=f"{whole:.2f} s",
        start=f"{start:.2f} s",
        each=f"{(whole - start) / RECORDS * 1e6:.0f} µs",
    )


def cpu_of(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "posturewatch_cli.main", *arguments],
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.count(b'"changed"') in (1, RECORDS)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_layer(tmp_path: Path) -> None:
    """What Lambda unpacks, with and without bytecode, and what it costs not to have it."""
    import io
    import zipfile

    archive = layer_archive(ROOT / "shared", cache=ROOT / "build" / "embedded", progress=print)
    with zipfile.ZipFile(io.BytesIO(archive)) as layer:
        sources = [x for x in layer.infolist() if "__pycache__" not in x.filename]
        bytecode = [x for x in layer.infolist() if "__pycache__" in x.filename]
        layer.extractall(tmp_path, [x.filename for x in sources])
    told(
        "the layer",
        sources=megabytes(sum(x.file_size for x in sources)),
        bytecode=megabytes(sum(x.file_size for x in bytecode)),
        packed=megabytes(len(gzip.compress(archive, 6))),
    )
    without = statistics.median(_import_seconds(tmp_path) for _ in range(5))
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", str(tmp_path)], check=True, stdout=sys.stderr
    )
    given = statistics.median(_import_seconds(tmp_path) for _ in range(5))
    told(
        "importing evaluate_change from the layer",
        with_bytecode=f"{given * 1000:.0f} ms",
        without=f"{without * 1000:.0f} ms",
    )


def _import_seconds(layer: Path) -> float:
    code = f"import sys; sys.path[:0] = ['functions/evaluate_change', '{layer}/python']; import app"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
