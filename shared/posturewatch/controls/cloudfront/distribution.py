"""Controls of AWS::CloudFront::Distribution."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.cloudfront.distribution import Distribution


@control(
    "cloudfront-distribution-https-required",
    title="CloudFront distributions should serve viewers with HTTPS only",
    severity=Severity.HIGH,
    remediation="Set `ViewerProtocolPolicy` of every behavior to `redirect-to-https` or "
    "`https-only` (`aws cloudfront update-distribution`).",
)
def https_required(distribution: Distribution) -> Verdict:
    """Whoever sits between a viewer and the edge reads plain HTTP, and changes what it brings."""
    return verdict(
        not distribution.allows_http,
        good_reason="Every behavior requires HTTPS.",
        bad_reason="A behavior answers plain HTTP.",
        allows_http=distribution.allows_http,
    )


@control(
    "cloudfront-distribution-tls-1-2-minimum",
    title="CloudFront distributions should accept TLS 1.2 or later only",
    severity=Severity.MEDIUM,
    remediation="Use a certificate of your own with `MinimumProtocolVersion` `TLSv1.2_2021` "
    "(`aws cloudfront update-distribution`).",
)
def tls_1_2_minimum(distribution: Distribution) -> Verdict:
    """Old TLS has known weaknesses; CloudFront's own certificate accepts it, whatever is set."""
    return verdict(
        not distribution.accepts_old_tls,
        good_reason="Viewers need TLS 1.2.",
        bad_reason="Viewers may use TLS before 1.2.",
        minimum_protocol=distribution.minimum_protocol,
        default_certificate=distribution.default_certificate,
    )


@control(
    "cloudfront-distribution-buckets-closed",
    title="CloudFront distributions should sign their requests to buckets",
    severity=Severity.MEDIUM,
    remediation="Give the origin an access control: "
    "`aws cloudfront create-origin-access-control`, then close the bucket.",
)
def buckets_closed(distribution: Distribution) -> Verdict:
    """A bucket that answers unsigned requests is open to everybody, past the edge."""
    open_ = [each.id for each in distribution.origins if each.is_open_bucket]
    return verdict(
        not open_,
        good_reason="Requests to buckets are signed.",
        bad_reason="Requests to a bucket are not signed.",
        origins=open_,
    )


@control(
    "cloudfront-distribution-origin-tls-1-2-minimum",
    title="CloudFront distributions should not use old versions of TLS to their origins",
    severity=Severity.MEDIUM,
    remediation="Leave only `TLSv1.2` in `OriginSslProtocols` of the origin "
    "(`aws cloudfront update-distribution`).",
)
def origin_tls_1_2_minimum(distribution: Distribution) -> Verdict:
    """On the way to the origin, too, old TLS can be broken, and SSL 3.0 has been for years."""
    old = [each.id for each in distribution.origins if each.accepts_old_tls]
    return verdict(
        not old,
        good_reason="No origin is asked with TLS before 1.2.",
        bad_reason="An origin may be asked with TLS before 1.2.",
        origins=old,
    )


@control(
    "cloudfront-distribution-origin-encrypted",
    title="CloudFront distributions should reach their origins with HTTPS",
    severity=Severity.MEDIUM,
    remediation="Set `OriginProtocolPolicy` of the origin to `https-only` "
    "(`aws cloudfront update-distribution`).",
)
def origin_encrypted(distribution: Distribution) -> Verdict:
    """What the edge encrypts for viewers crosses the internet in clear text behind it."""
    plain = [
        each.id
        for each in distribution.origins
        if each.protocol == "http-only"
        or (each.protocol == "match-viewer" and distribution.allows_http)
    ]
    return verdict(
        not plain,
        good_reason="No origin is asked in clear text.",
        bad_reason="An origin is asked in clear text.",
        origins=plain,
    )


@control(
    "cloudfront-distribution-root-object-set",
    title="CloudFront distributions should have a default root object",
    severity=Severity.MEDIUM,
    remediation="Set `DefaultRootObject`, such as `index.html` "
    "(`aws cloudfront update-distribution --default-root-object`).",
)
def root_object_set(distribution: Distribution) -> Verdict:
    """Without one the bare domain name may show the list of all that the origin holds."""
    return verdict(
        bool(distribution.root_object),
        good_reason="The bare domain name serves an object.",
        bad_reason="The bare domain name is passed on to the origin.",
        root_object=distribution.root_object or None,
    )


@control(
    "cloudfront-distribution-origin-failover-configured",
    title="CloudFront distributions should have a second origin to fail over to",
    severity=Severity.LOW,
    remediation="Add an origin group with two members to `OriginGroups` "
    "(`aws cloudfront update-distribution`).",
)
def origin_failover_configured(distribution: Distribution) -> Verdict:
    """When the only origin is down, everything that is not cached is down too."""
    members = [group.members for group in distribution.origin_groups]
    return verdict(
        max(members, default=0) > 1,
        good_reason="A second origin stands in for the first.",
        bad_reason="No origin stands in for another.",
        members=members,
    )


@control(
    "cloudfront-distribution-logging-enabled",
    title="CloudFront distributions should log the requests that they serve",
    severity=Severity.MEDIUM,
    remediation="Name a bucket in `Logging` (`aws cloudfront update-distribution`).",
)
def logging_enabled(distribution: Distribution) -> Verdict:
    """Without logs nobody can say afterwards who asked for what, and from where."""
    return verdict(
        distribution.logging,
        good_reason="Requests are logged.",
        bad_reason="Requests are not logged to a bucket.",
        logging=distribution.logging,
    )


@control(
    "cloudfront-distribution-waf-associated",
    title="CloudFront distributions should be guarded by AWS WAF",
    severity=Severity.MEDIUM,
    remediation="Associate a web ACL: `aws cloudfront associate-distribution-web-acl`.",
)
def waf_associated(distribution: Distribution) -> Verdict:
    """A web ACL turns away known attacks and floods before they reach the application."""
    return verdict(
        distribution.web_acl,
        good_reason="A web ACL guards it.",
        bad_reason="No web ACL guards it.",
        web_acl=distribution.web_acl,
    )


@control(
    "cloudfront-distribution-owner-tagged",
    title="CloudFront distributions should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws cloudfront tag-resource --tags "
    "Items=[{Key=team,Value=NAME}]`.",
)
def owner_tagged(distribution: Distribution) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if distribution.owner:
        return passed("A tag names the owner.", owner=distribution.owner)
    return failed("No tag names the owner.", owner=None)
