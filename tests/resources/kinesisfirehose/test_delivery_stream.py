"""A Firehose delivery stream as live calls, a Config item, a plan and a template tell of it."""

import pytest
from moto import mock_aws

from posturewatch.resources.kinesisfirehose.delivery_stream import DeliveryStream
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
ARN = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/clicks"
TAGS = [{"Key": "team", "Value": "web"}]
INPUT = {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": KEY}


def live(**stream):
    told = {"DeliveryStreamName": "clicks", "DeliveryStreamARN": ARN, "Destinations": [], **stream}
    return read_live(
        DeliveryStream,
        "clicks",
        {
            "DescribeDeliveryStream": {
                "DeliveryStreamDescription": {"CreateTimestamp": 1_793_500_000, **told}
            },
            "ListTagsForDeliveryStream": {"Tags": TAGS, "HasMoreTags": False},
            "ListDeliveryStreams": {
                "DeliveryStreamNames": ["clicks"],
                "HasMoreDeliveryStreams": False,
            },
        },
    )


def config(**configuration):
    told = item(DeliveryStream, configuration, resourceId="clicks", ARN=ARN, tags={"team": "web"})
    return from_config(DeliveryStream, told)


def test_four_sources_tell_the_same():
    seen = live(
        DeliveryStreamType="DirectPut",
        DeliveryStreamEncryptionConfiguration={**INPUT, "Status": "ENABLED"},
    )
    assert seen.unknown == {}
    assert (seen.arn, seen.encrypted, seen.direct) == (ARN, True, True)
    told = config(DeliveryStreamType="DirectPut", DeliveryStreamEncryptionConfigurationInput=INPUT)
    assert differences(seen, told) == []
    encryption = {"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": KEY}
    planned = {"server_side_encryption": [encryption], "tags_all": {"team": "web"}}
    assert differences(seen, of_plan(DeliveryStream, planned)) == []
    properties = {"DeliveryStreamEncryptionConfigurationInput": INPUT, "Tags": TAGS}
    assert differences(seen, of_template(DeliveryStream, properties)) == []


def test_four_sources_tell_the_same_of_one_that_reads_a_stream():
    seen = live(DeliveryStreamType="KinesisStreamAsSource")
    assert seen.unknown == {}
    assert (seen.encrypted, seen.direct) == (False, False)
    assert differences(seen, config(DeliveryStreamType="KinesisStreamAsSource")) == []
    source = [{"kinesis_stream_arn": "arn:aws:kinesis:::stream/s", "role_arn": "r"}]
    planned = {"kinesis_source_configuration": source, "tags_all": {"team": "web"}}
    assert differences(seen, of_plan(DeliveryStream, planned)) == []
    properties = {"DeliveryStreamType": "KinesisStreamAsSource", "Tags": TAGS}
    assert differences(seen, of_template(DeliveryStream, properties)) == []


@pytest.mark.parametrize("status", ["ENABLING", "ENABLING_FAILED", "DISABLED"])
def test_what_is_not_on_yet_or_any_more_is_off(status):
    assert not live(DeliveryStreamEncryptionConfiguration={"Status": status}).encrypted


def test_what_says_nothing_takes_records_and_does_not_encrypt_them():
    for seen in (
        config(),
        of_plan(DeliveryStream, {"kinesis_source_configuration": []}),
        of_template(DeliveryStream, {}),
    ):
        assert (seen.direct, seen.encrypted) == (True, False)


@mock_aws
def test_live_on_an_emulator(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    aws = Audited()
    firehose = aws.client("firehose")
    firehose.create_delivery_stream(
        DeliveryStreamName="clicks",
        DeliveryStreamType="DirectPut",
        S3DestinationConfiguration={
            "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/firehose",
            "BucketARN": "arn:aws:s3:::clicks",
        },
        Tags=TAGS,
    )
    assert [each.key.id for each in aws.listed(DeliveryStream)] == ["clicks"]
    assert not aws.read(DeliveryStream, "clicks").encrypted
    firehose.start_delivery_stream_encryption(
        DeliveryStreamName="clicks",
        DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"},
    )
    seen = aws.read(DeliveryStream, "clicks")
    assert (seen.encrypted, seen.tags) == (True, {"team": "web"})
    firehose.delete_delivery_stream(DeliveryStreamName="clicks")
    assert aws.is_gone(DeliveryStream, "clicks")
