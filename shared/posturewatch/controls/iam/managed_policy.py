"""Controls of AWS::IAM::ManagedPolicy."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer, any_of
from posturewatch.domain.verdict import Verdict, passed, verdict
from posturewatch.resources.iam.managed_policy import ManagedPolicy


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
        attachments=policy.attachments,
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
        attachments=policy.attachments,
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
        attachments=policy.attachments,
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
