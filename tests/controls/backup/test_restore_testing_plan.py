"""Verdicts of the controls of restore testing plans."""

from datetime import UTC, datetime, timedelta

import pytest

from posturewatch.controls.backup import restore_testing_plan as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.backup.restore_testing_plan import RestoreTestingPlan

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def run(days):
    return RestoreTestingPlan(last_run_at=NOW - timedelta(days=days), observed_at=NOW)


CASES = [
    (controls.executed, run(7), PASSED),
    (controls.executed, run(366), FAILED),
    (controls.executed, RestoreTestingPlan(), FAILED),
    (controls.resources_selected, RestoreTestingPlan(selections=2), PASSED),
    (controls.resources_selected, RestoreTestingPlan(), FAILED),
]


@pytest.mark.parametrize(("control", "plan", "expected"), CASES)
def test_verdict(control, plan, expected):
    assert control(plan).status is expected
