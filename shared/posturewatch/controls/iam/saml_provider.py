"""Controls of AWS::IAM::SAMLProvider."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.iam.saml_provider import SAMLProvider

DAYS_TO_RENEW = 30


@control(
    "iam-saml-provider-renewed-in-time",
    title="The metadata of SAML providers should be renewed 30 days before it expires",
    severity=Severity.MEDIUM,
    remediation="Fetch the new metadata from the identity provider: `aws iam update-saml-provider "
    "--saml-provider-arn ARN --saml-metadata-document file://metadata.xml`; delete a provider that "
    "is no longer needed.",
)
def renewed_in_time(provider: SAMLProvider) -> Verdict:
    """Once it expires nobody signs in any more, and in the hurry people go back to access keys."""
    return verdict(
        provider.days_left > DAYS_TO_RENEW,
        good_reason=f"The metadata is valid for more than {DAYS_TO_RENEW} days.",
        bad_reason=f"The metadata is valid for {DAYS_TO_RENEW} days at most.",
        valid_until=provider.valid_until,
    )


@control(
    "iam-saml-provider-assertions-encrypted",
    title="SAML providers should accept encrypted assertions only",
    severity=Severity.LOW,
    remediation="Give IAM a private key and demand encryption: `aws iam update-saml-provider "
    "--saml-provider-arn ARN --assertion-encryption-mode Required --add-private-key KEY`.",
)
def assertions_encrypted(provider: SAMLProvider) -> Verdict:
    """Assertions pass through the browser, where whatever runs in it reads who gets which role."""
    return verdict(
        provider.assertion_encryption == "Required",
        good_reason="Assertions must be encrypted.",
        bad_reason="Assertions need not be encrypted.",
        assertion_encryption=provider.assertion_encryption,
    )


@control(
    "iam-saml-provider-owner-tagged",
    title="SAML providers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the provider with `owner` or `team`: `aws iam tag-saml-provider`.",
)
def owner_tagged(provider: SAMLProvider) -> Verdict:
    """Who signs in through it is decided elsewhere, by people who have to be found first."""
    if provider.owner:
        return passed("A tag names the owner.", owner=provider.owner)
    return failed("No tag names the owner.", tags=sorted(provider.tags))
