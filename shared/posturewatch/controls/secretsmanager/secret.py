"""Controls of AWS::SecretsManager::Secret."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.secretsmanager.secret import Secret

MOST_DAYS = 90
"""After how many days a secret should have been renewed, and an unread one given up."""


@control(
    "secretsmanager-secret-not-public",
    title="Secrets should not be readable by everybody",
    severity=Severity.CRITICAL,
    remediation="Name the principals in the secret's policy: "
    "`aws secretsmanager put-resource-policy --block-public-policy`.",
)
def not_public(secret: Secret) -> Verdict:
    """A secret that strangers can read is none, nor is anything that it opens."""
    if secret.policy is None:
        return passed("Only the owner's account may read it.", statements=[])
    public = secret.policy.public(secret.key.account)
    return verdict(
        ~public.answer,
        good_reason="The secret's policy lets in nobody from outside at will.",
        bad_reason="The secret's policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "secretsmanager-secret-rotation-enabled",
    title="Secrets should be rotated automatically",
    severity=Severity.MEDIUM,
    remediation="Set up rotation: `aws secretsmanager rotate-secret --secret-id ID "
    "--rotation-rules AutomaticallyAfterDays=30`.",
)
def rotation_enabled(secret: Secret) -> Verdict:
    """A secret that is renewed by itself is worth little to whoever copied it last year."""
    if secret.is_rotated:
        return passed("It is rotated.", days=secret.rotation_days)
    return failed("It is not rotated.", days=None)


@control(
    "secretsmanager-secret-renewed-in-time",
    title="Secrets should have been renewed within 90 days",
    severity=Severity.MEDIUM,
    remediation="Renew it now: `aws secretsmanager rotate-secret --secret-id ID`, and find out why "
    "rotation did not.",
)
def renewed_in_time(secret: Secret) -> Verdict:
    """Rotation that is set up and fails leaves the old value in place without a word."""
    renewed = secret.renewed_at
    if renewed is None:
        return failed("It was never renewed.", renewed=None)
    days = secret.age_in_days(renewed)
    return verdict(
        days <= MOST_DAYS,
        good_reason=f"It was changed {days} days ago.",
        bad_reason=f"It was last changed {days} days ago.",
        days=days,
    )


@control(
    "secretsmanager-secret-in-use",
    title="Secrets that nobody reads should be deleted",
    severity=Severity.LOW,
    remediation="Delete it with a way back: `aws secretsmanager delete-secret --secret-id ID "
    "--recovery-window-in-days 30`.",
)
def in_use(secret: Secret) -> Verdict:
    """A forgotten secret still opens what it opened, and nobody would notice its use."""
    last = secret.last_used_at or secret.created_at
    if last is None:
        return failed("It was never read.", last_used=None)
    days = secret.age_in_days(last)
    return verdict(
        days <= MOST_DAYS,
        good_reason=f"It was read, or made, {days} days ago.",
        bad_reason=f"Nobody has read it for {days} days.",
        days=days,
    )


@control(
    "secretsmanager-secret-owner-tagged",
    title="Secrets should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag the secret with its team: `aws secretsmanager tag-resource --tags "
    "Key=team,Value=NAME`.",
)
def owner_tagged(secret: Secret) -> Verdict:
    """When a secret leaks, somebody has to know at once what it opens and who renews it."""
    if secret.owner:
        return passed("A tag names the owner.", owner=secret.owner)
    return failed("No tag names the owner.", owner=None)
