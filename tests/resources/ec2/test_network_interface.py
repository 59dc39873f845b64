"""AWS::EC2::NetworkInterface as each source tells of it."""

import pytest

from posturewatch.resources.ec2.network_interface import NetworkInterface
from tests.support.aws import Audited, from_config
from tests.support.planned import by_address, plan, refers, template
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID, VPC = "eni-0a1b2c3d4e5f60718", "vpc-0990dc6d"
TAGS = [{"Key": "team", "Value": "net"}]
INTERFACE = {
    "NetworkInterfaceId": ID,
    "VpcId": VPC,
    "InterfaceType": "interface",
    "RequesterManaged": False,
    "SourceDestCheck": False,
    "Groups": [{"GroupId": "sg-1", "GroupName": "web"}],
    "TagSet": TAGS,
}
CONFIGURATION = {
    "networkInterfaceId": ID,
    "vpcId": VPC,
    "interfaceType": "interface",
    "requesterManaged": False,
    "sourceDestCheck": False,
    "groups": [{"groupId": "sg-1", "groupName": "web"}],
}
# What is not written in plans and templates: where the subnet is, how the groups are called, and
# which address AWS gives.
NOT_PLANNED = ["group_names", "public_ip", "vpc_id"]


def config(**configuration):
    told = item(NetworkInterface, {**CONFIGURATION, **configuration}, resourceId=ID)
    return from_config(NetworkInterface, {**told, "tags": {"team": "net"}})


def live(**interface):
    answer = {"NetworkInterfaces": [{**INTERFACE, **interface}]}
    return read_live(NetworkInterface, ID, {"DescribeNetworkInterfaces": answer})


def test_four_sources_tell_the_same_of_an_interface_that_nothing_uses():
    seen = live()
    assert set(seen.unknown) == {"created_at"}
    assert (seen.attachments, seen.public_ip, seen.group_names) == ((), "", ("web",))
    assert seen.is_ours
    assert not seen.source_dest_check
    assert differences(seen, config()) == []
    planned = {"subnet_id": "subnet-1", "source_dest_check": False, "tags_all": {"team": "net"}}
    assert differences(seen, of_plan(NetworkInterface, planned)) == NOT_PLANNED
    properties = {"SubnetId": "subnet-1", "SourceDestCheck": False, "Tags": TAGS}
    assert differences(seen, of_template(NetworkInterface, properties)) == NOT_PLANNED


def test_config_and_live_tell_the_same_of_one_in_use():
    seen = live(
        Attachment={"AttachmentId": "eni-attach-1", "InstanceId": "i-1"},
        Association={"PublicIp": "198.51.100.7"},
    )
    assert (seen.attachments, seen.public_ip) == (("eni-attach-1",), "198.51.100.7")
    told = config(
        attachment={"attachmentId": "eni-attach-1", "instanceId": "i-1"},
        association={"publicIp": "198.51.100.7"},
    )
    assert differences(seen, told) == []


def test_what_a_service_made_is_not_ours():
    seen = live(RequesterManaged=True, InterfaceType="nat_gateway")
    assert not seen.is_ours
    assert differences(seen, config(requesterManaged=True, interfaceType="nat_gateway")) == []


@pytest.mark.parametrize("kind", ["efa", "branch", "trunk"])
def test_what_it_was_made_for(kind):
    assert of_plan(NetworkInterface, {"interface_type": kind}).kind == kind
    assert of_template(NetworkInterface, {"InterfaceType": kind}).kind == kind


def test_what_uses_it_in_a_plan():
    document = plan(
        {
            "aws_network_interface.x": {},
            "aws_network_interface.own": {"attachment": [{"instance": "i-2", "device_index": 1}]},
            "aws_network_interface_attachment.x": {"instance_id": "i-1", "device_index": 1},
        },
        **refers(
            {
                "aws_network_interface_attachment.x": {
                    "network_interface_id": "aws_network_interface.x.id"
                }
            }
        ),
    )
    found = by_address(NetworkInterface, document)
    assert found["aws_network_interface.x"].attachments == ("i-1",)
    assert found["aws_network_interface.own"].attachments == ("i-2",)


def test_what_uses_it_in_a_template():
    attached = {"InstanceId": "i-1", "DeviceIndex": "1", "NetworkInterfaceId": {"Ref": "X"}}
    document = template(
        {
            "X": ("AWS::EC2::NetworkInterface", {"SubnetId": "subnet-1"}),
            "Idle": ("AWS::EC2::NetworkInterface", {"SubnetId": "subnet-1"}),
            "A": ("AWS::EC2::NetworkInterfaceAttachment", attached),
        }
    )
    found = by_address(NetworkInterface, document)
    assert found["X"].attachments == ("i-1",)
    assert found["Idle"].attachments == ()
    assert found["Idle"].source_dest_check


def test_live_on_an_emulator(aws):
    subnet = aws.ec2.describe_subnets()["Subnets"][0]
    made = aws.ec2.create_network_interface(
        SubnetId=subnet["SubnetId"],
        TagSpecifications=[{"ResourceType": "network-interface", "Tags": TAGS}],
    )["NetworkInterface"]["NetworkInterfaceId"]
    seen = aws.read(NetworkInterface, made)
    assert (seen.vpc_id, seen.attachments, seen.tags) == (subnet["VpcId"], (), {"team": "net"})
    aws.ec2.delete_network_interface(NetworkInterfaceId=made)
    assert aws.is_gone(NetworkInterface, made)


def test_gone():
    aws = Audited()
    aws.fail("DescribeNetworkInterfaces", "InvalidNetworkInterfaceID.NotFound")
    assert aws.is_gone(NetworkInterface, ID)
