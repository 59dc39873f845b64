"""A stage of a REST API as live calls, a Config item, a plan and a template tell of it."""

from moto import mock_aws

from posturewatch.resources.apigateway.stage import MethodSetting, Stage
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

ARN = f"arn:aws:apigateway:{REGION}::/restapis/w1234nsgjx/stages/prod"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:shop"
ACL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/shop/1"
SETTINGS = {
    "*/*": {
        "loggingLevel": "INFO",
        "dataTraceEnabled": False,
        "cachingEnabled": True,
        "cacheDataEncrypted": True,
    },
    "~1pay/POST": {
        "loggingLevel": "OFF",
        "dataTraceEnabled": True,
        "cachingEnabled": False,
        "cacheDataEncrypted": False,
    },
}
STAGE = {
    "stageName": "prod",
    "deploymentId": "d",
    "createdDate": 1767225600,
    "clientCertificateId": "c",
    "cacheClusterEnabled": True,
    "methodSettings": SETTINGS,
    "variables": {"backend": "https://example.com"},
    "accessLogSettings": {"destinationArn": LOGS, "format": "x"},
    "tracingEnabled": True,
    "webAclArn": ACL,
    "tags": {"team": "web"},
}
EVERYWHERE = {
    "logging_level": "INFO",
    "data_trace_enabled": False,
    "caching_enabled": True,
    "cache_data_encrypted": True,
}
PAYING = {
    "logging_level": "OFF",
    "data_trace_enabled": True,
    "caching_enabled": False,
    "cache_data_encrypted": False,
}
OF_STAGE = {"stage_name": "aws_api_gateway_stage.s.stage_name"}
PLANNED_STAGE = {
    "stage_name": "prod",
    "client_certificate_id": "c",
    "cache_cluster_enabled": True,
    "variables": {"backend": "https://example.com"},
    "access_log_settings": [{"destination_arn": LOGS}],
    "xray_tracing_enabled": True,
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_api_gateway_stage.s": PLANNED_STAGE,
        "aws_api_gateway_method_settings.all": {"method_path": "*/*", "settings": [EVERYWHERE]},
        "aws_api_gateway_method_settings.pay": {"method_path": "pay/POST", "settings": [PAYING]},
        "aws_wafv2_web_acl_association.s": {"web_acl_arn": ACL},
    },
    **refers(
        {
            "aws_api_gateway_method_settings.all": OF_STAGE,
            "aws_api_gateway_method_settings.pay": OF_STAGE,
            "aws_wafv2_web_acl_association.s": {"resource_arn": "aws_api_gateway_stage.s.arn"},
        }
    ),
)
TEMPLATE = template(
    {
        "Stage": (
            "AWS::ApiGateway::Stage",
            {
                "RestApiId": {"Ref": "Api"},
                "StageName": "prod",
                "ClientCertificateId": "c",
                "CacheClusterEnabled": True,
                "Variables": {"backend": "https://example.com"},
                "AccessLogSetting": {"DestinationArn": LOGS},
                "TracingEnabled": True,
                "MethodSettings": [
                    {
                        "ResourcePath": "/*",
                        "HttpMethod": "*",
                        "LoggingLevel": "INFO",
                        "CachingEnabled": True,
                        "CacheDataEncrypted": True,
                    },
                    {
                        "ResourcePath": "/pay",
                        "HttpMethod": "POST",
                        "LoggingLevel": "OFF",
                        "DataTraceEnabled": True,
                    },
                ],
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


def answering() -> Audited:
    aws = Audited()
    aws.answer("GetStage", STAGE)
    aws.answer("GetStages", {"item": [STAGE]})
    aws.answer("GetRestApis", {"items": [{"id": "w1234nsgjx"}]})
    return aws


def test_all_sources_see_the_same_stage():
    aws = answering()
    live = aws.read(Stage, ARN)
    assert unknowns(live) == []
    assert (live.arn, live.name) == (ARN, "prod")
    assert live.default == MethodSetting(log_level="INFO", cached=True, cache_encrypted=True)
    assert (live.is_logged, live.logs_bodies, live.caches_plainly) == (False, True, False)
    (listed,) = aws.listed(Stage)
    assert listed.key == live.key
    assert aws.source.read(Stage, listed.key, listed=listed).resource == live
    (of_plan,), (of_template,) = planned(PLAN, Stage), declared(TEMPLATE, Stage)
    assert differences(live, of_plan) == []
    assert differences(live, of_template) == ["web_acl"]
    config = from_config(
        Stage,
        item(
            Stage,
            {name: value for name, value in STAGE.items() if name not in ("tags", "variables")},
            resourceId=ARN,
            arn=ARN,
            tags={"team": "web"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["default", "settings", "variables"]


def test_a_web_acl_of_another_resource_makes_no_stage():
    told = {"web_acl_arn": ACL, "resource_arn": "arn:aws:elasticloadbalancing:x:y:loadbalancer/z"}
    assert planned(plan({"aws_wafv2_web_acl_association.lb": told}), Stage) == []
    (stage,) = planned(
        plan({"aws_api_gateway_stage.s": {}, "aws_wafv2_web_acl_association.lb": told}), Stage
    )
    assert stage.web_acl is False


def test_what_is_not_set():
    (stage,) = planned(plan({"aws_api_gateway_stage.s": {"stage_name": "prod"}}), Stage)
    assert not stage.is_logged
    assert not stage.caches_plainly
    assert stage.settings == ()
    aws = answering()
    aws.fail("GetStage", "NotFoundException")
    assert aws.is_gone(Stage, ARN)
    aws.fail("GetStage", "AccessDeniedException")
    assert aws.outcome(Stage, ARN).reason == "AccessDeniedException on GetStage"


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        gateway = aws.client("apigateway")
        ids = [gateway.create_rest_api(name=name)["id"] for name in ("shop", "empty")]
        (root,) = gateway.get_resources(restApiId=ids[0])["items"]
        method = {"restApiId": ids[0], "resourceId": root["id"], "httpMethod": "GET"}
        gateway.put_method(**method, authorizationType="NONE")
        gateway.put_integration(**method, type="MOCK")
        deployment = gateway.create_deployment(restApiId=ids[0])["id"]
        for name in ("prod", "test"):
            gateway.create_stage(
                restApiId=ids[0], stageName=name, deploymentId=deployment, tracingEnabled=True
            )
        listed = aws.listed(Stage)
        assert [entry.key.id.rpartition("/")[2] for entry in listed] == ["prod", "test"]
        live = aws.read(Stage, listed[0].key.id)
        assert live.traced
        assert aws.source.read(Stage, listed[0].key, listed=listed[0]).resource == live
        gateway.delete_stage(restApiId=ids[0], stageName="prod")
        assert aws.is_gone(Stage, listed[0].key.id)
