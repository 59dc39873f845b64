"""AWS::ElasticLoadBalancingV2::LoadBalancer as each source tells of it."""

import json

from posturewatch.resources.elasticloadbalancingv2.load_balancer import LoadBalancer
from tests.support.aws import Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.sources import differences, item, read_live

SHOP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"
ATTRIBUTES = {
    "access_logs.s3.enabled": "true",
    "deletion_protection.enabled": "true",
    "load_balancing.cross_zone.enabled": "true",
    "routing.http.desync_mitigation_mode": "strictest",
    "routing.http.drop_invalid_header_fields.enabled": "true",
}
LISTED = [{"Key": key, "Value": value} for key, value in ATTRIBUTES.items()]
REDIRECT = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
LISTENERS = [
    {"Port": 80, "Protocol": "HTTP", "DefaultActions": [REDIRECT]},
    {
        "Port": 443,
        "Protocol": "HTTPS",
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "DefaultActions": [{"Type": "forward"}],
    },
]
BALANCER = {
    "LoadBalancerArn": SHOP,
    "CreatedTime": "2026-11-20T09:58:00Z",
    "LoadBalancerName": "shop",
    "Scheme": "internet-facing",
    "Type": "application",
    "AvailabilityZones": [{"ZoneName": "eu-west-1a"}, {"ZoneName": "eu-west-1b"}],
}
TAGS = [{"Key": "team", "Value": "payments"}]
ANSWERS = {
    "DescribeLoadBalancers": {"LoadBalancers": [BALANCER]},
    "DescribeLoadBalancerAttributes": {"Attributes": LISTED},
    "DescribeListeners": {"Listeners": LISTENERS},
    "DescribeTags": {"TagDescriptions": [{"ResourceArn": SHOP, "Tags": TAGS}]},
}
PLAN = {
    "internal": False,
    "load_balancer_type": "application",
    "subnets": ["subnet-1", "subnet-2"],
    "access_logs": [{"bucket": "logs", "enabled": True}],
    "enable_deletion_protection": True,
    "enable_cross_zone_load_balancing": True,
    "desync_mitigation_mode": "strictest",
    "drop_invalid_header_fields": True,
    "tags_all": {"team": "payments"},
}
OWNER = {"load_balancer_arn": {"references": ["aws_lb.shop.arn", "aws_lb.shop"]}}


def test_four_sources_tell_the_same():
    live = read_live(LoadBalancer, SHOP, ANSWERS)
    assert not live.unknown
    assert live.name == "shop"
    config = from_config(
        LoadBalancer,
        item(
            LoadBalancer,
            {
                "loadBalancerArn": SHOP,
                "createdTime": "2026-11-20T09:58:00Z",
                "scheme": "internet-facing",
                "type": "application",
                "availabilityZones": [{"zoneName": "eu-west-1a"}, {"zoneName": "eu-west-1b"}],
            },
            resourceId=SHOP,
            ARN=SHOP,
            supplementaryConfiguration={
                "LoadBalancerAttributes": json.dumps(
                    [{"key": key, "value": value} for key, value in ATTRIBUTES.items()]
                ),
                "Tags": '[{"key":"team","value":"payments"}]',
            },
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["listeners"]
    redirect = {"type": "redirect", "redirect": [{"protocol": "HTTPS"}]}
    document = plan(
        {
            "aws_lb.shop": PLAN,
            "aws_lb_listener.plain": {
                "port": 80,
                "protocol": "HTTP",
                "default_action": [redirect],
            },
            "aws_alb_listener.tls": {
                "port": 443,
                "protocol": "HTTPS",
                "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                "default_action": [{"type": "forward", "redirect": []}],
            },
        },
        unknown={
            "aws_lb_listener.plain": {"load_balancer_arn": True},
            "aws_alb_listener.tls": {"load_balancer_arn": True},
        },
        written={"aws_lb_listener.plain": OWNER, "aws_alb_listener.tls": OWNER},
    )
    (of_plan,) = planned(document, LoadBalancer)
    assert differences(live, of_plan) == []
    properties = {
        "Scheme": "internet-facing",
        "Type": "application",
        "Subnets": ["subnet-1", "subnet-2"],
        "LoadBalancerAttributes": LISTED,
        "Tags": TAGS,
    }
    named = {"LoadBalancerArn": {"Ref": "Shop"}}
    listener = "AWS::ElasticLoadBalancingV2::Listener"
    (of_template,) = declared(
        template(
            {
                "Shop": ("AWS::ElasticLoadBalancingV2::LoadBalancer", properties),
                "Plain": (listener, {**LISTENERS[0], **named}),
                "Tls": (listener, {**LISTENERS[1], **named}),
            }
        ),
        LoadBalancer,
    )
    assert differences(live, of_template) == []


def test_an_internal_balancer_and_a_listener_of_one_elsewhere():
    (internal,) = planned(plan({"aws_lb.x": {"internal": True}}), LoadBalancer)
    assert not internal.internet_facing
    named = {**LISTENERS[0], "LoadBalancerArn": SHOP}
    listener = ("AWS::ElasticLoadBalancingV2::Listener", named)
    (orphan,) = declared(template({"Plain": listener}), LoadBalancer)
    assert [each.label for each in orphan.listeners] == ["HTTP 80"]
    assert not orphan.knows("internet_facing")


def test_reads_that_fail():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.fail("DescribeListeners")
    assert set(aws.read(LoadBalancer, SHOP).unknown) == {"listeners"}
    aws.fail("DescribeLoadBalancers", "LoadBalancerNotFound")
    assert aws.is_gone(LoadBalancer, SHOP)
