"""Controls of AWS::EKS::Nodegroup."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, warned
from posturewatch.resources.eks.nodegroup import Nodegroup

MAX_IMAGE_DAYS = 90
"""How old the image of nodes may be: AWS publishes one every week or two."""


@control(
    "eks-nodegroup-remote-access-confined",
    title="EKS node groups should not open remote access to the whole internet",
    severity=Severity.HIGH,
    remediation="Make a group without `--remote-access`, or with its `sourceSecurityGroups`, and "
    "delete this one; reach nodes by Session Manager.",
)
def remote_access_confined(nodes: Nodegroup) -> Verdict:
    """With a key and no source groups EKS opens port 22 or 3389 of every node to everybody."""
    if nodes.is_open_to_all:
        return failed("The whole internet may reach its nodes.", ssh_key=nodes.ssh_key, sources=[])
    reason = "Named groups may reach its nodes." if nodes.ssh_key else "Remote access is off."
    return passed(reason, ssh_key=nodes.ssh_key or None)


@control(
    "eks-nodegroup-version-supported",
    title="EKS node groups should run a version of Kubernetes with standard support",
    severity=Severity.HIGH,
    remediation="Move to the version of the cluster: `aws eks update-nodegroup-version "
    "--cluster-name CLUSTER --nodegroup-name NAME`.",
)
def version_supported(nodes: Nodegroup) -> Verdict:
    """Nodes of an old version get few mendings, whatever version their cluster has."""
    if not nodes.is_outdated:
        return passed("Its version has standard support.", version=nodes.version)
    return failed(
        f"Standard support of {nodes.version} has ended.",
        version=nodes.version,
        days=nodes.days_without_support,
    )


@control(
    "eks-nodegroup-image-supported",
    title="EKS node groups should run images that AWS still renews",
    severity=Severity.HIGH,
    remediation="Make a group with `--ami-type AL2023_x86_64_STANDARD` or Bottlerocket, move the "
    "pods (`kubectl drain`), and delete this one.",
)
def image_supported(nodes: Nodegroup) -> Verdict:
    """Amazon Linux 2 has had no image for EKS since November 2025: its holes stay open."""
    if nodes.image_type == "CUSTOM":
        return warned("Its image is the account's own.", image_type=nodes.image_type)
    if nodes.image_type.startswith("AL2_"):
        return failed("AWS renews its image no more.", image_type=nodes.image_type)
    return passed("AWS renews its image.", image_type=nodes.image_type)


@control(
    "eks-nodegroup-image-recent",
    title=f"EKS node groups should run images that are at most {MAX_IMAGE_DAYS} days old",
    severity=Severity.MEDIUM,
    remediation="Take the newest release: `aws eks update-nodegroup-version --cluster-name "
    "CLUSTER --nodegroup-name NAME`; nodes are replaced one by one.",
)
def image_recent(nodes: Nodegroup) -> Verdict:
    """Managed nodes are not patched by themselves: each has the kernel that its image had."""
    days = nodes.release_age if nodes.release else 0
    if days is None:
        return warned("Its release does not tell its day.", release=nodes.release)
    if days <= MAX_IMAGE_DAYS:
        return passed("Its image is recent.", release=nodes.release or None)
    return failed("Its image is old.", release=nodes.release, limit=MAX_IMAGE_DAYS)


@control(
    "eks-nodegroup-imds-v2-required",
    title="EKS node groups should have launch templates that require IMDSv2",
    severity=Severity.MEDIUM,
    remediation="Set `MetadataOptions={HttpTokens=required,HttpPutResponseHopLimit=1}` in a new "
    "version (`aws ec2 create-launch-template-version`) and update the group to it.",
)
def imds_v2_required(nodes: Nodegroup) -> Verdict:
    """By IMDSv1 a pod that fetches addresses for others is enough to take the node's role."""
    if not nodes.launch_template:
        return warned("EKS and its image decide about IMDS.", launch_template=False)
    if nodes.metadata_tokens == "required":
        return passed("Its launch template requires IMDSv2.", http_tokens=nodes.metadata_tokens)
    return failed("Its launch template allows IMDSv1.", http_tokens=nodes.metadata_tokens or None)


@control(
    "eks-nodegroup-private-subnets-used",
    title="EKS node groups should not place nodes in subnets that give public addresses",
    severity=Severity.MEDIUM,
    remediation="Make a group in private subnets (`aws eks create-nodegroup --subnets …`), or "
    "`aws ec2 modify-subnet-attribute --no-map-public-ip-on-launch`.",
)
def private_subnets_used(nodes: Nodegroup) -> Verdict:
    """A node with a public address is one port of a security group away from the internet."""
    public = nodes.public_subnets
    if public:
        return failed(f"{public[0]} gives its nodes public addresses.", subnets=public)
    return passed("None of its subnets gives public addresses.", subnets=[])


@control(
    "eks-nodegroup-node-repair-enabled",
    title="EKS node groups should replace failed nodes by themselves",
    severity=Severity.LOW,
    remediation="Turn it on: `aws eks update-nodegroup-config --cluster-name CLUSTER "
    "--nodegroup-name NAME --node-repair-config enabled=true`.",
)
def node_repair_enabled(nodes: Nodegroup) -> Verdict:
    """A node that is ill takes pods with it until somebody looks."""
    if nodes.repairs_nodes:
        return passed("Failed nodes are replaced.", node_repair=True)
    return failed("Nobody replaces failed nodes.", node_repair=False)


@control(
    "eks-nodegroup-owner-tagged",
    title="EKS node groups should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws eks tag-resource --tags team=NAME`.",
)
def owner_tagged(nodes: Nodegroup) -> Verdict:
    """Without an owner nobody renews the nodes when their image has holes."""
    if nodes.owner:
        return passed("A tag names the owner.", owner=nodes.owner)
    return failed("No tag names the owner.", owner=None)
