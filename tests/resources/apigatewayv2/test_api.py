"""An HTTP or WebSocket API as live calls, a Config item, a plan and a template tell of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.apigatewayv2.api import Api, Route
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import declared, plan, planned, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

SITE = "https://www.example.com"
API = {
    "ApiId": "pxzfkfmjo7",
    "ProtocolType": "HTTP",
    "CreatedDate": "2026-01-01T00:00:00Z",
    "DisableExecuteApiEndpoint": True,
    "CorsConfiguration": {"AllowOrigins": [SITE], "AllowCredentials": True},
    "Tags": {"team": "web"},
}
ROUTES = {
    "Items": [
        {"RouteId": "1", "RouteKey": "GET /a", "AuthorizationType": "JWT"},
        {"RouteId": "2", "RouteKey": "$default"},
    ]
}
PLAN = plan(
    {
        "aws_apigatewayv2_api.a": {
            "protocol_type": "HTTP",
            "disable_execute_api_endpoint": True,
            "cors_configuration": [{"allow_origins": [SITE], "allow_credentials": True}],
            "tags": {"team": "web"},
        },
        "aws_apigatewayv2_route.a": {"route_key": "GET /a", "authorization_type": "JWT"},
        "aws_apigatewayv2_route.default": {"route_key": "$default", "authorization_type": "NONE"},
    },
    **refers(
        {
            f"aws_apigatewayv2_route.{name}": {"api_id": "aws_apigatewayv2_api.a.id"}
            for name in ("a", "default")
        }
    ),
)
OF_API = {"ApiId": {"Ref": "Api"}}
TEMPLATE = template(
    {
        "Api": (
            "AWS::ApiGatewayV2::Api",
            {
                "ProtocolType": "HTTP",
                "DisableExecuteApiEndpoint": True,
                "CorsConfiguration": {"AllowOrigins": [SITE], "AllowCredentials": True},
                "Tags": {"team": "web"},
            },
        ),
        "A": (
            "AWS::ApiGatewayV2::Route",
            {**OF_API, "RouteKey": "GET /a", "AuthorizationType": "JWT"},
        ),
        "Default": ("AWS::ApiGatewayV2::Route", {**OF_API, "RouteKey": "$default"}),
    }
)


def answering() -> Audited:
    aws = Audited()
    aws.answer("GetApi", API)
    aws.answer("GetApis", {"Items": [API]})
    aws.answer("GetRoutes", ROUTES)
    return aws


def test_all_sources_see_the_same_api():
    aws = answering()
    live = aws.read(Api, "pxzfkfmjo7")
    assert unknowns(live) == []
    assert live.arn == "arn:aws:apigateway:eu-west-1::/apis/pxzfkfmjo7"
    assert live.routes == (Route(route="GET /a", authorization="JWT"), Route(route="$default"))
    assert live.open_routes == ("$default",)
    (listed,) = aws.listed(Api)
    assert aws.source.read(Api, listed.key, listed=listed).resource == live
    others = [*planned(PLAN, Api), *declared(TEMPLATE, Api)]
    assert len(others) == 2
    for other in others:
        assert differences(live, other) == []
    config = from_config(
        Api,
        item(
            Api,
            {
                "apiId": "pxzfkfmjo7",
                "protocolType": "HTTP",
                "disableExecuteApiEndpoint": True,
                "corsConfiguration": {"allowOrigins": [SITE], "allowCredentials": True},
            },
            resourceId="pxzfkfmjo7",
            tags={"team": "web"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["routes"]


def test_reads_that_fail():
    aws = answering()
    aws.fail("GetRoutes")
    assert set(aws.read(Api, "pxzfkfmjo7").unknown) == {"routes"}
    aws.fail("GetApi", "NotFoundException")
    assert aws.is_gone(Api, "pxzfkfmjo7")


@pytest.mark.parametrize("place", ["Body", "BodyS3Location"])
def test_an_openapi_document_has_the_routes(place):
    (api,) = declared(template({"Api": ("AWS::ApiGatewayV2::Api", {place: {"x": 1}})}), Api)
    assert api.imported
    (api,) = planned(plan({"aws_apigatewayv2_api.a": {"body": "{}"}}), Api)
    assert api.imported


def test_an_api_that_is_made_with_a_target_is_open():
    target = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    (api,) = declared(template({"Api": ("AWS::ApiGatewayV2::Api", {"Target": target})}), Api)
    assert api.open_routes == ("$default",)
    (api,) = planned(plan({"aws_apigatewayv2_api.a": {"target": target}}), Api)
    assert api.open_routes == ("$default",)


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        gateway = aws.client("apigatewayv2")
        id_ = gateway.create_api(Name="chat", ProtocolType="WEBSOCKET", Tags={"team": "web"})[
            "ApiId"
        ]
        gateway.create_route(ApiId=id_, RouteKey="$connect", AuthorizationType="AWS_IAM")
        live = aws.read(Api, id_)
        assert unknowns(live) == []
        assert (live.protocol, live.owner, live.open_routes) == ("WEBSOCKET", "web", ())
        (listed,) = aws.listed(Api)
        assert aws.source.read(Api, listed.key, listed=listed).resource == live
        gateway.delete_api(ApiId=id_)
        assert aws.is_gone(Api, id_)
