"""Controls of AWS::S3::Bucket."""

import pytest

from posturewatch.controls.s3 import bucket as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.s3.access import Grant, PublicAccessBlock
from posturewatch.resources.s3.bucket import Bucket

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING
KEY = "arn:aws:kms:us-east-1:123456789012:key/8f0a1cf1-9c3e-4f0e-a7c6-0d5a9f2f8d11"
READABLE = (Grant(grantee="AllUsers", permission="READ"),)
CLASSIFIED = {"data-classification": "public"}
BLOCKED = PublicAccessBlock(
    block_public_acls=True,
    ignore_public_acls=True,
    block_public_policy=True,
    restrict_public_buckets=True,
)


def policy(*statements: dict) -> PolicyDocument:
    return PolicyDocument.parse({"Version": "2012-10-17", "Statement": list(statements)})


READ_BY_ALL = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
OPEN = policy(READ_BY_ALL)
DOUBTFUL = policy(
    {**READ_BY_ALL, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "payments"}}}
)
NO_HTTP = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::example", "arn:aws:s3:::example/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

CASES = [
    (controls.public_data_classified, Bucket(), PASSED),
    (controls.public_data_classified, Bucket(grants=READABLE), FAILED),
    (controls.public_data_classified, Bucket(policy=OPEN), FAILED),
    (controls.public_data_classified, Bucket(policy=DOUBTFUL), WARNING),
    (controls.public_data_classified, Bucket(policy=DOUBTFUL, tags=CLASSIFIED), PASSED),
    (controls.public_data_classified, Bucket(policy=OPEN, tags=CLASSIFIED), PASSED),
    (
        controls.public_data_classified,
        Bucket(policy=OPEN, tags={"data-classification": "internal"}),
        FAILED,
    ),
    (controls.public_data_classified, Bucket(policy=OPEN, public_access_block=BLOCKED), PASSED),
    (controls.public_data_classified, Bucket(unknown={"tags": "AccessDenied"}), PASSED),
    (
        controls.public_data_classified,
        Bucket(grants=READABLE, unknown={"policy": "AccessDenied"}),
        FAILED,
    ),
    (controls.public_access_blocked, Bucket(public_access_block=BLOCKED), PASSED),
    (controls.public_access_blocked, Bucket(account_public_access_block=BLOCKED), PASSED),
    (controls.public_access_blocked, Bucket(), FAILED),
    (
        controls.public_access_blocked,
        Bucket(public_access_block=PublicAccessBlock(ignore_public_acls=True)),
        FAILED,
    ),
    (controls.own_block_complete, Bucket(public_access_block=BLOCKED), PASSED),
    (controls.own_block_complete, Bucket(account_public_access_block=BLOCKED), FAILED),
    (controls.acl_not_public, Bucket(), PASSED),
    (controls.acl_not_public, Bucket(grants=READABLE, public_access_block=BLOCKED), FAILED),
    (controls.policy_not_public, Bucket(), PASSED),
    (controls.policy_not_public, Bucket(policy=policy(NO_HTTP)), PASSED),
    (controls.policy_not_public, Bucket(policy=OPEN, public_access_block=BLOCKED), FAILED),
    (controls.policy_not_public, Bucket(policy=DOUBTFUL), WARNING),
    (controls.actions_named, Bucket(), PASSED),
    (controls.actions_named, Bucket(policy=OPEN), PASSED),
    (controls.actions_named, Bucket(policy=policy(NO_HTTP)), PASSED),
    (controls.actions_named, Bucket(policy=policy({**NO_HTTP, "Effect": "Allow"})), FAILED),
    (controls.not_action_avoided, Bucket(inversions=("NotPrincipal",)), PASSED),
    (controls.not_action_avoided, Bucket(inversions=("NotAction",)), FAILED),
    (controls.replication_configured, Bucket(replication_role="arn:aws:iam::1:role/r"), PASSED),
    (controls.replication_configured, Bucket(), FAILED),
    (controls.mfa_delete_enabled, Bucket(mfa_delete=True), PASSED),
    (controls.mfa_delete_enabled, Bucket(), FAILED),
    (controls.kms_encryption_enabled, Bucket(encryption="aws:kms"), PASSED),
    (controls.kms_encryption_enabled, Bucket(encryption="AES256"), FAILED),
    (controls.encryption_enabled, Bucket(encryption="AES256"), PASSED),
    (controls.encryption_enabled, Bucket(encryption="aws:kms", kms_key=KEY), PASSED),
    (controls.encryption_enabled, Bucket(), FAILED),
    (controls.tls_required, Bucket(policy=policy(NO_HTTP)), PASSED),
    (controls.tls_required, Bucket(policy=policy(READ_BY_ALL, NO_HTTP)), PASSED),
    (controls.tls_required, Bucket(policy=OPEN), FAILED),
    (controls.tls_required, Bucket(), FAILED),
    (controls.acl_disabled, Bucket(object_ownership="BucketOwnerEnforced"), PASSED),
    (controls.acl_disabled, Bucket(object_ownership="BucketOwnerPreferred"), FAILED),
    (controls.acl_disabled, Bucket(), FAILED),
    (controls.versioning_enabled, Bucket(versioning=True), PASSED),
    (controls.versioning_enabled, Bucket(), FAILED),
    (controls.logging_enabled, Bucket(log_bucket="logs"), PASSED),
    (controls.logging_enabled, Bucket(), FAILED),
    (controls.lifecycle_configured, Bucket(lifecycle=("Disabled", "Enabled")), PASSED),
    (controls.lifecycle_configured, Bucket(lifecycle=("Disabled",)), FAILED),
    (controls.lifecycle_configured, Bucket(), FAILED),
    (controls.data_classified, Bucket(tags={"Data_Classification": "Internal"}), PASSED),
    (controls.data_classified, Bucket(tags={"data-classification": " "}), FAILED),
    (controls.owner_tagged, Bucket(tags={"Owner": "payments"}), PASSED),
    (controls.owner_tagged, Bucket(tags={"Name": "data", "owner": " "}), FAILED),
]


