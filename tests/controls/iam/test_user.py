"""Controls of AWS::IAM::User."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from posturewatch.controls.iam import user as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.iam.inline import UserPolicy
from posturewatch.resources.iam.permissions import AttachedPolicy, PermissionsBoundary
from posturewatch.resources.iam.user import AccessKey, Group, User

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def days_ago(days: int) -> datetime:
    """Return a moment before the users were seen."""
    return NOW - timedelta(days=days)


def policy(action: Any, **more: Any) -> AttachedPolicy:
    """Return an attached policy that allows an action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return AttachedPolicy(
        arn="arn:aws:iam::123456789012:policy/p",
        document=PolicyDocument.parse({"Statement": statement}),
    )


def user(**values: Any) -> User:
    """Return a user as it was seen at `NOW`."""
    return User(observed_at=NOW, created_at=days_ago(1000), **values)


def keys(*ages: tuple[int, int | None], active: bool = True) -> User:
    """Return a user with keys, each made and last used so many days ago."""
    made = tuple(
        AccessKey(
            id=f"AKIAEXAMPLE{number}",
            active=active,
            created_at=days_ago(age),
            last_used_at=None if used is None else days_ago(used),
        )
        for number, (age, used) in enumerate(ages)
    )
    return user(access_keys=made)


MFA = {"mfa_devices": ("arn:aws:iam::123456789012:mfa/ann",)}
PASSWORD = {"password_created_at": days_ago(1)}
ADMIN = {"attached_policies": (policy("*"),)}
ADMIN_WITH_MFA = {
    "attached_policies": (policy("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),)
}
READER = {"groups": (Group(name="readers", attached_policies=(policy("s3:GetObject"),)),)}
LIMIT = PermissionsBoundary(document=policy("s3:GetObject").document)

SHELL = AttachedPolicy(arn="arn:aws:iam::aws:policy/AWSCloudShellFullAccess")

CASES = [
    (controls.password_not_written, user(**PASSWORD), PASSED),
    (controls.password_not_written, user(password_held="hidden parameter"), PASSED),
    (controls.password_not_written, user(password_held="dynamic reference"), PASSED),
    (controls.password_not_written, user(password_held="plain text"), FAILED),
    (controls.password_not_written, user(password_held="shown parameter"), FAILED),
    (controls.mfa_enabled, user(password_held="hidden parameter"), FAILED),
    (controls.mfa_enabled, user(password_generated=True), FAILED),
    (controls.password_recently_used, user(password_generated=True), PASSED),
    (controls.in_a_group, user(**READER), PASSED),
    (controls.in_a_group, user(**ADMIN), FAILED),
    (controls.cloud_shell_access_confined, user(**ADMIN), PASSED),
    (controls.cloud_shell_access_confined, user(attached_policies=(SHELL,)), FAILED),
    (controls.decryption_confined, user(attached_policies=(policy("kms:Decrypt"),)), PASSED),
    (
        controls.decryption_confined,
        user(inline_policies=(UserPolicy(name="p", document=policy("kms:Decrypt").document),)),
        FAILED,
    ),
    (controls.admin_mfa_enabled, user(**PASSWORD, **MFA, **ADMIN), PASSED),
    (controls.admin_mfa_enabled, user(**ADMIN), PASSED),
    (controls.admin_mfa_enabled, user(**PASSWORD, **READER), PASSED),
    (controls.admin_mfa_enabled, user(**PASSWORD, **ADMIN, permissions_boundary=LIMIT), PASSED),
    (controls.admin_mfa_enabled, user(**PASSWORD, **ADMIN), FAILED),
    (controls.admin_mfa_enabled, user(**PASSWORD, **ADMIN_WITH_MFA), WARNING),
    (controls.mfa_enabled, user(**PASSWORD, **MFA), PASSED),
    (controls.mfa_enabled, user(), PASSED),
    (controls.mfa_enabled, user(**PASSWORD), FAILED),
    (controls.no_admin_permissions, user(), PASSED),
    (controls.no_admin_permissions, user(**READER), PASSED),
    (controls.no_admin_permissions, user(**ADMIN, permissions_boundary=LIMIT), PASSED),
    (controls.no_admin_permissions, user(**ADMIN), FAILED),
    (controls.no_admin_permissions, user(groups=(Group(**ADMIN),)), FAILED),
    (controls.no_admin_permissions, user(**ADMIN_WITH_MFA), WARNING),
    (controls.no_privilege_escalation, user(**READER), PASSED),
    (
        controls.no_privilege_escalation,
        user(attached_policies=(policy("iam:AttachUserPolicy"),)),
        FAILED,
    ),
    (
        controls.no_privilege_escalation,
        user(attached_policies=(policy("iam:PassRole"), policy("ec2:RunInstances"))),
        FAILED,
    ),
    (
        controls.no_privilege_escalation,
        user(attached_policies=(policy("iam:PutUserPolicy", Resource="arn:aws:iam::*:user/a*"),)),
        WARNING,
    ),
    (controls.password_recently_used, user(), PASSED),
    (controls.password_recently_used, user(password_created_at=days_ago(44)), PASSED),
    (controls.password_recently_used, user(password_created_at=days_ago(45)), FAILED),
    (
        controls.password_recently_used,
        user(password_created_at=days_ago(400), password_last_used_at=days_ago(44)),
        PASSED,
    ),
    (
        controls.password_recently_used,
        user(password_created_at=days_ago(400), password_last_used_at=days_ago(45)),
        FAILED,
    ),
    # The last sign-in was with an earlier password.
    (
        controls.password_recently_used,
        user(password_created_at=days_ago(3), password_last_used_at=days_ago(400)),
        PASSED,
    ),
    (controls.access_keys_recently_used, user(), PASSED),
    (controls.access_keys_recently_used, keys((400, 44)), PASSED),
    (controls.access_keys_recently_used, keys((44, None)), PASSED),
    (controls.access_keys_recently_used, keys((400, 400), active=False), PASSED),
    (controls.access_keys_recently_used, keys((400, 45)), FAILED),
    (controls.access_keys_recently_used, keys((45, None)), FAILED),
    (controls.access_keys_recently_used, keys((400, 1), (400, 100)), FAILED),
    (controls.access_keys_put_to_use, keys((6, None)), PASSED),
    (controls.access_keys_put_to_use, keys((400, 300)), PASSED),
    (controls.access_keys_put_to_use, keys((7, None), active=False), PASSED),
    (controls.access_keys_put_to_use, keys((7, None)), FAILED),
    (controls.access_keys_rotated, keys((90, 1)), PASSED),
    (controls.access_keys_rotated, keys((400, 1), active=False), PASSED),
    (controls.access_keys_rotated, keys((91, 1)), FAILED),
    (controls.access_keys_rotated, keys((1, 1), (91, 1)), FAILED),
    (controls.single_active_key, keys((1, 1)), PASSED),
    (controls.single_active_key, keys((1, 1), (2, 2), active=False), PASSED),
    (controls.single_active_key, keys((1, 1), (2, 2)), FAILED),
    (controls.no_attached_policies, user(**READER), PASSED),
    (controls.no_attached_policies, user(attached_policies=(policy("s3:GetObject"),)), FAILED),
    (controls.no_inline_policies, user(**READER), PASSED),
    (controls.no_inline_policies, user(inline_policies=(UserPolicy(name="p"),)), FAILED),
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


UNREAD_KEY = AccessKey(
    id="AKIAEXAMPLE",
    active=True,
    created_at=days_ago(400),
    unknown={"last_used_at": "AccessDenied on GetAccessKeyLastUsed"},
)


@pytest.mark.parametrize(
    ("control", "seen", "name"),
    [
        (controls.admin_mfa_enabled, user(unknown={"password_created_at": "no"}), "password"),
        (controls.admin_mfa_enabled, user(**PASSWORD, unknown={"mfa_devices": "no"}), "mfa"),
        (controls.admin_mfa_enabled, user(**PASSWORD, unknown={"groups": "no"}), "groups"),
        (controls.mfa_enabled, user(**PASSWORD, unknown={"mfa_devices": "no"}), "mfa_devices"),
        (controls.no_admin_permissions, user(unknown={"inline_policies": "no"}), "inline"),
        (
            controls.no_admin_permissions,
            user(groups=(Group(unknown={"attached_policies": "no"}),)),
            "attached_policies",
        ),
        (
            controls.no_admin_permissions,
            user(**ADMIN, unknown={"permissions_boundary": "no"}),
            "permissions_boundary",
        ),
        (controls.no_privilege_escalation, user(unknown={"attached_policies": "no"}), "attached"),
        (
            controls.password_recently_used,
            user(**PASSWORD, unknown={"password_last_used_at": "no"}),
            "password_last_used_at",
        ),
        (controls.access_keys_recently_used, user(unknown={"access_keys": "no"}), "access_keys"),
        (controls.access_keys_recently_used, user(access_keys=(UNREAD_KEY,)), "last_used_at"),
        (controls.access_keys_put_to_use, user(access_keys=(UNREAD_KEY,)), "last_used_at"),
        (controls.access_keys_rotated, user(unknown={"access_keys": "no"}), "access_keys"),
        (controls.single_active_key, user(unknown={"access_keys": "no"}), "access_keys"),
        (controls.no_attached_policies, user(unknown={"attached_policies": "no"}), "attached"),
        (controls.no_inline_policies, user(unknown={"inline_policies": "no"}), "inline_policies"),
    ],
)
def test_an_unknown_property_is_not_judged(control, seen, name):
    with pytest.raises(UnknownValue, match=name):
        control(seen)


def test_a_second_factor_settles_it_without_reading_any_policy():
    seen = user(**PASSWORD, **MFA, unknown={"groups": "AccessDenied on ListGroupsForUser"})
    assert controls.admin_mfa_enabled(seen).status is PASSED


def test_a_key_s_age_is_known_though_its_use_is_not():
    assert controls.access_keys_rotated(user(access_keys=(UNREAD_KEY,))).status is FAILED


def test_evidence_names_the_keys_and_dates_that_decided():
    seen = keys((400, 100), (400, None), (1, 1))
    assert controls.access_keys_recently_used(seen).evidence == {
        "unused": {"AKIAEXAMPLE0": "2026-02-21T12:00:00+00:00", "AKIAEXAMPLE1": "never"}
    }


def test_evidence_does_not_change_as_time_goes_by():
    seen = keys((400, 100))
    later = User(observed_at=NOW + timedelta(days=1), access_keys=seen.access_keys)
    for control in (controls.access_keys_recently_used, controls.access_keys_rotated):
        assert control(later) == control(seen)


def test_a_user_that_no_source_has_seen_has_no_age():
    with pytest.raises(UnknownValue, match="observed_at"):
        controls.password_recently_used(User(**PASSWORD))
