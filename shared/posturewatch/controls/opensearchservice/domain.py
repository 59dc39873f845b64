"""Controls of AWS::OpenSearchService::Domain."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.opensearchservice.domain import Domain


@control(
    "opensearchservice-domain-not-open-to-anyone",
    title="OpenSearch domains should not be open to everybody on the internet",
    severity=Severity.CRITICAL,
    remediation="Name the principals in the access policy (`aws opensearch "
    "update-domain-config --access-policies`), or move the domain into a VPC.",
)
def not_open_to_anyone(domain: Domain) -> Verdict:
    """Scanners find open search clusters within hours, copy their indexes and delete them."""
    return verdict(
        ~domain.public,
        good_reason="Not everybody may use the domain.",
        bad_reason="The access policy lets everybody on the internet use the domain.",
        public=domain.public,
        in_vpc=bool(domain.subnets),
    )


@control(
    "opensearchservice-domain-in-vpc",
    title="OpenSearch domains should be in a VPC",
    severity=Severity.HIGH,
    remediation="A domain cannot be moved: make a new one in private subnets (`aws opensearch "
    "create-domain --vpc-options SubnetIds=…`) and restore a snapshot into it.",
)
def in_vpc(domain: Domain) -> Verdict:
    """With an endpoint on the internet one wrong statement in the policy shows the data to all."""
    return verdict(
        bool(domain.subnets),
        good_reason="The domain is in a VPC.",
        bad_reason="The endpoint of the domain is on the internet.",
        subnets=domain.subnets,
    )


@control(
    "opensearchservice-domain-encrypted",
    title="OpenSearch domains should be encrypted at rest",
    severity=Severity.HIGH,
    remediation="Switch it on: `aws opensearch update-domain-config --domain-name NAME "
    "--encryption-at-rest-options Enabled=true`.",
)
def encrypted(domain: Domain) -> Verdict:
    """Encryption at rest keeps copies of indexes, logs and snapshots useless without the key."""
    return verdict(
        domain.encrypted,
        good_reason="The domain is encrypted at rest.",
        bad_reason="The domain is not encrypted at rest.",
        encrypted=domain.encrypted,
    )


@control(
    "opensearchservice-domain-node-to-node-encrypted",
    title="OpenSearch domains should encrypt data between their nodes",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws opensearch update-domain-config --domain-name NAME "
    "--node-to-node-encryption-options Enabled=true`.",
)
def node_to_node_encrypted(domain: Domain) -> Verdict:
    """Every document is copied between nodes; without TLS it can be read on the way."""
    return verdict(
        domain.node_to_node_encryption,
        good_reason="Data between nodes is encrypted.",
        bad_reason="Data between nodes is not encrypted.",
        node_to_node_encryption=domain.node_to_node_encryption,
    )


@control(
    "opensearchservice-domain-https-required",
    title="OpenSearch domains should require HTTPS",
    severity=Severity.MEDIUM,
    remediation="Require it: `aws opensearch update-domain-config --domain-name NAME "
    "--domain-endpoint-options EnforceHTTPS=true`.",
)
def https_required(domain: Domain) -> Verdict:
    """Without TLS queries, results and passwords cross the network in clear text."""
    return verdict(
        domain.https_enforced,
        good_reason="Requests without TLS are refused.",
        bad_reason="Requests without TLS are accepted.",
        https_enforced=domain.https_enforced,
    )


@control(
    "opensearchservice-domain-tls-1-2-required",
    title="OpenSearch domains should require TLS 1.2",
    severity=Severity.MEDIUM,
    remediation="Require it: `aws opensearch update-domain-config --domain-name NAME "
    "--domain-endpoint-options TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10`.",
)
def tls_1_2_required(domain: Domain) -> Verdict:
    """Versions of TLS before 1.2 have known weaknesses, and a client may be pushed down to them."""
    return verdict(
        domain.takes_tls_1_2_only,
        good_reason="Only TLS 1.2 and later is accepted.",
        bad_reason=f"{domain.tls_policy} accepts versions of TLS before 1.2.",
        tls_policy=domain.tls_policy,
    )


@control(
    "opensearchservice-domain-access-control-enabled",
    title="OpenSearch domains should have fine-grained access control",
    severity=Severity.HIGH,
    remediation="Switch it on: `aws opensearch update-domain-config --domain-name NAME "
    "--advanced-security-options "
    "Enabled=true,MasterUserOptions={MasterUserARN=ARN}`.",
)
def access_control_enabled(domain: Domain) -> Verdict:
    """Without it everybody who may use the domain reads and deletes every index."""
    return verdict(
        domain.fine_grained_access,
        good_reason="Fine-grained access control is on.",
        bad_reason="Fine-grained access control is off.",
        fine_grained_access=domain.fine_grained_access,
    )


@control(
    "opensearchservice-domain-anonymous-access-disabled",
    title="OpenSearch domains should not let anonymous clients in",
    severity=Severity.MEDIUM,
    remediation="End the transition to fine-grained access control: `aws opensearch "
    "update-domain-config --domain-name NAME --advanced-security-options "
    "AnonymousAuthEnabled=false`.",
)
def anonymous_access_disabled(domain: Domain) -> Verdict:
    """Meant for the days of a transition, it lets clients in without any user until it is ended."""
    return verdict(
        not domain.anonymous_access,
        good_reason="Every client needs a user.",
        bad_reason="Anonymous clients are let in.",
        anonymous_access=domain.anonymous_access,
    )


@control(
    "opensearchservice-domain-master-password-not-written",
    title="OpenSearch domains should not have their master password in a plan or a template",
    severity=Severity.HIGH,
    remediation="Let a role be the master user (`MasterUserARN`), or refer to a secret; then "
    "change the password.",
)
def master_password_not_written(domain: Domain) -> Verdict:
    """Whoever reads the template, the state or the repository has every right in the domain."""
    held = domain.master_password_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No document holds the master password.",
        bad_reason=f"The master password is a {held}, for every reader to see.",
        held=held or None,
    )


@control(
    "opensearchservice-domain-audit-log-sent",
    title="OpenSearch domains should send their audit log to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Switch auditing on in the security plugin too, then: `aws opensearch "
    "update-domain-config --domain-name NAME --log-publishing-options "
    "AUDIT_LOGS={CloudWatchLogsLogGroupArn=ARN,Enabled=true}`.",
)
def audit_log_sent(domain: Domain) -> Verdict:
    """Only the audit log tells who signed in and which documents they read."""
    return verdict(
        domain.audit_log.works,
        good_reason="The logs are sent to CloudWatch Logs.",
        bad_reason="The logs are not sent to CloudWatch Logs.",
        group=domain.audit_log.group or None,
    )


@control(
    "opensearchservice-domain-application-log-sent",
    title="OpenSearch domains should send their log of errors to CloudWatch Logs",
    severity=Severity.MEDIUM,
    remediation="Send them: `aws opensearch update-domain-config --domain-name NAME "
    "--log-publishing-options "
    "ES_APPLICATION_LOGS={CloudWatchLogsLogGroupArn=ARN,Enabled=true}`.",
)
def application_log_sent(domain: Domain) -> Verdict:
    """Errors tell of a failing cluster, and of probing requests, before its users do."""
    return verdict(
        domain.application_log.works,
        good_reason="The logs are sent to CloudWatch Logs.",
        bad_reason="The logs are not sent to CloudWatch Logs.",
        group=domain.application_log.group or None,
    )


@control(
    "opensearchservice-domain-data-nodes-redundant",
    title="OpenSearch domains should have at least three data nodes in several zones",
    severity=Severity.MEDIUM,
    remediation="Add nodes: `aws opensearch update-domain-config --domain-name NAME "
    "--cluster-config InstanceCount=3,ZoneAwarenessEnabled=true`.",
)
def data_nodes_redundant(domain: Domain) -> Verdict:
    """With fewer data nodes in one zone, a failure there stops the domain and may lose data."""
    return verdict(
        domain.data_nodes >= 3 and domain.zone_awareness,
        good_reason=f"{domain.data_nodes} data nodes are spread over availability zones.",
        bad_reason=f"{domain.data_nodes} data node(s), or all of them in one availability zone.",
        data_nodes=domain.data_nodes,
        zone_awareness=domain.zone_awareness,
    )


@control(
    "opensearchservice-domain-masters-redundant",
    title="OpenSearch domains should have at least three dedicated masters",
    severity=Severity.LOW,
    remediation="Add them: `aws opensearch update-domain-config --domain-name NAME "
    "--cluster-config "
    "DedicatedMasterEnabled=true,DedicatedMasterCount=3,DedicatedMasterType=TYPE`.",
)
def masters_redundant(domain: Domain) -> Verdict:
    """With fewer than three masters the cluster cannot agree on a leader when one fails."""
    return verdict(
        domain.dedicated_masters and domain.master_count >= 3,
        good_reason=f"There are {domain.master_count} dedicated masters.",
        bad_reason="There are fewer than three dedicated masters.",
        dedicated_masters=domain.dedicated_masters,
        master_count=domain.master_count,
    )


@control(
    "opensearchservice-domain-software-current",
    title="OpenSearch domains should have the latest service software",
    severity=Severity.LOW,
    remediation="Install it: `aws opensearch start-service-software-update --domain-name "
    "NAME`; automatic updates are the setting `AutoSoftwareUpdateEnabled`.",
)
def software_current(domain: Domain) -> Verdict:
    """Service software brings security fixes of the nodes that no version of the engine shows."""
    return verdict(
        not domain.update_available,
        good_reason="No newer service software is waiting.",
        bad_reason="A newer service software is waiting to be installed.",
        update_available=domain.update_available,
    )


@control(
    "opensearchservice-domain-owner-tagged",
    title="OpenSearch domains should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws opensearch add-tags`.",
)
def owner_tagged(domain: Domain) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(domain.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=domain.owner,
        tags=sorted(domain.tags),
    )
