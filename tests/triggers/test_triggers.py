"""What each line finds in the records of its call, and what it does when it finds nothing."""

from __future__ import annotations

from typing import Any

import pytest

from posturewatch.catalog import all_triggers
from posturewatch.domain.change import Outcome, Target
from posturewatch.domain.trigger import ServiceCalls, texts_at
from posturewatch.usecases.resolve import resolve

ACCOUNT = "123456789012"
REGION = "eu-west-1"
HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/team/deploy"
ADA = {"type": "IAMUser", "userName": "ada", "accountId": ACCOUNT}
ROOT = {"type": "Root", "accountId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root"}
ROLE = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": "admin"}}}

BUCKET, GROUP, VOLUME = "AWS::S3::Bucket", "AWS::EC2::SecurityGroup", "AWS::EC2::Volume"
INSTANCE, TRAIL, ALL = "AWS::EC2::Instance", "AWS::CloudTrail::Trail", "AWS::::Account"
USER, IAM_ROLE, MANAGED = "AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy"
DB, SNAPSHOT = "AWS::RDS::DBInstance", "AWS::RDS::DBSnapshot"


def record(service: str, name: str, request: Any, **fields: Any) -> dict[str, Any]:
    return {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "eventTime": "2026-03-02T10:00:00Z",
        "eventID": "0",
        "awsRegion": REGION,
        "recipientAccountId": ACCOUNT,
        "requestParameters": request,
        **fields,
    }


def told(*targets: Target) -> list[tuple[str, str | None] | tuple[str, str | None, str]]:
    """Return targets as (type, id), with their region where it is not the usual one."""
    return [
        (x.type, x.id) if x.region in (REGION, "global") else (x.type, x.id, x.region)
        for x in targets
    ]


