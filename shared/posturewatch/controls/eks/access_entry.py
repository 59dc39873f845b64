"""Controls of AWS::EKS::AccessEntry."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.eks.access_entry import AccessEntry

_ENTRY = " --cluster-name CLUSTER --principal-arn ARN"


@control(
    "eks-access-entry-no-cluster-admin",
    title="EKS access entries should not give every right in the cluster",
    severity=Severity.HIGH,
    remediation="Give the narrowest policy that does (`aws eks associate-access-policy`), then "
    f"`aws eks disassociate-access-policy{_ENTRY}`; keep one entry for emergencies, excepted.",
)
def no_cluster_admin(entry: AccessEntry) -> Verdict:
    """Who is a cluster admin reads every secret, and by a privileged pod becomes root on nodes."""
    if entry.is_cluster_admin:
        return failed("It has every right in the cluster.", principal=entry.principal)
    return passed("It has not every right.", policies=[each.name for each in entry.policies])


@control(
    "eks-access-entry-policies-scoped",
    title="EKS access entries should have broad policies for named namespaces only",
    severity=Severity.MEDIUM,
    remediation="Name the namespaces: `aws eks associate-access-policy --access-scope "
    f"type=namespace,namespaces=NAME --policy-arn POLICY{_ENTRY}`.",
)
def policies_scoped(entry: AccessEntry) -> Verdict:
    """One team's credentials, once stolen, should not open the namespaces of all others."""
    if entry.unscoped:
        return failed(f"{entry.unscoped[0]} holds for the whole cluster.", policies=entry.unscoped)
    return passed("No broad policy holds for the whole cluster.", policies=[])


@control(
    "eks-access-entry-principal-is-role",
    title="EKS access entries should be for roles",
    severity=Severity.MEDIUM,
    remediation="Make an entry for a role that people assume (`aws eks create-access-entry`), "
    f"then `aws eks delete-access-entry{_ENTRY}`.",
)
def principal_is_role(entry: AccessEntry) -> Verdict:
    """A user enters with keys that never end, and an account's root stands for everybody in it."""
    if entry.principal_kind == "role":
        return passed("The principal is a role.", principal=entry.principal)
    return failed("The principal is not a role.", principal=entry.principal)


@control(
    "eks-access-entry-principal-in-account",
    title="EKS access entries should be for principals of the cluster's account",
    severity=Severity.MEDIUM,
    remediation="Let the other account assume a role of this one, with conditions, and make the "
    f"entry for that role; then `aws eks delete-access-entry{_ENTRY}`.",
)
def principal_in_account(entry: AccessEntry) -> Verdict:
    """Who assumes another account's role is decided there, and no tool here shows it."""
    owner = entry.principal_account
    if owner == entry.account:
        return passed("The principal is of this account.", account=owner)
    return failed("The principal is not of this account.", account=owner or None)


@control(
    "eks-access-entry-owner-tagged",
    title="EKS access entries should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws eks tag-resource --tags team=NAME`.",
)
def owner_tagged(entry: AccessEntry) -> Verdict:
    """Without an owner nobody takes the access back when it is not needed any more."""
    if entry.owner:
        return passed("A tag names the owner.", owner=entry.owner)
    return failed("No tag names the owner.", owner=None)
