"""AWS::RDS::DBSnapshot from Config items and live reads."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Gone
from posturewatch.resources.rds.db_snapshot import DBSnapshot
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited, from_config, recorded
from tests.support.planned import plan, planned
from tests.support.snapshots import unknowns

# Written by hand after the published schema (awslabs/aws-config-resource-schema) and the recorded
# item of the sister type AWS::RDS::DBClusterSnapshot: no recorded item of this type is public.
ITEM: dict[str, Any] = {
    "version": "1.3",
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
    "configurationItemStatus": "OK",
    "arn": f"arn:aws:rds:{REGION}:{ACCOUNT}:snapshot:before-upgrade",
    "resourceType": "AWS::RDS::DBSnapshot",
    "resourceId": "before-upgrade",
    "resourceName": "before-upgrade",
    "awsRegion": REGION,
    "resourceCreationTime": "2026-11-20T09:58:00.000Z",
    "tags": {"team": "payments"},
    "configuration": {
        "dBSnapshotIdentifier": "before-upgrade",
        "dBInstanceIdentifier": "shop",
        "snapshotCreateTime": 1795168680000,
        "engine": "postgres",
        "status": "available",
        "snapshotType": "manual",
        "encrypted": True,
        "kmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
    },
    "supplementaryConfiguration": {
        "DBSnapshotAttributes": [{"attributeName": "restore", "attributeValues": ["210987654321"]}],
        "Tags": [{"key": "team", "value": "payments"}],
    },
}
DUMP = {
    "arn": f"arn:aws:rds:{REGION}:{ACCOUNT}:snapshot:before-upgrade",
    "tags": {"team": "payments"},
    "created_at": "2026-11-20T09:58:00+00:00",
    "kind": "manual",
    "instance": "shop",
    "engine": "postgres",
    "encrypted": True,
    "kms_key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
    "restorable_by": ["210987654321"],
}


def test_config_item():
    snapshot = from_config(DBSnapshot, ITEM)
    assert snapshot.dump() == DUMP
    assert not snapshot.unknown
    assert str(snapshot.key) == f"{ACCOUNT}/{REGION}/AWS::RDS::DBSnapshot/before-upgrade"


def test_config_item_of_the_api_has_json_in_texts():
    supplement = '[{"attributeName":"restore","attributeValues":["all"]}]'
    item = {**ITEM, "supplementaryConfiguration": {"DBSnapshotAttributes": supplement}}
    assert from_config(DBSnapshot, item).restorable_by == ("all",)


def test_recorded_item_of_the_sister_type_has_the_same_form(reference_data):
    document = recorded(reference_data, "items/rdk__AWS_RDS_DBClusterSnapshot.json")
    attributes = document["supplementaryConfiguration"]["DBClusterSnapshotAttributes"]
    item = {**document, "supplementaryConfiguration": {"DBSnapshotAttributes": attributes}}
    snapshot = from_config(DBSnapshot, item)
    assert (snapshot.key.id, snapshot.kind, snapshot.restorable_by) == ("test", "manual", ())
    assert snapshot.created_at.isoformat() == "2022-02-21T18:45:31.883000+00:00"


def test_deleted():
    gone = read_item(
        {**ITEM, "configuration": None, "configurationItemStatus": "ResourceDeleted"}, DBSnapshot
    )
    assert isinstance(gone, Gone)
    assert gone.key.id == "before-upgrade"


@pytest.fixture
def aws() -> Iterator[Audited]:
    with mock_aws():
        aws = Audited()
        aws.client("rds").create_db_instance(
            DBInstanceIdentifier="shop",
            DBInstanceClass="db.m7g.large",
            Engine="postgres",
            MasterUsername="keeper",
            MasterUserPassword="not-a-secret",
            AllocatedStorage=20,
            StorageEncrypted=True,
            KmsKeyId=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
        )
        aws.client("rds").create_db_snapshot(
            DBInstanceIdentifier="shop",
            DBSnapshotIdentifier="before-upgrade",
            Tags=[{"Key": "team", "Value": "payments"}],
        )
        yield aws


def share(aws: Audited, *accounts: str) -> None:
    aws.client("rds").modify_db_snapshot_attribute(
        DBSnapshotIdentifier="before-upgrade", AttributeName="restore", ValuesToAdd=list(accounts)
    )


def test_live_read_equals_the_config_item(aws):
    share(aws, "210987654321")
    live = aws.read(DBSnapshot, "before-upgrade")
    assert live.dump() == {**DUMP, "created_at": live.created_at.isoformat()}
    item = {
        **ITEM,
        "configuration": {
            **ITEM["configuration"],
            "snapshotCreateTime": live.created_at.isoformat(),
        },
    }
    assert from_config(DBSnapshot, item) == live
    assert aws.source.calls == {
        "rds:DescribeDBSnapshots": 1,
        "rds:DescribeDBSnapshotAttributes": 1,
    }


def test_public(aws):
    share(aws, "all", "210987654321", ACCOUNT)
    snapshot = aws.read(DBSnapshot, "before-upgrade")
    assert snapshot.public
    assert snapshot.shared_with == ("all", "210987654321")


def test_private(aws):
    snapshot = aws.read(DBSnapshot, "before-upgrade")
    assert not snapshot.public
    assert snapshot.shared_with == ()


def test_automated_snapshot_needs_one_call(aws):
    automated = next(e.key for e in aws.listed(DBSnapshot) if e.key.id.startswith("rds:shop-"))
    snapshot = aws.read(DBSnapshot, automated.id)
    assert snapshot.kind == "automated"
    assert snapshot.key == automated
    assert not snapshot.public
    assert not snapshot.unknown
    assert aws.source.calls == {"rds:DescribeDBSnapshots": 2}


def test_gone_after_deletion(aws):
    aws.client("rds").delete_db_snapshot(DBSnapshotIdentifier="before-upgrade")
    assert aws.is_gone(DBSnapshot, "before-upgrade")


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "DBSnapshotNotFound"])
def test_failed_read_of_the_attributes_hides_the_sharing_only(aws, code):
    aws.fail("DescribeDBSnapshotAttributes", code)
    snapshot = aws.read(DBSnapshot, "before-upgrade")
    assert snapshot.unknown == {"restorable_by": f"{code} on DescribeDBSnapshotAttributes"}
    with pytest.raises(UnknownValue):
        _ = snapshot.public


def test_failed_identity_call_is_unknown_though_the_attributes_are_read(aws):
    aws.fail("DescribeDBSnapshots", "Throttling")
    snapshot = aws.read(DBSnapshot, "before-upgrade")
    assert set(snapshot.unknown) == set(DBSnapshot.properties) - {"arn", "restorable_by"}
    aws.fail("DescribeDBSnapshotAttributes", "Throttling")
    assert isinstance(aws.outcome(DBSnapshot, "before-upgrade"), Unknown)


def test_listing_carries_all_but_the_attributes(aws):
    listed = {entry.key.id: entry for entry in aws.listed(DBSnapshot)}
    entry = listed["before-upgrade"]
    outcome = aws.source.read(DBSnapshot, entry.key, listed=entry)
    assert aws.source.calls == {
        "rds:DescribeDBSnapshots": 1,
        "rds:DescribeDBSnapshotAttributes": 1,
    }
    assert outcome.resource == aws.read(DBSnapshot, "before-upgrade")


def test_operations():
    assert operations_of(DBSnapshot) == {
        ("rds", "DescribeDBSnapshots"),
        ("rds", "DescribeDBSnapshotAttributes"),
    }


@pytest.mark.parametrize(
    ("kind", "accounts", "shared_with"),
    [
        ("manual", (), ()),
        ("manual", (ACCOUNT,), ()),
        ("manual", ("all",), ("all",)),
        ("manual", ("210987654321", "all"), ("210987654321", "all")),
        ("automated", ("all",), ()),
        ("awsbackup", ("all",), ()),
    ],
)
def test_shared_with(kind, accounts, shared_with):
    assert DBSnapshot(kind=kind, restorable_by=accounts).shared_with == shared_with


def test_sharing_of_an_automated_snapshot_is_known_without_the_attributes():
    snapshot = DBSnapshot(kind="automated", unknown={"restorable_by": "AccessDenied"})
    assert not snapshot.public


def test_planned_snapshot_is_manual():
    (snapshot,) = planned(
        plan(
            {
                "aws_db_snapshot.x": {
                    "db_instance_identifier": "shop",
                    "db_snapshot_identifier": "before-upgrade",
                    "shared_accounts": ["all"],
                    "tags_all": {"team": "payments"},
                }
            }
        ),
        DBSnapshot,
    )
    assert snapshot.public
    assert (snapshot.kind, snapshot.instance, snapshot.owner) == ("manual", "shop", "payments")
    assert unknowns(snapshot) == ["created_at", "encrypted", "engine", "kms_key"]
