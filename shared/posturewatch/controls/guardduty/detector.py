"""Controls of AWS::GuardDuty::Detector."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.guardduty.detector import Detector


@control(
    "guardduty-detector-enabled",
    title="GuardDuty should be enabled in every region",
    severity=Severity.MEDIUM,
    remediation="Enable it: `aws guardduty create-detector --enable --region REGION`, or for all "
    "accounts from the organization's delegated administrator.",
)
def enabled(detector: Detector) -> Verdict:
    """Intruders prefer regions that nobody uses: there, a detector is all that watches."""
    if detector.enabled:
        return passed("A detector is enabled.", enabled=True)
    return failed("No detector is enabled.", enabled=False)


@control(
    "guardduty-detector-findings-published-hourly",
    title="GuardDuty should tell of findings that occur again within an hour",
    severity=Severity.LOW,
    remediation="Set it: `aws guardduty update-detector --detector-id ID "
    "--finding-publishing-frequency FIFTEEN_MINUTES`.",
)
def findings_published_hourly(detector: Detector) -> Verdict:
    """That an attack goes on is told only as often: after six hours by default."""
    frequency = detector.publishing_frequency if detector.enabled else None
    if frequency in ("FIFTEEN_MINUTES", "ONE_HOUR"):
        return passed("It tells within an hour.", frequency=frequency)
    return failed("It does not tell within an hour.", frequency=frequency)


@control(
    "guardduty-detector-centrally-administered",
    title="GuardDuty should be administered by one account of the organization",
    severity=Severity.LOW,
    remediation="Name it in the management account: `aws guardduty "
    "enable-organization-admin-account --admin-account-id ACCOUNT`, and add this account.",
)
def centrally_administered(detector: Detector) -> Verdict:
    """Who took over an account can suspend its detector, unless another account administers it."""
    if detector.administrator:
        return passed("Another account administers it.", administrator=detector.administrator)
    if detector.members:
        return passed("It administers those of other accounts.", members=detector.members)
    return failed("No account administers it for others.", administrator=None, members=0)


@control(
    "guardduty-detector-s3-protection-enabled",
    title="GuardDuty should watch accesses to objects in S3",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws guardduty update-detector --detector-id ID --features "
    "Name=S3_DATA_EVENTS,Status=ENABLED`.",
)
def s3_protection_enabled(detector: Detector) -> Verdict:
    """Stolen credentials read buckets long before anybody looks into a log of accesses."""
    if detector.enabled and detector.s3_protection:
        return passed("The accesses to objects in S3 are watched.", feature="S3_DATA_EVENTS")
    return failed("The accesses to objects in S3 are not watched.", feature=None)


@control(
    "guardduty-detector-eks-protection-enabled",
    title="GuardDuty should watch the audit logs of EKS clusters",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws guardduty update-detector --detector-id ID --features "
    "Name=EKS_AUDIT_LOGS,Status=ENABLED`.",
)
def eks_protection_enabled(detector: Detector) -> Verdict:
    """What an intruder asks of a cluster's control plane stands in no log of AWS but this."""
    if detector.enabled and detector.eks_protection:
        return passed("The audit logs of EKS clusters are watched.", feature="EKS_AUDIT_LOGS")
    return failed("The audit logs of EKS clusters are not watched.", feature=None)


@control(
    "guardduty-detector-malware-protection-enabled",
    title="GuardDuty should search the volumes of suspicious instances for malware",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws guardduty update-detector --detector-id ID --features "
    "Name=EBS_MALWARE_PROTECTION,Status=ENABLED`.",
)
def malware_protection_enabled(detector: Detector) -> Verdict:
    """A finding says that an instance behaves oddly; a search of its volumes tells why."""
    if detector.enabled and detector.malware_protection:
        return passed(
            "The volumes of suspicious instances are searched.", feature="EBS_MALWARE_PROTECTION"
        )
    return failed("The volumes of suspicious instances are not searched.", feature=None)


@control(
    "guardduty-detector-rds-protection-enabled",
    title="GuardDuty should watch logins to databases of RDS and Aurora",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws guardduty update-detector --detector-id ID --features "
    "Name=RDS_LOGIN_EVENTS,Status=ENABLED`.",
)
def rds_protection_enabled(detector: Detector) -> Verdict:
    """Guessed passwords show in logins, which neither CloudTrail nor flow logs hold."""
    if detector.enabled and detector.rds_protection:
        return passed("The logins to databases are watched.", feature="RDS_LOGIN_EVENTS")
    return failed("The logins to databases are not watched.", feature=None)


@control(
    "guardduty-detector-lambda-protection-enabled",
    title="GuardDuty should watch the network traffic of Lambda functions",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws guardduty update-detector --detector-id ID --features "
    "Name=LAMBDA_NETWORK_LOGS,Status=ENABLED`.",
)
def lambda_protection_enabled(detector: Detector) -> Verdict:
    """Functions outside of a VPC have no flow logs: nobody sees whom foreign code calls."""
    if detector.enabled and detector.lambda_protection:
        return passed(
            "The network traffic of Lambda functions is watched.", feature="LAMBDA_NETWORK_LOGS"
        )
    return failed("The network traffic of Lambda functions is not watched.", feature=None)


@control(
    "guardduty-detector-runtimes-monitored",
    title="GuardDuty should watch what runs in EKS, ECS and EC2",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws guardduty update-detector --detector-id ID --features "
    "Name=RUNTIME_MONITORING,Status=ENABLED`; let it manage its agents.",
)
def runtimes_monitored(detector: Detector) -> Verdict:
    """Logs show what leaves a machine; only an agent sees the process that does it."""
    if detector.enabled and detector.runtime_monitoring:
        return passed("Runtimes are watched.", feature="RUNTIME_MONITORING")
    only_eks = detector.enabled and detector.eks_runtime_monitoring
    return failed(
        "Runtimes are not watched.", feature="EKS_RUNTIME_MONITORING" if only_eks else None
    )
