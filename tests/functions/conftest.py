"""A simulated AWS, with a table, queues and a topic of its own for each test of a door."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.support.doors import Deployment


@pytest.fixture(scope="module")
def simulated() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def aws(simulated: None, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    return Deployment(monkeypatch)
