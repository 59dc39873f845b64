"""Controls of AWS::ApiGatewayV2::Stage."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.apigatewayv2.stage import Stage

_UPDATE = "`aws apigatewayv2 update-stage "


@control(
    "apigatewayv2-stage-access-logs-enabled",
    title="Stages of HTTP and WebSocket APIs should log the requests that they serve",
    severity=Severity.MEDIUM,
    remediation=f"Name a log group: {_UPDATE}--access-log-settings DestinationArn=ARN,Format=…`.",
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
    "apigatewayv2-stage-execution-logs-enabled",
    title="Stages of WebSocket APIs should log what goes wrong",
    severity=Severity.MEDIUM,
    remediation=f"Log errors at least: {_UPDATE}--default-route-settings LoggingLevel=ERROR`.",
)
def execution_logs_enabled(stage: Stage) -> Verdict:
    """Refused connections and failing authorizers are told by these logs alone."""
    if stage.log_level in ("ERROR", "INFO"):
        return passed("Execution is logged.", log_level=stage.log_level)
    if stage.protocol == "HTTP":
        return passed("HTTP APIs have no such logs.", protocol=stage.protocol)
    return failed("Execution is not logged.", log_level=stage.log_level)


@control(
    "apigatewayv2-stage-bodies-not-logged",
    title="Stages of WebSocket APIs should not log whole messages",
    severity=Severity.MEDIUM,
    remediation=f"Switch it off: {_UPDATE}--default-route-settings DataTraceEnabled=false`.",
)
def bodies_not_logged(stage: Stage) -> Verdict:
    """Passwords, tokens and personal data of callers then stand in a log for whoever reads it."""
    return verdict(
        not stage.logs_bodies,
        good_reason="Messages are not logged whole.",
        bad_reason="Messages are logged whole.",
        logs_bodies=stage.logs_bodies,
    )


@control(
    "apigatewayv2-stage-requests-throttled",
    title="Stages of HTTP and WebSocket APIs should have a limit of requests of their own",
    severity=Severity.LOW,
    remediation="Set one: "
    f"{_UPDATE}--default-route-settings ThrottlingBurstLimit=100,ThrottlingRateLimit=50`.",
)
def requests_throttled(stage: Stage) -> Verdict:
    """Without one a flood on this stage uses up what all APIs of the account may serve together."""
    return verdict(
        stage.burst > 0,
        good_reason="It has a limit of requests.",
        bad_reason="Only the account's limit counts.",
        burst=stage.burst or None,
    )


@control(
    "apigatewayv2-stage-no-plain-secrets",
    title="Stages of HTTP and WebSocket APIs should not have secrets in their variables",
    severity=Severity.HIGH,
    remediation="Keep it in Secrets Manager, read it in the backend, and renew it; empty the "
    f"variable: {_UPDATE}--stage-variables NAME=`.",
)
def no_plain_secrets(stage: Stage) -> Verdict:
    """Everybody who may read the configuration reads its variables, and many roles may."""
    found = stage.plain_secrets
    if not found:
        return passed("No variable looks like a secret.", variables=[])
    return failed(f"{found[0]} looks like a secret.", variables=found)


@control(
    "apigatewayv2-stage-owner-tagged",
    title="Stages of HTTP and WebSocket APIs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws apigatewayv2 tag-resource --tags team=NAME`.",
)
def owner_tagged(stage: Stage) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if stage.owner:
        return passed("A tag names the owner.", owner=stage.owner)
    return failed("No tag names the owner.", owner=None)
