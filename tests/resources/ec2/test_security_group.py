"""AWS::EC2::SecurityGroup from Config items and live reads."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from posturewatch.domain.errors import BadInput, UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.resource import ResourceKey
from posturewatch.resources.ec2.security_group import Permission, PrefixList, SecurityGroup
from posturewatch.sources.config import read_item
from posturewatch.sources.operations import operations_of
from tests.support.planned import by_address, plan, refers, template
from tests.support.snapshots import disagreements, unknowns

WORLD = ("0.0.0.0/0",)
ALL_OUT = Permission(protocol="-1", ipv4_ranges=WORLD)

# From awslabs/aws-config-rdk (Apache-2.0), rdk/template/example_ci/AWS_EC2_SecurityGroup.json.
OLD_ITEM: dict[str, Any] = {
    "version": "1.2",
    "accountId": "264683526309",
    "configurationItemCaptureTime": "2016-06-09T08:59:59.139Z",
    "configurationItemStatus": "OK",
    "arn": "arn:aws:ec2:us-east-1:264683526309:security-group/sg-1d56fc66",
    "resourceType": "AWS::EC2::SecurityGroup",
    "resourceId": "sg-1d56fc66",
    "awsRegion": "us-east-1",
    "tags": {},
    "configuration": {
        "ownerId": "264683526309",
        "groupName": "launch-wizard-7",
        "groupId": "sg-1d56fc66",
        "ipPermissions": [
            {
                "ipProtocol": "tcp",
                "fromPort": 22,
                "toPort": 22,
                "userIdGroupPairs": [],
                "ipRanges": ["0.0.0.0/0"],
                "prefixListIds": [],
            }
        ],
        "ipPermissionsEgress": [
            {
                "ipProtocol": "-1",
                "userIdGroupPairs": [],
                "ipRanges": ["0.0.0.0/0"],
                "prefixListIds": [],
            }
        ],
        "vpcId": "vpc-0990dc6d",
        "tags": [],
    },
    "supplementaryConfiguration": {},
}


def test_an_old_item_spells_ranges_as_texts(from_config):
    group = from_config(SecurityGroup, OLD_ITEM)
    assert group.key == ResourceKey(
        "264683526309", "us-east-1", "AWS::EC2::SecurityGroup", "sg-1d56fc66"
    )
    assert group == SecurityGroup(
        key=group.key,
        observed_at=group.observed_at,
        arn="arn:aws:ec2:us-east-1:264683526309:security-group/sg-1d56fc66",
        group_name="launch-wizard-7",
        vpc_id="vpc-0990dc6d",
        ingress=(Permission(protocol="tcp", from_port=22, to_port=22, ipv4_ranges=WORLD),),
        egress=(ALL_OUT,),
    )
    assert group.unknown == {}
    assert group.name == "launch-wizard-7"
    assert group.open_admin_ports == ("tcp 22 (SSH)",)
    assert group.open_outward == ("all traffic",)


def test_the_copied_example_is_the_recorded_one(recorded, from_config):
    item = recorded["items/rdk__AWS_EC2_SecurityGroup.json"]
    assert from_config(SecurityGroup, item) == from_config(SecurityGroup, OLD_ITEM)


def test_recorded_history_item_with_json_in_a_text(recorded, from_config):
    file = "history/c7n__test_sg_config_ingres_diff__config.GetResourceConfigHistory_1__0.json"
    # The recorder wrote its times as objects of its own.
    group = from_config(
        SecurityGroup, recorded[file], configurationItemCaptureTime="2017-01-26T19:38:34.276Z"
    )
    assert group.dump() == {
        "arn": "arn:aws:ec2:us-east-2:644160558196:security-group/sg-65229a0c",
        "tags": {"Name": "Test"},
        "created_at": None,
        "group_name": "Test",
        "vpc_id": "vpc-5f6c9936",
        "ingress": [
            {
                "protocol": "tcp",
                "from_port": 0,
                "to_port": 0,
                "ipv4_ranges": [],
                "ipv6_ranges": [],
                "prefix_lists": [],
                "groups": ["sg-aa6c90c3"],
                "undescribed": 1,
            }
        ],
        "egress": [
            {
                "protocol": "-1",
                "from_port": None,
                "to_port": None,
                "ipv4_ranges": ["0.0.0.0/0"],
                "ipv6_ranges": [],
                "prefix_lists": [],
                "groups": [],
                "undescribed": 1,
            }
        ],
    }


def test_recorded_default_group(recorded, from_config):
    group = from_config(
        SecurityGroup,
        recorded["docs_notifications/docs__view-manage-resource-console__0_0.json"],
        awsRegion="us-east-2",
    )
    assert group.is_default
    assert group.vpc_id == ""
    assert [str(item.ports) for item in group.ingress] == [
        "tcp 80", "all tcp ports", "all udp ports", "protocol icmp", "tcp 1433", "tcp 3389",
    ]  # fmt: skip
    assert [item.groups for item in group.ingress] == [
        ("sg-843f59ed",), ("sg-6fbb3807",), ("sg-6fbb3807",), ("sg-6fbb3807",), (), (),
    ]  # fmt: skip
    assert group.egress == ()
    assert group.open_database_ports == ("tcp 1433 (SQL Server)",)
    assert group.open_admin_ports == ()
    assert group.open_other_ports == ()
    assert group.wide_sources == ()


def test_recorded_item_with_both_spellings(recorded, from_config):
    item = recorded["rules_repo_items/rules__VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS__3.json"]
    group = from_config(SecurityGroup, item)
    assert [(str(p.ports), p.ipv4_ranges) for p in group.ingress] == [
        ("udp 15000", WORLD),
        ("tcp 80", WORLD),  # written as 11.0.0.0/0
        ("tcp 11000", ()),
        ("all tcp ports", WORLD),  # written as 15.0.0.0/0
        ("udp 10000", WORLD),  # written as 25.25.0.0/0
        ("tcp 443", ("52.95.75.1/32",)),
    ]
    assert group.wide_open == ("all tcp ports",)
    assert group.open_other_ports == ("all tcp ports", "udp 10000", "udp 15000")
    assert group.name == "testconfig"


@pytest.mark.parametrize("number", [4, 5, 6, 7])
def test_recorded_items_of_a_rule(recorded, from_config, number):
    file = f"rules_repo_items/rules__VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS__{number}.json"
    group = from_config(SecurityGroup, recorded[file])
    expected = {
        4: ("udp 10000",),
        5: ("tcp 10000-12000",),
        6: ("tcp 10000",),
        7: ("tcp 10000-20000", "udp 80-100"),
    }
    assert group.open_other_ports == expected[number]
    assert group.wide_open == ()
    # The range of ports holds the kubelet's 10250 and Memcached's 11211.
    assert bool(group.open_admin_ports) == bool(group.open_database_ports) == (number in (5, 7))


def test_a_trimmed_item_is_unknown_and_not_empty(recorded, from_config):
    item = recorded["rules_repo_items/rules__EC2_SECURITY_GROUP_NOT_USED__1.json"]
    with pytest.raises(BadInput):
        read_item(item, SecurityGroup)
    group = from_config(SecurityGroup, item, awsAccountId="123456789012", awsRegion="us-east-1")
    assert group.group_name == "security-group-1"
    assert sorted(group.unknown) == ["egress", "ingress"]
    with pytest.raises(UnknownValue):
        _ = group.open_admin_ports


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ({"ipv4Ranges": [{"cidrIp": "10.0.0.0/8"}], "ipRanges": ["10.0.0.0/8"]}, ("10.0.0.0/8",)),
        ({"ipv4Ranges": [], "ipRanges": ["10.0.0.0/8"]}, ("10.0.0.0/8",)),
        ({"ipRanges": ["10.0.0.0/8", "0.0.0.0/0"]}, ("10.0.0.0/8", "0.0.0.0/0")),
        ({"ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}]}, WORLD),
        ({"ipv4Ranges": None, "ipRanges": None}, ()),
        ({}, ()),
    ],
)
def test_both_spellings_of_ranges(from_config, permission, expected):
    group = from_config(SecurityGroup, with_ingress({"ipProtocol": "tcp", **permission}))
    assert group.ingress[0].ipv4_ranges == expected


def with_ingress(*permissions: dict[str, Any]) -> dict[str, Any]:
    configuration = {**OLD_ITEM["configuration"], "ipPermissions": list(permissions)}
    return {**OLD_ITEM, "configuration": configuration}


def test_an_unreadable_range_makes_the_ranges_unknown(from_config):
    group = from_config(
        SecurityGroup,
        with_ingress({"ipProtocol": "tcp", "fromPort": 22, "ipRanges": ["everybody"]}),
    )
    with pytest.raises(UnknownValue, match="everybody"):
        _ = group.open_admin_ports


def test_tags_of_an_answer_without_the_item_s_own(from_config):
    # BatchGetResourceConfig leaves out the tags of the item, and keeps those of the group.
    item = with_ingress() | {"tags": None}
    item["configuration"] |= {"tags": [{"key": "owner", "value": "payments"}]}
    assert from_config(SecurityGroup, item).owner == "payments"


def prefix_list_item() -> dict[str, Any]:
    permission = {"ipProtocol": "tcp", "fromPort": 5000, "toPort": 5000}
    return with_ingress({**permission, "prefixListIds": [{"prefixListId": "pl-1"}]})


def test_config_does_not_know_what_a_prefix_list_holds(from_config):
    group = from_config(SecurityGroup, prefix_list_item())
    assert group.ingress[0].prefix_lists[0].id == "pl-1"
    with pytest.raises(UnknownValue):
        _ = group.open_other_ports
    # Whatever the list holds, port 5000 is neither for administration nor all ports.
    assert group.open_admin_ports == ()
    assert group.wide_open == ()


def test_what_is_certain_needs_no_prefix_list():
    unknown = PrefixList(id="pl-1", unknown={"ranges": "config does not tell"})
    ssh = Permission(protocol="tcp", from_port=22, to_port=22, prefix_lists=(unknown,))
    group = SecurityGroup(
        ingress=(ssh, Permission(protocol="tcp", from_port=3389, to_port=3389, ipv4_ranges=WORLD))
    )
    assert group.open_admin_ports == ("tcp 3389 (RDP)",)
    with pytest.raises(UnknownValue):
        _ = SecurityGroup(ingress=(ssh,)).open_admin_ports
    with pytest.raises(UnknownValue):
        _ = SecurityGroup(ingress=(ssh,)).wide_sources
    assert SecurityGroup(ingress=(ssh,)).open_database_ports == ()


# --- live reads -----------------------------------------------------------------------------------


def make_group(aws: Any, **permission: Any) -> str:
    vpc = aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    made = aws.ec2.create_security_group(
        GroupName="web",
        Description="web",
        VpcId=vpc,
        TagSpecifications=[
            {"ResourceType": "security-group", "Tags": [{"Key": "team", "Value": "shop"}]}
        ],
    )
    if permission:
        aws.ec2.authorize_security_group_ingress(
            GroupId=made["GroupId"], IpPermissions=[{"IpProtocol": "tcp", **permission}]
        )
    return str(made["GroupId"])


def make_prefix_list(aws: Any, *ranges: str) -> str:
    made = aws.ec2.create_managed_prefix_list(
        PrefixListName="all",
        MaxEntries=10,
        AddressFamily="IPv4",
        Entries=[{"Cidr": text} for text in ranges],
    )
    return str(made["PrefixList"]["PrefixListId"])


def test_live(aws):
    made = make_group(
        aws,
        FromPort=22,
        ToPort=22,
        IpRanges=[{"CidrIp": "198.51.100.0/24", "Description": "office"}],
        Ipv6Ranges=[{"CidrIpv6": "::/0"}],
    )
    group = aws.read(SecurityGroup, made)
    assert group.dump() == {
        "arn": f"arn:aws:ec2:us-east-1:123456789012:security-group/{made}",
        "tags": {"team": "shop"},
        "created_at": {"unknown": "describe does not tell"},
        "group_name": "web",
        "vpc_id": aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"],
        "ingress": [
            {
                "protocol": "tcp",
                "from_port": 22,
                "to_port": 22,
                "ipv4_ranges": ["198.51.100.0/24"],
                "ipv6_ranges": ["::/0"],
                "prefix_lists": [],
                "groups": [],
                "undescribed": 1,
            }
        ],
        "egress": [ALL_OUT.dump()],
    }
    assert group.open_admin_ports == ("tcp 22 (SSH)",)
    assert aws.source.calls == {"ec2:DescribeSecurityGroups": 1}


def test_live_gone(aws):
    made = make_group(aws)
    aws.ec2.delete_security_group(GroupId=made)
    assert aws.is_gone(SecurityGroup, made)


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "RequestLimitExceeded", "InternalError"])
def test_live_failure_is_unknown_and_never_gone(aws, code):
    made = make_group(aws)
    aws.fail("DescribeSecurityGroups", code)
    outcome = aws.source.read(SecurityGroup, aws.key(SecurityGroup, made))
    assert isinstance(outcome, Unknown)
    assert code in outcome.reason
    assert isinstance(aws.source.list(SecurityGroup, "123456789012", "us-east-1"), Unknown)


def test_live_prefix_list_is_looked_into_once(aws):
    prefix_list = make_prefix_list(aws, "0.0.0.0/1", "128.0.0.0/1")
    made = make_group(aws, FromPort=22, ToPort=22, PrefixListIds=[{"PrefixListId": prefix_list}])
    permission = {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53}
    aws.ec2.authorize_security_group_ingress(
        GroupId=made,
        IpPermissions=[{**permission, "PrefixListIds": [{"PrefixListId": prefix_list}]}],
    )
    group = aws.read(SecurityGroup, made)
    assert group.open_admin_ports == ("tcp 22 (SSH)",)
    assert group.open_other_ports == ("udp 53",)
    assert aws.source.calls == {
        "ec2:DescribeSecurityGroups": 1,
        "ec2:GetManagedPrefixListEntries": 1,
    }


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "RequestLimitExceeded"])
def test_live_prefix_list_that_cannot_be_read(aws, code):
    prefix_list = make_prefix_list(aws, "0.0.0.0/0")
    made = make_group(aws, FromPort=22, ToPort=22, PrefixListIds=[{"PrefixListId": prefix_list}])
    aws.fail("GetManagedPrefixListEntries", code)
    group = aws.read(SecurityGroup, made)
    assert group.unread == {}
    assert list(group.ingress[0].prefix_lists[0].unknown) == ["ranges"]
    assert group.open_database_ports == ()
    with pytest.raises(UnknownValue, match=code):
        _ = group.open_admin_ports


def test_live_list_carries_everything(aws):
    made = make_group(aws, FromPort=443, ToPort=443, IpRanges=[{"CidrIp": "0.0.0.0/0"}])
    page = aws.source.list(SecurityGroup, "123456789012", "us-east-1")
    assert page.token is None
    by_id = {listed.key.id: listed for listed in page.resources}
    assert len(by_id) == 2  # with the default group
    outcome = aws.source.read(SecurityGroup, by_id[made].key, listed=by_id[made])
    assert aws.source.calls == {"ec2:DescribeSecurityGroups": 1}
    assert outcome.resource.dump() == aws.read(SecurityGroup, made).dump()


def test_moto_knows_the_error_code_that_is_declared(aws):
    made = make_group(aws)
    aws.ec2.delete_security_group(GroupId=made)
    with pytest.raises(ClientError) as error:
        aws.ec2.describe_security_groups(GroupIds=[made])
    assert error.value.response["Error"]["Code"] in SecurityGroup.calls.gone


def test_config_and_live_see_the_same(aws, from_config):
    aws.answer(
        "DescribeSecurityGroups",
        {
            "SecurityGroups": [
                {
                    "GroupId": "sg-1d56fc66",
                    "GroupName": "launch-wizard-7",
                    "OwnerId": "123456789012",
                    "VpcId": "vpc-0990dc6d",
                    "Tags": [{"Key": "owner", "Value": "payments"}],
                    "IpPermissions": [
                        {
                            "IpProtocol": "tcp",
                            "FromPort": 22,
                            "ToPort": 22,
                            "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "anybody"}],
                            "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}],
                            "UserIdGroupPairs": [{"UserId": "123456789012", "GroupId": "sg-2"}],
                            "PrefixListIds": [],
                        }
                    ],
                    "IpPermissionsEgress": [
                        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
                    ],
                }
            ]
        },
    )
    item = with_ingress(
        {
            "ipProtocol": "tcp",
            "fromPort": 22,
            "toPort": 22,
            "userIdGroupPairs": [{"userId": "123456789012", "groupId": "sg-2"}],
            "ipv4Ranges": [{"cidrIp": "0.0.0.0/0", "description": "anybody"}],
            "ipRanges": ["0.0.0.0/0"],
            "ipv6Ranges": [{"cidrIpv6": "2001:db8::/32"}],
            "prefixListIds": [],
        }
    ) | {
        "accountId": "123456789012",
        "arn": "arn:aws:ec2:us-east-1:123456789012:security-group/sg-1d56fc66",
        "tags": {"owner": "payments"},
    }
    config, live = from_config(SecurityGroup, item), aws.read(SecurityGroup, "sg-1d56fc66")
    assert config.key == live.key
    assert disagreements(config, live) == []
    assert config.digest() == live.digest()


def test_the_calls_that_a_role_must_allow():
    assert operations_of(SecurityGroup) == {
        ("ec2", "DescribeSecurityGroups"),
        ("ec2", "GetManagedPrefixListEntries"),
    }


# --- named properties -----------------------------------------------------------------------------


def tcp(first: int, last: int, *ranges: str) -> Permission:
    return Permission(protocol="tcp", from_port=first, to_port=last, ipv4_ranges=ranges)


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        (tcp(22, 22, "3.0.0.0/8"), ("3.0.0.0/8",)),
        (tcp(22, 22, "52.0.0.0/15", "203.0.113.0/24"), ("52.0.0.0/15",)),
        (tcp(22, 22, "52.0.0.0/16"), ()),
        (tcp(22, 22, "10.0.0.0/8"), ()),
        (tcp(443, 443, "3.0.0.0/8"), ()),
        (tcp(80, 443, "3.0.0.0/8"), ("3.0.0.0/8",)),
        (tcp(22, 22, "0.0.0.0/0"), ()),  # an open port, not a wide range
        (Permission(protocol="icmp", ipv4_ranges=("3.0.0.0/8",)), ()),
        (Permission(protocol="-1", ipv6_ranges=("2600:1f00::/24",)), ("2600:1f00::/24",)),
        (Permission(protocol="-1", ipv6_ranges=("2600:1f00::/32", "fc00::/7")), ()),
    ],
)
def test_wide_sources(permission, expected):
    assert SecurityGroup(ingress=(permission,)).wide_sources == expected


def test_name_prefers_the_tag():
    assert SecurityGroup(group_name="web", tags={"Name": "shop web"}).name == "shop web"
    assert SecurityGroup(group_name="web").name == "web"
    assert SecurityGroup().name == "example"


# --- plans and templates --------------------------------------------------------------------------


def test_the_same_group_by_rules_inline_and_apart():
    office = {"description": "office", "from_port": 22, "to_port": 22}
    values = {"name": "web", "vpc_id": "vpc-1", "tags": {"team": "shop"}}
    inline = {**office, "protocol": "tcp", "cidr_blocks": ["198.51.100.0/24"]}
    group = {"security_group_id": "aws_security_group.web.id"}
    whole = plan({"aws_security_group.web": {**values, "ingress": [inline]}})
    old = plan(
        {
            "aws_security_group.web": values,
            "aws_security_group_rule.office": {**inline, "type": "ingress"},
        },
        **refers({"aws_security_group_rule.office": group}),
    )
    new = plan(
        {
            "aws_security_group.web": values,
            "aws_vpc_security_group_ingress_rule.office": {
                **office,
                "ip_protocol": "tcp",
                "cidr_ipv4": "198.51.100.0/24",
            },
        },
        **refers({"aws_vpc_security_group_ingress_rule.office": group}),
    )
    office = {"Description": "office", "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    office["CidrIp"] = "198.51.100.0/24"
    properties = {
        "GroupName": "web",
        "VpcId": "vpc-1",
        "Tags": [{"Key": "team", "Value": "shop"}],
        # One that is never used takes the place of the one for everything.
        "SecurityGroupEgress": [],
    }
    written = template(
        {"Web": ("AWS::EC2::SecurityGroup", {**properties, "SecurityGroupIngress": [office]})}
    )
    apart = template(
        {
            "Web": ("AWS::EC2::SecurityGroup", properties),
            "Office": (
                "AWS::EC2::SecurityGroupIngress",
                {**office, "GroupId": {"Fn::GetAtt": ["Web", "GroupId"]}},
            ),
        }
    )
    expected = SecurityGroup(
        group_name="web",
        vpc_id="vpc-1",
        tags={"team": "shop"},
        ingress=(
            Permission(
                protocol="tcp",
                from_port=22,
                to_port=22,
                ipv4_ranges=("198.51.100.0/24",),
                undescribed=0,
            ),
        ),
    )
    for document in (whole, old, new, written, apart):
        (found,) = by_address(SecurityGroup, document).values()
        assert disagreements(expected, found) == ["arn"]
        assert unknowns(found) == ["created_at"]


def test_what_a_new_group_sends_depends_on_who_makes_it():
    bare = {"Bare": ("AWS::EC2::SecurityGroup", {"GroupDescription": "web"})}
    assert by_address(SecurityGroup, template(bare))["Bare"].egress == (ALL_OUT,)
    own = {"GroupId": {"Ref": "Bare"}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    apart = {**bare, "Out": ("AWS::EC2::SecurityGroupEgress", {**own, "CidrIp": "10.0.0.0/8"})}
    (group,) = by_address(SecurityGroup, template(apart)).values()
    assert [str(each.ports) for each in group.egress] == ["tcp 443"]
    document = plan({"aws_security_group.bare": {"name": "bare"}})
    assert by_address(SecurityGroup, document)["aws_security_group.bare"].egress == ()


@pytest.mark.parametrize(("told", "expected"), [({"Description": "office"}, 0), ({}, 1)])
def test_what_a_template_adds_to_a_group_elsewhere_is_all_that_it_can_describe(told, expected):
    own = {"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    document = template({"In": ("AWS::EC2::SecurityGroupIngress", {**own, **told})})
    (group,) = by_address(SecurityGroup, document).values()
    assert group.undescribed == expected
    assert not group.knows("egress")


def test_what_could_not_be_read_is_not_elsewhere():
    group = SecurityGroup(group_name="web", unknown={"egress": "AccessDenied"})
    with pytest.raises(UnknownValue):
        _ = group.undescribed


def test_the_default_group_and_a_rule_of_a_group_elsewhere():
    everything = {"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}
    document = plan(
        {
            "aws_default_security_group.it": {"vpc_id": "vpc-1", "ingress": [everything]},
            "aws_security_group_rule.ssh": {
                "type": "ingress",
                "security_group_id": "sg-1",
                "protocol": "tcp",
                "from_port": 22,
                "to_port": 22,
                "cidr_blocks": ["0.0.0.0/0"],
            },
        }
    )
    found = by_address(SecurityGroup, document)
    assert found["aws_default_security_group.it"].is_default
    orphan = found["aws_security_group_rule.ssh"]
    assert orphan.open_admin_ports == ("tcp 22 (SSH)",)
    assert not orphan.knows("group_name", "vpc_id", "tags")
