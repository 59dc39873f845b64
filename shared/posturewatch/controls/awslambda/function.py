"""Controls of AWS::Lambda::Function."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.awslambda.function import Function

_REMOVE = "Remove the statement (`aws lambda remove-permission`) and add one "


@control(
    "awslambda-function-not-public",
    title="Lambda functions should not be open to everybody",
    severity=Severity.CRITICAL,
    remediation=_REMOVE + "that names the account or service, with `--source-account`.",
)
def not_public(function: Function) -> Verdict:
    """Strangers could run your code with your data, on your bill, as often as they like."""
    if function.policy is None:
        return passed("Only the owner's account may invoke it.", statements=[])
    public = function.policy.public(function.key.account)
    return verdict(
        ~public.answer,
        good_reason="The function's policy lets in nobody from outside at will.",
        bad_reason="The function's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "awslambda-function-services-confined",
    title="Lambda functions should let services invoke them only for a known account",
    severity=Severity.MEDIUM,
    remediation=_REMOVE + "with `--source-account` or `--source-arn`.",
)
def services_confined(function: Function) -> Verdict:
    """A service acts for all its customers: a stranger's topic or bucket could invoke it too."""
    found = function.unconfined_services
    if not found:
        return passed("Every service is confined.", services=[])
    return failed(f"{found[0]} may invoke it for anybody.", services=found)


@control(
    "awslambda-function-principals-named",
    title="Lambda functions should name whom they let in",
    severity=Severity.LOW,
    remediation=_REMOVE + "that names the principal instead of `*`.",
)
def principals_named(function: Function) -> Verdict:
    """Behind a star everything hangs on a condition, which is easily widened or misspelt."""
    statements = function.policy.statements if function.policy else ()
    found = [
        statement.sid or f"#{position}"
        for position, statement in enumerate(statements, start=1)
        if statement.allows and statement.principals and statement.principals.everyone
    ]
    if not found:
        return passed("Every statement names its principals.", statements=[])
    return failed("A statement names everybody.", statements=found)


@control(
    "awslambda-function-url-authorized",
    title="Lambda function URLs should let in known callers only",
    severity=Severity.HIGH,
    remediation="Ask for signed requests: `aws lambda update-function-url-config --auth-type "
    "AWS_IAM`, or put API Gateway or CloudFront in front.",
)
def url_authorized(function: Function) -> Verdict:
    """A URL without authorization is found and called by strangers, on your bill."""
    if "NONE" in function.url_authorization:
        return failed("A URL lets everybody in.", authorization=function.url_authorization)
    return passed("No URL lets everybody in.", authorization=function.url_authorization)


@control(
    "awslambda-function-no-plain-secrets",
    title="Lambda functions should not have secrets in their environment",
    severity=Severity.HIGH,
    remediation="Keep it in Secrets Manager and read it at start, such as by the extension "
    "`AWS-Parameters-and-Secrets-Lambda-Extension`; then renew it.",
)
def no_plain_secrets(function: Function) -> Verdict:
    """Everybody who may read the configuration reads its variables, and many roles may."""
    found = function.plain_secrets
    if not found:
        return passed("No variable looks like a secret.", variables=[])
    return failed(f"{found[0]} looks like a secret.", variables=found)


@control(
    "awslambda-function-runtime-supported",
    title="Lambda functions should use a runtime that AWS supports",
    severity=Severity.MEDIUM,
    remediation="Move to a newer one: `aws lambda update-function-configuration --runtime NAME`.",
)
def runtime_supported(function: Function) -> Verdict:
    """Known holes of a runtime that is no longer mended stay open for ever."""
    days = function.days_without_support
    if days is None or days < 0:
        return passed("Its runtime is supported.", runtime=function.runtime)
    return failed(
        f"{function.runtime} has not been supported for {days} days.", runtime=function.runtime
    )


@control(
    "awslambda-function-dead-letters-kept",
    title="Lambda functions should keep the events that they could not work off",
    severity=Severity.LOW,
    remediation="Name a queue or topic: `aws lambda update-function-configuration "
    "--dead-letter-config TargetArn=ARN`.",
)
def dead_letters_kept(function: Function) -> Verdict:
    """An event that fails three times is dropped without a word."""
    if function.dead_letters:
        return passed("Failing events are kept.", target=function.dead_letters)
    return failed("Failing events are dropped.", target=None)


@control(
    "awslambda-function-tracing-active",
    title="Lambda functions should be traced",
    severity=Severity.LOW,
    remediation="Turn it on: `aws lambda update-function-configuration --tracing-config "
    "Mode=Active`.",
)
def tracing_active(function: Function) -> Verdict:
    """Traces show what a call set off, where it failed, and what called it."""
    if function.tracing == "Active":
        return passed("It is traced.", mode=function.tracing)
    return failed("It is not traced.", mode=function.tracing)


@control(
    "awslambda-function-vpc-attached",
    title="Lambda functions should reach the network from a VPC",
    severity=Severity.LOW,
    remediation="Give it subnets and security groups: `aws lambda update-function-configuration "
    "--vpc-config`.",
)
def vpc_attached(function: Function) -> Verdict:
    """From AWS's own network it reaches all of the internet, past every filter of yours."""
    if function.subnets:
        return passed("It is in a VPC.", subnets=function.subnets)
    return failed("It is in no VPC.", subnets=[])


@control(
    "awslambda-function-owner-tagged",
    title="Lambda functions should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws lambda tag-resource --tags team=NAME`.",
)
def owner_tagged(function: Function) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if function.owner:
        return passed("A tag names the owner.", owner=function.owner)
    return failed("No tag names the owner.", owner=None)
