"""Controls of AWS::IAM::Group."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer, any_of
from posturewatch.domain.verdict import Verdict, verdict
from posturewatch.resources.iam.group import Group
from posturewatch.resources.iam.inline import names_of
from posturewatch.resources.iam.permissions import DECRYPTING, attached_of_aws


@control(
    "iam-group-no-admin-permissions",
    title="IAM groups should not be allowed to do everything",
    severity=Severity.HIGH,
    remediation="Take the policy away (`aws iam detach-group-policy`) and give administrators a "
    "role that they take on with a second factor.",
)
def no_admin_permissions(group: Group) -> Verdict:
    """Whoever is added to the group owns the account from then on, with keys that never expire."""
    return verdict(
        ~group.permissions.admin,
        good_reason="The group's policies do not allow everything.",
        bad_reason="The group may do everything on everything.",
        admin=group.permissions.admin,
        members=len(group.members) if group.knows("members") else None,
    )


@control(
    "iam-group-no-service-wildcards",
    title="IAM groups should not be allowed everything in a service",
    severity=Severity.MEDIUM,
    remediation="Name the actions and the resources that the group needs instead of `service:*` "
    "on `*`: `aws iam put-group-policy`.",
)
def no_service_wildcards(group: Group) -> Verdict:
    """Everything in a service includes deleting its data and opening it to strangers."""
    services = group.permissions.service_wildcards
    return verdict(
        not services,
        good_reason="The group is not allowed everything in any service.",
        bad_reason="The group is allowed everything in a service, on every resource.",
        services=services,
    )


@control(
    "iam-group-no-privilege-escalation",
    title="IAM groups should not let their members give themselves more rights",
    severity=Severity.HIGH,
    remediation="Restrict the actions in the evidence to named resources; for `iam:PassRole`, name "
    "the roles and the service (`iam:PassedToService`).",
)
def no_privilege_escalation(group: Group) -> Verdict:
    """Who may write policies or pass roles freely is an administrator in all but name."""
    ways = group.permissions.escalations
    return verdict(
        ~any_of(way.certainty for way in ways),
        good_reason="No known way leads from the group's rights to more.",
        bad_reason="Members of the group can get more rights.",
        certain=[way.name for way in ways if way.certainty is Answer.YES],
        possible=[way.name for way in ways if way.certainty is Answer.MAYBE],
    )


@control(
    "iam-group-has-members",
    title="IAM groups without members should be removed",
    severity=Severity.LOW,
    remediation="Delete the group with its policies: `aws iam delete-group`.",
)
def has_members(group: Group) -> Verdict:
    """Rights of a forgotten group are given away by whoever adds somebody by mistake."""
    return verdict(
        bool(group.members),
        good_reason="The group has members.",
        bad_reason="Nobody is in the group.",
        members=len(group.members),
    )


@control(
    "iam-group-no-inline-policies",
    title="IAM groups should not have policies of their own",
    severity=Severity.LOW,
    remediation="Move the policy to a managed policy, attach that (`aws iam attach-group-policy`), "
    "and delete it from the group.",
)
def no_inline_policies(group: Group) -> Verdict:
    """A policy inside a group has no versions to go back to, and no review of policies shows it."""
    return verdict(
        not group.inline_policies,
        good_reason="No policy is part of the group.",
        bad_reason="Policies are part of the group.",
        inline=names_of(group.inline_policies),
    )


@control(
    "iam-group-cloud-shell-access-confined",
    title="IAM groups should not have AWS's policy AWSCloudShellFullAccess",
    severity=Severity.MEDIUM,
    remediation="Detach it (`aws iam detach-group-policy`) and allow CloudShell without "
    "`cloudshell:GetFileDownloadUrls` and `cloudshell:GetFileUploadUrls` instead.",
)
def cloud_shell_access_confined(group: Group) -> Verdict:
    """Files leave through CloudShell's downloads, past every network that is watched."""
    attached = attached_of_aws(group.attached_policies, "AWSCloudShellFullAccess")
    return verdict(
        not attached,
        good_reason="AWSCloudShellFullAccess is not attached to the group.",
        bad_reason="AWSCloudShellFullAccess is attached to the group.",
        attached=attached,
    )


@control(
    "iam-group-decryption-confined",
    title="IAM groups should not decrypt with every KMS key by an inline policy",
    severity=Severity.MEDIUM,
    remediation="Name the keys in the inline policy's `Resource`: `aws iam put-group-policy`.",
)
def decryption_confined(group: Group) -> Verdict:
    """Encryption keeps data from those without the key, and here each member has all the keys."""
    free = [each for each in group.inline_policies if each.document.unconfined(*DECRYPTING)]
    return verdict(
        not free,
        good_reason="No inline policy allows decryption with every key.",
        bad_reason="Inline policies allow decryption with every key.",
        policies=names_of(free),
    )
