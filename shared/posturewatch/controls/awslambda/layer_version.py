"""Controls of AWS::Lambda::LayerVersion."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.awslambda.layer_version import LayerVersion

_REMOVE = "Remove the permission (`aws lambda remove-layer-version-permission`) and add one "


@control(
    "awslambda-layer-version-not-public",
    title="Lambda layers should not be open to everybody",
    severity=Severity.HIGH,
    remediation=_REMOVE + "that names an account or an organization.",
)
def not_public(layer: LayerVersion) -> Verdict:
    """Everybody can download what stands in a public layer: code, and what was left lying in it."""
    if layer.policy is None:
        return passed("Only the owner's account may use it.", statements=[])
    public = layer.policy.public(layer.key.account)
    return verdict(
        ~public.answer,
        good_reason="The layer's policy lets in nobody from outside at will.",
        bad_reason="The layer's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "awslambda-layer-version-principals-named",
    title="Lambda layers should name the accounts that may use them",
    severity=Severity.LOW,
    remediation=_REMOVE + "that names the accounts instead of `*`.",
)
def principals_named(layer: LayerVersion) -> Verdict:
    """Behind a star everything hangs on the organization's id, which whoever joins it satisfies."""
    statements = layer.policy.statements if layer.policy else ()
    found = [x.sid for x in statements if x.allows and x.principals and x.principals.everyone]
    if not found:
        return passed("Every statement names its principals.", statements=0)
    return failed("A statement names everybody.", statements=len(found))
