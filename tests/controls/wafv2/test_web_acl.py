"""Verdicts of the controls of web ACLs."""

import pytest

from posturewatch.controls.wafv2 import web_acl as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.wafv2.web_acl import Rule, WebACL

PASSED, FAILED = Status.PASSED, Status.FAILED
BLOCKS = Rule(name="blocks", metrics=True)
COUNTS = Rule(name="counts", counts=True, metrics=True)
WATCHES = Rule(name="watches", counts_group=True)

CASES = [
    (controls.rules_present, WebACL(rules=(BLOCKS,)), PASSED),
    (controls.rules_present, WebACL(managed_groups=1), PASSED),
    (controls.rules_present, WebACL(), FAILED),
    (controls.rules_enforced, WebACL(rules=(COUNTS, BLOCKS)), PASSED),
    (controls.rules_enforced, WebACL(rules=(COUNTS,), blocks_by_default=True), PASSED),
    (controls.rules_enforced, WebACL(rules=(COUNTS,), managed_groups=1), PASSED),
    (controls.rules_enforced, WebACL(rules=(COUNTS, WATCHES)), FAILED),
    (controls.rules_enforced, WebACL(), FAILED),
    (controls.logging_enabled, WebACL(logging=True), PASSED),
    (controls.logging_enabled, WebACL(), FAILED),
    (controls.metrics_enabled, WebACL(metrics=True, rules=(BLOCKS, COUNTS)), PASSED),
    (controls.metrics_enabled, WebACL(metrics=True, rules=(BLOCKS, WATCHES)), FAILED),
    (controls.metrics_enabled, WebACL(rules=(BLOCKS,)), FAILED),
    (controls.owner_tagged, WebACL(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, WebACL(), FAILED),
]


@pytest.mark.parametrize(("control", "acl", "expected"), CASES)
def test_verdict(control, acl, expected):
    assert control(acl).status is expected
