"""Controls of AWS::EKS::Cluster."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.eks.cluster import Cluster


@control(
    "eks-cluster-public-endpoint-disabled",
    title="EKS clusters should not have a public endpoint",
    severity=Severity.HIGH,
    remediation="Reach it from inside its network: `aws eks update-cluster-config "
    "--resources-vpc-config endpointPublicAccess=false,endpointPrivateAccess=true`.",
)
def public_endpoint_disabled(cluster: Cluster) -> Verdict:
    """Whoever finds a token or a hole in Kubernetes can use it from anywhere on the internet."""
    if cluster.endpoint_public:
        return failed("The API of Kubernetes has a public endpoint.", endpoint_public=True)
    return passed("The API of Kubernetes has no public endpoint.", endpoint_public=False)


@control(
    "eks-cluster-public-endpoint-confined",
    title="EKS clusters should not open their public endpoint to the whole internet",
    severity=Severity.HIGH,
    remediation="Name your networks: `aws eks update-cluster-config --resources-vpc-config "
    "publicAccessCidrs=203.0.113.0/24`.",
)
def public_endpoint_confined(cluster: Cluster) -> Verdict:
    """An endpoint that all can reach is scanned within minutes and attacked with each new hole."""
    if cluster.is_open_to_all:
        return failed("The whole internet may reach it.", sources=cluster.public_sources)
    return passed("Only named networks may reach it.", endpoint_public=cluster.endpoint_public)


@control(
    "eks-cluster-version-supported",
    title="EKS clusters should run a version of Kubernetes with standard support",
    severity=Severity.HIGH,
    remediation="Move to the next version, one at a time: `aws eks update-cluster-version`.",
)
def version_supported(cluster: Cluster) -> Verdict:
    """Old versions are upgraded by force one day, cost more until then, and get few mendings."""
    if not cluster.is_outdated:
        return passed("Its version has standard support.", version=cluster.version)
    days = cluster.days_without_support
    return failed(
        f"Standard support of {cluster.version} has ended.", version=cluster.version, days=days
    )


@control(
    "eks-cluster-secrets-encrypted",
    title="EKS clusters should encrypt the secrets of Kubernetes with a KMS key",
    severity=Severity.MEDIUM,
    remediation="Name a key: `aws eks associate-encryption-config --encryption-config "
    "resources=secrets,provider={keyArn=ARN}`; it cannot be taken back.",
)
def secrets_encrypted(cluster: Cluster) -> Verdict:
    """With a key of your own every use is recorded, and you can take the key away."""
    if cluster.secrets_key:
        return passed("Secrets are encrypted with a KMS key.", key=cluster.secrets_key)
    return failed("Secrets are not encrypted with a key of the account.", key=None)


@control(
    "eks-cluster-audit-logs-kept",
    title="EKS clusters should keep their audit logs",
    severity=Severity.MEDIUM,
    remediation="Turn them on: `aws eks update-cluster-config --logging "
    "clusterLogging=[{types=[audit],enabled=true}]`.",
)
def audit_logs_kept(cluster: Cluster) -> Verdict:
    """CloudTrail does not see what is done inside Kubernetes; only the audit log does."""
    if "audit" in cluster.logs:
        return passed("Audit logs are kept.", logs=cluster.logs)
    return failed("Audit logs are not kept.", logs=cluster.logs)


@control(
    "eks-cluster-control-plane-logs-kept",
    title="EKS clusters should keep all logs of their control plane",
    severity=Severity.LOW,
    remediation="Turn on the missing ones: `aws eks update-cluster-config --logging "
    "clusterLogging=[{types=[api,authenticator,controllerManager,scheduler],enabled=true}]`.",
)
def control_plane_logs_kept(cluster: Cluster) -> Verdict:
    """To learn how an intruder came in takes the logs of the authenticator and the API as well."""
    missing = cluster.missing_logs
    if not missing:
        return passed("All logs are kept.", missing=[])
    return failed(f"The log {missing[0]} is not kept.", missing=missing)


@control(
    "eks-cluster-access-entries-used",
    title="EKS clusters should tell who may enter by access entries",
    severity=Severity.LOW,
    remediation="Allow access entries: `aws eks update-cluster-config --access-config "
    "authenticationMode=API_AND_CONFIG_MAP`; then move the entries of `aws-auth` over.",
)
def access_entries_used(cluster: Cluster) -> Verdict:
    """What stands in a config map alone no IAM tool shows, and its maker stays an admin unseen."""
    if cluster.authentication != "CONFIG_MAP":
        return passed("Access entries are in use.", authentication=cluster.authentication)
    return failed("Only a config map tells who may enter.", authentication=cluster.authentication)


@control(
    "eks-cluster-deletion-protection-enabled",
    title="EKS clusters should have deletion protection enabled",
    severity=Severity.LOW,
    remediation="Turn it on: `aws eks update-cluster-config --deletion-protection`.",
)
def deletion_protection_enabled(cluster: Cluster) -> Verdict:
    """One call deletes a cluster, and whatever ran on it stops with it."""
    if cluster.deletion_protection:
        return passed("It cannot be deleted.", deletion_protection=True)
    return failed("One call deletes it.", deletion_protection=False)


@control(
    "eks-cluster-owner-tagged",
    title="EKS clusters should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws eks tag-resource --tags team=NAME`.",
)
def owner_tagged(cluster: Cluster) -> Verdict:
    """Without an owner nobody plans the next upgrade before support ends."""
    if cluster.owner:
        return passed("A tag names the owner.", owner=cluster.owner)
    return failed("No tag names the owner.", owner=None)
