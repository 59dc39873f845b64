"""AWS::EC2::FlowLog."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.ec2.tags import EC2_TAGS, OWN_ARN


class FlowLog(
    Resource,
    of="AWS::EC2::FlowLog",
    arn="arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{id}",
    calls=Calls(
        service="ec2",
        identity="DescribeFlowLogs.FlowLogs[0]",
        gone=("InvalidFlowLogId.NotFound",),
        bind={"FlowLogIds": "id"},
        listed="DescribeFlowLogs.FlowLogs[]",
        list_id="FlowLogId",
        carries=True,
        # Whether records arrive shows only some minutes after the first connections.
        settles=600,
    ),
    planned=Planned(terraform=("aws_flow_log",), terraform_name=("id",)),
):
    """A flow log: the record of the connections of a VPC, a subnet or an interface."""

    arn: Annotated[str, OWN_ARN] = ""
    """Its ARN as IAM knows it: the one in AWS Config's items is of a form that policies do not."""

    tags: Annotated[Pairs, EC2_TAGS] = MappingProxyType({})
    """The flow log's tags."""

    created_at: Annotated[
        Moment, At(config=(".creationTime", "resourceCreationTime"), describe=".CreationTime")
    ] = None
    """When it was made."""

    status: Annotated[
        str,
        At(
            config=".flowLogStatus",
            describe=".FlowLogStatus",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = "ACTIVE"
    """`ACTIVE` while it records."""

    delivery: Annotated[
        str,
        At(
            config=".deliverLogsStatus",
            describe=".DeliverLogsStatus",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = "SUCCESS"
    """`SUCCESS` or `FAILED`; nothing is told before the first delivery."""

    delivery_error: Annotated[
        str,
        At(
            config=".deliverLogsErrorMessage",
            describe=".DeliverLogsErrorMessage",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """Why delivery fails, such as `Access error`."""

    traffic: Annotated[
        str,
        At(
            config=".trafficType",
            describe=".TrafficType",
            terraform="traffic_type",
            cloudformation="TrafficType",
        ),
    ] = "ALL"
    """Which connections it records: `ACCEPT`, `REJECT` or `ALL`."""

    resource: Annotated[
        str,
        At(
            config=".resourceId",
            describe=".ResourceId",
            terraform=("vpc_id", "subnet_id", "eni_id", "transit_gateway_id"),
            cloudformation="ResourceId",
        ),
    ] = ""
    """The VPC, subnet, interface or transit gateway whose connections it records."""
