"""AWS::AccessAnalyzer::Analyzer from Config items, live reads, plans and templates."""

from datetime import UTC, datetime
from typing import Any

import pytest

from posturewatch.resources.accessanalyzer.analyzer import Analyzer
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

MADE = datetime(2025, 1, 2, tzinfo=UTC)
ARN = f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/external"
ANALYZER = {
    "arn": ARN,
    "name": "external",
    "type": "ACCOUNT",
    "createdAt": MADE,
    "tags": {"team": "security"},
    "status": "ACTIVE",
}
# Written by hand after the schema that AWS publishes.
ITEM: dict[str, Any] = {
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2025-11-06T17:56:56.560Z",
    "configurationItemStatus": "OK",
    "arn": ARN,
    "resourceType": "AWS::AccessAnalyzer::Analyzer",
    "resourceId": ARN,
    "resourceName": "external",
    "awsRegion": REGION,
    "resourceCreationTime": "2025-01-02T00:00:00.000Z",
    "tags": {"team": "security"},
    "configuration": {"AnalyzerName": "external", "Arn": ARN, "Type": "ACCOUNT"},
}


@pytest.fixture
def aws() -> Audited:
    """An account that answers as AWS documents: moto does not keep a region's analyzers apart."""
    audited = Audited()
    audited.answer("ListAnalyzers", {"analyzers": [ANALYZER]})
    audited.answer("GetAnalyzer", {"analyzer": ANALYZER})
    audited.answer("GetFindingsStatistics", counted("external", 3))
    return audited


def counted(kind: str, count: int) -> dict[str, Any]:
    """Return the statistics of an analyzer of a kind."""
    return {"findingsStatistics": [{f"{kind}AccessFindingsStatistics": total(count)}]}


def total(count: int) -> dict[str, int]:
    return {"totalActiveFindings": count, "totalArchivedFindings": 7, "totalResolvedFindings": 9}


def test_a_live_read_and_what_it_costs(aws):
    live = aws.read(Analyzer, "external")
    assert live == Analyzer(
        key=aws.key(Analyzer, "external"),
        arn=ARN,
        tags={"team": "security"},
        created_at=MADE,
        kind="ACCOUNT",
        status="ACTIVE",
        active_findings=3,
    )
    (listed,) = aws.listed(Analyzer)
    assert aws.source.read(Analyzer, listed.key, listed=listed).resource == live
    assert aws.source.calls["accessanalyzer:GetAnalyzer"] == 1
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Analyzer)


@pytest.mark.parametrize("kind", ["external", "unused", "internal"])
def test_findings_of_every_kind_of_analyzer_are_counted(aws, kind):
    aws.answer("GetFindingsStatistics", counted(kind, 5))
    assert aws.read(Analyzer, "external").active_findings == 5


def test_what_was_not_counted_yet_is_not_zero(aws):
    aws.answer("GetFindingsStatistics", {"findingsStatistics": []})
    assert unknowns(aws.read(Analyzer, "external")) == ["active_findings"]


def test_gone_and_denied(aws):
    aws.fail("GetFindingsStatistics", "AccessDeniedException")
    assert unknowns(aws.read(Analyzer, "external")) == ["active_findings"]
    aws.fail("GetAnalyzer", "ResourceNotFoundException")
    assert aws.is_gone(Analyzer, "external")


def test_the_other_sources_know_all_but_what_goes_on_later(aws):
    live = aws.read(Analyzer, "external")
    item = from_config(Analyzer, ITEM)
    assert item.key == live.key
    assert disagreements(item, live) == []
    assert unknowns(item) == ["active_findings", "status"]
    values = {"analyzer_name": "external", "type": "ACCOUNT", "tags_all": {"team": "security"}}
    (by_plan,) = planned(plan({"aws_accessanalyzer_analyzer.external": values}), Analyzer)
    properties = {"Type": "ACCOUNT", "Tags": [{"Key": "team", "Value": "security"}]}
    (by_template,) = declared(
        template({"External": ("AWS::AccessAnalyzer::Analyzer", properties)}), Analyzer
    )
    for found in (by_plan, by_template):
        assert disagreements(found, live) == ["arn"]
        assert unknowns(found) == ["active_findings", "created_at"]
