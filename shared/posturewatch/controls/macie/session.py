"""Controls of AWS::Macie::Session."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.macie.session import Session


@control(
    "macie-session-enabled",
    title="Macie should be enabled in every region",
    severity=Severity.LOW,
    remediation="Enable it: `aws macie2 enable-macie --status ENABLED --region REGION`, or for all "
    "accounts from the organization's delegated administrator.",
)
def enabled(session: Session) -> Verdict:
    """Macie tells which buckets are open to others, and finds personal data where nobody put it."""
    if session.status == "ENABLED":
        return passed("Macie is enabled.", status=session.status)
    return failed("Macie is not enabled.", status=session.status)


@control(
    "macie-session-data-discovered",
    title="Macie should search all buckets for sensitive data by itself",
    severity=Severity.MEDIUM,
    remediation="Switch it on, in the administrator's account: `aws macie2 "
    "update-automated-discovery-configuration --status ENABLED`.",
)
def data_discovered(session: Session) -> Verdict:
    """Classification by hand misses the export that somebody put aside; samples of all find it."""
    if session.status == "ENABLED" and session.automated_discovery:
        return passed("Buckets are searched by themselves.", discovery=True)
    return failed("Buckets are not searched by themselves.", discovery=False)


@control(
    "macie-session-results-kept",
    title="Macie should keep in a bucket where it found sensitive data",
    severity=Severity.LOW,
    remediation="Name a bucket and its key: `aws macie2 put-classification-export-configuration`.",
)
def results_kept(session: Session) -> Verdict:
    """Macie forgets its results after ninety days, and with them what a breach has exposed."""
    if session.results_bucket:
        return passed("Results are kept.", bucket=session.results_bucket)
    return failed("Results are forgotten after ninety days.", bucket=None)


@control(
    "macie-session-findings-published",
    title="Macie should tell Security Hub of the sensitive data that it finds",
    severity=Severity.LOW,
    remediation="Tell it: `aws macie2 put-findings-publication-configuration "
    "--security-hub-configuration publishClassificationFindings=true,publishPolicyFindings=true`.",
)
def findings_published(session: Session) -> Verdict:
    """By default only findings on policies are told: those of data stay in Macie's own console."""
    if session.publishes_findings:
        return passed("Findings of data are told to Security Hub.", published=True)
    return failed("Findings of data stay in Macie.", published=False)
