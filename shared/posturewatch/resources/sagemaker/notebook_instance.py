"""AWS::SageMaker::NotebookInstance."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class NotebookInstance(
    Resource,
    of="AWS::SageMaker::NotebookInstance",
    config_id=(".NotebookInstanceName", "resourceName"),
    calls=Calls(
        service="sagemaker",
        identity="DescribeNotebookInstance",
        # A name that nobody has is answered with this code; a malformed one cannot come from AWS.
        gone=("ValidationException",),
        gone_if={".NotebookInstanceStatus": ("Deleting",)},
        bind={"NotebookInstanceName": "id", "ResourceArn": ".NotebookInstanceArn"},
        listed="ListNotebookInstances.NotebookInstances[]",
        list_id="NotebookInstanceName",
    ),
    planned=Planned(
        terraform=("aws_sagemaker_notebook_instance",),
        cloudformation_name=("NotebookInstanceName",),
    ),
):
    """A machine that people reach with their browser, with the rights of its role."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".NotebookInstanceArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The instance's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The instance's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made."""

    direct_internet: Annotated[
        Toggle,
        At(
            config=".DirectInternetAccess",
            describe=".DirectInternetAccess",
            terraform="direct_internet_access",
            cloudformation="DirectInternetAccess",
        ),
    ] = True
    """Whether it reaches the internet past the account's own network."""

    root_access: Annotated[
        Toggle,
        At(
            config=".RootAccess",
            describe=".RootAccess",
            terraform="root_access",
            cloudformation="RootAccess",
        ),
    ] = True
    """Whether its users are root on it."""

    subnet: Annotated[
        str,
        At(
            config=".SubnetId",
            describe=".SubnetId",
            terraform="subnet_id",
            cloudformation="SubnetId",
        ),
    ] = ""
    """Its subnet in the account's own network; empty where it has none."""

    kms_key: Annotated[
        str,
        At(
            config=".KmsKeyId",
            describe=".KmsKeyId",
            terraform="kms_key_id",
            cloudformation="KmsKeyId",
        ),
    ] = ""
    """The account's KMS key of its volume; empty where SageMaker uses one of its own."""

    metadata_version: Annotated[
        str,
        At(
            describe=".InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
            terraform="instance_metadata_service_configuration[0]"
            ".minimum_instance_metadata_service_version",
            cloudformation="InstanceMetadataServiceConfiguration"
            ".MinimumInstanceMetadataServiceVersion",
        ),
    ] = "1"
    """The oldest version of the metadata service that it answers: `1` or `2`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
