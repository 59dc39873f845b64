"""Controls of AWS::ElasticLoadBalancing::LoadBalancer."""

import pytest

from posturewatch.controls.elasticloadbalancing import load_balancer as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.elasticloadbalancing.load_balancer import (
    Listener,
    LoadBalancer,
    Negotiation,
)

PASSED, FAILED = Status.PASSED, Status.FAILED

ACM = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
PLAIN = Listener(port=80, protocol="http")
NEGOTIATION = "SSLNegotiationPolicyType"


def tls(certificate: str = ACM, **policy: object) -> LoadBalancer:
    listener = Listener(port=443, protocol="HTTPS", certificate=certificate, policies=("p",))
    return LoadBalancer(
        listeners=(listener,), policies=(Negotiation(name="p", kind=NEGOTIATION, **policy),)
    )


CASES = [
    (
        controls.internet_tls_1_2_minimum,
        tls(predefined="ELBSecurityPolicy-TLS-1-2-2017-01"),
        PASSED,
    ),
    (controls.internet_tls_1_2_minimum, tls(), PASSED),
    (
        controls.internet_tls_1_2_minimum,
        LoadBalancer(listeners=(PLAIN,), internet_facing=False),
        PASSED,
    ),
    (controls.internet_tls_1_2_minimum, LoadBalancer(listeners=(PLAIN,)), FAILED),
    (controls.internet_tls_1_2_minimum, tls(predefined="ELBSecurityPolicy-2016-08"), FAILED),
    (controls.internet_tls_1_2_minimum, tls(tls_1_0=True), FAILED),
    (
        controls.internet_tls_1_2_minimum,
        LoadBalancer(listeners=(Listener(protocol="SSL"),)),
        FAILED,
    ),
    (controls.listeners_encrypted, tls(), PASSED),
    (controls.listeners_encrypted, LoadBalancer(listeners=(PLAIN,)), FAILED),
    (controls.certificates_from_acm, tls(), PASSED),
    (controls.certificates_from_acm, tls("<Certificate>"), PASSED),
    (controls.certificates_from_acm, tls("<aws_acm_certificate.x.arn>"), PASSED),
    (
        controls.certificates_from_acm,
        tls("arn:aws:iam::123456789012:server-certificate/x"),
        FAILED,
    ),
    (controls.certificates_from_acm, tls("<Certificate.Arn>"), FAILED),
    (controls.certificates_from_acm, tls(""), FAILED),
    (controls.cross_zone_enabled, LoadBalancer(cross_zone=True), PASSED),
    (controls.cross_zone_enabled, LoadBalancer(), FAILED),
    (controls.several_zones, LoadBalancer(zones=2), PASSED),
    (controls.several_zones, LoadBalancer(zones=1), FAILED),
    (controls.access_logs_enabled, LoadBalancer(access_logs=True), PASSED),
    (controls.access_logs_enabled, LoadBalancer(), FAILED),
    (controls.draining_enabled, LoadBalancer(draining=True), PASSED),
    (controls.draining_enabled, LoadBalancer(), FAILED),
    (controls.desync_mitigated, LoadBalancer(), PASSED),
    (controls.desync_mitigated, LoadBalancer(desync_mode="monitor"), FAILED),
    (controls.owner_tagged, LoadBalancer(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, LoadBalancer(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "balancer", "status"), CASES)
def test_verdict(ask, balancer, status):
    assert ask(balancer).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.internet_tls_1_2_minimum, "listeners"),
        (controls.listeners_encrypted, "listeners"),
        (controls.certificates_from_acm, "listeners"),
        (controls.cross_zone_enabled, "cross_zone"),
        (controls.several_zones, "zones"),
        (controls.access_logs_enabled, "access_logs"),
        (controls.draining_enabled, "draining"),
        (controls.desync_mitigated, "desync_mode"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(LoadBalancer(unknown={hidden: "denied"}))


def test_without_the_policies_what_an_encrypted_listener_accepts_is_unknown():
    listener = Listener(port=443, protocol="HTTPS", policies=("p",))
    with pytest.raises(UnknownValue, match="policies"):
        controls.internet_tls_1_2_minimum(
            LoadBalancer(listeners=(listener,), unknown={"policies": "denied"})
        )
