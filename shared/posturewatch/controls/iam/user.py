"""Controls of AWS::IAM::User."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.fields import PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.policy import Answer, any_of
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.iam.inline import names_of
from posturewatch.resources.iam.permissions import DECRYPTING, attached_of_aws
from posturewatch.resources.iam.user import User

MOST_DAYS_UNUSED = 45
"""CIS AWS Foundations Benchmark: credentials unused for 45 days or more are removed."""

MOST_DAYS_OF_A_KEY = 90
"""CIS AWS Foundations Benchmark: access keys are rotated every 90 days or less."""

DAYS_TO_START_USING = 7


@control(
    "iam-user-admin-mfa-enabled",
    title="IAM users who are administrators should have a second factor to sign in",
    severity=Severity.HIGH,
    remediation="Register a security key or an authenticator app for the user (`aws iam "
    "enable-mfa-device`), or take its password away (`aws iam delete-login-profile`).",
)
def admin_mfa_enabled(user: User) -> Verdict:
    """With a guessed or stolen password alone, a stranger would own the whole account."""
    if not user.console_access:
        return passed("The user has no password to sign in with.", console_access=False)
    if user.mfa_devices:
        return passed("The user has a second factor.", mfa_devices=user.mfa_devices)
    return verdict(
        ~user.admin,
        good_reason="The user is no administrator.",
        bad_reason="The user is an administrator and signs in with a password alone.",
        admin=user.admin,
        mfa_devices=[],
    )


@control(
    "iam-user-mfa-enabled",
    title="IAM users with a password should have a second factor to sign in",
    severity=Severity.MEDIUM,
    remediation="Register a security key or an authenticator app for the user: `aws iam "
    "enable-mfa-device`.",
)
def mfa_enabled(user: User) -> Verdict:
    """Passwords are guessed, reused and phished; a second factor stops almost all of that."""
    if not user.console_access:
        return passed("The user has no password to sign in with.", console_access=False)
    if user.mfa_devices:
        return passed("The user has a second factor.", mfa_devices=user.mfa_devices)
    return failed("The user signs in with a password alone.", mfa_devices=[])


@control(
    "iam-user-no-admin-permissions",
    title="IAM users should not be allowed to do everything",
    severity=Severity.CRITICAL,
    remediation="Take the policy away (`aws iam detach-user-policy`, or leave the group that "
    "carries it) and give administrators a role that they take on with a second factor.",
)
def no_admin_permissions(user: User) -> Verdict:
    """A user's credentials do not expire, so a leaked key gives everything away for good."""
    return verdict(
        ~user.admin,
        good_reason="The user's policies do not allow everything.",
        bad_reason="The user may do everything on everything.",
        admin=user.admin,
        attached=[policy.arn for policy in user.attached_policies],
        inline=names_of(user.inline_policies),
        groups=[group.name for group in user.groups],
    )


@control(
    "iam-user-no-privilege-escalation",
    title="IAM users should not be able to give themselves more rights",
    severity=Severity.HIGH,
    remediation="Restrict the actions in the evidence to named resources, or set a permissions "
    "boundary: `aws iam put-user-permissions-boundary`.",
)
def no_privilege_escalation(user: User) -> Verdict:
    """Who may write policies or pass roles freely is an administrator in all but name."""
    ways = user.permissions.escalations
    return verdict(
        ~any_of(way.certainty for way in ways),
        good_reason="No known way leads from the user's rights to more.",
        bad_reason="The user can give itself more rights.",
        certain=[way.name for way in ways if way.certainty is Answer.YES],
        possible=[way.name for way in ways if way.certainty is Answer.MAYBE],
    )


@control(
    "iam-user-password-recently-used",
    title="IAM users' passwords that are no longer used should be removed",
    severity=Severity.MEDIUM,
    remediation="Take the password away: `aws iam delete-login-profile --user-name NAME`.",
)
def password_recently_used(user: User) -> Verdict:
    """Nobody notices when a forgotten password is used by somebody else."""
    active_at = user.password_last_active_at
    if active_at is None:
        return passed("The user has no password, or gets a new one.", password_created_at=None)
    return verdict(
        user.age_in_days(active_at) < MOST_DAYS_UNUSED,
        good_reason=f"The password was made or used in the last {MOST_DAYS_UNUSED} days.",
        bad_reason=f"The password has not been used for {MOST_DAYS_UNUSED} days or more.",
        last_used_at=user.password_last_used_at,
        created_at=user.password_created_at,
    )


@control(
    "iam-user-access-keys-recently-used",
    title="IAM users' access keys that are no longer used should be removed",
    severity=Severity.MEDIUM,
    remediation="Switch the key off, and delete it once nothing misses it: `aws iam "
    "update-access-key --status Inactive`, then `aws iam delete-access-key`.",
)
def access_keys_recently_used(user: User) -> Verdict:
    """A forgotten key still opens the account from wherever it was left lying about."""
    stale = [
        key for key in user.active_keys if user.age_in_days(key.last_active_at) >= MOST_DAYS_UNUSED
    ]
    return verdict(
        not stale,
        good_reason=f"No active access key has been unused for {MOST_DAYS_UNUSED} days.",
        bad_reason=f"Access keys have not been used for {MOST_DAYS_UNUSED} days or more.",
        unused={key.id: key.last_used_at or "never" for key in stale},
    )


