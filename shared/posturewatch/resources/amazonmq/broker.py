"""AWS::AmazonMQ::Broker."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import (
    PLAIN_TEXT,
    SHOWN_PARAMETER,
    Held,
    Moment,
    Pairs,
    Toggle,
)
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape


class Login(Shape):
    """A user of the broker, as a plan or a template makes it. The password is never kept."""

    password_held: Annotated[
        Held, At(config=UNSET, describe=UNSET, terraform="password", cloudformation="Password")
    ] = ""
    """How the document holds the password."""


class Broker(
    Resource,
    of="AWS::AmazonMQ::Broker",
    config_id=(".Id", "resourceId"),
    calls=Calls(
        service="mq",
        identity="DescribeBroker",
        gone=("NotFoundException",),
        gone_if={".BrokerState": ("DELETION_IN_PROGRESS",)},
        bind={"BrokerId": "id"},
        listed="ListBrokers.BrokerSummaries[]",
        list_id="BrokerId",
    ),
    planned=Planned(terraform=("aws_mq_broker",), terraform_name=("id", "arn")),
):
    """A broker of messages, ActiveMQ or RabbitMQ."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".BrokerArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The broker's ARN, which holds its name besides its id."""

    tags: Annotated[
        Pairs,
        At(config="tags", describe=".Tags", terraform=("tags_all", "tags"), cloudformation="Tags"),
    ] = MappingProxyType({})
    """The broker's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".Created")] = None
    """When it was made."""

    engine: Annotated[
        str,
        At(
            config=".EngineType",
            describe=".EngineType",
            terraform="engine_type",
            cloudformation="EngineType",
            always=True,
        ),
    ] = ""
    """`ActiveMQ` or `RabbitMQ`, in letters of any case."""

    deployment: Annotated[
        str,
        At(
            config=".DeploymentMode",
            describe=".DeploymentMode",
            terraform="deployment_mode",
            cloudformation="DeploymentMode",
        ),
    ] = "SINGLE_INSTANCE"
    """`SINGLE_INSTANCE`, `ACTIVE_STANDBY_MULTI_AZ` or `CLUSTER_MULTI_AZ`."""

    publicly_accessible: Annotated[
        Toggle,
        At(
            config=".PubliclyAccessible",
            describe=".PubliclyAccessible",
            terraform="publicly_accessible",
            cloudformation="PubliclyAccessible",
            always=True,
            new=False,
        ),
    ] = False
    """Whether its endpoints resolve to public addresses."""

    minor_upgrades: Annotated[
        Toggle,
        At(
            config=".AutoMinorVersionUpgrade",
            describe=".AutoMinorVersionUpgrade",
            terraform="auto_minor_version_upgrade",
            cloudformation="AutoMinorVersionUpgrade",
        ),
    ] = False
    """Whether minor versions are installed in the maintenance window."""

    general_log: Annotated[
        Toggle,
        At(
            config=".Logs.General",
            describe=".Logs.General",
            terraform="logs[0].general",
            cloudformation="Logs.General",
        ),
    ] = False
    """Whether the general log goes to CloudWatch."""

    audit_log: Annotated[
        Toggle,
        At(
            config=".Logs.Audit",
            describe=".Logs.Audit",
            terraform="logs[0].audit",
            cloudformation="Logs.Audit",
        ),
    ] = False
    """Whether the log of what is changed and by whom goes to CloudWatch; ActiveMQ only."""

    kms_key: Annotated[
        str,
        At(
            config=".EncryptionOptions.KmsKeyId",
            describe=".EncryptionOptions.KmsKeyId",
            terraform="encryption_options[0].kms_key_id",
            cloudformation="EncryptionOptions.KmsKeyId",
        ),
    ] = ""
    """The account's own key for messages at rest; empty where AWS's own encrypts them."""

    logins: Annotated[
        tuple[Login, ...],
        At(config=UNSET, describe=UNSET, terraform="user", cloudformation="Users"),
    ] = ()
    """The users that a plan or a template makes; empty elsewhere."""

    @property
    def is_activemq(self) -> bool:
        """Whether it runs ActiveMQ."""
        return self.engine.upper() == "ACTIVEMQ"

    @property
    def passwords_written(self) -> tuple[str, ...]:
        """How passwords are held that every reader of the document sees."""
        held = {login.password_held for login in self.logins}
        return tuple(sorted(held & {PLAIN_TEXT, SHOWN_PARAMETER}))

    @property
    def spans_zones(self) -> bool:
        """Whether another instance takes over when an availability zone fails."""
        return self.deployment in ("ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ")
