"""AWS::EC2::VPCEndpoint as each source tells of it."""

import json

import pytest

from posturewatch.domain.policy import Answer
from posturewatch.resources.ec2.vpc_endpoint import FULL_ACCESS, VPCEndpoint
from tests.support.aws import Audited, from_config
from tests.support.planned import by_address, plan, refers
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID, SERVICE = "vpce-0a1b2c3d4e5f60718", "com.amazonaws.eu-west-1.sqs"
TAGS = [{"Key": "team", "Value": "net"}]
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}},
        }
    ],
}
ENDPOINT = {
    "VpcEndpointId": ID,
    "VpcEndpointType": "Interface",
    "VpcId": "vpc-1",
    "ServiceName": SERVICE,
    "State": "available",
    "PolicyDocument": json.dumps(POLICY),
    "SubnetIds": ["subnet-1", "subnet-2"],
    "PrivateDnsEnabled": True,
    "CreationTimestamp": "2026-11-01T10:00:00Z",
    "Tags": TAGS,
}
BY_ITSELF = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
PLANNED = {
    "vpc_endpoint_type": "Interface",
    "service_name": SERVICE,
    "policy": json.dumps(POLICY),
    "subnet_ids": ["subnet-1", "subnet-2"],
    "private_dns_enabled": True,
    "tags_all": {"team": "net"},
}


def live(**endpoint):
    answer = {"VpcEndpoints": [{**ENDPOINT, **endpoint}]}
    return read_live(VPCEndpoint, ID, {"DescribeVpcEndpoints": answer})


def config(**endpoint):
    told = {**ENDPOINT, **endpoint, "State": {"Value": "available"}}
    del told["PolicyDocument"]
    return from_config(
        VPCEndpoint, item(VPCEndpoint, lowered(told), resourceId=ID, tags={"team": "net"})
    )


def test_four_sources_tell_the_same():
    seen = live()
    assert seen.unknown == {}
    assert seen.is_interface
    assert seen.serves_strangers is Answer.NO
    assert differences(seen, config()) == ["policy"]
    assert config().created_at == seen.created_at
    assert differences(seen, of_plan(VPCEndpoint, PLANNED)) == []
    properties = {
        "VpcEndpointType": "Interface",
        "VpcId": "vpc-1",
        "ServiceName": SERVICE,
        "PolicyDocument": POLICY,
        "SubnetIds": ["subnet-1", "subnet-2"],
        "PrivateDnsEnabled": True,
        "Tags": TAGS,
    }
    assert differences(seen, of_template(VPCEndpoint, properties)) == []


def test_a_gateway_endpoint_with_what_it_gets_by_itself():
    gateway = {"VpcEndpointType": "Gateway", "SubnetIds": [], "PrivateDnsEnabled": False}
    seen = live(**gateway, PolicyDocument=json.dumps(BY_ITSELF))
    assert differences(seen, config(**gateway)) == ["policy"]
    assert seen.serves_strangers is Answer.YES
    bare = {"service_name": SERVICE, "tags_all": {"team": "net"}}
    assert differences(seen, of_plan(VPCEndpoint, bare)) == []
    written = {"ServiceName": SERVICE, "VpcId": "vpc-1", "Tags": TAGS}
    assert differences(seen, of_template(VPCEndpoint, written)) == []


def test_the_policy_may_stand_apart_in_a_plan():
    own = {name: value for name, value in PLANNED.items() if name != "policy"}
    document = plan(
        {
            "aws_vpc_endpoint.x": own,
            "aws_vpc_endpoint_policy.x": {"policy": json.dumps(POLICY)},
        },
        **refers({"aws_vpc_endpoint_policy.x": {"vpc_endpoint_id": "aws_vpc_endpoint.x.id"}}),
    )
    assert differences(live(), by_address(VPCEndpoint, document)["aws_vpc_endpoint.x"]) == []
    assert of_plan(VPCEndpoint, own).policy == FULL_ACCESS


def test_subnets_with_addresses_of_their_own():
    subnets = [{"subnet_id": "subnet-1", "ipv4": "10.1.0.4"}, {"subnet_id": "subnet-2"}]
    written = {**PLANNED, "subnet_ids": [], "subnet_configuration": subnets}
    assert of_plan(VPCEndpoint, written).subnets == ("subnet-1", "subnet-2")


def test_live_on_an_emulator(aws):
    vpc = aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    made = aws.ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.s3",
        VpcEndpointType="Gateway",
        PolicyDocument=json.dumps(POLICY),
        TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": TAGS}],
    )["VpcEndpoint"]["VpcEndpointId"]
    seen = aws.read(VPCEndpoint, made)
    assert (seen.kind, seen.service) == ("Gateway", "com.amazonaws.us-east-1.s3")
    assert seen.serves_strangers is Answer.NO
    aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    assert aws.is_gone(VPCEndpoint, made)


@pytest.mark.parametrize("state", ["deleting", "Deleted"])
def test_what_is_being_deleted_is_gone(state):
    aws = Audited()
    aws.answer("DescribeVpcEndpoints", {"VpcEndpoints": [{**ENDPOINT, "State": state}]})
    assert aws.is_gone(VPCEndpoint, ID)
