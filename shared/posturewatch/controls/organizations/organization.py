"""Controls of AWS::Organizations::Organization."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.organizations.organization import Organization


@control(
    "organizations-organization-all-features-enabled",
    title="The organization should have all features enabled",
    severity=Severity.MEDIUM,
    remediation="Enable them in the management account: `aws organizations enable-all-features`.",
)
def all_features_enabled(organization: Organization) -> Verdict:
    """With consolidated billing alone, accounts share a bill, and no bounds that hold for all."""
    if organization.feature_set == "ALL":
        return passed("All features are enabled.", features=organization.feature_set)
    return failed("Not all features are enabled.", features=organization.feature_set or None)


@control(
    "organizations-organization-control-policies-enabled",
    title="The organization should have service control policies enabled",
    severity=Severity.MEDIUM,
    remediation="Enable them: `aws organizations enable-policy-type --root-id ROOT --policy-type "
    "SERVICE_CONTROL_POLICY`.",
)
def control_policies_enabled(organization: Organization) -> Verdict:
    """Only such a policy bounds what even the administrators of an account may do."""
    types = organization.policy_types
    if "SERVICE_CONTROL_POLICY" in types:
        return passed("Service control policies are enabled.", types=types)
    return failed("Service control policies are not enabled.", types=types)


@control(
    "organizations-organization-control-policies-attached",
    title="The organization should bound its accounts by service control policies of its own",
    severity=Severity.MEDIUM,
    remediation="Write one that denies what no account needs, and attach it: `aws organizations "
    "attach-policy --policy-id POLICY --target-id UNIT`.",
)
def control_policies_attached(organization: Organization) -> Verdict:
    """The policy that AWS attaches allows everything: enabled, and bounding nothing."""
    attached = [policy.name for policy in organization.control_policies if policy.targets]
    if attached:
        return passed("Policies of its own are attached.", policies=attached)
    return failed("No policy of its own is attached.", policies=[])


@control(
    "organizations-organization-administrators-delegated",
    title="The organization should delegate services to accounts that were chosen for it",
    severity=Severity.LOW,
    remediation="Delegate them: `aws organizations register-delegated-administrator --account-id "
    "ACCOUNT --service-principal guardduty.amazonaws.com`.",
)
def administrators_delegated(organization: Organization) -> Verdict:
    """No policy bounds the management account: whoever works in it can do anything anywhere."""
    accounts = organization.delegated_administrators
    if accounts:
        return passed("Other accounts administer services.", accounts=accounts)
    return failed("The management account administers every service.", accounts=())


@control(
    "organizations-organization-administration-delegated",
    title="The organization should be administered from another than its management account",
    severity=Severity.LOW,
    remediation="Allow it by a policy: `aws organizations put-resource-policy --content "
    "file://delegation.json`.",
)
def administration_delegated(organization: Organization) -> Verdict:
    """Who only reads accounts or writes policies needs no access to the most powerful account."""
    if organization.delegates_itself:
        return passed("A policy delegates the administration.", policy=True)
    return failed("No policy delegates the administration.", policy=False)


@control(
    "organizations-organization-root-access-centralized",
    title="The organization should manage the root users of its accounts in one place",
    severity=Severity.MEDIUM,
    remediation="Centralize it: `aws iam enable-organizations-root-credentials-management`, and "
    "delete the passwords and keys of root users in member accounts.",
)
def root_access_centralized(organization: Organization) -> Verdict:
    """A root user without credentials cannot be stolen; without this each account keeps its own."""
    features = organization.root_features
    if "RootCredentialsManagement" in features:
        return passed("Root users are managed in one place.", features=features)
    return failed("Each account manages its own root user.", features=features)


@control(
    "organizations-organization-ai-services-opted-out",
    title="Content of the account should be kept from the training of AWS's AI services",
    severity=Severity.LOW,
    remediation="Attach a policy of the type `AISERVICES_OPT_OUT_POLICY` to the root, whose "
    "`opt_out_policy` for `default` is `optOut`.",
)
def ai_services_opted_out(organization: Organization) -> Verdict:
    """Some AI services keep what they are given, in other regions too, unless one opts out."""
    if organization.ai_services == "optOut":
        return passed("The account has opted out.", ai_services="optOut")
    return failed("The account has not opted out.", ai_services=organization.ai_services or None)