CASES: list[Any] = [
    # S3
    ("s3", "CreateBucket", {"bucketName": "a"}, {}, [(BUCKET, "a")]),
    (
        "s3",
        "CreateBucket",
        {"bucketName": "a", "CreateBucketConfiguration": {"LocationConstraint": "EU"}},
        {"awsRegion": "us-east-1"},
        [(BUCKET, "a")],
    ),
    (
        "s3",
        "CreateBucket",
        {"bucketName": "a", "createBucketConfiguration": {"locationConstraint": "ap-south-1"}},
        {},
        [(BUCKET, "a", "ap-south-1")],
    ),
    (
        "s3",
        "PutBucketPolicy",
        None,
        {"resources": [{"type": "AWS::S3::Bucket", "ARN": "arn:aws-cn:s3:::a"}]},
        [(BUCKET, "a")],
    ),
    (
        "s3",
        "PutBucketPolicy",
        {"bucketName": "a"},
        {"resources": [{"ARN": "arn:aws:s3:::a", "accountId": ACCOUNT}]},
        [(BUCKET, "a")],
    ),
    # A call on another account's bucket is recorded here too; the bucket is not ours.
    (
        "s3",
        "PutBucketPolicy",
        {"bucketName": "a"},
        {"resources": [{"ARN": "arn:aws:s3:::a", "accountId": "210987654321"}]},
        [],
    ),
    ("s3", "PutAccountPublicAccessBlock", {}, {}, [(ALL, ACCOUNT), (BUCKET, None)]),
    ("s3", "TagResource", {"resourceArn": "arn:aws:s3:::a"}, {}, [(BUCKET, "a")]),
    ("s3", "TagResource", {"resourceArn": f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/x"}, {}, []),
    # EC2
    (
        "ec2",
        "AuthorizeSecurityGroupIngress",
        {"groupName": "default"},
        {"responseElements": {"securityGroupRuleSet": {"items": [{"groupId": "sg-1"}] * 2}}},
        [(GROUP, "sg-1")],
    ),
    ("ec2", "AuthorizeSecurityGroupIngress", {"groupName": "default"}, {}, [(GROUP, None)]),
    (
        "ec2",
        "ModifySecurityGroupRules",
        {"ModifySecurityGroupRulesRequest": {"GroupId": "sg-1", "SecurityGroupRule": {"tag": 1}}},
        {},
        [(GROUP, "sg-1")],
    ),
    (
        "ec2",
        "RevokeSecurityGroupIngress",
        {"groupName": "default"},
        {"responseElements": {"revokedSecurityGroupRuleSet": {"items": [{"groupId": "sg-1"}]}}},
        [(GROUP, "sg-1")],
    ),
    ("ec2", "ModifyManagedPrefixList", {"PrefixListId": "pl-1"}, {}, [(GROUP, None)]),
    (
        "ec2",
        "AttachVolume",
        {"volumeId": "vol-1", "instanceId": "i-1", "device": "/dev/sdh"},
        {},
        [(VOLUME, "vol-1"), (INSTANCE, "i-1")],
    ),
    ("ec2", "DetachVolume", {"volumeId": "vol-1"}, {}, [(VOLUME, "vol-1")]),
    (
        "ec2",
        "DetachVolume",
        {"volumeId": "vol-1"},
        {"responseElements": {"volumeId": "vol-1", "instanceId": "i-1"}},
        [(VOLUME, "vol-1"), (INSTANCE, "i-1")],
    ),
    (
        "ec2",
        "ModifyVolume",
        {"ModifyVolumeRequest": {"VolumeId": "vol-1"}},
        {},
        [(VOLUME, "vol-1")],
    ),
    (
        "ec2",
        "RunInstances",
        {"instancesSet": {"items": [{"imageId": "ami-1"}]}},
        {
            "responseElements": {
                "instancesSet": {
                    "items": [
                        {
                            "instanceId": "i-1",
                            "blockDeviceMapping": {"items": [{"ebs": {"volumeId": "vol-1"}}]},
                        },
                        {"instanceId": "i-2", "blockDeviceMapping": {}},
                    ]
                }
            }
        },
        [(INSTANCE, "i-1"), (INSTANCE, "i-2"), (VOLUME, "vol-1")],
    ),
    ("ec2", "RunInstances", {"instancesSet": {}}, {}, [(INSTANCE, None)]),
    (
        "ec2",
        "TerminateInstances",
        {"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-1"}]}},
        {},
        [(INSTANCE, "i-1")],
    ),
    (
        "ec2",
        "BidEvictedEvent",
        None,
        {"eventType": "AwsServiceEvent", "serviceEventDetails": {"instanceIdSet": ["i-1", "i-2"]}},
        [(INSTANCE, "i-1"), (INSTANCE, "i-2")],
    ),
    (
        "ec2",
        "CreateTags",
        {"resourcesSet": {"items": [{"resourceId": x} for x in ("i-1", "vpc-1", "sg-1", "vol-1")]}},
        {},
        [(GROUP, "sg-1"), (VOLUME, "vol-1"), (INSTANCE, "i-1")],
    ),
    ("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": "vpc-1"}]}}, {}, []),
    ("ec2", "DeleteTags", None, {}, [(GROUP, None), (VOLUME, None), (INSTANCE, None)]),
    (
        "ec2",
        "DisassociateIamInstanceProfile",
        {"DisassociateIamInstanceProfileRequest": {"AssociationId": "iip-assoc-1"}},
        {
            "responseElements": {
                "DisassociateIamInstanceProfileResponse": {
                    "iamInstanceProfileAssociation": {"instanceId": "i-1"}
                }
            }
        },
        [(INSTANCE, "i-1")],
    ),
    ("ec2", "AssociateAddress", {"networkInterfaceId": "eni-1"}, {}, [(INSTANCE, None)]),
    (
        "ec2",
        "ModifyNetworkInterfaceAttribute",
        {"networkInterfaceId": "eni-1", "attachment": {"deleteOnTermination": True}},
        {},
        [],
    ),
    (
        "ec2",
        "ModifyNetworkInterfaceAttribute",
        {"networkInterfaceId": "eni-1", "groupSet": {"items": [{"groupId": "sg-1"}]}},
        {},
        [(INSTANCE, None)],
    ),
    ("ec2", "EnableEbsEncryptionByDefault", {}, {}, [(ALL, ACCOUNT)]),
    # IAM
    (
        "iam",
        "UpdateUser",
        {"userName": "ada", "newUserName": "eve"},
        {},
        [(USER, "ada"), (USER, "eve")],
    ),
    ("iam", "AddUserToGroup", {"userName": "ada", "groupName": "g"}, {}, [(USER, "ada")]),
    ("iam", "PutGroupPolicy", {"groupName": "g"}, {}, [(USER, None)]),
    (
        "iam",
        "AttachGroupPolicy",
        {"groupName": "g", "policyArn": POLICY},
        {},
        [(USER, None), (MANAGED, POLICY)],
    ),
    (
        "iam",
        "AttachUserPolicy",
        {"userName": "ada", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        {},
        [(USER, "ada")],
    ),
    ("iam", "CreateAccessKey", None, {"userIdentity": ADA}, [(USER, "ada")]),
    ("iam", "CreateAccessKey", {"userName": "eve"}, {"userIdentity": ADA}, [(USER, "eve")]),
    ("iam", "CreateAccessKey", {"userName": "eve"}, {"userIdentity": ROOT}, [(USER, "eve")]),
    ("iam", "CreateAccessKey", None, {"userIdentity": ROOT}, [(ALL, ACCOUNT)]),
    ("iam", "CreateAccessKey", None, {"userIdentity": ROLE}, [(USER, None)]),
    ("iam", "EnableMFADevice", {"userName": "ada"}, {"userIdentity": ADA}, [(USER, "ada")]),
    ("iam", "DeactivateMFADevice", {}, {"userIdentity": ROOT}, [(ALL, ACCOUNT)]),
    ("iam", "UpdateAccountPasswordPolicy", {}, {}, [(ALL, ACCOUNT)]),
    (
        "iam",
        "CreatePolicyVersion",
        {"policyArn": POLICY, "setAsDefault": True},
        {},
        [(MANAGED, POLICY), (USER, None), (IAM_ROLE, None)],
    ),
    ("iam", "CreatePolicyVersion", {"policyArn": POLICY}, {}, [(MANAGED, POLICY)]),
    (
        "iam",
        "CreatePolicyVersion",
        {"omitted": True, "reason": "size"},
        {},
        [(MANAGED, None), (USER, None), (IAM_ROLE, None)],
    ),
    (
        "iam",
        "CreateServiceLinkedRole",
        {"aWSServiceName": "x.amazonaws.com"},
        {"responseElements": {"role": {"roleName": "AWSServiceRoleForX"}}},
        [(IAM_ROLE, "AWSServiceRoleForX")],
    ),
    (
        "iam",
        "PutRolePermissionsBoundary",
        {"roleName": "r", "permissionsBoundary": POLICY},
        {},
        [(IAM_ROLE, "r"), (MANAGED, POLICY)],
    ),
    # RDS
    (
        "rds",
        "ModifyDBInstance",
        {"dBInstanceIdentifier": "Prod", "newDBInstanceIdentifier": "Prod2"},
        {},
        [(DB, "prod"), (DB, "prod2")],
    ),
    (
        "rds",
        "DeleteDBInstance",
        {"dBInstanceIdentifier": "prod", "finalDBSnapshotIdentifier": "Last"},
        {},
        [(DB, "prod"), (SNAPSHOT, "last")],
    ),
    (
        "rds",
        "AddTagsToResource",
        {"resourceName": f"arn:aws:rds:us-west-2:{ACCOUNT}:snapshot:rds:prod-2026-01-01"},
        {},
        [(SNAPSHOT, "rds:prod-2026-01-01", "us-west-2")],
    ),
    ("rds", "AddTagsToResource", {"resourceName": f"arn:aws:rds:x:{ACCOUNT}:cluster:c"}, {}, []),
    ("rds", "CreateDBCluster", {"dBClusterIdentifier": "c", "engine": "aurora-mysql"}, {}, []),
    ("rds", "CreateDBCluster", {"dBClusterInstanceClass": "db.m6gd.large"}, {}, [(DB, None)]),
    ("rds", "CreateDBCluster", HIDDEN, {}, [(DB, None)]),
    ("rds", "ModifyDBCluster", {"dBClusterIdentifier": "c"}, {}, [(DB, None)]),
    # CloudTrail
    (
        "cloudtrail",
        "StopLogging",
        {"name": f"arn:aws:cloudtrail:us-east-2:{ACCOUNT}:trail/main"},
        {},
        [(TRAIL, "main", "us-east-2")],
    ),
    # An organization's trail is seen in its members under the management account's ARN.
    (
        "cloudtrail",
        "UpdateTrail",
        {"name": f"arn:aws:cloudtrail:{REGION}:210987654321:trail/org"},
        {},
        [(TRAIL, "org")],
    ),
    ("cloudtrail", "PutInsightSelectors", {"eventDataStore": "arn:x"}, {}, []),
    ("cloudtrail", "PutInsightSelectors", {"trailName": "main"}, {}, [(TRAIL, "main")]),
    ("cloudtrail", "PutInsightSelectors", None, {}, [(TRAIL, None)]),
    # Resource Groups Tagging API
    (
        "tagging",
        "TagResources",
        {
            "resourceARNList": [
                f"arn:aws:ec2:us-west-1:{ACCOUNT}:instance/i-1",
                "arn:aws:s3:::a",
                f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f",
                f"arn:aws:ec2:{REGION}:210987654321:volume/vol-1",
            ]
        },
        {},
        [(BUCKET, "a"), (INSTANCE, "i-1", "us-west-1")],
    ),
    ("account", "EnableRegion", {"RegionName": "af-south-1"}, {}, [(ALL, ACCOUNT)]),
]


