"""Controls of AWS::RDS::EventSubscription."""

import pytest

from posturewatch.controls.rds import event_subscription as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.rds.event_subscription import EventSubscription

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.enabled, EventSubscription(), PASSED),
    (controls.enabled, EventSubscription(enabled=False), FAILED),
    (controls.critical_events_covered, EventSubscription(source="db-instance"), PASSED),
    (
        controls.critical_events_covered,
        EventSubscription(source="db-cluster", categories=("failure", "maintenance")),
        PASSED,
    ),
    (
        controls.critical_events_covered,
        EventSubscription(source="db-proxy", categories=("failover",)),
        PASSED,
    ),
    (
        controls.critical_events_covered,
        EventSubscription(source="db-instance", categories=("failure",)),
        FAILED,
    ),
    (controls.all_sources_covered, EventSubscription(), PASSED),
    (
        controls.all_sources_covered,
        EventSubscription(source="db-instance", sources=("shop",)),
        FAILED,
    ),
]


@pytest.mark.parametrize(("ask", "subscription", "status"), CASES)
def test_verdict(ask, subscription, status):
    assert ask(subscription).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.enabled, "enabled"),
        (controls.critical_events_covered, "source"),
        (controls.all_sources_covered, "sources"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(EventSubscription(unknown={hidden: "denied"}))
