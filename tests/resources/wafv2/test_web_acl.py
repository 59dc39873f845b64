"""A web ACL as live calls, a Config item, a plan and a template tell of it."""

from moto import mock_aws

from posturewatch.resources.wafv2.web_acl import Rule, WebACL
from tests.support.aws import ACCOUNT, REGION, Audited, found, from_config
from tests.support.planned import declared, plan, planned, refers, template
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item

ARN = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/shop/1"
EDGE = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/cdn/2"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-shop"
TAGS = [{"Key": "team", "Value": "web"}]


def visible(on: bool, name: str = "m") -> dict[str, object]:
    return {"SampledRequestsEnabled": on, "CloudWatchMetricsEnabled": on, "MetricName": name}


RULES = [
    {"Name": "blocks", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": visible(True)},
    {"Name": "counts", "Priority": 1, "Action": {"Count": {}}, "VisibilityConfig": visible(True)},
    {
        "Name": "group",
        "Priority": 2,
        "OverrideAction": {"Count": {}},
        "VisibilityConfig": visible(False),
    },
    {
        "Name": "enforced",
        "Priority": 3,
        "OverrideAction": {"None": {}},
        "VisibilityConfig": visible(True),
    },
]
ACL = {
    "Name": "shop",
    "Id": "1",
    "ARN": ARN,
    "DefaultAction": {"Allow": {}},
    "Rules": RULES,
    "VisibilityConfig": visible(True),
}
SEEN = [
    Rule(name="blocks", metrics=True),
    Rule(name="counts", counts=True, metrics=True),
    Rule(name="group", counts_group=True),
    Rule(name="enforced", metrics=True),
]


def of_terraform(name: str, on: bool, **actions: list[dict[str, object]]) -> dict[str, object]:
    told = {"action": [], "override_action": [], **actions}
    return {"name": name, **told, "visibility_config": [{"cloudwatch_metrics_enabled": on}]}


PLAN = plan(
    {
        "aws_wafv2_web_acl.a": {
            "name": "shop",
            "scope": "REGIONAL",
            "default_action": [{"allow": [{}], "block": []}],
            "rule": [
                of_terraform("blocks", True, action=[{"block": [{}], "count": []}]),
                of_terraform("counts", True, action=[{"block": [], "count": [{}]}]),
                of_terraform("group", False, override_action=[{"count": [{}], "none": []}]),
                of_terraform("enforced", True, override_action=[{"count": [], "none": [{}]}]),
            ],
            "visibility_config": [{"cloudwatch_metrics_enabled": True}],
            "tags": {"team": "web"},
        },
        "aws_wafv2_web_acl_logging_configuration.a": {"log_destination_configs": [LOGS]},
    },
    **refers(
        {"aws_wafv2_web_acl_logging_configuration.a": {"resource_arn": "aws_wafv2_web_acl.a.arn"}}
    ),
)
TEMPLATE = template(
    {
        "Acl": (
            "AWS::WAFv2::WebACL",
            {
                "Scope": "REGIONAL",
                "DefaultAction": {"Allow": {}},
                "Rules": RULES,
                "VisibilityConfig": visible(True),
                "Tags": TAGS,
            },
        ),
        "Logs": (
            "AWS::WAFv2::LoggingConfiguration",
            {"ResourceArn": {"Fn::GetAtt": ["Acl", "Arn"]}, "LogDestinationConfigs": [LOGS]},
        ),
    }
)


def answering(**more: object) -> Audited:
    aws = Audited()
    aws.answer("GetWebACL", {"WebACL": {**ACL, **more}})
    aws.answer("ListWebACLs", listing)
    aws.answer("ListTagsForResource", {"TagInfoForResource": {"TagList": TAGS}})
    logging = {"ResourceArn": ARN, "LogDestinationConfigs": [LOGS]}
    aws.answer("GetLoggingConfiguration", {"LoggingConfiguration": logging})
    return aws


def listing(sent: dict[str, object]) -> dict[str, object]:
    arn = ARN if sent["Scope"] == "REGIONAL" else EDGE
    return {"WebACLs": [{"Name": "x", "ARN": arn}]}


def test_all_sources_see_the_same_web_acl():
    aws = answering()
    live = aws.read(WebACL, ARN)
    assert unknowns(live) == ["created_at"]
    assert (live.arn, live.name) == (ARN, "shop")
    assert live.rules == tuple(SEEN)
    assert live.unmeasured == ("group",)
    (listed,) = aws.listed(WebACL)
    assert found(aws.source.read(WebACL, listed.key, listed=listed)) == live
    others = [*planned(PLAN, WebACL), *declared(TEMPLATE, WebACL)]
    assert len(others) == 2
    for other in others:
        assert differences(live, other) == []
    config = from_config(
        WebACL,
        item(
            WebACL,
            {"name": "shop", "visibilityConfig": {"cloudWatchMetricsEnabled": True}},
            resourceId="1",
            arn=ARN,
            tags={"team": "web"},
        ),
    )
    assert config.key == live.key
    assert differences(live, config) == ["blocks_by_default", "logging", "managed_groups", "rules"]


def test_those_of_cloudfront_are_listed_in_one_region():
    aws = answering()
    assert [each.key.id for each in aws.listed(WebACL)] == [ARN]
    listed = aws.listed(WebACL, "us-east-1")
    assert [each.key.id for each in listed] == [ARN, EDGE]
    aws.read(WebACL, EDGE, "us-east-1")
    region, name, sent = next(each for each in aws.requests if each[1] == "GetWebACL")
    assert (region, name, sent) == ("us-east-1", "GetWebACL", {"ARN": EDGE})


def test_firewall_manager_puts_groups_around():
    group = {"Name": "g", "Priority": 0, "VisibilityConfig": visible(True)}
    live = answering(
        Rules=[],
        PreProcessFirewallManagerRuleGroups=[group],
        PostProcessFirewallManagerRuleGroups=[group, group],
    ).read(WebACL, ARN)
    assert live.managed_groups == 3
    assert not live.is_empty


def test_logging_that_is_off_and_reads_that_fail():
    aws = answering(DefaultAction={"Block": {}})
    aws.fail("GetLoggingConfiguration", "WAFNonexistentItemException")
    live = aws.read(WebACL, ARN)
    assert (live.logging, live.blocks_by_default) == (False, True)
    aws.fail("GetLoggingConfiguration")
    assert set(aws.read(WebACL, ARN).unknown) == {"created_at", "logging"}
    aws.fail("GetWebACL", "WAFNonexistentItemException")
    assert aws.is_gone(WebACL, ARN)


def test_rules_that_a_plan_keeps_elsewhere_are_not_known():
    visibility = {"visibility_config": [{"cloudwatch_metrics_enabled": True}]}
    (acl,) = planned(
        plan({"aws_wafv2_web_acl.a": {**visibility, "rule": [], "rule_json": "[{}]"}}), WebACL
    )
    assert set(acl.unknown) == {"rules", "created_at"}
    group = "aws_wafv2_web_acl_rule_group_association.g"
    document = plan(
        {"aws_wafv2_web_acl.a": {**visibility, "rule": []}, group: {"rule_name": "g"}},
        **refers({group: {"web_acl_arn": "aws_wafv2_web_acl.a.arn"}}),
    )
    (acl,) = planned(document, WebACL)
    assert set(acl.unknown) == {"rules", "created_at"}
    (acl,) = planned(plan({"aws_wafv2_web_acl.a": {**visibility, "rule": []}}), WebACL)
    assert acl.is_empty


def test_against_moto(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        waf = aws.client("wafv2")
        made = waf.create_web_acl(
            Name="shop",
            Scope="REGIONAL",
            DefaultAction={"Allow": {}},
            VisibilityConfig=visible(True),
            Tags=TAGS,
        )["Summary"]
        (listed,) = aws.listed(WebACL)
        assert listed.key.id == made["ARN"]
        live = aws.read(WebACL, made["ARN"])
        assert (live.owner, live.metrics, live.logging) == ("web", True, False)
        assert live.is_empty
        waf.put_logging_configuration(
            LoggingConfiguration={"ResourceArn": made["ARN"], "LogDestinationConfigs": [LOGS]}
        )
        assert aws.read(WebACL, made["ARN"]).logging
        waf.delete_web_acl(
            Name="shop", Scope="REGIONAL", Id=made["Id"], LockToken=made["LockToken"]
        )
        assert aws.is_gone(WebACL, made["ARN"])