@control(
    "iam-user-access-keys-put-to-use",
    title="IAM users should not have access keys that were never used",
    severity=Severity.LOW,
    remediation="Delete the key: `aws iam delete-access-key`.",
)
def access_keys_put_to_use(user: User) -> Verdict:
    """A key that was made just in case is a risk without a use."""
    idle = [
        key
        for key in user.active_keys
        if key.last_used_at is None and user.age_in_days(key.last_active_at) >= DAYS_TO_START_USING
    ]
    return verdict(
        not idle,
        good_reason="Every active access key has been used, or is new.",
        bad_reason=f"Access keys older than {DAYS_TO_START_USING} days have never been used.",
        never_used=[key.id for key in idle],
    )


@control(
    "iam-user-access-keys-rotated",
    title="IAM users' access keys should be rotated every 90 days",
    severity=Severity.MEDIUM,
    remediation="Make a new key, move the programs over, and delete the old one: `aws iam "
    "create-access-key`. Better, let them take on a role, whose credentials expire by themselves.",
)
def access_keys_rotated(user: User) -> Verdict:
    """The longer a key lives, the more copies of it exist that nobody remembers."""
    old = [
        key
        for key in user.active_keys
        if key.created_at and user.age_in_days(key.created_at) > MOST_DAYS_OF_A_KEY
    ]
    return verdict(
        not old,
        good_reason=f"No active access key is older than {MOST_DAYS_OF_A_KEY} days.",
        bad_reason=f"Active access keys are older than {MOST_DAYS_OF_A_KEY} days.",
        created_at={key.id: key.created_at for key in old},
    )


@control(
    "iam-user-single-active-key",
    title="IAM users should have one active access key at most",
    severity=Severity.LOW,
    remediation="Finish the rotation: switch the older key off with `aws iam update-access-key "
    "--status Inactive` and delete it.",
)
def single_active_key(user: User) -> Verdict:
    """Two keys are meant for the hours of a rotation; a second one that stays is one too many."""
    keys = [key.id for key in user.active_keys]
    return verdict(
        len(keys) < 2,
        good_reason="The user has one active access key at most.",
        bad_reason="The user has two active access keys.",
        active_keys=keys,
    )


@control(
    "iam-user-no-attached-policies",
    title="IAM users should get their rights from groups, not from policies attached to them",
    severity=Severity.LOW,
    remediation="Attach the policy to a group (`aws iam attach-group-policy`), add the user to it, "
    "and detach the policy from the user.",
)
def no_attached_policies(user: User) -> Verdict:
    """Rights that hang on single users outlive the job that they were given for."""
    return verdict(
        not user.attached_policies,
        good_reason="No managed policy is attached to the user itself.",
        bad_reason="Managed policies are attached to the user itself.",
        attached=[policy.arn for policy in user.attached_policies],
    )


@control(
    "iam-user-no-inline-policies",
    title="IAM users should not have policies of their own",
    severity=Severity.LOW,
    remediation="Move the policy to a managed policy of a group and delete it from the user: "
    "`aws iam delete-user-policy`.",
)
def no_inline_policies(user: User) -> Verdict:
    """A policy inside a user is seen by nobody who reviews the account's policies."""
    return verdict(
        not user.inline_policies,
        good_reason="No policy is part of the user.",
        bad_reason="Policies are part of the user.",
        inline=names_of(user.inline_policies),
    )


@control(
    "iam-user-in-a-group",
    title="IAM users should be in a group",
    severity=Severity.LOW,
    remediation="Add the user to the group of its job: `aws iam add-user-to-group`.",
)
def in_a_group(user: User) -> Verdict:
    """Rights by job are given and taken in one place, when people come, move on and leave."""
    names = [group.name for group in user.groups]
    return verdict(
        bool(names),
        good_reason="The user is in a group.",
        bad_reason="The user is in no group.",
        groups=names,
    )


@control(
    "iam-user-cloud-shell-access-confined",
    title="IAM users should not have AWS's policy AWSCloudShellFullAccess",
    severity=Severity.MEDIUM,
    remediation="Detach it (`aws iam detach-user-policy`) and allow CloudShell without "
    "`cloudshell:GetFileDownloadUrls` and `cloudshell:GetFileUploadUrls` instead.",
)
def cloud_shell_access_confined(user: User) -> Verdict:
    """Files leave through CloudShell's downloads, past every network that is watched."""
    attached = attached_of_aws(user.attached_policies, "AWSCloudShellFullAccess")
    return verdict(
        not attached,
        good_reason="AWSCloudShellFullAccess is not attached to the user.",
        bad_reason="AWSCloudShellFullAccess is attached to the user.",
        attached=attached,
    )


@control(
    "iam-user-decryption-confined",
    title="IAM users should not decrypt with every KMS key by an inline policy",
    severity=Severity.MEDIUM,
    remediation="Name the keys in the inline policy's `Resource`: `aws iam put-user-policy`.",
)
def decryption_confined(user: User) -> Verdict:
    """Encryption keeps data from those without the key, and here one user has all the keys."""
    free = [each for each in user.inline_policies if each.document.unconfined(*DECRYPTING)]
    return verdict(
        not free,
        good_reason="No inline policy allows decryption with every key.",
        bad_reason="Inline policies allow decryption with every key.",
        policies=names_of(free),
    )


@control(
    "iam-user-password-not-written",
    title="IAM users' passwords should not be written in templates",
    severity=Severity.HIGH,
    remediation="Take `LoginProfile` out of the template, or refer to a secret in it "
    "(`{{resolve:secretsmanager:NAME}}`); then have the user change the password.",
)
def password_not_written(user: User) -> Verdict:
    """Whoever reads the template or the repository can sign in as the user."""
    held = user.password_held
    return verdict(
        held not in (PLAIN_TEXT, SHOWN_PARAMETER),
        good_reason="No template holds the password.",
        bad_reason=f"The password is a {held}, for every reader to see.",
        held=held or None,
    )
