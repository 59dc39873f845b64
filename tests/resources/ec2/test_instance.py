"""AWS::EC2::Instance from Config items and live reads."""

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.reading import Gone
from posturewatch.resources.ec2.instance import Instance, Interface
from posturewatch.resources.ec2.user_data import SecretInUserDataField
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.planned import by_address, plan, template
from tests.support.snapshots import disagreements, unknowns

PROFILE = "arn:aws:iam::0123456789012:instance-profile/AmazonSSMRoleForInstancesQuickSetup"

# From aws-powertools/powertools-lambda-python (MIT-0),
# tests/events/awsConfigRuleConfigurationChanged.json: the item within, without what is not read.
ITEM: dict[str, Any] = {
    "configuration": {
        "instanceId": "i-042dd005362091826",
        "instanceType": "t2.medium",
        "ebsOptimized": False,
        "virtualizationType": "hvm",
        "stateTransitionReason": "User initiated (2023-04-27 15:01:07 GMT)",
        "launchTime": "2023-04-27T14:57:16.000Z",
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/sda1",
                "ebs": {"volumeId": "vol-0a288b5eb9fea4b30", "status": "attached"},
            }
        ],
        "monitoring": {"state": "disabled"},
        "publicIpAddress": "3.232.229.57",
        "state": {"code": 80, "name": "stopped"},
        "iamInstanceProfile": {"arn": PROFILE, "id": "AIPAS5S4WFUBL72S3QXW5"},
        "networkInterfaces": [
            {
                "association": {"publicIp": "3.232.229.57"},
                "groups": [{"groupName": "minhaec2", "groupId": "sg-0fb295a327d9b4835"}],
                "networkInterfaceId": "eni-034dd31c4b17ada8c",
                "privateIpAddresses": [
                    {"association": {"publicIp": "3.232.229.57"}, "primary": True}
                ],
                "sourceDestCheck": True,
            },
            {
                "association": None,
                "groups": [
                    {"groupName": "minhaec2", "groupId": "sg-0fb295a327d9b4835"},
                    {"groupName": "default", "groupId": "sg-88105fa0"},
                ],
                "networkInterfaceId": "eni-09a604c0ec356b06f",
                "privateIpAddresses": [{"association": None, "primary": True}],
                "sourceDestCheck": True,
            },
        ],
        "tags": [
            {"key": "projeto", "value": "meetup"},
            {"key": "Name", "value": "Minha"},
            {"key": "CentroCusto", "value": "TI"},
            {"key": "Setor", "value": "Desenvolvimento"},
        ],
        "metadataOptions": {
            "state": "applied",
            "httpTokens": "optional",
            "httpPutResponseHopLimit": 1,
            "httpEndpoint": "enabled",
        },
    },
    "supplementaryConfiguration": {},
    "tags": {
        "projeto": "meetup",
        "Setor": "Desenvolvimento",
        "CentroCusto": "TI",
        "Name": "Minha",
    },
    "configurationItemVersion": "1.3",
    "configurationItemCaptureTime": "2023-04-27T15:03:11.636Z",
    "awsAccountId": "0123456789012",
    "configurationItemStatus": "OK",
    "resourceType": "AWS::EC2::Instance",
    "resourceId": "i-042dd005362091826",
    "ARN": "arn:aws:ec2:us-east-1:0123456789012:instance/i-042dd005362091826",
    "awsRegion": "us-east-1",
    "resourceCreationTime": "2023-04-27T14:57:16.000Z",
}


def test_an_event_s_item(from_config):
    instance = from_config(Instance, ITEM)
    assert instance.dump() == {
        "arn": "arn:aws:ec2:us-east-1:0123456789012:instance/i-042dd005362091826",
        "tags": ITEM["tags"],
        "created_at": "2023-04-27T14:57:16+00:00",
        "state": "stopped",
        "metadata_endpoint": True,
        "metadata_tokens": False,
        "metadata_hops": 1,
        "profile": PROFILE,
        "public_ip": "3.232.229.57",
        "public_at_launch": None,
        "interfaces": [
            {
                "id": "eni-034dd31c4b17ada8c",
                "public_ips": ["3.232.229.57"],
                "groups": ["minhaec2"],
                "source_dest_check": True,
            },
            {
                "id": "eni-09a604c0ec356b06f",
                "public_ips": [],
                "groups": ["minhaec2", "default"],
                "source_dest_check": True,
            },
        ],
        "volumes": ["vol-0a288b5eb9fea4b30"],
        "monitoring": "disabled",
        "checked_at_launch": None,
        "instance_type": "t2.medium",
        "ebs_optimized": False,
        "virtualization": "hvm",
        "stop_reason": "User initiated (2023-04-27 15:01:07 GMT)",
        "secret_in_user_data": {"unknown": "config does not tell"},
    }
    assert instance.stopped_at == datetime(2023, 4, 27, 15, 1, 7, tzinfo=UTC)
    assert [key.id for key in instance.brought] == ["vol-0a288b5eb9fea4b30"]
    assert instance.public_ips == ("3.232.229.57",)
    assert instance.interfaces_in_default_group == ("eni-09a604c0ec356b06f",)
    assert instance.unchecked_interfaces == ()
    assert instance.name == "Minha"


