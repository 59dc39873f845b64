"""AWS::MSK::Cluster."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, Present, StatesField, Toggle
from posturewatch.domain.places import UNSET, Joined
from posturewatch.domain.resource import At, Calls, Planned, Resource

MONITORED_BY_TOPIC: Final = frozenset({"PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"})
"""The levels of monitoring that tell topics apart."""

_AUTH = ".Provisioned.ClientAuthentication"
_LOGS = ".Provisioned.LoggingInfo.BrokerLogs"
_PLANNED_LOGS = "logging_info[0].broker_logs[0]"


class Cluster(
    Resource,
    of="AWS::MSK::Cluster",
    config_id=("ARN", "arn", "resourceId"),
    calls=Calls(
        service="kafka",
        identity="DescribeClusterV2.ClusterInfo",
        gone=("NotFoundException",),
        # A cluster without servers of its own is of another type, whose calls are the same.
        gone_if={".State": ("DELETING",), ".ClusterType": ("SERVERLESS",)},
        bind={"ClusterArn": "id"},
        constants={"list:ListClustersV2": {"ClusterTypeFilter": "PROVISIONED"}},
        listed="ListClustersV2.ClusterInfoList[]",
        list_id="ClusterArn",
        carries=True,
    ),
    planned=Planned(terraform=("aws_msk_cluster",), terraform_name=("arn", "id")),
):
    """A cluster of Apache Kafka on brokers of its own."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".ClusterArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The cluster's ARN, which is its id."""

    tags: Annotated[
        Pairs,
        At(config="tags", describe=".Tags", terraform=("tags_all", "tags"), cloudformation="Tags"),
    ] = MappingProxyType({})
    """The cluster's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made."""

    public_access: Annotated[
        str,
        At(
            config=".BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
            describe=".Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
            terraform="broker_node_group_info[0].connectivity_info[0].public_access[0].type",
            cloudformation="BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type",
        ),
    ] = "DISABLED"
    """`SERVICE_PROVIDED_EIPS` where brokers have public addresses, else `DISABLED`."""

    client_traffic: Annotated[
        str,
        At(
            config=".EncryptionInfo.EncryptionInTransit.ClientBroker",
            describe=".Provisioned.EncryptionInfo.EncryptionInTransit.ClientBroker",
            terraform="encryption_info[0].encryption_in_transit[0].client_broker",
            cloudformation="EncryptionInfo.EncryptionInTransit.ClientBroker",
            always=True,
            new="TLS",
        ),
    ] = "TLS"
    """What clients speak: `TLS`, `TLS_PLAINTEXT` where they may choose, or `PLAINTEXT`."""

    brokers_encrypted: Annotated[
        Toggle,
        At(
            config=".EncryptionInfo.EncryptionInTransit.InCluster",
            describe=".Provisioned.EncryptionInfo.EncryptionInTransit.InCluster",
            terraform="encryption_info[0].encryption_in_transit[0].in_cluster",
            cloudformation="EncryptionInfo.EncryptionInTransit.InCluster",
            always=True,
            new=True,
        ),
    ] = True
    """Whether brokers speak TLS among themselves."""

    kms_key: Annotated[
        str,
        At(
            config=".EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
            describe=".Provisioned.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
            terraform="encryption_info[0].encryption_at_rest_kms_key_arn",
            cloudformation="EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
        ),
    ] = ""
    """The key that encrypts data at rest; empty where a plan leaves it to AWS."""

    strangers: Annotated[
        Toggle,
        At(
            config=".ClientAuthentication.Unauthenticated.Enabled",
            describe=f"{_AUTH}.Unauthenticated.Enabled",
            terraform="client_authentication[0].unauthenticated",
            cloudformation="ClientAuthentication.Unauthenticated.Enabled",
        ),
    ] = False
    """Whether it says that clients need not prove who they are."""

    iam: Annotated[
        Toggle,
        At(
            config=".ClientAuthentication.Sasl.Iam.Enabled",
            describe=f"{_AUTH}.Sasl.Iam.Enabled",
            terraform="client_authentication[0].sasl[0].iam",
            cloudformation="ClientAuthentication.Sasl.Iam.Enabled",
        ),
    ] = False
    """Whether clients may prove who they are by IAM."""

    passwords: Annotated[
        Toggle,
        At(
            config=".ClientAuthentication.Sasl.Scram.Enabled",
            describe=f"{_AUTH}.Sasl.Scram.Enabled",
            terraform="client_authentication[0].sasl[0].scram",
            cloudformation="ClientAuthentication.Sasl.Scram.Enabled",
        ),
    ] = False
    """Whether clients may prove who they are by passwords."""

    certificates: Annotated[
        Present,
        At(
            config=(
                ".ClientAuthentication.Tls.Enabled",
                ".ClientAuthentication.Tls.CertificateAuthorityArnList",
            ),
            describe=(f"{_AUTH}.Tls.Enabled", f"{_AUTH}.Tls.CertificateAuthorityArnList"),
            terraform="client_authentication[0].tls[0].certificate_authority_arns",
            cloudformation=(
                "ClientAuthentication.Tls.Enabled",
                "ClientAuthentication.Tls.CertificateAuthorityArnList",
            ),
        ),
    ] = False
    """Whether clients may prove who they are by certificates."""

    monitoring: Annotated[
        str,
        At(
            config=".EnhancedMonitoring",
            describe=".Provisioned.EnhancedMonitoring",
            terraform="enhanced_monitoring",
            cloudformation="EnhancedMonitoring",
        ),
    ] = "DEFAULT"
    """How finely it is measured: `DEFAULT`, `PER_BROKER`, `PER_TOPIC_PER_BROKER` or
    `PER_TOPIC_PER_PARTITION`."""

    log_states: Annotated[
        tuple[str, ...],
        StatesField(),
        At(
            config=Joined(
                ".LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled",
                ".LoggingInfo.BrokerLogs.Firehose.Enabled",
                ".LoggingInfo.BrokerLogs.S3.Enabled",
            ),
            describe=Joined(
                f"{_LOGS}.CloudWatchLogs.Enabled",
                f"{_LOGS}.Firehose.Enabled",
                f"{_LOGS}.S3.Enabled",
            ),
            terraform=Joined(
                f"{_PLANNED_LOGS}.cloudwatch_logs[0].enabled",
                f"{_PLANNED_LOGS}.firehose[0].enabled",
                f"{_PLANNED_LOGS}.s3[0].enabled",
            ),
            cloudformation=Joined(
                "LoggingInfo.BrokerLogs.CloudWatchLogs.Enabled",
                "LoggingInfo.BrokerLogs.Firehose.Enabled",
                "LoggingInfo.BrokerLogs.S3.Enabled",
            ),
        ),
    ] = ()
    """Whether each place that is set up for the logs of brokers gets them."""

    @property
    def is_logged(self) -> bool:
        """Whether the logs of brokers go somewhere."""
        return "Enabled" in self.log_states

    @property
    def lets_strangers_in(self) -> bool:
        """Whether clients get in without proof: it says so, or knows no way to prove anything."""
        return self.strangers or not (self.iam or self.passwords or self.certificates)
