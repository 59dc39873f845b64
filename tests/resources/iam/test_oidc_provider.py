"""AWS::IAM::OIDCProvider from Config items, live reads, plans and templates."""

from typing import Any

import pytest

from posturewatch.resources.iam.oidc_provider import OIDCProvider
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ISSUER = "token.actions.githubusercontent.com"
ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
TAGS = [{"Key": "owner", "Value": "platform"}]
# Written by hand after the schema that AWS publishes.
ITEM: dict[str, Any] = {
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2025-11-06T17:56:56.560Z",
    "configurationItemStatus": "OK",
    "arn": ARN,
    "resourceType": "AWS::IAM::OIDCProvider",
    "resourceId": ARN,
    "awsRegion": "global",
    "resourceCreationTime": "2025-01-02T00:00:00.000Z",
    "tags": {"owner": "platform"},
    "configuration": {"Arn": ARN, "Url": ISSUER, "ClientIdList": ["sts.amazonaws.com"]},
}


@pytest.fixture
def github(iam):
    made = iam.create_open_id_connect_provider(
        Url=f"https://{ISSUER}",
        ClientIDList=["sts.amazonaws.com"],
        ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"],
        Tags=TAGS,
    )
    return made["OpenIDConnectProviderArn"]


def test_a_live_read_and_what_it_costs(aws, github):
    live = aws.read(OIDCProvider, github, "global")
    assert live == OIDCProvider(
        key=aws.key(OIDCProvider, ARN, "global"),
        arn=ARN,
        tags={"owner": "platform"},
        created_at=live.created_at,
        issuer=ISSUER,
        audiences=("sts.amazonaws.com",),
    )
    assert [each.key.id for each in aws.listed(OIDCProvider, "global")] == [ARN]
    assert set(aws.source.calls.values()) == {1}
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(OIDCProvider)


def test_gone_and_denied(aws, iam, github):
    aws.fail("ListOpenIDConnectProviders")
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=github)
    assert aws.is_gone(OIDCProvider, github, "global")
    aws.fail("GetOpenIDConnectProvider")
    assert not aws.is_gone(OIDCProvider, github, "global")


def test_every_source_tells_the_same(aws, github):
    live, item = aws.read(OIDCProvider, github, "global"), from_config(OIDCProvider, ITEM)
    assert item.key == live.key
    assert disagreements(item, live) == ["created_at"]
    url = f"https://{ISSUER}"
    values = {"url": url, "client_id_list": ["sts.amazonaws.com"]}
    tagged = {**values, "tags_all": {"owner": "platform"}}
    (by_plan,) = planned(plan({"aws_iam_openid_connect_provider.g": tagged}), OIDCProvider)
    properties = {"Url": url, "ClientIdList": ["sts.amazonaws.com"], "Tags": TAGS}
    (by_template,) = declared(
        template({"Github": ("AWS::IAM::OIDCProvider", properties)}), OIDCProvider
    )
    for found in (by_plan, by_template):
        assert disagreements(found, live) == ["arn"]
        assert unknowns(found) == ["created_at"]
