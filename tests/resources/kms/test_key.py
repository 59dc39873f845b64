"""A KMS key as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.kms.key import Key
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}
TAGS = {"team": "web"}


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        yield Audited()


@pytest.fixture
def key_id(aws):
    kms = aws.client("kms")
    tags = [{"TagKey": "team", "TagValue": "web"}]
    made = kms.create_key(Policy=json.dumps(POLICY), Tags=tags)["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=made)
    return str(made)


def item(key_id):
    return {
        "awsAccountId": ACCOUNT,
        "awsRegion": REGION,
        "resourceType": "AWS::KMS::Key",
        "resourceId": key_id,
        "ARN": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key_id}",
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
        "configuration": {
            "keyId": key_id,
            "keyState": "Enabled",
            "origin": "AWS_KMS",
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "creationDate": 1767225600000,
        },
        "supplementaryConfiguration": {"KeyRotationStatus": True},
        "tags": TAGS,
    }


PLAN = plan(
    {
        "aws_kms_key.k": {
            "enable_key_rotation": True,
            "customer_master_key_spec": "SYMMETRIC_DEFAULT",
            "policy": json.dumps(POLICY),
            "tags_all": TAGS,
        }
    }
)
TEMPLATE = template(
    {
        "Data": (
            "AWS::KMS::Key",
            {
                "EnableKeyRotation": True,
                "KeyPolicy": POLICY,
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


def test_all_sources_see_the_same_key(aws, key_id):
    live = aws.read(Key, key_id)
    config = from_config(Key, item(key_id))
    others = [config, *planned(PLAN, Key), *declared(TEMPLATE, Key)]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "created_at"} == set()
    assert unknowns(live) == []
    assert unknowns(config) == ["policy"]
    assert live.rotation


def test_rotation_is_not_asked_of_keys_that_cannot_rotate(aws):
    kms = aws.client("kms")
    signing = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]
    live = aws.read(Key, signing)
    assert not live.can_rotate
    assert "kms:GetKeyRotationStatus" not in aws.source.calls


def test_keys_of_aws_are_nobodys(aws):
    told = {"KeyMetadata": {"KeyId": "k", "KeyManager": "AWS", "KeyState": "Enabled"}}
    aws.answer("DescribeKey", told)
    assert aws.is_gone(Key, "k")


def test_it_is_listed_and_its_refusals_are_unknown(aws, key_id):
    assert [each.key.id for each in aws.listed(Key)] == [key_id]
    aws.fail("GetKeyPolicy", "AccessDeniedException")
    assert unknowns(aws.read(Key, key_id)) == ["policy"]
    aws.fail("DescribeKey", "NotFoundException")
    assert aws.is_gone(Key, key_id)
