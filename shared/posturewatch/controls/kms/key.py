"""Controls of AWS::KMS::Key."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.kms.key import PENDING, Key


@control(
    "kms-key-not-public",
    title="KMS keys should not be usable by everybody",
    severity=Severity.CRITICAL,
    remediation="Name the principals in the key policy (`aws kms put-key-policy`), or limit the "
    "statement by `kms:CallerAccount` or `aws:PrincipalOrgID`.",
)
def not_public(key: Key) -> Verdict:
    """Whoever may use the key can read all that it protects, once they get hold of a copy."""
    if key.policy is None:
        return passed("The key has the default policy of its account.", statements=[])
    public = key.policy.public(key.key.account)
    return verdict(
        ~public.answer,
        good_reason="The key policy lets in nobody from outside at will.",
        bad_reason="The key policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "kms-key-rotation-enabled",
    title="KMS keys should be rotated every year",
    severity=Severity.MEDIUM,
    remediation="Turn on rotation: `aws kms enable-key-rotation --key-id ID`.",
)
def rotation_enabled(key: Key) -> Verdict:
    """Rotation bounds how much is lost with one generation of the key's material."""
    if not key.can_rotate:
        return passed("KMS does not rotate keys of this kind.", spec=key.spec, origin=key.origin)
    if key.rotation:
        return passed("The key is rotated.", rotation=True)
    return failed("The key is not rotated.", rotation=False)


@control(
    "kms-key-deletion-not-pending",
    title="KMS keys should not be scheduled for deletion by mistake",
    severity=Severity.HIGH,
    remediation="If anything is still encrypted with it: `aws kms cancel-key-deletion --key-id ID` "
    "and `aws kms enable-key`.",
)
def deletion_not_pending(key: Key) -> Verdict:
    """What a deleted key encrypted can never be read again, by anybody, AWS included."""
    if key.state in PENDING:
        return failed("The key is about to be deleted.", state=key.state)
    return passed("The key is not about to be deleted.", state=key.state)


@control(
    "kms-key-owner-tagged",
    title="KMS keys should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the key with its team: `aws kms tag-resource --tags "
    "TagKey=team,TagValue=NAME`.",
)
def owner_tagged(key: Key) -> Verdict:
    """Nobody dares to restrict or delete a key of which it is not known what depends on it."""
    if key.owner:
        return passed("A tag names the owner.", owner=key.owner)
    return failed("No tag names the owner.", owner=None)
