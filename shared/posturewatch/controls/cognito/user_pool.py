"""Controls of AWS::Cognito::UserPool."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed
from posturewatch.resources.cognito.user_pool import UserPool

_UPDATE = "`aws cognito-idp update-user-pool --user-pool-id ID "


@control(
    "cognito-user-pool-mfa-required",
    title="Cognito user pools should require a second factor",
    severity=Severity.MEDIUM,
    remediation="Require it: `aws cognito-idp set-user-pool-mfa-config --mfa-configuration ON "
    "--software-token-mfa-configuration Enabled=true`.",
)
def mfa_required(pool: UserPool) -> Verdict:
    """Passwords are guessed, reused and given away; a second factor keeps such accounts closed."""
    if pool.mfa == "ON":
        return passed("A second factor is required.", mfa="ON")
    return failed("Users can sign in without a second factor.", mfa=pool.mfa)


@control(
    "cognito-user-pool-complex-passwords-required",
    title="Cognito user pools should require passwords of every kind of character",
    severity=Severity.MEDIUM,
    remediation="Require eight characters of all kinds, and temporary passwords to be used within "
    "seven days: " + _UPDATE + "--policies PasswordPolicy=…`.",
)
def complex_passwords_required(pool: UserPool) -> Verdict:
    """Simple passwords fall to the first list of common ones that is tried on the sign-in page."""
    rules = pool.passwords
    told = {"length": rules.length, "missing": rules.missing, "days": rules.temporary_days}
    if rules.length >= 8 and not rules.missing and rules.temporary_days <= 7:
        return passed("Passwords have every kind of character.", **told)
    return failed("Passwords may be simple, or lie about unused for long.", **told)


@control(
    "cognito-user-pool-long-passwords-required",
    title="Cognito user pools should require passwords of at least 14 characters",
    severity=Severity.LOW,
    remediation="Require it: " + _UPDATE + "--policies PasswordPolicy={MinimumLength=14,…}`.",
)
def long_passwords_required(pool: UserPool) -> Verdict:
    """Every further character multiplies the guesses that are needed; signs do so much less."""
    length = pool.passwords.length
    if length >= 14:
        return passed(f"Passwords have at least {length} characters.", length=length)
    return failed(f"Passwords may have {length} characters only.", length=length)


@control(
    "cognito-user-pool-threats-blocked",
    title="Cognito user pools should enforce threat protection",
    severity=Severity.MEDIUM,
    remediation="Enforce it, on the Plus plan: " + _UPDATE + "--user-pool-add-ons "
    "AdvancedSecurityMode=ENFORCED`.",
)
def threats_blocked(pool: UserPool) -> Verdict:
    """It refuses passwords that are known to have leaked, and stops sign-ins that look stolen."""
    if pool.protection == "ENFORCED":
        return passed("Threat protection acts.", mode="ENFORCED")
    return failed("Threat protection does not act.", mode=pool.protection)


@control(
    "cognito-user-pool-own-challenges-protected",
    title="Cognito user pools with challenges of their own should enforce threat protection there",
    severity=Severity.MEDIUM,
    remediation="Enforce it: " + _UPDATE + "--user-pool-add-ons AdvancedSecurityMode=ENFORCED,"
    "AdvancedSecurityAdditionalFlows={CustomAuthMode=ENFORCED}`.",
)
def own_challenges_protected(pool: UserPool) -> Verdict:
    """Challenges of one's own are a second door, which the protection of passwords leaves open."""
    if not pool.own_challenges:
        return passed("There are no challenges of its own.", mode=None)
    if pool.custom_protection == "ENFORCED":
        return passed("Threat protection acts there too.", mode="ENFORCED")
    return failed("Threat protection does not act there.", mode=pool.custom_protection)


@control(
    "cognito-user-pool-deletion-protection-enabled",
    title="Cognito user pools should be protected against deletion",
    severity=Severity.MEDIUM,
    remediation="Protect it: " + _UPDATE + "--deletion-protection ACTIVE`.",
)
def deletion_protection_enabled(pool: UserPool) -> Verdict:
    """One call deletes all users and their passwords, and nobody at AWS can bring them back."""
    if pool.deletion_protection:
        return passed("It cannot be deleted.", deletion_protection=True)
    return failed("One call deletes it.", deletion_protection=False)


@control(
    "cognito-user-pool-sign-up-closed",
    title="Cognito user pools should let only administrators make users, unless all may join",
    severity=Severity.LOW,
    remediation="Close it: " + _UPDATE + "--admin-create-user-config "
    "AllowAdminCreateUserOnly=true`; accept the risk where strangers are welcome.",
)
def sign_up_closed(pool: UserPool) -> Verdict:
    """Whoever knows the id of a client becomes a user, and gets what every user may do."""
    if pool.invited_only:
        return passed("Only administrators make users.", invited_only=True)
    return failed("Anybody can sign up.", invited_only=False)


@control(
    "cognito-user-pool-recovery-without-text-messages",
    title="Cognito user pools should not recover accounts by text message first",
    severity=Severity.LOW,
    remediation="Prefer mail or an administrator: " + _UPDATE + "--account-recovery-setting "
    "RecoveryMechanisms=[{Priority=1,Name=verified_email}]`.",
)
def recovery_without_text_messages(pool: UserPool) -> Verdict:
    """Whoever talks a shop into a new card takes over the number, and with it the account."""
    first = pool.first_recovery
    if first != "verified_phone_number":
        return passed("Accounts are not recovered by text message first.", first=first)
    return failed("Accounts are recovered by text message first.", first=first)


@control(
    "cognito-user-pool-owner-tagged",
    title="Cognito user pools should have a tag that names their owner",
    severity=Severity.LOW,
    remediation="Tag it with its team: `aws cognito-idp tag-resource --tags team=NAME`.",
)
def owner_tagged(pool: UserPool) -> Verdict:
    """Without an owner nobody is told of what is wrong with it, and nobody dares to delete it."""
    if pool.owner:
        return passed("A tag names the owner.", owner=pool.owner)
    return failed("No tag names the owner.", owner=None)