def test_the_copied_example_is_the_recorded_one(recorded, from_config):
    event = recorded["rule_invocations/powertools__awsConfigRuleConfigurationChanged.json"]
    item = json.loads(event["invokingEvent"])["configurationItem"]
    assert from_config(Instance, item) == from_config(Instance, ITEM)


def test_recorded_item_from_before_imds_v2(recorded, from_config):
    event = recorded["eventbridge_config/omnissm__configservice_1.json"]
    instance = from_config(Instance, event["detail"]["configurationItem"])
    assert sorted(instance.unknown) == [
        "ebs_optimized",
        "interfaces",
        "metadata_endpoint",
        "metadata_hops",
        "metadata_tokens",
        "monitoring",
        "secret_in_user_data",
        "virtualization",
    ]
    assert instance.profile == "arn:aws:iam::123456789012:instance-profile/EC2InstanceProfileRole"
    assert instance.state == "running"
    assert instance.tags == {"Name": "ec2-instance-name"}
    with pytest.raises(UnknownValue):
        _ = instance.public_ips


@pytest.mark.parametrize("state", ["shutting-down", "terminated"])
def test_a_terminated_instance_is_gone_though_config_still_shows_it(state):
    configuration = {**ITEM["configuration"], "state": {"code": 48, "name": state}}
    assert isinstance(read_item({**ITEM, "configuration": configuration}, Instance), Gone)


# --- live reads -----------------------------------------------------------------------------------


def make_instance(aws: Any, **more: Any) -> str:
    made = aws.ec2.run_instances(
        ImageId=aws.ec2.describe_images()["Images"][0]["ImageId"],
        MinCount=1,
        MaxCount=1,
        TagSpecifications=[
            {"ResourceType": "instance", "Tags": [{"Key": "owner", "Value": "payments"}]}
        ],
        **more,
    )
    return str(made["Instances"][0]["InstanceId"])


def test_live(aws):
    made = make_instance(
        aws,
        Monitoring={"Enabled": True},
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
        UserData="#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2\n",
    )
    instance = aws.read(Instance, made)
    interface = instance.interfaces[0]
    (volume,) = (each["VolumeId"] for each in aws.ec2.describe_volumes()["Volumes"])
    assert instance.dump() == {
        "arn": f"arn:aws:ec2:us-east-1:123456789012:instance/{made}",
        "tags": {"owner": "payments"},
        "created_at": instance.created_at.isoformat(),
        "state": "running",
        "metadata_endpoint": True,
        "metadata_tokens": True,
        "metadata_hops": 2,
        "profile": "",
        "public_ip": instance.public_ip,
        "public_at_launch": None,
        "interfaces": [
            {
                "id": interface.id,
                "public_ips": [instance.public_ip],
                "groups": ["default"],
                "source_dest_check": True,
            }
        ],
        "volumes": [volume],
        "monitoring": "enabled",
        "checked_at_launch": None,
        "instance_type": "m1.small",
        "ebs_optimized": False,
        "virtualization": instance.virtualization,
        "stop_reason": "",
        "secret_in_user_data": True,
    }
    assert "hunter2" not in repr(instance)
    assert interface.id.startswith("eni-")
    assert instance.public_ips == (instance.public_ip,)
    assert aws.source.calls == {"ec2:DescribeInstances": 1, "ec2:DescribeInstanceAttribute": 1}


def test_live_without_public_address(aws):
    subnet = aws.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    interface = {"DeviceIndex": 0, "SubnetId": subnet, "AssociatePublicIpAddress": False}
    assert aws.read(Instance, make_instance(aws, NetworkInterfaces=[interface])).public_ips == ()


