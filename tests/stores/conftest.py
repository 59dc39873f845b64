"""Stores to test: in memory, on a simulated table, and on one whose transactions are real."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from tests.support.house import Clock
from tests.support.tables import make_table


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def moto_client() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture(params=["memory", "moto", pytest.param("ministack", marks=pytest.mark.integration)])
def store(request: pytest.FixtureRequest, clock: Clock) -> Any:
    """Every store in turn: all have the same contract."""
    if request.param == "memory":
        return MemoryStore(now=clock)
    return _on_table(request.getfixturevalue(f"{request.param}_client"), clock)


@pytest.fixture(params=["memory", pytest.param("ministack", marks=pytest.mark.integration)])
def concurrent_store(request: pytest.FixtureRequest, clock: Clock) -> Any:
    """The stores that keep their promises under concurrency; moto loses updates there."""
    if request.param == "memory":
        return MemoryStore(now=clock)
    return _on_table(request.getfixturevalue("ministack_client"), clock)


def _on_table(client: Any, clock: Clock) -> DynamoStore:
    return DynamoStore(client, make_table(client), now=clock)
