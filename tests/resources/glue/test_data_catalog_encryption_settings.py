"""AWS::Glue::DataCatalogEncryptionSettings as each source tells of it."""

import json

from moto import mock_aws

from posturewatch.domain.policy import Answer
from posturewatch.resources.glue.data_catalog_encryption_settings import (
    DataCatalogEncryptionSettings as Settings,
)
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan, of_template, read_live

ARN = f"arn:aws:glue:{REGION}:{ACCOUNT}:catalog"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "glue:*", "Resource": ARN},
    ],
}
TOLD = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "k"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True},
}
ANSWERS = {
    "GetDataCatalogEncryptionSettings": {"DataCatalogEncryptionSettings": TOLD},
    "GetResourcePolicy": {"PolicyInJson": json.dumps(POLICY)},
}
PLAN = {
    "data_catalog_encryption_settings": [
        {
            "encryption_at_rest": [{"catalog_encryption_mode": "SSE-KMS"}],
            "connection_password_encryption": [{"return_connection_password_encrypted": True}],
        }
    ]
}


def test_what_live_calls_plans_and_templates_tell():
    live = read_live(Settings, ACCOUNT, ANSWERS)
    assert unknowns(live) == ["created_at"]
    assert live.arn == ARN
    assert live.policy.public(ACCOUNT).answer is Answer.YES
    policy = {"aws_glue_resource_policy.x": {"policy": json.dumps(POLICY)}}
    assert differences(live, of_plan(Settings, PLAN, **policy)) == []
    # A plan without the policy does not say that there is none.
    assert differences(live, of_plan(Settings, PLAN)) == ["policy"]
    template = {"CatalogId": ACCOUNT, "DataCatalogEncryptionSettings": TOLD}
    assert differences(live, of_template(Settings, template)) == ["policy"]


def test_nothing_is_encrypted_unless_somebody_says_so():
    new = of_template(Settings, {"CatalogId": ACCOUNT, "DataCatalogEncryptionSettings": {}})
    assert (new.mode, new.passwords_encrypted) == ("DISABLED", False)


def test_without_a_policy_there_is_none_and_a_denied_one_is_not_known():
    aws = Audited()
    aws.answer("GetDataCatalogEncryptionSettings", {"DataCatalogEncryptionSettings": TOLD})
    aws.fail("GetResourcePolicy", "EntityNotFoundException")
    assert aws.read(Settings, ACCOUNT).policy is None
    aws.fail("GetResourcePolicy", "AccessDeniedException")
    assert "policy" in unknowns(aws.read(Settings, ACCOUNT))


def test_every_region_has_one(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        aws = Audited()
        aws.client("glue").put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=TOLD)
        for region, mode in ((REGION, "SSE-KMS"), ("us-east-2", "DISABLED")):
            assert [entry.key.id for entry in aws.listed(Settings, region)] == [ACCOUNT]
            assert aws.read(Settings, ACCOUNT, region).mode == mode
