"""AWS::ElasticLoadBalancingV2::LoadBalancer."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Count, Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.elasticloadbalancing.scheme import Facing
from posturewatch.resources.elasticloadbalancingv2.listener import Listener


class LoadBalancer(
    Resource,
    of="AWS::ElasticLoadBalancingV2::LoadBalancer",
    calls=Calls(
        service="elbv2",
        identity="DescribeLoadBalancers.LoadBalancers[0]",
        gone=("LoadBalancerNotFound",),
        bind={"LoadBalancerArns": "id", "LoadBalancerArn": "id", "ResourceArns": "id"},
        listed="DescribeLoadBalancers.LoadBalancers[]",
        list_id="LoadBalancerArn",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_lb", "aws_alb"),
        terraform_name=("arn", "id"),
        terraform_owner="load_balancer_arn",
        cloudformation_owner="LoadBalancerArn",
    ),
):
    """An Application, Network or Gateway Load Balancer with its listeners."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".LoadBalancerArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The load balancer's ARN, which is its id."""

    tags: Annotated[
        Pairs,
        At(
            config=("supplementaryConfiguration.Tags", "tags"),
            describe="DescribeTags.TagDescriptions[0].Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The load balancer's tags."""

    created_at: Annotated[Moment, At(config=".createdTime", describe=".CreatedTime")] = None
    """When it was made."""

    kind: Annotated[
        str,
        At(
            config=".type",
            describe=".Type",
            terraform="load_balancer_type",
            cloudformation="Type",
        ),
    ] = "application"
    """`application`, `network` or `gateway`."""

    internet_facing: Annotated[
        Facing,
        At(config=".scheme", describe=".Scheme", terraform="internal", cloudformation="Scheme"),
    ] = True
    """Whether its name resolves to public addresses."""

    zones: Annotated[
        Count,
        At(
            config=".availabilityZones",
            describe=".AvailabilityZones",
            terraform=("subnets", "subnet_mapping"),
            cloudformation=("Subnets", "SubnetMappings"),
        ),
    ] = 0
    """In how many availability zones it has a subnet."""

    access_logs: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            "[key=access_logs.s3.enabled][0].value",
            describe="DescribeLoadBalancerAttributes.Attributes[Key=access_logs.s3.enabled][0].Value",
            terraform="access_logs[0].enabled",
            cloudformation="LoadBalancerAttributes[Key=access_logs.s3.enabled][0].Value",
        ),
    ] = False
    """Whether requests are logged to a bucket."""

    deletion_protection: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            "[key=deletion_protection.enabled][0].value",
            describe="DescribeLoadBalancerAttributes.Attributes[Key=deletion_protection.enabled][0].Value",
            terraform="enable_deletion_protection",
            cloudformation="LoadBalancerAttributes[Key=deletion_protection.enabled][0].Value",
        ),
    ] = False
    """Whether it cannot be deleted at once."""

    drops_invalid_headers: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            "[key=routing.http.drop_invalid_header_fields.enabled][0].value",
            describe="DescribeLoadBalancerAttributes.Attributes"
            "[Key=routing.http.drop_invalid_header_fields.enabled][0].Value",
            terraform="drop_invalid_header_fields",
            cloudformation="LoadBalancerAttributes"
            "[Key=routing.http.drop_invalid_header_fields.enabled][0].Value",
        ),
    ] = False
    """Whether header fields with invalid names are left out of what targets get."""

    desync_mode: Annotated[
        str,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            "[key=routing.http.desync_mitigation_mode][0].value",
            describe="DescribeLoadBalancerAttributes.Attributes"
            "[Key=routing.http.desync_mitigation_mode][0].Value",
            terraform="desync_mitigation_mode",
            cloudformation="LoadBalancerAttributes"
            "[Key=routing.http.desync_mitigation_mode][0].Value",
        ),
    ] = "defensive"
    """What it does with requests that servers may read differently: `monitor`, `defensive` or
    `strictest`."""

    cross_zone: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.LoadBalancerAttributes"
            "[key=load_balancing.cross_zone.enabled][0].value",
            describe="DescribeLoadBalancerAttributes.Attributes"
            "[Key=load_balancing.cross_zone.enabled][0].Value",
            terraform="enable_cross_zone_load_balancing",
            cloudformation="LoadBalancerAttributes[Key=load_balancing.cross_zone.enabled][0].Value",
        ),
    ] = False
    """Whether a Network or Gateway Load Balancer sends to targets in other zones; an Application
    Load Balancer always does, unless a target group says otherwise."""

    listeners: Annotated[
        tuple[Listener, ...],
        At(
            describe="DescribeListeners.Listeners",
            terraform=Joined("aws_lb_listener", "aws_alb_listener"),
            cloudformation="AWS::ElasticLoadBalancingV2::Listener",
        ),
    ] = ()
    """Its listeners."""

    @property
    def name(self) -> str:
        """Its name."""
        parts = self.key.id.split("/")
        return parts[2] if len(parts) == 4 else self.key.id
