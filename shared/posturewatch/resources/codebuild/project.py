"""AWS::CodeBuild::Project."""

import re
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape
from posturewatch.domain.secrets import secret_names

_CREDENTIALS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
"""Variables that hold credentials of AWS whatever their values look like."""

_USER_IN_URL = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]*@", re.IGNORECASE)


class Variable(Shape):
    """A variable that builds are given."""

    name: Annotated[
        str, At(config="name", describe="name", terraform="name", cloudformation="Name")
    ] = ""
    """Its name."""

    value: Annotated[
        str, At(config="value", describe="value", terraform="value", cloudformation="Value")
    ] = ""
    """Its value, or what names it in Secrets Manager or Parameter Store."""

    kind: Annotated[
        str, At(config="type", describe="type", terraform="type", cloudformation="Type")
    ] = "PLAINTEXT"
    """`PLAINTEXT`, `PARAMETER_STORE` or `SECRETS_MANAGER`."""


class Source(Shape):
    """A place that builds take their source from."""

    location: Annotated[
        str,
        At(config="location", describe="location", terraform="location", cloudformation="Location"),
    ] = ""
    """Its URL, or the bucket and path; empty where a pipeline brings it or there is none."""

    insecure_tls: Annotated[
        Toggle,
        At(
            describe="insecureSsl",
            terraform="insecure_ssl",
            cloudformation="InsecureSsl",
        ),
    ] = False
    """Whether any certificate of the other side will do."""

    @property
    def has_credentials(self) -> bool:
        """Whether a token, or a user's name and password, stands in its URL."""
        return _USER_IN_URL.match(self.location) is not None


class Project(
    Resource,
    of="AWS::CodeBuild::Project",
    config_id=(".name", "resourceName"),
    calls=Calls(
        service="codebuild",
        identity="BatchGetProjects.projects[0]",
        bind={"names": "id"},
        listed="ListProjects.projects[]",
        list_id=".",
    ),
    planned=Planned(terraform=("aws_codebuild_project",), cloudformation_name=("Name",)),
):
    """A project: how a source is built, with which rights and variables."""

    arn: Annotated[
        str, At(config=("ARN", "arn"), describe=".arn", terraform=UNSET, cloudformation=UNSET)
    ] = ""
    """The project's ARN."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe=".tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The project's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".created")] = None
    """When it was made."""

    source: Annotated[
        Source,
        At(
            config=".source",
            describe=".source",
            terraform="source[0]",
            cloudformation="Source",
        ),
    ] = Source()
    """Where builds take their source from."""

    other_sources: Annotated[
        tuple[Source, ...],
        At(
            config=".secondarySources",
            describe=".secondarySources",
            terraform="secondary_sources",
            cloudformation="SecondarySources",
        ),
    ] = ()
    """Where else they take some from."""

    variables: Annotated[
        tuple[Variable, ...],
        At(
            config=".environment.environmentVariables",
            describe=".environment.environmentVariables",
            terraform="environment[0].environment_variable",
            cloudformation="Environment.EnvironmentVariables",
        ),
    ] = ()
    """The variables that builds are given."""

    privileged: Annotated[
        Toggle,
        At(
            config=".environment.privilegedMode",
            describe=".environment.privilegedMode",
            terraform="environment[0].privileged_mode",
            cloudformation="Environment.PrivilegedMode",
        ),
    ] = False
    """Whether the container of a build has the rights of root on its host."""

    log_group_kept: Annotated[
        Toggle,
        At(
            config=".logsConfig.cloudWatchLogs.status",
            describe=".logsConfig.cloudWatchLogs.status",
            terraform="logs_config[0].cloudwatch_logs[0].status",
            cloudformation="LogsConfig.CloudWatchLogs.Status",
        ),
    ] = True
    """Whether CloudWatch keeps the output of builds, which it does if nobody says otherwise."""

    bucket_logs_kept: Annotated[
        Toggle,
        At(
            config=".logsConfig.s3Logs.status",
            describe=".logsConfig.s3Logs.status",
            terraform="logs_config[0].s3_logs[0].status",
            cloudformation="LogsConfig.S3Logs.Status",
        ),
    ] = False
    """Whether a bucket keeps the output of builds."""

    bucket_logs_plain: Annotated[
        Toggle,
        At(
            config=".logsConfig.s3Logs.encryptionDisabled",
            describe=".logsConfig.s3Logs.encryptionDisabled",
            terraform="logs_config[0].s3_logs[0].encryption_disabled",
            cloudformation="LogsConfig.S3Logs.EncryptionDisabled",
        ),
    ] = False
    """Whether CodeBuild does not encrypt that output."""

    artifacts_kind: Annotated[
        str,
        At(
            config=".artifacts.type",
            describe=".artifacts.type",
            terraform="artifacts[0].type",
            cloudformation="Artifacts.Type",
        ),
    ] = "NO_ARTIFACTS"
    """Where the outcome of builds goes: `S3`, `CODEPIPELINE` or `NO_ARTIFACTS`."""

    artifacts_plain: Annotated[
        Toggle,
        At(
            config=".artifacts.encryptionDisabled",
            describe=".artifacts.encryptionDisabled",
            terraform="artifacts[0].encryption_disabled",
            cloudformation="Artifacts.EncryptionDisabled",
        ),
    ] = False
    """Whether CodeBuild does not encrypt the outcome."""

    visibility: Annotated[
        str,
        At(
            describe=".projectVisibility",
            terraform="project_visibility",
            cloudformation="Visibility",
        ),
    ] = "PRIVATE"
    """`PUBLIC_READ` where anybody may read logs and artifacts, else `PRIVATE`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def sources(self) -> tuple[Source, ...]:
        """All places that builds take their source from."""
        return (self.source, *self.other_sources)

    @property
    def urls_with_credentials(self) -> int:
        """How many sources have a token or a password in their URL."""
        return sum(source.has_credentials for source in self.sources)

    @property
    def plain_secrets(self) -> tuple[str, ...]:
        """The names of the variables that hold secrets in plain text."""
        plain = {each.name: each.value for each in self.variables if each.kind == "PLAINTEXT"}
        return tuple(sorted({*secret_names(plain), *(_CREDENTIALS & set(plain))}))
