"""AWS::IAM::ServerCertificate from Config items, live reads, plans and templates."""

from datetime import UTC, datetime
from typing import Any

from posturewatch.resources.iam.server_certificate import ServerCertificate
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

MADE, OVER = datetime(2025, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
ARN = f"arn:aws:iam::{ACCOUNT}:server-certificate/web/shop"
METADATA = {
    "Path": "/web/",
    "ServerCertificateName": "shop",
    "ServerCertificateId": "ASCAEXAMPLE",
    "Arn": ARN,
    "UploadDate": MADE,
    "Expiration": OVER,
}
TAGS = {"Tags": [{"Key": "team", "Value": "shop"}]}
# Written by hand after the schema that AWS publishes, which has no date of expiry.
ITEM: dict[str, Any] = {
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2025-11-06T17:56:56.560Z",
    "configurationItemStatus": "OK",
    "arn": ARN,
    "resourceType": "AWS::IAM::ServerCertificate",
    "resourceId": "ASCAEXAMPLE",
    "resourceName": "shop",
    "awsRegion": "global",
    "resourceCreationTime": "2025-01-02T00:00:00.000Z",
    "tags": {"team": "shop"},
    "configuration": {"ServerCertificateName": "shop", "Path": "/web/", "Arn": ARN},
}


def answered(aws: Any) -> Any:
    """Let the account have the certificate: moto tells neither dates nor tags as AWS does."""
    aws.answer("ListServerCertificates", {"ServerCertificateMetadataList": [METADATA]})
    aws.answer(
        "GetServerCertificate",
        {"ServerCertificate": {"ServerCertificateMetadata": METADATA, "CertificateBody": "x"}},
    )
    aws.answer("ListServerCertificateTags", TAGS)
    return aws.read(ServerCertificate, "shop", "global")


def test_a_live_read_and_what_it_costs(aws):
    live = answered(aws)
    assert live == ServerCertificate(
        key=aws.key(ServerCertificate, "shop", "global"),
        arn=ARN,
        tags={"team": "shop"},
        created_at=MADE,
        expires_at=OVER,
    )
    (listed,) = aws.listed(ServerCertificate, "global")
    assert aws.source.read(ServerCertificate, listed.key, listed=listed).resource == live
    assert aws.source.calls["iam:GetServerCertificate"] == 1
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(ServerCertificate)


def test_gone_and_denied(aws):
    answered(aws)
    aws.fail("ListServerCertificateTags")
    assert unknowns(aws.read(ServerCertificate, "shop", "global")) == ["tags"]
    aws.fail("GetServerCertificate", "NoSuchEntity")
    assert aws.is_gone(ServerCertificate, "shop", "global")


def test_the_other_sources_know_all_but_when_it_expires(aws):
    live = answered(aws)
    (by_plan,) = planned(
        plan({"aws_iam_server_certificate.shop": {"name": "shop", "tags_all": {"team": "shop"}}}),
        ServerCertificate,
    )
    properties = {"ServerCertificateName": "shop", **TAGS}
    (by_template,) = declared(
        template({"Shop": ("AWS::IAM::ServerCertificate", properties)}), ServerCertificate
    )
    item = from_config(ServerCertificate, ITEM)
    assert item.key == live.key
    assert (disagreements(item, live), unknowns(item)) == ([], ["expires_at"])
    for found in (by_plan, by_template):
        assert disagreements(found, live) == ["arn"]
        assert unknowns(found) == ["created_at", "expires_at"]
