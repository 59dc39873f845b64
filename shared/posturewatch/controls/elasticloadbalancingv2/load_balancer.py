"""Controls of AWS::ElasticLoadBalancingV2::LoadBalancer."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict, warned
from posturewatch.resources.elasticloadbalancingv2.load_balancer import LoadBalancer


@control(
    "elasticloadbalancingv2-load-balancer-internet-tls-1-2-minimum",
    title="Load balancers should serve the internet with TLS 1.2 or later only",
    severity=Severity.HIGH,
    remediation="Let HTTP listeners redirect to HTTPS, and set a recent security policy: "
    "`aws elbv2 modify-listener --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`.",
)
def internet_tls_1_2_minimum(balancer: LoadBalancer) -> Verdict:
    """Whoever sits between a client and the balancer reads plain HTTP and can break old TLS."""
    bad = [each.label for each in balancer.listeners if each.is_plain or each.accepts_old_tls]
    if not bad:
        return passed("No listener accepts plain HTTP or old TLS.", listeners=[])
    if not balancer.internet_facing:
        return passed("It does not face the internet.", internet_facing=False, listeners=bad)
    return failed("It serves the internet with plain HTTP or old TLS.", listeners=bad)


@control(
    "elasticloadbalancingv2-load-balancer-tls-1-2-minimum",
    title="Load balancers should accept TLS 1.2 or later only",
    severity=Severity.MEDIUM,
    remediation="Set a recent security policy: "
    "`aws elbv2 modify-listener --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`.",
)
def tls_1_2_minimum(balancer: LoadBalancer) -> Verdict:
    """TLS 1.0 and 1.1 have known weaknesses, and are what a listener of the API has by default."""
    old = [each.label for each in balancer.listeners if each.accepts_old_tls]
    return verdict(
        not old,
        good_reason="No listener accepts TLS before 1.2.",
        bad_reason="A listener accepts TLS before 1.2.",
        listeners=old,
    )


@control(
    "elasticloadbalancingv2-load-balancer-listeners-encrypted",
    title="Load balancers should listen with HTTPS or TLS, or lead there",
    severity=Severity.MEDIUM,
    remediation="Add an HTTPS listener and let the HTTP one redirect: `aws elbv2 modify-listener "
    "--default-actions Type=redirect,RedirectConfig={Protocol=HTTPS,StatusCode=HTTP_301}`.",
)
def listeners_encrypted(balancer: LoadBalancer) -> Verdict:
    """What crosses the network in clear text can be read and changed on its way."""
    plain = [each.label for each in balancer.listeners if each.is_plain]
    if plain:
        return failed("A listener serves plain HTTP.", listeners=plain)
    through = ("TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
    passing = [each.label for each in balancer.listeners if each.protocol in through]
    if passing:
        return warned("Whether what passes through is encrypted cannot be told.", listeners=passing)
    return passed("All listeners use TLS, or lead to HTTPS.", listeners=[])


@control(
    "elasticloadbalancingv2-load-balancer-invalid-headers-dropped",
    title="Application Load Balancers should drop invalid header fields",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elbv2 modify-load-balancer-attributes --attributes "
    "Key=routing.http.drop_invalid_header_fields.enabled,Value=true`.",
)
def invalid_headers_dropped(balancer: LoadBalancer) -> Verdict:
    """Fields that servers read differently let a request be smuggled past what guards them."""
    if balancer.kind != "application":
        return passed("It does not read HTTP.", kind=balancer.kind)
    return verdict(
        balancer.drops_invalid_headers,
        good_reason="Invalid header fields are dropped.",
        bad_reason="Invalid header fields reach the targets.",
        drops_invalid_headers=balancer.drops_invalid_headers,
    )


@control(
    "elasticloadbalancingv2-load-balancer-desync-mitigated",
    title="Application Load Balancers should mitigate desync attacks",
    severity=Severity.MEDIUM,
    remediation="Set the mode: `aws elbv2 modify-load-balancer-attributes --attributes "
    "Key=routing.http.desync_mitigation_mode,Value=defensive`.",
)
def desync_mitigated(balancer: LoadBalancer) -> Verdict:
    """An ambiguous request that is only watched may poison caches or take over a session."""
    if balancer.kind != "application":
        return passed("It does not read HTTP.", kind=balancer.kind)
    return verdict(
        balancer.desync_mode in ("defensive", "strictest"),
        good_reason="Dangerous requests are refused.",
        bad_reason="Dangerous requests are only watched.",
        desync_mode=balancer.desync_mode,
    )


@control(
    "elasticloadbalancingv2-load-balancer-access-logs-enabled",
    title="Load balancers should log the requests that they serve",
    severity=Severity.MEDIUM,
    remediation="Name a bucket: `aws elbv2 modify-load-balancer-attributes --attributes "
    "Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET`.",
)
def access_logs_enabled(balancer: LoadBalancer) -> Verdict:
    """Without logs nobody can say afterwards who asked for what, and from where."""
    if balancer.kind == "gateway":
        return passed("A Gateway Load Balancer has no access logs.", kind=balancer.kind)
    return verdict(
        balancer.access_logs,
        good_reason="Requests are logged.",
        bad_reason="Requests are not logged.",
        access_logs=balancer.access_logs,
    )


@control(
    "elasticloadbalancingv2-load-balancer-deletion-protected",
    title="Load balancers should be protected against deletion",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elbv2 modify-load-balancer-attributes --attributes "
    "Key=deletion_protection.enabled,Value=true`.",
)
def deletion_protected(balancer: LoadBalancer) -> Verdict:
    """One mistaken call takes everything behind it off the network, and its name is lost."""
    return verdict(
        balancer.deletion_protection,
        good_reason="It cannot be deleted at once.",
        bad_reason="It can be deleted by one call.",
        deletion_protection=balancer.deletion_protection,
    )


@control(
    "elasticloadbalancingv2-load-balancer-several-zones",
    title="Load balancers should span several availability zones",
    severity=Severity.MEDIUM,
    remediation="Add subnets of other zones: `aws elbv2 set-subnets --subnets SUBNET SUBNET`.",
)
def several_zones(balancer: LoadBalancer) -> Verdict:
    """A balancer in one zone goes down with it, though its targets elsewhere still work."""
    return verdict(
        balancer.zones > 1,
        good_reason="It spans several zones.",
        bad_reason="It is in one zone only.",
        zones=balancer.zones,
    )


@control(
    "elasticloadbalancingv2-load-balancer-cross-zone-enabled",
    title="Network and Gateway Load Balancers should send to the targets of all zones",
    severity=Severity.LOW,
    remediation="Switch it on: `aws elbv2 modify-load-balancer-attributes --attributes "
    "Key=load_balancing.cross_zone.enabled,Value=true`.",
)
def cross_zone_enabled(balancer: LoadBalancer) -> Verdict:
    """Otherwise a zone with few targets is overrun while others are idle."""
    if balancer.kind == "application":
        return passed("An Application Load Balancer does so.", kind=balancer.kind)
    return verdict(
        balancer.cross_zone,
        good_reason="It sends to the targets of all zones.",
        bad_reason="It sends to the targets of its own zone only.",
        cross_zone=balancer.cross_zone,
    )


@control(
    "elasticloadbalancingv2-load-balancer-owner-tagged",
    title="Load balancers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws elbv2 add-tags --tags Key=team,Value=NAME`.",
)
def owner_tagged(balancer: LoadBalancer) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if balancer.owner:
        return passed("A tag names the owner.", owner=balancer.owner)
    return failed("No tag names the owner.", owner=None)
