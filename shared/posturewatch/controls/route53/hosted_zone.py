"""Controls of AWS::Route53::HostedZone."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.route53.hosted_zone import HostedZone


@control(
    "route53-hosted-zone-query-logging-enabled",
    title="Public hosted zones should log what they are asked",
    severity=Severity.MEDIUM,
    remediation="Log to a group in us-east-1: `aws route53 create-query-logging-config "
    "--hosted-zone-id ID --cloud-watch-logs-log-group-arn ARN`.",
)
def query_logging_enabled(zone: HostedZone) -> Verdict:
    """Queries show who looks for forgotten names, and which of them are still in use."""
    if zone.private:
        return passed("Only VPCs see it; their resolver logs queries.", private=True)
    return verdict(
        zone.query_logging,
        good_reason="Queries are logged.",
        bad_reason="Queries are not logged.",
        query_logging=zone.query_logging,
    )


@control(
    "route53-hosted-zone-dnssec-signed",
    title="Public hosted zones should be signed with DNSSEC",
    severity=Severity.MEDIUM,
    remediation="Make a key, `aws route53 create-key-signing-key`, then `aws route53 "
    "enable-hosted-zone-dnssec`, and give its DS record to the parent zone.",
)
def dnssec_signed(zone: HostedZone) -> Verdict:
    """Without signatures a forged answer leads users, and their mail, to somebody else's hosts."""
    if zone.private:
        return passed("Only VPCs see it, to which Route 53 answers itself.", private=True)
    return verdict(
        zone.signing not in ("NOT_SIGNING", "DELETING"),
        good_reason="Answers are signed.",
        bad_reason="Answers are not signed.",
        signing=zone.signing,
    )


@control(
    "route53-hosted-zone-dnssec-working",
    title="Hosted zones that are signed should have keys that work",
    severity=Severity.MEDIUM,
    remediation="Let the key policy of its KMS key allow `dnssec-route53.amazonaws.com`, or renew "
    "the key: `aws route53 get-dnssec` tells what is wrong.",
)
def dnssec_working(zone: HostedZone) -> Verdict:
    """When signatures run out, resolvers refuse every answer, and the domain is gone for users."""
    return verdict(
        not zone.broken,
        good_reason="Neither the zone nor a key needs attention.",
        bad_reason="The zone or a key needs attention, or signatures will fail.",
        signing=zone.signing,
        keys=zone.keys,
    )


@control(
    "route53-hosted-zone-owner-tagged",
    title="Hosted zones should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws route53 change-tags-for-resource --resource-type "
    "hostedzone --resource-id ID --add-tags Key=team,Value=NAME`.",
)
def owner_tagged(zone: HostedZone) -> Verdict:
    """Without an owner nobody dares to delete the records that lead to what is long gone."""
    if zone.owner:
        return passed("A tag names the owner.", owner=zone.owner)
    return failed("No tag names the owner.", owner=None)
