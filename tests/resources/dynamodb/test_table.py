"""AWS::DynamoDB::Table as each source tells of it."""

from datetime import UTC, datetime

import pytest
from moto import mock_aws

from posturewatch.domain.places import Unknown
from posturewatch.resources.dynamodb.table import Table
from tests.support.aws import Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template

BACKED_UP = datetime(2026, 11, 1, tzinfo=UTC)
READ, WRITE = "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"


@pytest.fixture
def aws():
    with mock_aws():
        aws = Audited()
        dynamodb = aws.client("dynamodb")
        for name in ("orders", "carts"):
            dynamodb.create_table(
                TableName=name,
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
                SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "k"},
                DeletionProtectionEnabled=True,
                Tags=[{"Key": "team", "Value": "payments"}],
            )
        dynamodb.update_continuous_backups(
            TableName="orders",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
        for dimension in (READ, WRITE):
            aws.client("application-autoscaling").register_scalable_target(
                ServiceNamespace="dynamodb",
                ResourceId="table/orders",
                ScalableDimension=dimension,
                MinCapacity=1,
                MaxCapacity=9,
            )
        aws.answer("DescribeProtectedResource", {"LastBackupTime": BACKED_UP})
        yield aws


def test_four_sources_tell_the_same(aws):
    live = aws.read(Table, "orders")
    assert not live.unknown
    assert live.scales
    assert sorted(live.scaled) == [READ, WRITE]
    assert live.backed_up_at == BACKED_UP
    assert set(aws.source.calls.values()) == {1}
    config = from_config(
        Table,
        item(
            Table,
            {
                "tableName": "orders",
                "ssedescription": {"status": "ENABLED", "kmsmasterKeyArn": live.kms_key},
            },
            resourceId="orders",
            tags={"team": "payments"},
            supplementaryConfiguration={
                "ContinuousBackupsDescription": {
                    "continuousBackupsStatus": "ENABLED",
                    "pointInTimeRecoveryDescription": {"pointInTimeRecoveryStatus": "ENABLED"},
                }
            },
        ),
    )
    unseen = ["backed_up_at", "scaled"]
    assert differences(live, config) == [unseen[0], "deletion_protection", unseen[1]]
    plan = {
        "name": "orders",
        "billing_mode": "PROVISIONED",
        "deletion_protection_enabled": True,
        "point_in_time_recovery": [{"enabled": True}],
        "server_side_encryption": [{"enabled": True, "kms_key_arn": live.kms_key}],
        "tags_all": {"team": "payments"},
    }
    assert differences(live, of_plan(Table, plan)) == unseen
    template = {
        "BillingMode": "PROVISIONED",
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {"SSEEnabled": True, "KMSMasterKeyId": live.kms_key},
        "Tags": [{"Key": "team", "Value": "payments"}],
    }
    assert differences(live, of_template(Table, template)) == unseen


def test_another_table_s_scaling_and_a_missing_backup_are_not_its_own(aws):
    aws.fail("DescribeProtectedResource", "ResourceNotFoundException")
    live = aws.read(Table, "carts")
    assert not live.unknown
    assert not live.scales
    assert live.backed_up_at is None
    assert not live.point_in_time_recovery
    assert {entry.key.id for entry in aws.listed(Table)} == {"orders", "carts"}
    assert aws.is_gone(Table, "nothing")


def test_a_failed_read_hides_only_what_it_would_tell(aws):
    aws.fail("DescribeScalableTargets")
    aws.fail("DescribeContinuousBackups", "ThrottlingException")
    assert set(aws.read(Table, "orders").unknown) == {"point_in_time_recovery", "scaled"}
    aws.fail("DescribeTable", "ThrottlingException")
    assert isinstance(aws.outcome(Table, "orders"), Unknown)


def test_left_out_billing_modes():
    assert of_plan(Table, {"name": "t"}).billing_mode == "PROVISIONED"
    assert of_template(Table, {}).billing_mode == ""
