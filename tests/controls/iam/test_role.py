"""Controls of AWS::IAM::Role."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from posturewatch.controls.iam import role as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import ResourceKey
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.inline import RolePolicy
from posturewatch.resources.iam.permissions import AttachedPolicy, PermissionsBoundary
from posturewatch.resources.iam.role import Role

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
ACCOUNT, SUPPLIER = "123456789012", "999988887777"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"

ROLES, KEYS = f"arn:aws:iam::{ACCOUNT}:role/", f"arn:aws:kms:*:{ACCOUNT}:key/"


def days_ago(days: int) -> datetime:
    """Return a moment before the roles were seen."""
    return NOW - timedelta(days=days)


def document(action: Any, **more: Any) -> PolicyDocument:
    """Return a policy that allows an action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return PolicyDocument.parse({"Statement": statement})


def role(*actions: str, name: str = "example", **values: Any) -> Role:
    """Return a role that is allowed some actions, as it was seen at `NOW`."""
    policies = tuple(RolePolicy(name=action, document=document(action)) for action in actions)
    key = ResourceKey(ACCOUNT, "global", Role.type, name)
    return Role(
        **{
            "key": key,
            "observed_at": NOW,
            "created_at": days_ago(1000),
            "inline_policies": policies,
            **values,
        }
    )


def trusting(principal: Any, **condition: Any) -> Role:
    """Return a role that a principal may take on."""
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "sts:AssumeRole"
        if "Federated" not in principal
        else "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return role(trust=PolicyDocument.parse({"Statement": statement}))


LINKED = {"path": "/aws-service-role/support.amazonaws.com/"}
LIMIT = PermissionsBoundary(document=document("s3:GetObject"))
NO_LIMIT = PermissionsBoundary(document=document("*"))
WITH_MFA = document("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
ONE_USER = document("iam:PutUserPolicy", Resource="arn:aws:iam::*:user/a*")
FROM_A_REPOSITORY = {
    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
    "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main",
}
FROM_ANY_REPOSITORY = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
OWN_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/login.example.com"


def attached(name: str, owner: str = "aws") -> AttachedPolicy:
    """Return an attached policy of which only the ARN is known."""
    return AttachedPolicy(
        arn=f"arn:aws:iam::{owner}:policy/{name}", unknown={"document": "terraform does not tell"}
    )


def inline(action: Any, **more: Any) -> Role:
    """Return a role with one inline policy."""
    return role(inline_policies=(RolePolicy(name="p", document=document(action, **more)),))


def inverted(*words: str) -> Role:
    """Return a role with an inline policy that allows by what it leaves out."""
    return role(inline_policies=(RolePolicy(name="p", inversions=words),))


TO_LAMBDA = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}

