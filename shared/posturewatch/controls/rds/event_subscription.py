"""Controls of AWS::RDS::EventSubscription."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.rds.event_subscription import EventSubscription


@control(
    "rds-event-subscription-enabled",
    title="Subscriptions to RDS events should be enabled",
    severity=Severity.LOW,
    remediation="Switch it on: `aws rds modify-event-subscription --subscription-name NAME "
    "--enabled`.",
)
def enabled(subscription: EventSubscription) -> Verdict:
    """A subscription that is off looks like a watch that is kept, though nobody is told."""
    return verdict(
        subscription.enabled,
        good_reason="Events are sent.",
        bad_reason="No events are sent.",
        enabled=subscription.enabled,
        topic=subscription.topic if subscription.knows("topic") else None,
    )


@control(
    "rds-event-subscription-critical-events-covered",
    title="Subscriptions to RDS events should cover the critical categories of their source",
    severity=Severity.LOW,
    remediation="Add the categories: `aws rds modify-event-subscription --subscription-name "
    'NAME --event-categories maintenance "configuration change" failure`.',
)
def critical_events_covered(subscription: EventSubscription) -> Verdict:
    """A failure, or a changed configuration, that nobody is told of is found by the customers."""
    return verdict(
        not subscription.missing,
        good_reason="The critical categories are covered.",
        bad_reason=f"{len(subscription.missing)} critical categories are not covered.",
        source=subscription.source or None,
        missing=subscription.missing,
    )


@control(
    "rds-event-subscription-all-sources-covered",
    title="Subscriptions to RDS events should cover all sources of their kind",
    severity=Severity.LOW,
    remediation="Subscribe to all: `aws rds create-event-subscription` with a source type and "
    "without source ids.",
)
def all_sources_covered(subscription: EventSubscription) -> Verdict:
    """A list of names misses every database that is made after it was written."""
    return verdict(
        not subscription.sources,
        good_reason="All sources of the kind are covered.",
        bad_reason=f"Only {len(subscription.sources)} named source(s) are covered.",
        source=subscription.source or None,
        sources=subscription.sources,
    )
