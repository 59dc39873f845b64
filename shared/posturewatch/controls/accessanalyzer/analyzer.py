"""Controls of AWS::AccessAnalyzer::Analyzer."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.accessanalyzer.analyzer import Analyzer


@control(
    "accessanalyzer-analyzer-active",
    title="Access analyzers should be active",
    severity=Severity.MEDIUM,
    remediation="Look up the reason with `aws accessanalyzer get-analyzer --analyzer-name NAME`; "
    "an organization's needs trusted access (`aws organizations enable-aws-service-access "
    "--service-principal access-analyzer.amazonaws.com`).",
)
def active(analyzer: Analyzer) -> Verdict:
    """Nobody learns from an analyzer that stands still whom a policy has let in since."""
    return verdict(
        analyzer.status == "ACTIVE",
        good_reason="The analyzer is active.",
        bad_reason=f"The analyzer is not active: {analyzer.status}.",
        status=analyzer.status,
        kind=analyzer.kind,
    )


@control(
    "accessanalyzer-analyzer-external-access-resolved",
    title="Access from outside that an access analyzer found should be closed or archived",
    severity=Severity.MEDIUM,
    remediation="Go through `aws accessanalyzer list-findings-v2 --analyzer-arn ARN`: remove what "
    "is not meant, and archive what is (`aws accessanalyzer update-findings --status ARCHIVED`).",
)
def external_access_resolved(analyzer: Analyzer) -> Verdict:
    """A finding that nobody has looked at is access that nobody has agreed to."""
    found = 0 if analyzer.finds_unused_access else analyzer.active_findings
    return verdict(
        found == 0,
        good_reason="No access that the analyzer looks for is left open.",
        bad_reason=f"{found} findings of the analyzer are open.",
        active_findings=found,
        kind=analyzer.kind,
    )


@control(
    "accessanalyzer-analyzer-unused-access-resolved",
    title="Unused access that an access analyzer found should be removed or archived",
    severity=Severity.LOW,
    remediation="Go through `aws accessanalyzer list-findings-v2 --analyzer-arn ARN`: delete "
    "unused roles, keys and passwords, take unused permissions away, archive what has to stay.",
)
def unused_access_resolved(analyzer: Analyzer) -> Verdict:
    """Rights that nobody needs are missed by nobody but the one who steals them."""
    found = analyzer.active_findings if analyzer.finds_unused_access else 0
    return verdict(
        found == 0,
        good_reason="No unused access that the analyzer looks for is left.",
        bad_reason=f"{found} findings of the analyzer are open.",
        active_findings=found,
        kind=analyzer.kind,
    )


@control(
    "accessanalyzer-analyzer-owner-tagged",
    title="Access analyzers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the analyzer with `owner` or `team`: `aws accessanalyzer tag-resource`.",
)
def owner_tagged(analyzer: Analyzer) -> Verdict:
    """What an analyzer finds helps only where somebody is known to go through it."""
    if analyzer.owner:
        return passed("A tag names the owner.", owner=analyzer.owner)
    return failed("No tag names the owner.", tags=sorted(analyzer.tags))
