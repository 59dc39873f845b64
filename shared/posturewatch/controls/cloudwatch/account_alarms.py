"""Controls of AWS::CloudWatch::AccountAlarms."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.cloudwatch.account_alarms import AccountAlarms


def _told(account: AccountAlarms, subject: str) -> Verdict:
    """Return the verdict on whether somebody is told of a subject."""
    untold = account.untold(subject)
    if untold:
        return failed(f"Nobody is told of {subject}.", calls=untold)
    return passed(f"Somebody is told of {subject}.", calls=())


def _filter(pattern: str) -> str:
    """Return what to do about a subject that nobody is told of."""
    return (
        "Count it on the log group of a trail of all regions, with an alarm whose topic somebody "
        f"is subscribed to: `aws logs put-metric-filter --filter-pattern '{pattern}'`. The finding "
        "names the calls that are still to be counted."
    )


@control(
    "cloudwatch-account-alarms-refused-calls",
    title="Somebody should be told of calls that were refused",
    severity=Severity.LOW,
    remediation=_filter(
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    ),
)
def refused_calls(account: AccountAlarms) -> Verdict:
    """Who tries what a stolen key may do is refused again and again before something works."""
    return _told(account, "refused calls")


@control(
    "cloudwatch-account-alarms-sign-ins-without-mfa",
    title="Somebody should be told of sign-ins to the console without a second factor",
    severity=Severity.LOW,
    remediation=_filter(
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }'
    ),
)
def sign_ins_without_mfa(account: AccountAlarms) -> Verdict:
    """A password alone opens the console to whoever has read, guessed or bought it."""
    return _told(account, "sign-ins without a second factor")


@control(
    "cloudwatch-account-alarms-root-usage",
    title="Somebody should be told of what the root user does",
    severity=Severity.LOW,
    remediation=_filter('{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }'),
)
def root_usage(account: AccountAlarms) -> Verdict:
    """No daily work needs the root user: what is done with it is an emergency, or an attack."""
    return _told(account, "uses of the root user")


@control(
    "cloudwatch-account-alarms-iam-policy-changes",
    title="Somebody should be told of changes of IAM policies",
    severity=Severity.LOW,
    remediation=_filter(
        "{ ($.eventName = PutRolePolicy) || ($.eventName = AttachUserPolicy) || ... }"
    ),
)
def iam_policy_changes(account: AccountAlarms) -> Verdict:
    """Whoever may change one policy may soon do everything, by a call that looks like work."""
    return _told(account, "changes of IAM policies")


@control(
    "cloudwatch-account-alarms-trail-changes",
    title="Somebody should be told of changes of CloudTrail's trails",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) || ... }"),
)
def trail_changes(account: AccountAlarms) -> Verdict:
    """The first thing that an intruder switches off is the record of what comes next."""
    return _told(account, "changes of CloudTrail")


@control(
    "cloudwatch-account-alarms-failed-sign-ins",
    title="Somebody should be told of failed sign-ins to the console",
    severity=Severity.LOW,
    remediation=_filter(
        '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
    ),
)
def failed_sign_ins(account: AccountAlarms) -> Verdict:
    """Guessing passwords fails a thousand times before it succeeds once."""
    return _told(account, "failed sign-ins")


@control(
    "cloudwatch-account-alarms-key-disabling",
    title="Somebody should be told of KMS keys that are disabled or scheduled for deletion",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion) }"),
)
def key_disabling(account: AccountAlarms) -> Verdict:
    """Data whose key is gone are gone: a deletion can only be cancelled while it waits."""
    return _told(account, "keys that are disabled or deleted")


@control(
    "cloudwatch-account-alarms-bucket-policy-changes",
    title="Somebody should be told of changes of the policies of S3 buckets",
    severity=Severity.LOW,
    remediation=_filter(
        "{ ($.eventName = PutBucketPolicy) || ($.eventName = PutBucketAcl) || ... }"
    ),
)
def bucket_policy_changes(account: AccountAlarms) -> Verdict:
    """A single statement opens a bucket to everybody, minutes before somebody finds it."""
    return _told(account, "changes of bucket policies")


@control(
    "cloudwatch-account-alarms-config-changes",
    title="Somebody should be told of changes of AWS Config's recorders",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = StopConfigurationRecorder) || ... }"),
)
def config_changes(account: AccountAlarms) -> Verdict:
    """Between a recorder's stop and its start everything can be changed and put back."""
    return _told(account, "changes of AWS Config")


@control(
    "cloudwatch-account-alarms-security-group-changes",
    title="Somebody should be told of changes of security groups",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = AuthorizeSecurityGroupIngress) || ... }"),
)
def security_group_changes(account: AccountAlarms) -> Verdict:
    """One permission connects a database with the internet, at any hour and by anybody's hand."""
    return _told(account, "changes of security groups")


@control(
    "cloudwatch-account-alarms-network-acl-changes",
    title="Somebody should be told of changes of network ACLs",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = CreateNetworkAclEntry) || ... }"),
)
def network_acl_changes(account: AccountAlarms) -> Verdict:
    """They are changed so rarely that each change deserves a second look."""
    return _told(account, "changes of network ACLs")


@control(
    "cloudwatch-account-alarms-gateway-changes",
    title="Somebody should be told of changes of network gateways",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = AttachInternetGateway) || ... }"),
)
def gateway_changes(account: AccountAlarms) -> Verdict:
    """A gateway is what makes a network that led nowhere a part of the internet."""
    return _told(account, "changes of gateways")


@control(
    "cloudwatch-account-alarms-route-table-changes",
    title="Somebody should be told of changes of route tables",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = CreateRoute) || ($.eventName = ReplaceRoute) || ... }"),
)
def route_table_changes(account: AccountAlarms) -> Verdict:
    """A route sends the traffic of a subnet past the firewall, or to whoever listens."""
    return _told(account, "changes of route tables")


@control(
    "cloudwatch-account-alarms-vpc-changes",
    title="Somebody should be told of changes of VPCs",
    severity=Severity.LOW,
    remediation=_filter("{ ($.eventName = CreateVpcPeeringConnection) || ... }"),
)
def vpc_changes(account: AccountAlarms) -> Verdict:
    """A peering joins two networks, of which the other may be a stranger's."""
    return _told(account, "changes of VPCs")


@control(
    "cloudwatch-account-alarms-organization-changes",
    title="Somebody should be told of changes of the organization",
    severity=Severity.LOW,
    remediation=_filter(
        "{ ($.eventName = LeaveOrganization) || ($.eventName = MoveAccount) || ... }"
    ),
)
def organization_changes(account: AccountAlarms) -> Verdict:
    """An account that leaves the organization leaves every policy of it behind."""
    return _told(account, "changes of the organization")
