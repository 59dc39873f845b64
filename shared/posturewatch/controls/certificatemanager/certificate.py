"""Controls of AWS::CertificateManager::Certificate."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.certificatemanager.certificate import Certificate

DAYS_TO_RENEW = 30


@control(
    "certificatemanager-certificate-renewed-in-time",
    title="Certificates in ACM should be renewed 30 days before they expire",
    severity=Severity.MEDIUM,
    remediation="See what keeps ACM from renewing it (`aws acm describe-certificate`: the DNS "
    "record, or a mail to answer); import the next one with `aws acm import-certificate`.",
)
def renewed_in_time(certificate: Certificate) -> Verdict:
    """ACM renews its own 60 days before; one that comes closer needs somebody, or clients fail."""
    if certificate.expires_at is None:
        return passed("It has not been issued.", expires_at=None)
    return verdict(
        certificate.days_left > DAYS_TO_RENEW,
        good_reason=f"The certificate is valid for more than {DAYS_TO_RENEW} days.",
        bad_reason=f"The certificate is valid for {DAYS_TO_RENEW} days at most.",
        expires_at=certificate.expires_at,
        imported=certificate.imported,
    )


@control(
    "certificatemanager-certificate-key-strong",
    title="Certificates in ACM should have RSA keys of 2048 bits at least",
    severity=Severity.HIGH,
    remediation="Ask for another, `aws acm request-certificate --key-algorithm EC_prime256v1`, or "
    "import one with a longer key.",
)
def key_strong(certificate: Certificate) -> Verdict:
    """Shorter keys are within reach of who can pay, who then reads and forges all traffic."""
    return verdict(
        not certificate.has_weak_key,
        good_reason="The key is long enough.",
        bad_reason="The key is too short.",
        key_algorithm=certificate.key_algorithm,
    )


@control(
    "certificatemanager-certificate-signature-strong",
    title="Certificates in ACM should not be signed with a broken digest",
    severity=Severity.MEDIUM,
    remediation="Have it issued anew with SHA-256, or replace it: `aws acm request-certificate`.",
)
def signature_strong(certificate: Certificate) -> Verdict:
    """Where two documents can have one digest, a certificate can be forged; clients refuse it."""
    return verdict(
        not certificate.has_weak_signature,
        good_reason="It is not signed with a broken digest.",
        bad_reason="It is signed with a broken digest.",
        signature_algorithm=certificate.signature_algorithm or None,
    )


@control(
    "certificatemanager-certificate-transparency-logged",
    title="Public certificates in ACM should stand in the logs of certificate transparency",
    severity=Severity.LOW,
    remediation="Switch it on: `aws acm update-certificate-options --options "
    "CertificateTransparencyLoggingPreference=ENABLED`.",
)
def transparency_logged(certificate: Certificate) -> Verdict:
    """Browsers refuse what is not in the logs, and only they show certificates issued in error."""
    if not certificate.is_public:
        return passed("Another authority issues it.", private=certificate.private)
    return verdict(
        certificate.transparency_logged,
        good_reason="It is logged.",
        bad_reason="It is kept out of the logs.",
        transparency_logged=certificate.transparency_logged,
    )


@control(
    "certificatemanager-certificate-wildcards-avoided",
    title="Certificates in ACM should name the hosts that they are for",
    severity=Severity.LOW,
    remediation="Ask for one with the names that are served: `aws acm request-certificate "
    "--domain-name NAME --subject-alternative-names NAME`.",
)
def wildcards_avoided(certificate: Certificate) -> Verdict:
    """With the key of a wildcard one broken host can stand for every other of the domain."""
    return verdict(
        not certificate.wildcards,
        good_reason="It has no wildcard.",
        bad_reason="It has a wildcard.",
        names=certificate.wildcards,
    )


@control(
    "certificatemanager-certificate-renewal-automatic",
    title="Public certificates in ACM should be validated by DNS",
    severity=Severity.LOW,
    remediation="Ask for another with `aws acm request-certificate --validation-method DNS`, leave "
    "its record in the zone, and let what uses the old one use it.",
)
def renewal_automatic(certificate: Certificate) -> Verdict:
    """Renewal by mail waits for somebody who answers, every year, at an address that must exist."""
    if not certificate.is_public:
        return passed("Another authority issues it.", private=certificate.private)
    return verdict(
        "EMAIL" not in certificate.validation,
        good_reason="No mail needs an answer.",
        bad_reason="Its renewal needs an answer by mail.",
        validation=certificate.validation,
    )


@control(
    "certificatemanager-certificate-owner-tagged",
    title="Certificates in ACM should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: "
    "`aws acm add-tags-to-certificate --tags Key=team,Value=NAME`.",
)
def owner_tagged(certificate: Certificate) -> Verdict:
    """When its renewal fails somebody has to know, before clients do."""
    if certificate.owner:
        return passed("A tag names the owner.", owner=certificate.owner)
    return failed("No tag names the owner.", owner=None)
