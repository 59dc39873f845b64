"""Verdicts of the controls of REST APIs."""

import pytest

from posturewatch.controls.apigateway import rest_api as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.apigateway.rest_api import Method, RestApi

PASSED, FAILED = Status.PASSED, Status.FAILED
OPEN = (Method(verb="GET", authorization="NONE"),)
ASKING = (
    Method(verb="GET", authorization="AWS_IAM"),
    Method(verb="OPTIONS", authorization="NONE"),
)


def policy(principal, **condition):
    told = {"Effect": "Allow", "Principal": principal, "Action": "execute-api:Invoke"}
    statement = {**told, "Resource": "*", **({"Condition": condition} if condition else {})}
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": [statement]})


EVERYBODY = policy("*")
OWN_ENDPOINT = policy("*", StringEquals={"aws:SourceVpce": "vpce-1"})
OFFICE = policy("*", IpAddress={"aws:SourceIp": "203.0.113.0/24"})

CASES = [
    (controls.methods_authorized, RestApi(methods=ASKING), PASSED),
    (controls.methods_authorized, RestApi(), PASSED),
    (
        controls.methods_authorized,
        RestApi(methods=ASKING, unknown={"endpoints": "x", "policy": "x"}),
        PASSED,
    ),
    (controls.methods_authorized, RestApi(methods=OPEN, endpoints=("PRIVATE",)), PASSED),
    (controls.methods_authorized, RestApi(methods=OPEN, policy=OFFICE), PASSED),
    (controls.methods_authorized, RestApi(methods=OPEN, policy=EVERYBODY), FAILED),
    (controls.methods_authorized, RestApi(methods=(*ASKING, *OPEN)), FAILED),
    (controls.methods_authorized, RestApi(methods=OPEN, imported=True), FAILED),
    (controls.policy_not_public, RestApi(), PASSED),
    (controls.policy_not_public, RestApi(policy=OWN_ENDPOINT, endpoints=("PRIVATE",)), PASSED),
    (controls.policy_not_public, RestApi(policy=EVERYBODY, endpoints=("PRIVATE",)), FAILED),
    (controls.policy_not_public, RestApi(policy=EVERYBODY), FAILED),
    (controls.default_endpoint_disabled, RestApi(default_endpoint_disabled=True), PASSED),
    (controls.default_endpoint_disabled, RestApi(endpoints=("PRIVATE",)), PASSED),
    (controls.default_endpoint_disabled, RestApi(), FAILED),
    (controls.tls_1_2_minimum, RestApi(default_endpoint_disabled=True), PASSED),
    (controls.tls_1_2_minimum, RestApi(endpoints=("PRIVATE",)), PASSED),
    (controls.tls_1_2_minimum, RestApi(tls_policy="SecurityPolicy_TLS13_1_2_2021_06"), PASSED),
    (controls.tls_1_2_minimum, RestApi(endpoints=("REGIONAL",)), FAILED),
    (controls.tls_1_2_minimum, RestApi(tls_policy="TLS_1_0"), FAILED),
    (controls.owner_tagged, RestApi(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, RestApi(), FAILED),
]


@pytest.mark.parametrize(("control", "api", "expected"), CASES)
def test_verdict(control, api, expected):
    assert control(api).status is expected


def test_methods_of_an_openapi_document_are_not_judged():
    with pytest.raises(UnknownValue):
        controls.methods_authorized(RestApi(methods=ASKING, imported=True))
