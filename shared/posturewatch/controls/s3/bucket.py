"""Controls of AWS::S3::Bucket."""

from posturewatch.domain.control import Severity, control
from posturewatch.domain.policy import Answer
from posturewatch.domain.verdict import Verdict, failed, passed, verdict
from posturewatch.resources.s3.access import to_everybody
from posturewatch.resources.s3.bucket import Bucket


@control(
    "s3-bucket-public-data-classified",
    title="S3 buckets should not be public unless their data is classified as public",
    severity=Severity.CRITICAL,
    remediation="Turn on all four Block Public Access settings of the bucket "
    "(`aws s3api put-public-access-block`); if the data is meant for everybody, tag the bucket "
    "`data-classification=public`.",
)
def public_data_classified(bucket: Bucket) -> Verdict:
    """A public bucket is read by strangers within minutes; only data for all belongs there."""
    if bucket.public is Answer.NO:
        return passed("The bucket is not public.", public=False)
    return verdict(
        bucket.classification == "public" or ~bucket.public,
        good_reason="The bucket is public, and its data is classified as public.",
        bad_reason="The bucket is public, and its data is not classified as public.",
        public=bucket.public,
        ways_in=bucket.ways_in,
        classification=bucket.classification,
    )


@control(
    "s3-bucket-public-access-blocked",
    title="S3 buckets should block public access",
    severity=Severity.MEDIUM,
    remediation="Turn on all four settings: `aws s3api put-public-access-block --bucket NAME "
    "--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
    "BlockPublicPolicy=true,RestrictPublicBuckets=true`, or turn them on for the account.",
)
def public_access_blocked(bucket: Bucket) -> Verdict:
    """Block Public Access keeps one wrong policy or ACL from opening the bucket to the world."""
    if not bucket.open_switches:
        return passed("Bucket or account block public access in full.", off=[])
    return failed(
        f"{len(bucket.open_switches)} of the 4 settings are off for bucket and account.",
        off=bucket.open_switches,
    )


@control(
    "s3-bucket-own-block-complete",
    title="S3 buckets should block public access themselves, whatever the account does",
    severity=Severity.LOW,
    remediation="Turn on all four settings of the bucket: `aws s3api put-public-access-block`.",
)
def own_block_complete(bucket: Bucket) -> Verdict:
    """The account's switch is one for all buckets, and may be turned off for the sake of one."""
    off = bucket.public_access_block.missing
    if not off:
        return passed("The bucket itself blocks public access in full.", off=[])
    return failed(f"{len(off)} of the bucket's own 4 settings are off.", off=off)


@control(
    "s3-bucket-encryption-enabled",
    title="S3 buckets should encrypt objects at rest by default",
    severity=Severity.HIGH,
    remediation="Set default encryption: `aws s3api put-bucket-encryption` with SSE-KMS or SSE-S3.",
)
def encryption_enabled(bucket: Bucket) -> Verdict:
    """Encryption at rest keeps copies of the storage useless without the key."""
    if bucket.encryption:
        return passed(
            "Default encryption is on.", algorithm=bucket.encryption, kms_key=bucket.kms_key
        )
    return failed("There is no default encryption.", algorithm=None)


@control(
    "s3-bucket-tls-required",
    title="S3 buckets should refuse requests without TLS",
    severity=Severity.MEDIUM,
    remediation="Add a Deny for every principal on `s3:*` with the condition "
    '`{"Bool": {"aws:SecureTransport": "false"}}` to the bucket policy, for bucket and objects.',
)
def tls_required(bucket: Bucket) -> Verdict:
    """Without it an object may cross the network in clear text, to be read and changed there."""
    if bucket.policy is None:
        return failed("There is no bucket policy, so plain HTTP is accepted.", policy=None)
    return verdict(
        bucket.policy.requires_tls(),
        good_reason="The bucket policy refuses requests without TLS.",
        bad_reason="The bucket policy does not refuse every request without TLS.",
        requires_tls=bucket.policy.requires_tls(),
    )


