"""AWS::::Account from live reads: AWS Config has no item for it."""

from typing import Any

import pytest
from moto import mock_aws

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.resources.account.account import Account, RegionEncryption
from posturewatch.resources.s3.access import PublicAccessBlock
from posturewatch.sources.describe import operations_of
from tests.support.aws import ACCOUNT, Audited
from tests.support.snapshots import unknowns

UNTOLD = ["created_at", "tags"]
REGIONS = {"Regions": [{"RegionName": name} for name in ("eu-west-1", "us-east-1")]}
ALL_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


@pytest.fixture
def aws():
    """An account with two regions: moto would show all of all partitions."""
    with mock_aws():
        audited = Audited()
        audited.answer("DescribeRegions", REGIONS)
        yield audited


def read(aws: Audited) -> Any:
    return aws.read(Account, ACCOUNT, "global")


def test_a_live_read(aws):
    aws.client("iam", "us-east-1").update_account_password_policy(
        MinimumPasswordLength=14, PasswordReusePrevention=24
    )
    aws.client("s3control", "us-east-1").put_public_access_block(
        AccountId=ACCOUNT, PublicAccessBlockConfiguration=ALL_BLOCKED
    )
    aws.client("ec2", "us-east-1").enable_ebs_encryption_by_default()
    account = read(aws)
    assert account == Account(
        key=aws.key(Account, ACCOUNT, "global"),
        unknown={"tags": "describe does not tell", "created_at": "describe does not tell"},
        password_length=14,
        passwords_remembered=24,
        public_access_block=PublicAccessBlock(
            block_public_acls=True,
            ignore_public_acls=True,
            block_public_policy=True,
            restrict_public_buckets=True,
        ),
        ebs_encryption=(
            RegionEncryption(region="eu-west-1", enabled=False),
            RegionEncryption(region="us-east-1", enabled=True),
        ),
    )
    assert account.arn == f"arn:aws:iam::{ACCOUNT}:root"
    assert account.unencrypted_regions == ("eu-west-1",)


def test_what_a_live_read_costs(aws):
    read(aws)
    assert aws.source.calls == {
        "iam:GetAccountSummary": 1,
        "iam:GetAccountPasswordPolicy": 1,
        "s3control:GetPublicAccessBlock": 1,
        "ec2:DescribeRegions": 1,
        "ec2:GetEbsEncryptionByDefault": 2,
    }
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Account)


def test_each_region_is_asked_about_itself(aws):
    read(aws)
    asked = [region for region, name, _ in aws.requests if name == "GetEbsEncryptionByDefault"]
    assert asked == ["eu-west-1", "us-east-1"]


def test_what_a_new_account_has(aws):
    account = read(aws)
    assert (account.password_length, account.passwords_remembered) == (8, 0)
    assert account.public_access_block == PublicAccessBlock()
    assert unknowns(account) == UNTOLD


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        # AccountPasswordPresent came with centralized root access: older answers lack it.
        ({"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0}, (True, True, 0)),
        ({"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 1}, (False, True, 1)),
        (
            {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 0},
            (False, False, 0),
        ),
        (
            {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1},
            (False, True, 0),
        ),
    ],
)
def test_the_root_user(aws, summary, expected):
    aws.answer("GetAccountSummary", {"SummaryMap": summary})
    account = read(aws)
    assert (account.root_mfa, account.root_password, account.root_access_keys) == expected


def test_a_summary_without_the_root_user_leaves_it_unknown(aws):
    aws.answer("GetAccountSummary", {"SummaryMap": {"Users": 3}})
    assert unknowns(read(aws)) == ["created_at", "root_access_keys", "root_mfa", "tags"]


DENIED = [
    ("GetAccountSummary", ["root_access_keys", "root_mfa", "root_password"]),
    ("GetAccountPasswordPolicy", ["password_length", "passwords_remembered"]),
    ("GetPublicAccessBlock", ["public_access_block"]),
    ("DescribeRegions", ["ebs_encryption"]),
    ("GetEbsEncryptionByDefault", ["ebs_encryption[0].enabled", "ebs_encryption[1].enabled"]),
]


@pytest.mark.parametrize(("operation", "expected"), DENIED)
def test_a_failed_call_leaves_only_its_own_properties_unknown(aws, operation, expected):
    for code in ("AccessDenied", "Throttling", "UnauthorizedOperation"):
        aws.fail(operation, code)
        assert unknowns(read(aws)) == sorted(UNTOLD + expected)


def test_nothing_readable_is_unknown(aws):
    for operation, _ in DENIED:
        aws.fail(operation)
    outcome = aws.outcome(Account, ACCOUNT, "global")
    assert outcome == Unknown("AccessDenied on GetAccountSummary")


def test_listing(aws):
    (listed,) = aws.listed(Account, "global")
    assert listed.key == aws.key(Account, ACCOUNT, "global")
    assert aws.source.calls == {}


ON, OFF = RegionEncryption(region="a", enabled=True), RegionEncryption(region="b", enabled=False)
DENIED_REGION = RegionEncryption(region="c", unknown={"enabled": "UnauthorizedOperation"})


def test_one_region_without_encryption_is_enough():
    assert Account(ebs_encryption=(ON,)).unencrypted_regions == ()
    assert Account(ebs_encryption=(ON, DENIED_REGION, OFF)).unencrypted_regions == ("b",)
    with pytest.raises(UnknownValue, match="UnauthorizedOperation"):
        _ = Account(ebs_encryption=(ON, DENIED_REGION)).unencrypted_regions
