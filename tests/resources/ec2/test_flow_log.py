"""AWS::EC2::FlowLog as each source tells of it."""

import pytest

from posturewatch.resources.ec2.flow_log import FlowLog
from tests.support.aws import Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID, VPC = "fl-0a1b2c3d4e5f60718", "vpc-0990dc6d"

# From awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci/AWS_EC2_FlowLog.json; with the
# form of real ids, and one kind of traffic.
CONFIGURATION = {
    "creationTime": 1645467320361,
    "deliverLogsPermissionArn": "arn:aws:iam::123456789012:role/test",
    "deliverLogsStatus": "SUCCESS",
    "flowLogId": ID,
    "flowLogStatus": "ACTIVE",
    "logGroupName": "test",
    "resourceId": VPC,
    "trafficType": "REJECT",
    "logDestinationType": "cloud-watch-logs",
    "tags": [{"key": "team", "value": "net"}],
    "maxAggregationInterval": 60,
}
LOG = {
    "CreationTime": "2022-02-21T18:15:20.361Z",
    "DeliverLogsStatus": "SUCCESS",
    "FlowLogId": ID,
    "FlowLogStatus": "ACTIVE",
    "ResourceId": VPC,
    "TrafficType": "REJECT",
    "LogDestinationType": "cloud-watch-logs",
    "Tags": [{"Key": "team", "Value": "net"}],
}


def config(**configuration):
    arn = f"arn:aws:ec2:eu-west-1:123456789012:flow-log/{ID}"
    told = item(FlowLog, {**CONFIGURATION, **configuration}, resourceId=ID, arn=arn)
    return from_config(FlowLog, told)


def live(**log):
    return read_live(FlowLog, ID, {"DescribeFlowLogs": {"FlowLogs": [{**LOG, **log}]}})


def test_four_sources_tell_the_same():
    seen = live()
    assert seen.unknown == {}
    assert (seen.resource, seen.traffic, seen.tags) == (VPC, "REJECT", {"team": "net"})
    assert differences(seen, config()) == []
    assert config().created_at == seen.created_at
    planned = {"vpc_id": VPC, "traffic_type": "REJECT", "tags_all": {"team": "net"}}
    assert differences(seen, of_plan(FlowLog, planned)) == []
    properties = {
        "ResourceId": VPC,
        "ResourceType": "VPC",
        "TrafficType": "REJECT",
        "Tags": [{"Key": "team", "Value": "net"}],
    }
    assert differences(seen, of_template(FlowLog, properties)) == []


def test_the_arn_is_the_one_that_policies_know():
    # AWS Config writes one of its own.
    assert config().arn == live().arn == f"arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/{ID}"


def test_a_failing_delivery():
    failing = {"DeliverLogsStatus": "FAILED", "DeliverLogsErrorMessage": "Access error"}
    told = {"deliverLogsStatus": "FAILED", "deliverLogsErrorMessage": "Access error"}
    assert live(**failing).delivery_error == "Access error"
    assert differences(live(**failing), config(**told)) == []


@pytest.mark.parametrize("place", ["vpc_id", "subnet_id", "eni_id", "transit_gateway_id"])
def test_what_a_plan_may_record(place):
    assert of_plan(FlowLog, {place: "x-1"}).resource == "x-1"


def test_live_on_an_emulator(aws):
    vpc = aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    (made,) = aws.ec2.create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="REJECT",
        LogDestinationType="cloud-watch-logs",
        LogGroupName="flows",
        DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/flows",
    )["FlowLogIds"]
    log = aws.read(FlowLog, made)
    assert (log.resource, log.traffic, log.status) == (vpc, "REJECT", "ACTIVE")
    aws.ec2.delete_flow_logs(FlowLogIds=[made])
    assert aws.is_gone(FlowLog, made)


def test_gone_also_where_ec2_answers_with_nothing():
    aws = Audited()
    aws.answer("DescribeFlowLogs", {"FlowLogs": []})
    assert aws.is_gone(FlowLog, ID)
