"""AWS::S3::Bucket."""

from contextlib import suppress
from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import (
    InversionsField,
    Pairs,
    Policy,
    StatesField,
    TextField,
    Toggle,
)
from posturewatch.domain.places import UNSET
from posturewatch.domain.policy import Answer
from posturewatch.domain.resource import ACCOUNT_WIDE, At, Calls, Planned, Resource
from posturewatch.resources.s3.access import (
    ALL_BLOCKED,
    BUCKET_POLICY,
    NEEDLESS,
    OWNER_ENFORCED,
    OWNERSHIP,
    Grant,
    GrantsField,
    PublicAccessBlock,
    to_everybody,
)


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
        list_tells={"LocationConstraint": "BucketRegion"},
        skip_if=NEEDLESS,
        absent={
            "GetBucketPolicy": ("NoSuchBucketPolicy",),
            "GetPublicAccessBlock": ("NoSuchPublicAccessBlockConfiguration",),
            "GetBucketEncryption": ("ServerSideEncryptionConfigurationNotFoundError",),
            "GetBucketLifecycleConfiguration": ("NoSuchLifecycleConfiguration",),
            "GetBucketOwnershipControls": ("OwnershipControlsNotFoundError",),
            "GetBucketReplication": ("ReplicationConfigurationNotFoundError",),
            "GetBucketTagging": ("NoSuchTagSet",),
        },
    ),
    planned=Planned(
        terraform=("aws_s3_bucket",),
        terraform_name=("bucket",),
        terraform_owner="bucket",
        cloudformation_name=("BucketName",),
        cloudformation_owner="Bucket",
        owners={"aws_s3_account_public_access_block": ACCOUNT_WIDE},
    ),
):
    """A general purpose bucket, with the settings that decide who may read it."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="GetBucketTagging.TagSet",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The bucket's tags."""

    versioning: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.BucketVersioningConfiguration.status",
            describe="GetBucketVersioning.Status",
            terraform=(
                "aws_s3_bucket_versioning[0].versioning_configuration[0].status",
                "versioning[0].enabled",
            ),
            cloudformation="VersioningConfiguration.Status",
        ),
    ] = False
    """Whether earlier versions of objects are kept."""

    mfa_delete: Annotated[
        Toggle,
        At(
            config="supplementaryConfiguration.BucketVersioningConfiguration.isMfaDeleteEnabled",
            describe="GetBucketVersioning.MFADelete",
            terraform=(
                "aws_s3_bucket_versioning[0].versioning_configuration[0].mfa_delete",
                "versioning[0].mfa_delete",
            ),
            cloudformation=UNSET,
        ),
    ] = False
    """Whether deleting a version needs a second factor."""

    policy: Annotated[Policy, BUCKET_POLICY] = None
    """The bucket policy."""

    inversions: Annotated[tuple[str, ...], InversionsField(), BUCKET_POLICY] = ()
    """`NotAction` and the like in Allow statements of the policy."""

    grants: Annotated[
        tuple[Grant, ...],
        GrantsField(),
        At(
            config="supplementaryConfiguration.AccessControlList.grantList",
            describe="GetBucketAcl.Grants",
            terraform=(
                "aws_s3_bucket_acl[0].acl",
                "aws_s3_bucket_acl[0].access_control_policy[0].grant",
                "acl",
                "grant",
            ),
            cloudformation="AccessControl",
        ),
    ] = ()
    """The access control list."""

    object_ownership: Annotated[
        str,
        At(
            describe=OWNERSHIP,
            terraform="aws_s3_bucket_ownership_controls[0].rule[0].object_ownership",
            cloudformation="OwnershipControls.Rules[0].ObjectOwnership",
            new=OWNER_ENFORCED,
        ),
    ] = "ObjectWriter"
    """`BucketOwnerEnforced` switches ACLs off; a bucket without ownership controls keeps them."""

    public_access_block: Annotated[
        PublicAccessBlock,
        At(
            config="supplementaryConfiguration.PublicAccessBlockConfiguration",
            describe="GetPublicAccessBlock.PublicAccessBlockConfiguration",
            terraform="aws_s3_bucket_public_access_block[0]",
            cloudformation="PublicAccessBlockConfiguration",
            new=ALL_BLOCKED,
        ),
    ] = PublicAccessBlock()
    """The bucket's own Block Public Access."""

    account_public_access_block: Annotated[
        PublicAccessBlock,
        At(
            describe="s3control:GetPublicAccessBlock.PublicAccessBlockConfiguration",
            terraform="aws_s3_account_public_access_block[0]",
        ),
    ] = PublicAccessBlock()
    """The account's Block Public Access, which holds for every bucket."""

    encryption: Annotated[
        str,
        At(
            config="supplementaryConfiguration.ServerSideEncryptionConfiguration"
            ".rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
            describe="GetBucketEncryption.ServerSideEncryptionConfiguration"
            ".Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm",
            terraform=(
                "aws_s3_bucket_server_side_encryption_configuration[0].rule[0]"
                ".apply_server_side_encryption_by_default[0].sse_algorithm",
                "server_side_encryption_configuration[0].rule[0]"
                ".apply_server_side_encryption_by_default[0].sse_algorithm",
            ),
            cloudformation="BucketEncryption.ServerSideEncryptionConfiguration[0]"
            ".ServerSideEncryptionByDefault.SSEAlgorithm",
            new="AES256",
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
            terraform=(
                "aws_s3_bucket_server_side_encryption_configuration[0].rule[0]"
                ".apply_server_side_encryption_by_default[0].kms_master_key_id",
                "server_side_encryption_configuration[0].rule[0]"
                ".apply_server_side_encryption_by_default[0].kms_master_key_id",
            ),
            cloudformation="BucketEncryption.ServerSideEncryptionConfiguration[0]"
            ".ServerSideEncryptionByDefault.KMSMasterKeyID",
        ),
    ] = ""
    """The KMS key of the default encryption; empty for AWS's own."""

    log_bucket: Annotated[
        str,
        At(
            config="supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName",
            describe="GetBucketLogging.LoggingEnabled.TargetBucket",
            terraform=("aws_s3_bucket_logging[0].target_bucket", "logging[0].target_bucket"),
            cloudformation="LoggingConfiguration.DestinationBucketName",
        ),
    ] = ""
    """The bucket that receives the server access logs; empty when there are none."""

    replication_role: Annotated[
        str,
        At(
            config="supplementaryConfiguration.BucketReplicationConfiguration.roleARN",
            describe="GetBucketReplication.ReplicationConfiguration.Role",
            terraform=(
                "aws_s3_bucket_replication_configuration[0].role",
                "replication_configuration[0].role",
            ),
            cloudformation="ReplicationConfiguration.Role",
        ),
    ] = ""
    """The role that copies objects to other buckets; empty where none are copied."""

    lifecycle: Annotated[
        tuple[str, ...],
        StatesField(),
        At(
            config="supplementaryConfiguration.BucketLifecycleConfiguration.rules[].status",
            describe="GetBucketLifecycleConfiguration.Rules[].Status",
            terraform=(
                "aws_s3_bucket_lifecycle_configuration[0].rule[].status",
                "lifecycle_rule[].enabled",
            ),
            cloudformation="LifecycleConfiguration.Rules[].Status",
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
        if enforced or (self.knows("grants") and not to_everybody(self.grants)):
            return ()
        acts = self._is_off("ignore_public_acls") and self.object_ownership != OWNER_ENFORCED
        return to_everybody(self.grants) if acts else ()

    @property
    def public_by_policy(self) -> Answer:
        """Whether the policy lets everybody in, as Block Public Access leaves it in effect."""
        if self.knows("policy") and self._policy_is_public() is Answer.NO:
            return Answer.NO
        return self._policy_is_public() if self._is_off("restrict_public_buckets") else Answer.NO

    def _policy_is_public(self) -> Answer:
        policy = self.policy
        return Answer.NO if policy is None else policy.public(self.key.account).answer

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
