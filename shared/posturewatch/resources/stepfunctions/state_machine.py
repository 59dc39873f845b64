"""AWS::StepFunctions::StateMachine."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class StateMachine(
    Resource,
    of="AWS::StepFunctions::StateMachine",
    config_id=("ARN", "arn", "resourceId"),
    calls=Calls(
        service="stepfunctions",
        identity="DescribeStateMachine",
        gone=("StateMachineDoesNotExist",),
        gone_if={".status": ("DELETING",)},
        bind={"stateMachineArn": "id", "resourceArn": "id"},
        # The definition is not judged, and may need the right to a key.
        constants={"DescribeStateMachine": {"includedData": "METADATA_ONLY"}},
        listed="ListStateMachines.stateMachines[]",
        list_id="stateMachineArn",
    ),
    planned=Planned(
        terraform=("aws_sfn_state_machine",),
        terraform_name=("arn", "id", "name"),
        cloudformation_name=("StateMachineName",),
    ),
):
    """A workflow of several steps."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".stateMachineArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The state machine's ARN, which is its id."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The state machine's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".creationDate")] = (
        None
    )
    """When it was made."""

    log_level: Annotated[
        str,
        At(
            config=".LoggingConfiguration.Level",
            describe=".loggingConfiguration.level",
            terraform="logging_configuration[0].level",
            cloudformation="LoggingConfiguration.Level",
        ),
    ] = "OFF"
    """Which events of its executions are logged: `ALL`, `ERROR`, `FATAL` or `OFF`."""

    tracing: Annotated[
        Toggle,
        At(
            config=".TracingConfiguration.Enabled",
            describe=".tracingConfiguration.enabled",
            terraform="tracing_configuration[0].enabled",
            cloudformation="TracingConfiguration.Enabled",
        ),
    ] = False
    """Whether X-Ray follows its executions."""

    kms_key: Annotated[
        str,
        At(
            describe=".encryptionConfiguration.kmsKeyId",
            terraform="encryption_configuration[0].kms_key_id",
            cloudformation="EncryptionConfiguration.KmsKeyId",
        ),
    ] = ""
    """The account's own key for what it works on; empty where AWS's own encrypts it."""
