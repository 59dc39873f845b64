"""AWS::EC2::NetworkAcl as each source tells of it."""

import pytest

from posturewatch.resources.ec2.network_acl import Entry, NetworkAcl
from tests.support.aws import ACCOUNT, Audited, from_config
from tests.support.planned import by_address, plan, refers, template
from tests.support.sources import differences, item, lowered, of_plan, of_template, read_live

ID, VPC = "acl-b48fd1d0", "vpc-0990dc6d"
SSH = {
    "RuleNumber": 90,
    "Protocol": "6",
    "RuleAction": "deny",
    "CidrBlock": "0.0.0.0/0",
    "PortRange": {"From": 22, "To": 22},
}
ALL_IPV6 = {"RuleNumber": 101, "Protocol": "-1", "RuleAction": "allow", "Ipv6CidrBlock": "::/0"}
LAST = {"RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}
ACL = {
    "NetworkAclId": ID,
    "VpcId": VPC,
    "OwnerId": ACCOUNT,
    "IsDefault": False,
    "Associations": [{"NetworkAclId": ID, "SubnetId": "subnet-1"}],
    "Entries": [{**SSH, "Egress": False}, {**ALL_IPV6, "Egress": True}],
    "Tags": [{"Key": "team", "Value": "net"}],
}


def config(acl, **more):
    return from_config(NetworkAcl, item(NetworkAcl, lowered(acl), resourceId=ID, **more))


def live(acl):
    return read_live(NetworkAcl, ID, {"DescribeNetworkAcls": {"NetworkAcls": [acl]}})


def test_four_sources_tell_the_same():
    seen = live(ACL)
    assert set(seen.unknown) == {"created_at"}
    (inward,), (outward,) = seen.inward, seen.outward
    assert inward == Entry(
        number=90, protocol="tcp", action="deny", first=22, last=22, ranges=("0.0.0.0/0",)
    )
    assert outward == Entry(number=101, protocol="-1", action="allow", ranges=("::/0",))
    assert differences(seen, config(ACL)) == []
    ssh = {
        "rule_no": 90,
        "protocol": "tcp",
        "action": "deny",
        "cidr_block": "0.0.0.0/0",
        "ipv6_cidr_block": "",
        "from_port": 22,
        "to_port": 22,
    }
    every = {
        "rule_no": 101,
        "protocol": "-1",
        "action": "allow",
        "cidr_block": "",
        "ipv6_cidr_block": "::/0",
        "from_port": 0,
        "to_port": 0,
    }
    own = {"vpc_id": VPC, "subnet_ids": ["subnet-1"], "tags_all": {"team": "net"}}
    written = of_plan(NetworkAcl, {**own, "ingress": [ssh], "egress": [every]})
    assert differences(seen, written) == ["outward[0].first", "outward[0].last"]
    assert (written.outward[0].ports, seen.outward[0].ports) == (outward.ports, outward.ports)
    entries = {
        "Acl": ("AWS::EC2::NetworkAcl", {"VpcId": VPC, "Tags": ACL["Tags"]}),
        "Ssh": ("AWS::EC2::NetworkAclEntry", {**SSH, "NetworkAclId": {"Ref": "Acl"}}),
        "All": (
            "AWS::EC2::NetworkAclEntry",
            {**ALL_IPV6, "Egress": True, "NetworkAclId": {"Ref": "Acl"}},
        ),
        "In": (
            "AWS::EC2::SubnetNetworkAclAssociation",
            {"SubnetId": "subnet-1", "NetworkAclId": {"Ref": "Acl"}},
        ),
    }
    assert differences(seen, by_address(NetworkAcl, template(entries))["Acl"]) == []


def test_entries_apart_are_those_of_the_acl_in_a_plan():
    ssh = {
        "egress": False,
        "rule_number": 90,
        "protocol": "6",
        "rule_action": "deny",
        "cidr_block": "0.0.0.0/0",
        "from_port": 22,
        "to_port": 22,
    }
    every = {
        "egress": True,
        "rule_number": 101,
        "protocol": "-1",
        "rule_action": "allow",
        "ipv6_cidr_block": "::/0",
    }
    names = ("aws_network_acl_rule.ssh", "aws_network_acl_rule.all")
    document = plan(
        {
            "aws_network_acl.x": {"vpc_id": VPC, "tags_all": {"team": "net"}},
            names[0]: ssh,
            names[1]: every,
            "aws_network_acl_association.x": {"subnet_id": "subnet-1"},
        },
        **refers(
            {
                name: {"network_acl_id": "aws_network_acl.x.id"}
                for name in (*names, "aws_network_acl_association.x")
            }
        ),
    )
    assert differences(live(ACL), by_address(NetworkAcl, document)["aws_network_acl.x"]) == []


@pytest.mark.parametrize("egress", [{}, {"Egress": False}, {"Egress": "false"}])
def test_an_entry_of_a_template_that_does_not_say_is_about_what_comes_in(egress):
    entry = {**SSH, **egress, "NetworkAclId": {"Ref": "Acl"}}
    document = template(
        {
            "Acl": ("AWS::EC2::NetworkAcl", {"VpcId": VPC}),
            "Ssh": ("AWS::EC2::NetworkAclEntry", entry),
        }
    )
    acl = by_address(NetworkAcl, document)["Acl"]
    assert ([entry.number for entry in acl.inward], acl.outward) == ([90], ())


def test_one_without_entries_lets_nothing_through():
    bare = {**ACL, "Entries": [], "Associations": [], "Tags": []}
    seen = live(bare)
    assert (seen.inward, seen.outward, seen.subnets, seen.tags) == ((), (), (), {})
    assert differences(seen, config(bare, tags={})) == []
    assert differences(seen, of_plan(NetworkAcl, {"vpc_id": VPC, "ingress": []})) == []
    assert differences(seen, of_template(NetworkAcl, {"VpcId": VPC})) == []


def test_the_recorded_item_is_a_default_acl(recorded):
    seen = from_config(NetworkAcl, recorded["items/rdk__AWS_EC2_NetworkAcl.json"])
    assert seen.unknown == {}
    assert seen.is_default
    assert len(seen.subnets) == 4
    assert seen.admits_everything
    assert [(entry.number, entry.allows) for entry in seen.outward] == [(100, True), (32767, False)]


def test_a_default_acl_of_a_plan():
    document = plan({"aws_default_network_acl.x": {"default_network_acl_id": ID}})
    (acl,) = by_address(NetworkAcl, document).values()
    assert acl.is_default


def test_live_on_an_emulator(aws):
    vpc = aws.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = aws.ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    aws.ec2.create_network_acl_entry(
        NetworkAclId=made,
        Egress=False,
        RuleNumber=90,
        Protocol="6",
        RuleAction="allow",
        CidrBlock="0.0.0.0/0",
        PortRange={"From": 22, "To": 22},
    )
    seen = aws.read(NetworkAcl, made)
    assert (seen.vpc_id, seen.is_default) == (vpc, False)
    assert seen.open_remote_ports == ("tcp 22 (SSH)",)


def test_gone():
    aws = Audited()
    aws.fail("DescribeNetworkAcls", "InvalidNetworkAclID.NotFound")
    assert aws.is_gone(NetworkAcl, ID)


def test_one_that_another_account_shares_is_not_the_account_s():
    aws = Audited()
    aws.answer("DescribeNetworkAcls", {"NetworkAcls": [{**ACL, "OwnerId": "210987654321"}]})
    assert aws.is_gone(NetworkAcl, ID)
    assert aws.listed(NetworkAcl) == ()
