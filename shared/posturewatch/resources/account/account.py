"""AWS::::Account."""

from typing import Annotated, Any, Final

from posturewatch.domain.fields import Texts, Toggle
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource, Shape
from posturewatch.resources.s3.access import PublicAccessBlock


class RegionEncryption(Shape, region_at=".RegionName"):
    """Whether one region encrypts new EBS volumes by default."""

    region: Annotated[str, At(describe=".RegionName", always=True)] = ""
    """The region."""
    enabled: Annotated[
        Toggle,
        At(describe="ec2:GetEbsEncryptionByDefault.EbsEncryptionByDefault", always=True),
    ] = False
    """Whether new volumes and copies of snapshots are encrypted without being asked."""


EXTERNAL_ACCESS: Final = frozenset({"ACCOUNT", "ORGANIZATION"})
"""The kinds of analyzers that look for access from outside of the account or organization."""


class RegionAnalyzers(Shape, region_at=".RegionName"):
    """The access analyzers of one region."""

    region: Annotated[str, At(describe=".RegionName", always=True)] = ""
    """The region."""
    active: Annotated[
        Texts, At(describe="accessanalyzer:ListAnalyzers.analyzers[status=ACTIVE][].type")
    ] = ()
    """The kinds of those that are active."""


class RootField:
    """Whether the root user is among the owners of some devices, given by their ARNs."""

    def convert(self, raw: Any) -> bool:
        """Return whether one of the ARNs is that of a root user."""
        if not isinstance(raw, list | tuple):
            raise ValueError(f"expected ARNs, found {type(raw).__name__}")
        return any(str(arn).endswith(":root") for arn in raw)


class Account(
    Resource,
    of="AWS::::Account",
    region="global",
    arn="arn:{partition}:iam::{account}:root",
    calls=Calls(
        service="iam",
        identity="GetAccountSummary.SummaryMap",
        bind={"AccountId": "account"},
        constants={
            "GetAlternateContact": {"AlternateContactType": "SECURITY"},
            "ListEntitiesForPolicy": {
                "PolicyArn": "arn:aws:iam::aws:policy/AWSSupportAccess",
                "EntityFilter": "Role",
            },
            "ListVirtualMFADevices": {"AssignmentStatus": "Assigned"},
        },
        # An account that asks about itself must not say so: its id is for its organization.
        unbound=(
            "DescribeRegions",
            "GetAlternateContact",
            "GetEbsEncryptionByDefault",
            "ListAnalyzers",
        ),
        absent={
            "organizations:DescribeOrganization": ("AWSOrganizationsNotInUseException",),
            "GetAccountPasswordPolicy": ("NoSuchEntity",),
            "account:GetAlternateContact": ("ResourceNotFoundException",),
            "s3control:GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",),
        },
        settles=15,
    ),
    planned=Planned(
        terraform=("aws_iam_account_password_policy",),
        cloudformation=(),
        owners={
            "aws_account_alternate_contact": ACCOUNT_WIDE,
            "aws_s3_account_public_access_block": ACCOUNT_WIDE,
        },
    ),
):
    """The account itself: its root user, and the settings that hold for everything in it.

    AWS Config has no item for it.
    """

    root_mfa: Annotated[Toggle, At(describe=".AccountMFAEnabled", always=True)] = False
    """Whether the root user needs a second factor to sign in."""

    root_password: Annotated[Toggle, At(describe=".AccountPasswordPresent")] = True
    """Whether the root user can sign in at all: organizations can take its password away."""

    root_access_keys: Annotated[int, At(describe=".AccountAccessKeysPresent", always=True)] = 0
    """How many access keys the root user has."""

    root_virtual_mfa: Annotated[
        bool, RootField(), At(describe="ListVirtualMFADevices.VirtualMFADevices[].User.Arn")
    ] = False
    """Whether a second factor of the root user is an app, whose secret can be copied."""

    password_length: Annotated[
        int,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.MinimumPasswordLength",
            terraform="minimum_password_length",
        ),
    ] = 8
    """How long a user's password must be; an account without a password policy asks for 8."""

    passwords_remembered: Annotated[
        int,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.PasswordReusePrevention",
            terraform="password_reuse_prevention",
        ),
    ] = 0
    """How many of a user's earlier passwords are refused."""

    password_max_days: Annotated[
        int,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.MaxPasswordAge",
            terraform="max_password_age",
        ),
    ] = 0
    """After how many days a password ends; 0 when it never does."""

    password_lowercase: Annotated[
        Toggle,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.RequireLowercaseCharacters",
            terraform="require_lowercase_characters",
        ),
    ] = False
    """Whether a password needs a small letter."""

    password_uppercase: Annotated[
        Toggle,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.RequireUppercaseCharacters",
            terraform="require_uppercase_characters",
        ),
    ] = False
    """Whether a password needs a capital letter."""

    password_numbers: Annotated[
        Toggle,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.RequireNumbers",
            terraform="require_numbers",
        ),
    ] = False
    """Whether a password needs a digit."""

    password_symbols: Annotated[
        Toggle,
        At(
            describe="GetAccountPasswordPolicy.PasswordPolicy.RequireSymbols",
            terraform="require_symbols",
        ),
    ] = False
    """Whether a password needs a sign that is neither a letter nor a digit."""

    support_roles: Annotated[
        Texts, At(describe="ListEntitiesForPolicy.PolicyRoles[].RoleName")
    ] = ()
    """The roles that may open cases with AWS Support."""

    security_contact: Annotated[
        str,
        At(
            describe="account:GetAlternateContact.AlternateContact.EmailAddress",
            terraform="aws_account_alternate_contact[alternate_contact_type=SECURITY][0]"
            ".email_address",
        ),
    ] = ""
    """Where AWS writes to about security; empty for the address of the root user alone."""

    organization: Annotated[
        str, At(describe="organizations:DescribeOrganization.Organization.Id")
    ] = ""
    """The organization that the account is in; empty for one that stands alone."""

    public_access_block: Annotated[
        PublicAccessBlock,
        At(
            describe="s3control:GetPublicAccessBlock.PublicAccessBlockConfiguration",
            terraform="aws_s3_account_public_access_block[0]",
        ),
    ] = PublicAccessBlock()
    """The account's Block Public Access, which holds for every bucket."""

    ebs_encryption: Annotated[
        tuple[RegionEncryption, ...],
        At(describe="ec2:DescribeRegions.Regions[]", always=True),
    ] = ()
    """Whether new EBS volumes are encrypted by default, in each region that is enabled."""

    analyzers: Annotated[
        tuple[RegionAnalyzers, ...], At(describe="ec2:DescribeRegions.Regions[]", always=True)
    ] = ()
    """The access analyzers, in each region that is enabled."""

    @property
    def unencrypted_regions(self) -> tuple[str, ...]:
        """The regions that do not encrypt new EBS volumes, as far as that decides.

        One region that does not is enough, so regions that could not be read matter only if all
        others encrypt.
        """
        known = [each for each in self.ebs_encryption if each.knows("enabled")]
        off = tuple(each.region for each in known if not each.enabled)
        return off or tuple(each.region for each in self.ebs_encryption if not each.enabled)

    @property
    def unanalyzed_regions(self) -> tuple[str, ...]:
        """The regions in which nothing looks for access from outside, as far as that decides."""
        known = [each for each in self.analyzers if each.knows("active")]
        bare = tuple(each.region for each in known if EXTERNAL_ACCESS.isdisjoint(each.active))
        return bare or tuple(
            each.region for each in self.analyzers if EXTERNAL_ACCESS.isdisjoint(each.active)
        )
