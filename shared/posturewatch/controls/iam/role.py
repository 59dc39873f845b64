"""Controls of AWS::IAM::Role.

Roles below `/aws-service-role/` are AWS's own: nobody else can change what they may do or who takes
them on, so their rights are not judged.
"""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer, any_of
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.iam.inline import names_of
from posturewatch.resources.iam.permissions import DECRYPTING, attached_of_aws
from posturewatch.resources.iam.role import Role

MOST_DAYS_UNUSED = 90


@control(
    "iam-role-not-open-to-anyone",
    title="IAM roles should not let just anyone take them on",
    severity=Severity.CRITICAL,
    remediation="Name the accounts, roles or services in the trust policy; for an identity "
    "provider such as GitHub, fix the organization and the repository in a condition on `sub`: "
    "`aws iam update-assume-role-policy`.",
)
def not_open_to_anyone(role: Role) -> Verdict:
    """Whoever takes the role on has its rights, and that may be any customer of AWS or GitHub."""
    return verdict(
        ~role.trust.trusts_anyone(role.key.account),
        good_reason="The trust policy names who may take the role on.",
        bad_reason="Anyone may take the role on.",
        open_to_anyone=role.trust.trusts_anyone(role.key.account),
    )


@control(
    "iam-role-external-accounts-confined",
    title="IAM roles that other accounts take on should ask for an external id",
    severity=Severity.MEDIUM,
    remediation="Add the condition `sts:ExternalId` to the trust policy for a supplier, or "
    "`aws:PrincipalOrgID` for accounts of your own organization: `aws iam "
    "update-assume-role-policy`.",
)
def external_accounts_confined(role: Role) -> Verdict:
    """Another customer of the same supplier could otherwise have it act on this account."""
    accounts = role.unconfined_accounts
    return verdict(
        not accounts,
        good_reason="No other account gets in without further conditions.",
        bad_reason="Other accounts take the role on without external id, organization or MFA.",
        accounts=[each.account for each in accounts],
        principals=[name for each in accounts for name in each.principals],
    )


@control(
    "iam-role-services-confined",
    title="IAM roles should let AWS services act for this account only",
    severity=Severity.MEDIUM,
    remediation="Add the condition `aws:SourceAccount` with this account's id to the trust policy: "
    "`aws iam update-assume-role-policy`.",
)
def services_confined(role: Role) -> Verdict:
    """A service acts for many customers, and one of them could have it use somebody else's role."""
    if role.is_service_linked:
        return passed("The role is AWS's own.", path=role.path)
    return verdict(
        not role.confusable_services,
        good_reason="The services that say for whom they act may do so for known accounts only.",
        bad_reason="Services take the role on for whomever they act.",
        services=role.confusable_services,
    )


@control(
    "iam-role-no-admin-permissions",
    title="IAM roles should not be allowed to do everything",
    severity=Severity.CRITICAL,
    remediation="Replace the policy by one with the actions that the role needs; Access Analyzer "
    "writes it from CloudTrail (`aws accessanalyzer start-policy-generation`). Accept the few "
    "roles that administer the account with an exception.",
)
def no_admin_permissions(role: Role) -> Verdict:
    """Any flaw in what uses the role, or any thief of its session, then owns the whole account."""
    if role.is_service_linked:
        return passed("The role is AWS's own.", path=role.path)
    return verdict(
        ~role.permissions.admin,
        good_reason="The role's policies do not allow everything.",
        bad_reason=f"The role may do everything on everything. {role.known_purpose}".rstrip(),
        admin=role.permissions.admin,
        attached=[policy.arn for policy in role.attached_policies],
        inline=names_of(role.inline_policies),
    )


@control(
    "iam-role-no-service-wildcards",
    title="IAM roles should not be allowed everything in a service",
    severity=Severity.HIGH,
    remediation="Name the actions and the resources that the role needs instead of `service:*` on "
    "`*`; `aws iam generate-service-last-accessed-details` says which it used.",
)
def no_service_wildcards(role: Role) -> Verdict:
    """The role needs a few actions, and a thief of its session gets to use all the others."""
    if role.is_service_linked:
        return passed("The role is AWS's own.", path=role.path)
    services = role.permissions.service_wildcards
    return verdict(
        not services,
        good_reason="The role is not allowed everything in any service.",
        bad_reason="The role is allowed everything in a service, on every resource.",
        services=services,
    )


@control(
    "iam-role-no-privilege-escalation",
    title="IAM roles should not be able to give themselves more rights",
    severity=Severity.HIGH,
    remediation="Restrict the actions in the evidence to named resources, or set a permissions "
    "boundary: `aws iam put-role-permissions-boundary`.",
)
def no_privilege_escalation(role: Role) -> Verdict:
    """A role that may write policies or pass roles freely is an administrator in all but name."""
    if role.is_service_linked:
        return passed("The role is AWS's own.", path=role.path)
    ways = role.permissions.escalations
    return verdict(
        ~any_of(way.certainty for way in ways),
        good_reason="No known way leads from the role's rights to more.",
        bad_reason="The role can give itself more rights.",
        certain=[way.name for way in ways if way.certainty is Answer.YES],
        possible=[way.name for way in ways if way.certainty is Answer.MAYBE],
    )


@control(
    "iam-role-recently-used",
    title="IAM roles that are no longer used should be removed",
    severity=Severity.MEDIUM,
    remediation="Delete the role, or switch it off first with a trust policy that names nobody: "
    "`aws iam delete-role`.",
)
def recently_used(role: Role) -> Verdict:
    """Rights that nobody uses serve only those who find them."""
    if role.is_service_linked:
        return passed("The role is AWS's own.", path=role.path)
    return verdict(
        role.age_in_days(role.last_active_at) < MOST_DAYS_UNUSED,
        good_reason=f"The role was made or used in the last {MOST_DAYS_UNUSED} days.",
        bad_reason=f"The role has not been used for {MOST_DAYS_UNUSED} days or more.",
        last_used_at=role.last_used_at,
        created_at=role.created_at,
    )


