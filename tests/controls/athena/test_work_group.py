"""Verdicts of the controls of Athena workgroups."""

import pytest

from posturewatch.controls.athena import work_group as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.athena.work_group import WorkGroup

PASSED, FAILED = Status.PASSED, Status.FAILED
UNTOLD = {"results_managed": "config does not tell"}
CASES = [
    (controls.results_encrypted, WorkGroup(encryption="SSE_S3", unknown=UNTOLD), PASSED),
    (controls.results_encrypted, WorkGroup(results_managed=True), PASSED),
    (controls.results_encrypted, WorkGroup(), FAILED),
    (controls.settings_enforced, WorkGroup(), PASSED),
    (controls.settings_enforced, WorkGroup(enforced=False), FAILED),
    (controls.metrics_published, WorkGroup(), PASSED),
    (controls.metrics_published, WorkGroup(metrics=False), FAILED),
    (controls.scans_limited, WorkGroup(scan_limit=10_000_000), PASSED),
    (controls.scans_limited, WorkGroup(), FAILED),
    (controls.owner_tagged, WorkGroup(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, WorkGroup(), FAILED),
]


@pytest.mark.parametrize(("control", "group", "expected"), CASES)
def test_verdict(control, group, expected):
    assert control(group).status is expected
