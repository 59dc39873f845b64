"""AWS::Bedrock::ModelInvocationLogging as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.bedrock.model_invocation_logging import ModelInvocationLogging
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan, read_live

ROLE = f"arn:aws:iam::{ACCOUNT}:role/logs"
LOGGING = {
    "cloudWatchConfig": {
        "logGroupName": "models",
        "roleArn": ROLE,
        "largeDataDeliveryS3Config": {"bucketName": "large"},
    },
    "s3Config": {"bucketName": "models"},
    "textDataDeliveryEnabled": True,
}
PLAN = {
    "logging_config": [
        {
            "cloudwatch_config": [
                {
                    "log_group_name": "models",
                    "role_arn": ROLE,
                    "large_data_delivery_s3_config": [{"bucket_name": "large"}],
                }
            ],
            "s3_config": [{"bucket_name": "models"}],
            "text_data_delivery_enabled": True,
        }
    ]
}


def test_live_calls_and_plans_tell_the_same():
    answer = {"GetModelInvocationLoggingConfiguration": {"loggingConfig": LOGGING}}
    live = read_live(ModelInvocationLogging, ACCOUNT, answer)
    assert unknowns(live) == ["created_at"]
    assert live.arn == f"arn:aws:bedrock:{REGION}:{ACCOUNT}:model-invocation-logging"
    assert live.is_on
    assert differences(live, of_plan(ModelInvocationLogging, PLAN)) == []


def test_an_answer_without_anything_is_an_answer_and_a_denied_one_is_none():
    aws = Audited()
    aws.answer("GetModelInvocationLoggingConfiguration", {})
    live = aws.read(ModelInvocationLogging, ACCOUNT)
    assert (live.is_on, live.text) == (False, False)
    aws.fail("GetModelInvocationLoggingConfiguration", "AccessDeniedException")
    assert not aws.is_gone(ModelInvocationLogging, ACCOUNT)


def test_every_region_has_one(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        client = aws.client("bedrock")
        client.put_model_invocation_logging_configuration(
            loggingConfig={"s3Config": {"bucketName": "models"}, "textDataDeliveryEnabled": True}
        )
        for region, on in ((REGION, True), ("us-east-1", False)):
            assert [each.key.id for each in aws.listed(ModelInvocationLogging, region)] == [ACCOUNT]
            assert aws.read(ModelInvocationLogging, ACCOUNT, region).is_on is on