@control(
    "iam-role-administrator-access-detached",
    title="IAM roles should not have AWS's policy AdministratorAccess",
    severity=Severity.MEDIUM,
    remediation="Detach it (`aws iam detach-role-policy`) and attach a policy with the actions "
    "that the role needs. Accept the few roles that administer the account with an exception.",
)
def administrator_access_detached(role: Role) -> Verdict:
    """It is made for people who administer an account, and attached where nobody asks further."""
    attached = attached_of_aws(role.attached_policies, "AdministratorAccess")
    return verdict(
        not attached,
        good_reason="AdministratorAccess is not attached to the role.",
        bad_reason=f"AdministratorAccess is attached to the role. {role.known_purpose}".rstrip(),
        attached=attached,
    )


@control(
    "iam-role-cloud-shell-access-confined",
    title="IAM roles should not have AWS's policy AWSCloudShellFullAccess",
    severity=Severity.MEDIUM,
    remediation="Detach it (`aws iam detach-role-policy`) and allow CloudShell without "
    "`cloudshell:GetFileDownloadUrls` and `cloudshell:GetFileUploadUrls` instead.",
)
def cloud_shell_access_confined(role: Role) -> Verdict:
    """Files leave through CloudShell's downloads, past every network that is watched."""
    attached = attached_of_aws(role.attached_policies, "AWSCloudShellFullAccess")
    return verdict(
        not attached,
        good_reason="AWSCloudShellFullAccess is not attached to the role.",
        bad_reason="AWSCloudShellFullAccess is attached to the role.",
        attached=attached,
    )


@control(
    "iam-role-pass-role-confined",
    title="IAM roles should say which roles they pass to services",
    severity=Severity.MEDIUM,
    remediation="Name the roles in the inline policy's `Resource` and the service in a condition "
    "on `iam:PassedToService`: `aws iam put-role-policy`.",
)
def pass_role_confined(role: Role) -> Verdict:
    """A service does whatever a passed role may do, so any role means the rights of all of them."""
    free = [each for each in role.inline_policies if each.document.unconfined("iam:PassRole")]
    return verdict(
        not free,
        good_reason="No inline policy lets the role pass every role to every service.",
        bad_reason="Inline policies let the role pass every role to every service.",
        policies=names_of(free),
    )


@control(
    "iam-role-decryption-confined",
    title="IAM roles should not decrypt with every KMS key by an inline policy",
    severity=Severity.MEDIUM,
    remediation="Name the keys in the inline policy's `Resource`, or the service in a condition "
    "on `kms:ViaService`: `aws iam put-role-policy`.",
)
def decryption_confined(role: Role) -> Verdict:
    """Encryption keeps data from those without the key, and here one role has all the keys."""
    free = [each for each in role.inline_policies if each.document.unconfined(*DECRYPTING)]
    return verdict(
        not free,
        good_reason="No inline policy allows decryption with every key.",
        bad_reason="Inline policies allow decryption with every key.",
        policies=names_of(free),
    )


@control(
    "iam-role-not-action-avoided",
    title="IAM roles' policies should name the actions that they allow, not all others",
    severity=Severity.MEDIUM,
    remediation="Write `Action` with what is needed for `NotAction` beside `Allow`, and forbid the "
    "rest by `Deny`: `aws iam put-role-policy`.",
)
def not_action_avoided(role: Role) -> Verdict:
    """Whatever AWS invents tomorrow is then allowed too, in every service nobody thought of."""
    return _named(role, "NotAction")


@control(
    "iam-role-not-resource-avoided",
    title="IAM roles' policies should name the resources that they allow, not all others",
    severity=Severity.MEDIUM,
    remediation="Write `Resource` with what is needed for `NotResource` beside `Allow`, and forbid "
    "the rest by `Deny`: `aws iam put-role-policy`.",
)
def not_resource_avoided(role: Role) -> Verdict:
    """All that is made later is then allowed too, whatever is kept in it."""
    return _named(role, "NotResource")


def _named(role: Role, word: str) -> Verdict:
    """Judge whether the inline policies allow all but something."""
    found = [each for each in role.inline_policies if word in each.inversions]
    if found:
        return failed(f"Inline policies allow with {word}.", policies=names_of(found))
    return passed(f"No inline policy allows with {word}.", policies=[])


@control(
    "iam-role-not-principal-avoided",
    title="IAM roles' trust policies should name who may take them on, not who may not",
    severity=Severity.HIGH,
    remediation="Write `Principal` with those who may take the role on for `NotPrincipal` beside "
    "`Allow`: `aws iam update-assume-role-policy`.",
)
def not_principal_avoided(role: Role) -> Verdict:
    """All the rest of the world is let in, and only the few that are named are kept out."""
    return verdict(
        "NotPrincipal" not in role.trust_inversions,
        good_reason="The trust policy does not allow with NotPrincipal.",
        bad_reason="The trust policy allows everybody but those that it names.",
        words=role.trust_inversions,
    )


@control(
    "iam-role-owner-tagged",
    title="IAM roles should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the role with `owner` or `team`: `aws iam tag-role`.",
)
def owner_tagged(role: Role) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if role.owner or role.is_service_linked:
        return passed("A tag names the owner, or the role is AWS's own.", owner=role.owner or None)
    return failed("No tag names the owner.", tags=sorted(role.tags))
