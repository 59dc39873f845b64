"""Controls of AWS::IAM::ManagedPolicy."""

from typing import Any

import pytest

from posturewatch.controls.iam import managed_policy as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.managed_policy import ManagedPolicy

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
IAM = "arn:aws:iam::123456789012"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def allowing(action: Any, resource: Any = "*", **more: Any) -> ManagedPolicy:
    """Return a policy that allows an action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return ManagedPolicy(document=PolicyDocument.parse({"Statement": statement}))


CASES = [
    (controls.no_admin_permissions, allowing("s3:*"), PASSED),
    (controls.no_admin_permissions, allowing("*", "arn:aws:s3:::shop/*"), PASSED),
    (controls.no_admin_permissions, allowing("*"), FAILED),
    (controls.no_admin_permissions, allowing(["*:*"], ["*"]), FAILED),
    (controls.no_admin_permissions, allowing("*", Condition=MFA), WARNING),
    (controls.no_service_wildcards, allowing("s3:Get*"), PASSED),
    (controls.no_service_wildcards, allowing("s3:*", "arn:aws:s3:::shop/*"), PASSED),
    (controls.no_service_wildcards, allowing("s3:*"), FAILED),
    (controls.no_service_wildcards, allowing("*"), FAILED),
    (controls.no_privilege_escalation, allowing("iam:Get*"), PASSED),
    (controls.no_privilege_escalation, allowing("iam:*"), FAILED),
    (controls.no_privilege_escalation, allowing(["iam:PassRole", "lambda:*"]), FAILED),
    (
        controls.no_privilege_escalation,
        allowing("iam:AttachUserPolicy", "arn:aws:iam::*:user/shop-*"),
        WARNING,
    ),
    (controls.pass_role_confined, allowing("iam:PassRole", f"{IAM}:role/app-*"), PASSED),
    (controls.pass_role_confined, allowing("iam:PassRole", Condition=MFA), PASSED),
    (controls.pass_role_confined, allowing("iam:PassRole", f"{IAM}:role/*"), FAILED),
    (controls.decryption_confined, allowing("kms:Decrypt", "arn:aws:kms:*:*:key/1234"), PASSED),
    (controls.decryption_confined, allowing("kms:*"), FAILED),
    (controls.not_action_avoided, ManagedPolicy(inversions=("NotResource",)), PASSED),
    (controls.not_action_avoided, ManagedPolicy(inversions=("NotAction",)), FAILED),
    (controls.not_resource_avoided, ManagedPolicy(inversions=("NotAction",)), PASSED),
    (controls.not_resource_avoided, ManagedPolicy(inversions=("NotResource",)), FAILED),
    (controls.in_use, ManagedPolicy(attachments=1), PASSED),
    (controls.in_use, ManagedPolicy(boundary_uses=1), PASSED),
    (controls.in_use, ManagedPolicy(), FAILED),
]


@pytest.mark.parametrize(("control", "policy", "expected"), CASES)
def test_verdict(control, policy, expected):
    assert control(policy).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES if status is not WARNING} == expected


@pytest.mark.parametrize(
    ("control", "name"),
    [
        (controls.no_admin_permissions, "document"),
        (controls.no_service_wildcards, "document"),
        (controls.no_privilege_escalation, "document"),
        (controls.pass_role_confined, "document"),
        (controls.decryption_confined, "document"),
        (controls.not_action_avoided, "inversions"),
        (controls.not_resource_avoided, "inversions"),
        (controls.in_use, "attachments"),
        (controls.in_use, "boundary_uses"),
    ],
)
def test_an_unknown_property_is_not_judged(control, name):
    with pytest.raises(UnknownValue, match=name):
        control(ManagedPolicy(unknown={name: "AccessDenied"}))


def test_a_policy_is_judged_before_anybody_has_it():
    planned = ManagedPolicy(
        document=allowing("*").document, unknown={"attachments": "terraform does not tell"}
    )
    judged = controls.no_admin_permissions(planned)
    assert (judged.status, judged.evidence["attachments"]) == (FAILED, None)


def test_an_attached_policy_is_in_use_whatever_else_it_may_be():
    policy = ManagedPolicy(attachments=1, unknown={"boundary_uses": "config does not tell"})
    assert controls.in_use(policy).status is PASSED
