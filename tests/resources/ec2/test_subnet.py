"""AWS::EC2::Subnet as each source tells of it."""

import pytest

from posturewatch.resources.ec2.subnet import Subnet
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import by_address, plan
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID, VPC = "subnet-38c20312", "vpc-0990dc6d"
TAGS = [{"Key": "team", "Value": "net"}]
SUBNET = {
    "SubnetId": ID,
    "VpcId": VPC,
    "OwnerId": ACCOUNT,
    "MapPublicIpOnLaunch": True,
    "AssignIpv6AddressOnCreation": True,
    "Tags": TAGS,
}


def live(**subnet):
    return read_live(Subnet, ID, {"DescribeSubnets": {"Subnets": [{**SUBNET, **subnet}]}})


def test_four_sources_tell_the_same():
    seen = live()
    assert set(seen.unknown) == {"created_at"}
    assert (seen.vpc_id, seen.maps_public_addresses, seen.assigns_ipv6) == (VPC, True, True)
    told = item(Subnet, lowered(SUBNET), resourceId=ID, tags={"team": "net"})
    assert differences(seen, from_config(Subnet, told)) == []
    planned = {
        "vpc_id": VPC,
        "map_public_ip_on_launch": True,
        "assign_ipv6_address_on_creation": True,
        "tags_all": {"team": "net"},
    }
    assert differences(seen, of_plan(Subnet, planned)) == []
    properties = {
        "VpcId": VPC,
        "MapPublicIpOnLaunch": True,
        "AssignIpv6AddressOnCreation": True,
        "Tags": TAGS,
    }
    assert differences(seen, of_template(Subnet, properties)) == []


def test_what_plans_and_templates_leave_out():
    seen = live(MapPublicIpOnLaunch=False, AssignIpv6AddressOnCreation=False, Tags=[])
    assert differences(seen, of_plan(Subnet, {"vpc_id": VPC})) == []
    assert differences(seen, of_template(Subnet, {"VpcId": VPC})) == []


@pytest.mark.parametrize(
    ("written", "expected"), [({}, True), ({"map_public_ip_on_launch": False}, False)]
)
def test_a_default_subnet_gives_addresses_unless_it_is_told_not_to(written, expected):
    document = plan({"aws_default_subnet.x": {"availability_zone": "eu-west-1a", **written}})
    (subnet,) = by_address(Subnet, document).values()
    assert subnet.maps_public_addresses is expected


def test_live_on_an_emulator(aws):
    vpc = aws.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = aws.ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    assert not aws.read(Subnet, made).maps_public_addresses
    aws.ec2.modify_subnet_attribute(SubnetId=made, MapPublicIpOnLaunch={"Value": True})
    assert aws.read(Subnet, made).maps_public_addresses
    aws.ec2.delete_subnet(SubnetId=made)
    assert aws.is_gone(Subnet, made)


def test_one_that_another_account_shares_is_not_the_account_s():
    aws = Audited()
    aws.answer("DescribeSubnets", {"Subnets": [{**SUBNET, "OwnerId": "210987654321"}]})
    assert aws.is_gone(Subnet, ID)
    assert aws.listed(Subnet) == ()
