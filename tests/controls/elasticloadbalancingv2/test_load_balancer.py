"""Controls of AWS::ElasticLoadBalancingV2::LoadBalancer."""

import pytest

from posturewatch.controls.elasticloadbalancingv2 import load_balancer as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.elasticloadbalancingv2.listener import Action, Listener
from posturewatch.resources.elasticloadbalancingv2.load_balancer import LoadBalancer

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING

TO_HTTPS = Action(type="redirect", redirect_protocol="HTTPS")
REDIRECT = Listener(port=80, protocol="HTTP", actions=(TO_HTTPS,))
PLAIN = Listener(port=80, protocol="HTTP", actions=(Action(type="forward"),))
LOOP = Listener(port=80, protocol="HTTP", actions=(Action(type="redirect"),))
DEFAULT = Listener(port=443, protocol="HTTPS")


def tls(policy: str) -> LoadBalancer:
    return LoadBalancer(listeners=(Listener(port=443, protocol="HTTPS", ssl_policy=policy),))


CASES = [
    (controls.internet_tls_1_2_minimum, LoadBalancer(), PASSED),
    (controls.internet_tls_1_2_minimum, LoadBalancer(listeners=(REDIRECT,)), PASSED),
    (
        controls.internet_tls_1_2_minimum,
        LoadBalancer(listeners=(PLAIN,), internet_facing=False),
        PASSED,
    ),
    (controls.internet_tls_1_2_minimum, LoadBalancer(listeners=(PLAIN,)), FAILED),
    (controls.internet_tls_1_2_minimum, LoadBalancer(listeners=(LOOP,)), FAILED),
    (controls.internet_tls_1_2_minimum, LoadBalancer(listeners=(DEFAULT,)), FAILED),
    *(
        (controls.tls_1_2_minimum, tls(f"ELBSecurityPolicy-{name}"), PASSED)
        for name in (
            "TLS13-1-2-2021-06",
            "TLS13-1-3-2021-06",
            "TLS13-1-2-FIPS-2023-04",
            "TLS13-1-2-Res-PQ-2025-09",
            "TLS-1-2-2017-01",
            "FS-1-2-Res-2020-10",
        )
    ),
    *(
        (controls.tls_1_2_minimum, tls(f"ELBSecurityPolicy-{name}"), FAILED)
        for name in ("2016-08", "TLS13-1-0-2021-06", "TLS-1-1-2017-01", "FS-2018-06")
    ),
    (controls.tls_1_2_minimum, tls(""), FAILED),
    (controls.listeners_encrypted, LoadBalancer(listeners=(DEFAULT, REDIRECT)), PASSED),
    (controls.listeners_encrypted, LoadBalancer(listeners=(DEFAULT, PLAIN)), FAILED),
    (
        controls.listeners_encrypted,
        LoadBalancer(listeners=(Listener(port=443, protocol="TCP"),)),
        WARNING,
    ),
    (controls.invalid_headers_dropped, LoadBalancer(drops_invalid_headers=True), PASSED),
    (controls.invalid_headers_dropped, LoadBalancer(kind="network"), PASSED),
    (controls.invalid_headers_dropped, LoadBalancer(), FAILED),
    (controls.desync_mitigated, LoadBalancer(), PASSED),
    (controls.desync_mitigated, LoadBalancer(kind="network", desync_mode="monitor"), PASSED),
    (controls.desync_mitigated, LoadBalancer(desync_mode="monitor"), FAILED),
    (controls.access_logs_enabled, LoadBalancer(access_logs=True), PASSED),
    (controls.access_logs_enabled, LoadBalancer(kind="gateway"), PASSED),
    (controls.access_logs_enabled, LoadBalancer(), FAILED),
    (controls.deletion_protected, LoadBalancer(deletion_protection=True), PASSED),
    (controls.deletion_protected, LoadBalancer(), FAILED),
    (controls.several_zones, LoadBalancer(zones=2), PASSED),
    (controls.several_zones, LoadBalancer(zones=1), FAILED),
    (controls.cross_zone_enabled, LoadBalancer(), PASSED),
    (controls.cross_zone_enabled, LoadBalancer(kind="network", cross_zone=True), PASSED),
    (controls.cross_zone_enabled, LoadBalancer(kind="network"), FAILED),
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
        (controls.tls_1_2_minimum, "listeners"),
        (controls.listeners_encrypted, "listeners"),
        (controls.invalid_headers_dropped, "kind"),
        (controls.desync_mitigated, "desync_mode"),
        (controls.access_logs_enabled, "access_logs"),
        (controls.deletion_protected, "deletion_protection"),
        (controls.several_zones, "zones"),
        (controls.cross_zone_enabled, "kind"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(LoadBalancer(unknown={hidden: "denied"}))
