"""AWS::CloudWatch::AccountAlarms."""

from collections.abc import Iterator
from typing import Annotated

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Present, Texts, Toggle
from posturewatch.domain.filter_pattern import Selects, selects
from posturewatch.domain.resource import At, Calls, Resource, Shape
from posturewatch.resources.cloudtrail.selectors import (
    READS_AND_WRITES,
    AdvancedEventSelector,
    EventSelector,
)
from posturewatch.resources.cloudwatch.watched import HARMLESS, WATCHED


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Return whether two facts are true; None where an unknown one decides."""
    return False if False in (one, other) else None if None in (one, other) else True


def _any(facts: Iterator[bool | None]) -> bool | None:
    """Return whether one of some facts is true; None where an unknown one decides."""
    told = tuple(facts)
    return True if True in told else None if None in told else False


class Action(Shape, bind={"TopicArn": "."}):
    """What an alarm does; anything but a topic tells nobody."""

    arn: Annotated[str, At(describe=".")] = ""
    """The ARN of the topic, or of what else is done."""
    subscriptions: Annotated[
        Texts, At(describe="sns:ListSubscriptionsByTopic.Subscriptions[].SubscriptionArn")
    ] = ()
    """The ARNs of the topic's subscriptions; `PendingConfirmation` for one that is none yet."""

    @property
    def is_heard(self) -> bool | None:
        """Whether somebody is subscribed; None where that is not known."""
        if not self.knows("subscriptions"):
            return None
        return any(arn.startswith("arn:") for arn in self.subscriptions)


class MetricAlarm(Shape):
    """An alarm on the metric of a filter."""

    name: Annotated[str, At(describe=".AlarmName")] = ""
    """Its name."""
    actions_enabled: Annotated[Toggle, At(describe=".ActionsEnabled", always=True)] = False
    """Whether it does anything."""
    actions: Annotated[tuple[Action, ...], At(describe=".AlarmActions")] = ()
    """What it does."""

    @property
    def is_heard(self) -> bool | None:
        """Whether somebody is told when it is raised; None where that is not known."""
        if not self.knows("actions_enabled", "actions"):
            return None
        return _both(self.actions_enabled, _any(action.is_heard for action in self.actions))


class MetricFilter(
    Shape,
    bind={
        "MetricName": ".metricTransformations[0].metricName",
        "Namespace": ".metricTransformations[0].metricNamespace",
    },
):
    """A filter that counts events of a log group."""

    name: Annotated[str, At(describe=".filterName")] = ""
    """Its name."""
    log_group: Annotated[str, At(describe=".logGroupName")] = ""
    """The name of the log group."""
    pattern: Annotated[str, At(describe=".filterPattern")] = ""
    """Which events it counts; empty for all of them."""
    alarms: Annotated[
        tuple[MetricAlarm, ...],
        At(describe="cloudwatch:DescribeAlarmsForMetric.MetricAlarms"),
    ] = ()
    """The alarms on its metric."""

    @property
    def is_heard(self) -> bool | None:
        """Whether somebody is told of what it counts; None where that is not known."""
        if not self.knows("alarms"):
            return None
        return _any(alarm.is_heard for alarm in self.alarms)

    @property
    def selection(self) -> Selects | None:
        """What tells whether a record is counted; None where the pattern is not understood."""
        if not self.knows("pattern"):
            return None
        try:
            return selects(self.pattern)
        except ValueError:
            return None


