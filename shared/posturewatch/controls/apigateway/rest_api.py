"""Controls of AWS::ApiGateway::RestApi."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.apigateway.rest_api import RestApi


@control(
    "apigateway-rest-api-methods-authorized",
    title="REST APIs should ask callers who they are",
    severity=Severity.MEDIUM,
    remediation="Give every method an authorizer: `aws apigateway update-method --patch-operations "
    "op=replace,path=/authorizationType,value=AWS_IAM`, or confine the API by a resource policy.",
)
def methods_authorized(api: RestApi) -> Verdict:
    """A method without authorization runs what is behind it for everybody who finds its address."""
    return verdict(
        ~api.open_to_anyone,
        good_reason="No method can be called by anybody.",
        bad_reason="Methods can be called by anybody.",
        methods=api.open_methods,
    )


@control(
    "apigateway-rest-api-policy-not-public",
    title="REST APIs should not let everybody in by their resource policy",
    severity=Severity.MEDIUM,
    remediation="Name principals, VPC endpoints or address ranges in the policy: `aws apigateway "
    "update-rest-api --patch-operations op=replace,path=/policy,value=POLICY`, then deploy it.",
)
def policy_not_public(api: RestApi) -> Verdict:
    """It lets in every account, and of a private API every VPC endpoint, that AWS has."""
    return verdict(
        ~api.public,
        good_reason="No resource policy lets everybody in.",
        bad_reason="The resource policy lets everybody in.",
        public=api.public,
        endpoints=api.endpoints,
    )


@control(
    "apigateway-rest-api-default-endpoint-disabled",
    title="REST APIs should be reached by a domain name of their own only",
    severity=Severity.LOW,
    remediation="Add a custom domain name, then: `aws apigateway update-rest-api "
    "--patch-operations op=replace,path=/disableExecuteApiEndpoint,value=True`, and deploy it.",
)
def default_endpoint_disabled(api: RestApi) -> Verdict:
    """The default endpoint is a way around client certificates and TLS of the domain name."""
    if api.is_private:
        return passed("It is reached from inside of VPCs only.", endpoints=api.endpoints)
    return verdict(
        api.default_endpoint_disabled,
        good_reason="The default endpoint is disabled.",
        bad_reason="The default endpoint answers.",
        default_endpoint_disabled=api.default_endpoint_disabled,
    )


@control(
    "apigateway-rest-api-tls-1-2-minimum",
    title="REST APIs should accept TLS 1.2 or later only",
    severity=Severity.MEDIUM,
    remediation="Set a recent security policy, or disable the default endpoint: `aws apigateway "
    "update-rest-api --patch-operations "
    "op=replace,path=/securityPolicy,value=SecurityPolicy_TLS13_1_2_2021_06`, and deploy it.",
)
def tls_1_2_minimum(api: RestApi) -> Verdict:
    """Old TLS has known weaknesses, and is what the default endpoint accepts unless told not to."""
    return verdict(
        not api.accepts_old_tls,
        good_reason="Callers need TLS 1.2.",
        bad_reason="Callers may use TLS before 1.2.",
        tls_policy=api.tls_policy or None,
        default_endpoint_disabled=api.default_endpoint_disabled,
    )


@control(
    "apigateway-rest-api-owner-tagged",
    title="REST APIs should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws apigateway tag-resource --tags team=NAME`.",
)
def owner_tagged(api: RestApi) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if api.owner:
        return passed("A tag names the owner.", owner=api.owner)
    return failed("No tag names the owner.", owner=None)
