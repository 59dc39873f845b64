"""Controls of AWS::MSK::Cluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.msk.cluster import MONITORED_BY_TOPIC, Cluster

_CALL = "--cluster-arn ARN --current-version VERSION "
_SECURE = "`aws kafka update-security " + _CALL


@control(
    "msk-cluster-public-access-disabled",
    title="Kafka clusters should not be reachable from the internet",
    severity=Severity.CRITICAL,
    remediation="Close it: `aws kafka update-connectivity " + _CALL + "--connectivity-info "
    "PublicAccess={Type=DISABLED}`.",
)
def public_access_disabled(cluster: Cluster) -> Verdict:
    """All data of all producers is then one leaked credential away from everybody."""
    if cluster.public_access == "DISABLED":
        return passed("Only the VPC reaches it.", public_access="DISABLED")
    return failed("The internet reaches it.", public_access=cluster.public_access)


@control(
    "msk-cluster-strangers-refused",
    title="Kafka clusters should let in only clients that prove who they are",
    severity=Severity.HIGH,
    remediation="Ask for IAM: " + _SECURE + "--client-authentication "
    "Sasl={Iam={Enabled=true}},Unauthenticated={Enabled=false}`.",
)
def strangers_refused(cluster: Cluster) -> Verdict:
    """Whatever runs in the network reads and writes every topic, and nobody can tell who it was."""
    ways = {"iam": cluster.iam, "passwords": cluster.passwords}
    told = {**ways, "certificates": cluster.certificates, "strangers": cluster.strangers}
    if not cluster.lets_strangers_in:
        return passed("Clients prove who they are.", **told)
    return failed("Clients get in without proof.", **told)


@control(
    "msk-cluster-tls-required",
    title="Kafka clusters should speak nothing but TLS with clients",
    severity=Severity.HIGH,
    remediation="Require it: " + _SECURE + "--encryption-info "
    "EncryptionInTransit={ClientBroker=TLS}`.",
)
def tls_required(cluster: Cluster) -> Verdict:
    """In plain text records and passwords can be read and changed by whoever listens on the way."""
    if cluster.client_traffic == "TLS":
        return passed("Clients speak TLS.", client_broker="TLS")
    return failed("Clients may speak in plain text.", client_broker=cluster.client_traffic)


@control(
    "msk-cluster-brokers-encrypted-in-transit",
    title="Brokers of Kafka clusters should speak TLS among themselves",
    severity=Severity.MEDIUM,
    remediation="Make it anew with `EncryptionInTransit={InCluster=true}`: "
    "`aws kafka create-cluster-v2 …`.",
)
def brokers_encrypted_in_transit(cluster: Cluster) -> Verdict:
    """Every record is copied between brokers and zones, past whoever listens there."""
    if cluster.brokers_encrypted:
        return passed("Brokers speak TLS among themselves.", in_cluster=True)
    return failed("Brokers speak in plain text among themselves.", in_cluster=False)


@control(
    "msk-cluster-topics-monitored",
    title="Kafka clusters should be monitored by topic",
    severity=Severity.LOW,
    remediation="Measure it so: `aws kafka update-monitoring " + _CALL + "--enhanced-monitoring "
    "PER_TOPIC_PER_BROKER`.",
)
def topics_monitored(cluster: Cluster) -> Verdict:
    """Only numbers by topic show which one floods the cluster, or that somebody drains one."""
    if cluster.monitoring in MONITORED_BY_TOPIC:
        return passed("It is monitored by topic.", level=cluster.monitoring)
    return failed("It is not monitored by topic.", level=cluster.monitoring)


@control(
    "msk-cluster-broker-logs-kept",
    title="Kafka clusters should keep the logs of their brokers",
    severity=Severity.MEDIUM,
    remediation="Keep them: `aws kafka update-monitoring " + _CALL + "--logging-info "
    "BrokerLogs={CloudWatchLogs={Enabled=true,LogGroup=NAME}}`.",
)
def broker_logs_kept(cluster: Cluster) -> Verdict:
    """Refused clients and changed topics show there; the brokers themselves keep nothing."""
    if cluster.is_logged:
        return passed("Logs of brokers are kept.", states=cluster.log_states)
    return failed("Logs of brokers are not kept.", states=cluster.log_states)


@control(
    "msk-cluster-owner-tagged",
    title="Kafka clusters should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws kafka tag-resource --tags team=NAME`.",
)
def owner_tagged(cluster: Cluster) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if cluster.owner:
        return passed("A tag names the owner.", owner=cluster.owner)
    return failed("No tag names the owner.", owner=None)
