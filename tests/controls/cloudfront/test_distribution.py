"""Controls of AWS::CloudFront::Distribution."""

import pytest

from posturewatch.controls.cloudfront import distribution as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.cloudfront.distribution import Behavior, Distribution
from posturewatch.resources.cloudfront.origin import Origin, OriginGroup

PASSED, FAILED = Status.PASSED, Status.FAILED

PLAIN, SECURE = Behavior(), Behavior(allows_http=False)
BUCKET = "site.s3.eu-west-1.amazonaws.com"


def of(**origin: object) -> Distribution:
    return Distribution(origins=(Origin(id="o", **origin),), default_behavior=SECURE)


def certified(minimum: str, **more: object) -> Distribution:
    return Distribution(own_certificate=True, minimum_protocol=minimum, **more)


CASES = [
    (controls.https_required, Distribution(default_behavior=SECURE), PASSED),
    (controls.https_required, Distribution(default_behavior=PLAIN), FAILED),
    (controls.https_required, Distribution(default_behavior=SECURE, behaviors=(PLAIN,)), FAILED),
    (controls.tls_1_2_minimum, certified("TLSv1.2_2021"), PASSED),
    (controls.tls_1_2_minimum, certified("TLSv1.3_2025"), PASSED),
    (controls.tls_1_2_minimum, certified("TLSv1.1_2016"), FAILED),
    (controls.tls_1_2_minimum, certified("TLSv1.2_2021", default_certificate=True), FAILED),
    (controls.tls_1_2_minimum, Distribution(minimum_protocol="TLSv1.2_2021"), FAILED),
    (controls.buckets_closed, of(domain=BUCKET, access_control=True), PASSED),
    (controls.buckets_closed, of(domain=BUCKET, access_identity=True), PASSED),
    (controls.buckets_closed, of(domain="example.com"), PASSED),
    (controls.buckets_closed, of(domain="site.s3-website-us-east-1.amazonaws.com"), PASSED),
    (controls.buckets_closed, of(domain=BUCKET), FAILED),
    (controls.buckets_closed, of(domain="site.s3.amazonaws.com"), FAILED),
    (
        controls.origin_tls_1_2_minimum,
        of(protocol="https-only", protocols=("TLSv1.2",)),
        PASSED,
    ),
    (controls.origin_tls_1_2_minimum, of(protocol="http-only", protocols=("TLSv1",)), PASSED),
    (
        controls.origin_tls_1_2_minimum,
        of(protocol="https-only", protocols=("TLSv1", "TLSv1.2")),
        FAILED,
    ),
    (controls.origin_encrypted, of(protocol="https-only"), PASSED),
    (controls.origin_encrypted, of(protocol="match-viewer"), PASSED),
    (controls.origin_encrypted, of(protocol="http-only"), FAILED),
    (
        controls.origin_encrypted,
        Distribution(origins=(Origin(id="o", protocol="match-viewer"),), default_behavior=PLAIN),
        FAILED,
    ),
    (controls.root_object_set, Distribution(root_object="index.html"), PASSED),
    (controls.root_object_set, Distribution(), FAILED),
    (
        controls.origin_failover_configured,
        Distribution(origin_groups=(OriginGroup(members=2),)),
        PASSED,
    ),
    (
        controls.origin_failover_configured,
        Distribution(origin_groups=(OriginGroup(members=1),)),
        FAILED,
    ),
    (controls.origin_failover_configured, Distribution(), FAILED),
    (controls.logging_enabled, Distribution(logging=True), PASSED),
    (controls.logging_enabled, Distribution(), FAILED),
    (controls.waf_associated, Distribution(web_acl=True), PASSED),
    (controls.waf_associated, Distribution(), FAILED),
    (controls.owner_tagged, Distribution(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Distribution(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "distribution", "status"), CASES)
def test_verdict(ask, distribution, status):
    assert ask(distribution).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.https_required, "default_behavior"),
        (controls.tls_1_2_minimum, "default_certificate"),
        (controls.buckets_closed, "origins"),
        (controls.origin_tls_1_2_minimum, "origins"),
        (controls.origin_encrypted, "origins"),
        (controls.root_object_set, "root_object"),
        (controls.origin_failover_configured, "origin_groups"),
        (controls.logging_enabled, "logging"),
        (controls.waf_associated, "web_acl"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Distribution(unknown={hidden: "denied"}))
