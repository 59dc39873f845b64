"""From a finding's commit to Slack's 200 on the embedded AWS: at a quiet time, and in a burst."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from posturewatch.domain.thread import WINDOW
from posturewatch.stores.dynamodb import DynamoStore, entry_of_item
from posturewatch_local.slack_receiver import SlackReceiver
from posturewatch_local.stack import AUDITED_ACCOUNT, EmbeddedAws
from tests.integration.deployed import config_item

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
REGION = "eu-central-1"
QUIET = 12
WITHIN = 45.0
"""Seconds over which a burst is spread: it is promised for one within a minute. Put all at once, it
would measure how fast the emulator, which is one process for everything, takes events in."""
BURST = int(os.environ.get("POSTUREWATCH_BENCH_BURST", "1000"))
OPEN = [
    {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
        "Ipv6Ranges": [],
        "UserIdGroupPairs": [],
        "PrefixListIds": [],
    }
]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws(
        template=TEMPLATE,
        region=REGION,
        # Slack's own limit: one message a second in a channel.
        slack=SlackReceiver(channels={"C0BENCH": "bench"}, spacing=1.0),
        parameters={
            "Stage": "bench",
            "Accounts": AUDITED_ACCOUNT,
            "Regions": REGION,
            "SlackEnabled": "true",
            "SlackChannel": "C0BENCH",
        },
    ) as running:
        running.home.client("secretsmanager").put_secret_value(
            SecretId=running.outputs["SlackSecretArn"],
            SecretString=json.dumps({"bot_token": min(running.slack.tokens)}),
        )
        yield running


@pytest.fixture(scope="module")
def store(aws: EmbeddedAws) -> DynamoStore:
    return DynamoStore(aws.home.client("dynamodb"), aws.outputs["TableName"])


def told(what: str, **figures: Any) -> None:
    shown = "  ".join(f"{name} {figure}" for name, figure in figures.items())
    print(f"\n{what}: {shown}")


def item(group: str, *, is_open: bool) -> dict[str, Any]:
    """Return Config's event about a group: complete, so that nothing needs to be read."""
    shown = {"GroupId": group, "GroupName": group, "VpcId": "vpc-1", "IpPermissions": []}
    detail = config_item({**shown, "IpPermissions": OPEN if is_open else []})
    return {
        "source": "aws.config",
        "detail-type": "Config Configuration Item Change",
        "detail": detail,
    }


def entries(aws: EmbeddedAws) -> list[Any]:
    pages = (
        aws.home.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=aws.outputs["TableName"],
            FilterExpression="sk = :outbox",
            ExpressionAttributeValues={":outbox": {"S": "OUTBOX"}},
        )
    )
    return [entry_of_item(found) for page in pages for found in page["Items"]]


def part(store: DynamoStore) -> None:
    """Let what happens from now on be another matter than all before."""
    for thread in store.desk("slack", AUDITED_ACCOUNT).threads:
        store.save_thread(replace(thread, moved_at=thread.moved_at - 2 * WINDOW))


def test_a_finding_is_in_slack_within_a_second(aws: EmbeddedAws, store: DynamoStore) -> None:
    waits = []
    for number in range(QUIET):
        before = len(aws.slack.messages)
        aws.put_events(item(f"sg-quiet{number:04d}", is_open=True))
        (message, *_) = aws.slack.wait_for(count=before + 1, timeout=60)[before:]
        (entry,) = (
            e for e in entries(aws) if e.resource and e.resource.name == f"sg-quiet{number:04d}"
        )
        waits.append(message.received_at - entry.at.timestamp())
        time.sleep(1.0)
        part(store)
    warm = sorted(waits[2:])
    median = statistics.median(warm)
    told(
        "commit to Slack, quiet",
        median=f"{median * 1000:.0f} ms",
        worst=f"{warm[-1] * 1000:.0f} ms",
        first=f"{waits[0] * 1000:.0f} ms",
    )
    assert median < 1.0


def warm_up(aws: EmbeddedAws) -> None:
    """Start as many workers as a burst takes: here they share two cores with whoever tells."""
    since = time.time()
    aws.put_events(*(item(f"sg-warm{number:04d}", is_open=False) for number in range(60)))
    aws.wait_until(lambda: not aws.queue_depths()["ChangeQueue"], "warm workers", timeout=300)
    told("warm-up", took=f"{time.time() - since:.1f} s")


def test_a_burst_is_a_handful_of_messages(aws: EmbeddedAws, store: DynamoStore) -> None:
    warm_up(aws)
    part(store)
    before = len(aws.slack.messages)
    groups = [f"sg-burst{number:06d}" for number in range(BURST)]
    begun = time.time()
    for start in range(0, BURST, 10):
        time.sleep(max(0.0, begun + WITHIN * start / BURST - time.time()))
        aws.put_events(*(item(group, is_open=True) for group in groups[start : start + 10]))
    sent = time.time() - begun

    def members() -> set[str]:
        threads = store.desk("slack", AUDITED_ACCOUNT).threads
        return {m.key.id for t in threads if t.is_shown for m in t.members}

    aws.wait_until(lambda: set(groups) <= members(), "the whole burst in Slack", timeout=600)
    took = time.time() - begun
    new = aws.slack.messages[before:]
    first = min(e.at.timestamp() for e in entries(aws) if e.resource and "burst" in e.resource.name)
    posts = [message for message in new if message.method == "chat.postMessage"]
    told(
        f"a burst of {BURST}",
        sent=f"in {sent:.0f} s",
        first=f"{(new[0].received_at - first) * 1000:.0f} ms after its commit",
        messages=len(posts),
        edits=len(new) - len(posts),
        refused=sum(call.status == 429 for call in aws.slack.calls),
        whole=f"after {took:.0f} s",
    )
    assert new[0].received_at - first < 2.0
    assert new[0].received_at - begun < WITHIN, "while the burst goes on"
    assert len(posts) <= 5
    gaps = [b.received_at - a.received_at for a, b in pairwise(posts)]
    assert all(gap >= 0.99 for gap in gaps)
    waiting = store.due_entries(datetime.now(UTC) + timedelta(days=30))
    assert [e for e in waiting if e.resource and "burst" in e.resource.name] == []
