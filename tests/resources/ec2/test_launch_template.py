"""AWS::EC2::LaunchTemplate as each source tells of it."""

import base64

import pytest

from posturewatch.resources.ec2.launch import Disk
from posturewatch.resources.ec2.launch_template import LaunchTemplate
from tests.support.aws import Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "lt-0a1b2c3d4e5f60718"
SCRIPT = "#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n"
ENCODED = base64.b64encode(SCRIPT.encode()).decode()
DATA = {
    "MetadataOptions": {
        "HttpTokens": "required",
        "HttpPutResponseHopLimit": 2,
        "HttpEndpoint": "enabled",
    },
    "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}],
    "BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Ebs": {"Encrypted": True}}],
    "UserData": ENCODED,
}
TEMPLATE = {
    "LaunchTemplateId": ID,
    "LaunchTemplateName": "web",
    "CreateTime": "2026-11-01T10:00:00Z",
    "CreatedBy": "arn:aws:iam::123456789012:user/ada",
    "DefaultVersionNumber": 1,
    "Tags": [{"Key": "team", "Value": "shop"}],
}
CONFIGURATION = {"LaunchTemplateName": "web", "Id": ID, "LaunchTemplateData": DATA}
FROM_VERSION = [
    "disks",
    "gives_public_address",
    "metadata_endpoint",
    "metadata_hops",
    "metadata_tokens",
    "secret_in_user_data",
]


def live(data):
    return read_live(
        LaunchTemplate,
        ID,
        {
            "DescribeLaunchTemplates": {"LaunchTemplates": [TEMPLATE]},
            "DescribeLaunchTemplateVersions": {
                "LaunchTemplateVersions": [{"LaunchTemplateId": ID, "LaunchTemplateData": data}]
            },
        },
    )


def test_four_sources_tell_the_same():
    seen = live(DATA)
    assert seen.unknown == {}
    assert seen.metadata_tokens
    assert (seen.metadata_hops, seen.gives_public_address) == (2, True)
    assert seen.disks == (Disk(encrypted=True),)
    assert seen.secret_in_user_data
    assert seen.created_by == "arn:aws:iam::123456789012:user/ada"
    assert "hunter2" not in repr(seen)
    told = item(LaunchTemplate, CONFIGURATION, resourceId=ID, tags={"team": "shop"})
    # AWS Config does not tell of which version it shows the data.
    assert differences(seen, from_config(LaunchTemplate, told)) == ["created_by", *FROM_VERSION]
    planned = {
        "name": "web",
        "metadata_options": [
            {
                "http_tokens": "required",
                "http_put_response_hop_limit": 2,
                "http_endpoint": "enabled",
            }
        ],
        "network_interfaces": [{"device_index": 0, "associate_public_ip_address": "true"}],
        "block_device_mappings": [{"device_name": "/dev/sda1", "ebs": [{"encrypted": "true"}]}],
        "user_data": ENCODED,
        "tags_all": {"team": "shop"},
    }
    assert differences(seen, of_plan(LaunchTemplate, planned)) == ["created_by"]
    properties = {
        "LaunchTemplateName": "web",
        "LaunchTemplateData": DATA,
        "TagSpecifications": [
            {"ResourceType": "launch-template", "Tags": [{"Key": "team", "Value": "shop"}]}
        ],
    }
    assert differences(seen, of_template(LaunchTemplate, properties)) == ["created_by"]


def test_what_a_template_leaves_to_others():
    seen = live({"ImageId": "ami-1"})
    assert seen.unknown == {}
    assert not seen.metadata_tokens
    assert (seen.metadata_hops, seen.disks, seen.gives_public_address) == (1, (), False)
    bare = {"name": "web", "image_id": "ami-1", "network_interfaces": [], "metadata_options": []}
    of_terraform = of_plan(LaunchTemplate, {**bare, "tags_all": {"team": "shop"}})
    assert differences(seen, of_terraform) == ["created_by"]
    of_cloudformation = of_template(
        LaunchTemplate, {"LaunchTemplateName": "web", "LaunchTemplateData": {"ImageId": "ami-1"}}
    )
    assert differences(seen, of_cloudformation) == ["created_by", "tags"]
    assert of_cloudformation.tags == {}


@pytest.mark.parametrize("asked", ["", None])
def test_an_interface_that_leaves_the_address_to_its_subnet(asked):
    interfaces = [{"device_index": 0, "associate_public_ip_address": asked}]
    assert not of_plan(LaunchTemplate, {"network_interfaces": interfaces}).gives_public_address


def test_live_on_an_emulator(aws):
    made = aws.ec2.create_launch_template(
        LaunchTemplateName="web",
        LaunchTemplateData=DATA,
        TagSpecifications=[
            {"ResourceType": "launch-template", "Tags": [{"Key": "team", "Value": "shop"}]}
        ],
    )["LaunchTemplate"]["LaunchTemplateId"]
    seen = aws.read(LaunchTemplate, made)
    assert seen.metadata_tokens
    assert seen.secret_in_user_data
    # The default version alone decides, not the newest.
    aws.ec2.create_launch_template_version(
        LaunchTemplateId=made, LaunchTemplateData={"ImageId": "ami-1"}
    )
    assert aws.read(LaunchTemplate, made).metadata_tokens
    aws.ec2.modify_launch_template(LaunchTemplateId=made, DefaultVersion="2")
    assert not aws.read(LaunchTemplate, made).metadata_tokens
    aws.ec2.delete_launch_template(LaunchTemplateId=made)
    assert aws.is_gone(LaunchTemplate, made)


def test_what_one_call_cannot_tell():
    aws = Audited()
    aws.answer("DescribeLaunchTemplates", {"LaunchTemplates": [TEMPLATE]})
    aws.fail("DescribeLaunchTemplateVersions", "UnauthorizedOperation")
    seen = aws.read(LaunchTemplate, ID)
    assert unknowns(seen) == FROM_VERSION
    assert seen.template_name == "web"
