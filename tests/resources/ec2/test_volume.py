"""AWS::EC2::Volume from Config items and live reads."""

from datetime import UTC, datetime
from typing import Any

import pytest

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Gone
from posturewatch.resources.ec2.volume import Volume
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.planned import by_address, plan, refers, template
from tests.support.snapshots import disagreements, unknowns

# From cloud-custodian/cloud-custodian (Apache-2.0),
# tests/data/placebo/test_ebs_health_events_filter/config.GetResourceConfigHistory_1.json; with the
# account and plain times, which the recorder left out.
ITEM: dict[str, Any] = {
    "accountId": "644160558196",
    "configurationItemCaptureTime": "2017-01-17T22:17:03.382Z",
    "configurationItemStatus": "OK",
    "awsRegion": "us-east-1",
    "tags": {"K": "V"},
    "resourceType": "AWS::EC2::Volume",
    "resourceId": "vol-12345",
    "supplementaryConfiguration": {},
    "configuration": '{"volumeId":"vol-12345","size":100,"snapshotId":"snap-12345",'
    '"availabilityZone":"us-east-1a","state":"in-use","createTime":"2017-01-18T02:20:33.122Z",'
    '"attachments":[{"volumeId":"vol-12345","instanceId":"i-12345","device":"/dev/sda1",'
    '"state":"attached","attachTime":"2017-01-18T02:20:33.000Z","deleteOnTermination":true}],'
    '"tags":[{"key":"K","value":"V"}],"volumeType":"gp2","iops":300,"encrypted":true}',
}
KEY = "arn:aws:kms:us-east-1:644160558196:key/8f0a1cf1-9c3e-4f0e-a7c6-0d5a9f2f8d11"


def test_an_item_with_json_in_a_text(from_config):
    assert from_config(Volume, ITEM).dump() == {
        "arn": "arn:aws:ec2:us-east-1:644160558196:volume/vol-12345",
        "tags": {"K": "V"},
        "created_at": "2017-01-18T02:20:33.122000+00:00",
        "state": "in-use",
        "encrypted": True,
        "kms_key": "",
        "instances": ["i-12345"],
        "size": 100,
    }


def test_the_copied_example_is_the_recorded_one(recorded, from_config):
    file = "history/c7n__test_ebs_health_events_filter__config.GetResourceConfigHistory_1__1.json"
    times = {"configurationItemCaptureTime": ITEM["configurationItemCaptureTime"]}
    volume = from_config(Volume, recorded[file], accountId="644160558196", **times)
    assert volume == from_config(Volume, ITEM)


def test_recorded_deletion(recorded):
    file = "history/c7n__test_ebs_health_events_filter__config.GetResourceConfigHistory_1__0.json"
    times = {"configurationItemCaptureTime": "2017-01-19T03:37:01.401Z"}
    outcome = read_item({**recorded[file], **times, "accountId": "644160558196"}, Volume)
    assert isinstance(outcome, Gone)
    assert outcome.key.id == "vol-12345"


def test_recorded_item_from_before_encryption(recorded, from_config):
    document = recorded["docs_notifications/docs__view-manage-resource-console__1_0.json"]
    volume = from_config(Volume, document["configurationItems"][0], awsRegion="us-west-2")
    assert volume.dump() == {
        "arn": "arn:aws:us-west-2b:123456789012:volume/vol-ce676ccc",  # as the document has it
        "tags": {},
        "created_at": "2014-02-27T21:43:53.088500+00:00",
        "state": "in-use",
        "encrypted": {"unknown": volume.unknown["encrypted"]},
        "kms_key": "",
        "instances": ["i-344c463d"],
        "size": 1,
    }
    with pytest.raises(UnknownValue):
        _ = volume.encrypted


@pytest.mark.parametrize("state", ["available", {"value": "available"}])
def test_both_spellings_of_the_state(from_config, state):
    configuration = {"state": state, "encrypted": False, "attachments": []}
    volume = from_config(Volume, ITEM, configuration=configuration)
    assert volume.state == "available"
    assert volume.instances == ()


@pytest.mark.parametrize("state", ["deleting", "deleted", {"value": "deleting"}])
def test_a_volume_that_is_being_deleted_is_gone(state):
    outcome = read_item({**ITEM, "configuration": {"state": state}}, Volume)
    assert isinstance(outcome, Gone)


# --- live reads -----------------------------------------------------------------------------------


def make_volume(aws: Any, **more: Any) -> str:
    made = aws.ec2.create_volume(
        AvailabilityZone="us-east-1a",
        Size=8,
        TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "team", "Value": "shop"}]}],
        **more,
    )
    return str(made["VolumeId"])


