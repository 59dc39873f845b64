"""Controls of AWS::IAM::OIDCProvider.

What its tokens open is said by the trust policies of roles: `iam-role-not-open-to-anyone` judges
whether they tell the customers of a provider like GitHub apart.
"""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.iam.oidc_provider import OIDCProvider


@control(
    "iam-oidc-provider-audience-named",
    title="OpenID Connect providers should name the audiences of their tokens",
    severity=Severity.LOW,
    remediation="Name the application that the tokens are made for: `aws iam "
    "add-client-id-to-open-id-connect-provider`; delete a provider that is no longer needed.",
)
def audience_named(provider: OIDCProvider) -> Verdict:
    """The audience tells tokens made for this account from those made for anything else."""
    return verdict(
        bool(provider.audiences),
        good_reason="The provider names the audiences of its tokens.",
        bad_reason="The provider names no audience.",
        audiences=provider.audiences,
        issuer=provider.issuer,
    )


@control(
    "iam-oidc-provider-owner-tagged",
    title="OpenID Connect providers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the provider with `owner` or `team`: `aws iam tag-open-id-connect-provider`.",
)
def owner_tagged(provider: OIDCProvider) -> Verdict:
    """Who gets tokens is decided elsewhere, by people who have to be found first."""
    if provider.owner:
        return passed("A tag names the owner.", owner=provider.owner)
    return failed("No tag names the owner.", tags=sorted(provider.tags))
