"""AWS::ElasticLoadBalancingV2::TargetGroup as each source tells of it."""

from posturewatch.resources.elasticloadbalancingv2.target_group import TargetGroup
from tests.support.aws import Audited
from tests.support.sources import differences, of_plan, of_template, read_live

CARTS = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/carts/73e2d6bc24d8a067"
GROUP = {
    "TargetGroupArn": CARTS,
    "TargetGroupName": "carts",
    "Protocol": "HTTPS",
    "HealthCheckProtocol": "HTTPS",
    "HealthCheckEnabled": True,
    "TargetType": "ip",
    "LoadBalancerArns": [],
}
TAGS = [{"Key": "team", "Value": "payments"}]
ANSWERS = {
    "DescribeTargetGroups": {"TargetGroups": [GROUP]},
    "DescribeTags": {"TagDescriptions": [{"ResourceArn": CARTS, "Tags": TAGS}]},
}


def test_three_sources_tell_the_same():
    live = read_live(TargetGroup, CARTS, ANSWERS)
    assert set(live.unknown) == {"created_at"}
    assert live.name == "carts"
    of_terraform = of_plan(
        TargetGroup,
        {
            "protocol": "HTTPS",
            "target_type": "ip",
            "health_check": [{"enabled": True, "protocol": "HTTPS"}],
            "tags_all": {"team": "payments"},
        },
    )
    assert differences(live, of_terraform) == ["load_balancers"]
    properties = {
        "Protocol": "HTTPS",
        "TargetType": "ip",
        "HealthCheckEnabled": True,
        "HealthCheckProtocol": "HTTPS",
        "Tags": TAGS,
    }
    assert differences(live, of_template(TargetGroup, properties)) == ["load_balancers"]


def test_gone():
    aws = Audited()
    aws.fail("DescribeTargetGroups", "TargetGroupNotFound")
    assert aws.is_gone(TargetGroup, CARTS)
