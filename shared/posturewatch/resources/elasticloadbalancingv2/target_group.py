"""AWS::ElasticLoadBalancingV2::TargetGroup."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class TargetGroup(
    Resource,
    of="AWS::ElasticLoadBalancingV2::TargetGroup",
    calls=Calls(
        service="elbv2",
        identity="DescribeTargetGroups.TargetGroups[0]",
        gone=("TargetGroupNotFound",),
        bind={"TargetGroupArns": "id", "ResourceArns": "id"},
        listed="DescribeTargetGroups.TargetGroups[]",
        list_id="TargetGroupArn",
        carries=True,
    ),
    planned=Planned(terraform=("aws_lb_target_group", "aws_alb_target_group")),
):
    """The servers or functions that a load balancer sends requests to."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".TargetGroupArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The target group's ARN, which is its id."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="DescribeTags.TagDescriptions[0].Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The target group's tags."""

    target_type: Annotated[
        str, At(describe=".TargetType", terraform="target_type", cloudformation="TargetType")
    ] = "instance"
    """`instance`, `ip`, `lambda` or `alb`."""

    protocol: Annotated[
        str, At(describe=".Protocol", terraform="protocol", cloudformation="Protocol")
    ] = ""
    """How requests go to the targets; empty for a function."""

    health_checked: Annotated[
        Toggle,
        At(
            describe=".HealthCheckEnabled",
            terraform="health_check[0].enabled",
            cloudformation="HealthCheckEnabled",
        ),
    ] = True
    """Whether targets are asked for their health; only a function's group can leave that out."""

    health_protocol: Annotated[
        str,
        At(
            describe=".HealthCheckProtocol",
            terraform="health_check[0].protocol",
            cloudformation="HealthCheckProtocol",
        ),
    ] = ""
    """How targets are asked for their health; empty for the default of the group's protocol."""

    load_balancers: Annotated[
        tuple[str, ...],
        At(describe=".LoadBalancerArns"),
    ] = ()
    """The load balancers that send to it."""

    @property
    def name(self) -> str:
        """Its name."""
        parts = self.key.id.split("/")
        return parts[1] if len(parts) == 3 else self.key.id
