"""AWS::S3::Bucket."""

import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import Pairs, Policy, TextField, Toggle
from posturewatch.domain.policy import Answer
from posturewatch.domain.resource import At, Calls, Resource, Shape

PUBLIC_GROUPS = frozenset({"AllUsers", "AuthenticatedUsers"})
"""ACL groups that anybody, or anybody with any AWS account, belongs to."""

OWNER_ENFORCED = "BucketOwnerEnforced"
"""The object ownership that switches ACLs off."""


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


class Grant(Shape):
    """One grant of the bucket's access control list."""

    grantee: Annotated[
        str, GranteeField(), At(config="grantee", describe="Grantee", always=True)
    ] = ""
    """A predefined group's short name, or a canonical user id."""
    permission: Annotated[
        str, PermissionField(), At(config="permission", describe="Permission", always=True)
    ] = ""
    """`READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`."""


class PublicAccessBlock(Shape):
    """The four switches of Block Public Access, of a bucket or of the whole account."""

    block_public_acls: Annotated[
        Toggle, At(config="blockPublicAcls", describe="BlockPublicAcls")
    ] = False
    """Whether new public ACLs are refused."""
    ignore_public_acls: Annotated[
        Toggle, At(config="ignorePublicAcls", describe="IgnorePublicAcls")
    ] = False
    """Whether existing public ACLs have no effect."""
    block_public_policy: Annotated[
        Toggle, At(config="blockPublicPolicy", describe="BlockPublicPolicy")
    ] = False
    """Whether new public policies are refused."""
    restrict_public_buckets: Annotated[
        Toggle, At(config="restrictPublicBuckets", describe="RestrictPublicBuckets")
    ] = False
    """Whether a public policy lets in only the owner's account and AWS services."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The switches that are off."""
        return tuple(name for name in self.properties if not getattr(self, name))


