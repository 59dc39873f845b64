"""AWS::EC2::VPCPeeringConnection as each source tells of it."""

import pytest

from posturewatch.resources.ec2.vpc_peering_connection import VPCPeeringConnection
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import by_address, plan, refers
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID, PEER = "pcx-0a1b2c3d4e5f60718", "210987654321"
TAGS = [{"Key": "team", "Value": "net"}]
CONNECTION = {
    "VpcPeeringConnectionId": ID,
    "Status": {"Code": "active", "Message": "Active"},
    "RequesterVpcInfo": {
        "OwnerId": ACCOUNT,
        "VpcId": "vpc-1",
        "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": True},
    },
    "AccepterVpcInfo": {
        "OwnerId": PEER,
        "VpcId": "vpc-2",
        "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": False},
    },
    "Tags": TAGS,
}
PLANNED = {
    "vpc_id": "vpc-1",
    "peer_vpc_id": "vpc-2",
    "peer_owner_id": PEER,
    "tags_all": {"team": "net"},
}


def live(**connection):
    answer = {"VpcPeeringConnections": [{**CONNECTION, **connection}]}
    return read_live(VPCPeeringConnection, ID, {"DescribeVpcPeeringConnections": answer})


def test_four_sources_tell_the_same():
    seen = live()
    assert set(seen.unknown) == {"created_at"}
    assert (seen.requester, seen.accepter, seen.status) == (ACCOUNT, PEER, "active")
    assert (seen.requester_resolves, seen.accepter_resolves) == (True, False)
    told = item(VPCPeeringConnection, lowered(CONNECTION), resourceId=ID, tags={"team": "net"})
    assert differences(seen, from_config(VPCPeeringConnection, told)) == []
    asked = {**PLANNED, "requester": [{"allow_remote_vpc_dns_resolution": True}], "accepter": []}
    # Who asks is whoever deploys.
    assert differences(seen, of_plan(VPCPeeringConnection, asked)) == ["requester"]
    properties = {"VpcId": "vpc-1", "PeerVpcId": "vpc-2", "PeerOwnerId": PEER, "Tags": TAGS}
    # CloudFormation has no word for the resolution of names.
    assert differences(seen, of_template(VPCPeeringConnection, properties)) == [
        "requester",
        "requester_resolves",
    ]


def test_options_may_stand_apart_in_a_plan():
    document = plan(
        {
            "aws_vpc_peering_connection.x": PLANNED,
            "aws_vpc_peering_connection_options.x": {
                "requester": [{"allow_remote_vpc_dns_resolution": True}],
                "accepter": [],
            },
        },
        **refers(
            {
                "aws_vpc_peering_connection_options.x": {
                    "vpc_peering_connection_id": "aws_vpc_peering_connection.x.id"
                }
            }
        ),
    )
    (found,) = by_address(VPCPeeringConnection, document).values()
    assert differences(live(), found) == ["requester"]


def test_before_it_is_accepted_there_are_no_options():
    side = {"OwnerId": ACCOUNT, "VpcId": "vpc-1"}
    seen = live(Status={"Code": "pending-acceptance"}, RequesterVpcInfo=side, AccepterVpcInfo=side)
    assert set(seen.unknown) == {"created_at"}
    assert (seen.requester_resolves, seen.accepter_resolves) == (False, False)


def test_the_recorded_item(recorded):
    seen = from_config(
        VPCPeeringConnection, recorded["items/rdk__AWS_EC2_VPCPeeringConnection.json"]
    )
    assert seen.unknown == {}
    assert (seen.requester_resolves, seen.accepter_resolves) == (True, True)
    assert seen.tags == {"Name": "pcx-1"}


def test_live_on_an_emulator(aws):
    vpcs = [aws.ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in (1, 2)]
    made = aws.ec2.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])
    id_ = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    assert aws.read(VPCPeeringConnection, id_).status == "pending-acceptance"
    aws.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=id_)
    seen = aws.read(VPCPeeringConnection, id_)
    assert (seen.status, seen.requester, seen.accepter_resolves) == ("active", ACCOUNT, False)
    aws.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=id_,
        AccepterPeeringConnectionOptions={"AllowDnsResolutionFromRemoteVpc": True},
    )
    assert aws.read(VPCPeeringConnection, id_).accepter_resolves
    aws.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=id_)
    assert aws.is_gone(VPCPeeringConnection, id_)


@pytest.mark.parametrize("code", ["deleted", "expired", "failed", "rejected"])
def test_what_came_to_nothing_is_gone(code):
    aws = Audited()
    over = {**CONNECTION, "Status": {"Code": code}}
    aws.answer("DescribeVpcPeeringConnections", {"VpcPeeringConnections": [over]})
    assert aws.is_gone(VPCPeeringConnection, ID)
