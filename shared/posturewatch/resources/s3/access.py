"""Who may reach a bucket: where its policy stands, access control lists, Block Public Access."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from posturewatch.domain.fields import TextField, Toggle
from posturewatch.domain.places import ABSENT, decoded
from posturewatch.domain.resource import At, Shape

OWNER_ENFORCED: Final = "BucketOwnerEnforced"
"""The object ownership that switches ACLs off."""

OWNERSHIP: Final = "GetBucketOwnershipControls.OwnershipControls.Rules[0].ObjectOwnership"
"""Where live calls tell the object ownership."""

NEEDLESS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "GetBucketAcl": {OWNERSHIP: (OWNER_ENFORCED,)},
    "GetBucketReplication": {"GetBucketVersioning.Status": (ABSENT, "Suspended")},
}
"""Where a bucket's ACL lets in nobody but its owner and where nothing is copied: AWS refuses to
switch ACLs off before, and to copy what has no versions."""

PUBLIC_GROUPS = frozenset({"AllUsers", "AuthenticatedUsers"})
"""ACL groups that anybody, or anybody with any AWS account, belongs to."""


BUCKET_POLICY: Final = At(
    config="supplementaryConfiguration.BucketPolicy.policyText",
    describe="GetBucketPolicy.Policy",
    terraform=("aws_s3_bucket_policy[0].policy", "policy"),
    cloudformation="AWS::S3::BucketPolicy[0].PolicyDocument",
)
"""Where the bucket policy stands."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant of an access control list.

    Args:
        grantee: A predefined group's short name, or a canonical user id.
        permission: `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`.
    """

    grantee: str
    permission: str


class GranteeField:
    """Who an ACL grants to: a predefined group's short name, else a canonical user id."""

    def convert(self, raw: Any) -> str:
        """Return `AllUsers`, `AuthenticatedUsers`, `LogDelivery`, or the id of the user."""
        if isinstance(raw, Mapping):
            folded = {str(name).lower(): value for name, value in raw.items()}
            raw = folded.get("uri") or folded.get("id") or folded.get("emailaddress")
        if not raw:
            raise ValueError("expected a grantee")
        return str(raw).rsplit("/", 1)[-1]


class PermissionField:
    """What an ACL grants, as the API spells it; Config writes `FullControl`."""

    def convert(self, raw: Any) -> str:
        """Return `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", TextField().convert(raw)).upper()


def to_everybody(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Return the grants to groups that anybody belongs to."""
    return tuple(grant for grant in grants if grant.grantee in PUBLIC_GROUPS)


class GrantsField:
    """An access control list: its grants, or the name of a canned one, as plans have it."""

    CANNED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
        "public-read": (("AllUsers", "READ"),),
        "public-read-write": (("AllUsers", "READ"), ("AllUsers", "WRITE")),
        "authenticated-read": (("AuthenticatedUsers", "READ"),),
        "log-delivery-write": (("LogDelivery", "WRITE"), ("LogDelivery", "READ_ACP")),
        "private": (),
        "aws-exec-read": (),
        "bucket-owner-read": (),
        "bucket-owner-full-control": (),
    }
    """What a canned ACL grants to groups, besides the owner and single accounts.
    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl"""

    def convert(self, raw: Any) -> tuple[Grant, ...]:
        """Return the grants."""
        if isinstance(raw, str):
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", raw).lower()
            if name in self.CANNED:
                return tuple(Grant(who, what) for who, what in self.CANNED[name])
            raw = decoded(raw)
        if not isinstance(raw, list | tuple):
            raise ValueError("expected grants or the name of a canned ACL")
        return tuple(grant for item in raw for grant in self._grants(item))

    def _grants(self, item: Mapping[str, Any]) -> Iterator[Grant]:
        folded = {str(name).lower(): value for name, value in item.items()}
        who = folded.get("grantee", item)
        # Terraform's own block of a bucket names the grantee beside several permissions.
        what = folded.get("permission") or folded["permissions"]
        who = who[0] if isinstance(who, list) else who
        for permission in [what] if isinstance(what, str) else what:
            yield Grant(GranteeField().convert(who), PermissionField().convert(permission))


class PublicAccessBlock(Shape):
    """The four switches of Block Public Access, of a bucket or of the whole account."""

    block_public_acls: Annotated[
        Toggle,
        At(
            config="blockPublicAcls",
            describe="BlockPublicAcls",
            terraform="block_public_acls",
            cloudformation="BlockPublicAcls",
        ),
    ] = False
    """Whether new public ACLs are refused."""
    ignore_public_acls: Annotated[
        Toggle,
        At(
            config="ignorePublicAcls",
            describe="IgnorePublicAcls",
            terraform="ignore_public_acls",
            cloudformation="IgnorePublicAcls",
        ),
    ] = False
    """Whether existing public ACLs have no effect."""
    block_public_policy: Annotated[
        Toggle,
        At(
            config="blockPublicPolicy",
            describe="BlockPublicPolicy",
            terraform="block_public_policy",
            cloudformation="BlockPublicPolicy",
        ),
    ] = False
    """Whether new public policies are refused."""
    restrict_public_buckets: Annotated[
        Toggle,
        At(
            config="restrictPublicBuckets",
            describe="RestrictPublicBuckets",
            terraform="restrict_public_buckets",
            cloudformation="RestrictPublicBuckets",
        ),
    ] = False
    """Whether a public policy lets in only the owner's account and AWS services."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The switches that are off."""
        return tuple(name for name in self.properties if not getattr(self, name))


ALL_BLOCKED = PublicAccessBlock(
    block_public_acls=True,
    ignore_public_acls=True,
    block_public_policy=True,
    restrict_public_buckets=True,
)
"""What new buckets get since April 2023, where nothing else is said.
Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""
