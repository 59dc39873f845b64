"""AWS::RedshiftServerless::Workgroup."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Workgroup(
    Resource,
    of="AWS::RedshiftServerless::Workgroup",
    calls=Calls(
        service="redshift-serverless",
        identity="GetWorkgroup.workgroup",
        gone=("ResourceNotFoundException",),
        bind={"workgroupName": "id", "resourceArn": ".workgroupArn"},
        listed="ListWorkgroups.workgroups[]",
        list_id="workgroupName",
        carries=True,
    ),
    planned=Planned(terraform=("aws_redshiftserverless_workgroup",)),
):
    """The computing of a serverless data warehouse, and its endpoint."""

    arn: Annotated[str, At(describe=".workgroupArn", terraform=UNSET, cloudformation=UNSET)] = ""
    """The ARN, which holds an id instead of the name."""

    tags: Annotated[
        Pairs,
        At(
            describe="ListTagsForResource.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The workgroup's tags."""

    created_at: Annotated[Moment, At(describe=".creationDate")] = None
    """When the workgroup was made."""

    namespace: Annotated[
        str,
        At(describe=".namespaceName", terraform="namespace_name", cloudformation="NamespaceName"),
    ] = ""
    """The namespace whose data it works on."""

    publicly_accessible: Annotated[
        Toggle,
        At(
            describe=".publiclyAccessible",
            terraform="publicly_accessible",
            cloudformation="PubliclyAccessible",
        ),
    ] = False
    """Whether the endpoint can be reached from outside the VPC."""

    enhanced_vpc_routing: Annotated[
        Toggle,
        At(
            describe=".enhancedVpcRouting",
            terraform="enhanced_vpc_routing",
            cloudformation="EnhancedVpcRouting",
        ),
    ] = False
    """Whether COPY and UNLOAD go through the VPC, where it controls them."""

    require_ssl: Annotated[
        Toggle,
        At(
            describe=".configParameters[parameterKey=require_ssl][0].parameterValue",
            terraform="config_parameter[parameter_key=require_ssl][0].parameter_value",
            cloudformation="ConfigParameters[ParameterKey=require_ssl][0].ParameterValue",
            always=True,
        ),
    ] = False
    """Whether connections without TLS are refused; unknown in a plan that does not say."""

    security_groups: Annotated[
        tuple[str, ...],
        At(
            describe=".securityGroupIds",
            terraform="security_group_ids",
            cloudformation="SecurityGroupIds",
        ),
    ] = ()
    """The VPC security groups."""
