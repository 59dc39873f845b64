"""Controls of AWS::IAM::ServerCertificate."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.iam.server_certificate import ServerCertificate

DAYS_TO_RENEW = 30


@control(
    "iam-server-certificate-not-expired",
    title="Expired server certificates should be removed from IAM",
    severity=Severity.MEDIUM,
    remediation="Give whatever uses it a certificate of ACM, which renews itself, and delete it: "
    "`aws iam delete-server-certificate --server-certificate-name NAME`.",
)
def not_expired(certificate: ServerCertificate) -> Verdict:
    """Clients refuse an expired certificate, or learn from it to click warnings away."""
    return verdict(
        certificate.days_left > 0,
        good_reason="The certificate has not expired.",
        bad_reason="The certificate has expired.",
        expires_at=certificate.expires_at,
    )


@control(
    "iam-server-certificate-renewed-in-time",
    title="Server certificates in IAM should be renewed 30 days before they expire",
    severity=Severity.LOW,
    remediation="Give whatever uses it a certificate of ACM, which renews itself: `aws acm "
    "request-certificate`; else upload the next one with `aws iam upload-server-certificate`.",
)
def renewed_in_time(certificate: ServerCertificate) -> Verdict:
    """IAM neither renews a certificate nor warns, so the first to notice are the clients."""
    return verdict(
        certificate.days_left > DAYS_TO_RENEW,
        good_reason=f"The certificate is valid for more than {DAYS_TO_RENEW} days.",
        bad_reason=f"The certificate is valid for {DAYS_TO_RENEW} days at most.",
        expires_at=certificate.expires_at,
    )


@control(
    "iam-server-certificate-owner-tagged",
    title="Server certificates in IAM should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the certificate with `owner` or `team`: `aws iam tag-server-certificate`.",
)
def owner_tagged(certificate: ServerCertificate) -> Verdict:
    """Somebody has to renew it by hand, and should be known before the day comes."""
    if certificate.owner:
        return passed("A tag names the owner.", owner=certificate.owner)
    return failed("No tag names the owner.", tags=sorted(certificate.tags))
