"""Elastic Load Balancing: balancers of both generations, and target groups.

Both APIs are recorded under one event source; their versions tell them apart, and so does how they
name a balancer: the older one by name, the newer one by ARN.
Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

from posturewatch.domain.trigger import Record, Trigger, service_calls
from posturewatch.triggers.kinds import CLASSIC_LOAD_BALANCER, LOAD_BALANCER, TARGET_GROUP

_CLASSIC, _CURRENT = "2012-06-01", "2015-12-01"


def _is_classic(record: Record) -> bool:
    return record.get("apiVersion") != _CURRENT


def _is_current(record: Record) -> bool:
    return record.get("apiVersion") != _CLASSIC


_NAME = "requestParameters.loadBalancerName"
_ARN = "requestParameters.loadBalancerArn"
_GROUP = "requestParameters.targetGroupArn"
_LISTENER = (
    "arn:{partition}:elasticloadbalancing:{region}:{account}:listener/{kind}/{name}/{suffix}[/*]",
    "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{kind}/{name}/{suffix}",
)
"""A listener's ARN holds that of its balancer."""

_OF_CLASSIC = """
    ApplySecurityGroupsToLoadBalancer AttachLoadBalancerToSubnets CreateLoadBalancerListeners
    CreateLoadBalancerPolicy DeleteLoadBalancerListeners DeleteLoadBalancerPolicy
    DetachLoadBalancerFromSubnets DisableAvailabilityZonesForLoadBalancer
    EnableAvailabilityZonesForLoadBalancer SetLoadBalancerListenerSSLCertificate
    SetLoadBalancerPoliciesOfListener
"""
_OF_LISTENER = "DeleteListener ModifyListener"
_OF_FORWARDING = """
    CreateListener CreateRule DeleteListener DeleteRule ModifyListener ModifyRule
"""

TRIGGERS = (
    Trigger("CreateLoadBalancer", CLASSIC_LOAD_BALANCER, _NAME, only_if=_is_classic),
    Trigger("DeleteLoadBalancer", CLASSIC_LOAD_BALANCER, _NAME, only_if=_is_classic),
    Trigger("ModifyLoadBalancerAttributes", CLASSIC_LOAD_BALANCER, _NAME, only_if=_is_classic),
    *(Trigger(call, CLASSIC_LOAD_BALANCER, _NAME) for call in _OF_CLASSIC.split()),
    Trigger(
        "CreateLoadBalancer",
        LOAD_BALANCER,
        "responseElements.loadBalancers.loadBalancerArn",
        only_if=_is_current,
    ),
    Trigger("DeleteLoadBalancer", LOAD_BALANCER, _ARN, only_if=_is_current),
    Trigger("ModifyLoadBalancerAttributes", LOAD_BALANCER, _ARN, only_if=_is_current),
    Trigger("SetSubnets", LOAD_BALANCER, _ARN),
    Trigger("SetSecurityGroups", LOAD_BALANCER, _ARN),
    Trigger("CreateListener", LOAD_BALANCER, _ARN),
    *(
        Trigger(call, LOAD_BALANCER, "requestParameters.listenerArn", via=_LISTENER)
        for call in _OF_LISTENER.split()
    ),
    Trigger("CreateTargetGroup", TARGET_GROUP, "responseElements.targetGroups.targetGroupArn"),
    Trigger("DeleteTargetGroup", TARGET_GROUP, _GROUP),
    Trigger("ModifyTargetGroup", TARGET_GROUP, _GROUP),
    # Which groups a balancer sends to follows from what its listeners forward to.
    *(Trigger(call, TARGET_GROUP) for call in _OF_FORWARDING.split()),
    *(
        line
        for call in ("AddTags", "RemoveTags")
        for line in (
            Trigger(
                call,
                CLASSIC_LOAD_BALANCER,
                "requestParameters.loadBalancerNames",
                only_if=_is_classic,
            ),
            Trigger(
                call,
                LOAD_BALANCER,
                "requestParameters.resourceArns",
                mixed=True,
                only_if=_is_current,
            ),
            Trigger(
                call,
                TARGET_GROUP,
                "requestParameters.resourceArns",
                mixed=True,
                only_if=_is_current,
            ),
        )
    ),
)

IRRELEVANT = {
    "registers servers, or asks them for their health": """
        ConfigureHealthCheck DeregisterInstancesFromLoadBalancer DeregisterTargets
        RegisterInstancesWithLoadBalancer RegisterTargets
    """,
    "makes sessions stick, or encrypts to servers behind a balancer, which is not judged": """
        CreateAppCookieStickinessPolicy CreateLBCookieStickinessPolicy
        SetLoadBalancerPoliciesForBackendServer
    """,
    "changes the order, the certificates or the headers of what a listener answers": """
        AddListenerCertificates ModifyListenerAttributes RemoveListenerCertificates
        SetRulePriorities
    """,
    "leaves the settings that are judged": """
        ModifyCapacityReservation ModifyIpPools ModifyTargetGroupAttributes SetIpAddressType
    """,
    "changes which client certificates are trusted, which is not judged": """
        AddTrustStoreRevocations CreateTrustStore DeleteSharedTrustStoreAssociation
        DeleteTrustStore ModifyTrustStore RemoveTrustStoreRevocations
    """,
}

SERVICE = service_calls(
    "elasticloadbalancing.amazonaws.com",
    triggers=TRIGGERS,
    irrelevant=IRRELEVANT,
    models="elb elbv2",
)
