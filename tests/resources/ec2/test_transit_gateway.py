"""AWS::EC2::TransitGateway as each source tells of it."""

import pytest

from posturewatch.resources.ec2.transit_gateway import TransitGateway
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.sources import differences, item, of_plan, of_template, read_live

ID = "tgw-0a1b2c3d4e5f60718"
TAGS = [{"Key": "team", "Value": "net"}]
OPTIONS = {
    "AutoAcceptSharedAttachments": "enable",
    "DefaultRouteTableAssociation": "disable",
    "DefaultRouteTablePropagation": "disable",
}
GATEWAY = {
    "TransitGatewayId": ID,
    "State": "available",
    "OwnerId": ACCOUNT,
    "CreationTime": "2026-11-01T10:00:00Z",
    "Options": OPTIONS,
    "Tags": TAGS,
}


def test_four_sources_tell_the_same():
    answers = {"DescribeTransitGateways": {"TransitGateways": [GATEWAY]}}
    seen = read_live(TransitGateway, ID, answers)
    assert seen.unknown == {}
    assert seen.accepts_by_itself
    assert not seen.associates_by_default
    told = item(TransitGateway, {"Id": ID, **OPTIONS}, resourceId=ID, tags={"team": "net"})
    assert differences(seen, from_config(TransitGateway, told)) == []
    planned = {
        "auto_accept_shared_attachments": "enable",
        "default_route_table_association": "disable",
        "default_route_table_propagation": "disable",
        "tags_all": {"team": "net"},
    }
    assert differences(seen, of_plan(TransitGateway, planned)) == []
    assert differences(seen, of_template(TransitGateway, {**OPTIONS, "Tags": TAGS})) == []


def test_what_plans_and_templates_leave_out():
    usual = {
        "AutoAcceptSharedAttachments": "disable",
        "DefaultRouteTableAssociation": "enable",
        "DefaultRouteTablePropagation": "enable",
    }
    gateway = {**GATEWAY, "Options": usual, "Tags": []}
    answers = {"DescribeTransitGateways": {"TransitGateways": [gateway]}}
    seen = read_live(TransitGateway, ID, answers)
    assert differences(seen, of_plan(TransitGateway, {"description": "hub"})) == []
    assert differences(seen, of_template(TransitGateway, {"Description": "hub"})) == []


def test_live_on_an_emulator(aws):
    made = aws.ec2.create_transit_gateway(Options={"AutoAcceptSharedAttachments": "enable"})
    id_ = made["TransitGateway"]["TransitGatewayId"]
    seen = aws.read(TransitGateway, id_)
    assert (seen.accepts_by_itself, seen.associates_by_default) == (True, True)
    aws.ec2.delete_transit_gateway(TransitGatewayId=id_)
    assert aws.is_gone(TransitGateway, id_)


@pytest.mark.parametrize(
    "gateway", [{**GATEWAY, "OwnerId": "210987654321"}, {**GATEWAY, "State": "deleted"}]
)
def test_what_is_shared_or_deleted_is_none_of_the_account_s(gateway):
    aws = Audited()
    aws.answer("DescribeTransitGateways", {"TransitGateways": [gateway]})
    assert aws.is_gone(TransitGateway, ID)
