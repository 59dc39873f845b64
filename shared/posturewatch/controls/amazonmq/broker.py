"""Controls of AWS::AmazonMQ::Broker."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.amazonmq.broker import Broker

_UPDATE = "`aws mq update-broker --broker-id ID "


@control(
    "amazonmq-broker-public-access-disabled",
    title="Message brokers should not be reachable from the internet",
    severity=Severity.HIGH,
    remediation="Make it anew inside a VPC: `aws mq create-broker --no-publicly-accessible …`.",
)
def public_access_disabled(broker: Broker) -> Verdict:
    """Only passwords then stand between everybody and all messages, and its console with them."""
    if not broker.publicly_accessible:
        return passed("Only the VPC reaches it.", publicly_accessible=False)
    return failed("The internet reaches it.", publicly_accessible=True)


@control(
    "amazonmq-broker-passwords-not-written",
    title="Message brokers should not have passwords in a plan or a template",
    severity=Severity.HIGH,
    remediation="Refer to a secret (`{{resolve:secretsmanager:…}}`), then change the password: "
    "`aws mq update-user`.",
)
def passwords_not_written(broker: Broker) -> Verdict:
    """Whoever reads the template, the state or the repository reads and sends every message."""
    held = broker.passwords_written
    if not held:
        return passed("No document holds a password.", held=[])
    return failed(f"A password is a {held[0]}, for every reader to see.", held=held)


@control(
    "amazonmq-broker-audit-log-kept",
    title="ActiveMQ brokers should keep an audit log",
    severity=Severity.MEDIUM,
    remediation="Keep it: " + _UPDATE + "--logs Audit=true,General=true`, and reboot it.",
)
def audit_log_kept(broker: Broker) -> Verdict:
    """The audit log alone tells who changed users, queues and topics of the broker."""
    if not broker.is_activemq:
        return passed("RabbitMQ has no audit log.", engine=broker.engine)
    if broker.audit_log:
        return passed("The audit log is kept.", audit_log=True)
    return failed("The audit log is not kept.", audit_log=False)


@control(
    "amazonmq-broker-general-log-kept",
    title="Message brokers should keep their general log",
    severity=Severity.LOW,
    remediation="Keep it: " + _UPDATE + "--logs General=true`, and reboot it.",
)
def general_log_kept(broker: Broker) -> Verdict:
    """Connections that are refused and failures of the broker show there and nowhere else."""
    if broker.general_log:
        return passed("The general log is kept.", general_log=True)
    return failed("The general log is not kept.", general_log=False)


@control(
    "amazonmq-broker-minor-upgrades-automatic",
    title="Message brokers should install minor versions automatically",
    severity=Severity.LOW,
    remediation="Let it: " + _UPDATE + "--auto-minor-version-upgrade`.",
)
def minor_upgrades_automatic(broker: Broker) -> Verdict:
    """Minor versions close known holes; by hand they are installed late or never."""
    if broker.minor_upgrades:
        return passed("Minor versions are installed automatically.", automatic=True)
    return failed("Minor versions wait for somebody.", automatic=False)


@control(
    "amazonmq-broker-several-zones",
    title="Message brokers should run in several availability zones",
    severity=Severity.LOW,
    remediation="Make it anew as a pair or a cluster: `aws mq create-broker --deployment-mode "
    "ACTIVE_STANDBY_MULTI_AZ …`, `CLUSTER_MULTI_AZ` for RabbitMQ.",
)
def several_zones(broker: Broker) -> Verdict:
    """A single instance is gone with its zone, and everything that waits for messages stops."""
    if broker.spans_zones:
        return passed("Another instance takes over.", deployment=broker.deployment)
    return failed("It is a single instance.", deployment=broker.deployment)


@control(
    "amazonmq-broker-own-key-used",
    title="Message brokers should be encrypted with a key of one's own",
    severity=Severity.LOW,
    remediation="Make it anew with one: `aws mq create-broker --encryption-options "
    "UseAwsOwnedKey=false,KmsKeyId=KEY …`.",
)
def own_key_used(broker: Broker) -> Verdict:
    """Who may read messages at rest is then said by a policy of yours, and recorded."""
    if broker.kms_key:
        return passed("A key of its own encrypts messages.", kms_key=broker.kms_key)
    return failed("A key of AWS's encrypts messages.", kms_key=None)


@control(
    "amazonmq-broker-owner-tagged",
    title="Message brokers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws mq create-tags --tags team=NAME`.",
)
def owner_tagged(broker: Broker) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if broker.owner:
        return passed("A tag names the owner.", owner=broker.owner)
    return failed("No tag names the owner.", owner=None)
