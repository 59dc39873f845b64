"""AWS::EC2::VPC as each source tells of it."""

import pytest

from posturewatch.resources.ec2.vpc import VPC
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import by_address, plan, refers, template
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID = "vpc-0990dc6d"
TAGS = [{"Key": "team", "Value": "net"}]
NETWORK = {
    "VpcId": ID,
    "OwnerId": ACCOUNT,
    "CidrBlock": "10.1.0.0/16",
    "IsDefault": False,
    "Tags": TAGS,
}
ENDPOINT = "com.amazonaws.eu-west-1.ec2"


def live(logs=(), endpoints=()):
    return read_live(
        VPC,
        ID,
        {
            "DescribeVpcs": {"Vpcs": [NETWORK]},
            "DescribeFlowLogs": {"FlowLogs": list(logs)},
            "DescribeVpcEndpoints": {"VpcEndpoints": list(endpoints)},
        },
    )


def test_four_sources_tell_the_same():
    log = {"FlowLogId": "fl-1", "FlowLogStatus": "ACTIVE", "TrafficType": "REJECT"}
    of_others = [{**log, "ResourceId": "vpc-2"}, {**log, "ResourceId": "subnet-1"}]
    reached = {"VpcEndpointId": "vpce-1", "VpcId": ID, "ServiceName": ENDPOINT}
    elsewhere = {**reached, "VpcId": "vpc-2", "ServiceName": "com.amazonaws.eu-west-1.sqs"}
    seen = live([{**log, "ResourceId": ID}, *of_others], [reached, elsewhere])
    assert set(seen.unknown) == {"created_at"}
    assert (seen.cidr, seen.is_default, seen.recording) == ("10.1.0.0/16", False, ("REJECT",))
    assert seen.ec2_endpoints == (ENDPOINT,)
    told = item(VPC, lowered(NETWORK), resourceId=ID, tags={"team": "net"})
    # They are items of their own.
    assert differences(seen, from_config(VPC, told)) == ["endpoints", "flow_logs"]
    document = plan(
        {
            "aws_vpc.x": {"cidr_block": "10.1.0.0/16", "tags_all": {"team": "net"}},
            "aws_flow_log.x": {"traffic_type": "REJECT"},
            "aws_vpc_endpoint.x": {"service_name": ENDPOINT},
        },
        **refers(
            {name: {"vpc_id": "aws_vpc.x.id"} for name in ("aws_flow_log.x", "aws_vpc_endpoint.x")}
        ),
    )
    assert differences(seen, by_address(VPC, document)["aws_vpc.x"]) == []
    recording = {"ResourceId": {"Ref": "Net"}, "ResourceType": "VPC", "TrafficType": "REJECT"}
    written = template(
        {
            "Net": ("AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16", "Tags": TAGS}),
            "Log": ("AWS::EC2::FlowLog", recording),
            "Ec2": ("AWS::EC2::VPCEndpoint", {"VpcId": {"Ref": "Net"}, "ServiceName": ENDPOINT}),
        }
    )
    assert differences(seen, by_address(VPC, written)["Net"]) == []


def test_one_without_anything():
    seen = live()
    assert (seen.flow_logs, seen.endpoints) == ((), ())
    planned = {"cidr_block": "10.1.0.0/16", "tags_all": {"team": "net"}}
    assert differences(seen, of_plan(VPC, planned)) == []
    assert differences(seen, of_template(VPC, {"CidrBlock": "10.1.0.0/16", "Tags": TAGS})) == []


def test_the_flow_log_of_a_subnet_is_none_of_the_vpc_in_a_template():
    recording = {"ResourceId": {"Ref": "Sub"}, "ResourceType": "Subnet", "TrafficType": "ALL"}
    document = template(
        {
            "Net": ("AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16"}),
            "Sub": ("AWS::EC2::Subnet", {"VpcId": {"Ref": "Net"}}),
            "Log": ("AWS::EC2::FlowLog", recording),
        }
    )
    assert by_address(VPC, document)["Net"].flow_logs == ()


def test_the_default_vpc_of_a_plan():
    (vpc,) = by_address(VPC, plan({"aws_default_vpc.x": {"enable_dns_support": True}})).values()
    assert vpc.is_default


@pytest.mark.parametrize(
    ("operation", "name"),
    [("DescribeFlowLogs", "flow_logs"), ("DescribeVpcEndpoints", "endpoints")],
)
def test_what_is_denied_is_unknown_and_never_none(operation, name):
    aws = Audited()
    aws.answer("DescribeVpcs", {"Vpcs": [NETWORK]})
    aws.answer("DescribeFlowLogs", {"FlowLogs": []})
    aws.answer("DescribeVpcEndpoints", {"VpcEndpoints": []})
    aws.fail(operation, "UnauthorizedOperation")
    assert set(aws.read(VPC, ID).unread) == {name}


def test_live_on_an_emulator(aws):
    made = aws.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    seen = aws.read(VPC, made)
    assert (seen.cidr, seen.is_default, seen.flow_logs) == ("10.1.0.0/16", False, ())
    aws.ec2.create_flow_logs(
        ResourceIds=[made],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="cloud-watch-logs",
        LogGroupName="flows",
        DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/flows",
    )
    aws.ec2.create_vpc_endpoint(VpcId=made, ServiceName="com.amazonaws.us-east-1.s3")
    # What one call tells of all VPCs is kept for a while, so another reader looks.
    assert type(aws)().read(VPC, made).recording == ("ALL",)
    assert type(aws)().read(VPC, made).endpoints == ("com.amazonaws.us-east-1.s3",)


def test_gone():
    aws = Audited()
    aws.fail("DescribeVpcs", "InvalidVpcID.NotFound")
    assert aws.is_gone(VPC, ID)
