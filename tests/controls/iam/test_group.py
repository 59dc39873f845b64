"""Controls of AWS::IAM::Group."""

from typing import Any

import pytest

from posturewatch.controls.iam import group as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.group import Group
from posturewatch.resources.iam.inline import GroupPolicy
from posturewatch.resources.iam.permissions import AttachedPolicy, TemplatePolicy

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def document(action: Any, **more: Any) -> PolicyDocument:
    """Return a policy that allows an action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return PolicyDocument.parse({"Statement": statement})


def inline(action: Any, **more: Any) -> Group:
    """Return a group with an inline policy."""
    return Group(inline_policies=(GroupPolicy(name="p", document=document(action, **more)),))


def attached(name: str) -> Group:
    """Return a group with one of AWS's policies, of which only the ARN is known."""
    arn = f"arn:aws:iam::aws:policy/{name}"
    return Group(attached_policies=(AttachedPolicy(arn=arn, unknown={"document": "not read"}),))


CASES = [
    (controls.no_admin_permissions, inline("s3:*"), PASSED),
    (controls.no_admin_permissions, inline("*"), FAILED),
    (controls.no_admin_permissions, inline("*", Condition=MFA), WARNING),
    (controls.no_admin_permissions, attached("AdministratorAccess"), FAILED),
    (
        controls.no_admin_permissions,
        Group(template_policies=(TemplatePolicy(document=document("*")),)),
        FAILED,
    ),
    (controls.no_service_wildcards, inline("s3:Get*"), PASSED),
    (controls.no_service_wildcards, inline("s3:*"), FAILED),
    (controls.no_privilege_escalation, inline("iam:Get*"), PASSED),
    (controls.no_privilege_escalation, inline("iam:PutGroupPolicy"), FAILED),
    (controls.has_members, Group(members=("ann",)), PASSED),
    (controls.has_members, Group(), FAILED),
    (controls.no_inline_policies, attached("ReadOnlyAccess"), PASSED),
    (controls.no_inline_policies, inline("s3:Get*"), FAILED),
    (controls.cloud_shell_access_confined, attached("ReadOnlyAccess"), PASSED),
    (controls.cloud_shell_access_confined, attached("AWSCloudShellFullAccess"), FAILED),
    (controls.decryption_confined, inline("kms:Encrypt"), PASSED),
    (controls.decryption_confined, inline("kms:Decrypt"), FAILED),
]


@pytest.mark.parametrize(("control", "group", "expected"), CASES)
def test_verdict(control, group, expected):
    assert control(group).status is expected


def test_an_unread_policy_is_not_judged():
    with pytest.raises(UnknownValue, match="not read"):
        controls.no_admin_permissions(attached("PowerUserAccess"))


def test_members_are_counted_where_they_are_known():
    evidence = controls.no_admin_permissions(
        Group(unknown={"members": "config does not tell"})
    ).evidence
    assert evidence == {"admin": "no", "members": None}
