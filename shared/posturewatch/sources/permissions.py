"""The IAM action that each read call needs: what the audit role's policy is made of.

Most operations share their name with their action. The tables hold those that do not.
Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from posturewatch.domain.resource import Resource
from posturewatch.sources.operations import operations_of

CONFINED: Final[Mapping[str, tuple[str, ...]]] = {
    "apigateway:GET": tuple(
        f"arn:{{partition}}:apigateway:*::/{path}*" for path in ("apis", "domainnames", "restapis")
    )
}
"""Actions that are allowed on some resources only, by the forms of their ARNs: what else could be
read of API Gateway with this one holds the values of API keys."""

OTHER_READS: Final = (
    "ec2:DescribeRegions",
    "iam:GenerateCredentialReport",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetCredentialReport",
)
"""Actions that no resource type declares: a sweep asks which regions an account has enabled, and
for all of its users, roles and policies at once."""

_PREFIXES: Final[Mapping[str, str]] = {
    "accessanalyzer": "access-analyzer",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "neptune": "rds",
    "opensearch": "es",
    "opensearchserverless": "aoss",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "sesv2": "ses",
    "sso-admin": "sso",
    "stepfunctions": "states",
}
"""boto3's client name → the service prefix of its actions, where they differ."""

_OF_HTTP: Final = frozenset({"apigateway", "apigatewayv2"})
"""Clients of services whose actions are the methods of HTTP: all of their reads are one.
Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
"""

_ACTIONS: Final[Mapping[tuple[str, str], str]] = {
    ("lambda", "GetLayerVersionByArn"): "lambda:GetLayerVersion",
    ("s3", "GetBucketAccelerateConfiguration"): "s3:GetAccelerateConfiguration",
    ("s3", "GetBucketAnalyticsConfiguration"): "s3:GetAnalyticsConfiguration",
    ("s3", "GetBucketCors"): "s3:GetBucketCORS",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "GetBucketInventoryConfiguration"): "s3:GetInventoryConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "s3:GetLifecycleConfiguration",
    ("s3", "GetBucketMetricsConfiguration"): "s3:GetMetricsConfiguration",
    ("s3", "GetBucketNotificationConfiguration"): "s3:GetBucketNotification",
    ("s3", "GetBucketReplication"): "s3:GetReplicationConfiguration",
    ("s3", "GetObjectLockConfiguration"): "s3:GetBucketObjectLockConfiguration",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "HeadBucket"): "s3:ListBucket",
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("s3control", "GetPublicAccessBlock"): "s3:GetAccountPublicAccessBlock",
}
"""Client and operation → action, where the action is not the operation's name."""


def action_of(service: str, operation: str) -> str:
    """Return the IAM action of a read call.

    Args:
        service: boto3's name of the client, such as `s3control`.
        operation: The operation's name in the API, such as `GetPublicAccessBlock`.
    """
    if service in _OF_HTTP:
        return "apigateway:GET"
    known = _ACTIONS.get((service, operation))
    return known or f"{_PREFIXES.get(service, service)}:{operation}"


def actions_of(types: Iterable[type[Resource]]) -> tuple[str, ...]:
    """Return the sorted IAM actions that listing and reading the types can need."""
    return tuple(sorted({action_of(*call) for cls in types for call in operations_of(cls)}))
