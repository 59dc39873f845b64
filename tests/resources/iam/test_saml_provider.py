"""AWS::IAM::SAMLProvider from Config items, live reads, plans and templates."""

from datetime import UTC, datetime
from typing import Any

from posturewatch.resources.iam.saml_provider import SAMLProvider
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

MADE, OVER = datetime(2025, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
TAGS = [{"Key": "owner", "Value": "identity"}]
# Written by hand after the schema that AWS publishes.
ITEM: dict[str, Any] = {
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2025-11-06T17:56:56.560Z",
    "configurationItemStatus": "OK",
    "arn": ARN,
    "resourceType": "AWS::IAM::SAMLProvider",
    "resourceId": ARN,
    "resourceName": "corp",
    "awsRegion": "global",
    "resourceCreationTime": "2025-01-02T00:00:00.000Z",
    "tags": {"owner": "identity"},
    "configuration": {"Name": "corp", "Arn": ARN},
}


def answered(aws: Any) -> Any:
    """Let the account have the provider, whose mode of encryption moto does not keep."""
    listed = {"Arn": ARN, "CreateDate": MADE, "ValidUntil": OVER}
    aws.answer("ListSAMLProviders", {"SAMLProviderList": [listed]})
    aws.answer(
        "GetSAMLProvider",
        {
            "SAMLMetadataDocument": "<xml/>",
            "CreateDate": MADE,
            "ValidUntil": OVER,
            "Tags": TAGS,
            "AssertionEncryptionMode": "Required",
        },
    )
    return aws.read(SAMLProvider, ARN, "global")


def test_a_live_read_and_what_it_costs(aws):
    live = answered(aws)
    assert live == SAMLProvider(
        key=aws.key(SAMLProvider, ARN, "global"),
        arn=ARN,
        tags={"owner": "identity"},
        created_at=MADE,
        valid_until=OVER,
        assertion_encryption="Required",
    )
    assert [each.key.id for each in aws.listed(SAMLProvider, "global")] == [ARN]
    assert aws.source.calls == {"iam:GetSAMLProvider": 1, "iam:ListSAMLProviders": 1}
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(SAMLProvider)


def test_gone_and_denied(aws):
    answered(aws)
    aws.fail("GetSAMLProvider")
    assert not aws.is_gone(SAMLProvider, ARN, "global")
    aws.fail("GetSAMLProvider", "NoSuchEntity")
    assert aws.is_gone(SAMLProvider, ARN, "global")


def test_the_other_sources_know_a_part(aws):
    live = answered(aws)
    item = from_config(SAMLProvider, ITEM)
    assert item.key == live.key
    assert disagreements(item, live) == []
    assert unknowns(item) == ["assertion_encryption", "valid_until"]
    (by_plan,) = planned(
        plan({"aws_iam_saml_provider.corp": {"name": "corp", "tags_all": {"owner": "identity"}}}),
        SAMLProvider,
    )
    assert disagreements(by_plan, live) == ["arn"]
    assert unknowns(by_plan) == ["assertion_encryption", "created_at", "valid_until"]
    properties = {"Name": "corp", "AssertionEncryptionMode": "Required", "Tags": TAGS}
    (by_template,) = declared(
        template({"Corp": ("AWS::IAM::SAMLProvider", properties)}), SAMLProvider
    )
    assert disagreements(by_template, live) == ["arn"]
    assert unknowns(by_template) == ["created_at", "valid_until"]