@control(
    "s3-bucket-acl-disabled",
    title="S3 buckets should have access control lists disabled",
    severity=Severity.MEDIUM,
    remediation="Move grants to the bucket policy, then set object ownership to "
    "`BucketOwnerEnforced`: `aws s3api put-bucket-ownership-controls`.",
)
def acl_disabled(bucket: Bucket) -> Verdict:
    """ACLs grant per object and out of sight; with them off, policies alone decide who gets in."""
    if bucket.object_ownership == "BucketOwnerEnforced":
        return passed("ACLs are disabled.", object_ownership=bucket.object_ownership)
    return failed("ACLs are in effect.", object_ownership=bucket.object_ownership)


@control(
    "s3-bucket-versioning-enabled",
    title="S3 buckets should have versioning enabled",
    severity=Severity.LOW,
    remediation="Enable versioning (`aws s3api put-bucket-versioning --versioning-configuration "
    "Status=Enabled`); add a lifecycle rule that expires old versions.",
)
def versioning_enabled(bucket: Bucket) -> Verdict:
    """Without versioning an overwrite is final, so ransomware or a mistake cannot be undone."""
    if bucket.versioning:
        return passed("Versioning is enabled.", versioning=True)
    return failed("Versioning is not enabled.", versioning=False)


@control(
    "s3-bucket-logging-enabled",
    title="S3 buckets should have server access logging enabled",
    severity=Severity.MEDIUM,
    remediation="Send access logs to a log bucket: `aws s3api put-bucket-logging`.",
)
def logging_enabled(bucket: Bucket) -> Verdict:
    """Access logs tell after an incident which objects were read, and by whom."""
    if bucket.log_bucket:
        return passed("Access logs are kept.", log_bucket=bucket.log_bucket)
    return failed("No access logs are kept.", log_bucket=None)


@control(
    "s3-bucket-lifecycle-configured",
    title="S3 buckets should have a lifecycle configuration",
    severity=Severity.MEDIUM,
    remediation="Add a lifecycle rule that expires or moves objects: "
    "`aws s3api put-bucket-lifecycle-configuration`.",
)
def lifecycle_configured(bucket: Bucket) -> Verdict:
    """Data without an end stays to be leaked, and paid for, long after it was needed."""
    if "Enabled" in bucket.lifecycle:
        return passed("A lifecycle rule is enabled.", rules=bucket.lifecycle)
    return failed("No lifecycle rule is enabled.", rules=bucket.lifecycle)


@control(
    "s3-bucket-data-classified",
    title="S3 buckets should have a tag that classifies their data",
    severity=Severity.LOW,
    remediation="Tag the bucket `data-classification` with `public`, `internal`, `confidential` or "
    "`restricted`: `aws s3api put-bucket-tagging`.",
)
def data_classified(bucket: Bucket) -> Verdict:
    """What data is worth decides how it is kept; nobody protects what nobody has classified."""
    if bucket.classification:
        return passed("The data is classified.", classification=bucket.classification)
    return failed("No tag classifies the data.", tags=sorted(bucket.tags))


@control(
    "s3-bucket-owner-tagged",
    title="S3 buckets should have a tag that names their owner",
    severity=Severity.MEDIUM,
    remediation="Tag the bucket with `owner` or `team`: `aws s3api put-bucket-tagging`.",
)
def owner_tagged(bucket: Bucket) -> Verdict:
    """A finding reaches the people who can fix it only if the resource names its owner."""
    if bucket.owner:
        return passed("A tag names the owner.", owner=bucket.owner)
    return failed("No tag names the owner.", tags=sorted(bucket.tags))


@control(
    "s3-bucket-acl-not-public",
    title="S3 buckets should have no access control list that grants to everybody",
    severity=Severity.MEDIUM,
    remediation="Set the canned ACL `private` (`aws s3api put-bucket-acl --acl private`) and "
    "admit readers by the bucket policy.",
)
def acl_not_public(bucket: Bucket) -> Verdict:
    """Such a grant waits: it takes effect at once when Block Public Access is relaxed."""
    grants = to_everybody(bucket.grants)
    if not grants:
        return passed("No grant is to everybody.", grants=[])
    told = [f"{grant.permission} to {grant.grantee}" for grant in grants]
    return failed(f"The ACL grants {told[0]}.", grants=told)


