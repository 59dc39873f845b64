"""Controls of AWS::::Account."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.account.account import Account

SHORTEST_PASSWORD = 14
"""CIS AWS Foundations Benchmark."""

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
