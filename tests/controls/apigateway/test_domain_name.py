"""Verdicts of the controls of API Gateway's domain names."""

import pytest

from posturewatch.controls.apigateway import domain_name as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.apigateway.domain_name import DomainName

PASSED, FAILED = Status.PASSED, Status.FAILED
STORE = "s3://trust/store.pem"

CASES = [
    (controls.tls_1_2_minimum, DomainName(tls_policy="TLS_1_2"), PASSED),
    (
        controls.tls_1_2_minimum,
        DomainName(tls_policy="SecurityPolicy_TLS13_1_3_2025_09"),
        PASSED,
    ),
    (
        controls.tls_1_2_minimum,
        DomainName(tls_policy="SecurityPolicy_TLS12_2018_EDGE"),
        PASSED,
    ),
    (
        controls.tls_1_2_minimum,
        DomainName(tls_policy="SecurityPolicy_TLS13_2025_EDGE"),
        PASSED,
    ),
    (controls.tls_1_2_minimum, DomainName(tls_policy="TLS_1_0"), FAILED),
    (controls.tls_1_2_minimum, DomainName(), FAILED),
    (controls.truststore_version_fixed, DomainName(), PASSED),
    (
        controls.truststore_version_fixed,
        DomainName(truststore=STORE, truststore_version=True),
        PASSED,
    ),
    (controls.truststore_version_fixed, DomainName(truststore=STORE), FAILED),
    (controls.truststore_valid, DomainName(truststore=STORE), PASSED),
    (
        controls.truststore_valid,
        DomainName(truststore=STORE, truststore_warnings=("Certificate has expired",)),
        FAILED,
    ),
    (controls.owner_tagged, DomainName(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, DomainName(), FAILED),
]


@pytest.mark.parametrize(("control", "domain", "expected"), CASES)
def test_verdict(control, domain, expected):
    assert control(domain).status is expected
