"""AWS::S3::Bucket from Config items and live reads."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from moto import mock_aws

from posturewatch.domain.errors import BadInput, UnknownValue
from posturewatch.domain.places import Unknown
from posturewatch.domain.policy import Answer, PolicyDocument
from posturewatch.domain.reading import Gone
from posturewatch.resources.s3.access import Grant, PublicAccessBlock
from posturewatch.resources.s3.bucket import Bucket
from posturewatch.sources.config import read_item
from posturewatch.sources.listing import Listed
from posturewatch.sources.operations import operations_of
from tests.support.aws import ACCOUNT, REGION, Audited, found, from_config, recorded
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

NOT_IN_CONFIG = ["account_public_access_block", "object_ownership"]
OWNER = "8ac813c84b8ad4d9f3e35f80aaeb254f85922a902ce87ed6b49ccbfa188f5a12"
EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
ALL_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
BLOCKED = PublicAccessBlock(
    block_public_acls=True,
    ignore_public_acls=True,
    block_public_policy=True,
    restrict_public_buckets=True,
)


def policy(principal: Any, **more: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::shop/*",
        **more,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


# --- Config ---------------------------------------------------------------------------------------


def test_recorded_item(reference_data):
    bucket = from_config(Bucket, recorded(reference_data, "items/rdk__AWS_S3_Bucket.json"))
    name = "mborch-test-bucket-config-item"
    assert str(bucket.key) == f"934654633380/us-east-1/AWS::S3::Bucket/{name}"
    assert bucket.observed_at.isoformat() == "2019-02-12T07:29:16.288000+00:00"
    assert unknowns(bucket) == NOT_IN_CONFIG
    assert bucket == Bucket(
        key=bucket.key,
        unknown=dict.fromkeys(NOT_IN_CONFIG, "config does not tell"),
        arn=f"arn:aws:s3:::{name}",
        created_at=bucket.created_at,
        versioning=True,
        policy=bucket.policy,
        grants=(Grant(grantee=OWNER, permission="FULL_CONTROL"),),
    )
    # The policy denies plain HTTP on the bucket, but not on its objects.
    assert bucket.policy.requires_tls() is Answer.NO
    assert bucket.public is Answer.NO


def test_recorded_item_of_the_api_has_json_in_texts(reference_data):
    bucket = from_config(
        Bucket, recorded(reference_data, "items/c7n__s3-lifecycle-and-predicate.json")
    )
    assert bucket.lifecycle == ("Enabled",)
    assert bucket.versioning is False
    assert bucket.policy is None
    assert bucket.log_bucket == ""
    assert [(grant.grantee[:8], grant.permission) for grant in bucket.grants] == [
        ("e7c8bb65", "FULL_CONTROL"),
        ("AllUsers", "READ"),
    ]
    # Config tells neither whether ACLs are in effect nor what the account blocks.
    with pytest.raises(UnknownValue):
        _ = bucket.public


def test_recorded_item_of_a_website(reference_data):
    bucket = from_config(Bucket, recorded(reference_data, "items/c7n__s3-website.json"))
    assert bucket.lifecycle == ()
    assert bucket.observed_at.isoformat() == "2017-08-11T09:43:30.809000+00:00"


def test_recorded_item_of_a_new_bucket_inside_a_rule_s_event(reference_data):
    event = recorded(reference_data, "events/c7n__s3-from-rule.json")
    bucket = from_config(Bucket, json.loads(event["invokingEvent"])["configurationItem"])
    assert bucket.key.id == "c7n-fire-logs"
    assert bucket.policy is None
    assert bucket.public is Answer.NO


@pytest.mark.parametrize("number", [1, 2])
def test_a_trimmed_item_cannot_be_used(reference_data, number):
    file = f"rules_repo_items/rules__S3_BUCKET_NAMING_CONVENTION__{number}.json"
    with pytest.raises(BadInput):
        read_item(recorded(reference_data, file), Bucket)


ITEM: dict[str, Any] = {
    "version": "1.3",
    "accountId": ACCOUNT,
    "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
    "configurationItemStatus": "OK",
    "arn": "arn:aws:s3:::shop",
    "resourceType": "AWS::S3::Bucket",
    "resourceId": "shop",
    "resourceName": "shop",
    "awsRegion": REGION,
    "resourceCreationTime": "2026-11-20T09:58:00.000Z",
    "tags": {"team": "payments", "Data_Classification": "Internal"},
    "configuration": {"name": "shop", "creationDate": "2026-11-20T09:58:00.000Z"},
    "supplementaryConfiguration": {
        "AccessControlList": '{"grantSet":null,"grantList":[{"grantee":"AllUsers","permission":'
        '"ReadAcp"},{"grantee":"LogDelivery","permission":"Write"}]}',
        "BucketLifecycleConfiguration": {"rules": [{"id": "old", "status": "Enabled"}]},
        "BucketLoggingConfiguration": {
            "destinationBucketName": "shop-logs",
            "logFilePrefix": "shop/",
        },
        "BucketPolicy": {"policyText": json.dumps(policy({"AWS": "210987654321"}))},
        "BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": None},
        "PublicAccessBlockConfiguration": {
            "blockPublicAcls": False,
            "ignorePublicAcls": True,
            "blockPublicPolicy": True,
            "restrictPublicBuckets": True,
        },
        "ServerSideEncryptionConfiguration": {
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": "aws:kms",
                        "kmsMasterKeyID": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
                    }
                }
            ]
        },
    },
}
"""Written by hand in the form of the recorded items, which are older than most settings."""


def test_deleted():
    status = {"configuration": None, "configurationItemStatus": "ResourceDeleted"}
    gone = read_item({**ITEM, **status}, Bucket)
    assert isinstance(gone, Gone)
    assert gone.key.id == "shop"


@pytest.mark.parametrize(
    "acl", ["not JSON", {"grantList": "all"}, {"grantList": [{"permission": "Read"}]}]
)
def test_an_acl_that_cannot_be_read_is_unknown_and_not_empty(acl):
    supplement = {**ITEM["supplementaryConfiguration"], "AccessControlList": acl}
    bucket = from_config(Bucket, {**ITEM, "supplementaryConfiguration": supplement})
    assert set(unknowns(bucket)) - set(NOT_IN_CONFIG) <= {"grants", "grants[0].grantee"}
    assert len(unknowns(bucket)) == 3


# --- live reads -----------------------------------------------------------------------------------


@pytest.fixture
def aws() -> Iterator[Audited]:
    with mock_aws():
        aws = Audited()
        make(aws, "shop")
        yield aws


def make(aws: Audited, name: str, region: str = REGION) -> None:
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": location(region)}
    aws.client("s3", region).create_bucket(Bucket=name, **where)


def location(region: str) -> dict[str, str]:
    return {"LocationConstraint": region}


def configure(aws: Audited) -> None:
    """Set everything as in `ITEM`."""
    s3 = aws.client("s3")
    make(aws, "shop-logs")
    s3.put_bucket_acl(
        Bucket="shop",
        AccessControlPolicy={
            "Owner": {"ID": OWNER},
            "Grants": [
                {"Grantee": {"Type": "Group", "URI": EVERYBODY}, "Permission": "READ_ACP"},
                {
                    "Grantee": {
                        "Type": "Group",
                        "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery",
                    },
                    "Permission": "WRITE",
                },
            ],
        },
    )
    s3.put_bucket_tagging(
        Bucket="shop",
        Tagging={"TagSet": [{"Key": name, "Value": text} for name, text in ITEM["tags"].items()]},
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket="shop",
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "old",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": 30},
                }
            ]
        },
    )
    aws.answer("GetBucketLogging", {"LoggingEnabled": {"TargetBucket": "shop-logs"}})
    s3.put_bucket_policy(Bucket="shop", Policy=json.dumps(policy({"AWS": "210987654321"})))
    s3.put_bucket_versioning(Bucket="shop", VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(
        Bucket="shop",
        PublicAccessBlockConfiguration={**ALL_BLOCKED, "BlockPublicAcls": False},
    )
    s3.put_bucket_encryption(
        Bucket="shop",
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
                    }
                }
            ]
        },
    )


def test_config_and_live_see_the_same_but_for_what_one_cannot_know(aws):
    configure(aws)
    config, live = from_config(Bucket, ITEM), aws.read(Bucket, "shop")
    assert config.key == live.key
    assert disagreements(config, live) == []
    assert unknowns(config) == NOT_IN_CONFIG
    assert unknowns(live) == ["created_at"]
    assert live.dump() == {
        "arn": "arn:aws:s3:::shop",
        "tags": ITEM["tags"],
        "created_at": {"unknown": "describe does not tell"},
        "versioning": True,
        "mfa_delete": False,
        "policy": live.dump()["policy"],
        "inversions": [],
        "grants": [
            {"grantee": "AllUsers", "permission": "READ_ACP"},
            {"grantee": "LogDelivery", "permission": "WRITE"},
        ],
        "object_ownership": "ObjectWriter",
        "public_access_block": replace_block(block_public_acls=False).dump(),
        "account_public_access_block": PublicAccessBlock().dump(),
        "encryption": "aws:kms",
        "kms_key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k",
        "log_bucket": "shop-logs",
        "replication_role": "",
        "lifecycle": ["Enabled"],
    }


def replace_block(**switches: bool) -> PublicAccessBlock:
    return PublicAccessBlock(**{**dict.fromkeys(PublicAccessBlock.properties, True), **switches})


def test_a_bucket_without_any_setting(aws):
    assert aws.read(Bucket, "shop") == Bucket(
        key=aws.key(Bucket, "shop"),
        grants=aws.read(Bucket, "shop").grants,  # the owner's own
        unknown={"created_at": "describe does not tell"},
    )


CALLS = {
    "s3:GetBucketAcl": {"grants"},
    "s3:GetBucketEncryption": {"encryption", "kms_key"},
    "s3:GetBucketLifecycleConfiguration": {"lifecycle"},
    "s3:GetBucketLocation": set[str](),
    "s3:GetBucketLogging": {"log_bucket"},
    "s3:GetBucketOwnershipControls": {"object_ownership"},
    "s3:GetBucketPolicy": {"policy", "inversions"},
    "s3:GetBucketReplication": {"replication_role"},
    "s3:GetBucketTagging": {"tags"},
    "s3:GetBucketVersioning": {"versioning", "mfa_delete"},
    "s3:GetPublicAccessBlock": {"public_access_block"},
    "s3control:GetPublicAccessBlock": {"account_public_access_block"},
}
"""The calls of one read, and what is unknown when one of them is denied."""


def test_what_a_read_costs(aws):
    s3 = aws.client("s3")
    enabled = {"VersioningConfiguration": {"Status": "Enabled"}}
    s3.put_bucket_versioning(Bucket="shop", **enabled)
    aws.read(Bucket, "shop")
    assert aws.source.calls == dict.fromkeys(CALLS, 1)
    assert len(aws.source.calls) == 12
    assert {*CALLS, "s3:ListBuckets"} == {":".join(call) for call in operations_of(Bucket)}


def test_what_settings_of_the_bucket_rule_out_is_not_asked(aws):
    """AWS refuses copies without versions, and access control lists where they are off."""
    rules = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    aws.client("s3").put_bucket_ownership_controls(Bucket="shop", OwnershipControls=rules)
    bucket = aws.read(Bucket, "shop")
    assert (bucket.grants, bucket.replication_role) == ((), "")
    needless = {"s3:GetBucketAcl", "s3:GetBucketReplication"}
    assert set(aws.source.calls) == set(CALLS) - needless


@pytest.mark.parametrize(
    ("call", "then"),
    [
        ("s3:GetBucketOwnershipControls", "s3:GetBucketAcl"),
        ("s3:GetBucketVersioning", "s3:GetBucketReplication"),
    ],
)
def test_settings_that_cannot_be_read_rule_out_nothing(aws, call, then):
    aws.fail(call, "AccessDenied")
    aws.read(Bucket, "shop")
    assert aws.source.calls[then] == 1


def listed(aws, name: str) -> Listed:
    """A bucket as AWS lists it; moto leaves the region out."""
    return Listed(
        aws.key(Bucket, name), {"Name": name, "BucketRegion": aws.key(Bucket, name).region}
    )


def test_a_listing_tells_where_a_bucket_is(aws):
    configure(aws)
    asked = aws.read(Bucket, "shop")
    before = aws.source.calls["s3:GetBucketLocation"]
    found = aws.source.read(Bucket, aws.key(Bucket, "shop"), listed=listed(aws, "shop"))
    assert found.resource == asked
    assert aws.source.calls["s3:GetBucketLocation"] == before


def test_a_bucket_that_was_deleted_since_it_was_listed_is_gone(aws):
    found = aws.source.read(Bucket, aws.key(Bucket, "none"), listed=listed(aws, "none"))
    assert isinstance(found, Gone)
    assert aws.source.calls["s3:GetBucketLocation"] == 1


def test_only_the_identity_call_says_that_a_listed_bucket_is_gone(aws):
    """Its other calls may answer so for a while after it was made."""
    aws.fail("s3:GetBucketTagging", "NoSuchBucket")
    found = aws.source.read(Bucket, aws.key(Bucket, "shop"), listed=listed(aws, "shop"))
    assert set(found.resource.unread) == {"tags"}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        *((call, "AccessDenied") for call in CALLS),
        ("s3:GetBucketPolicy", "SlowDown"),
        ("s3:GetBucketEncryption", "InternalError"),
    ],
)
def test_a_failed_call_leaves_unknown_what_it_would_tell_and_no_more(aws, call, code):
    configure(aws)
    aws.client("s3").put_bucket_ownership_controls(
        Bucket="shop", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    )
    whole = aws.read(Bucket, "shop")
    aws.fail(call, code)
    bucket = aws.read(Bucket, "shop")
    assert set(bucket.unread) == CALLS[call]
    assert all(code in reason for reason in bucket.unread.values())
    assert disagreements(whole, bucket) == []


def test_a_bucket_of_which_nothing_can_be_read_is_unknown_and_never_gone(aws):
    for call in CALLS:
        aws.fail(call, "AccessDenied")
    outcome = aws.outcome(Bucket, "shop")
    assert isinstance(outcome, Unknown)
    assert "AccessDenied" in outcome.reason


def test_gone(aws):
    aws.client("s3").delete_bucket(Bucket="shop")
    assert aws.is_gone(Bucket, "shop")
    assert aws.source.calls == {"s3:GetBucketLocation": 1}


def test_what_is_found_missing_between_two_calls_is_not_gone(aws):
    # The identity call alone may answer that; the next read will.
    aws.fail("GetBucketPolicy", "NoSuchBucket")
    assert set(aws.read(Bucket, "shop").unread) == {"policy", "inversions"}


@pytest.mark.parametrize(
    ("constraint", "region"),
    [({}, "us-east-1"), (location("EU"), "eu-west-1"), (location("eu-west-3"), "eu-west-3")],
)
def test_the_key_names_the_region_where_the_bucket_is(aws, constraint, region):
    aws.answer("GetBucketLocation", constraint)
    assert aws.read(Bucket, "shop").key == aws.key(Bucket, "shop", region)


def test_a_listing_names_every_bucket_of_the_account(aws):
    make(aws, "old", "us-east-1")
    assert {listed.key.id for listed in aws.listed(Bucket)} == {"shop", "old"}
    one = next(listed for listed in aws.listed(Bucket) if listed.key.id == "shop")
    # moto does not tell the region in the listing: the read finds it.
    assert one.key.region == "us-east-1"
    assert found(aws.source.read(Bucket, one.key, listed=one)).key.region == REGION
    assert aws.source.calls["s3:GetBucketLocation"] == 1


def test_a_listing_with_regions(aws):
    listed = {"Name": "shop", "BucketRegion": "ap-south-1"}
    aws.answer("ListBuckets", {"Buckets": [listed]})
    assert [one.key for one in aws.listed(Bucket)] == [aws.key(Bucket, "shop", "ap-south-1")]


def test_a_denied_listing_is_unknown_and_not_empty(aws):
    aws.fail("ListBuckets")
    assert isinstance(aws.source.list(Bucket, ACCOUNT, REGION), Unknown)


def test_the_account_s_block_is_asked_for_with_the_owner_s_account(aws):
    aws.client("s3control").put_public_access_block(
        AccountId=ACCOUNT, PublicAccessBlockConfiguration=ALL_BLOCKED
    )
    bucket = aws.read(Bucket, "shop")
    assert bucket.account_public_access_block == BLOCKED
    assert bucket.public_access_block == PublicAccessBlock()
    assert bucket.open_switches == ()


# --- named properties -----------------------------------------------------------------------------

PUBLIC_ACL = (Grant(grantee="AllUsers", permission="READ"),)
PUBLIC_POLICY = PolicyDocument.parse(policy("*"))
# AWS's list of keys that confine does not settle this one.
DOUBTFUL = PolicyDocument.parse(
    policy("*", Condition={"StringEquals": {"aws:PrincipalTag/team": "payments"}})
)
DENIED = "AccessDenied"


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        (Bucket(), ()),
        (Bucket(grants=PUBLIC_ACL), PUBLIC_ACL),
        (Bucket(grants=(Grant(grantee=OWNER, permission="FULL_CONTROL"),)), ()),
        (Bucket(grants=(Grant(grantee="LogDelivery", permission="WRITE"),)), ()),
        (
            Bucket(grants=(Grant(grantee="AuthenticatedUsers", permission="READ"),)),
            (Grant(grantee="AuthenticatedUsers", permission="READ"),),
        ),
        # ownership switches ACLs off
        (Bucket(grants=PUBLIC_ACL, object_ownership="BucketOwnerEnforced"), ()),
        (Bucket(grants=PUBLIC_ACL, object_ownership="BucketOwnerPreferred"), PUBLIC_ACL),
        # ignored by the bucket or by the account; blocking new ones changes nothing
        (
            Bucket(
                grants=PUBLIC_ACL, public_access_block=PublicAccessBlock(ignore_public_acls=True)
            ),
            (),
        ),
        (Bucket(grants=PUBLIC_ACL, account_public_access_block=BLOCKED), ()),
        (
            Bucket(grants=PUBLIC_ACL, public_access_block=replace_block(ignore_public_acls=False)),
            PUBLIC_ACL,
        ),
        # what has no effect need not be known
        (
            Bucket(object_ownership="BucketOwnerEnforced", unknown={"grants": DENIED}),
            (),
        ),
        (Bucket(public_access_block=BLOCKED, unknown={"grants": DENIED}), ()),
        (Bucket(unknown={"object_ownership": DENIED}), ()),
        (Bucket(unknown={"public_access_block": DENIED}), ()),
    ],
)
def test_public_grants(bucket, expected):
    assert bucket.public_grants == expected


@pytest.mark.parametrize(
    "unknown", ["grants", "object_ownership", "public_access_block", "account_public_access_block"]
)
def test_public_grants_are_unknown_where_it_matters(unknown):
    with pytest.raises(UnknownValue, match=unknown):
        _ = Bucket(grants=PUBLIC_ACL, unknown={unknown: DENIED}).public_grants


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        (Bucket(), Answer.NO),
        (Bucket(policy=PUBLIC_POLICY), Answer.YES),
        (Bucket(policy=DOUBTFUL), Answer.MAYBE),
        (Bucket(policy=PolicyDocument.parse(policy({"AWS": "210987654321"}))), Answer.NO),
        (
            Bucket(
                policy=PUBLIC_POLICY,
                public_access_block=PublicAccessBlock(restrict_public_buckets=True),
            ),
            Answer.NO,
        ),
        (Bucket(policy=PUBLIC_POLICY, account_public_access_block=BLOCKED), Answer.NO),
        # refusing new public policies does not close what is open already
        (
            Bucket(
                policy=PUBLIC_POLICY,
                public_access_block=replace_block(restrict_public_buckets=False),
            ),
            Answer.YES,
        ),
        (Bucket(unknown={"account_public_access_block": DENIED}), Answer.NO),
        (Bucket(public_access_block=BLOCKED, unknown={"policy": DENIED}), Answer.NO),
        (
            Bucket(
                policy=PUBLIC_POLICY,
                public_access_block=BLOCKED,
                unknown={"account_public_access_block": DENIED},
            ),
            Answer.NO,
        ),
    ],
)
def test_public_by_policy(bucket, expected):
    assert bucket.public_by_policy is expected


@pytest.mark.parametrize(
    ("bucket", "expected", "ways_in"),
    [
        (Bucket(), Answer.NO, ()),
        (Bucket(grants=PUBLIC_ACL), Answer.YES, ("ACL: READ to AllUsers",)),
        (Bucket(policy=PUBLIC_POLICY), Answer.YES, ("policy: #1",)),
        (Bucket(policy=DOUBTFUL), Answer.MAYBE, ("policy: #1",)),
        (
            Bucket(grants=PUBLIC_ACL, policy=DOUBTFUL),
            Answer.YES,
            ("ACL: READ to AllUsers", "policy: #1"),
        ),
        (
            Bucket(grants=PUBLIC_ACL, policy=PUBLIC_POLICY, public_access_block=BLOCKED),
            Answer.NO,
            (),
        ),
        # one way in that is certain is enough
        (
            Bucket(grants=PUBLIC_ACL, unknown={"policy": DENIED}),
            Answer.YES,
            ("ACL: READ to AllUsers",),
        ),
        (Bucket(policy=PUBLIC_POLICY, unknown={"grants": DENIED}), Answer.YES, ("policy: #1",)),
    ],
)
def test_public(bucket, expected, ways_in):
    assert bucket.public is expected
    assert bucket.ways_in == ways_in


@pytest.mark.parametrize(
    "bucket",
    [
        Bucket(unknown={"policy": DENIED}),
        Bucket(unknown={"grants": DENIED}),
        Bucket(policy=DOUBTFUL, unknown={"grants": DENIED}),
        Bucket(policy=PUBLIC_POLICY, unknown={"public_access_block": DENIED}),
    ],
)
def test_public_is_unknown_where_no_known_fact_decides(bucket):
    with pytest.raises(UnknownValue):
        _ = bucket.public


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        (Bucket(), tuple(PublicAccessBlock.properties)),
        (Bucket(public_access_block=BLOCKED), ()),
        (Bucket(account_public_access_block=BLOCKED), ()),
        (
            Bucket(
                public_access_block=replace_block(block_public_acls=False),
                account_public_access_block=PublicAccessBlock(ignore_public_acls=True),
            ),
            ("block_public_acls",),
        ),
        (
            Bucket(
                public_access_block=PublicAccessBlock(block_public_acls=True),
                account_public_access_block=replace_block(block_public_acls=False),
            ),
            (),
        ),
        (
            Bucket(
                public_access_block=BLOCKED, unknown={"account_public_access_block": "no rights"}
            ),
            (),
        ),
        (
            Bucket(
                account_public_access_block=BLOCKED, unknown={"public_access_block": "no rights"}
            ),
            (),
        ),
    ],
)
def test_open_switches(bucket, expected):
    assert bucket.open_switches == expected


@pytest.mark.parametrize("level", ["public_access_block", "account_public_access_block"])
def test_open_switches_are_unknown_where_one_level_is_and_the_other_is_open(level):
    with pytest.raises(UnknownValue, match=level):
        _ = Bucket(unknown={level: DENIED}).open_switches


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, ""),
        ({"data-classification": "public"}, "public"),
        ({"Data_Classification": " Confidential "}, "confidential"),
        ({"DataClassification": "internal"}, "internal"),
        ({"classification": ""}, ""),
        ({"class": "public"}, ""),
    ],
)
def test_classification(tags, expected):
    assert Bucket(tags=tags).classification == expected


def test_the_owner_s_own_wildcard_is_not_public():
    own = PolicyDocument.parse(
        policy("*", Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}})
    )
    key = replace(Bucket().key, account=ACCOUNT)
    assert Bucket(key=key, policy=own).public is Answer.NO


# --- plans and templates --------------------------------------------------------------------------

OPEN_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::shop/*"}
    ],
}
NAMED = {"bucket": "shop"}
PLANNED_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
PLAN = plan(
    {
        "aws_s3_bucket.shop": {**NAMED, "tags_all": {"team": "web"}},
        "aws_s3_bucket_versioning.v": {
            **NAMED,
            "versioning_configuration": [{"status": "Enabled", "mfa_delete": "Disabled"}],
        },
        "aws_s3_bucket_policy.p": {**NAMED, "policy": json.dumps(OPEN_POLICY)},
        "aws_s3_bucket_acl.a": {**NAMED, "acl": "public-read"},
        "aws_s3_bucket_ownership_controls.o": {
            **NAMED,
            "rule": [{"object_ownership": "ObjectWriter"}],
        },
        "aws_s3_bucket_public_access_block.b": {**NAMED, "block_public_acls": True},
        "aws_s3_bucket_server_side_encryption_configuration.e": {
            **NAMED,
            "rule": [
                {
                    "apply_server_side_encryption_by_default": [
                        {"sse_algorithm": "aws:kms", "kms_master_key_id": PLANNED_KEY}
                    ]
                }
            ],
        },
        "aws_s3_bucket_logging.l": {**NAMED, "target_bucket": "logs"},
        "aws_s3_bucket_replication_configuration.r": {**NAMED, "role": "arn:aws:iam::1:role/r"},
        "aws_s3_bucket_lifecycle_configuration.c": {**NAMED, "rule": [{"status": "Enabled"}]},
    }
)
OLD_PLAN = plan(
    {
        "aws_s3_bucket.shop": {
            **NAMED,
            "tags": {"team": "web"},
            "versioning": [{"enabled": True, "mfa_delete": False}],
            "policy": json.dumps(OPEN_POLICY),
            "acl": "public-read",
            "server_side_encryption_configuration": [
                {
                    "rule": [
                        {
                            "apply_server_side_encryption_by_default": [
                                {"sse_algorithm": "aws:kms", "kms_master_key_id": PLANNED_KEY}
                            ]
                        }
                    ]
                }
            ],
            "logging": [{"target_bucket": "logs"}],
            "replication_configuration": [{"role": "arn:aws:iam::1:role/r"}],
            "lifecycle_rule": [{"enabled": True}],
        },
        "aws_s3_bucket_ownership_controls.o": {
            **NAMED,
            "rule": [{"object_ownership": "ObjectWriter"}],
        },
        "aws_s3_bucket_public_access_block.b": {**NAMED, "block_public_acls": True},
    }
)
TEMPLATE = template(
    {
        "Shop": (
            "AWS::S3::Bucket",
            {
                "Tags": [{"Key": "team", "Value": "web"}],
                "VersioningConfiguration": {"Status": "Enabled"},
                "AccessControl": "PublicRead",
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
                "PublicAccessBlockConfiguration": {"BlockPublicAcls": True},
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [
                        {
                            "ServerSideEncryptionByDefault": {
                                "SSEAlgorithm": "aws:kms",
                                "KMSMasterKeyID": PLANNED_KEY,
                            }
                        }
                    ]
                },
                "LoggingConfiguration": {"DestinationBucketName": "logs"},
                "ReplicationConfiguration": {"Role": "arn:aws:iam::1:role/r", "Rules": []},
                "LifecycleConfiguration": {"Rules": [{"Status": "Enabled"}]},
            },
        ),
        "Policy": (
            "AWS::S3::BucketPolicy",
            {"Bucket": {"Ref": "Shop"}, "PolicyDocument": OPEN_POLICY},
        ),
    }
)
BY_SOURCE = [
    pytest.param(planned(PLAN, Bucket)[0], id="plan"),
    pytest.param(planned(OLD_PLAN, Bucket)[0], id="plan of an old provider"),
    pytest.param(declared(TEMPLATE, Bucket)[0], id="template"),
]


@pytest.mark.parametrize("one", BY_SOURCE)
@pytest.mark.parametrize("other", BY_SOURCE)
def test_plans_and_templates_of_one_bucket_are_the_same_snapshot(one, other):
    assert [name for name in disagreements(one, other) if name != "arn"] == []
    assert unknowns(one) == ["account_public_access_block", "created_at"]
    assert one.versioning is True
    assert one.grants == (Grant("AllUsers", "READ"),)
    assert one.kms_key == PLANNED_KEY
