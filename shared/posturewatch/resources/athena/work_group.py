"""AWS::Athena::WorkGroup."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource


class WorkGroup(
    Resource,
    of="AWS::Athena::WorkGroup",
    arn="arn:{partition}:athena:{region}:{account}:workgroup/{id}",
    config_id=(".Name", "resourceName"),
    calls=Calls(
        service="athena",
        identity="GetWorkGroup.WorkGroup",
        # A name that nobody has is answered with this code.
        gone=("InvalidRequestException",),
        bind={
            "WorkGroup": "id",
            "ResourceARN": "arn:{partition}:athena:{region}:{account}:workgroup/{id}",
        },
        listed="ListWorkGroups.WorkGroups[]",
        list_id="Name",
    ),
    planned=Planned(terraform=("aws_athena_workgroup",), cloudformation_name=("Name",)),
):
    """A group of queries, with what holds for all of them."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The group's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made; nobody made the group `primary`."""

    enforced: Annotated[
        Toggle,
        At(
            config=".WorkGroupConfiguration.EnforceWorkGroupConfiguration",
            describe=".Configuration.EnforceWorkGroupConfiguration",
            terraform="configuration[0].enforce_workgroup_configuration",
            cloudformation="WorkGroupConfiguration.EnforceWorkGroupConfiguration",
        ),
    ] = True
    """Whether its settings hold whatever a query asks for."""

    encryption: Annotated[
        str,
        At(
            config=".WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption",
            describe=".Configuration.ResultConfiguration.EncryptionConfiguration.EncryptionOption",
            terraform="configuration[0].result_configuration[0].encryption_configuration[0].encryption_option",
            cloudformation="WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption",
        ),
    ] = ""
    """How results are encrypted, such as `SSE_KMS`; empty where it does not say."""

    results_managed: Annotated[
        Toggle,
        At(
            describe=".Configuration.ManagedQueryResultsConfiguration.Enabled",
            terraform="configuration[0].managed_query_results_configuration[0].enabled",
            cloudformation="WorkGroupConfiguration.ManagedQueryResultsConfiguration.Enabled",
        ),
    ] = False
    """Whether Athena keeps results itself, and encrypts them always."""

    metrics: Annotated[
        Toggle,
        At(
            config=".WorkGroupConfiguration.PublishCloudWatchMetricsEnabled",
            describe=".Configuration.PublishCloudWatchMetricsEnabled",
            terraform="configuration[0].publish_cloudwatch_metrics_enabled",
            cloudformation="WorkGroupConfiguration.PublishCloudWatchMetricsEnabled",
        ),
    ] = True
    """Whether CloudWatch gets metrics of its queries."""

    scan_limit: Annotated[
        int | None,
        At(
            config=".WorkGroupConfiguration.BytesScannedCutoffPerQuery",
            describe=".Configuration.BytesScannedCutoffPerQuery",
            terraform="configuration[0].bytes_scanned_cutoff_per_query",
            cloudformation="WorkGroupConfiguration.BytesScannedCutoffPerQuery",
        ),
    ] = None
    """How many bytes one query may scan; None without a limit."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id
