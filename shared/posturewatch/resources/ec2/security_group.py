"""AWS::EC2::SecurityGroup."""

from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Pairs, TextField
from posturewatch.domain.network_ports import (
    ADMIN_PORTS,
    ALL_PROTOCOLS,
    CLEAR_TEXT_PORTS,
    DATABASE_PORTS,
    WEB_PORTS,
    Ports,
    names_of,
)
from posturewatch.domain.places import Joined
from posturewatch.domain.resource import At, Calls, Newly, Planned, Resource
from posturewatch.resources.ec2.permission import (
    ALL_OUT,
    Permission,
    PrefixList,
    is_wide,
    need_lists,
    opened_by,
)
from posturewatch.resources.ec2.tags import EC2_TAGS

__all__ = ["Permission", "PrefixList", "SecurityGroup"]

DEFAULT_NAME = "default"
"""The name that is reserved for the group that every VPC has."""


class GroupNameField:
    """The name of a group; in a document that leaves it to AWS, what its type tells about it."""

    UNNAMED = frozenset({"aws_security_group", "AWS::EC2::SecurityGroup"})

    def convert(self, raw: Any) -> str:
        """Return the name; empty where AWS will choose one."""
        text = TextField().convert(raw)
        if text == "aws_default_security_group":
            return DEFAULT_NAME
        return "" if text in self.UNNAMED else text


class SecurityGroup(
    Resource,
    of="AWS::EC2::SecurityGroup",
    arn="arn:{partition}:ec2:{region}:{account}:security-group/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeSecurityGroups.SecurityGroups[0]",
        gone=("InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound"),
        bind={"GroupIds": "id"},
        listed="DescribeSecurityGroups.SecurityGroups[]",
        list_id="GroupId",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_security_group", "aws_default_security_group"),
        terraform_name=("id",),
        terraform_owner="security_group_id",
        cloudformation_owner="GroupId",
    ),
):
    """A security group: the firewall around the network interfaces that it is attached to."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The group's tags."""

    group_name: Annotated[
        str,
        GroupNameField(),
        At(
            config=".groupName",
            describe=".GroupName",
            terraform=("name", "@type"),
            cloudformation=("GroupName", "@type"),
            always=True,
        ),
    ] = ""
    """The group's name; `default` is reserved for the group that every VPC has."""

    vpc_id: Annotated[
        str, At(config=".vpcId", describe=".VpcId", terraform="vpc_id", cloudformation="VpcId")
    ] = ""
    """The VPC that the group belongs to."""

    ingress: Annotated[
        tuple[Permission, ...],
        At(
            config=".ipPermissions",
            describe=".IpPermissions",
            terraform=Joined(
                "ingress",
                "aws_security_group_rule[type=ingress]",
                "aws_vpc_security_group_ingress_rule[]",
            ),
            cloudformation=Joined("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress[]"),
            always=True,
            new=(),
        ),
    ] = ()
    """Who may reach the interfaces of the group."""

    egress: Annotated[
        tuple[Permission, ...],
        At(
            config=".ipPermissionsEgress",
            describe=".IpPermissionsEgress",
            terraform=Joined(
                "egress",
                "aws_security_group_rule[type=egress]",
                "aws_vpc_security_group_egress_rule[]",
            ),
            cloudformation=Joined("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress[]"),
            always=True,
            # Terraform's provider takes away what EC2 gives a new group.
            new=Newly(terraform=(), cloudformation=(ALL_OUT,)),
        ),
    ] = ()
    """What the interfaces of the group may reach."""

    @property
    def name(self) -> str:
        """What people call it: the `Name` tag, else the name of the group, else its id."""
        tags = self.__dict__.get("tags") or {}
        return str(tags.get("Name") or self.__dict__.get("group_name") or self.key.id)

    @property
    def is_default(self) -> bool:
        """Whether this is the group that a VPC gives to whatever names no other."""
        return self.group_name == DEFAULT_NAME

    @property
    def wide_open(self) -> tuple[str, ...]:
        """The protocols of which the internet reaches every port."""
        return opened_by(self.ingress, _whole)

    @property
    def open_admin_ports(self) -> tuple[str, ...]:
        """The ports of administration that the internet reaches."""
        return opened_by(self.ingress, lambda ports: names_of(ports, ADMIN_PORTS))

    @property
    def open_database_ports(self) -> tuple[str, ...]:
        """The database ports that the internet reaches."""
        return opened_by(self.ingress, lambda ports: names_of(ports, DATABASE_PORTS))

    @property
    def open_other_ports(self) -> tuple[str, ...]:
        """What the internet reaches besides web, administration, databases and ICMP."""
        return opened_by(self.ingress, _other)

    @property
    def clear_text_ports(self) -> tuple[str, ...]:
        """The ports of protocols without encryption that anybody reaches by a narrower permission.

        Permissions for every protocol or port are told of by others.
        """
        named = (item.ports for item in self.ingress if item.protocol != ALL_PROTOCOLS)
        return names_of(tuple(each for each in named if not each.is_whole), CLEAR_TEXT_PORTS)

    @property
    def open_outward(self) -> tuple[str, ...]:
        """The protocols with which every port of the internet can be reached."""
        return opened_by(self.egress, _whole)

    @property
    def outward(self) -> tuple[str, ...]:
        """The ports of the internet that can be reached, ICMP aside."""
        return opened_by(
            self.egress, lambda ports: tuple(str(each) for each in ports if not each.is_icmp)
        )

    @property
    def unnamed_protocols(self) -> int:
        """How many permissions let in every protocol."""
        return sum(item.protocol == ALL_PROTOCOLS for item in self.ingress)

    @property
    def undescribed(self) -> int:
        """How many ends of permissions have no description, among those that are written down."""
        permissions = (*self.told_of("ingress"), *self.told_of("egress"))
        return sum(item.undescribed for item in permissions if item != ALL_OUT)

    @property
    def wide_sources(self) -> tuple[str, ...]:
        """The public ranges that are not narrow and may reach more than web and ICMP.

        A range that is the internet by itself is not among them: it shows in the open ports.
        """
        permissions = [
            item
            for item in self.ingress
            if not item.ports.is_icmp and not item.ports.within(WEB_PORTS)
        ]
        wide = {text for item in permissions for text in item.known_ranges if is_wide(text)}
        if not wide:
            need_lists(permissions)
        return tuple(sorted(wide))


def _whole(open_ports: tuple[Ports, ...]) -> tuple[str, ...]:
    ported = [ports for ports in open_ports if ports.protocol in (ALL_PROTOCOLS, "tcp", "udp")]
    return tuple(str(ports) for ports in ported if ports.is_whole)


_TOLD = WEB_PORTS | ADMIN_PORTS.keys() | DATABASE_PORTS.keys()


def _other(open_ports: tuple[Ports, ...]) -> tuple[str, ...]:
    return tuple(str(x) for x in open_ports if not x.is_icmp and not x.within(_TOLD))
