"""AWS::EC2::Image as live calls and plans tell of it; Config and templates do not know it."""

import pytest

from posturewatch.domain.places import Unknown
from posturewatch.resources.ec2.image import Image
from tests.support.aws import ACCOUNT, Audited
from tests.support.planned import by_address, plan, refers
from tests.support.sources import differences, of_plan, read_live

ID = "ami-0a1b2c3d4e5f60718"
IMAGE = {
    "ImageId": ID,
    "Name": "shop-2026-11",
    "OwnerId": ACCOUNT,
    "State": "available",
    "Public": False,
    "CreationDate": "2026-11-01T10:00:00.000Z",
    "ImdsSupport": "v2.0",
    "LastLaunchedTime": "2026-11-18T10:00:00Z",
    "BlockDeviceMappings": [
        {"DeviceName": "/dev/sda1", "Ebs": {"SnapshotId": "snap-1", "Encrypted": True}},
        {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"},
    ],
    "Tags": [{"Key": "team", "Value": "shop"}],
}
PLANNED = {
    "name": "shop-2026-11",
    "imds_support": "v2.0",
    "ebs_block_device": [{"device_name": "/dev/sda1", "snapshot_id": "snap-1"}],
    "tags_all": {"team": "shop"},
}


def live(**image):
    return read_live(Image, ID, {"DescribeImages": {"Images": [{**IMAGE, **image}]}})


def test_live_calls_and_a_plan_tell_the_same():
    seen = live()
    assert seen.unknown == {}
    assert seen.arn == f"arn:aws:ec2:eu-west-1::image/{ID}"
    assert (seen.name, seen.public, seen.snapshots) == ("shop-2026-11", False, ("snap-1",))
    assert [key.id for key in seen.brought] == ["snap-1"]
    assert differences(seen, of_plan(Image, PLANNED)) == ["last_launched_at"]


def test_one_without_tags_disks_and_launches():
    bare = {name: IMAGE[name] for name in ("ImageId", "OwnerId", "State", "Public")}
    seen = read_live(Image, ID, {"DescribeImages": {"Images": [bare]}})
    assert seen.unknown == {}
    assert (seen.tags, seen.snapshots, seen.last_launched_at) == ({}, (), None)


@pytest.mark.parametrize(
    ("permission", "public"), [({"group": "all"}, True), ({"account_id": "210987654321"}, False)]
)
def test_who_may_launch_it_stands_apart_in_a_plan(permission, public):
    document = plan(
        {"aws_ami.x": PLANNED, "aws_ami.other": {}, "aws_ami_launch_permission.p": permission},
        **refers({"aws_ami_launch_permission.p": {"image_id": "aws_ami.x.id"}}),
    )
    found = by_address(Image, document)
    assert found["aws_ami.x"].public is public
    assert found["aws_ami.x"].public == live(Public=public).public
    assert not found["aws_ami.other"].public


def test_live_on_an_emulator(aws):
    base = aws.ec2.describe_images()["Images"][0]["ImageId"]
    instance = aws.ec2.run_instances(ImageId=base, MinCount=1, MaxCount=1)["Instances"][0]
    made = aws.ec2.create_image(InstanceId=instance["InstanceId"], Name="shop")["ImageId"]
    image = aws.read(Image, made)
    assert (image.image_name, image.public) == ("shop", False)
    aws.ec2.modify_image_attribute(
        ImageId=made, LaunchPermission={"Add": [{"Group": "all"}]}, Attribute="launchPermission"
    )
    assert aws.read(Image, made).public
    aws.ec2.deregister_image(ImageId=made)
    assert aws.is_gone(Image, made)


def test_an_image_of_somebody_else_is_none_of_the_account_s():
    aws = Audited()
    aws.answer("DescribeImages", {"Images": [{**IMAGE, "OwnerId": "amazon"}]})
    assert aws.is_gone(Image, ID)
    assert aws.listed(Image) == ()


def test_a_failed_call_is_unknown_and_never_private():
    aws = Audited()
    aws.fail("DescribeImages", "UnauthorizedOperation")
    assert isinstance(aws.outcome(Image, ID), Unknown)
