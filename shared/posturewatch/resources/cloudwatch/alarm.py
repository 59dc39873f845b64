"""AWS::CloudWatch::Alarm."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Texts, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Alarm(
    Resource,
    of="AWS::CloudWatch::Alarm",
    config_id=(".alarmName", "resourceName", "resourceId"),
    calls=Calls(
        service="cloudwatch",
        identity="DescribeAlarms.MetricAlarms[AlarmName=@id][0]",
        constants={
            "DescribeAlarms": {"AlarmTypes": ["MetricAlarm"]},
            "list:DescribeAlarms": {"AlarmTypes": ["MetricAlarm"]},
        },
        bind={"AlarmNames": "id", "ResourceARN": ".AlarmArn"},
        listed="DescribeAlarms.MetricAlarms[]",
        list_id="AlarmName",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_cloudwatch_metric_alarm",),
        terraform_name=("alarm_name", "id"),
        cloudformation_name=("AlarmName",),
    ),
):
    """An alarm on a metric.

    Its state is no property: it changes by itself, and no control asks for it.
    """

    arn: Annotated[
        str,
        At(
            config=(".alarmArn", "ARN", "arn"),
            describe=".AlarmArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The alarm's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The alarm's tags."""

    actions_enabled: Annotated[
        Toggle,
        At(
            config=".actionsEnabled",
            describe=".ActionsEnabled",
            terraform="actions_enabled",
            cloudformation="ActionsEnabled",
        ),
    ] = True
    """Whether its actions are taken at all."""

    actions: Annotated[
        Texts,
        At(
            config=".alarmActions",
            describe=".AlarmActions",
            terraform="alarm_actions",
            cloudformation="AlarmActions",
        ),
    ] = ()
    """The ARNs of what is done when the metric is out of bounds."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
