"""A secret as live calls, a Config item, a plan and a template tell of it; its value never."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.secretsmanager.secret import Secret
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "secretsmanager:GetSecretValue",
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
def arn(aws):
    secrets = aws.client("secretsmanager")
    tags = [{"Key": "team", "Value": "web"}]
    made = secrets.create_secret(Name="db", SecretString="x", KmsKeyId=KEY, Tags=tags)["ARN"]
    secrets.put_resource_policy(SecretId=made, ResourcePolicy=json.dumps(POLICY))
    return str(made)


PLAN = plan(
    {
        "aws_secretsmanager_secret.db": {"name": "db", "kms_key_id": KEY, "tags_all": TAGS},
        "aws_secretsmanager_secret_policy.db": {"policy": json.dumps(POLICY)},
    },
    unknown={"aws_secretsmanager_secret_policy.db": {"secret_arn": True}},
    written={
        "aws_secretsmanager_secret_policy.db": {
            "secret_arn": {
                "references": [
                    "aws_secretsmanager_secret.db.arn",
                    "aws_secretsmanager_secret.db",
                ]
            }
        }
    },
)
TEMPLATE = template(
    {
        "Db": (
            "AWS::SecretsManager::Secret",
            {"Name": "db", "KmsKeyId": KEY, "Tags": [{"Key": "team", "Value": "web"}]},
        ),
        "Policy": (
            "AWS::SecretsManager::ResourcePolicy",
            {"SecretId": {"Ref": "Db"}, "ResourcePolicy": POLICY},
        ),
    }
)
DATES = {"created_at", "last_changed_at", "last_used_at", "last_rotated_at"}


def test_all_sources_see_the_same_secret(aws, arn):
    item = {
        "awsAccountId": ACCOUNT,
        "awsRegion": REGION,
        "resourceType": "AWS::SecretsManager::Secret",
        "resourceId": arn,
        "ARN": arn,
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
        "configuration": {"ARN": arn, "KMSKeyId": KEY, "RotationEnabled": False},
        "tags": TAGS,
    }
    live = aws.read(Secret, arn)
    others = [from_config(Secret, item), *planned(PLAN, Secret), *declared(TEMPLATE, Secret)]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", *DATES} == set()
    assert unknowns(live) == []
    assert live.created_at is not None
    assert "secretsmanager:GetSecretValue" not in aws.source.calls


def test_a_rotation_that_is_planned_is_seen():
    rotation = {
        "aws_secretsmanager_secret.db": {"name": "db"},
        "aws_secretsmanager_secret_rotation.db": {
            "secret_id": "db",
            "rotation_rules": [{"automatically_after_days": 30}],
        },
    }
    (one,) = planned(plan(rotation), Secret)
    assert one.is_rotated
    schedule = {
        "Db": ("AWS::SecretsManager::Secret", {}),
        "Rotation": (
            "AWS::SecretsManager::RotationSchedule",
            {"SecretId": {"Ref": "Db"}, "RotationRules": {"ScheduleExpression": "rate(9 days)"}},
        ),
    }
    (two,) = declared(template(schedule), Secret)
    assert two.is_rotated


def test_a_listing_carries_all_but_the_policy(aws, arn):
    (listed,) = aws.listed(Secret)
    outcome = aws.source.read(Secret, listed.key, listed=listed)
    assert outcome.resource == aws.read(Secret, arn)
    aws.fail("DescribeSecret", "ResourceNotFoundException")
    assert aws.is_gone(Secret, arn)
