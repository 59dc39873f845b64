"""Controls of AWS::IAM::ManagedPolicy."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer, any_of
from posturewatch.domain.verdict import Verdict, passed, verdict
from posturewatch.resources.iam.managed_policy import ManagedPolicy
from posturewatch.resources.iam.permissions import DECRYPTING


@control(
    "iam-managed-policy-no-admin-permissions",
    title="IAM policies should not allow everything",
    severity=Severity.CRITICAL,
    remediation="Replace the policy's default version by one that names the actions and resources "
    "that are needed: `aws iam create-policy-version --set-as-default`.",
)
def no_admin_permissions(policy: ManagedPolicy) -> Verdict:
    """Whoever gets the policy becomes an administrator, whatever the policy's name says."""
    return verdict(
        ~policy.document.grants_admin(),
        good_reason="The policy does not allow everything.",
        bad_reason="The policy allows everything on everything.",
        admin=policy.document.grants_admin(),
        attachments=policy.known_attachments,
    )


@control(
    "iam-managed-policy-no-service-wildcards",
    title="IAM policies should not allow everything in a service",
    severity=Severity.HIGH,
    remediation="Name the actions and the resources instead of `service:*` on `*`: `aws iam "
    "create-policy-version --set-as-default`.",
)
def no_service_wildcards(policy: ManagedPolicy) -> Verdict:
    """Everything in a service includes deleting its data and opening it to strangers."""
    services = policy.document.service_wildcards()
    return verdict(
        not services,
        good_reason="The policy does not allow everything in any service.",
        bad_reason="The policy allows everything in a service, on every resource.",
        services=services,
        attachments=policy.known_attachments,
    )


@control(
    "iam-managed-policy-no-privilege-escalation",
    title="IAM policies should not let their holders give themselves more rights",
    severity=Severity.HIGH,
    remediation="Restrict the actions in the evidence to named resources; for `iam:PassRole`, name "
    "the roles and the service (`iam:PassedToService`).",
)
def no_privilege_escalation(policy: ManagedPolicy) -> Verdict:
    """Who may write policies or pass roles freely is an administrator in all but name."""
    ways = policy.document.escalations()
    return verdict(
        ~any_of(way.certainty for way in ways),
        good_reason="No known way leads from the policy's rights to more.",
        bad_reason="Who has the policy can get more rights.",
        certain=[way.name for way in ways if way.certainty is Answer.YES],
        possible=[way.name for way in ways if way.certainty is Answer.MAYBE],
        attachments=policy.known_attachments,
    )


@control(
    "iam-managed-policy-in-use",
    title="IAM policies that nobody has should be removed",
    severity=Severity.INFORMATIONAL,
    remediation="Delete the policy: `aws iam delete-policy --policy-arn ARN`.",
)
def in_use(policy: ManagedPolicy) -> Verdict:
    """A forgotten policy is attached one day without anybody having read it."""
    if policy.attachments:
        return passed("The policy is attached.", attachments=policy.attachments)
    return verdict(
        policy.boundary_uses > 0,
        good_reason="The policy is a permissions boundary.",
        bad_reason="No user, group or role has the policy.",
        attachments=0,
        boundary_uses=policy.boundary_uses,
    )


@control(
    "iam-managed-policy-pass-role-confined",
    title="IAM policies should say which roles may be passed to services",
    severity=Severity.MEDIUM,
    remediation="Name the roles in `Resource` and the service in a condition on "
    "`iam:PassedToService`: `aws iam create-policy-version --set-as-default`.",
)
def pass_role_confined(policy: ManagedPolicy) -> Verdict:
    """A service does whatever a passed role may do, so any role means the rights of all of them."""
    free = policy.document.unconfined("iam:PassRole")
    return verdict(
        not free,
        good_reason="The policy does not let every role be passed to every service.",
        bad_reason="The policy lets every role be passed to every service.",
        actions=free,
    )


@control(
    "iam-managed-policy-decryption-confined",
    title="IAM policies should not allow decryption with every KMS key",
    severity=Severity.MEDIUM,
    remediation="Name the keys in `Resource`, or the service in a condition on `kms:ViaService`: "
    "`aws iam create-policy-version --set-as-default`.",
)
def decryption_confined(policy: ManagedPolicy) -> Verdict:
    """Encryption keeps data from those without the key, and here one policy has all the keys."""
    free = policy.document.unconfined(*DECRYPTING)
    return verdict(
        not free,
        good_reason="The policy does not allow decryption with every key.",
        bad_reason="The policy allows decryption with every key.",
        actions=free,
    )


@control(
    "iam-managed-policy-not-action-avoided",
    title="IAM policies should name the actions that they allow, not all others",
    severity=Severity.MEDIUM,
    remediation="Write `Action` with what is needed for `NotAction` beside `Allow`, and forbid the "
    "rest by `Deny`: `aws iam create-policy-version --set-as-default`.",
)
def not_action_avoided(policy: ManagedPolicy) -> Verdict:
    """Whatever AWS invents tomorrow is then allowed too, in every service nobody thought of."""
    return verdict(
        "NotAction" not in policy.inversions,
        good_reason="The policy does not allow with NotAction.",
        bad_reason="The policy allows all actions but those that it names.",
        words=policy.inversions,
    )


@control(
    "iam-managed-policy-not-resource-avoided",
    title="IAM policies should name the resources that they allow, not all others",
    severity=Severity.MEDIUM,
    remediation="Write `Resource` with what is needed for `NotResource` beside `Allow`, and forbid "
    "the rest by `Deny`: `aws iam create-policy-version --set-as-default`.",
)
def not_resource_avoided(policy: ManagedPolicy) -> Verdict:
    """All that is made later is then allowed too, whatever is kept in it."""
    return verdict(
        "NotResource" not in policy.inversions,
        good_reason="The policy does not allow with NotResource.",
        bad_reason="The policy allows all resources but those that it names.",
        words=policy.inversions,
    )
