"""Controls of AWS::::Account."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.account.account import Account

SHORTEST_PASSWORD = 14
"""CIS AWS Foundations Benchmark."""

MOST_DAYS_OF_A_PASSWORD = 90

FEWEST_REMEMBERED = 24
"""CIS AWS Foundations Benchmark; it is also the most that AWS remembers."""


@control(
    "account-account-root-mfa-enabled",
    title="The root user should have a second factor to sign in",
    severity=Severity.CRITICAL,
    remediation="Sign in as root and register a security key under `Security credentials`; for a "
    "member account, take root's credentials away in the organization (`aws iam "
    "enable-organizations-root-credentials-management`).",
)
def root_mfa_enabled(account: Account) -> Verdict:
    """The root user can do everything, and no policy can stop it."""
    if account.root_mfa:
        return passed("The root user has a second factor.", root_mfa=True)
    if not account.root_password:
        return passed("The root user has no password to sign in with.", root_password=False)
    return failed("The root user signs in with a password alone.", root_mfa=False)


@control(
    "account-account-no-root-access-keys",
    title="The root user should have no access keys",
    severity=Severity.CRITICAL,
    remediation="Sign in as root and delete the keys under `Security credentials`; give programs a "
    "role instead.",
)
def no_root_access_keys(account: Account) -> Verdict:
    """Who finds a key of the root user owns the account, and no policy can stop them."""
    return verdict(
        account.root_access_keys == 0,
        good_reason="The root user has no access keys.",
        bad_reason="The root user has access keys.",
        root_access_keys=account.root_access_keys,
    )


@control(
    "account-account-long-passwords-required",
    title="The password policy should ask for at least 14 characters",
    severity=Severity.MEDIUM,
    remediation="`aws iam update-account-password-policy --minimum-password-length 14 "
    "--password-reuse-prevention 24`; the call replaces the whole policy, so name every setting.",
)
def long_passwords_required(account: Account) -> Verdict:
    """Length is what makes a password expensive to guess."""
    return verdict(
        account.password_length >= SHORTEST_PASSWORD,
        good_reason=f"Passwords need at least {SHORTEST_PASSWORD} characters.",
        bad_reason=f"Passwords may be shorter than {SHORTEST_PASSWORD} characters.",
        password_length=account.password_length,
    )


@control(
    "account-account-password-reuse-prevented",
    title="The password policy should refuse the last 24 passwords",
    severity=Severity.LOW,
    remediation="`aws iam update-account-password-policy --minimum-password-length 14 "
    "--password-reuse-prevention 24`; the call replaces the whole policy, so name every setting.",
)
def password_reuse_prevented(account: Account) -> Verdict:
    """A password that comes back may long be in somebody's list."""
    return verdict(
        account.passwords_remembered >= FEWEST_REMEMBERED,
        good_reason=f"The last {FEWEST_REMEMBERED} passwords are refused.",
        bad_reason=f"Fewer than the last {FEWEST_REMEMBERED} passwords are refused.",
        passwords_remembered=account.passwords_remembered,
    )


@control(
    "account-account-public-access-blocked",
    title="The account should block public access to all its S3 buckets",
    severity=Severity.MEDIUM,
    remediation="Turn on all four settings: `aws s3control put-public-access-block --account-id ID "
    "--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
    "BlockPublicPolicy=true,RestrictPublicBuckets=true`.",
)
def public_access_blocked(account: Account) -> Verdict:
    """One setting for the account keeps every bucket shut, those of tomorrow included."""
    off = account.public_access_block.missing
    return verdict(
        not off,
        good_reason="The account blocks public access in full.",
        bad_reason=f"{len(off)} of the 4 settings are off for the account.",
        off=off,
    )


@control(
    "account-account-ebs-encrypted-by-default",
    title="New EBS volumes should be encrypted by default in every region",
    severity=Severity.MEDIUM,
    remediation="In each region of the evidence: `aws ec2 enable-ebs-encryption-by-default "
    "--region REGION`.",
)
def ebs_encrypted_by_default(account: Account) -> Verdict:
    """With the default on, no one can forget to encrypt a disk, in whatever region they work."""
    off = account.unencrypted_regions
    return verdict(
        not off,
        good_reason="New volumes are encrypted by default in every enabled region.",
        bad_reason=f"New volumes are not encrypted by default in {len(off)} regions.",
        regions=off,
    )