@pytest.mark.parametrize(("control", "bucket", "expected"), CASES)
def test_verdict(control, bucket, expected):
    assert control(bucket).status is expected


def test_every_control_has_a_case_that_passes_and_one_that_fails():
    expected = {
        (declared.ask, status)
        for declared in declared_in(controls.__name__)
        for status in (PASSED, FAILED)
    }
    assert {(control, status) for control, _, status in CASES if status is not WARNING} == expected


@pytest.mark.parametrize(
    ("control", "name"),
    [
        (controls.public_data_classified, "policy"),
        (controls.public_data_classified, "grants"),
        (controls.public_access_blocked, "public_access_block"),
        (controls.public_access_blocked, "account_public_access_block"),
        (controls.encryption_enabled, "encryption"),
        (controls.tls_required, "policy"),
        (controls.acl_disabled, "object_ownership"),
        (controls.versioning_enabled, "versioning"),
        (controls.logging_enabled, "log_bucket"),
        (controls.lifecycle_configured, "lifecycle"),
        (controls.data_classified, "tags"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(control, name):
    with pytest.raises(UnknownValue):
        control(Bucket(unknown={name: "AccessDenied"}))


def test_a_public_bucket_whose_classification_is_not_known_is_no_verdict():
    with pytest.raises(UnknownValue):
        controls.public_data_classified(Bucket(grants=READABLE, unknown={"tags": "AccessDenied"}))


def test_evidence():
    assert controls.public_data_classified(Bucket(grants=READABLE, policy=OPEN)).evidence == {
        "public": "yes",
        "ways_in": ["ACL: READ to AllUsers", "policy: #1"],
        "classification": "",
    }
    assert controls.public_access_blocked(Bucket()).evidence == {
        "off": [
            "block_public_acls",
            "ignore_public_acls",
            "block_public_policy",
            "restrict_public_buckets",
        ]
    }
    encrypted = Bucket(encryption="aws:kms", kms_key=KEY)
    assert controls.encryption_enabled(encrypted).evidence == {
        "algorithm": "aws:kms",
        "kms_key": KEY,
    }
    tags = {"b": "1", "a": "2"}
    assert controls.owner_tagged(Bucket(tags=tags)).evidence == {"tags": ["a", "b"]}
