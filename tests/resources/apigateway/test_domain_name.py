"""A domain name of API Gateway as live calls, a Config item, plans and templates tell of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.apigateway.domain_name import DomainName
from tests.support.aws import ACCOUNT, Audited, found
from tests.support.planned import declared, plan, planned, template
from tests.support.sources import differences

NAME = "api.example.com"
STORE = "s3://trust/store.pem"
DOMAIN = {
    "domainName": NAME,
    "endpointConfiguration": {"types": ["REGIONAL"]},
    "securityPolicy": "TLS_1_2",
    "mutualTlsAuthentication": {"truststoreUri": STORE, "truststoreVersion": "v1"},
    "tags": {"team": "web"},
}
TRUST = [{"truststore_uri": STORE, "truststore_version": "v1"}]
PLANS = {
    "aws_api_gateway_domain_name.d": {
        "domain_name": NAME,
        "endpoint_configuration": [{"types": ["REGIONAL"]}],
        "security_policy": "TLS_1_2",
        "mutual_tls_authentication": TRUST,
        "tags": {"team": "web"},
    },
    "aws_apigatewayv2_domain_name.d": {
        "domain_name": NAME,
        "domain_name_configuration": [{"endpoint_type": "REGIONAL", "security_policy": "TLS_1_2"}],
        "mutual_tls_authentication": TRUST,
        "tags": {"team": "web"},
    },
}
TRUSTED = {"MutualTlsAuthentication": {"TruststoreUri": STORE, "TruststoreVersion": "v1"}}
TEMPLATES = {
    "AWS::ApiGateway::DomainName": {
        **TRUSTED,
        "DomainName": NAME,
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
        "SecurityPolicy": "TLS_1_2",
        "Tags": [{"Key": "team", "Value": "web"}],
    },
    "AWS::ApiGatewayV2::DomainName": {
        **TRUSTED,
        "DomainName": NAME,
        "DomainNameConfigurations": [{"EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}],
        "Tags": {"team": "web"},
    },
}


def answering() -> Audited:
    aws = Audited()
    aws.answer("GetDomainName", DOMAIN)
    aws.answer("GetDomainNames", {"items": [DOMAIN]})
    return aws


def test_a_live_read_and_its_listing():
    aws = answering()
    live = aws.read(DomainName, NAME)
    assert set(live.unknown) == {"created_at"}
    assert live.arn == f"arn:aws:apigateway:eu-west-1::/domainnames/{NAME}"
    (listed,) = aws.listed(DomainName)
    assert found(aws.source.read(DomainName, listed.key, listed=listed)) == live
    aws.fail("GetDomainName", "NotFoundException")
    assert aws.is_gone(DomainName, NAME)


@pytest.mark.parametrize("address", PLANS)
def test_plans_see_the_same(address):
    (other,) = planned(plan({address: PLANS[address]}), DomainName)
    assert differences(answering().read(DomainName, NAME), other) == []


@pytest.mark.parametrize("kind", TEMPLATES)
def test_templates_see_the_same(kind):
    (other,) = declared(template({"D": (kind, TEMPLATES[kind])}), DomainName)
    assert differences(answering().read(DomainName, NAME), other) == []


def test_one_inside_of_vpcs_is_of_another_type():
    aws = answering()
    private = {**DOMAIN, "endpointConfiguration": {"types": ["PRIVATE"]}, "domainNameId": "abc"}
    aws.answer("GetDomainNames", {"items": [private]})
    (listed,) = aws.listed(DomainName)
    assert type(aws.source.read(DomainName, listed.key, listed=listed)).__name__ == "Gone"


def test_what_is_not_set():
    aws = answering()
    aws.answer("GetDomainName", {"domainName": NAME, "securityPolicy": "TLS_1_0"})
    live = aws.read(DomainName, NAME)
    assert (live.truststore, live.truststore_version, live.truststore_warnings) == ("", False, ())
    assert live.accepts_old_tls


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        aws.client("apigateway").create_domain_name(
            domainName=NAME, securityPolicy="TLS_1_2", tags={"team": "web"}
        )
        live = aws.read(DomainName, NAME)
        assert not live.accepts_old_tls
        assert live.owner == "web"
        (listed,) = aws.listed(DomainName)
        assert found(aws.source.read(DomainName, listed.key, listed=listed)) == live
        aws.client("apigateway").delete_domain_name(domainName=NAME)
        assert aws.is_gone(DomainName, NAME)
