"""AWS::ElasticLoadBalancing::LoadBalancer as each source tells of it."""

from posturewatch.resources.elasticloadbalancing.load_balancer import LoadBalancer
from tests.support.aws import Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
BALANCER = {
    "LoadBalancerName": "shop",
    "CreatedTime": "2026-11-20T09:58:00Z",
    "Scheme": "internal",
    "ListenerDescriptions": [
        {
            "Listener": {
                "Protocol": "HTTPS",
                "LoadBalancerPort": 443,
                "SSLCertificateId": CERTIFICATE,
            },
            "PolicyNames": ["recent"],
        }
    ],
    "AvailabilityZones": ["eu-west-1a", "eu-west-1b"],
}
TAGS = [{"Key": "team", "Value": "payments"}]
CONFIGURED = {
    "Reference-Security-Policy": "ELBSecurityPolicy-TLS-1-2-2017-01",
    "Protocol-SSLv3": "false",
    "Protocol-TLSv1": "false",
    "Protocol-TLSv1.1": "false",
    "Protocol-TLSv1.2": "true",
}
ANSWERS = {
    "DescribeLoadBalancers": {"LoadBalancerDescriptions": [BALANCER]},
    "DescribeLoadBalancerAttributes": {
        "LoadBalancerAttributes": {
            "CrossZoneLoadBalancing": {"Enabled": True},
            "AccessLog": {"Enabled": True, "S3BucketName": "logs"},
            "ConnectionDraining": {"Enabled": True, "Timeout": 300},
            "AdditionalAttributes": [
                {"Key": "elb.http.desyncmitigationmode", "Value": "defensive"}
            ],
        }
    },
    "DescribeLoadBalancerPolicies": {
        "PolicyDescriptions": [
            {
                "PolicyName": "recent",
                "PolicyTypeName": "SSLNegotiationPolicyType",
                "PolicyAttributeDescriptions": [
                    {"AttributeName": name, "AttributeValue": value}
                    for name, value in CONFIGURED.items()
                ],
            }
        ]
    },
    "DescribeTags": {"TagDescriptions": [{"LoadBalancerName": "shop", "Tags": TAGS}]},
}


def test_four_sources_tell_the_same():
    live = read_live(LoadBalancer, "shop", ANSWERS)
    assert not live.unknown
    assert live.accepts_old_tls == ()
    config = from_config(
        LoadBalancer,
        item(
            LoadBalancer,
            {
                "loadBalancerName": "shop",
                "createdTime": "2026-11-20T09:58:00Z",
                "scheme": "internal",
                "listenerDescriptions": [
                    {
                        "listener": {
                            "protocol": "HTTPS",
                            "loadBalancerPort": 443,
                            "sslcertificateId": CERTIFICATE,
                        },
                        "policyNames": ["recent"],
                    }
                ],
                "availabilityZones": ["eu-west-1a", "eu-west-1b"],
            },
            resourceId="shop",
            tags={"team": "payments"},
            supplementaryConfiguration={
                "LoadBalancerAttributes": {
                    "crossZoneLoadBalancing": {"enabled": True},
                    "accessLog": {"enabled": True},
                    "connectionDraining": {"enabled": True, "timeout": 300},
                    "additionalAttributes": [],
                },
                "Tags": [],
                "LoadBalancerPolicies": [
                    {
                        "policyName": "recent",
                        "policyTypeName": "SSLNegotiationPolicyType",
                        "policyAttributeDescriptions": [
                            {"attributeName": name, "attributeValue": value}
                            for name, value in CONFIGURED.items()
                        ],
                    }
                ],
            },
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == []
    of_terraform = of_plan(
        LoadBalancer,
        {
            "internal": True,
            "listener": [
                {"lb_port": 443, "lb_protocol": "HTTPS", "ssl_certificate_id": CERTIFICATE}
            ],
            "subnets": ["subnet-1", "subnet-2"],
            "cross_zone_load_balancing": True,
            "access_logs": [{"bucket": "logs", "enabled": True}],
            "connection_draining": True,
            "desync_mitigation_mode": "defensive",
            "tags_all": {"team": "payments"},
        },
    )
    assert differences(live, of_terraform) == ["listeners[0].policies", "policies"]
    properties = {
        "Scheme": "internal",
        "Listeners": [
            {
                "Protocol": "HTTPS",
                "LoadBalancerPort": "443",
                "SSLCertificateId": CERTIFICATE,
                "PolicyNames": ["recent"],
            }
        ],
        "Policies": [
            {
                "PolicyName": "recent",
                "PolicyType": "SSLNegotiationPolicyType",
                "Attributes": [{"Name": n, "Value": v} for n, v in CONFIGURED.items()],
            }
        ],
        "Subnets": ["subnet-1", "subnet-2"],
        "CrossZone": True,
        "AccessLoggingPolicy": {"Enabled": True, "S3BucketName": "logs"},
        "ConnectionDrainingPolicy": {"Enabled": True},
        "Tags": TAGS,
    }
    assert differences(live, of_template(LoadBalancer, properties)) == []


def test_gone():
    aws = Audited()
    aws.fail("DescribeLoadBalancers", "LoadBalancerNotFound")
    assert aws.is_gone(LoadBalancer, "shop")