@control(
    "s3-bucket-policy-not-public",
    title="S3 bucket policies should not let everybody in",
    severity=Severity.MEDIUM,
    remediation="Name the principals, or limit the statement by a condition, such as on "
    "`aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceVpce`.",
)
def policy_not_public(bucket: Bucket) -> Verdict:
    """A public policy is one click on Block Public Access away from opening every object."""
    if bucket.policy is None:
        return passed("There is no bucket policy.", statements=[])
    public = bucket.policy.public(bucket.key.account)
    return verdict(
        ~public.answer,
        good_reason="No statement lets everybody in.",
        bad_reason="The bucket policy lets everybody in.",
        statements=public.sids,
    )


@control(
    "s3-bucket-actions-named",
    title="S3 bucket policies should name the actions that they allow",
    severity=Severity.MEDIUM,
    remediation="Replace `s3:*` by the actions that are needed, such as `s3:GetObject`: "
    "`aws s3api put-bucket-policy`.",
)
def actions_named(bucket: Bucket) -> Verdict:
    """A wildcard hands out the right to change the policy itself, and to empty the bucket."""
    found = () if bucket.policy is None else bucket.policy.action_wildcards
    if not found:
        return passed("No statement allows all actions.", statements=[])
    return failed("A statement allows all actions.", statements=found)


@control(
    "s3-bucket-not-action-avoided",
    title="S3 bucket policies should name the actions that they allow, not all others",
    severity=Severity.MEDIUM,
    remediation="Write `Action` with what is needed for `NotAction` beside `Allow`: "
    "`aws s3api put-bucket-policy`.",
)
def not_action_avoided(bucket: Bucket) -> Verdict:
    """Allow with NotAction also gives away the bucket's policy, and whatever S3 learns later."""
    if "NotAction" not in bucket.inversions:
        return passed("Every Allow names its actions.", words=bucket.inversions)
    return failed("An Allow says only which actions it leaves out.", words=bucket.inversions)


@control(
    "s3-bucket-replication-configured",
    title="S3 buckets should be replicated to another bucket",
    severity=Severity.LOW,
    remediation="Add a replication rule to a bucket in another region or account: "
    "`aws s3api put-bucket-replication`.",
)
def replication_configured(bucket: Bucket) -> Verdict:
    """A copy elsewhere survives the loss of a region, and of the account that owns the first."""
    if bucket.replication_role:
        return passed("Objects are replicated.", role=bucket.replication_role)
    return failed("Objects are not replicated.", role=None)


@control(
    "s3-bucket-mfa-delete-enabled",
    title="S3 buckets should need a second factor to delete versions",
    severity=Severity.LOW,
    remediation="As the root user: `aws s3api put-bucket-versioning --versioning-configuration "
    "Status=Enabled,MFADelete=Enabled --mfa SERIAL CODE`.",
)
def mfa_delete_enabled(bucket: Bucket) -> Verdict:
    """With it, stolen credentials alone cannot erase what versioning keeps."""
    if bucket.mfa_delete:
        return passed("Deleting versions needs MFA.", mfa_delete=True)
    return failed("Deleting versions needs no MFA.", mfa_delete=False)


@control(
    "s3-bucket-kms-encryption-enabled",
    title="S3 buckets should encrypt objects with a KMS key by default",
    severity=Severity.LOW,
    remediation="Set SSE-KMS with a bucket key: `aws s3api put-bucket-encryption` with "
    "`SSEAlgorithm=aws:kms`.",
)
def kms_encryption_enabled(bucket: Bucket) -> Verdict:
    """Who reads objects under a KMS key needs the key too, and each use of it is recorded."""
    if bucket.encryption.startswith("aws:kms"):
        return passed("Default encryption uses KMS.", algorithm=bucket.encryption)
    return failed("Default encryption uses no KMS key.", algorithm=bucket.encryption or None)