@pytest.mark.parametrize(
    ("service", "name", "request_parameters", "fields", "expected"),
    CASES,
    ids=[f"{number}-{case[1]}" for number, case in enumerate(CASES)],
)
def test_targets(
    service: str, name: str, request_parameters: Any, fields: dict[str, Any], expected: list[Any]
) -> None:
    resolution = resolve(record(service, name, request_parameters, **fields))
    assert told(*resolution.targets) == expected
    assert resolution.outcome is (Outcome.CHANGED if expected else Outcome.IRRELEVANT)
    assert {target.account for target in resolution.targets} <= {ACCOUNT}


def mapped() -> list[Any]:
    return [
        pytest.param(calls, name, id=f"{calls.event_source.partition('.')[0]}-{name}")
        for calls in all_triggers()
        for name in calls.triggers
    ]


@pytest.mark.parametrize(("calls", "name"), mapped())
@pytest.mark.parametrize(
    "request_parameters",
    [None, HIDDEN, {"omitted": True, "originalSize": 120_000, "reason": "size"}, [], 7],
    ids=["null", "hidden", "omitted", "list", "number"],
)
def test_a_change_that_names_nothing_is_widened_not_lost(
    calls: ServiceCalls, name: str, request_parameters: Any
) -> None:
    event = record("x", name, request_parameters, eventSource=calls.event_source)
    resolution = resolve(event)
    assert resolution.outcome is Outcome.CHANGED
    assert all(target.id in (None, ACCOUNT) for target in resolution.targets)
    types = {target.type for target in resolution.targets}
    required = {
        line.kind.type for line in calls.triggers[name] if not line.optional and not line.only_if
    }
    assert required <= types


