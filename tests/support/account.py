"""A small account on moto: a few resources of each kind, some of them wrong."""

from __future__ import annotations

import json
from typing import Any

import boto3

ACCOUNT, REGION = "123456789012", "eu-central-1"
BUCKETS = ("closed", "open")
USERS = ("alice", "bob", "carol", "robot")


def make_account() -> None:
    """Make a few resources of each kind, some of them wrong."""
    s3 = boto3.client("s3", region_name=REGION)
    for name in BUCKETS:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket="closed", VersioningConfiguration={"Status": "Enabled"})
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(
        Bucket="closed", PublicAccessBlockConfiguration=dict.fromkeys(names, True)
    )
    s3.put_bucket_acl(Bucket="open", ACL="public-read")
    _make_identities(boto3.client("iam", region_name=REGION))
    ec2 = boto3.client("ec2", region_name=REGION)
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="ssh", Description="ssh", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )
    ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=1)
    boto3.client("rds", region_name=REGION).create_db_instance(
        DBInstanceIdentifier="db",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        MasterUsername="postgres",
        MasterUserPassword="not-a-secret",
        AllocatedStorage=20,
        PubliclyAccessible=False,
    )


def _make_identities(iam: Any) -> None:
    def document(*actions: str) -> str:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    def trust(principal: dict[str, str]) -> str:
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    policies = {
        name: iam.create_policy(PolicyName=name, PolicyDocument=document(*actions))["Policy"]["Arn"]
        for name, actions in {
            "admin": ("*",),
            "reader": ("s3:GetObject",),
            "limit": ("s3:*", "ec2:*"),
        }.items()
    }
    iam.create_policy_version(
        PolicyArn=policies["reader"],
        PolicyDocument=document("s3:GetObject", "s3:ListBucket"),
        SetAsDefault=True,
    )
    for group in ("admins", "readers"):
        iam.create_group(GroupName=group)
    iam.attach_group_policy(GroupName="admins", PolicyArn=policies["admin"])
    iam.put_group_policy(
        GroupName="readers", PolicyName="inline", PolicyDocument=document("s3:GetObject")
    )
    for user in USERS:
        boundary = {"PermissionsBoundary": policies["limit"]} if user == "bob" else {}
        iam.create_user(UserName=user, Tags=[{"Key": "team", "Value": "platform"}], **boundary)
        iam.add_user_to_group(GroupName="readers", UserName=user)
    iam.add_user_to_group(GroupName="admins", UserName="alice")
    iam.create_login_profile(UserName="alice", Password="Not-a-secret-2026!")
    iam.put_user_policy(
        UserName="bob", PolicyName="inline", PolicyDocument=document("iam:PassRole", "ec2:*")
    )
    iam.attach_user_policy(UserName="carol", PolicyArn=policies["reader"])
    iam.create_access_key(UserName="robot")
    for role, principal in {
        "app": {"Service": "ec2.amazonaws.com"},
        "partner": {"AWS": "arn:aws:iam::999988887777:root"},
    }.items():
        iam.create_role(
            RoleName=role,
            AssumeRolePolicyDocument=trust(principal),
            MaxSessionDuration=7200,
            Tags=[{"Key": "team", "Value": "shop"}],
        )
    iam.attach_role_policy(RoleName="app", PolicyArn=policies["reader"])
    iam.put_role_policy(
        RoleName="partner", PolicyName="inline", PolicyDocument=document("dynamodb:*")
    )
    iam.put_role_permissions_boundary(RoleName="app", PermissionsBoundary=policies["limit"])
