"""Controls of AWS::ApiGatewayV2::Api."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.apigatewayv2.api import Api


@control(
    "apigatewayv2-api-routes-authorized",
    title="HTTP and WebSocket APIs should ask callers who they are",
    severity=Severity.MEDIUM,
    remediation="Give every route, or `$connect` of a WebSocket API, an authorizer: `aws "
    "apigatewayv2 update-route --authorization-type JWT --authorizer-id ID`.",
)
def routes_authorized(api: Api) -> Verdict:
    """A route without authorization runs what is behind it for everybody who finds its address."""
    return verdict(
        not api.open_routes,
        good_reason="No route can be used by anybody.",
        bad_reason="Routes can be used by anybody.",
        protocol=api.protocol,
        routes=api.open_routes,
    )


@control(
    "apigatewayv2-api-origins-confined",
    title="HTTP APIs should name the sites whose scripts may read their answers",
    severity=Severity.LOW,
    remediation="Name them: `aws apigatewayv2 update-api --cors-configuration "
    "AllowOrigins=https://www.example.com`.",
)
def origins_confined(api: Api) -> Verdict:
    """Any site that a user opens may then ask from the user's network what it could not reach."""
    return verdict(
        not api.open_origins,
        good_reason="No entry stands for every site.",
        bad_reason="Scripts of every site may read its answers.",
        origins=api.open_origins,
    )


@control(
    "apigatewayv2-api-credentials-confined",
    title="HTTP APIs should not take cookies with requests of every site",
    severity=Severity.MEDIUM,
    remediation="Name the sites, or take no cookies: `aws apigatewayv2 update-api "
    "--cors-configuration AllowOrigins=https://www.example.com,AllowCredentials=true`.",
)
def credentials_confined(api: Api) -> Verdict:
    """Any site that a user opens may then act as the user, and read what the user may read."""
    return verdict(
        not (api.takes_credentials and api.open_origins),
        good_reason="Cookies are not taken from every site.",
        bad_reason="Cookies are taken with requests of every site.",
        takes_credentials=api.takes_credentials,
        origins=api.open_origins,
    )


@control(
    "apigatewayv2-api-default-endpoint-disabled",
    title="HTTP and WebSocket APIs should be reached by a domain name of their own only",
    severity=Severity.LOW,
    remediation="Add a custom domain name, then: "
    "`aws apigatewayv2 update-api --disable-execute-api-endpoint`.",
)
def default_endpoint_disabled(api: Api) -> Verdict:
    """The default endpoint is a way around client certificates and TLS of the domain name."""
    return verdict(
        api.default_endpoint_disabled,
        good_reason="The default endpoint is disabled.",
        bad_reason="The default endpoint answers.",
        default_endpoint_disabled=api.default_endpoint_disabled,
    )


@control(
    "apigatewayv2-api-owner-tagged",
    title="HTTP and WebSocket APIs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws apigatewayv2 tag-resource --tags team=NAME`.",
)
def owner_tagged(api: Api) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if api.owner:
        return passed("A tag names the owner.", owner=api.owner)
    return failed("No tag names the owner.", owner=None)
