"""Sixteen workers on one account: how often transactions meet on its tallies, and what shards win.

No emulator refuses transactions that meet, DynamoDB does. So a client in memory stands in for it:
an item that a transaction is writing is refused to every other one, for as long as a transaction
takes there, and nothing else costs anything.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from posturewatch.domain.errors import StoreConflict
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import ResourceKey
from posturewatch.stores.dynamodb import SHARDS, DynamoStore
from posturewatch.usecases.evaluate import Evaluator
from tests.bench.test_change import told
from tests.support.house import START, Clock, catalogued, change, key, read_item, widget
from tests.support.tables import make_table

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

WORKERS = 16
EACH = 40
LASTS = 0.012
"""How long a transaction holds its items, in seconds: DynamoDB's usual order of magnitude."""


@dataclass
class Contended:
    """A DynamoDB client that refuses what another transaction is writing just now."""

    lasts: float = LASTS
    items: dict[tuple[str, str], Any] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    writing: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    counted: Counter[str] = field(default_factory=Counter)

    def get_paginator(self, _: str) -> Any:
        return SimpleNamespace(paginate=self._pages)

    def _pages(self, **asked: Any) -> Any:
        of = asked["ExpressionAttributeValues"][":pk"]["S"]
        with self.lock:
            yield {"Items": [item for (pk, _), item in self.items.items() if pk == of][::-1]}

    def transact_write_items(self, *, TransactItems: list[dict[str, Any]]) -> None:  # noqa: N803 # boto3's name
        actions = [action for one in TransactItems for action in one.values()]
        keys = [self._key(action) for action in actions]
        with self.lock:
            met = [key in self.writing for key in keys]
            self.counted["tried"] += 1
            if any(met):
                self.counted["met"] += 1
                raise refused(["TransactionConflict" if each else "None" for each in met])
            held = [self._holds(key, action) for key, action in zip(keys, actions, strict=True)]
            if not all(held):
                self.counted["late"] += 1
                raise refused(["None" if each else "ConditionalCheckFailed" for each in held])
            self.writing.update(keys)
        time.sleep(self.lasts)
        with self.lock:
            self.writing.difference_update(keys)
            self.counted["written"] += 1
            for of, action in zip(keys, actions, strict=True):
                if "Item" in action:
                    self.items[of] = action["Item"]
                elif "judged" in action["UpdateExpression"]:
                    figures = action["ExpressionAttributeValues"]
                    self.added[of[0]] += int(figures[":judged"]["N"])

    def _key(self, action: Mapping[str, Any]) -> tuple[str, str]:
        item = action.get("Item") or action["Key"]
        return item["pk"]["S"], item["sk"]["S"]

    def _holds(self, of: tuple[str, str], action: Mapping[str, Any]) -> bool:
        if "attribute_not_exists" in action.get("ConditionExpression", ""):
            return of not in self.items
        values = action.get("ExpressionAttributeValues", {})
        return ":before" not in values or self.items[of]["version"] == values[":before"]


def refused(codes: list[str]) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": "TransactionCanceledException", "Message": ""},
            "CancellationReasons": [{"Code": code} for code in codes],
        },
        "TransactWriteItems",
    )


class Flapping:
    """Every read of a resource shows it bad and good in turn, so that each one is committed."""

    def __init__(self) -> None:
        self.reads: Counter[ResourceKey] = Counter()
        self.calls: dict[str, int] = {}

    def read(self, cls: Any, of: ResourceKey, *, listed: Any = None) -> Found:
        self.reads[of] += 1
        number = self.reads[of]
        return Found(widget(of, good=number % 2 == 0), START + timedelta(minutes=number))


def stormed(store: DynamoStore) -> tuple[float, list[float], int]:
    """Let every worker commit changes of its own resources; seconds, latencies, given up."""
    source = Flapping()
    given_up = Counter[str]()
    times: list[float] = []

    def work(number: int) -> None:
        clock = Clock()
        evaluator = Evaluator(
            store, source, SimpleNamespace(later=lambda *_: None), read_item, clock
        )
        for round_ in range(EACH):
            at = clock.tick(minutes=1)
            begun = time.perf_counter()
            try:
                evaluator.evaluate(change(key(f"w-{number}-{round_ % 4}"), at, source="config"))
            except StoreConflict:
                given_up["worker"] += 1
            times.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    return time.perf_counter() - begun, sorted(times), given_up["worker"]


def test_sixteen_workers_on_one_account():
    """What a commit costs where every one moves the same tallies, by their shards."""
    floor = WORKERS / LASTS
    for shards in (1, 2, 4, 8, 16, 32, 64):
        client = Contended()
        with catalogued():
            seconds, times, given_up = stormed(DynamoStore(client, "t", shards=shards))
        counted = client.counted
        assert counted["tried"] == counted["written"] + counted["met"] + counted["late"]
        told(
            f"{WORKERS} workers, {shards} shards",
            commits_per_second=f"{counted['written'] / seconds:.0f}",
            of_the_floor=f"{counted['written'] / seconds / floor:.2f}",
            refused_per_commit=f"{counted['met'] / counted['written']:.2f}",
            median=f"{times[len(times) // 2] * 1000:.0f} ms",
            p99=f"{times[len(times) * 99 // 100] * 1000:.0f} ms",
            given_up=given_up,
        )
    assert SHARDS in (8, 16, 32)


@pytest.mark.integration
def test_sixteen_workers_on_ministack(ministack_client: Any):
    """On an emulator that makes transactions wait for each other: nothing but its own work."""
    for shards in (1, SHARDS):
        with catalogued():
            store = DynamoStore(ministack_client, make_table(ministack_client), shards=shards)
            seconds, _, given_up = stormed(store)
        commits = WORKERS * EACH - given_up
        told(
            f"MiniStack, {shards} shards",
            commits_per_second=f"{commits / seconds:.0f}",
            given_up=given_up,
        )
