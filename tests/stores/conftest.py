"""Stores to test: in memory, on a simulated table, and on one whose transactions are real."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from posturewatch.stores.dynamodb import DynamoStore
from posturewatch.stores.memory import MemoryStore
from posturewatch_local.ministack_launcher import ministack
from tests.support.house import Clock
from tests.support.tables import make_table


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def moto_client() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture(scope="session")
def ministack_client() -> Iterator[Any]:
    with ministack("111122223333") as child:
        config = Config(max_pool_connections=32, retries={"max_attempts": 1})
        client = boto3.client("dynamodb", endpoint_url=child.url, config=config)
        yield client
        client.close()


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
