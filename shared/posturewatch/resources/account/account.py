"""AWS::::Account."""

from typing import Annotated

from posturewatch.domain.fields import Toggle
from posturewatch.domain.resource import At, Calls, Resource, Shape
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


class Account(
    Resource,
    of="AWS::::Account",
    region="global",
    arn="arn:{partition}:iam::{account}:root",
    calls=Calls(
        service="iam",
        identity="GetAccountSummary.SummaryMap",
        bind={"AccountId": "account"},
        unbound=("DescribeRegions", "GetEbsEncryptionByDefault"),
        absent={
            "GetAccountPasswordPolicy": ("NoSuchEntity",),
            "s3control:GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",),
        },
        settles=15,
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

    password_length: Annotated[
        int, At(describe="GetAccountPasswordPolicy.PasswordPolicy.MinimumPasswordLength")
    ] = 8
    """How long a user's password must be; an account without a password policy asks for 8."""

    passwords_remembered: Annotated[
        int, At(describe="GetAccountPasswordPolicy.PasswordPolicy.PasswordReusePrevention")
    ] = 0
    """How many of a user's earlier passwords are refused."""

    public_access_block: Annotated[
        PublicAccessBlock,
        At(describe="s3control:GetPublicAccessBlock.PublicAccessBlockConfiguration"),
    ] = PublicAccessBlock()
    """The account's Block Public Access, which holds for every bucket."""

    ebs_encryption: Annotated[
        tuple[RegionEncryption, ...],
        At(describe="ec2:DescribeRegions.Regions[]", always=True),
    ] = ()
    """Whether new EBS volumes are encrypted by default, in each region that is enabled."""

    @property
    def unencrypted_regions(self) -> tuple[str, ...]:
        """The regions that do not encrypt new EBS volumes, as far as that decides.

        One region that does not is enough, so regions that could not be read matter only if all
        others encrypt.
        """
        known = [each for each in self.ebs_encryption if each.knows("enabled")]
        off = tuple(each.region for each in known if not each.enabled)
        return off or tuple(each.region for each in self.ebs_encryption if not each.enabled)
