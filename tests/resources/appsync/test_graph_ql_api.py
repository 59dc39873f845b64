"""AWS::AppSync::GraphQLApi as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.appsync.graph_ql_api import GraphQLApi
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import by_address, plan, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_template, read_live

ID = "thexampleapiidentifier4z"
ARN = f"arn:aws:appsync:{REGION}:{ACCOUNT}:apis/{ID}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/logs"
ACL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/shop/0a1b"
API = {
    "name": "shop",
    "apiId": ID,
    "arn": ARN,
    "authenticationType": "AWS_IAM",
    "additionalAuthenticationProviders": [{"authenticationType": "API_KEY"}],
    "logConfig": {"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": ROLE},
    "xrayEnabled": True,
    "wafWebAclArn": ACL,
    "visibility": "GLOBAL",
    "introspectionConfig": "DISABLED",
    "queryDepthLimit": 10,
    "tags": {"team": "payments"},
}
CACHE = {
    "type": "SMALL",
    "ttl": 60,
    "apiCachingBehavior": "FULL_REQUEST_CACHING",
    "atRestEncryptionEnabled": True,
    "transitEncryptionEnabled": False,
}
ANSWERS = {
    "GetGraphqlApi": {"graphqlApi": API},
    "ListGraphqlApis": {"graphqlApis": [API]},
    "GetApiCache": {"apiCache": CACHE},
}
SETTINGS = {
    "Name": "shop",
    "AuthenticationType": "AWS_IAM",
    "AdditionalAuthenticationProviders": [{"AuthenticationType": "API_KEY"}],
    "LogConfig": {"FieldLogLevel": "ERROR", "CloudWatchLogsRoleArn": ROLE},
    "XrayEnabled": True,
}
NOT_IN_CONFIG = [
    "cache_encrypted_at_rest",
    "cache_encrypted_in_transit",
    "cached",
    "depth_limit",
    "introspection",
    "visibility",
    "web_acl",
]
PLAN = plan(
    {
        "aws_appsync_graphql_api.x": {
            "name": "shop",
            "authentication_type": "AWS_IAM",
            "additional_authentication_provider": [{"authentication_type": "API_KEY"}],
            "log_config": [{"field_log_level": "ERROR", "cloudwatch_logs_role_arn": ROLE}],
            "xray_enabled": True,
            "visibility": "GLOBAL",
            "introspection_config": "DISABLED",
            "query_depth_limit": 10,
            "tags_all": {"team": "payments"},
        },
        "aws_appsync_api_cache.x": {
            "type": "SMALL",
            "at_rest_encryption_enabled": True,
            "transit_encryption_enabled": False,
        },
        "aws_wafv2_web_acl_association.x": {"web_acl_arn": ACL},
    },
    **refers(
        {
            "aws_appsync_api_cache.x": {"api_id": "aws_appsync_graphql_api.x.id"},
            "aws_wafv2_web_acl_association.x": {"resource_arn": "aws_appsync_graphql_api.x.arn"},
        }
    ),
)
TEMPLATE = template(
    {
        "X": (
            "AWS::AppSync::GraphQLApi",
            {
                **SETTINGS,
                "Visibility": "GLOBAL",
                "IntrospectionConfig": "DISABLED",
                "QueryDepthLimit": 10,
                "Tags": [{"Key": "team", "Value": "payments"}],
            },
        ),
        "Cache": (
            "AWS::AppSync::ApiCache",
            {
                "ApiId": {"Fn::GetAtt": ["X", "ApiId"]},
                "Type": "SMALL",
                "AtRestEncryptionEnabled": True,
                "TransitEncryptionEnabled": False,
            },
        ),
        "Acl": (
            "AWS::WAFv2::WebACLAssociation",
            {"ResourceArn": {"Fn::GetAtt": ["X", "Arn"]}, "WebACLArn": ACL},
        ),
    }
)


def test_four_sources_tell_the_same():
    live = read_live(GraphQLApi, ID, ANSWERS)
    assert unknowns(live) == ["created_at"]
    assert live.arn == ARN
    assert live.owner == "payments"
    told = item(GraphQLApi, {**SETTINGS, "ApiId": ID}, resourceId=ID, tags={"team": "payments"})
    config = from_config(GraphQLApi, told)
    assert config.key == live.key
    assert differences(live, config) == NOT_IN_CONFIG
    (planned,) = by_address(GraphQLApi, PLAN).values()
    assert differences(live, planned) == []
    (declared,) = by_address(GraphQLApi, TEMPLATE).values()
    assert differences(live, declared) == []


def test_an_api_without_a_cache_has_none_and_a_denied_one_is_not_known():
    aws = Audited()
    aws.answer("GetGraphqlApi", {"graphqlApi": API})
    aws.fail("GetApiCache", "NotFoundException")
    assert not aws.read(GraphQLApi, ID).cached
    aws.fail("GetApiCache", "AccessDeniedException")
    assert "cached" in unknowns(aws.read(GraphQLApi, ID))


def test_what_a_new_api_gets():
    new = of_template(GraphQLApi, {"Name": "shop", "AuthenticationType": "API_KEY"})
    assert (new.log_level, new.visibility, new.introspection) == ("NONE", "GLOBAL", True)


def test_it_is_read_live_and_gone_once_it_is_deleted(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        made = aws.client("appsync").create_graphql_api(
            name="shop", authenticationType="API_KEY", xrayEnabled=True, tags={"team": "payments"}
        )
        api = made["graphqlApi"]["apiId"]
        live = aws.read(GraphQLApi, api)
        assert (live.authentication, live.tracing, live.owner) == ("API_KEY", True, "payments")
        assert [entry.key.id for entry in aws.listed(GraphQLApi)] == [api]
    stubbed = Audited()
    stubbed.fail("GetGraphqlApi", "NotFoundException")
    assert stubbed.is_gone(GraphQLApi, ID)
