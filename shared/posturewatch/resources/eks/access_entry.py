"""AWS::EKS::AccessEntry."""

from types import MappingProxyType
from typing import Annotated, Any, Final

from posturewatch.domain.fields import Moment, Pairs, TextField
from posturewatch.domain.places import UNSET, Reference
from posturewatch.domain.resource import At, Calls, Planned, Resource, Shape

CLUSTER_ADMIN: Final = "AmazonEKSClusterAdminPolicy"
"""The policy with every right on everything, as Kubernetes' `cluster-admin` has."""

BROAD: Final = ("AmazonEKSAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy")
"""The policies that change workloads or read secrets, which a namespace is enough for.
Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"""


class PrincipalField:
    """The ARN of a principal, whose very text decides."""

    def convert(self, raw: Any) -> str:
        """Return the ARN.

        Raises:
            ValueError: The document only refers to the principal.
        """
        if isinstance(raw, Reference):
            raise ValueError(f"the document only refers to {raw}")
        return TextField().convert(raw)


class AccountField:
    """The account in an ARN."""

    def convert(self, raw: Any) -> str:
        """Return the account's id."""
        return TextField().convert(raw).split(":")[4]


class AccessPolicy(Shape):
    """A policy that a principal has, and where in the cluster."""

    arn: Annotated[
        str, At(describe="policyArn", terraform="policy_arn", cloudformation="PolicyArn")
    ] = ""
    """The policy's ARN."""
    scope: Annotated[
        str,
        At(
            describe="accessScope.type",
            terraform="access_scope[0].type",
            cloudformation="AccessScope.Type",
            always=True,
        ),
    ] = ""
    """`cluster`, or `namespace` for some namespaces only."""

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.arn.rpartition("/")[2]


class AccessEntry(
    Resource,
    of="AWS::EKS::AccessEntry",
    calls=Calls(
        service="eks",
        identity="DescribeAccessEntry.accessEntry",
        gone=("ResourceNotFoundException",),
        id_form="{cluster}/{rest}",
        bind={"clusterName": "{cluster}", "principalArn": "{rest}"},
        # A cluster whose config map alone tells who may enter refuses to list entries.
        absent={"ListAccessEntries": ("InvalidRequestException",)},
        listed="ListAccessEntries.accessEntries[]",
        parents="ListClusters.clusters[]",
        of_each={"clusterName": "."},
        list_id="{clusterName}/{item}",
    ),
    planned=Planned(
        terraform=("aws_eks_access_entry",),
        terraform_name=("principal_arn",),
        terraform_owner="principal_arn",
    ),
):
    """What a role or user may do in an EKS cluster. Its id is `cluster/ARN of the principal`."""

    arn: Annotated[str, At(describe=".accessEntryArn", terraform=UNSET, cloudformation=UNSET)] = ""
    """The entry's ARN."""

    tags: Annotated[
        Pairs, At(describe=".tags", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The entry's tags."""

    created_at: Annotated[Moment, At(describe=".createdAt")] = None
    """When it was made."""

    account: Annotated[str, AccountField(), At(describe=".accessEntryArn", always=True)] = ""
    """The account of the cluster, which a plan need not know."""

    principal: Annotated[
        str,
        PrincipalField(),
        At(describe=".principalArn", terraform="principal_arn", cloudformation="PrincipalArn"),
    ] = ""
    """The ARN of who may enter."""

    groups: Annotated[
        tuple[str, ...],
        At(
            describe=".kubernetesGroups",
            terraform="kubernetes_groups",
            cloudformation="KubernetesGroups",
        ),
    ] = ()
    """The groups of Kubernetes whose rights the principal has too."""

    policies: Annotated[
        tuple[AccessPolicy, ...],
        At(
            describe="ListAssociatedAccessPolicies.associatedAccessPolicies",
            terraform="aws_eks_access_policy_association",
            cloudformation="AccessPolicies",
        ),
    ] = ()
    """The access policies that the principal has."""

    @property
    def name(self) -> str:
        """Its cluster and its principal."""
        return self.key.id

    @property
    def principal_kind(self) -> str:
        """What the principal is, such as `role` or `user`; `*` and `root` where it is anybody."""
        return self.principal.rpartition(":")[2].partition("/")[0]

    @property
    def principal_account(self) -> str:
        """The account of the principal; empty where its ARN names none."""
        parts = self.principal.split(":")
        return parts[4] if len(parts) > 5 else ""

    @property
    def is_cluster_admin(self) -> bool:
        """Whether the principal has every right in the cluster."""
        return any(each.name == CLUSTER_ADMIN for each in self.policies)

    @property
    def unscoped(self) -> tuple[str, ...]:
        """The broad policies that hold for the whole cluster."""
        broad = (each for each in self.policies if each.name in BROAD)
        return tuple(each.name for each in broad if each.scope != "namespace")