class WatchedTrail(
    Shape, bind={"Name": ".TrailARN", "TrailName": ".TrailARN"}, region_at=".HomeRegion"
):
    """A trail of all regions, with the metric filters of its home region."""

    arn: Annotated[str, At(describe=".TrailARN")] = ""
    """The trail's ARN."""
    log_group: Annotated[str, At(describe=".CloudWatchLogsLogGroupArn")] = ""
    """The ARN of the log group that receives its events; empty when there is none."""
    logging: Annotated[Toggle, At(describe="cloudtrail:GetTrailStatus.IsLogging", always=True)] = (
        False
    )
    """Whether it is recording at this moment."""
    custom_selectors: Annotated[Present, At(describe=".HasCustomEventSelectors")] = False
    """Whether event selectors were set; without them all management events are recorded."""
    selectors: Annotated[
        tuple[EventSelector, ...], At(describe="cloudtrail:GetEventSelectors.EventSelectors")
    ] = ()
    """The basic event selectors."""
    advanced_selectors: Annotated[
        tuple[AdvancedEventSelector, ...],
        At(describe="cloudtrail:GetEventSelectors.AdvancedEventSelectors"),
    ] = ()
    """The advanced event selectors."""
    filters: Annotated[
        tuple[MetricFilter, ...], At(describe="logs:DescribeMetricFilters.metricFilters[]")
    ] = ()
    """The metric filters of the account in the trail's home region, of any log group."""

    @property
    def tells(self) -> bool | None:
        """Whether all management events reach a log group; None where that is not known."""
        if not self.log_group or (self.knows("logging") and not self.logging):
            return False
        if not self.knows("logging", "custom_selectors"):
            return None
        if not self.custom_selectors:
            return True
        if not self.knows("selectors", "advanced_selectors"):
            return None
        basic = [selector.records for selector in self.selectors]
        advanced = [selector.records for selector in self.advanced_selectors]
        return frozenset().union(*basic, *advanced) == READS_AND_WRITES

    @property
    def log_group_account(self) -> str:
        """The account of the log group, which an organization's trail has in another one."""
        return (self.log_group.split(":") + [""] * 5)[4]

    @property
    def log_group_name(self) -> str:
        """The name of the log group."""
        return (self.log_group.split(":") + [""] * 7)[6]


class AccountAlarms(
    Resource,
    of="AWS::CloudWatch::AccountAlarms",
    region="global",
    arn="arn:{partition}:cloudwatch::{account}:account-alarms",
    calls=Calls(
        service="cloudtrail",
        identity="DescribeTrails.trailList",
        constants={"DescribeTrails": {"includeShadowTrails": True}},
        unbound=("DescribeMetricFilters",),
        # What is no topic, or none any more, tells nobody.
        absent={"sns:ListSubscriptionsByTopic": ("InvalidParameter", "NotFound")},
        settles=30,
    ),
):
    """Of which calls somebody is told: metric filters on the trails, their alarms, and topics.

    AWS has no type for it. Only trails of all regions count, since a call can be made in any. No
    plan tells of it: filters, alarms and topics are made in many, and their metrics are all that
    joins them.
    """

    trails: Annotated[
        tuple[WatchedTrail, ...],
        At(describe="DescribeTrails.trailList[IsMultiRegionTrail=true]"),
    ] = ()
    """The trails that record all regions."""

    def untold(self, subject: str) -> tuple[str, ...]:
        """Return which records of a subject raise no alarm that anybody hears.

        Raises:
            UnknownValue: What is not known decides: it may tell of all that nothing else does.
        """
        missing = dict(WATCHED[subject])
        perhaps: set[str] = set()
        doubt = ""
        for trail in self.trails:
            if trail.tells is False:
                continue
            if trail.log_group_account != self.key.account:
                doubt = doubt or f"the log group of {trail.arn} is in another account"
                continue
            if not trail.knows("filters"):
                doubt = doubt or trail.unknown["filters"]
                continue
            for each in trail.filters:
                is_heard = _both(trail.tells, each.is_heard)
                if each.log_group != trail.log_group_name or is_heard is False:
                    continue
                selection = each.selection
                if selection is None:
                    doubt = doubt or f"the pattern of the filter {each.name} is not understood"
                    continue
                if any(selection(record) for record in HARMLESS):
                    continue
                told = {name for name, record in missing.items() if selection(record)}
                if is_heard:
                    missing = {name: missing[name] for name in missing if name not in told}
                else:
                    perhaps |= told
        untold = tuple(name for name in missing if name not in perhaps)
        if missing and (doubt or not untold):
            raise UnknownValue("trails", doubt or "whether the alarms are heard could not be read")
        return untold