def test_live_terminated_is_gone(aws):
    made = make_instance(aws)
    aws.ec2.terminate_instances(InstanceIds=[made])
    states = aws.ec2.describe_instances(InstanceIds=[made])["Reservations"][0]["Instances"]
    assert states[0]["State"]["Name"] == "terminated"
    assert aws.is_gone(Instance, made)
    listed = aws.source.list(Instance, "123456789012", "us-east-1").resources[0]
    assert isinstance(aws.source.read(Instance, listed.key, listed=listed), Gone)


def test_live_gone(aws):
    assert aws.is_gone(Instance, "i-0123456789abcdef0")


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "RequestLimitExceeded"])
def test_live_failure_is_unknown_and_never_gone(aws, code):
    made = make_instance(aws)
    aws.fail("DescribeInstances", code)
    aws.fail("DescribeInstanceAttribute", code)
    outcome = aws.source.read(Instance, aws.key(Instance, made))
    assert isinstance(outcome, Unknown)
    assert code in outcome.reason
    assert isinstance(aws.source.list(Instance, "123456789012", "us-east-1"), Unknown)


def test_live_list_carries_everything(aws):
    ids = {make_instance(aws), make_instance(aws)}
    page = aws.source.list(Instance, "123456789012", "us-east-1")
    assert {listed.key.id for listed in page.resources} == ids
    found = [aws.source.read(Instance, listed.key, listed=listed) for listed in page.resources]
    assert aws.source.calls == {"ec2:DescribeInstances": 1, "ec2:DescribeInstanceAttribute": 2}
    for outcome in found:
        assert outcome.resource.dump() == aws.read(Instance, outcome.resource.key.id).dump()


def test_config_and_live_see_the_same(aws, from_config):
    aws.answer(
        "DescribeInstances",
        {
            "Reservations": [
                {
                    "Instances": [
                        {
                            "InstanceId": "i-042dd005362091826",
                            "InstanceType": "t2.medium",
                            "EbsOptimized": False,
                            "VirtualizationType": "hvm",
                            "StateTransitionReason": "User initiated (2023-04-27 15:01:07 GMT)",
                            "LaunchTime": datetime(2023, 4, 27, 14, 57, 16, tzinfo=UTC),
                            "BlockDeviceMappings": [{"Ebs": {"VolumeId": "vol-0a288b5eb9fea4b30"}}],
                            "Monitoring": {"State": "disabled"},
                            "PublicIpAddress": "3.232.229.57",
                            "State": {"Code": 80, "Name": "stopped"},
                            "IamInstanceProfile": {"Arn": PROFILE},
                            "NetworkInterfaces": [
                                {
                                    "NetworkInterfaceId": "eni-034dd31c4b17ada8c",
                                    "Groups": [{"GroupName": "minhaec2"}],
                                    "PrivateIpAddresses": [
                                        {"Association": {"PublicIp": "3.232.229.57"}}
                                    ],
                                    "SourceDestCheck": True,
                                },
                                {
                                    "NetworkInterfaceId": "eni-09a604c0ec356b06f",
                                    "Groups": [
                                        {"GroupName": "minhaec2"},
                                        {"GroupName": "default"},
                                    ],
                                    "PrivateIpAddresses": [{"Primary": True}],
                                    "SourceDestCheck": True,
                                },
                            ],
                            "Tags": [
                                {"Key": key, "Value": value} for key, value in ITEM["tags"].items()
                            ],
                            "MetadataOptions": {
                                "HttpTokens": "optional",
                                "HttpPutResponseHopLimit": 1,
                                "HttpEndpoint": "enabled",
                            },
                        }
                    ]
                }
            ]
        },
    )
    aws.answer("DescribeInstanceAttribute", {"UserData": {}})
    arn = "arn:aws:ec2:us-east-1:123456789012:instance/i-042dd005362091826"
    config = from_config(Instance, ITEM, awsAccountId="123456789012", ARN=arn)
    live = aws.read(Instance, "i-042dd005362091826")
    assert config.key == live.key
    assert disagreements(config, live) == []
    assert (unknowns(config), unknowns(live)) == (["secret_in_user_data"], [])


def test_the_calls_that_a_role_must_allow():
    assert operations_of(Instance) == {
        ("ec2", "DescribeInstances"),
        ("ec2", "DescribeInstanceAttribute"),
    }


