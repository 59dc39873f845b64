"""Controls of AWS::Cognito::IdentityPool."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.cognito.identity_pool import IdentityPool

_UPDATE = "`aws cognito-identity update-identity-pool --identity-pool-id ID "


@control(
    "cognito-identity-pool-guests-refused",
    title="Cognito identity pools should not give credentials to guests",
    severity=Severity.MEDIUM,
    remediation="Refuse them: " + _UPDATE + "--no-allow-unauthenticated-identities …`; until then "
    "keep the guests' role as small as what you would publish.",
)
def guests_refused(pool: IdentityPool) -> Verdict:
    """Whoever knows the pool's id, which every client holds, gets credentials of your account."""
    if not pool.guests:
        return passed("Guests get no credentials.", guests=False)
    return failed("Everybody gets credentials without signing in.", guests=True)


@control(
    "cognito-identity-pool-classic-flow-disabled",
    title="Cognito identity pools should not allow the classic flow",
    severity=Severity.MEDIUM,
    remediation="Switch it off: " + _UPDATE + "--no-allow-classic-flow …`.",
)
def classic_flow_disabled(pool: IdentityPool) -> Verdict:
    """There the client chooses its role, and no policy of Cognito narrows what guests may do."""
    if not pool.classic_flow:
        return passed("Cognito chooses the role.", classic_flow=False)
    return failed("Clients choose their role.", classic_flow=True)


@control(
    "cognito-identity-pool-tokens-verified",
    title="Cognito identity pools should ask user pools whether tokens are still good",
    severity=Severity.LOW,
    remediation="Ask them: " + _UPDATE + "--cognito-identity-providers "
    "ServerSideTokenCheck=true,…`.",
)
def tokens_verified(pool: IdentityPool) -> Verdict:
    """Else who was signed out or disabled gets new credentials until the token ends by itself."""
    told = {"user_pools": pool.user_pools, "checks": pool.token_checks}
    if pool.asks_whether_tokens_are_good:
        return passed("Every user pool is asked about its tokens.", **told)
    return failed("Tokens that were taken back still count.", **told)


@control(
    "cognito-identity-pool-owner-tagged",
    title="Cognito identity pools should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws cognito-identity tag-resource --tags team=NAME`.",
)
def owner_tagged(pool: IdentityPool) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if pool.owner:
        return passed("A tag names the owner.", owner=pool.owner)
    return failed("No tag names the owner.", owner=None)
