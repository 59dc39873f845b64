"""Verdicts of the controls of backup plans."""

import pytest

from posturewatch.controls.backup import backup_plan as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.backup.backup_plan import BackupPlan, BackupRule

PASSED, FAILED = Status.PASSED, Status.FAILED


def ruled(**rule):
    return BackupPlan(rules=(BackupRule(name="daily", **rule),))


CASES = [
    (controls.resources_selected, BackupPlan(selections=1), PASSED),
    (controls.resources_selected, BackupPlan(), FAILED),
    (controls.kept_long_enough, ruled(keeps_days=35), PASSED),
    (controls.kept_long_enough, ruled(), PASSED),
    (controls.kept_long_enough, ruled(keeps_days=34), FAILED),
    (controls.copied_elsewhere, ruled(copies=1), PASSED),
    (controls.copied_elsewhere, ruled(), FAILED),
    (controls.owner_tagged, BackupPlan(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, BackupPlan(), FAILED),
]


@pytest.mark.parametrize(("control", "plan", "expected"), CASES)
def test_verdict(control, plan, expected):
    assert control(plan).status is expected
