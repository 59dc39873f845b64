"""AWS::Bedrock::ModelInvocationLogging."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class ModelInvocationLogging(
    Resource,
    of="AWS::Bedrock::ModelInvocationLogging",
    arn="arn:{partition}:bedrock:{region}:{account}:model-invocation-logging",
    calls=Calls(service="bedrock", identity="GetModelInvocationLoggingConfiguration"),
    planned=Planned(
        terraform=("aws_bedrock_model_invocation_logging_configuration",),
        terraform_name=("id",),
        cloudformation=(),
    ),
):
    """Whether one region logs what its models are asked and answer.

    AWS has no type for this setting. Its name says what it is, so that a finding stands in the
    region where something is to be done; its id is the account's.
    """

    tags: Annotated[
        Pairs, At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
    ] = MappingProxyType({})
    """None: AWS gives it no tags."""

    log_group: Annotated[
        str,
        At(
            describe=".loggingConfig.cloudWatchConfig.logGroupName",
            terraform="logging_config[0].cloudwatch_config[0].log_group_name",
        ),
    ] = ""
    """The log group that gets the log; empty where none does."""

    large_bucket: Annotated[
        str,
        At(
            describe=".loggingConfig.cloudWatchConfig.largeDataDeliveryS3Config.bucketName",
            terraform="logging_config[0].cloudwatch_config[0].large_data_delivery_s3_config[0]"
            ".bucket_name",
        ),
    ] = ""
    """The bucket for what is too large for a log group; empty where none gets it."""

    bucket: Annotated[
        str,
        At(
            describe=".loggingConfig.s3Config.bucketName",
            terraform="logging_config[0].s3_config[0].bucket_name",
        ),
    ] = ""
    """The bucket that gets the log; empty where none does."""

    text: Annotated[
        Toggle,
        At(
            describe=".loggingConfig.textDataDeliveryEnabled",
            terraform="logging_config[0].text_data_delivery_enabled",
            # Terraform's provider turns it on, with the log itself.
            new=True,
        ),
    ] = False
    """Whether the log holds the texts of prompts and answers."""

    @property
    def name(self) -> str:
        """What people call it."""
        return "log of model invocations"

    @property
    def is_on(self) -> bool:
        """Whether the log goes anywhere."""
        return bool(self.log_group or self.bucket)
