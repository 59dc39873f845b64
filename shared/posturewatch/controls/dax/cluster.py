"""Controls of AWS::DAX::Cluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.dax.cluster import Cluster


@control(
    "dax-cluster-encrypted",
    title="DAX clusters should be encrypted at rest",
    severity=Severity.MEDIUM,
    remediation="Encryption is chosen at creation: make a new cluster (`aws dax "
    "create-cluster --sse-specification Enabled=true`) and move the clients.",
)
def encrypted(cluster: Cluster) -> Verdict:
    """The cache holds what the tables hold, though the tables themselves are encrypted."""
    return verdict(
        cluster.encrypted,
        good_reason="The cluster is encrypted at rest.",
        bad_reason="The cluster is not encrypted at rest.",
        encrypted=cluster.encrypted,
    )


@control(
    "dax-cluster-tls-required",
    title="DAX clusters should encrypt connections with TLS",
    severity=Severity.MEDIUM,
    remediation="It is chosen at creation: make a new cluster (`aws dax create-cluster "
    "--cluster-endpoint-encryption-type TLS`) and move the clients.",
)
def tls_required(cluster: Cluster) -> Verdict:
    """Without TLS the items of the tables cross the network in clear text."""
    return verdict(
        cluster.endpoint_encryption == "TLS",
        good_reason="Connections are encrypted with TLS.",
        bad_reason="Connections are not encrypted.",
        endpoint_encryption=cluster.endpoint_encryption,
    )


@control(
    "dax-cluster-multi-node",
    title="DAX clusters should have at least three nodes",
    severity=Severity.LOW,
    remediation="Add nodes in other zones: `aws dax increase-replication-factor "
    "--cluster-name NAME --new-replication-factor 3`.",
)
def multi_node(cluster: Cluster) -> Verdict:
    """With one node the cache ends with its availability zone, and all load falls on the table."""
    return verdict(
        cluster.nodes >= 3,
        good_reason=f"The cluster has {cluster.nodes} nodes.",
        bad_reason=f"The cluster has only {cluster.nodes} node(s).",
        nodes=cluster.nodes,
    )


@control(
    "dax-cluster-owner-tagged",
    title="DAX clusters should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag it with `owner` or `team`: `aws dax tag-resource`.",
)
def owner_tagged(cluster: Cluster) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    return verdict(
        bool(cluster.owner),
        good_reason="A tag names the owner.",
        bad_reason="No tag names the owner.",
        owner=cluster.owner,
        tags=sorted(cluster.tags),
    )
