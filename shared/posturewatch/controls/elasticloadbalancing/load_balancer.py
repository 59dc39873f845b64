"""Controls of AWS::ElasticLoadBalancing::LoadBalancer."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.elasticloadbalancing.load_balancer import LoadBalancer


@control(
    "elasticloadbalancing-load-balancer-internet-tls-1-2-minimum",
    title="Classic Load Balancers should serve the internet with TLS 1.2 or later only",
    severity=Severity.HIGH,
    remediation="Use HTTPS or SSL listeners with the policy `ELBSecurityPolicy-TLS-1-2-2017-01`: "
    "`aws elb set-load-balancer-policies-of-listener`.",
)
def internet_tls_1_2_minimum(balancer: LoadBalancer) -> Verdict:
    """Whoever sits between a client and the balancer reads plain HTTP and can break old TLS."""
    if not balancer.internet_facing:
        return passed("It does not face the internet.", internet_facing=False)
    plain = [each.label for each in balancer.listeners if each.protocol.upper() == "HTTP"]
    if plain:
        return failed("It serves the internet with plain HTTP.", listeners=plain)
    old = balancer.accepts_old_tls
    if old:
        return failed("It serves the internet with old TLS.", listeners=old)
    return passed("No listener accepts plain HTTP or old TLS.", listeners=[])


@control(
    "elasticloadbalancing-load-balancer-listeners-encrypted",
    title="Classic Load Balancers should listen with HTTPS or SSL only",
    severity=Severity.MEDIUM,
    remediation="Replace the listener by one with HTTPS or SSL: "
    "`aws elb create-load-balancer-listeners --listeners Protocol=HTTPS,…`.",
)
def listeners_encrypted(balancer: LoadBalancer) -> Verdict:
    """What crosses the network in clear text can be read and changed on its way."""
    plain = [each.label for each in balancer.listeners if not each.is_encrypted]
    return verdict(
        not plain,
        good_reason="All listeners are encrypted.",
        bad_reason="A listener is not encrypted.",
        listeners=plain,
    )


@control(
    "elasticloadbalancing-load-balancer-certificates-from-acm",
    title="Classic Load Balancers should use certificates of AWS Certificate Manager",
    severity=Severity.MEDIUM,
    remediation="Request a certificate from ACM and set it: "
    "`aws elb set-load-balancer-listener-ssl-certificate`.",
)
def certificates_from_acm(balancer: LoadBalancer) -> Verdict:
    """ACM renews its certificates by itself; an uploaded one runs out when it is forgotten."""
    others = [each.certificate for each in balancer.listeners if each.lacks_acm]
    return verdict(
        not others,
        good_reason="All encrypted listeners have certificates of ACM.",
        bad_reason="An encrypted listener has a certificate that is not from ACM.",
        certificates=others,
    )


@control(
    "elasticloadbalancing-load-balancer-cross-zone-enabled",
    title="Classic Load Balancers should send to the servers of all zones",
    severity=Severity.MEDIUM,
    remediation="Switch it on: `aws elb modify-load-balancer-attributes "
    "--load-balancer-attributes CrossZoneLoadBalancing={Enabled=true}`.",
)
def cross_zone_enabled(balancer: LoadBalancer) -> Verdict:
    """Otherwise a zone with few servers is overrun while others are idle."""
    return verdict(
        balancer.cross_zone,
        good_reason="It sends to the servers of all zones.",
        bad_reason="It sends to the servers of a request's own zone only.",
        cross_zone=balancer.cross_zone,
    )


@control(
    "elasticloadbalancing-load-balancer-several-zones",
    title="Classic Load Balancers should span several availability zones",
    severity=Severity.MEDIUM,
    remediation="Add subnets of other zones: `aws elb attach-load-balancer-to-subnets`.",
)
def several_zones(balancer: LoadBalancer) -> Verdict:
    """A balancer in one zone goes down with it, though its servers elsewhere still work."""
    return verdict(
        balancer.zones > 1,
        good_reason="It spans several zones.",
        bad_reason="It is in one zone only.",
        zones=balancer.zones,
    )


@control(
    "elasticloadbalancing-load-balancer-access-logs-enabled",
    title="Classic Load Balancers should log the requests that they serve",
    severity=Severity.MEDIUM,
    remediation="Name a bucket: `aws elb modify-load-balancer-attributes "
    "--load-balancer-attributes AccessLog={Enabled=true,S3BucketName=BUCKET}`.",
)
def access_logs_enabled(balancer: LoadBalancer) -> Verdict:
    """Without logs nobody can say afterwards who asked for what, and from where."""
    return verdict(
        balancer.access_logs,
        good_reason="Requests are logged.",
        bad_reason="Requests are not logged.",
        access_logs=balancer.access_logs,
    )


@control(
    "elasticloadbalancing-load-balancer-draining-enabled",
    title="Classic Load Balancers should let servers finish what they have begun",
    severity=Severity.LOW,
    remediation="Switch it on: `aws elb modify-load-balancer-attributes "
    "--load-balancer-attributes ConnectionDraining={Enabled=true,Timeout=300}`.",
)
def draining_enabled(balancer: LoadBalancer) -> Verdict:
    """Without it every server that is taken out breaks off the requests that it was answering."""
    return verdict(
        balancer.draining,
        good_reason="Servers that are taken out finish their requests.",
        bad_reason="Servers that are taken out break off their requests.",
        draining=balancer.draining,
    )


@control(
    "elasticloadbalancing-load-balancer-desync-mitigated",
    title="Classic Load Balancers should mitigate desync attacks",
    severity=Severity.MEDIUM,
    remediation="Set the mode `elb.http.desyncmitigationmode` to `defensive`: "
    "`aws elb modify-load-balancer-attributes`.",
)
def desync_mitigated(balancer: LoadBalancer) -> Verdict:
    """An ambiguous request that is only watched may poison caches or take over a session."""
    return verdict(
        balancer.desync_mode in ("defensive", "strictest"),
        good_reason="Dangerous requests are refused.",
        bad_reason="Dangerous requests are only watched.",
        desync_mode=balancer.desync_mode,
    )


@control(
    "elasticloadbalancing-load-balancer-owner-tagged",
    title="Classic Load Balancers should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws elb add-tags --tags Key=team,Value=NAME`.",
)
def owner_tagged(balancer: LoadBalancer) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if balancer.owner:
        return passed("A tag names the owner.", owner=balancer.owner)
    return failed("No tag names the owner.", owner=None)
