"""AWS::ECS::TaskDefinition."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.domain.secrets import secret_names

DANGEROUS_CAPABILITIES = frozenset(
    {"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "NET_ADMIN", "DAC_READ_SEARCH"}
)
"""Linux capabilities by which a container reaches its host."""


class Container(Shape):
    """One container of the task."""

    name: Annotated[
        str, At(config="Name", describe="name", terraform="name", cloudformation="Name")
    ] = ""
    """Its name in the task."""

    image: Annotated[
        str, At(config="Image", describe="image", terraform="image", cloudformation="Image")
    ] = ""
    """The image that it runs."""

    user: Annotated[
        str, At(config="User", describe="user", terraform="user", cloudformation="User")
    ] = ""
    """The user, and group, that it runs as; empty for the image's own, which is mostly root."""

    privileged: Annotated[
        Toggle,
        At(
            config="Privileged",
            describe="privileged",
            terraform="privileged",
            cloudformation="Privileged",
        ),
    ] = False
    """Whether it has the rights of root on its host."""

    readonly_root: Annotated[
        Toggle,
        At(
            config="ReadonlyRootFilesystem",
            describe="readonlyRootFilesystem",
            terraform="readonlyRootFilesystem",
            cloudformation="ReadonlyRootFilesystem",
        ),
    ] = False
    """Whether its own files cannot be written."""

    memory: Annotated[
        int | None,
        At(config="Memory", describe="memory", terraform="memory", cloudformation="Memory"),
    ] = None
    """The most memory that it gets, in MiB; None where that is not bounded for it alone."""

    log_driver: Annotated[
        str,
        At(
            config="LogConfiguration.LogDriver",
            describe="logConfiguration.logDriver",
            terraform="logConfiguration.logDriver",
            cloudformation="LogConfiguration.LogDriver",
        ),
    ] = ""
    """Where its output goes; empty where nobody keeps it."""

    environment: Annotated[
        Pairs,
        At(
            config="Environment",
            describe="environment",
            terraform="environment",
            cloudformation="Environment",
        ),
    ] = MappingProxyType({})
    """The variables that it is given in plain text."""

    capabilities: Annotated[
        tuple[str, ...],
        At(
            config="LinuxParameters.Capabilities.Add",
            describe="linuxParameters.capabilities.add",
            terraform="linuxParameters.capabilities.add",
            cloudformation="LinuxParameters.Capabilities.Add",
        ),
    ] = ()
    """The Linux capabilities that it gets beyond the usual ones."""

    @property
    def is_root(self) -> bool:
        """Whether it runs as root, which it does where no user is named."""
        return self.user.split(":")[0] in ("", "root", "0")


class TaskDefinition(
    Resource,
    of="AWS::ECS::TaskDefinition",
    config_id=(".Family", "resourceId"),
    calls=Calls(
        service="ecs",
        identity="DescribeTaskDefinition.taskDefinition",
        gone=("ClientException",),
        gone_if={".status": ("INACTIVE", "DELETE_IN_PROGRESS")},
        bind={"taskDefinition": "id"},
        constants={
            "DescribeTaskDefinition": {"include": ["TAGS"]},
            "list:ListTaskDefinitionFamilies": {"status": "ACTIVE"},
        },
        listed="ListTaskDefinitionFamilies.families[]",
        list_id=".",
    ),
    planned=Planned(
        terraform=("aws_ecs_task_definition",),
        terraform_name=("family",),
        cloudformation_name=("Family",),
    ),
):
    """A family of task definitions, in its latest active revision: the one that is run next.

    Earlier revisions stay active until somebody deregisters them. To judge each would drown the one
    that matters.
    """

    arn: Annotated[
        str,
        At(
            config=("ARN", "arn"),
            describe=".taskDefinitionArn",
            terraform=UNSET,
            cloudformation=UNSET,
        ),
    ] = ""
    """The ARN of the revision."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="DescribeTaskDefinition.tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The tags of the revision."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".registeredAt")] = (
        None
    )
    """When the revision was registered."""

    network_mode: Annotated[
        str,
        At(
            config=".NetworkMode",
            describe=".networkMode",
            terraform="network_mode",
            cloudformation="NetworkMode",
        ),
    ] = "bridge"
    """`bridge`, `host`, `awsvpc` or `none`."""

    pid_mode: Annotated[
        str,
        At(
            config=".PidMode",
            describe=".pidMode",
            terraform="pid_mode",
            cloudformation="PidMode",
        ),
    ] = ""
    """`host` where containers see the processes of their host; empty where they are apart."""

    memory: Annotated[
        str,
        At(config=".Memory", describe=".memory", terraform="memory", cloudformation="Memory"),
    ] = ""
    """The most memory that the whole task gets; empty where that is not bounded."""

    containers: Annotated[
        tuple[Container, ...],
        At(
            config=".ContainerDefinitions",
            describe=".containerDefinitions",
            terraform="container_definitions",
            cloudformation="ContainerDefinitions",
        ),
    ] = ()
    """The containers that it runs."""

    @property
    def name(self) -> str:
        """The family."""
        return self.key.id

    @property
    def privileged(self) -> tuple[str, ...]:
        """The containers that have the rights of root on their host."""
        return tuple(x.name for x in self.containers if x.privileged)

    @property
    def root_on_host_network(self) -> tuple[str, ...]:
        """The containers on their host's network that run as root without being told to be so."""
        if self.network_mode != "host":
            return ()
        return tuple(x.name for x in self.containers if x.is_root and not x.privileged)

    @property
    def running_as_root(self) -> tuple[str, ...]:
        """The containers that run as root."""
        return tuple(x.name for x in self.containers if x.is_root)

    @property
    def writable(self) -> tuple[str, ...]:
        """The containers whose own files can be written."""
        return tuple(x.name for x in self.containers if not x.readonly_root)

    @property
    def silent(self) -> tuple[str, ...]:
        """The containers whose output nobody keeps."""
        return tuple(x.name for x in self.containers if not x.log_driver)

    @property
    def unbounded(self) -> tuple[str, ...]:
        """The containers that may take all memory of their host."""
        if self.memory:
            return ()
        return tuple(x.name for x in self.containers if x.memory is None)

    @property
    def capable(self) -> Mapping[str, tuple[str, ...]]:
        """Container → the capabilities by which it reaches its host."""
        found = {x.name: tuple(sorted(self._dangerous(x))) for x in self.containers}
        return {name: told for name, told in found.items() if told}

    @staticmethod
    def _dangerous(container: Container) -> frozenset[str]:
        added = {name.upper().removeprefix("CAP_") for name in container.capabilities}
        return DANGEROUS_CAPABILITIES & added

    @property
    def plain_secrets(self) -> Mapping[str, tuple[str, ...]]:
        """Container → the names of the variables whose values look like secrets."""
        found = {x.name: secret_names(x.environment) for x in self.containers}
        return {name: told for name, told in found.items() if told}
