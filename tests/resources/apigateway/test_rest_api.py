"""A REST API as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.domain.policy import PolicyDocument
from posturewatch.resources.apigateway.rest_api import Method, RestApi
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import declared, plan, planned, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": 'say "all"',
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": "*",
        }
    ],
}
# API Gateway answers a policy with a backslash before each quote, so that it is not JSON as it is.
QUOTED = json.dumps(json.dumps(POLICY))[1:-1]
API = {
    "id": "w1234nsgjx",
    "name": "shop",
    "createdDate": 1767225600,
    "endpointConfiguration": {"types": ["REGIONAL"]},
    "policy": QUOTED,
    "disableExecuteApiEndpoint": True,
    "securityPolicy": "SecurityPolicy_TLS13_1_2_2021_06",
    "tags": {"team": "web"},
}
METHODS = {
    "GET": {"httpMethod": "GET", "authorizationType": "NONE", "apiKeyRequired": True},
    "POST": {"httpMethod": "POST", "authorizationType": "AWS_IAM"},
}
RESOURCES = {"items": [{"id": "r", "path": "/"}, {"id": "a", "resourceMethods": METHODS}]}
PLAN = plan(
    {
        "aws_api_gateway_rest_api.a": {
            "name": "shop",
            "disable_execute_api_endpoint": True,
            "endpoint_configuration": [{"types": ["REGIONAL"]}],
            "security_policy": "SecurityPolicy_TLS13_1_2_2021_06",
            "tags": {"team": "web"},
        },
        "aws_api_gateway_rest_api_policy.a": {"policy": json.dumps(POLICY)},
        "aws_api_gateway_method.get": {"http_method": "GET", "authorization": "NONE"},
        "aws_api_gateway_method.post": {"http_method": "POST", "authorization": "AWS_IAM"},
    },
    **refers(
        {
            f"aws_api_gateway_{each}": {"rest_api_id": "aws_api_gateway_rest_api.a.id"}
            for each in ("rest_api_policy.a", "method.get", "method.post")
        }
    ),
)
API_ID = {"RestApiId": {"Ref": "Api"}}
TEMPLATE = template(
    {
        "Api": (
            "AWS::ApiGateway::RestApi",
            {
                "Name": "shop",
                "DisableExecuteApiEndpoint": True,
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "SecurityPolicy": "SecurityPolicy_TLS13_1_2_2021_06",
                "Policy": POLICY,
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        ),
        "Get": (
            "AWS::ApiGateway::Method",
            {**API_ID, "HttpMethod": "GET", "AuthorizationType": "NONE"},
        ),
        "Post": (
            "AWS::ApiGateway::Method",
            {**API_ID, "HttpMethod": "POST", "AuthorizationType": "AWS_IAM"},
        ),
    }
)


def answering() -> Audited:
    aws = Audited()
    aws.answer("GetRestApi", API)
    aws.answer("GetRestApis", {"items": [API]})
    aws.answer("GetResources", RESOURCES)
    return aws


def test_all_sources_see_the_same_api():
    aws = answering()
    live = aws.read(RestApi, "w1234nsgjx")
    assert unknowns(live) == []
    assert live.arn == "arn:aws:apigateway:eu-west-1::/restapis/w1234nsgjx"
    assert live.policy == PolicyDocument.parse(POLICY)
    assert live.methods == (
        Method(verb="GET", authorization="NONE"),
        Method(verb="POST", authorization="AWS_IAM"),
    )
    (listed,) = aws.listed(RestApi)
    assert aws.source.read(RestApi, listed.key, listed=listed).resource == live
    others = [*planned(PLAN, RestApi), *declared(TEMPLATE, RestApi)]
    assert len(others) == 2
    for other in others:
        assert differences(live, other) == []
    config = from_config(
        RestApi,
        item(
            RestApi,
            {"id": "w1234nsgjx", "endpointConfiguration": {"types": ["REGIONAL"]}},
            resourceId="w1234nsgjx",
            tags={"team": "web"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == [
        "default_endpoint_disabled",
        "methods",
        "policy",
        "tls_policy",
    ]


def test_methods_are_asked_for_whole():
    aws = answering()
    aws.answer("GetResources", {"items": [{"resourceMethods": {"GET": {}}}]})
    (method,) = aws.read(RestApi, "w1234nsgjx").methods
    assert set(method.unknown) == {"verb", "authorization"}


def test_reads_that_fail():
    aws = answering()
    aws.fail("GetResources", "TooManyRequestsException")
    assert set(aws.read(RestApi, "w1234nsgjx").unknown) == {"methods"}
    aws.fail("GetRestApi", "NotFoundException")
    assert aws.is_gone(RestApi, "w1234nsgjx")


def test_what_is_not_set():
    api = answering()
    api.answer("GetRestApi", {"id": "w1234nsgjx", "policy": "{\\"})
    assert set(api.read(RestApi, "w1234nsgjx").unknown) == {"policy"}
    (made,) = declared(template({"Api": ("AWS::ApiGateway::RestApi", {"Name": "a"})}), RestApi)
    assert (made.endpoints, made.methods, made.policy, made.imported) == (
        ("EDGE",),
        (),
        None,
        False,
    )
    assert made.accepts_old_tls


@pytest.mark.parametrize("place", ["Body", "BodyS3Location"])
def test_an_openapi_document_has_the_methods(place):
    (api,) = declared(template({"Api": ("AWS::ApiGateway::RestApi", {place: {"x": 1}})}), RestApi)
    assert api.imported
    (api,) = planned(plan({"aws_api_gateway_rest_api.a": {"body": "{}"}}), RestApi)
    assert api.imported


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        gateway = aws.client("apigateway")
        id_ = gateway.create_rest_api(
            name="shop", tags={"team": "web"}, disableExecuteApiEndpoint=True
        )["id"]
        (root,) = gateway.get_resources(restApiId=id_)["items"]
        gateway.put_method(
            restApiId=id_, resourceId=root["id"], httpMethod="GET", authorizationType="NONE"
        )
        live = aws.read(RestApi, id_)
        assert unknowns(live) == []
        assert live.tags == {"team": "web"}
        assert live.default_endpoint_disabled
        assert live.open_methods == ("GET",)
        (listed,) = aws.listed(RestApi)
        assert aws.source.read(RestApi, listed.key, listed=listed).resource == live
        gateway.delete_rest_api(restApiId=id_)
        assert aws.is_gone(RestApi, id_)
