"""AWS::EC2::RouteTable as each source tells of it."""

import pytest

from posturewatch.domain.errors import UnknownValue
from posturewatch.resources.ec2.route_table import Route, RouteTable
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import by_address, plan, refers, template
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID, VPC = "rtb-50b9b034", "vpc-0990dc6d"
OUT = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}
OUT6 = {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}
PEER = {"DestinationCidrBlock": "10.0.0.0/8", "VpcPeeringConnectionId": "pcx-1"}
LISTED = {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"}
ROUTES = [OUT, OUT6, PEER, LISTED]
TABLE = {
    "RouteTableId": ID,
    "VpcId": VPC,
    "OwnerId": ACCOUNT,
    "Routes": [{**route, "State": "active", "Origin": "CreateRoute"} for route in ROUTES],
    "Associations": [{"Main": False, "SubnetId": "subnet-1"}],
    "Tags": [{"Key": "team", "Value": "net"}],
}
PLANNED = [
    {"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "gateway_id": "igw-1"},
    {"cidr_block": "", "ipv6_cidr_block": "::/0", "gateway_id": "igw-1"},
    {"cidr_block": "10.0.0.0/8", "ipv6_cidr_block": "", "vpc_peering_connection_id": "pcx-1"},
    {"cidr_block": "", "destination_prefix_list_id": "pl-1", "gateway_id": "vpce-1"},
]


def config(table, **more):
    return from_config(RouteTable, item(RouteTable, lowered(table), resourceId=ID, **more))


def live(table):
    return read_live(RouteTable, ID, {"DescribeRouteTables": {"RouteTables": [table]}})


def test_four_sources_tell_the_same():
    seen = live(TABLE)
    assert set(seen.unknown) == {"created_at"}
    assert seen.routes == (
        Route(destination="0.0.0.0/0", gateway="igw-1"),
        Route(destination="::/0", gateway="igw-1"),
        Route(destination="10.0.0.0/8", peering="pcx-1"),
        Route(destination="pl-1", gateway="vpce-1"),
    )
    assert seen.to_internet == ("0.0.0.0/0", "::/0")
    assert seen.wide_peerings == ("10.0.0.0/8",)
    assert not seen.is_main
    assert differences(seen, config(TABLE)) == []
    own = {"vpc_id": VPC, "tags_all": {"team": "net"}}
    assert differences(seen, of_plan(RouteTable, {**own, "route": PLANNED})) == []
    routes = {
        f"Route{number}": ("AWS::EC2::Route", {**route, "RouteTableId": {"Ref": "Table"}})
        for number, route in enumerate(ROUTES)
    }
    table = ("AWS::EC2::RouteTable", {"VpcId": VPC, "Tags": TABLE["Tags"]})
    assert (
        differences(seen, by_address(RouteTable, template({"Table": table, **routes}))["Table"])
        == []
    )


def test_routes_apart_are_those_of_the_table_in_a_plan():
    routes = [
        {"destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"},
        {"destination_ipv6_cidr_block": "::/0", "gateway_id": "igw-1"},
        {"destination_cidr_block": "10.0.0.0/8", "vpc_peering_connection_id": "pcx-1"},
        {"destination_prefix_list_id": "pl-1", "gateway_id": "vpce-1"},
    ]
    apart = {f"aws_route.r{number}": route for number, route in enumerate(routes)}
    document = plan(
        {"aws_route_table.x": {"vpc_id": VPC, "tags_all": {"team": "net"}}, **apart},
        **refers({name: {"route_table_id": "aws_route_table.x.id"} for name in apart}),
    )
    found = by_address(RouteTable, document)["aws_route_table.x"]
    assert differences(live(TABLE), found) == []


def test_one_without_routes_of_its_own():
    bare = {**TABLE, "Routes": [], "Associations": [], "Tags": []}
    seen = live(bare)
    assert (seen.routes, seen.is_main, seen.tags) == ((), False, {})
    assert differences(seen, config(bare)) == []
    assert differences(seen, of_plan(RouteTable, {"vpc_id": VPC, "route": []})) == []
    assert differences(seen, of_template(RouteTable, {"VpcId": VPC})) == []


def test_the_recorded_item_is_the_main_table(recorded):
    seen = from_config(RouteTable, recorded["items/rdk__AWS_EC2_RouteTable.json"])
    assert seen.unknown == {}
    assert seen.is_main
    assert seen.to_internet == ("0.0.0.0/0",)


def test_which_table_is_main_in_a_plan():
    document = plan(
        {
            "aws_route_table.x": {"vpc_id": VPC},
            "aws_route_table.y": {"vpc_id": VPC},
            "aws_default_route_table.z": {"default_route_table_id": ID},
            "aws_main_route_table_association.x": {"vpc_id": VPC},
        },
        **refers(
            {"aws_main_route_table_association.x": {"route_table_id": "aws_route_table.x.id"}}
        ),
    )
    found = by_address(RouteTable, document)
    assert found["aws_route_table.x"].is_main
    assert not found["aws_route_table.y"].is_main
    assert found["aws_default_route_table.z"].is_main


def test_a_route_that_leads_nowhere():
    lost = {**TABLE, "Routes": [{**PEER, "State": "blackhole"}]}
    assert live(lost).blackholes == config(lost).blackholes == ("10.0.0.0/8",)


def test_a_gateway_of_the_same_document_is_known_as_one():
    document = plan(
        {"aws_route_table.x": {"vpc_id": VPC}, "aws_route.out": {"destination_cidr_block": "::/0"}},
        **refers(
            {
                "aws_route.out": {
                    "route_table_id": "aws_route_table.x.id",
                    "gateway_id": "aws_internet_gateway.out.id",
                }
            }
        ),
    )
    assert by_address(RouteTable, document)["aws_route_table.x"].to_internet == ("::/0",)


@pytest.mark.parametrize("place", ["var.gateway_id", "module.network.gateway_id"])
def test_a_gateway_that_is_passed_on_may_be_any(place):
    document = plan(
        {
            "aws_default_route_table.x": {"default_route_table_id": ID},
            "aws_route.out": {"destination_cidr_block": "0.0.0.0/0"},
        },
        **refers(
            {
                "aws_route.out": {
                    "route_table_id": "aws_default_route_table.x.id",
                    "gateway_id": place,
                }
            }
        ),
    )
    (table,) = by_address(RouteTable, document).values()
    with pytest.raises(UnknownValue):
        _ = table.to_internet


@pytest.mark.parametrize("gateway", ["AWS::EC2::InternetGateway", "AWS::EC2::VPNGateway"])
def test_a_gateway_of_the_same_template(gateway):
    route = {
        "RouteTableId": {"Ref": "Table"},
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": {"Ref": "Gateway"},
    }
    document = template(
        {
            "Gateway": (gateway, {}),
            "Table": ("AWS::EC2::RouteTable", {"VpcId": VPC}),
            "Route": ("AWS::EC2::Route", route),
        }
    )
    (route,) = by_address(RouteTable, document)["Table"].routes
    assert (route.destination, route.gateway) == ("0.0.0.0/0", "<Gateway>")


def test_live_on_an_emulator(aws):
    vpc = aws.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    gateway = aws.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    aws.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    made = aws.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    aws.ec2.create_route(RouteTableId=made, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    seen = aws.read(RouteTable, made)
    assert (seen.vpc_id, seen.to_internet, seen.is_main) == (vpc, ("0.0.0.0/0",), False)
    main = aws.ec2.describe_route_tables(
        Filters=[
            {"Name": "vpc-id", "Values": [vpc]},
            {"Name": "association.main", "Values": ["true"]},
        ]
    )["RouteTables"][0]["RouteTableId"]
    assert aws.read(RouteTable, main).is_main
    aws.ec2.delete_route_table(RouteTableId=made)
    assert aws.is_gone(RouteTable, made)


def test_one_that_another_account_shares_is_not_the_account_s():
    aws = Audited()
    aws.answer("DescribeRouteTables", {"RouteTables": [{**TABLE, "OwnerId": "210987654321"}]})
    assert aws.is_gone(RouteTable, ID)
    assert aws.listed(RouteTable) == ()
