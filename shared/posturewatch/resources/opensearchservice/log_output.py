"""Where a domain sends one kind of its logs."""

from typing import Annotated

from posturewatch.domain.fields import Toggle
from posturewatch.domain.places import Reference
from posturewatch.domain.resource import At, Shape


class LogOutput(Shape):
    """Where a domain sends one kind of its logs."""

    enabled: Annotated[
        Toggle,
        At(
            config="Enabled",
            describe="Enabled",
            terraform="enabled",
            cloudformation="Enabled",
        ),
    ] = False
    """Whether the logs are sent."""

    group: Annotated[
        str,
        At(
            config="CloudWatchLogsLogGroupArn",
            describe="CloudWatchLogsLogGroupArn",
            terraform="cloudwatch_log_group_arn",
            cloudformation="CloudWatchLogsLogGroupArn",
        ),
    ] = ""
    """The log group's ARN."""

    @property
    def works(self) -> bool:
        """Whether the logs are sent, and to something that is a log group."""
        named = isinstance(self.group, Reference) or self.group.startswith("arn:")
        return self.enabled and named
