"""Verdicts of the controls of Macie."""

import pytest

from posturewatch.controls.macie import session as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.macie.session import Session

PASSED, FAILED = Status.PASSED, Status.FAILED
NONE = Session()
CASES = [
    (controls.enabled, Session(status="ENABLED"), PASSED),
    (controls.enabled, Session(status="PAUSED"), FAILED),
    (controls.enabled, NONE, FAILED),
    (controls.data_discovered, Session(status="ENABLED", automated_discovery=True), PASSED),
    (controls.data_discovered, Session(status="PAUSED", automated_discovery=True), FAILED),
    (controls.data_discovered, Session(status="ENABLED"), FAILED),
    (controls.results_kept, Session(results_bucket="results"), PASSED),
    (controls.results_kept, NONE, FAILED),
    (controls.findings_published, Session(publishes_findings=True), PASSED),
    (controls.findings_published, NONE, FAILED),
]


@pytest.mark.parametrize(("control", "session", "expected"), CASES)
def test_verdict(control, session, expected):
    assert control(session).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(Session(unknown=dict.fromkeys(Session.properties, "AccessDenied")))
