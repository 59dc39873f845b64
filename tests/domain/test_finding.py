"""Findings and moves."""

from dataclasses import replace

import pytest

from posturewatch.domain.control import Severity
from posturewatch.domain.finding import Finding, MoveKind
from posturewatch.domain.verdict import Status
from tests.support.house import START, key

FINDING = Finding(
    key("a/b#c"), "test-widget-sealed", Severity.HIGH, Status.FAILED, "Why.", {}, START, START
)


def test_the_id_is_the_resource_and_the_control():
    assert FINDING.id == "123456789012/eu-west-1/AWS::Test::Widget/a/b#c/test-widget-sealed"


def test_it_is_open_from_a_failure_to_a_verified_pass():
    assert not FINDING.is_open
    opened = replace(FINDING, opened_at=START)
    assert opened.is_open
    assert not replace(opened, resolved_at=START).is_open
    assert replace(opened, status=Status.NOT_AVAILABLE).is_open


@pytest.mark.parametrize("kind", MoveKind)
def test_only_failures_are_bad(kind):
    assert kind.is_bad == (kind.value in ("first_seen", "regressed", "expired", "reopened"))