def test_a_widened_change_says_so() -> None:
    reason = resolve(record("s3", "DeleteBucketPolicy", None)).reason
    assert reason == "DeleteBucketPolicy does not tell which bucket, so all are looked at."


def test_all_buckets_are_listed_at_once() -> None:
    (target,) = resolve(record("s3", "DeleteBucketPolicy", None)).targets
    assert (target.region, target.id) == ("global", None)


@pytest.mark.parametrize(
    ("place", "document", "expected"),
    [
        ("a.b", {"a": {"b": "x"}}, ["x"]),
        ("a.b", {"a": {"b": HIDDEN}}, []),
        ("a.b", {"a": {"b": ""}}, []),
        ("a.b", {"a": [{"b": "x"}, {"c": "y"}, {"b": ["z"]}]}, ["x", "z"]),
        ("a.b", {"a": {"items": [{"b": "x"}]}}, ["x"]),
        ("a.b", {"a": {"item": {"b": "x"}}}, ["x"]),
        ("a.b", {"a": {"ARequest": {"B": {"content": "x", "tag": 1}}}}, ["x"]),
        ("a.b", {"A": {"B": [{"content": "x"}, {"content": "y"}]}}, ["x", "y"]),
        ("a.b", {"a": {"b": 7}}, []),
        ("a.b", {"a": {"b": None}}, []),
        ("a.b", {"a": "b"}, []),
        ("a.b", {}, []),
    ],
)
def test_places(place: str, document: dict[str, Any], expected: list[str]) -> None:
    assert texts_at(place, document) == expected


def test_places_end_in_depths_that_no_record_has() -> None:
    deep: Any = "i-1"
    for _ in range(5_000):
        deep = {"items": [deep]}
    assert texts_at("a", {"a": deep}) == []


def test_an_id_too_long_for_a_key_is_no_id() -> None:
    (target,) = resolve(record("s3", "PutBucketPolicy", {"bucketName": "b" * 2_000})).targets
    assert target.id is None