@control(
    "account-account-root-hardware-mfa-enabled",
    title="The second factor of the root user should be a hardware device",
    severity=Severity.MEDIUM,
    remediation="Sign in as root, register a security key under `Security credentials`, and remove "
    "the authenticator app.",
)
def root_hardware_mfa_enabled(account: Account) -> Verdict:
    """The secret of an app can be copied or phished, and this user nobody can stop."""
    if not account.root_mfa and not account.root_password:
        return passed("The root user has no password to sign in with.", root_password=False)
    return verdict(
        account.root_mfa and not account.root_virtual_mfa,
        good_reason="The root user signs in with a hardware device.",
        bad_reason="The root user's second factor is an app, or there is none.",
        root_mfa=account.root_mfa,
        root_virtual_mfa=account.root_virtual_mfa,
    )


@control(
    "account-account-complex-passwords-required",
    title="The password policy should ask for letters of both cases, digits and symbols",
    severity=Severity.MEDIUM,
    remediation="`aws iam update-account-password-policy --require-lowercase-characters "
    "--require-uppercase-characters --require-numbers --require-symbols "
    "--minimum-password-length 14`; the call replaces the whole policy, so name every setting.",
)
def complex_passwords_required(account: Account) -> Verdict:
    """Words alone, however long, are what dictionaries of passwords consist of."""
    kinds = ("lowercase", "uppercase", "numbers", "symbols")
    missing = [kind for kind in kinds if not getattr(account, f"password_{kind}")]
    return verdict(
        not missing,
        good_reason="Passwords need characters of all four kinds.",
        bad_reason="Passwords need not have characters of all four kinds.",
        missing=missing,
    )


@control(
    "account-account-passwords-expire",
    title="The password policy should let passwords end after 90 days at most",
    severity=Severity.LOW,
    remediation="`aws iam update-account-password-policy --max-password-age 90 "
    "--minimum-password-length 14`; the call replaces the whole policy, so name every setting.",
)
def passwords_expire(account: Account) -> Verdict:
    """A stolen password that nobody misses is of use to the thief only as long as it lives."""
    return verdict(
        0 < account.password_max_days <= MOST_DAYS_OF_A_PASSWORD,
        good_reason=f"Passwords end after {MOST_DAYS_OF_A_PASSWORD} days at most.",
        bad_reason=f"Passwords may be older than {MOST_DAYS_OF_A_PASSWORD} days.",
        password_max_days=account.password_max_days,
    )


@control(
    "account-account-security-contact-named",
    title="The account should name a contact for security",
    severity=Severity.MEDIUM,
    remediation="Name a mailbox that several people read: `aws account put-alternate-contact "
    "--alternate-contact-type SECURITY`.",
)
def security_contact_named(account: Account) -> Verdict:
    """AWS writes there about leaked keys and abuse; else it writes to the root user's address."""
    named = bool(account.security_contact)
    return verdict(
        named,
        good_reason="The account has a contact for security.",
        bad_reason="The account has no contact for security.",
        security_contact=named,
    )


@control(
    "account-account-support-role-made",
    title="A role should be there for opening cases with AWS Support",
    severity=Severity.LOW,
    remediation="Make one and attach AWS's policy: `aws iam attach-role-policy --policy-arn "
    "arn:aws:iam::aws:policy/AWSSupportAccess`.",
)
def support_role_made(account: Account) -> Verdict:
    """During an incident nobody should first have to work out who may ask AWS for help."""
    return verdict(
        bool(account.support_roles),
        good_reason="A role may open cases with AWS Support.",
        bad_reason="No role has the policy AWSSupportAccess.",
        roles=account.support_roles,
    )


@control(
    "account-account-in-an-organization",
    title="The account should be in an organization",
    severity=Severity.MEDIUM,
    remediation="Invite it from the management account: `aws organizations "
    "invite-account-to-organization`.",
)
def in_an_organization(account: Account) -> Verdict:
    """Only an organization sets bounds that even the account's administrators cannot move."""
    return verdict(
        bool(account.organization),
        good_reason="The account is in an organization.",
        bad_reason="The account stands alone.",
        organization=account.organization or None,
    )


@control(
    "account-account-external-access-analyzed",
    title="An access analyzer should look for access from outside in every region",
    severity=Severity.MEDIUM,
    remediation="In each region of the evidence: `aws accessanalyzer create-analyzer "
    "--analyzer-name external --type ACCOUNT --region REGION`.",
)
def external_access_analyzed(account: Account) -> Verdict:
    """It works out from every policy whom it lets in, which nobody can do by reading them."""
    bare = account.unanalyzed_regions
    return verdict(
        not bare,
        good_reason="An analyzer is active in every enabled region.",
        bad_reason=f"No analyzer of external access is active in {len(bare)} regions.",
        regions=bare,
    )
