"""Controls of AWS::AccessAnalyzer::Analyzer."""

import pytest

from posturewatch.controls.accessanalyzer import analyzer as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.accessanalyzer.analyzer import Analyzer

PASSED, FAILED = Status.PASSED, Status.FAILED
UNUSED = "ORGANIZATION_UNUSED_ACCESS"

CASES = [
    (controls.active, Analyzer(status="ACTIVE"), PASSED),
    (controls.active, Analyzer(status="DISABLED"), FAILED),
    (controls.active, Analyzer(status="FAILED"), FAILED),
    (controls.external_access_resolved, Analyzer(active_findings=0), PASSED),
    (controls.external_access_resolved, Analyzer(kind=UNUSED, active_findings=3), PASSED),
    (controls.external_access_resolved, Analyzer(active_findings=3), FAILED),
    (controls.unused_access_resolved, Analyzer(active_findings=3), PASSED),
    (controls.unused_access_resolved, Analyzer(kind=UNUSED, active_findings=0), PASSED),
    (controls.unused_access_resolved, Analyzer(kind=UNUSED, active_findings=3), FAILED),
    (controls.owner_tagged, Analyzer(tags={"team": "security"}), PASSED),
    (controls.owner_tagged, Analyzer(), FAILED),
]


@pytest.mark.parametrize(("control", "analyzer", "expected"), CASES)
def test_verdict(control, analyzer, expected):
    assert control(analyzer).status is expected


def test_findings_that_could_not_be_counted_are_not_judged():
    unread = Analyzer(unknown={"active_findings": "AccessDenied on GetFindingsStatistics"})
    with pytest.raises(UnknownValue, match="AccessDenied"):
        controls.external_access_resolved(unread)
