"""Verdicts of the controls of EKS access entries."""

import pytest

from posturewatch.controls.eks import access_entry as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.eks.access_entry import AccessEntry, AccessPolicy

PASSED, FAILED = Status.PASSED, Status.FAILED
OWN = "123456789012"


def of(principal):
    return AccessEntry(principal=principal, account=OWN)


def having(name, scope="cluster"):
    arn = f"arn:aws:eks::aws:cluster-access-policy/{name}"
    return AccessEntry(policies=(AccessPolicy(arn=arn, scope=scope),))


CASES = [
    (controls.no_cluster_admin, AccessEntry(), PASSED),
    (controls.no_cluster_admin, having("AmazonEKSAdminPolicy"), PASSED),
    (controls.no_cluster_admin, having("AmazonEKSClusterAdminPolicy"), FAILED),
    (controls.policies_scoped, having("AmazonEKSEditPolicy", "namespace"), PASSED),
    (controls.policies_scoped, having("AmazonEKSViewPolicy"), PASSED),
    (controls.policies_scoped, having("AmazonEKSEditPolicy"), FAILED),
    (controls.policies_scoped, having("AmazonEKSAdminViewPolicy"), FAILED),
    (controls.principal_is_role, of(f"arn:aws:iam::{OWN}:role/ops/admin"), PASSED),
    (controls.principal_is_role, of(f"arn:aws:iam::{OWN}:user/role"), FAILED),
    (controls.principal_is_role, of(f"arn:aws:iam::{OWN}:root"), FAILED),
    (controls.principal_is_role, of("*"), FAILED),
    (controls.principal_in_account, of(f"arn:aws:iam::{OWN}:role/admin"), PASSED),
    (controls.principal_in_account, of("arn:aws:iam::210987654321:role/admin"), FAILED),
    (controls.principal_in_account, of("*"), FAILED),
    (controls.owner_tagged, AccessEntry(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, AccessEntry(), FAILED),
]


@pytest.mark.parametrize(("control", "entry", "expected"), CASES)
def test_verdict(control, entry, expected):
    assert control(entry).status is expected
