"""AWS::Logs::LogGroup."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class LogGroup(
    Resource,
    of="AWS::Logs::LogGroup",
    calls=Calls(
        service="logs",
        identity="DescribeLogGroups.logGroups[logGroupName=@id][0]",
        bind={
            "logGroupNamePrefix": "id",
            "resourceArn": ".logGroupArn",
        },
        listed="DescribeLogGroups.logGroups[]",
        list_id="logGroupName",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_cloudwatch_log_group",),
        terraform_name=("name", "id"),
        terraform_owner="log_group_name",
        cloudformation_name=("LogGroupName",),
        cloudformation_owner="LogGroupName",
    ),
):
    """A group of log streams."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".logGroupArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The group's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The group's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".creationTime")] = (
        None
    )
    """When it was made."""

    retention_days: Annotated[
        int | None,
        At(
            describe=".retentionInDays",
            terraform="retention_in_days",
            cloudformation="RetentionInDays",
        ),
    ] = None
    """After how many days events are deleted; None, and in plans 0, for never."""

    kms_key: Annotated[
        str, At(describe=".kmsKeyId", terraform="kms_key_id", cloudformation="KmsKeyId")
    ] = ""
    """The key that encrypts events; empty for AWS's own."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
