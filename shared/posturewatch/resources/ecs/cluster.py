"""AWS::ECS::Cluster."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


class Cluster(
    Resource,
    of="AWS::ECS::Cluster",
    config_id=("ARN", "arn"),
    calls=Calls(
        service="ecs",
        identity="DescribeClusters.clusters[0]",
        gone=("ClusterNotFoundException",),
        gone_if={".status": ("INACTIVE", "DEPROVISIONING")},
        bind={"clusters": "id"},
        constants={"DescribeClusters": {"include": ["CONFIGURATIONS", "SETTINGS", "TAGS"]}},
        listed="ListClusters.clusterArns[]",
        list_id=".",
    ),
    planned=Planned(terraform=("aws_ecs_cluster",), cloudformation_name=("ClusterName",)),
):
    """A cluster that services and tasks run in. Its id is its ARN."""

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".clusterArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The cluster's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime")] = None
    """When it was made, which no call tells."""

    insights: Annotated[
        tuple[str, ...],
        At(
            config=".ClusterSettings[Name=containerInsights][].Value",
            describe=".settings[name=containerInsights][].value",
            terraform="setting[name=containerInsights][].value",
            cloudformation="ClusterSettings[Name=containerInsights][].Value",
        ),
    ] = ()
    """`enabled`, `enhanced` or `disabled`; empty where a plan leaves it to the account's default,
    which is off until somebody changes it."""

    command_logging: Annotated[
        str,
        At(
            config=".Configuration.ExecuteCommandConfiguration.Logging",
            describe=".configuration.executeCommandConfiguration.logging",
            terraform="configuration[0].execute_command_configuration[0].logging",
            cloudformation="Configuration.ExecuteCommandConfiguration.Logging",
        ),
    ] = "DEFAULT"
    """Where the output of commands in containers goes: `DEFAULT` to their own log, `OVERRIDE` to
    one of the cluster, `NONE` nowhere."""

    command_key: Annotated[
        str,
        At(
            config=".Configuration.ExecuteCommandConfiguration.KmsKeyId",
            describe=".configuration.executeCommandConfiguration.kmsKeyId",
            terraform="configuration[0].execute_command_configuration[0].kms_key_id",
            cloudformation="Configuration.ExecuteCommandConfiguration.KmsKeyId",
        ),
    ] = ""
    """The KMS key that encrypts such sessions beyond TLS; empty where there is none."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id.rpartition("/")[2]

    @property
    def has_insights(self) -> bool:
        """Whether CloudWatch keeps metrics of its containers."""
        return bool({"enabled", "enhanced"} & set(self.insights))
