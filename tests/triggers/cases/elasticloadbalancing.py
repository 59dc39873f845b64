"""Records of Elastic Load Balancing's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
OLD = {"apiVersion": "2012-06-01"}
NEW = {"apiVersion": "2015-12-01"}
PREFIX = f"arn:aws:elasticloadbalancing:us-west-2:{ACCOUNT}"
SHOP = f"{PREFIX}:loadbalancer/app/shop/50dc6c495c0c9188"
CARTS = f"{PREFIX}:targetgroup/carts/73e2d6bc24d8a067"

CASES: list[Case] = [
    (
        # The form of AWS's own example.
        "CreateLoadBalancer",
        {"subnets": ["subnet-1", "subnet-2"], "name": "shop", "scheme": "internet-facing"},
        {"responseElements": {"loadBalancers": [{"loadBalancerArn": SHOP}]}, **NEW},
        [(BALANCER, SHOP, "us-west-2")],
    ),
    ("CreateLoadBalancer", {"loadBalancerName": "old-shop"}, OLD, [(CLASSIC, "old-shop")]),
    ("DeleteLoadBalancer", {"loadBalancerArn": SHOP}, NEW, [(BALANCER, SHOP, "us-west-2")]),
    (
        "ModifyListener",
        {"listenerArn": f"{PREFIX}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2"},
        NEW,
        [(BALANCER, SHOP, "us-west-2"), (GROUP, None)],
    ),
    ("DeleteRule", {"ruleArn": f"{PREFIX}:listener-rule/app/shop/5/f/9"}, NEW, [(GROUP, None)]),
    (
        "AddTags",
        {"resourceArns": [CARTS, SHOP]},
        NEW,
        [
            (BALANCER, SHOP, "us-west-2"),
            (GROUP, CARTS, "us-west-2"),
        ],
    ),
    ("AddTags", {"loadBalancerNames": ["old-shop"]}, OLD, [(CLASSIC, "old-shop")]),
    ("RegisterTargets", {"targetGroupArn": CARTS}, NEW, []),
]
