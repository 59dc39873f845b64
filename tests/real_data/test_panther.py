"""Snapshots of Panther's policies: our controls give the verdicts that are declared there.

The snapshots are read as live resources (see `tests/support/panther.py`). A policy is covered if
`EQUIVALENT` names controls that ask the same; one failure of several fails the snapshot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posturewatch.catalog import controls_for
from posturewatch.domain.verdict import Status
from posturewatch.usecases.judge import judge
from tests.support import panther

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"

EQUIVALENT: Mapping[str, tuple[str, ...]] = {
    "AWS.AMI.Private": ("image", "ec2-image-private"),
    "AWS.AccessKey.Unused": ("user", "iam-user-access-keys-recently-used"),
    "AWS.CMK.KeyRotation": ("key", "kms-key-rotation-enabled"),
    "AWS.CloudTrail.CloudWatchLogs": (
        "trail",
        "cloudtrail-trail-cloudwatch-integrated",
        "cloudtrail-trail-cloudwatch-events-delivered",
    ),
    "AWS.CloudTrail.Enabled": ("trails", "cloudtrail-trail-records-everything"),
    "AWS.CloudWatchLogs.Encrypted": ("log group", "logs-log-group-kms-encryption-enabled"),
    "AWS.DynamoDB.Autoscaling": ("table", "dynamodb-table-capacity-scaled"),
    "AWS.ELBV2.LoadBalancer.HasSSLPolicy": (
        "load balancer",
        "elasticloadbalancingv2-load-balancer-listeners-encrypted",
    ),
    "AWS.EC2.CDEVolumeEncrypted": ("volume", "ec2-volume-encryption-enabled"),
    "AWS.EC2.Instance.DetailedMonitoring": (
        "instance",
        "ec2-instance-detailed-monitoring-enabled",
    ),
    "AWS.EC2.Instance.EBSOptimization": ("instance", "ec2-instance-ebs-optimized"),
    "AWS.IAM.Policy.AdministrativePrivileges": (
        "managed policy",
        "iam-managed-policy-no-admin-permissions",
    ),
    "AWS.IAM.Policy.AssignedToUser": (
        "user",
        "iam-user-no-attached-policies",
        "iam-user-no-inline-policies",
    ),
    "AWS.NetworkACL.RestrictedSSH": ("network acl", "ec2-network-acl-remote-ports-closed"),
    "AWS.Password.Unused": ("user", "iam-user-password-recently-used"),
    "AWS.PasswordPolicy.ComplexityGuidelines": (
        "account",
        "account-account-complex-passwords-required",
        "account-account-long-passwords-required",
    ),
    "AWS.RDS.Instance.Encryption": ("db instance", "rds-db-instance-storage-encrypted"),
    "AWS.RDS.Instance.PublicAccess": ("db instance", "rds-db-instance-public-access-disabled"),
    "AWS.Redshift.Cluster.VersionUpgrade": (
        "cluster",
        "redshift-cluster-version-upgrades-allowed",
    ),
    "AWS.RootAccount.HardwareMFA": ("account", "account-account-root-hardware-mfa-enabled"),
    "AWS.S3.Bucket.ActionRestrictions": ("bucket", "s3-bucket-actions-named"),
    "AWS.S3.Bucket.Encryption": ("bucket", "s3-bucket-encryption-enabled"),
    "AWS.S3.Bucket.MFADelete": ("bucket", "s3-bucket-mfa-delete-enabled"),
    "AWS.S3.Bucket.PrincipalRestrictions": ("bucket", "s3-bucket-policy-not-public"),
    "AWS.S3.Bucket.PublicRead": ("bucket", "s3-bucket-acl-not-public"),
    "AWS.SecurityGroup.RestrictsInboundTraffic": (
        "security group",
        "ec2-security-group-protocols-named",
    ),
    "AWS.SecurityGroup.TightlyRestrictsInboundTraffic": (
        "security group",
        "ec2-security-group-protocols-named",
    ),
    "AWS.VPC.FlowLogs": ("vpc", "ec2-vpc-flow-logs-enabled"),
}
"""Policy → the kind of its snapshots, and the controls that ask the same."""

NO_ANSWER: Mapping[str, re.Pattern[str]] = {
    "AWS.ELBV2.LoadBalancer.HasSSLPolicy": re.compile("LB Not Using SSL Policy"),
    "AWS.RDS.Instance.Encryption": re.compile("KMS Key Does Not Exist"),
    "AWS.Redshift.Cluster.VersionUpgrade": re.compile("Allow Version Upgrade Not Set"),
    "AWS.SecurityGroup.RestrictsInboundTraffic": re.compile("Restricts Inbound|Traffic$"),
    "AWS.SecurityGroup.TightlyRestrictsInboundTraffic": re.compile("Tightly"),
}
"""Policy → those of its snapshots that AWS never answers so; the page tells why."""


@dataclass(frozen=True)
class Case:
    """One snapshot and the verdict that is declared for a policy."""

    policy: str
    name: str
    expected: str
    snapshot: Any


@pytest.fixture(scope="module")
def cases(reference_data: Path) -> tuple[Case, ...]:
    lines = (reference_data / "panther_policy_cases.jsonl").read_text("utf-8").splitlines()
    told = map(json.loads, lines)
    return tuple(Case(x["policy_id"], x["test_name"], x["expected"], x["resource"]) for x in told)


@pytest.fixture(scope="module")
def covered(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The cases that controls of ours can be asked about."""
    return tuple(
        case
        for case in cases
        if case.policy in EQUIVALENT
        and not (case.policy in NO_ANSWER and NO_ANSWER[case.policy].search(case.name))
    )


def verdict(case: Case) -> str:
    """Return `pass`, `fail` or `unknown`; what is gone or AWS's own can do no wrong."""
    kind, *controls = EQUIVALENT[case.policy]
    found = panther.read(kind, case.snapshot)
    if found is None:
        return "pass"
    told = judge(found.resource, controls_for(found.resource.type))
    statuses = {told[control].status for control in controls}
    if Status.FAILED in statuses:
        return "fail"
    return "pass" if statuses == {Status.PASSED} else "unknown"


@pytest.fixture(scope="module")
def disagreements(covered: tuple[Case, ...]) -> list[str]:
    told = ((case, verdict(case)) for case in covered)
    return [
        f"{case.policy}: {case.name}: {case.expected}, ours {ours}"
        for case, ours in told
        if ours != case.expected
    ]


def test_how_many_are_covered(
    cases: tuple[Case, ...], covered: tuple[Case, ...], disagreements: list[str]
) -> None:
    policies = {case.policy for case in cases}
    print(
        f"Panther: {len(EQUIVALENT)} of {len(policies)} policies, {len(covered)} of {len(cases)} "
        f"cases, {len(disagreements)} of them differ"
    )
    assert EQUIVALENT.keys() <= policies
    assert len(EQUIVALENT) >= 0.6 * len(policies)
    assert len(covered) >= 0.6 * len(cases)


def test_nearly_all_verdicts_agree(covered: tuple[Case, ...], disagreements: list[str]) -> None:
    assert len(disagreements) <= 0.02 * len(covered), "\n".join(disagreements)


def test_what_differs_or_is_left_out_is_explained(disagreements: list[str]) -> None:
    told = PAGE.read_text("utf-8")
    policies = {each.split(": ")[0] for each in disagreements} | NO_ANSWER.keys()
    assert [each for each in sorted(policies) if f"`{each}`" not in told] == []
