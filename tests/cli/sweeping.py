"""A small account on moto, swept from the command line, in which anything can be made to fail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from moto import mock_aws

from posturewatch import catalog
from posturewatch.sources import sessions
from posturewatch.sources.operations import lists_of_several
from posturewatch_cli import access, main
from tests.support.account import REGION, make_account

QUICK = Config(retries={"mode": "standard", "max_attempts": 1}, max_pool_connections=32)


FEW_TYPES = (
    "AWS::::Account",
    "AWS::CloudTrail::Trail",
    "AWS::EC2::Instance",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Volume",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBSnapshot",
    "AWS::S3::Bucket",
)
"""A catalogue that does not grow: what a sweep does is tested, not what there is to judge."""


@pytest.fixture(scope="module", autouse=True)
def few_types() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog, "resource_types", lambda: FEW_TYPES)
        lists_of_several.cache_clear()
        yield
    lists_of_several.cache_clear()


Fault = Callable[[str, str, dict[str, Any]], str | None]
"""(service:Operation, region, what is sent) → an error code, or None; `!` at its end: explicit."""


class Raw:
    """The body of a raw HTTP response."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.body


def page(status: int = 500, body: bytes = b"<html><body>Bad gateway</body></html>") -> AWSResponse:
    """Return the answer of something between us and AWS."""
    return AWSResponse("http://proxy", status, {"content-type": "text/html"}, Raw(body))


@dataclass
class Terminal:
    """Runs commands, and makes calls fail."""

    capsys: Any
    fault: Fault = lambda *_: None
    on_wire: Callable[[Any], Any] = lambda _: None
    calls: Counter[str] = field(default_factory=Counter)

    def session(self, *args: Any, **kwargs: Any) -> Any:
        session = REAL_SESSION(*args, **kwargs)
        session.events.register_first("before-call", self._before_call)
        session.events.register_first("before-send", self._before_send)
        return session

    def _before_call(self, model: Any, params: Any, context: Any, **_: Any) -> Any:
        name = f"{model.service_model.service_name}:{model.name}"
        self.calls[name] += 1
        sent = {**(params.get("query_string") or {}), "url": params["url"]}
        if isinstance(params["body"], dict):
            sent |= params["body"]
        what = self.fault(name, context["client_region"], sent)
        if isinstance(what, str):
            # AWS says in the message who denied it.
            message = "with an explicit deny in a policy" if what.endswith("!") else "no"
            error = {"Code": what.rstrip("!"), "Message": message}
            return SimpleNamespace(status_code=400, raw=None), {"Error": error}
        return None

    def _before_send(self, request: Any, **_: Any) -> Any:
        what = self.on_wire(request)
        if isinstance(what, Exception):
            raise what
        return what

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command; its exit code, stdout and stderr."""
        code = main.main(["sweep", *arguments])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def sweep(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Run the command in the company's region; its exit code, report and stderr."""
        named = () if "--region" in arguments else ("--region", REGION)
        code, out, err = self.run(*named, "--format", "json", *arguments)
        return code, json.loads(out), err


REAL_SESSION = boto3.Session


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with mock_aws():
        make_account()
        yield


@pytest.fixture
def terminal(account: None, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(capsys)
    monkeypatch.setattr(access.boto3, "Session", made.session)
    monkeypatch.setattr(sessions, "CONFIG", QUICK)
    return made


def lines(report: dict[str, Any], *lists: str) -> set[tuple[str, str]]:
    """Return (control, resource) of lists of a report."""
    return {(x["control"], x["resource"]["id"]) for name in lists for x in report[name]}


def unlisted(report: dict[str, Any]) -> set[str]:
    """Return the types that could not be listed."""
    return {x["resource"]["type"] for x in report["unknown"] if x["control"] is None}
