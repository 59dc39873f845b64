"""Controls of AWS::ApiGateway::DomainName."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.apigateway.domain_name import DomainName

_UPDATE = "`aws apigateway update-domain-name --patch-operations op=replace,"


@control(
    "apigateway-domain-name-tls-1-2-minimum",
    title="Domain names of API Gateway should accept TLS 1.2 or later only",
    severity=Severity.MEDIUM,
    remediation=f"Set a recent security policy: {_UPDATE}path=/securityPolicy,value=TLS_1_2`.",
)
def tls_1_2_minimum(domain: DomainName) -> Verdict:
    """TLS 1.0 and 1.1 have known weaknesses, and a client may be pushed down to them."""
    return verdict(
        not domain.accepts_old_tls,
        good_reason="Callers need TLS 1.2.",
        bad_reason="Callers may use TLS before 1.2.",
        tls_policy=domain.tls_policy or None,
    )


@control(
    "apigateway-domain-name-truststore-version-fixed",
    title="Domain names of API Gateway should trust a fixed version of their truststore",
    severity=Severity.LOW,
    remediation="Version the bucket, and name the version: "
    f"{_UPDATE}path=/mutualTlsAuthentication/truststoreVersion,value=VERSION`.",
)
def truststore_version_fixed(domain: DomainName) -> Verdict:
    """Otherwise whoever may write the object adds an authority, and with it every client."""
    if not domain.truststore:
        return passed("Clients need no certificate.", truststore=None)
    return verdict(
        domain.truststore_version,
        good_reason="A fixed version of the truststore counts.",
        bad_reason="Whichever version of the truststore is the latest may be taken.",
        truststore=domain.truststore,
    )


@control(
    "apigateway-domain-name-truststore-valid",
    title="Domain names of API Gateway should trust valid authorities only",
    severity=Severity.MEDIUM,
    remediation="Remove what is expired or malformed from the truststore, upload it, and reload: "
    f"{_UPDATE}path=/mutualTlsAuthentication/truststoreVersion,value=VERSION`.",
)
def truststore_valid(domain: DomainName) -> Verdict:
    """Clients of an expired authority are refused, or the domain keeps what was meant to go."""
    return verdict(
        not domain.truststore_warnings,
        good_reason="API Gateway finds nothing wrong with the truststore.",
        bad_reason="API Gateway finds certificates of the truststore invalid.",
        truststore=domain.truststore or None,
        warnings=len(domain.truststore_warnings),
    )


@control(
    "apigateway-domain-name-owner-tagged",
    title="Domain names of API Gateway should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws apigateway tag-resource --tags team=NAME`.",
)
def owner_tagged(domain: DomainName) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if domain.owner:
        return passed("A tag names the owner.", owner=domain.owner)
    return failed("No tag names the owner.", owner=None)
