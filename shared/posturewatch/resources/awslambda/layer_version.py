"""AWS::Lambda::LayerVersion."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.places import UNSET
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.resources.awslambda.grants import GrantedField


class LayerVersion(
    Resource,
    of="AWS::Lambda::LayerVersion",
    calls=Calls(
        service="lambda",
        identity="GetLayerVersionByArn",
        gone=("ResourceNotFoundException",),
        bind={"Arn": "id", "LayerName": ".LayerArn", "VersionNumber": ".Version"},
        absent={"GetLayerVersionPolicy": ("ResourceNotFoundException",)},
        listed="ListLayers.Layers[].LatestMatchingVersion",
        list_id="LayerVersionArn",
    ),
    planned=Planned(
        terraform=("aws_lambda_layer_version",),
        terraform_name=("layer_name", "layer_arn", "arn"),
        terraform_owner="layer_name",
        cloudformation_owner="LayerVersionArn",
    ),
):
    """A version of a layer. A sweep looks at the latest of each layer, an event at any."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".LayerVersionArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The version's ARN, which is its id."""

    tags: Annotated[
        Pairs, At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
    ] = MappingProxyType({})
    """Layers have no tags."""

    created_at: Annotated[Moment, At(describe=".CreatedDate")] = None
    """When it was published."""

    policy: Annotated[
        PolicyDocument | None,
        GrantedField(),
        At(
            describe="GetLayerVersionPolicy.Policy",
            terraform="aws_lambda_layer_version_permission[]",
            cloudformation="AWS::Lambda::LayerVersionPermission[]",
        ),
    ] = None
    """Who else may use it."""
