"""AWS::Glue::Job."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.places import Elsewhere
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.domain.secrets import secret_names

OUT_OF_SUPPORT: Final = frozenset({"0.9", "1.0", "2.0"})
"""The versions whose support has ended.
Source: https://docs.aws.amazon.com/glue/latest/dg/glue-version-support-policy.html"""

LOGGED_BY_REQUEST: Final = OUT_OF_SUPPORT | {"3.0", "4.0"}
"""The versions that log while they run only if they are told to; all later ones do.
Source: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-enable.html"""

SPARK: Final = frozenset({"glueetl", "gluestreaming"})
"""The kinds of jobs that Spark runs."""

_ENCRYPTION = "GetSecurityConfiguration.SecurityConfiguration.EncryptionConfiguration"
_NAMED_IN_CONFIG = Elsewhere(".SecurityConfiguration")
_NAMED_IN_PLANS = Elsewhere("security_configuration")
_NAMED_IN_TEMPLATES = Elsewhere("SecurityConfiguration")


class Job(
    Resource,
    of="AWS::Glue::Job",
    arn="arn:{partition}:glue:{region}:{account}:job/{id}",
    config_id=(".Name", "resourceName"),
    calls=Calls(
        service="glue",
        identity="GetJob.Job",
        gone=("EntityNotFoundException",),
        bind={
            "JobName": "id",
            "Name": ".SecurityConfiguration",
            "ResourceArn": "arn:{partition}:glue:{region}:{account}:job/{id}",
        },
        absent={"GetSecurityConfiguration": ("EntityNotFoundException",)},
        listed="GetJobs.Jobs[]",
        list_id="Name",
        carries=True,
    ),
    planned=Planned(terraform=("aws_glue_job",), terraform_name=("name", "id")),
):
    """A job that prepares data. How it encrypts stands in a configuration that it only names."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="GetTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The job's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreatedOn")] = None
    """When it was made."""

    kind: Annotated[
        str,
        At(
            config=".Command.Name",
            describe=".Command.Name",
            terraform="command[0].name",
            cloudformation="Command.Name",
        ),
    ] = "glueetl"
    """What runs it: `glueetl` or `gluestreaming` for Spark, `pythonshell`, `glueray`."""

    version: Annotated[
        str,
        At(
            config=".GlueVersion",
            describe=".GlueVersion",
            terraform="glue_version",
            cloudformation="GlueVersion",
            always=True,
            new="",
        ),
    ] = ""
    """Glue's version, such as `5.0`, or `auto`; empty in a plan that takes the newest."""

    continuous_log: Annotated[
        Toggle,
        At(
            config=".DefaultArguments.--enable-continuous-cloudwatch-log",
            describe=".DefaultArguments.--enable-continuous-cloudwatch-log",
            terraform="default_arguments.--enable-continuous-cloudwatch-log",
            cloudformation="DefaultArguments.--enable-continuous-cloudwatch-log",
        ),
    ] = False
    """Whether it is told to log while it runs, which versions before 5.0 need."""

    arguments: Annotated[
        Pairs,
        At(
            config=".DefaultArguments",
            describe=".DefaultArguments",
            terraform="default_arguments",
            cloudformation="DefaultArguments",
        ),
    ] = MappingProxyType({})
    """What its script is given, which everybody sees who may read the job."""

    bucket_encryption: Annotated[
        tuple[str, ...],
        At(
            config=_NAMED_IN_CONFIG,
            describe=f"{_ENCRYPTION}.S3Encryption[].S3EncryptionMode",
            terraform=_NAMED_IN_PLANS,
            cloudformation=_NAMED_IN_TEMPLATES,
        ),
    ] = ()
    """How it encrypts what it writes to S3: `SSE-KMS`, `SSE-S3` or `DISABLED`."""

    log_encryption: Annotated[
        str,
        At(
            config=_NAMED_IN_CONFIG,
            describe=f"{_ENCRYPTION}.CloudWatchEncryption.CloudWatchEncryptionMode",
            terraform=_NAMED_IN_PLANS,
            cloudformation=_NAMED_IN_TEMPLATES,
        ),
    ] = "DISABLED"
    """How it encrypts its logs: `SSE-KMS` or `DISABLED`."""

    bookmark_encryption: Annotated[
        str,
        At(
            config=_NAMED_IN_CONFIG,
            describe=f"{_ENCRYPTION}.JobBookmarksEncryption.JobBookmarksEncryptionMode",
            terraform=_NAMED_IN_PLANS,
            cloudformation=_NAMED_IN_TEMPLATES,
        ),
    ] = "DISABLED"
    """How it encrypts the note of what it has worked off: `CSE-KMS` or `DISABLED`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def is_spark(self) -> bool:
        """Whether Spark runs it, for which alone the version decides what is patched."""
        return self.kind in SPARK

    @property
    def is_logged(self) -> bool:
        """Whether it logs to CloudWatch while it runs, as a shell of Python always does."""
        if not self.is_spark or self.version not in LOGGED_BY_REQUEST:
            return True
        return self.continuous_log

    @property
    def plain_secrets(self) -> tuple[str, ...]:
        """The names of the arguments whose values look like secrets."""
        return secret_names({name.lstrip("-"): value for name, value in self.arguments.items()})