def test_live(aws):
    made = make_volume(aws, Encrypted=True, KmsKeyId=KEY)
    volume = aws.read(Volume, made)
    assert volume.created_at is not None
    assert volume.created_at.tzinfo is UTC
    assert volume.dump() == {
        "arn": f"arn:aws:ec2:us-east-1:123456789012:volume/{made}",
        "tags": {"team": "shop"},
        "created_at": volume.created_at.isoformat(),
        "state": "available",
        "encrypted": True,
        "kms_key": KEY,
        "instances": [],
        "size": 8,
    }
    assert aws.source.calls == {"ec2:DescribeVolumes": 1}


def test_live_gone(aws):
    made = make_volume(aws)
    aws.ec2.delete_volume(VolumeId=made)
    assert aws.is_gone(Volume, made)


def test_live_that_is_being_deleted_is_gone(aws):
    aws.answer("DescribeVolumes", {"Volumes": [{"VolumeId": "vol-1", "State": "deleting"}]})
    assert aws.is_gone(Volume, "vol-1")


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "RequestLimitExceeded"])
def test_live_failure_is_unknown_and_never_gone(aws, code):
    made = make_volume(aws)
    aws.fail("DescribeVolumes", code)
    outcome = aws.source.read(Volume, aws.key(Volume, made))
    assert isinstance(outcome, Unknown)
    assert code in outcome.reason
    assert isinstance(aws.source.list(Volume, "123456789012", "us-east-1"), Unknown)


def test_live_list_carries_everything(aws):
    ids = {make_volume(aws) for _ in range(3)}
    page = aws.source.list(Volume, "123456789012", "us-east-1")
    assert {listed.key.id for listed in page.resources} == ids
    found = [aws.source.read(Volume, listed.key, listed=listed) for listed in page.resources]
    assert aws.source.calls == {"ec2:DescribeVolumes": 1}
    for outcome in found:
        assert outcome.resource.dump() == aws.read(Volume, outcome.resource.key.id).dump()


def test_config_and_live_see_the_same(aws, from_config):
    aws.answer(
        "DescribeVolumes",
        {
            "Volumes": [
                {
                    "VolumeId": "vol-12345",
                    "Size": 100,
                    "State": "in-use",
                    "Encrypted": True,
                    "CreateTime": datetime(2017, 1, 18, 2, 20, 33, 122000, tzinfo=UTC),
                    "Attachments": [{"InstanceId": "i-12345", "State": "attached"}],
                    "Tags": [{"Key": "K", "Value": "V"}],
                }
            ]
        },
    )
    config = from_config(Volume, ITEM, accountId="123456789012")
    live = aws.read(Volume, "vol-12345")
    assert config.key == live.key
    assert config.dump() == live.dump()


def test_the_calls_that_a_role_must_allow():
    assert operations_of(Volume) == {("ec2", "DescribeVolumes")}


def test_a_plan_and_a_template_of_the_same_volume():
    document = plan(
        {
            "aws_ebs_volume.data": {
                "encrypted": True,
                "kms_key_id": KEY,
                "size": 8,
                "tags": {"team": "shop"},
            },
            "aws_volume_attachment.data": {"instance_id": "i-1"},
            "aws_ebs_volume.bare": {"size": 8},
            "aws_ebs_volume.copy": {"size": 8, "snapshot_id": "snap-1"},
        },
        **refers({"aws_volume_attachment.data": {"volume_id": "aws_ebs_volume.data.id"}}),
    )
    found = by_address(Volume, document)
    properties = {
        "Encrypted": True,
        "KmsKeyId": KEY,
        "Size": 8,
        "Tags": [{"Key": "team", "Value": "shop"}],
    }
    attachment = {"VolumeId": {"Ref": "Data"}, "InstanceId": "i-1"}
    document = template(
        {
            "Data": ("AWS::EC2::Volume", properties),
            "Attached": ("AWS::EC2::VolumeAttachment", attachment),
            "Bare": ("AWS::EC2::Volume", {"Size": 8}),
            "Copy": ("AWS::EC2::Volume", {"SnapshotId": "snap-1"}),
        }
    )
    also = by_address(Volume, document)
    for volume in (found["aws_ebs_volume.data"], also["Data"]):
        expected = Volume(
            encrypted=True, kms_key=KEY, size=8, tags={"team": "shop"}, instances=("i-1",)
        )
        assert disagreements(expected, volume) == ["arn"]
        assert unknowns(volume) == ["created_at", "state"]
    for volume in (found["aws_ebs_volume.bare"], also["Bare"]):
        assert (volume.encrypted, volume.instances) == (False, ())
    for volume in (found["aws_ebs_volume.copy"], also["Copy"]):
        assert "snap-1" in volume.unknown["encrypted"]
