"""Records as AWS documents them, shortened: of every type and category that CloudTrail writes.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
"""

from __future__ import annotations

from typing import Any

import pytest

from posturewatch.usecases.resolve import resolve

ACCOUNT = "123456789012"
OTHER = "777777777777"
REGION = "us-east-2"


def record(source: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "eventVersion": "1.11",
        "eventTime": "2026-03-02T10:00:00Z",
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": REGION,
        "eventID": "3fcfb182-98f8-4744-bd45-10a395ab61cb",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        "requestParameters": None,
        "responseElements": None,
        **fields,
    }


SIGNED_IN = {"ConsoleLogin": "Success"}
OBJECT = [
    {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::amzn-s3-demo-bucket1/my-file"},
    {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::amzn-s3-demo-bucket1", "accountId": ACCOUNT},
]
DATA = {"eventCategory": "Data", "managementEvent": False}
NETWORK = {
    "eventCategory": "NetworkActivity",
    "eventType": "AwsVpceEvent",
    "vpcEndpointId": "vpce-EXAMPLE08c1b6b9b7",
    "vpcEndpointAccountId": ACCOUNT,
    "managementEvent": None,
}


@pytest.mark.parametrize(
    ("event", "outcome", "resources"),
    [
        # Console sign-in, by users, by the root user, and into another role.
        (
            record(
                "signin",
                "ConsoleLogin",
                eventType="AwsConsoleSignIn",
                responseElements=SIGNED_IN,
                additionalEventData={"MFAUsed": "Yes", "MobileVersion": "No"},
            ),
            "irrelevant",
            [],
        ),
        (
            record(
                "signin",
                "ConsoleLogin",
                eventType="AwsConsoleSignIn",
                errorMessage="Failed authentication",
                responseElements={"ConsoleLogin": "Failure"},
            ),
            "failed_call",
            [],
        ),
        (
            record(
                "signin", "PasswordUpdated", eventType="AwsConsoleSignIn", awsRegion="us-east-1"
            ),
            "irrelevant",
            [],
        ),
        (record("signin", "SwitchRole", eventType="AwsConsoleSignIn"), "irrelevant", []),
        # What services do of themselves.
        (
            record(
                "ec2",
                "BidEvictedEvent",
                eventType="AwsServiceEvent",
                serviceEventDetails={"instanceIdSet": ["i-1eb2ac8eEXAMPLE"]},
            ),
            "changed",
            [("AWS::EC2::Instance", "i-1eb2ac8eEXAMPLE", ACCOUNT)],
        ),
        (
            record(
                "ec2",
                "SharedSnapshotVolumeCreated",
                eventType="AwsServiceEvent",
                serviceEventDetails={"snapshotId": "snap-1"},
            ),
            "irrelevant",
            [],
        ),
        (
            record(
                "controltower",
                "SetupLandingZone",
                eventType="AwsServiceEvent",
                serviceEventDetails={"setupLandingZoneStatus": {"state": "SUCCEEDED"}},
            ),
            "unmapped",
            [],
        ),
        # What only the console does.
        (
            record(
                "health", "DescribeEventAggregates", eventType="AwsConsoleAction", readOnly=None
            ),
            "read_only",
            [],
        ),
        # Data events, of services that are covered and of others.
        (record("s3", "GetObject", readOnly=True, resources=OBJECT, **DATA), "read_only", []),
        (record("s3", "PutObject", resources=OBJECT, **DATA), "irrelevant", []),
        (record("s3", "DeleteObjects", resources=OBJECT, **DATA), "irrelevant", []),
        (
            record(
                "lambda",
                "Invoke",
                resources=[{"type": "AWS::Lambda::Function", "ARN": "arn:aws:lambda:function:f"}],
                **DATA,
            ),
            "irrelevant",
            [],
        ),
        (record("dynamodb", "PutItem", **DATA), "irrelevant", []),
        (record("dynamodb", "GetItem", readOnly=True, **DATA), "read_only", []),
        (record("qldb-session", "SendCommand", **DATA), "irrelevant", []),
        # Through a VPC endpoint: the account is the endpoint's, the bucket may be another's.
        (record("s3", "PutBucketPolicy", readOnly=None, **NETWORK), "irrelevant", []),
        (
            record("s3", "PutBucketPolicy", readOnly=None, errorCode="VpceAccessDenied", **NETWORK),
            "failed_call",
            [],
        ),
        (record("s3", "ListBuckets", readOnly=None, **NETWORK), "read_only", []),
        # Insights have no event name of their own.
        (
            {
                "eventVersion": "1.08",
                "eventTime": "2026-03-02T10:00:00Z",
                "awsRegion": REGION,
                "eventID": "1",
                "eventType": "AwsCloudTrailInsight",
                "recipientAccountId": ACCOUNT,
                "sharedEventID": "2",
                "insightDetails": {
                    "state": "Start",
                    "eventSource": "iam.amazonaws.com",
                    "eventName": "AttachUserPolicy",
                    "insightType": "ApiCallRateInsight",
                },
                "eventCategory": "Insight",
            },
            "irrelevant",
            [],
        ),
        # One role assumed, recorded in both accounts.
        (
            record(
                "sts",
                "AssumeRole",
                readOnly=True,
                sharedEventID="sharedEvent1234",
                userIdentity={"type": "AWSAccount", "accountId": OTHER},
            ),
            "read_only",
            [],
        ),
        # Sessions that are no reads for EventBridge, and change nothing all the same.
        (record("sts", "GetSessionToken"), "read_only", []),
        # Made for somebody by a service, by a role that a service has for itself, by nobody known.
        (
            record(
                "ec2",
                "TerminateInstances",
                userIdentity={
                    "type": "AssumedRole",
                    "invokedBy": "autoscaling.amazonaws.com",
                    "sessionContext": {
                        "sessionIssuer": {"userName": "AWSServiceRoleForAutoScaling"}
                    },
                },
                requestParameters={"instancesSet": {"items": [{"instanceId": "i-1"}]}},
            ),
            "changed",
            [("AWS::EC2::Instance", "i-1", ACCOUNT)],
        ),
        (
            record(
                "s3",
                "DeleteBucket",
                userIdentity={"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"},
                requestParameters={"bucketName": "a"},
            ),
            "changed",
            [("AWS::S3::Bucket", "a", ACCOUNT)],
        ),
        # A call on another account's bucket, recorded in both: in the owner's, and in the caller's.
        (
            record(
                "s3",
                "PutBucketAcl",
                sharedEventID="1",
                userIdentity={"type": "AWSAccount", "accountId": OTHER},
                requestParameters={"bucketName": "a"},
                resources=[{"ARN": "arn:aws:s3:::a", "accountId": ACCOUNT}],
            ),
            "changed",
            [("AWS::S3::Bucket", "a", ACCOUNT)],
        ),
        (
            record(
                "s3",
                "PutBucketAcl",
                sharedEventID="1",
                userIdentity={"type": "IAMUser", "accountId": OTHER},
                recipientAccountId=OTHER,
                requestParameters={"bucketName": "a"},
                resources=[{"ARN": "arn:aws:s3:::a", "accountId": ACCOUNT}],
            ),
            "irrelevant",
            [],
        ),
        # Fields that were too large.
        (
            record(
                "iam",
                "PutRolePolicy",
                requestParameters={"omitted": True, "originalSize": 102400, "reason": "too large"},
            ),
            "changed",
            [("AWS::IAM::Role", None, ACCOUNT)],
        ),
    ],
)
def test_documented(
    event: dict[str, Any], outcome: str, resources: list[tuple[str, str | None, str]]
) -> None:
    resolution = resolve(event)
    assert resolution.outcome.value == outcome
    assert [(x.type, x.id, x.account) for x in resolution.targets] == resources
