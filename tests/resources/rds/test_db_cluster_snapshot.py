"""AWS::RDS::DBClusterSnapshot as each source tells of it."""

from moto import mock_aws

from posturewatch.resources.rds.db_cluster_snapshot import DBClusterSnapshot
from tests.support.aws import Audited, from_config, recorded
from tests.support.sources import differences, of_plan


def test_live_and_planned_tell_the_same():
    with mock_aws():
        aws = Audited()
        rds = aws.client("rds")
        rds.create_db_cluster(
            DBClusterIdentifier="shop",
            Engine="aurora-mysql",
            MasterUsername="keeper",
            MasterUserPassword="not-a-secret",
        )
        rds.create_db_cluster_snapshot(
            DBClusterIdentifier="shop",
            DBClusterSnapshotIdentifier="before",
            Tags=[{"Key": "team", "Value": "payments"}],
        )
        rds.modify_db_cluster_snapshot_attribute(
            DBClusterSnapshotIdentifier="before", AttributeName="restore", ValuesToAdd=["all"]
        )
        live = aws.read(DBClusterSnapshot, "before")
        calls = dict(aws.source.calls)
        aws.fail("DescribeDBClusterSnapshotAttributes")
        denied = aws.read(DBClusterSnapshot, "before")
        assert aws.is_gone(DBClusterSnapshot, "nothing")
    assert live.public
    assert not live.unknown
    assert set(calls.values()) == {1}
    assert set(denied.unknown) == {"restorable_by"}
    snapshot = of_plan(
        DBClusterSnapshot,
        {
            "db_cluster_identifier": "shop",
            "shared_accounts": ["all"],
            "tags_all": {"team": "payments"},
        },
    )
    assert differences(live, snapshot) == ["encrypted", "engine", "kms_key"]


def test_recorded_config_item(reference_data):
    document = recorded(reference_data, "items/rdk__AWS_RDS_DBClusterSnapshot.json")
    snapshot = from_config(DBClusterSnapshot, document)
    assert (snapshot.key.id, snapshot.kind, snapshot.cluster) == ("test", "manual", "database-1")
    assert snapshot.encrypted
    assert not snapshot.public
    attributes = [{"attributeName": "restore", "attributeValues": ["210987654321"]}]
    shared = {**document, "supplementaryConfiguration": {"DBClusterSnapshotAttributes": attributes}}
    assert from_config(DBClusterSnapshot, shared).shared_with == ("210987654321",)
