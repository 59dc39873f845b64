"""Controls of AWS::SecurityHub::Hub."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.securityhub.hub import Hub


@control(
    "securityhub-hub-enabled",
    title="Security Hub should be enabled in every region",
    severity=Severity.MEDIUM,
    remediation="Enable it: `aws securityhub enable-security-hub --region REGION`, or for all "
    "accounts from the organization's delegated administrator.",
)
def enabled(hub: Hub) -> Verdict:
    """Findings of GuardDuty, Inspector and Macie that stand in a console each go unread."""
    if hub.hub:
        return passed("Security Hub is enabled.", enabled=True)
    return failed("Security Hub is not enabled.", enabled=False)


@control(
    "securityhub-hub-standards-enabled",
    title="Security Hub should judge resources by a standard",
    severity=Severity.MEDIUM,
    remediation="Choose one: `aws securityhub batch-enable-standards "
    "--standards-subscription-requests StandardsArn=ARN`, such as AWS's best practices.",
)
def standards_enabled(hub: Hub) -> Verdict:
    """A hub without a standard only collects what others find, and finds nothing itself."""
    if hub.hub and hub.judges_by_standards:
        return passed("Standards are enabled.", standards=hub.standards)
    return failed("No standard is enabled.", standards=())


@control(
    "securityhub-hub-standards-complete",
    title="Standards of Security Hub should have all of their controls at work",
    severity=Severity.LOW,
    remediation="Look for the cause with `aws securityhub get-enabled-standards`, mostly a missing "
    "recorder of AWS Config, and enable the standard again.",
)
def standards_complete(hub: Hub) -> Verdict:
    """Controls that could not be enabled find nothing, which reads as if nothing were wrong."""
    if not (hub.hub and hub.judges_by_standards):
        return failed("No standard is enabled.", incomplete=())
    if hub.incomplete:
        return failed("Not all controls could be enabled.", incomplete=hub.incomplete)
    return passed("All controls are enabled.", incomplete=())


@control(
    "securityhub-hub-findings-consolidated",
    title="Security Hub should tell of a fault once, whatever standards ask for it",
    severity=Severity.LOW,
    remediation="Consolidate: `aws securityhub update-security-hub-configuration "
    "--control-finding-generator SECURITY_CONTROL`.",
)
def findings_consolidated(hub: Hub) -> Verdict:
    """The same fault told once for each standard is what teaches people not to read findings."""
    if hub.hub and hub.finding_generator == "SECURITY_CONTROL":
        return passed("Each fault is told once.", generator=hub.finding_generator)
    generator = hub.finding_generator if hub.hub else None
    return failed("Faults are told once for each standard.", generator=generator)


@control(
    "securityhub-hub-new-controls-enabled",
    title="Security Hub should enable new controls of its standards by itself",
    severity=Severity.LOW,
    remediation="Switch it on: `aws securityhub update-security-hub-configuration "
    "--auto-enable-controls`.",
)
def new_controls_enabled(hub: Hub) -> Verdict:
    """AWS adds controls for new dangers every month; nobody enables each of them by hand."""
    if hub.hub and hub.new_controls:
        return passed("New controls are enabled by themselves.", automatic=True)
    return failed("New controls are not enabled by themselves.", automatic=False)


@control(
    "securityhub-hub-regions-aggregated",
    title="Security Hub should gather the findings of all regions in one",
    severity=Severity.LOW,
    remediation="Gather them: `aws securityhub create-finding-aggregator --region-linking-mode "
    "ALL_REGIONS` in the region where somebody looks.",
)
def regions_aggregated(hub: Hub) -> Verdict:
    """Nobody opens the console of seventeen regions to see whether one of them has a finding."""
    if hub.hub and hub.aggregators:
        return passed("Findings are gathered in one region.", aggregators=len(hub.aggregators))
    return failed("Findings stay in their region.", aggregators=0)
