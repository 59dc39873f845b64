"""Where a database instance stands in the network."""

from typing import Annotated

from posturewatch.domain.resource import At, Shape


class Network(Shape):
    """Where an instance stands in the network."""

    security_groups: Annotated[
        tuple[str, ...],
        At(
            config="vpcSecurityGroups[].vpcSecurityGroupId",
            describe="VpcSecurityGroups[].VpcSecurityGroupId",
            terraform="vpc_security_group_ids",
            cloudformation="VPCSecurityGroups",
        ),
    ] = ()
    """The VPC security groups."""

    subnet_group: Annotated[
        str,
        At(
            config=("dBSubnetGroup.dBSubnetGroupName", "dbsubnetGroup.dbsubnetGroupName"),
            describe="DBSubnetGroup.DBSubnetGroupName",
            terraform="db_subnet_group_name",
            cloudformation="DBSubnetGroupName",
        ),
    ] = ""
    """The subnet group."""

    vpc: Annotated[
        str,
        At(config=("dBSubnetGroup.vpcId", "dbsubnetGroup.vpcId"), describe="DBSubnetGroup.VpcId"),
    ] = ""
    """The VPC of the subnet group."""

    port: Annotated[
        int,
        At(
            config="endpoint.port",
            describe="Endpoint.Port",
            terraform="port",
            cloudformation="Port",
        ),
    ] = 0
    """The port of the endpoint; 0 where a plan leaves it to AWS, and until there is an endpoint."""
