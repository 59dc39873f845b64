"""`posturewatch demo` as a process: what it shows, and that nothing is left however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from posturewatch_cli.played import as_envelope
from posturewatch_local import sockets

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "events" / "evaluate_change"
# Seconds until a demo counts as stuck: many times what it takes, as other tests run beside it.
PATIENCE = 600.0


@dataclass
class Demo:
    """A running demo."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.text:
            assert self.process.poll() is None, f"it ended before {text!r}:\n{self.text}"
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self.text}"
            time.sleep(0.02)

    def family(self) -> set[int]:
        """The demo and all its descendants."""
        found, new = set(), {self.process.pid}
        while new:
            found |= new
            new = {pid for pid, parent in _parents().items() if parent in found} - found
        return found

    def interrupt(self, number: signal.Signals, *, wait: float = 30.0) -> int:
        """Send a signal, and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(wait)


def _parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                status = (entry / "stat").read_text()
                state, parent = status.rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    found[int(entry.name)] = int(parent)
    return found


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator[Demo]:
    """Run a demo that keeps its files in a folder; at the end nothing of it may be left."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "posturewatch_cli.main", "demo", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "TMPDIR": str(folder)},
        cwd=ROOT,
        text=True,
        start_new_session=True,
    ) as process:
        running = Demo(process)
        reader = threading.Thread(target=running.read)
        reader.start()
        try:
            yield running
        finally:
            process.kill()
            process.wait()
            reader.join()


def assert_nothing_is_left(family: set[int], folder: Path, text: str) -> None:
    deadline = time.monotonic() + 10
    while left := family & _parents().keys():
        assert time.monotonic() < deadline, f"processes are left: {left}"
        time.sleep(0.02)
    assert not list(folder.glob("posturewatch-*")), "scratch folders are left"
    assert sockets.listeners(family) == []
    assert "Traceback" not in text
    assert "Exception ignored" not in text


@pytest.mark.integration
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("moment", "numbers"),
    [
        ("Starting the emulators", [signal.SIGINT]),
        ("Starting the emulators", [signal.SIGTERM]),
        ("Building functions", [signal.SIGTERM]),
        ("Creating", [signal.SIGINT, signal.SIGINT]),
        ("Making the company's account", [signal.SIGINT]),
        ("is our cloud defensible", [signal.SIGTERM, signal.SIGINT]),
    ],
)
def test_an_interrupted_demo_leaves_nothing(
    moment: str, numbers: list[signal.Signals], tmp_path: Path
) -> None:
    with demo(tmp_path) as running:
        running.wait_for(moment)
        family = running.family()
        for number in numbers[:-1]:
            running.process.send_signal(number)
            time.sleep(0.1)
        assert running.interrupt(numbers[-1]) == 130
    assert_nothing_is_left(family, tmp_path, running.text)
    assert running.lines[-1] == "posturewatch: interrupted"


@pytest.mark.integration
@pytest.mark.timeout(900)
def test_events_are_played_and_a_kept_demo_ends_at_once(tmp_path: Path) -> None:
    events = tmp_path / "events"
    events.mkdir()
    for name in (
        "config_item_instance",
        "create_bucket",
        "put_bucket_acl_denied",
        "get_bucket_acl",
    ):
        (events / f"{name}.json").write_text((SAMPLES / f"{name}.json").read_text())
    item = {
        "resourceType": "AWS::EC2::SecurityGroup",
        "resourceId": "sg-1",
        "awsAccountId": "264683526309",
        "awsRegion": "us-east-1",
        "configurationItemCaptureTime": "2026-03-01T12:00:00Z",
        "configurationItemStatus": "OK",
        "configuration": {
            "groupName": "web",
            "ipPermissions": [
                {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]}
            ],
            "ipPermissionsEgress": [],
        },
    }
    (events / "item.json").write_text(json.dumps(item))
    (events / "no_event.json").write_text('{"nothing": "of ours"}')
    (events / "broken.json").write_text("{")
    with demo(tmp_path, "--events", str(events), "--keep") as running:
        running.wait_for("Running until ctrl-C")
        running.wait_for("╰")
        family = running.family()
        assert running.interrupt(signal.SIGINT) == 2, "one file could not be read"
    text = running.text
    assert_nothing_is_left(family, tmp_path, text)
    assert running.lines[-1] == "Stopped."
    assert "Playing 6 events" in text
    rows = {line.split()[0]: line.split()[1:3] for line in running.lines if line.split()}
    assert rows["changed"] == ["3", "3"]
    assert rows["failed_call"] == ["1", "0"]
    assert rows["read_only"] == ["1", "0"]
    assert rows["invalid"] == ["1", "-"]
    assert "AWS::EC2::SecurityGroup web 264683526309/us-east-1, by its Config item" in text
    assert "FAILED HIGH ec2-security-group-admin-ports-closed: Open to the internet" in text
    assert "are not there" in text
    assert "HIGH: EC2 security group web" in text
    assert "broken.json:1:2: not JSON" in text
    for address in ("Hub account (MiniStack)", "Audited account (moto)", "Slack receiver"):
        assert address in text


# --- What is put on the bus -----------------------------------------------------------------------

CALL = {
    "eventSource": "s3.amazonaws.com",
    "eventName": "CreateBucket",
    "recipientAccountId": "123456789012",
    "awsRegion": "eu-west-1",
}
ITEM = {"resourceType": "AWS::S3::Bucket", "resourceId": "b", "accountId": "123456789012"}


def test_a_bare_call_gets_the_envelope_of_its_service() -> None:
    assert as_envelope(CALL) == {
        "source": "aws.s3",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": CALL,
    }


def test_an_envelope_says_whose_it_is_in_its_detail() -> None:
    envelope = {"source": "aws.s3", "detail-type": "T", "account": "1", "region": "r", "time": "t"}
    told = as_envelope({**envelope, "detail": {**CALL, "recipientAccountId": "2"}})
    assert told == {
        "source": "aws.s3",
        "detail-type": "T",
        "detail": {**CALL, "recipientAccountId": "1"},
        "resources": [],
    }


@pytest.mark.parametrize(
    "event",
    [
        ITEM,
        {"configurationItem": ITEM},
        {"configurationItem": [ITEM]},
        {"invokingEvent": json.dumps({"configurationItem": ITEM})},
        {"Records": [{"body": json.dumps({"Message": json.dumps({"configurationItem": ITEM})})}]},
        {"Records": [{"Sns": {"Message": json.dumps(ITEM)}}]},
    ],
)
def test_a_config_item_gets_the_envelope_of_config_in_whatever_it_comes(event: object) -> None:
    assert isinstance(event, dict)
    told = as_envelope(event)
    assert told["source"] == "aws.config"
    assert told["detail"]["messageType"] == "ConfigurationItemChangeNotification"
    assert told["detail"]["configurationItem"] == {**ITEM, "awsAccountId": "123456789012"}


def test_a_call_is_found_in_what_lookups_and_rules_wrap_around_it() -> None:
    assert as_envelope({"EventId": "e", "CloudTrailEvent": json.dumps(CALL)})["detail"] == CALL
    oversized = {"configurationItemSummary": ITEM, "messageType": "Oversized"}
    told = as_envelope({"invokingEvent": json.dumps(oversized)})
    assert told["detail"] == oversized
