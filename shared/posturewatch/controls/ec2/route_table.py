"""Controls of AWS::EC2::RouteTable."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.ec2.route_table import RouteTable


@control(
    "ec2-route-table-peering-routes-narrow",
    title="Route tables should send only the ranges of peers to peering connections",
    severity=Severity.MEDIUM,
    remediation="Replace the route by ones for the subnets that are needed: "
    "`aws ec2 delete-route` and `aws ec2 create-route --vpc-peering-connection-id ID`.",
)
def peering_routes_narrow(table: RouteTable) -> Verdict:
    """A route for more than the peer's own range hands over traffic that is meant for others."""
    if not table.wide_peerings:
        return passed("No peering connection gets more than a VPC can hold.", destinations=[])
    return failed(
        "A peering connection gets more addresses than a VPC can hold.",
        destinations=table.wide_peerings,
    )


@control(
    "ec2-route-table-main-private",
    title="Main route tables should not lead to the internet",
    severity=Severity.LOW,
    remediation="Associate public subnets with a table of their own "
    "(`aws ec2 associate-route-table`), then take the route to the internet gateway out of the "
    "main one: `aws ec2 delete-route`.",
)
def main_private(table: RouteTable) -> Verdict:
    """A new subnet uses the main table, and is public from the start where that leads outside."""
    if not table.is_main:
        return passed("This is not the main table of its VPC.", main=False)
    if not table.to_internet:
        return passed("The main table does not lead to an internet gateway.", destinations=[])
    return failed("The main table leads to the internet.", destinations=table.to_internet)


@control(
    "ec2-route-table-targets-present",
    title="Route tables should have no routes to what does not exist any more",
    severity=Severity.LOW,
    remediation="Take the route out (`aws ec2 delete-route`) or lead it to what took over: "
    "`aws ec2 replace-route`.",
)
def targets_present(table: RouteTable) -> Verdict:
    """Traffic on such a route is lost, though the table looks as if there were a way."""
    if not table.blackholes:
        return passed("Every route leads somewhere.", destinations=[])
    return failed("A route leads to what does not exist.", destinations=table.blackholes)
