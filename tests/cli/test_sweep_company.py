"""The company of the demo, swept: what it costs, and that every format holds all of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from posturewatch import bootstrap
from posturewatch.domain.report import Report, Selection
from posturewatch.exporters import asff, csv, html, ocsf
from posturewatch.sources.answers import EXPIRED
from posturewatch.sources.describe import LiveSource
from posturewatch.sources.sessions import AuditedClients
from posturewatch_cli.audit import Audit, CallCounter
from posturewatch_local.company import REGION, make_company
from tests.cli.sweeping import few_types

__all__ = ["few_types"]  # fixture

ACCOUNT = "123456789012"
MOST_CALLS = 300
"""Some 210 calls of one region; the account asks in each region that moto has, and asks again where
moto has no Access Analyzer."""


class Session:
    """What makes the company: a session in the account."""

    def client(self, service_name: str, **options: Any) -> Any:
        return boto3.client(service_name, **({"region_name": REGION} | options))


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with mock_aws(config={"iam": {"load_aws_managed_policies": True}}):
        make_company(Session(), ACCOUNT)
        yield


def swept(*, of_one_sweep: bool) -> tuple[Report, CallCounter]:
    calls = CallCounter()
    source = LiveSource(
        AuditedClients(boto3.Session(), on_call=calls), of_one_sweep=of_one_sweep, final=EXPIRED
    )
    audit = Audit(source, ACCOUNT, (REGION,), bootstrap.scorecard("foundation"))
    audit.run()
    return audit.report(seconds=1.0, api_calls=calls.total, selection=Selection()), calls


@pytest.fixture(scope="module")
def whole(account: None) -> tuple[Report, CallCounter]:
    return swept(of_one_sweep=True)


def without_times(report: Report) -> dict[str, Any]:
    told = report.to_json()
    return {name: value for name, value in told.items() if name not in ("at", "api_calls")}


def test_what_it_costs(whole):
    report, calls = whole
    assert report.resources == 72
    # moto has no Access Analyzer, and does not tell the virtualization of an instance.
    assert Counter(line.control.id for line in report.unknown if line.control) == {
        "account-account-external-access-analyzed": 1,
        "ec2-instance-hvm-used": 5,
    }
    assert report.api_calls == calls.total <= MOST_CALLS
    asked = Counter(calls.by_operation)
    # Asked once, whoever needs it.
    assert asked["s3control:GetPublicAccessBlock"] == 1
    assert asked["iam:GetAccountAuthorizationDetails"] == 1
    assert asked["iam:GetRole"] == asked["iam:GetUser"] == asked["iam:ListGroupPolicies"] == 0


def test_asking_one_by_one_comes_to_the_same(whole):
    report, calls = swept(of_one_sweep=False)
    assert without_times(report) == without_times(whole[0])
    assert calls.total > whole[1].total + 80


def test_every_format_holds_every_finding(whole):
    report, _ = whole
    number = len(report.findings)
    assert number > 40
    lines = number + len(report.unknown)
    assert len(csv.written(report).splitlines()) == lines + 1
    assert len(asff.findings(report)) == len(ocsf.events(report)) == lines
    page = html.written(report)
    for line in report.findings:
        assert line.control is not None
        assert line.control.id in page
        assert str(line.subject.name) in page
    assert datetime.fromisoformat(json.loads(json.dumps(report.to_json()))["at"]).tzinfo
