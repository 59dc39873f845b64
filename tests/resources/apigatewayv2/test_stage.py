"""A stage of an HTTP or WebSocket API as live calls, Config, a plan and a template tell of it."""

from moto import mock_aws

from posturewatch.resources.apigatewayv2.stage import Stage
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

ARN = f"arn:aws:apigateway:{REGION}::/apis/pxzfkfmjo7/stages/$default"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:shop"
STAGE = {
    "StageName": "$default",
    "CreatedDate": "2026-01-01T00:00:00Z",
    "AccessLogSettings": {"DestinationArn": LOGS, "Format": "x"},
    "DefaultRouteSettings": {
        "LoggingLevel": "INFO",
        "DataTraceEnabled": True,
        "ThrottlingBurstLimit": 100,
        "ThrottlingRateLimit": 50.5,
    },
    "StageVariables": {"backend": "https://example.com"},
    "Tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_apigatewayv2_stage.s": {
            "name": "$default",
            "access_log_settings": [{"destination_arn": LOGS}],
            "default_route_settings": [
                {
                    "logging_level": "INFO",
                    "data_trace_enabled": True,
                    "throttling_burst_limit": 100,
                }
            ],
            "stage_variables": {"backend": "https://example.com"},
            "tags": {"team": "web"},
        }
    }
)
TEMPLATE = template(
    {
        "Stage": (
            "AWS::ApiGatewayV2::Stage",
            {
                "ApiId": {"Ref": "Api"},
                "StageName": "$default",
                "AccessLogSettings": {"DestinationArn": LOGS},
                "DefaultRouteSettings": STAGE["DefaultRouteSettings"],
                "StageVariables": {"backend": "https://example.com"},
                "Tags": {"team": "web"},
            },
        )
    }
)


def answering() -> Audited:
    aws = Audited()
    aws.answer("GetStage", STAGE)
    aws.answer("GetStages", {"Items": [STAGE]})
    aws.answer("GetApi", {"ApiId": "pxzfkfmjo7", "ProtocolType": "WEBSOCKET"})
    aws.answer("GetApis", {"Items": [{"ApiId": "pxzfkfmjo7", "ProtocolType": "WEBSOCKET"}]})
    return aws


def test_all_sources_see_the_same_stage():
    aws = answering()
    live = aws.read(Stage, ARN)
    assert unknowns(live) == []
    assert (live.arn, live.name, live.protocol) == (ARN, "$default", "WEBSOCKET")
    (listed,) = aws.listed(Stage)
    assert listed.key == live.key
    assert aws.source.read(Stage, listed.key, listed=listed).resource == live
    others = [*planned(PLAN, Stage), *declared(TEMPLATE, Stage)]
    assert len(others) == 2
    for other in others:
        assert differences(live, other) == ["protocol"]
    config = from_config(
        Stage,
        item(
            Stage,
            {
                "stageName": "$default",
                "accessLogSettings": {"destinationArn": LOGS},
                "defaultRouteSettings": {
                    "loggingLevel": "INFO",
                    "dataTraceEnabled": True,
                    "throttlingBurstLimit": 100,
                },
            },
            resourceId=ARN,
            arn=ARN,
            tags={"team": "web"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["protocol", "variables"]


def test_reads_that_fail():
    aws = answering()
    aws.fail("GetApi")
    assert set(aws.read(Stage, ARN).unknown) == {"protocol"}
    aws.fail("GetStage", "NotFoundException")
    assert aws.is_gone(Stage, ARN)


def test_what_is_not_set():
    (stage,) = declared(template({"S": ("AWS::ApiGatewayV2::Stage", {})}), Stage)
    assert (stage.access_logs, stage.log_level, stage.burst) == (False, "OFF", 0)


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        gateway = aws.client("apigatewayv2")
        ids = [
            gateway.create_api(Name=name, ProtocolType="HTTP")["ApiId"] for name in ("a", "empty")
        ]
        gateway.create_stage(ApiId=ids[0], StageName="$default", Tags={"team": "web"})
        (listed,) = aws.listed(Stage)
        assert listed.key.id == f"arn:aws:apigateway:{REGION}::/apis/{ids[0]}/stages/$default"
        live = aws.read(Stage, listed.key.id)
        assert unknowns(live) == []
        assert live.protocol == "HTTP"
        assert aws.source.read(Stage, listed.key, listed=listed).resource == live
        gateway.delete_stage(ApiId=ids[0], StageName="$default")
        assert aws.is_gone(Stage, listed.key.id)
