"""AWS::RDS::DBParameterGroup."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.rds.parameters import Parameters, ParametersField


class DBParameterGroup(
    Resource,
    of="AWS::RDS::DBParameterGroup",
    arn="arn:{partition}:rds:{region}:{account}:pg:{id}",
    calls=Calls(
        service="rds",
        identity="DescribeDBParameterGroups.DBParameterGroups[0]",
        gone=("DBParameterGroupNotFound",),
        bind={
            "DBParameterGroupName": "id",
            "ResourceName": "arn:{partition}:rds:{region}:{account}:pg:{id}",
        },
        listed="DescribeDBParameterGroups.DBParameterGroups[]",
        list_id="DBParameterGroupName",
        carries=True,
    ),
    planned=Planned(terraform=("aws_db_parameter_group",)),
):
    """The parameters that database instances share."""

    tags: Annotated[
        Pairs,
        At(
            describe="ListTagsForResource.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The group's tags."""

    family: Annotated[
        str,
        At(
            describe=".DBParameterGroupFamily",
            terraform="family",
            cloudformation="Family",
            always=True,
        ),
    ] = ""
    """The family of engines, such as `postgres16`."""

    chosen: Annotated[
        Mapping[str, str],
        ParametersField(),
        At(
            describe="DescribeDBParameters.Parameters[Source=user]",
            terraform="parameter",
            cloudformation="Parameters",
        ),
    ] = MappingProxyType({})
    """The parameters that the group itself sets, as far as controls ask of them."""

    defaults: Annotated[
        Mapping[str, str],
        ParametersField(),
        At(
            describe=Joined(
                "DescribeDBParameters.Parameters[Source=engine-default]",
                "DescribeDBParameters.Parameters[Source=system]",
            ),
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = MappingProxyType({})
    """What AWS sets the others to; empty in a plan."""

    @property
    def is_default(self) -> bool:
        """Whether it is AWS's own for a family, which cannot be changed."""
        return self.key.id.startswith("default.")

    @property
    def parameters(self) -> Parameters:
        """What its parameters mean."""
        return Parameters(self.family, self.chosen, self.defaults, of_cluster=False)
