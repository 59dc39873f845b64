"""An audited account in which any call can be made to fail or to give any answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3

from posturewatch.domain.reading import Found, Gone, Outcome
from posturewatch.domain.resource import Resource, ResourceKey
from posturewatch.sources.config import read_item
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.listing import Listed, Page

ACCOUNT, REGION = "123456789012", "eu-west-1"


class Audited:
    """An account; on moto inside `mock_aws`, else only what `answer` says."""

    def __init__(self) -> None:
        self._failing: dict[str, str] = {}
        self._answers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self._clients: dict[tuple[str, str], Any] = {}
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        """(region, operation, parameters as they are sent) of every call."""
        self.source = LiveSource(lambda account, region, service: self.client(service, region))

    def client(self, service: str, region: str = REGION) -> Any:
        """Return the client that the source uses too."""
        if (service, region) not in self._clients:
            client = boto3.client(service, region_name=region)
            client.meta.events.register_first("before-call", self._intercept)
            self._clients[service, region] = client
        return self._clients[service, region]

    def _intercept(self, model: Any, params: dict[str, Any], context: Any, **_: Any) -> Any:
        sent = params["body"] if isinstance(params["body"], dict) else _parsed(params["body"])
        self.requests.append((context["client_region"], model.name, sent))
        # An operation's name alone, or with its service where two services share it.
        names = (model.name, f"{model.service_model.service_name}:{model.name}")
        code = next((self._failing[name] for name in names if name in self._failing), None)
        if code is not None:
            return SimpleNamespace(status_code=400, raw=None), {
                "Error": {"Code": code, "Message": "no"}
            }
        answer = next((self._answers[name] for name in names if name in self._answers), None)
        if answer is not None:
            return SimpleNamespace(status_code=200, raw=None), answer(sent)
        return None

    def fail(self, operation: str, code: str = "AccessDenied") -> None:
        """Let every further call of an operation fail."""
        self._failing[operation] = code

    def answer(self, operation: str, answer: Any) -> None:
        """Let every further call of an operation give an answer, or what a function makes of it."""
        self._answers[operation] = answer if callable(answer) else lambda _: answer

    def key(self, cls: type[Resource], id: str, region: str = REGION) -> ResourceKey:
        """Return the key of a resource of this account."""
        return ResourceKey(ACCOUNT, region, cls.type, id)

    def outcome(self, cls: type[Resource], id: str, region: str = REGION) -> Outcome:
        """Read a resource live."""
        return self.source.read(cls, self.key(cls, id, region))

    def read(self, cls: type[Resource], id: str, region: str = REGION) -> Any:
        """Read a resource live, which must be found."""
        return found(self.outcome(cls, id, region))

    def is_gone(self, cls: type[Resource], id: str, region: str = REGION) -> bool:
        """Return whether a live read says that a resource is gone."""
        return isinstance(self.outcome(cls, id, region), Gone)

    def listed(self, cls: type[Resource], region: str = REGION) -> tuple[Listed, ...]:
        """List a type, which must work."""
        page = self.source.list(cls, ACCOUNT, region)
        assert isinstance(page, Page), page
        assert page.token is None
        return page.resources


class Answering(Audited):
    """An account in which every call is answered, with nothing where nobody says otherwise."""

    def _intercept(self, model: Any, params: dict[str, Any], context: Any, **more: Any) -> Any:
        answered = super()._intercept(model, params, context, **more)
        return answered or (SimpleNamespace(status_code=200, raw=None), {})


def found(outcome: Outcome) -> Any:
    """Return the snapshot of an outcome, which must be there."""
    assert isinstance(outcome, Found), outcome
    return outcome.resource


def from_config(cls: type[Resource], item: dict[str, Any]) -> Any:
    """Read a Config item, which must be found."""
    return found(read_item(item, cls))


def recorded(folder: Path, file: str) -> dict[str, Any]:
    """Return a recorded Config document."""
    text = (folder / "config_documents.jsonl").read_text(encoding="utf-8")
    documents = {line["file"]: line["document"] for line in map(json.loads, text.splitlines())}
    document: dict[str, Any] = documents[file]
    return document


def _parsed(body: Any) -> dict[str, Any]:
    text = body.decode() if isinstance(body, bytes) else str(body)
    parsed = json.loads(text) if text.startswith("{") else {}
    return parsed if isinstance(parsed, dict) else {}
