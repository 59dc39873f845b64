"""AWS::ECS::Service."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, StatesField, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource

LATEST_LINUX: Final = "1.4.0"
LATEST_WINDOWS: Final = "1.0.0"
"""The latest platform versions of Fargate.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html"""


class Service(
    Resource,
    of="AWS::ECS::Service",
    calls=Calls(
        service="ecs",
        identity="DescribeServices.services[0]",
        gone=("ClusterNotFoundException",),
        gone_if={".status": ("DRAINING", "INACTIVE")},
        # Services from before 2019 may have an ARN without the cluster: they stay unknown.
        id_form="arn:{partition}:ecs:{region}:{account}:service/{cluster}/{name}",
        bind={"cluster": "{cluster}", "clusters": "{cluster}", "services": "id"},
        constants={
            "DescribeServices": {"include": ["TAGS"]},
            "DescribeClusters": {"include": ["CONFIGURATIONS"]},
        },
        listed="ListServices.serviceArns[]",
        parents="ListClusters.clusterArns[]",
        of_each={"cluster": "."},
        list_id=".",
    ),
    planned=Planned(terraform=("aws_ecs_service",), cloudformation_name=("ServiceName",)),
):
    """A service: tasks that a cluster keeps running. Its id is its ARN."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".serviceArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The service's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The service's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".createdAt")] = None
    """When it was made."""

    created_by: Annotated[str, At(describe=".createdBy")] = ""
    """The ARN of who made it."""

    public_addresses: Annotated[
        tuple[str, ...],
        StatesField(),
        At(
            config=".NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
            # Where CodeDeploy or another controller deploys, each set of tasks has its own.
            describe=Joined(
                ".networkConfiguration.awsvpcConfiguration.assignPublicIp",
                ".taskSets[].networkConfiguration.awsvpcConfiguration.assignPublicIp",
            ),
            terraform="network_configuration[].assign_public_ip",
            cloudformation="NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
        ),
    ] = ()
    """Whether tasks get public addresses, `Enabled` or `Disabled`, for each set of tasks."""

    platform_version: Annotated[
        str,
        At(
            config=".PlatformVersion",
            describe=".platformVersion",
            terraform="platform_version",
            cloudformation="PlatformVersion",
        ),
    ] = "LATEST"
    """The version of Fargate; `LATEST` where none is chosen, or tasks run on instances."""

    platform_family: Annotated[str, At(describe=".platformFamily")] = ""
    """The operating system on Fargate, such as `Linux` or `WINDOWS_SERVER_2022_CORE`."""

    execute_command: Annotated[
        Toggle,
        At(
            config=".EnableExecuteCommand",
            describe=".enableExecuteCommand",
            terraform="enable_execute_command",
            cloudformation="EnableExecuteCommand",
        ),
    ] = False
    """Whether commands and shells can be started in its containers."""

    command_logging: Annotated[
        str,
        At(
            describe="DescribeClusters.clusters[0].configuration.executeCommandConfiguration.logging"
        ),
    ] = "DEFAULT"
    """Where its cluster sends the output of such commands: `DEFAULT`, `OVERRIDE` or `NONE`."""

    controller: Annotated[
        str,
        At(
            config=".DeploymentController.Type",
            describe=".deploymentController.type",
            terraform="deployment_controller[0].type",
            cloudformation="DeploymentController.Type",
        ),
    ] = "ECS"
    """Who deploys new versions: `ECS`, `CODE_DEPLOY` or `EXTERNAL`."""

    circuit_breaker: Annotated[
        Toggle,
        At(
            config=".DeploymentConfiguration.DeploymentCircuitBreaker.Enable",
            describe=".deploymentConfiguration.deploymentCircuitBreaker.enable",
            terraform="deployment_circuit_breaker[0].enable",
            cloudformation="DeploymentConfiguration.DeploymentCircuitBreaker.Enable",
        ),
    ] = False
    """Whether a deployment whose tasks do not start is given up."""

    rolls_back: Annotated[
        Toggle,
        At(
            config=".DeploymentConfiguration.DeploymentCircuitBreaker.Rollback",
            describe=".deploymentConfiguration.deploymentCircuitBreaker.rollback",
            terraform="deployment_circuit_breaker[0].rollback",
            cloudformation="DeploymentConfiguration.DeploymentCircuitBreaker.Rollback",
        ),
    ] = False
    """Whether the last version that worked comes back then."""

    propagates_tags: Annotated[
        str,
        At(
            config=".PropagateTags",
            describe=".propagateTags",
            terraform="propagate_tags",
            cloudformation="PropagateTags",
        ),
    ] = "NONE"
    """From what tasks get tags: `SERVICE`, `TASK_DEFINITION` or `NONE`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id.rpartition("/")[2]

    @property
    def has_latest_platform(self) -> bool:
        """Whether its tasks run on the latest version of Fargate, as far as they run there."""
        if self.platform_version == LATEST_WINDOWS:
            return self.platform_family.upper().startswith("WINDOWS")
        return self.platform_version in ("", "LATEST", LATEST_LINUX)
