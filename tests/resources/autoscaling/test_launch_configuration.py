"""AWS::AutoScaling::LaunchConfiguration as each source tells of it."""

import base64

import pytest
from moto import mock_aws

from posturewatch.resources.autoscaling.launch_configuration import LaunchConfiguration
from posturewatch.resources.ec2.launch import Disk
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:autoscaling:{REGION}:{ACCOUNT}:launchConfiguration:1:launchConfigurationName/lc1"
SCRIPT = "#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n"
ENCODED = base64.b64encode(SCRIPT.encode()).decode()

# From awslabs/aws-config-rdk (Apache-2.0),
# rdk/template/example_ci/AWS_AutoScaling_LaunchConfiguration.json; without what is not read.
CONFIGURATION = {
    "launchConfigurationName": "lc1",
    "launchConfigurationARN": ARN,
    "userData": "",
    "blockDeviceMappings": [
        {"deviceName": "/dev/sdj", "ebs": {"volumeSize": 5, "encrypted": True}},
        {"deviceName": "/dev/sda1", "ebs": {"volumeSize": 8, "encrypted": False}},
        {"deviceName": "/dev/sdc", "noDevice": True},
    ],
    "createdTime": 1645469670080,
}
LAUNCH = {
    "LaunchConfigurationName": "lc1",
    "LaunchConfigurationARN": ARN,
    "UserData": "",
    "BlockDeviceMappings": [
        {"DeviceName": "/dev/sdj", "Ebs": {"VolumeSize": 5, "Encrypted": True}},
        {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 8, "Encrypted": False}},
        {"DeviceName": "/dev/sdc", "NoDevice": True},
    ],
    "CreatedTime": "2022-02-21T18:54:30.080Z",
}


def config(**configuration):
    more = {"resourceId": ARN, "resourceName": "lc1", "arn": ARN}
    told = item(LaunchConfiguration, {**CONFIGURATION, **configuration}, **more)
    return from_config(LaunchConfiguration, told)


def live(**launch):
    answer = {"LaunchConfigurations": [{**LAUNCH, **launch}]}
    return read_live(LaunchConfiguration, "lc1", {"DescribeLaunchConfigurations": answer})


def test_four_sources_tell_the_same_of_what_says_little():
    seen = live()
    assert seen.unknown == {}
    assert seen.disks == (Disk(encrypted=True), Disk(encrypted=False))
    assert (seen.unencrypted_disks, seen.gives_public_address) == (1, None)
    assert (seen.metadata_endpoint, seen.metadata_tokens, seen.metadata_hops) == (True, False, 1)
    assert not seen.secret_in_user_data
    assert differences(seen, config()) == []
    assert (config().arn, config().created_at) == (ARN, seen.created_at)
    planned = {
        "ebs_block_device": [
            {"device_name": "/dev/sdj", "volume_size": 5, "encrypted": True},
            {"device_name": "/dev/sda1", "volume_size": 8, "encrypted": False},
        ],
        "root_block_device": [],
        "metadata_options": [],
        "associate_public_ip_address": None,
        "user_data": None,
    }
    assert differences(seen, of_plan(LaunchConfiguration, planned)) == []
    properties = {"BlockDeviceMappings": LAUNCH["BlockDeviceMappings"]}
    assert differences(seen, of_template(LaunchConfiguration, properties)) == []


def test_four_sources_tell_the_same_of_what_says_everything():
    options = {"HttpTokens": "required", "HttpPutResponseHopLimit": 2, "HttpEndpoint": "disabled"}
    asked = {"AssociatePublicIpAddress": True, "MetadataOptions": options, "UserData": ENCODED}
    seen = live(**asked)
    assert (seen.metadata_endpoint, seen.metadata_tokens, seen.metadata_hops) == (False, True, 2)
    assert seen.gives_public_address
    assert seen.secret_in_user_data
    assert "hunter2" not in repr(seen)
    told = config(
        associatePublicIpAddress=True,
        metadataOptions={name[0].lower() + name[1:]: value for name, value in options.items()},
        userData=ENCODED,
    )
    assert differences(seen, told) == []
    planned = {
        "associate_public_ip_address": True,
        "metadata_options": [
            {
                "http_tokens": "required",
                "http_put_response_hop_limit": 2,
                "http_endpoint": "disabled",
            }
        ],
        "user_data": SCRIPT,
        "root_block_device": [{"encrypted": True}],
        "ebs_block_device": [{"device_name": "/dev/sdb", "encrypted": False}],
    }
    assert differences(seen, of_plan(LaunchConfiguration, planned)) == []
    properties = {"BlockDeviceMappings": LAUNCH["BlockDeviceMappings"], **asked}
    assert differences(seen, of_template(LaunchConfiguration, properties)) == []


@pytest.mark.parametrize("place", ["user_data", "user_data_base64"])
def test_a_secret_in_a_plan(place):
    assert of_plan(LaunchConfiguration, {place: ENCODED}).secret_in_user_data


def test_a_script_around_a_value_that_comes_later_is_looked_at_all_the_same():
    script = {"Fn::Base64": {"Fn::Sub": SCRIPT + "echo ${AWS::StackName}"}}
    assert of_template(LaunchConfiguration, {"UserData": script}).secret_in_user_data


@mock_aws
def test_live_on_an_emulator():
    aws = Audited()
    client = aws.client("autoscaling")
    client.create_launch_configuration(
        LaunchConfigurationName="lc1",
        ImageId="ami-12c6146b",
        InstanceType="t2.nano",
        AssociatePublicIpAddress=True,
        UserData=SCRIPT,
        MetadataOptions={"HttpTokens": "required"},
        BlockDeviceMappings=[{"DeviceName": "/dev/sdj", "Ebs": {"Encrypted": True}}],
    )
    seen = aws.read(LaunchConfiguration, "lc1")
    assert seen.metadata_tokens
    assert seen.gives_public_address
    assert seen.secret_in_user_data
    assert seen.disks == (Disk(encrypted=True),)
    client.delete_launch_configuration(LaunchConfigurationName="lc1")
    assert aws.is_gone(LaunchConfiguration, "lc1")
