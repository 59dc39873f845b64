"""Controls of AWS::AppSync::GraphQLApi."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.appsync.graph_ql_api import GraphQLApi

_UPDATE = "`aws appsync update-graphql-api --api-id ID --name NAME "
_CACHE = "Delete the cache and make it anew: `aws appsync create-api-cache --api-id ID "


@control(
    "appsync-graph-ql-api-no-api-key-authentication",
    title="AppSync APIs should not be opened by an API key alone",
    severity=Severity.HIGH,
    remediation="Ask for an identity: " + _UPDATE + "--authentication-type AWS_IAM`, "
    "`AMAZON_COGNITO_USER_POOLS` or `OPENID_CONNECT`.",
)
def no_api_key_authentication(api: GraphQLApi) -> Verdict:
    """Every client holds the same key, so that it is no secret, and nobody is told apart by it."""
    told = {"authentication": api.authentication, "more": api.more_authentications}
    if api.authentication != "API_KEY":
        return passed("Clients prove who they are.", **told)
    return failed("An API key opens it.", **told)


@control(
    "appsync-graph-ql-api-no-further-api-keys",
    title="AppSync APIs should not take API keys beside other ways to sign in",
    severity=Severity.LOW,
    remediation="Drop `API_KEY`: " + _UPDATE + "--additional-authentication-providers …`; "
    "accept the risk where a part of the schema is for everybody.",
)
def no_further_api_keys(api: GraphQLApi) -> Verdict:
    """A single directive that is set by mistake opens a field to everybody who has the key."""
    if "API_KEY" not in api.more_authentications:
        return passed("No part of it takes API keys.", more=api.more_authentications)
    return failed("Parts of it may take API keys.", more=api.more_authentications)


@control(
    "appsync-graph-ql-api-field-logging-enabled",
    title="AppSync APIs should log what their fields resolve to",
    severity=Severity.MEDIUM,
    remediation="Log at least errors: " + _UPDATE + "--log-config fieldLogLevel=ERROR,"
    "cloudWatchLogsRoleArn=ROLE`.",
)
def field_logging_enabled(api: GraphQLApi) -> Verdict:
    """Without logs nobody sees who probes the schema, nor which resolver gave something away."""
    if api.log_level != "NONE":
        return passed("Fields are logged.", level=api.log_level)
    return failed("Fields are not logged.", level="NONE")


@control(
    "appsync-graph-ql-api-web-acl-attached",
    title="AppSync APIs that the internet reaches should have a web ACL in front",
    severity=Severity.MEDIUM,
    remediation="Attach one: `aws wafv2 associate-web-acl --web-acl-arn ACL --resource-arn API`.",
)
def web_acl_attached(api: GraphQLApi) -> Verdict:
    """A web ACL stops floods and known attacks before they cost queries of the database behind."""
    if api.visibility == "PRIVATE":
        return passed("Only VPC endpoints reach it.", visibility="PRIVATE")
    if api.web_acl:
        return passed("A web ACL stands in front.", web_acl=api.web_acl)
    return failed("No web ACL stands in front.", visibility=api.visibility, web_acl=None)


@control(
    "appsync-graph-ql-api-cache-encrypted-at-rest",
    title="Caches of AppSync APIs should be encrypted at rest",
    severity=Severity.MEDIUM,
    remediation=_CACHE + "--at-rest-encryption-enabled …`.",
)
def cache_encrypted_at_rest(api: GraphQLApi) -> Verdict:
    """The cache holds answers for all users, and its disks and swap do too."""
    if not api.cached:
        return passed("There is no cache.", cached=False)
    if api.cache_encrypted_at_rest:
        return passed("The cache is encrypted at rest.", encrypted=True)
    return failed("The cache is not encrypted at rest.", encrypted=False)


@control(
    "appsync-graph-ql-api-cache-encrypted-in-transit",
    title="Caches of AppSync APIs should be encrypted in transit",
    severity=Severity.MEDIUM,
    remediation=_CACHE + "--transit-encryption-enabled …`.",
)
def cache_encrypted_in_transit(api: GraphQLApi) -> Verdict:
    """Between API and cache go answers for all users, to be read by whoever listens there."""
    if not api.cached:
        return passed("There is no cache.", cached=False)
    if api.cache_encrypted_in_transit:
        return passed("The way to the cache is encrypted.", encrypted=True)
    return failed("The way to the cache is not encrypted.", encrypted=False)


@control(
    "appsync-graph-ql-api-query-depth-limited",
    title="AppSync APIs should limit how deep queries may nest",
    severity=Severity.LOW,
    remediation="Limit it: " + _UPDATE + "--query-depth-limit 10`.",
)
def query_depth_limited(api: GraphQLApi) -> Verdict:
    """One small query that nests without end keeps every resolver and the database behind busy."""
    if api.depth_limit:
        return passed("Queries nest so deep at most.", limit=api.depth_limit)
    return failed("Queries nest without end.", limit=None)


@control(
    "appsync-graph-ql-api-introspection-disabled",
    title="AppSync APIs should not tell their schema to everybody",
    severity=Severity.LOW,
    remediation="Switch it off: " + _UPDATE + "--introspection-config DISABLED`.",
)
def introspection_disabled(api: GraphQLApi) -> Verdict:
    """The schema is a map of all data and operations, of those that nobody guards as well."""
    if not api.introspection:
        return passed("It does not tell its schema.", introspection=False)
    return failed("It tells its schema.", introspection=True)


@control(
    "appsync-graph-ql-api-tracing-enabled",
    title="AppSync APIs should trace requests with X-Ray",
    severity=Severity.LOW,
    remediation="Trace them: " + _UPDATE + "--xray-enabled`.",
)
def tracing_enabled(api: GraphQLApi) -> Verdict:
    """A trace shows which resolvers and services one request went through, and where it failed."""
    if api.tracing:
        return passed("Requests are traced.", tracing=True)
    return failed("Requests are not traced.", tracing=False)


@control(
    "appsync-graph-ql-api-owner-tagged",
    title="AppSync APIs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws appsync tag-resource --tags team=NAME`.",
)
def owner_tagged(api: GraphQLApi) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if api.owner:
        return passed("A tag names the owner.", owner=api.owner)
    return failed("No tag names the owner.", owner=None)
