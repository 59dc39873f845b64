"""A simulated AWS, with a table, queues and a topic of its own for each test of a door."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.cli.sweeping import few_types
from tests.support.doors import REGION, Deployment, shared_session

__all__ = ["few_types"]  # fixture


@pytest.fixture(scope="module")
def simulated() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def aws(simulated: None, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    ec2 = shared_session().client("ec2", REGION)
    for volume in ec2.describe_volumes()["Volumes"]:
        ec2.delete_volume(VolumeId=volume["VolumeId"])
    return Deployment(monkeypatch)
