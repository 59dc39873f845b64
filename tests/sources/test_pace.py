"""A storm of throttling: fewer calls at once, fewer calls at all, and never a guess."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.domain.places import Busy, Unknown
from posturewatch.domain.reading import Found
from posturewatch.domain.resource import ResourceKey
from posturewatch.resources.ec2.volume import Volume
from posturewatch.resources.sqs.queue import Queue
from posturewatch.sources.describe import MOST_THROTTLED, LiveSource
from posturewatch.sources.pace import CALM, MOST_AT_ONCE, Pace

ACCOUNT, REGION = "123456789012", "eu-west-1"
CALLS = ("GetQueueAttributes", "ListQueueTags")
"""What is asked of a queue."""


@given(st.lists(st.booleans(), max_size=300))
def test_the_pace_keeps_its_bounds(storms):
    pace = Pace()
    for is_busy in storms:
        before = pace.limit
        pace.note(is_busy=is_busy)
        assert 1 <= pace.limit <= MOST_AT_ONCE
        assert pace.limit == max(1, before // 2) if is_busy else before <= pace.limit <= before + 1


def test_after_a_storm_the_pace_is_found_again():
    pace = Pace()
    for _ in range(10):
        pace.note(is_busy=True)
    assert pace.limit == 1
    for _ in range(CALM * MOST_AT_ONCE):
        pace.note(is_busy=False)
    assert pace.limit == MOST_AT_ONCE


def test_no_more_hold_their_turn_than_may():
    pace, lock = Pace(), threading.Lock()
    for _ in range(2):
        pace.note(is_busy=True)
    running = most = 0

    def work(_: int) -> None:
        nonlocal running, most
        with pace.turn():
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.002)
            with lock:
                running -= 1

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(64)))
    assert (running, most) == (0, MOST_AT_ONCE // 4)


class Limited:
    """SQS as it is when it answers only so many at once and refuses all others, after retries."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.running = self.made = self.refused = 0
        self._lock = threading.Lock()
        self.meta = SimpleNamespace(
            region_name=REGION,
            service_model=SimpleNamespace(
                operation_model=lambda _: SimpleNamespace(
                    input_shape=SimpleNamespace(
                        members={"QueueUrl": SimpleNamespace(type_name="string")},
                        required_members=["QueueUrl"],
                    )
                )
            ),
        )

    def can_paginate(self, _: str) -> bool:
        return False

    def _call(self, **_: Any) -> dict[str, Any]:
        with self._lock:
            self.made += 1
            self.running += 1
            is_refused = self.running > self.at_once
            self.refused += is_refused
        try:
            time.sleep(0.001)
            if is_refused:
                raise ClientError({"Error": {"Code": "RequestThrottled"}}, "any")
            return {"Attributes": {"QueueArn": "arn"}, "Tags": {}}
        finally:
            with self._lock:
                self.running -= 1

    get_queue_attributes = list_queue_tags = _call


def read_all(source: LiveSource, number: int) -> list[Any]:
    keys = [
        ResourceKey(ACCOUNT, REGION, Queue.type, f"https://sqs/{ACCOUNT}/q-{n}")
        for n in range(number)
    ]
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        return list(pool.map(lambda key: source.read(Queue, key), keys))


def test_a_storm_leaves_unknown_what_was_refused_and_slows_down(monkeypatch):
    """AWS takes two at once: sixteen threads must not keep asking it for sixteen."""
    monkeypatch.setattr("posturewatch.sources.describe.MOST_THROTTLED", 1_000)
    api = Limited(2)
    source = LiveSource(lambda *_: api, of_one_sweep=True)
    outcomes = read_all(source, 300)
    assert api.refused < api.made / 4
    assert source.throttled == api.refused > 0
    assert all(isinstance(x, Unknown | Found) for x in outcomes)
    untold = [x for x in outcomes if "Throttled on" in str(_reasons(x))]
    assert 0 < len(untold) <= api.refused


def _reasons(outcome: Any) -> Any:
    return outcome.reason if isinstance(outcome, Unknown) else outcome.resource.unread


def test_what_is_always_refused_is_soon_not_asked_any_more():
    api = Limited(0)
    source = LiveSource(lambda *_: api, of_one_sweep=True)
    outcomes = read_all(source, 500)
    assert all(isinstance(outcome, Unknown) for outcome in outcomes)
    assert api.made <= len(CALLS) * (MOST_THROTTLED + MOST_AT_ONCE)


def test_outside_of_a_sweep_every_change_is_asked_about():
    api = Limited(0)
    source = LiveSource(lambda *_: api)
    read_all(source, 50)
    assert api.made == 50 * len(CALLS)


def test_a_listing_that_was_refused_too_often_is_busy_and_not_empty():
    class Refusing:
        meta = SimpleNamespace(region_name=REGION, service_model=None)

        def can_paginate(self, _: str) -> bool:
            return False

        def describe_volumes(self, **_: Any) -> Any:
            raise ClientError({"Error": {"Code": "RequestLimitExceeded"}}, "DescribeVolumes")

    source = LiveSource(lambda *_: Refusing(), of_one_sweep=True)
    answers = [source.list(Volume, ACCOUNT, REGION) for _ in range(MOST_THROTTLED + 3)]
    assert all(isinstance(answer, Busy) for answer in answers)
    assert source.calls == {"ec2:DescribeVolumes": MOST_THROTTLED}


@pytest.mark.parametrize("attempts", [0, 2])
def test_what_was_answered_only_after_retries_slows_down_too(attempts):
    class Retrying(Limited):
        def _call(self, **_: Any) -> dict[str, Any]:
            told = super()._call()
            return {**told, "ResponseMetadata": {"RetryAttempts": attempts}}

        get_queue_attributes = list_queue_tags = _call

    source = LiveSource(lambda *_: Retrying(100), of_one_sweep=True)
    read_all(source, 20)
    (pace,) = source._paces.values()
    assert (pace.limit < MOST_AT_ONCE) == bool(attempts)
    assert source.throttled == 0
