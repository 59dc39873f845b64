"""Controls of AWS::ApiGateway::Stage."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.apigateway.stage import Stage

_UPDATE = "`aws apigateway update-stage --patch-operations op=replace,"


@control(
    "apigateway-stage-access-logs-enabled",
    title="Stages of REST APIs should log the requests that they serve",
    severity=Severity.MEDIUM,
    remediation=f"Name a log group: {_UPDATE}path=/accessLogSettings/destinationArn,value=ARN`.",
)
def access_logs_enabled(stage: Stage) -> Verdict:
    """Without logs nobody can say afterwards who asked for what, and from where."""
    return verdict(
        stage.access_logs,
        good_reason="Requests are logged.",
        bad_reason="Requests are not logged.",
        access_logs=stage.access_logs,
    )


@control(
    "apigateway-stage-execution-logs-enabled",
    title="Stages of REST APIs should log what goes wrong in all of their methods",
    severity=Severity.MEDIUM,
    remediation=f"Log errors at least: {_UPDATE}path=/*/*/logging/loglevel,value=ERROR`.",
)
def execution_logs_enabled(stage: Stage) -> Verdict:
    """Refused signatures, throttling and failing authorizers are told by these logs alone."""
    return verdict(
        stage.is_logged,
        good_reason="The execution of every method is logged.",
        bad_reason="The execution of a method is not logged.",
        default=stage.default.log_level,
        levels=sorted({each.log_level for each in stage.settings}),
    )


@control(
    "apigateway-stage-bodies-not-logged",
    title="Stages of REST APIs should not log whole requests and responses",
    severity=Severity.MEDIUM,
    remediation=f"Switch it off: {_UPDATE}path=/*/*/logging/dataTrace,value=false`.",
)
def bodies_not_logged(stage: Stage) -> Verdict:
    """Passwords, tokens and personal data of callers then stand in a log for whoever reads it."""
    return verdict(
        not stage.logs_bodies,
        good_reason="Requests and responses are not logged whole.",
        bad_reason="Requests and responses of a method are logged whole.",
        logs_bodies=stage.logs_bodies,
    )


@control(
    "apigateway-stage-tracing-enabled",
    title="Stages of REST APIs should be traced by X-Ray",
    severity=Severity.LOW,
    remediation=f"Switch it on: {_UPDATE}path=/tracingEnabled,value=true`.",
)
def tracing_enabled(stage: Stage) -> Verdict:
    """A trace shows through which services a request went, and where it was slow or failed."""
    return verdict(
        stage.traced,
        good_reason="X-Ray traces requests.",
        bad_reason="X-Ray does not trace requests.",
        traced=stage.traced,
    )


@control(
    "apigateway-stage-waf-associated",
    title="Stages of REST APIs should be guarded by AWS WAF",
    severity=Severity.MEDIUM,
    remediation="Associate a web ACL: `aws wafv2 associate-web-acl --web-acl-arn ARN "
    "--resource-arn STAGE`.",
)
def waf_associated(stage: Stage) -> Verdict:
    """A web ACL turns away known attacks and floods before they reach the application."""
    return verdict(
        stage.web_acl,
        good_reason="A web ACL guards it.",
        bad_reason="No web ACL guards it.",
        web_acl=stage.web_acl,
    )


@control(
    "apigateway-stage-client-certificate-set",
    title="Stages of REST APIs should show a certificate to what they call",
    severity=Severity.MEDIUM,
    remediation="Make one with `aws apigateway generate-client-certificate`, let the backend ask "
    f"for it, then: {_UPDATE}path=/clientCertificateId,value=ID`.",
)
def client_certificate_set(stage: Stage) -> Verdict:
    """Without it a backend cannot tell the API from whoever else calls it, past all controls."""
    return verdict(
        stage.client_certificate,
        good_reason="It shows a certificate.",
        bad_reason="It shows no certificate.",
        client_certificate=stage.client_certificate,
    )


@control(
    "apigateway-stage-cache-encrypted",
    title="Stages of REST APIs should encrypt the responses that they cache",
    severity=Severity.MEDIUM,
    remediation=f"Switch it on: {_UPDATE}path=/*/*/caching/dataEncrypted,value=true`.",
)
def cache_encrypted(stage: Stage) -> Verdict:
    """What callers may see after they signed in lies in the cache for minutes or an hour."""
    return verdict(
        not stage.caches_plainly,
        good_reason="No response is cached without encryption.",
        bad_reason="Responses are cached without encryption.",
        cache_enabled=stage.cache_enabled,
    )


@control(
    "apigateway-stage-no-plain-secrets",
    title="Stages of REST APIs should not have secrets in their variables",
    severity=Severity.HIGH,
    remediation="Keep it in Secrets Manager, read it in the backend, and renew it; "
    "`aws apigateway update-stage --patch-operations op=remove,path=/variables/NAME`.",
)
def no_plain_secrets(stage: Stage) -> Verdict:
    """Everybody who may read the configuration reads its variables, and many roles may."""
    found = stage.plain_secrets
    if not found:
        return passed("No variable looks like a secret.", variables=[])
    return failed(f"{found[0]} looks like a secret.", variables=found)


@control(
    "apigateway-stage-owner-tagged",
    title="Stages of REST APIs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws apigateway tag-resource --tags team=NAME`.",
)
def owner_tagged(stage: Stage) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if stage.owner:
        return passed("A tag names the owner.", owner=stage.owner)
    return failed("No tag names the owner.", owner=None)
