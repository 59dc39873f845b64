"""An audited account on moto, and the recorded documents of EC2."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.resource import Resource, ResourceKey
from posturewatch.sources.config import read_item
from posturewatch.sources.describe import LiveSource

ACCOUNT, REGION = "123456789012", "us-east-1"


class Audited:
    """An account on moto in which any call can be made to fail."""

    def __init__(self) -> None:
        self._failing: dict[str, str] = {}
        self._session = boto3.Session(region_name=REGION)
        self.ec2 = self._session.client("ec2")
        self.source = LiveSource(self._client_for)
        self.ec2.meta.events.register_first("before-call.ec2", self._refuse)

    def _client_for(self, account: str, region: str, service: str) -> Any:
        assert (account, region, service) == (ACCOUNT, REGION, "ec2")
        return self.ec2

    def _refuse(self, model: Any, **_: Any) -> Any:
        code = self._failing.get(model.name)
        if code is not None:
            return SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": "no"}}
        return None

    def fail(self, operation: str, code: str) -> None:
        """Let every further call of an operation fail."""
        self._failing[operation] = code

    def key(self, cls: type[Resource], id: str) -> ResourceKey:
        """Return the key of a resource of this account."""
        return ResourceKey(ACCOUNT, REGION, cls.type, id)

    def read(self, cls: type[Resource], id: str) -> Any:
        """Read a resource live, which must be found."""
        outcome = self.source.read(cls, self.key(cls, id))
        assert isinstance(outcome, Found), outcome
        return outcome.resource

    def is_gone(self, cls: type[Resource], id: str) -> bool:
        """Return whether a live read says that a resource is gone."""
        return isinstance(self.source.read(cls, self.key(cls, id)), Gone)

    def answer(self, operation: str, answer: dict[str, Any]) -> None:
        """Let every further call of an operation give this answer."""

        def stub(model: Any, **_: Any) -> Any:
            return (SimpleNamespace(status_code=200), answer) if model.name == operation else None

        self.ec2.meta.events.register_first("before-call.ec2", stub)


@pytest.fixture
def aws() -> Iterator[Audited]:
    with mock_aws():
        yield Audited()


@pytest.fixture(scope="session")
def recorded(reference_data: Path) -> dict[str, Any]:
    """Recorded Config documents, by file."""
    text = (reference_data / "config_documents.jsonl").read_text(encoding="utf-8")
    return {line["file"]: line["document"] for line in map(json.loads, text.splitlines())}


def read_config(cls: type[Resource], item: dict[str, Any], **more: Any) -> Any:
    """Read a Config item, which must be found."""
    outcome = read_item({**item, **more}, cls)
    assert isinstance(outcome, Found), outcome
    return outcome.resource


@pytest.fixture
def from_config() -> Any:
    return read_config
