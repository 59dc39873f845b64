"""AWS::EC2::Snapshot as live calls and plans tell of it; Config and templates do not know it."""

import pytest

from posturewatch.resources.ec2.snapshot import Snapshot
from tests.support.aws import ACCOUNT, Audited
from tests.support.planned import by_address, plan, refers
from tests.support.sources import differences, of_plan, read_live

ID, VOLUME = "snap-0a1b2c3d4e5f60718", "vol-0a1b2c3d4e5f60718"
SNAPSHOT = {
    "SnapshotId": ID,
    "VolumeId": VOLUME,
    "OwnerId": ACCOUNT,
    "StartTime": "2026-11-01T10:00:00Z",
    "Encrypted": True,
    "Tags": [{"Key": "team", "Value": "shop"}],
}


def answers(*permissions):
    return {
        "DescribeSnapshots": {"Snapshots": [SNAPSHOT]},
        "DescribeSnapshotAttribute": {
            "SnapshotId": ID,
            "CreateVolumePermissions": list(permissions),
        },
    }


def test_live_calls_and_a_plan_tell_the_same():
    seen = read_live(Snapshot, ID, answers({"UserId": "210987654321"}))
    assert seen.unknown == {}
    assert seen.arn == f"arn:aws:ec2:eu-west-1::snapshot/{ID}"
    assert (seen.encrypted, seen.volume, seen.shared_with) == (True, VOLUME, ("210987654321",))
    assert not seen.public
    document = plan(
        {
            "aws_ebs_snapshot.x": {"volume_id": VOLUME, "tags_all": {"team": "shop"}},
            "aws_snapshot_create_volume_permission.x": {"account_id": "210987654321"},
        },
        **refers(
            {"aws_snapshot_create_volume_permission.x": {"snapshot_id": "aws_ebs_snapshot.x.id"}}
        ),
    )
    # One of a volume is as encrypted as the volume.
    found = by_address(Snapshot, document)["aws_ebs_snapshot.x"]
    assert differences(seen, found) == ["encrypted"]


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_copy_says_whether_it_is_encrypted(encrypted):
    written = {"source_snapshot_id": ID, "source_region": "eu-west-1", "encrypted": encrypted}
    document = plan({"aws_ebs_snapshot_copy.x": written})
    assert by_address(Snapshot, document)["aws_ebs_snapshot_copy.x"].encrypted is encrypted


def test_one_that_nobody_shares():
    seen = read_live(Snapshot, ID, answers())
    assert seen.unknown == {}
    assert (seen.groups, seen.shared_with, seen.public) == ((), (), False)
    assert of_plan(Snapshot, {"volume_id": VOLUME}).shared_with == ()


def test_live_on_an_emulator(aws):
    volume = aws.ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, Encrypted=True)
    made = aws.ec2.create_snapshot(VolumeId=volume["VolumeId"])["SnapshotId"]
    seen = aws.read(Snapshot, made)
    assert (seen.volume, seen.encrypted, seen.public) == (volume["VolumeId"], True, False)
    aws.ec2.modify_snapshot_attribute(
        SnapshotId=made,
        Attribute="createVolumePermission",
        OperationType="add",
        GroupNames=["all"],
    )
    assert aws.read(Snapshot, made).public
    aws.ec2.delete_snapshot(SnapshotId=made)
    assert aws.is_gone(Snapshot, made)


def test_a_denied_permission_is_unknown_and_never_private():
    aws = Audited()
    aws.answer("DescribeSnapshots", {"Snapshots": [SNAPSHOT]})
    aws.fail("DescribeSnapshotAttribute", "UnauthorizedOperation")
    assert set(aws.read(Snapshot, ID).unread) == {"groups", "shared_with"}


def test_a_snapshot_of_somebody_else_is_none_of_the_account_s():
    aws = Audited()
    foreign = {**SNAPSHOT, "OwnerId": "210987654321"}
    aws.answer("DescribeSnapshots", {"Snapshots": [foreign]})
    assert aws.is_gone(Snapshot, ID)
    assert aws.listed(Snapshot) == ()
