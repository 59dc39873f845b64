"""AWS::::Account from live reads: AWS Config has no item for it."""

from typing import Any

import pytest
from moto import mock_aws

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.resources.account.account import Account, RegionAnalyzers, RegionEncryption
from posturewatch.resources.s3.access import PublicAccessBlock
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, Audited
from tests.support.planned import plan, planned
from tests.support.snapshots import unknowns

UNTOLD = ["created_at", "tags"]
REGIONS = {"Regions": [{"RegionName": name} for name in ("eu-west-1", "us-east-1")]}
CONTACT = {"AlternateContact": {"EmailAddress": "security@example.com"}}
ANALYZERS = {
    "analyzers": [
        {"type": "ACCOUNT", "status": "ACTIVE"},
        {"type": "ACCOUNT_UNUSED_ACCESS", "status": "DISABLED"},
    ]
}
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
        # moto knows neither alternate contacts nor, unless asked to load them, AWS's own policies.
        audited.answer("GetAlternateContact", CONTACT)
        audited.answer("ListEntitiesForPolicy", {"PolicyRoles": [{"RoleName": "support"}]})
        audited.answer("ListAnalyzers", ANALYZERS)
        yield audited


def read(aws: Audited) -> Any:
    return aws.read(Account, ACCOUNT, "global")


def test_a_live_read(aws):
    aws.client("iam", "us-east-1").update_account_password_policy(
        MinimumPasswordLength=14,
        PasswordReusePrevention=24,
        MaxPasswordAge=90,
        RequireLowercaseCharacters=True,
        RequireNumbers=True,
    )
    organization = aws.client("organizations", "us-east-1").create_organization(FeatureSet="ALL")
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
        password_max_days=90,
        password_lowercase=True,
        password_numbers=True,
        support_roles=("support",),
        security_contact="security@example.com",
        organization=organization["Organization"]["Id"],
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
        analyzers=(
            RegionAnalyzers(region="eu-west-1", active=("ACCOUNT",)),
            RegionAnalyzers(region="us-east-1", active=("ACCOUNT",)),
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
        "accessanalyzer:ListAnalyzers": 2,
        "account:GetAlternateContact": 1,
        "iam:ListEntitiesForPolicy": 1,
        "iam:ListVirtualMFADevices": 1,
        "organizations:DescribeOrganization": 1,
    }
    assert {tuple(name.split(":")) for name in aws.source.calls} == operations_of(Account)


def test_each_region_is_asked_about_itself(aws):
    read(aws)
    asked = [region for region, name, _ in aws.requests if name == "GetEbsEncryptionByDefault"]
    assert sorted(asked) == ["eu-west-1", "us-east-1"]


def test_what_a_new_account_has(aws):
    account = read(aws)
    assert (account.password_length, account.passwords_remembered) == (8, 0)
    assert account.public_access_block == PublicAccessBlock()
    assert account.organization == ""
    assert unknowns(account) == UNTOLD


def test_an_account_without_a_security_contact(aws):
    aws.fail("GetAlternateContact", "ResourceNotFoundException")
    assert read(aws).security_contact == ""


def test_the_account_asks_for_its_own_contact_without_its_id(aws):
    read(aws)
    (sent,) = [sent for _, name, sent in aws.requests if name == "GetAlternateContact"]
    assert sent == {"AlternateContactType": "SECURITY"}


@pytest.mark.parametrize(
    ("owners", "expected"),
    [((), False), (("user/ada",), False), (("user/ada", "root"), True)],
)
def test_whether_the_root_user_s_second_factor_is_an_app(aws, owners, expected):
    devices = [{"User": {"Arn": f"arn:aws:iam::{ACCOUNT}:{owner}"}} for owner in owners]
    aws.answer("ListVirtualMFADevices", {"VirtualMFADevices": devices})
    assert read(aws).root_virtual_mfa is expected


def test_a_plan_tells_the_password_policy_and_what_stands_beside_it():
    told = {
        "aws_iam_account_password_policy.strict": {
            "minimum_password_length": 14,
            "password_reuse_prevention": 24,
            "max_password_age": 90,
            "require_symbols": True,
        },
        "aws_account_alternate_contact.billing": {
            "alternate_contact_type": "BILLING",
            "email_address": "bills@example.com",
        },
        "aws_account_alternate_contact.security": {
            "alternate_contact_type": "SECURITY",
            "email_address": "security@example.com",
        },
    }
    (account,) = planned(plan(told), Account)
    assert account.unknown["public_access_block"] == (
        "the account's own setting is not in this document"
    )
    assert (account.password_length, account.passwords_remembered) == (14, 24)
    assert (account.password_max_days, account.password_symbols) == (90, True)
    assert account.password_numbers is False
    assert account.security_contact == "security@example.com"
    assert {"root_mfa", "analyzers", "organization"} <= account.unknown.keys()


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
    (
        "GetAccountPasswordPolicy",
        [
            "password_length",
            "password_lowercase",
            "password_max_days",
            "password_numbers",
            "password_symbols",
            "password_uppercase",
            "passwords_remembered",
        ],
    ),
    ("GetAlternateContact", ["security_contact"]),
    ("DescribeOrganization", ["organization"]),
    ("ListAnalyzers", ["analyzers[0].active", "analyzers[1].active"]),
    ("ListEntitiesForPolicy", ["support_roles"]),
    ("ListVirtualMFADevices", ["root_virtual_mfa"]),
    ("GetPublicAccessBlock", ["public_access_block"]),
    ("DescribeRegions", ["analyzers", "ebs_encryption"]),
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


def test_one_region_without_an_analyzer_of_external_access_is_enough():
    good = RegionAnalyzers(region="a", active=("ACCOUNT_UNUSED_ACCESS", "ORGANIZATION"))
    bad = RegionAnalyzers(region="b", active=("ACCOUNT_UNUSED_ACCESS",))
    unread = RegionAnalyzers(region="c", unknown={"active": "AccessDenied"})
    assert Account(analyzers=(good,)).unanalyzed_regions == ()
    assert Account(analyzers=(good, unread, bad)).unanalyzed_regions == ("b",)
    with pytest.raises(UnknownValue, match="AccessDenied"):
        _ = Account(analyzers=(good, unread)).unanalyzed_regions
