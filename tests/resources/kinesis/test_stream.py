"""A Kinesis stream as live calls, a Config item, a plan and a template tell of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.kinesis.stream import Stream
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
ENCRYPTION = {"EncryptionType": "KMS", "KeyId": KEY}
ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::Kinesis::Stream",
    "resourceId": "clicks",
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {"StreamEncryption": ENCRYPTION, "RetentionPeriodHours": 168},
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_kinesis_stream.clicks": {
            "name": "clicks",
            "encryption_type": "KMS",
            "kms_key_id": KEY,
            "retention_period": 168,
            "tags": {"team": "web"},
        }
    }
)
TEMPLATE = template(
    {
        "Clicks": (
            "AWS::Kinesis::Stream",
            {
                "StreamEncryption": ENCRYPTION,
                "RetentionPeriodHours": 168,
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        kinesis = audited.client("kinesis")
        kinesis.create_stream(StreamName="clicks", ShardCount=1)
        kinesis.start_stream_encryption(StreamName="clicks", **ENCRYPTION)
        kinesis.increase_stream_retention_period(StreamName="clicks", RetentionPeriodHours=168)
        kinesis.add_tags_to_stream(StreamName="clicks", Tags={"team": "web"})
        yield audited


def test_all_sources_see_the_same_stream(aws):
    live = aws.read(Stream, "clicks")
    others = [from_config(Stream, ITEM), *planned(PLAN, Stream), *declared(TEMPLATE, Stream)]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
    assert unknowns(live) == []


def test_it_is_listed_and_goes(aws):
    assert [each.key.id for each in aws.listed(Stream)] == ["clicks"]
    aws.client("kinesis").delete_stream(StreamName="clicks")
    assert aws.is_gone(Stream, "clicks")