def test_all_public_addresses_count_each_once():
    second = Interface(id="eni-2", public_ips=("203.0.113.9", "203.0.113.7"))
    instance = Instance(public_ip="203.0.113.7", interfaces=(Interface(id="eni-1"), second))
    assert instance.public_ips == ("203.0.113.7", "203.0.113.9")
    assert Instance(public_ip="203.0.113.7").public_ips == ("203.0.113.7",)


# --- plans and templates --------------------------------------------------------------------------

SCRIPT = "#!/bin/sh\nexport API_KEY=sk_live_51H8yKq2eZvKYlo2C0123456\n"
NOT_PLANNED = ["created_at", "interfaces", "public_ip", "state", "stop_reason", "virtualization"]


def test_a_plan_and_a_template_of_the_same_instance():
    document = plan(
        {
            "aws_instance.web": {
                "tags": {"owner": "payments"},
                "instance_type": "m7g.large",
                "associate_public_ip_address": False,
                "source_dest_check": False,
                "monitoring": True,
                "ebs_optimized": True,
                "metadata_options": [{"http_tokens": "required", "http_put_response_hop_limit": 2}],
                "iam_instance_profile": "web",
                "user_data": SCRIPT,
            }
        }
    )
    terraform = by_address(Instance, document)["aws_instance.web"]
    properties = {
        "Tags": [{"Key": "owner", "Value": "payments"}],
        "InstanceType": "m7g.large",
        "NetworkInterfaces": [{"DeviceIndex": "0", "AssociatePublicIpAddress": False}],
        "SourceDestCheck": False,
        "Monitoring": True,
        "EbsOptimized": True,
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
        "IamInstanceProfile": "web",
        "UserData": {"Fn::Base64": {"Fn::Sub": SCRIPT}},
    }
    document = template({"Web": ("AWS::EC2::Instance", properties)})
    cloudformation = by_address(Instance, document)["Web"]
    assert disagreements(terraform, cloudformation) == ["arn"]
    assert unknowns(terraform) == unknowns(cloudformation) == sorted([*NOT_PLANNED, "volumes"])
    assert terraform.secret_in_user_data
    assert (terraform.metadata_tokens, terraform.metadata_hops) == (True, 2)
    assert (terraform.public_ips, terraform.unchecked_interfaces) == ((), ("the first one",))
    assert (terraform.monitoring, terraform.profile) == ("enabled", "web")


def test_what_a_plan_and_a_template_leave_out():
    bare = by_address(Instance, plan({"aws_instance.web": {"instance_type": "m7g.large"}}))
    properties = {"InstanceType": "m7g.large"}
    also = by_address(Instance, template({"Web": ("AWS::EC2::Instance", properties)}))
    for instance in (bare["aws_instance.web"], also["Web"]):
        assert (instance.metadata_endpoint, instance.metadata_tokens) == (True, False)
        assert (instance.monitoring, instance.secret_in_user_data) == ("disabled", False)
        assert "the subnet decides" in instance.unknown["public_at_launch"]
        assert instance.unchecked_interfaces == ()


def test_what_a_launch_template_may_say_is_not_known():
    values = {"launch_template": [{"id": "lt-1", "version": "1"}]}
    properties = {"LaunchTemplate": {"LaunchTemplateId": {"Ref": "Lt"}, "Version": "1"}}
    document = template(
        {"Web": ("AWS::EC2::Instance", properties), "Lt": ("AWS::EC2::LaunchTemplate", {})}
    )
    for found in (
        by_address(Instance, plan({"aws_instance.web": values})),
        by_address(Instance, document),
    ):
        (instance,) = found.values()
        assert not instance.knows("metadata_tokens", "profile", "secret_in_user_data")


@pytest.mark.parametrize("compress", [gzip.compress, bytes])
def test_user_data_is_looked_into_as_ec2_keeps_it(compress):
    kept = base64.b64encode(compress(SCRIPT.encode())).decode()
    assert SecretInUserDataField().convert(kept)
    assert not SecretInUserDataField().convert(base64.b64encode(compress(b"echo ok")).decode())
    with pytest.raises(ValueError, match="damaged"):
        SecretInUserDataField().convert(base64.b64encode(b"\x1f\x8bnone").decode())


def test_a_digest_of_user_data_is_no_user_data():
    values = {"user_data": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}
    instance = by_address(Instance, plan({"aws_instance.web": values}))["aws_instance.web"]
    assert "digest" in instance.unknown["secret_in_user_data"]