class Bucket(
    Resource,
    of="AWS::S3::Bucket",
    arn="arn:{partition}:s3:::{id}",
    calls=Calls(
        service="s3",
        identity="GetBucketLocation",
        gone=("NoSuchBucket",),
        region_at=".LocationConstraint",
        bind={"Bucket": "id", "AccountId": "account"},
        listed="ListBuckets.Buckets[]",
        list_id="Name",
        list_region="BucketRegion",
        absent={
            "GetBucketPolicy": ("NoSuchBucketPolicy",),
            "s3:GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",),
            "s3control:GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",),
            "GetBucketEncryption": ("ServerSideEncryptionConfigurationNotFoundError",),
            "GetBucketLifecycleConfiguration": ("NoSuchLifecycleConfiguration",),
            "GetBucketOwnershipControls": ("OwnershipControlsNotFoundError",),
            "GetBucketTagging": ("NoSuchTagSet",),
        },
    ),
):
    """A general purpose bucket, with the settings that decide who may read it."""

    tags: Annotated[Pairs, At(config="tags", describe="GetBucketTagging.TagSet")] = (
        MappingProxyType({})
    )
    """The bucket's tags."""

    versioning: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.BucketVersioningConfiguration.status",
            describe="GetBucketVersioning.Status",
        ),
    ] = False
    """Whether earlier versions of objects are kept."""

    mfa_delete: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.BucketVersioningConfiguration.isMfaDeleteEnabled",
            describe="GetBucketVersioning.MFADelete",
        ),
    ] = False
    """Whether deleting a version needs a second factor."""

    policy: Annotated[
        Policy,
        At(
            config="supplementaryConfiguration.BucketPolicy.policyText",
            describe="GetBucketPolicy.Policy",
        ),
    ] = None
    """The bucket policy."""

    grants: Annotated[
        tuple[Grant, ...],
        At(
            config="supplementaryConfiguration.AccessControlList.grantList",
            describe="GetBucketAcl.Grants",
        ),
    ] = ()
    """The access control list."""

    object_ownership: Annotated[
        str, At(describe="GetBucketOwnershipControls.OwnershipControls.Rules[0].ObjectOwnership")
    ] = "ObjectWriter"
    """`BucketOwnerEnforced` switches ACLs off; a bucket without ownership controls keeps them."""

    public_access_block: Annotated[
        PublicAccessBlock,
        At(
            config="supplementaryConfiguration.PublicAccessBlockConfiguration",
            describe="GetPublicAccessBlock.PublicAccessBlockConfiguration",
        ),
    ] = PublicAccessBlock()
    """The bucket's own Block Public Access."""

    account_public_access_block: Annotated[
        PublicAccessBlock,
        At(describe="s3control:GetPublicAccessBlock.PublicAccessBlockConfiguration"),
    ] = PublicAccessBlock()
    """The account's Block Public Access, which holds for every bucket."""

    encryption: Annotated[
        str,
        At(
            config="supplementaryConfiguration.ServerSideEncryptionConfiguration"
            ".rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
            describe="GetBucketEncryption.ServerSideEncryptionConfiguration"
            ".Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm",
        ),
    ] = ""
    """The default encryption (`AES256`, `aws:kms`, `aws:kms:dsse`); empty when there is none."""

    kms_key: Annotated[
        str,
        TextField(),
        At(
            config="supplementaryConfiguration.ServerSideEncryptionConfiguration"
            ".rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyID",
            describe="GetBucketEncryption.ServerSideEncryptionConfiguration"
            ".Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
        ),
    ] = ""
    """The KMS key of the default encryption; empty for the AWS managed key or SSE-S3."""

    log_bucket: Annotated[
        str,
        At(
            config="supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
            describe="GetBucketLogging.LoggingEnabled.TargetBucket",
        ),
    ] = ""
    """The bucket that receives the server access logs; empty when there are none."""

    lifecycle: Annotated[
        tuple[str, ...],
        At(
            config="supplementaryConfiguration.BucketLifecycleConfiguration.rules[].status",
            describe="GetBucketLifecycleConfiguration.Rules[].Status",
        ),
    ] = ()
    """The states of the lifecycle rules, `Enabled` or `Disabled`."""

    @property
    def open_switches(self) -> tuple[str, ...]:
        """The Block Public Access switches that neither the bucket nor the account has on."""
        return tuple(name for name in PublicAccessBlock.properties if self._is_off(name))

    def _is_off(self, switch: str) -> bool:
        """Whether neither has a switch on: where one has, the other need not be known."""
        for level in ("public_access_block", "account_public_access_block"):
            block = getattr(self, level) if self.knows(level) else None
            if block is not None and block.knows(switch) and getattr(block, switch):
                return False
        blocks = (self.public_access_block, self.account_public_access_block)
        return not any(getattr(block, switch) for block in blocks)

    @property
    def public_grants(self) -> tuple[Grant, ...]:
        """The ACL grants to everybody that have an effect; what has none need not be known."""
        enforced = self.knows("object_ownership") and self.object_ownership == OWNER_ENFORCED
        if enforced or (self.knows("grants") and not _to_everybody(self.grants)):
            return ()
        if not self._is_off("ignore_public_acls") or self.object_ownership == OWNER_ENFORCED:
            return ()
        return _to_everybody(self.grants)

    @property
    def public_by_policy(self) -> Answer:
        """Whether the policy lets everybody in, as Block Public Access leaves it in effect."""
        if self.knows("policy") and self._policy_is_public() is Answer.NO:
            return Answer.NO
        return self._policy_is_public() if self._is_off("restrict_public_buckets") else Answer.NO

    def _policy_is_public(self) -> Answer:
        if self.policy is None:
            return Answer.NO
        return self.policy.public(self.key.account).answer

    @property
    def public(self) -> Answer:
        """Whether anybody outside the account may use the bucket, by ACL or policy.

        One way in that is certain is enough, so the other one may then be unknown.
        Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
        """
        try:
            by_acl = Answer.of(bool(self.public_grants))
        except UnknownValue:
            if self.public_by_policy is Answer.YES:
                return Answer.YES
            raise
        return by_acl if by_acl is Answer.YES else self.public_by_policy

    @property
    def ways_in(self) -> tuple[str, ...]:
        """By what strangers get in, or may get in, as far as that is known."""
        found: list[str] = []
        with suppress(UnknownValue):
            found += [f"ACL: {grant.permission} to {grant.grantee}" for grant in self.public_grants]
        with suppress(UnknownValue):
            if self.policy is not None and self.public_by_policy is not Answer.NO:
                found += [f"policy: {sid}" for sid in self.policy.public(self.key.account).sids]
        return tuple(found)

    @property
    def classification(self) -> str:
        """The value of the tag that classifies the data, in lower case; empty for none."""
        for name, value in self.tags.items():
            if name.lower().replace("_", "-") in CLASSIFICATION_TAGS:
                return value.strip().lower()
        return ""


def _to_everybody(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    return tuple(grant for grant in grants if grant.grantee in PUBLIC_GROUPS)


CLASSIFICATION_TAGS = frozenset(
    {"data-classification", "dataclassification", "classification", "data-class"}
)
"""Tag names that classify data, in lower case with hyphens."""
