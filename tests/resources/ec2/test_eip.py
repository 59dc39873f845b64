"""AWS::EC2::EIP as each source tells of it."""

import pytest

from posturewatch.resources.ec2.eip import EIP
from tests.support.aws import Audited, from_config
from tests.support.planned import by_address, plan, refers, template
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "eipalloc-b67d33ce"
ADDRESS = {"PublicIp": "52.45.95.91", "AllocationId": ID, "Domain": "vpc"}
TAGS = [{"Key": "team", "Value": "shop"}]

# From awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci/AWS_EC2_EIP.json; with tags.
CONFIGURATION = {"publicIp": "52.45.95.91", "allocationId": ID, "domain": "vpc"}
OLD_ARN = f"arn:aws:ec2:eu-west-1:123456789012:eip-allocation/{ID}"


def config(**configuration):
    more = {"resourceId": ID, "arn": OLD_ARN, "tags": {"team": "shop"}}
    return from_config(EIP, item(EIP, {**CONFIGURATION, **configuration}, **more))


def live(**address):
    answer = {"Addresses": [{**ADDRESS, "Tags": TAGS, **address}]}
    return read_live(EIP, ID, {"DescribeAddresses": answer})


def test_four_sources_tell_the_same_of_an_address_that_nothing_uses():
    seen = live()
    assert set(seen.unknown) == {"created_at"}
    assert (seen.users, seen.public_ip) == ((), "52.45.95.91")
    assert differences(seen, config()) == []
    tagged = {"domain": "vpc", "tags_all": {"team": "shop"}}
    assert differences(seen, of_plan(EIP, tagged)) == ["public_ip"]
    properties = {"Domain": "vpc", "Tags": TAGS}
    assert differences(seen, of_template(EIP, properties)) == ["public_ip"]


def test_config_and_live_tell_the_same_of_one_in_use():
    seen = live(AssociationId="eipassoc-1", InstanceId="i-1")
    assert seen.users == ("eipassoc-1",)
    assert differences(seen, config(associationId="eipassoc-1", instanceId="i-1")) == []


def test_the_arn_is_the_one_that_policies_know():
    # AWS Config writes one of its own.
    assert config().arn == live().arn == f"arn:aws:ec2:eu-west-1:123456789012:elastic-ip/{ID}"


@pytest.mark.parametrize(
    ("kind", "values", "owner"),
    [
        ("aws_eip_association", {"instance_id": "i-1"}, "allocation_id"),
        ("aws_eip_association", {"network_interface_id": "eni-1"}, "allocation_id"),
        ("aws_nat_gateway", {"subnet_id": "subnet-1"}, "allocation_id"),
    ],
)
def test_what_uses_it_in_a_plan(kind, values, owner):
    document = plan(
        {"aws_eip.x": {}, "aws_eip.idle": {}, f"{kind}.y": values},
        **refers({f"{kind}.y": {owner: "aws_eip.x.id"}}),
    )
    found = by_address(EIP, document)
    assert found["aws_eip.x"].users == tuple(values.values())
    assert found["aws_eip.idle"].users == ()


@pytest.mark.parametrize("name", ["instance", "network_interface"])
def test_what_uses_it_by_its_own_attributes(name):
    assert of_plan(EIP, {name: "x-1"}).users == ("x-1",)


def test_an_association_by_an_address_that_is_not_known_yet_may_be_of_any():
    document = plan(
        {"aws_eip.x": {}, "aws_eip_association.y": {"instance_id": "i-1"}},
        **refers({"aws_eip_association.y": {"public_ip": "aws_eip.x.public_ip"}}),
    )
    assert not by_address(EIP, document)["aws_eip.x"].knows("users")


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::EC2::EIPAssociation", {"InstanceId": "i-1"}),
        ("AWS::EC2::EIPAssociation", {"NetworkInterfaceId": "eni-1"}),
        ("AWS::EC2::NatGateway", {"SubnetId": "subnet-1"}),
    ],
)
def test_what_uses_it_in_a_template(kind, properties):
    used = {**properties, "AllocationId": {"Fn::GetAtt": ["X", "AllocationId"]}}
    document = template(
        {"X": ("AWS::EC2::EIP", {}), "Idle": ("AWS::EC2::EIP", {}), "Y": (kind, used)}
    )
    found = by_address(EIP, document)
    assert found["X"].users == tuple(properties.values())
    assert found["Idle"].users == ()


def test_an_association_of_a_template_may_name_it_by_its_address():
    used = {"InstanceId": "i-1", "EIP": {"Ref": "X"}}
    document = template({"X": ("AWS::EC2::EIP", {}), "Y": ("AWS::EC2::EIPAssociation", used)})
    assert by_address(EIP, document)["X"].users == ("i-1",)


def test_a_network_load_balancer_uses_it():
    balancer = {
        "Type": "network",
        "SubnetMappings": [
            {"SubnetId": "subnet-1", "AllocationId": {"Fn::GetAtt": ["X", "AllocationId"]}}
        ],
    }
    kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    document = template({"X": ("AWS::EC2::EIP", {}), "Lb": (kind, balancer)})
    assert by_address(EIP, document)["X"].users == ("network",)


def test_live_on_an_emulator(aws):
    made = aws.ec2.allocate_address(
        Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": TAGS}]
    )
    address = aws.read(EIP, made["AllocationId"])
    assert (address.public_ip, address.users) == (made["PublicIp"], ())
    assert address.tags == {"team": "shop"}
    interface = aws.ec2.create_network_interface(
        SubnetId=aws.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    )["NetworkInterface"]["NetworkInterfaceId"]
    joined = aws.ec2.associate_address(
        AllocationId=made["AllocationId"], NetworkInterfaceId=interface
    )
    assert aws.read(EIP, made["AllocationId"]).users == (joined["AssociationId"],)


@pytest.mark.parametrize("code", ["InvalidAllocationID.NotFound", "InvalidAddress.NotFound"])
def test_gone(code):
    aws = Audited()
    aws.fail("DescribeAddresses", code)
    assert aws.is_gone(EIP, ID)