CASES = [
    (controls.owner_tagged, role(tags={"team": "shop"}), PASSED),
    (controls.owner_tagged, role(**LINKED), PASSED),
    (controls.owner_tagged, role(tags={"env": "prod"}), FAILED),
    (
        controls.administrator_access_detached,
        role(attached_policies=(attached("ReadOnlyAccess"),)),
        PASSED,
    ),
    (
        controls.administrator_access_detached,
        role(attached_policies=(attached("AdministratorAccess", ACCOUNT),)),
        PASSED,
    ),
    (controls.administrator_access_detached, role("*"), PASSED),
    (
        controls.administrator_access_detached,
        role(attached_policies=(attached("AdministratorAccess"),)),
        FAILED,
    ),
    (controls.cloud_shell_access_confined, role("cloudshell:*"), PASSED),
    (
        controls.cloud_shell_access_confined,
        role(attached_policies=(attached("AWSCloudShellFullAccess"),)),
        FAILED,
    ),
    (controls.pass_role_confined, inline("iam:PassRole", Condition=TO_LAMBDA), PASSED),
    (controls.pass_role_confined, inline("iam:PassRole", Resource=f"{ROLES}app-*"), PASSED),
    (controls.pass_role_confined, inline("iam:Pass*"), FAILED),
    (controls.pass_role_confined, inline("iam:PassRole", Resource=f"{ROLES}*"), FAILED),
    (controls.decryption_confined, inline("kms:Decrypt", Resource=f"{KEYS}1234"), PASSED),
    (controls.decryption_confined, inline("kms:Encrypt"), PASSED),
    (controls.decryption_confined, inline("kms:Decrypt"), FAILED),
    (controls.decryption_confined, inline("kms:ReEncryptFrom", Resource=f"{KEYS}*"), FAILED),
    (controls.not_action_avoided, inverted("NotResource"), PASSED),
    (controls.not_action_avoided, inverted("NotAction"), FAILED),
    (controls.not_resource_avoided, inverted("NotAction"), PASSED),
    (controls.not_resource_avoided, inverted("NotResource"), FAILED),
    (controls.not_principal_avoided, role(), PASSED),
    (controls.not_principal_avoided, role(trust_inversions=("NotPrincipal",)), FAILED),
    # Nobody need read what AdministratorAccess grants.
    (
        controls.no_admin_permissions,
        role(attached_policies=(attached("AdministratorAccess"),)),
        FAILED,
    ),
    (controls.not_open_to_anyone, trusting({"Service": "ec2.amazonaws.com"}), PASSED),
    (controls.not_open_to_anyone, trusting({"AWS": ACCOUNT}), PASSED),
    (
        controls.not_open_to_anyone,
        trusting({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-example123"}),
        PASSED,
    ),
    (
        controls.not_open_to_anyone,
        trusting({"Federated": GITHUB}, StringEquals=FROM_A_REPOSITORY),
        PASSED,
    ),
    (controls.not_open_to_anyone, trusting({"AWS": "*"}), FAILED),
    (
        controls.not_open_to_anyone,
        trusting({"AWS": "*"}, StringEquals={"sts:ExternalId": "c0ffee"}),
        FAILED,
    ),
    (
        controls.not_open_to_anyone,
        trusting({"Federated": GITHUB}, StringEquals=FROM_ANY_REPOSITORY),
        FAILED,
    ),
    (controls.not_open_to_anyone, trusting({"Federated": OWN_PROVIDER}), WARNING),
    (controls.external_accounts_confined, trusting({"AWS": ACCOUNT}), PASSED),
    (
        controls.external_accounts_confined,
        trusting({"AWS": SUPPLIER}, StringEquals={"sts:ExternalId": "c0ffee"}),
        PASSED,
    ),
    (controls.external_accounts_confined, trusting({"AWS": SUPPLIER}), FAILED),
    (controls.services_confined, trusting({"Service": "ec2.amazonaws.com"}), PASSED),
    (
        controls.services_confined,
        trusting(
            {"Service": "scheduler.amazonaws.com"}, StringEquals={"aws:SourceAccount": ACCOUNT}
        ),
        PASSED,
    ),
    (controls.services_confined, trusting({"Service": "scheduler.amazonaws.com"}), FAILED),
    (controls.no_admin_permissions, role(), PASSED),
    (controls.no_admin_permissions, role("s3:*"), PASSED),
    (controls.no_admin_permissions, role("*", permissions_boundary=LIMIT), PASSED),
    (controls.no_admin_permissions, role("*", **LINKED), PASSED),
    (controls.no_admin_permissions, role("*"), FAILED),
    (controls.no_admin_permissions, role("*", permissions_boundary=NO_LIMIT), FAILED),
    (controls.no_admin_permissions, role("*", name="OrganizationAccountAccessRole"), FAILED),
    (
        controls.no_admin_permissions,
        role(attached_policies=(AttachedPolicy(document=document("*")),)),
        FAILED,
    ),
    (
        controls.no_admin_permissions,
        role(inline_policies=(RolePolicy(document=WITH_MFA),)),
        WARNING,
    ),
    (controls.no_service_wildcards, role("s3:GetObject", "ec2:Describe*"), PASSED),
    (controls.no_service_wildcards, role("s3:*", permissions_boundary=LIMIT), PASSED),
    (controls.no_service_wildcards, role("s3:*", **LINKED), PASSED),
    (controls.no_service_wildcards, role("s3:*"), FAILED),
    (controls.no_service_wildcards, role("*"), FAILED),
    (controls.no_privilege_escalation, role("s3:*"), PASSED),
    (controls.no_privilege_escalation, role("iam:PassRole"), PASSED),
    (controls.no_privilege_escalation, role("iam:*", **LINKED), PASSED),
    (controls.no_privilege_escalation, role("iam:*", permissions_boundary=LIMIT), PASSED),
    (controls.no_privilege_escalation, role("iam:PassRole", "lambda:*"), FAILED),
    (
        controls.no_privilege_escalation,
        role(inline_policies=(RolePolicy(document=ONE_USER),)),
        WARNING,
    ),
    (controls.recently_used, role(last_used_at=days_ago(89)), PASSED),
    (controls.recently_used, role(created_at=days_ago(89)), PASSED),
    (controls.recently_used, role(**LINKED), PASSED),
    (controls.recently_used, role(last_used_at=days_ago(90)), FAILED),
    (controls.recently_used, role(created_at=days_ago(90)), FAILED),
]


@pytest.mark.parametrize(("control", "seen", "expected"), CASES)
def test_verdict(control, seen, expected):
    assert control(seen).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES if status is not WARNING} == expected


UNREAD = AttachedPolicy(arn="arn:x", unknown={"document": "AccessDenied on GetPolicyVersion"})


@pytest.mark.parametrize(
    ("control", "seen", "name"),
    [
        (controls.not_open_to_anyone, role(unknown={"trust": "no"}), "trust"),
        (controls.external_accounts_confined, role(unknown={"trust": "no"}), "trust"),
        (controls.services_confined, role(unknown={"trust": "no"}), "trust"),
        (controls.services_confined, role(unknown={"path": "no"}), "path"),
        (controls.no_admin_permissions, role(unknown={"path": "no"}), "path"),
        (controls.no_admin_permissions, role("*", attached_policies=(UNREAD,)), "document"),
        (controls.no_service_wildcards, role(attached_policies=(UNREAD,)), "document"),
        (
            controls.no_privilege_escalation,
            role("s3:*", unknown={"permissions_boundary": "no"}),
            "permissions_boundary",
        ),
        (controls.recently_used, role(unknown={"last_used_at": "no"}), "last_used_at"),
    ],
)
def test_an_unknown_property_is_not_judged(control, seen, name):
    with pytest.raises(UnknownValue, match=name):
        control(seen)


def test_a_role_of_aws_needs_none_of_its_policies_read():
    seen = role(**LINKED, unknown={"attached_policies": "no", "last_used_at": "no"})
    for control in (
        controls.no_admin_permissions,
        controls.no_service_wildcards,
        controls.no_privilege_escalation,
        controls.recently_used,
    ):
        assert control(seen).status is PASSED
        assert control(seen).reason == "The role is AWS's own."


def test_the_reason_says_what_an_administrator_is_for():
    expected = controls.no_admin_permissions(role("*", name="AWSReservedSSO_Admin_0123"))
    assert expected.status is FAILED
    assert expected.reason == (
        "The role may do everything on everything. "
        "IAM Identity Center made this role for a permission set."
    )
    assert controls.no_admin_permissions(role("*")).reason == (
        "The role may do everything on everything."
    )


def test_evidence_names_the_ways_to_more_rights():
    seen = role(inline_policies=(RolePolicy(document=ONE_USER),), attached_policies=())
    assert controls.no_privilege_escalation(seen).evidence == {
        "certain": [],
        "possible": ["iam:PutUserPolicy"],
    }
