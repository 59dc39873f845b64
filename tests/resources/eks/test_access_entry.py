"""AWS::EKS::AccessEntry as each source tells of it."""

from datetime import UTC, datetime

import pytest

from posturewatch.resources.eks.access_entry import AccessEntry
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import plan, planned, refers
from tests.support.snapshots import unknowns
from tests.support.sources import differences, of_plan, of_template, read_live

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ops/admin"
ID = f"prod/{ROLE}"
ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
ENTRY = {
    "clusterName": "prod",
    "principalArn": ROLE,
    "kubernetesGroups": ["viewers"],
    "accessEntryArn": f"arn:aws:eks:{REGION}:{ACCOUNT}:access-entry/prod/role/{ACCOUNT}/admin/0a1b",
    "createdAt": datetime(2026, 1, 1, tzinfo=UTC),
    "type": "STANDARD",
    "tags": {"team": "ops"},
}
POLICIES = [
    {"policyArn": ADMIN, "accessScope": {"type": "cluster", "namespaces": []}},
    {"policyArn": EDIT, "accessScope": {"type": "namespace", "namespaces": ["web"]}},
]
ANSWERS = {
    "DescribeAccessEntry": {"accessEntry": ENTRY},
    "ListAssociatedAccessPolicies": {"associatedAccessPolicies": POLICIES},
    "ListAccessEntries": {"accessEntries": [ROLE]},
    "ListClusters": {"clusters": ["prod"]},
}
PLANNED = {
    "cluster_name": "prod",
    "principal_arn": ROLE,
    "kubernetes_groups": ["viewers"],
    "tags_all": {"team": "ops"},
}


def association(policy, kind, principal=ROLE):
    return {
        "cluster_name": "prod",
        "principal_arn": principal,
        "policy_arn": policy,
        "access_scope": [{"type": kind, "namespaces": []}],
    }


def test_the_sources_tell_the_same():
    live = read_live(AccessEntry, ID, ANSWERS)
    assert unknowns(live) == []
    assert live.is_cluster_admin
    assert live.unscoped == ()
    companions = {
        "aws_eks_access_policy_association.admin": association(ADMIN, "cluster"),
        "aws_eks_access_policy_association.edit": association(EDIT, "namespace"),
    }
    assert differences(live, of_plan(AccessEntry, PLANNED, **companions)) == ["account"]
    template = {
        "ClusterName": "prod",
        "PrincipalArn": ROLE,
        "KubernetesGroups": ["viewers"],
        "AccessPolicies": [
            {"PolicyArn": ADMIN, "AccessScope": {"Type": "cluster"}},
            {"PolicyArn": EDIT, "AccessScope": {"Type": "namespace", "Namespaces": ["web"]}},
        ],
        "Tags": [{"Key": "team", "Value": "ops"}],
    }
    assert differences(live, of_template(AccessEntry, template)) == ["account"]


def test_parts_of_the_id_are_what_calls_are_given():
    aws = Audited()
    seen = []
    aws.client("eks").meta.events.register(
        "provide-client-params.eks", lambda params, **_: seen.append(dict(params))
    )
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.read(AccessEntry, ID)
    assert seen == [{"clusterName": "prod", "principalArn": ROLE}] * 2


@pytest.mark.parametrize(
    "referred", ["aws_iam_role.admin.arn", "aws_eks_access_entry.x.principal_arn"]
)
def test_a_policy_is_the_entrys_whose_principal_it_refers_to(referred):
    """Both refer to the role as a rule, not the one to the other."""
    values = {name: x for name, x in PLANNED.items() if name != "principal_arn"}
    policy = {name: x for name, x in association(ADMIN, "cluster").items() if x != ROLE}
    document = plan(
        {
            "aws_iam_role.admin": {"name": "admin"},
            "aws_iam_role.other": {"name": "other"},
            "aws_eks_access_entry.x": values,
            "aws_eks_access_entry.other": values,
            "aws_eks_access_policy_association.x": policy,
        },
        **refers(
            {
                "aws_eks_access_entry.x": {"principal_arn": "aws_iam_role.admin.arn"},
                "aws_eks_access_entry.other": {"principal_arn": "aws_iam_role.other.arn"},
                "aws_eks_access_policy_association.x": {"principal_arn": referred},
            }
        ),
    )
    entry, other = planned(document, AccessEntry)
    assert entry.is_cluster_admin
    assert other.policies == ()
    assert not entry.knows("principal")


def test_an_entry_that_nobody_has_is_gone_and_a_denied_read_is_unknown():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.fail("ListAssociatedAccessPolicies", "AccessDeniedException")
    assert unknowns(aws.read(AccessEntry, ID)) == ["policies"]
    aws.fail("DescribeAccessEntry", "ResourceNotFoundException")
    assert aws.is_gone(AccessEntry, ID)


def test_a_cluster_with_a_config_map_alone_has_no_entries():
    aws = Audited()
    aws.answer("ListClusters", {"clusters": ["old"]})
    aws.fail("ListAccessEntries", "InvalidRequestException")
    assert aws.listed(AccessEntry) == ()
