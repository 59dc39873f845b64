"""A large account on an emulator, of a given scale: what sweeps are measured on."""

from __future__ import annotations

import json
from typing import Any

import boto3
from botocore.config import Config

REGIONS = ("eu-central-1", "us-west-2")
VERSION = "2012-10-17"
ASSUMED = {"Effect": "Allow", "Action": "sts:AssumeRole"}
READS = {
    "Version": VERSION,
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}


def make_account(url: str, scale: int) -> int:
    """Make an account; return how many resources it has, those that AWS makes itself not counted.

    Args:
        url: Where the emulator is, on loopback.
        scale: 1 for about 240 resources in two regions; 10 for ten times as many.
    """
    session = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing")

    def client(service: str, region: str) -> Any:
        config = Config(retries={"max_attempts": 1})
        return session.client(service, region_name=region, endpoint_url=url, config=config)

    made = _identities(client("iam", REGIONS[0]), scale)
    for region in REGIONS:
        made += _buckets(client("s3", region), region, 10 * scale)
        made += _machines(client("ec2", region), region, scale)
        made += _databases(client("rds", region), scale)
        made += _others(lambda service, region=region: client(service, region), scale)
    return made + _trail(client("cloudtrail", REGIONS[0]))


def _buckets(s3: Any, region: str, number: int) -> int:
    for n in range(number):
        name = f"bench-{region}-{n:05}"
        s3.create_bucket(
            Bucket=name,
            CreateBucketConfiguration={"LocationConstraint": region},
            # AWS's own default, which moto leaves out.
            ObjectOwnership="BucketOwnerEnforced",
        )
        if n % 2:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if n % 4:
            s3.put_bucket_tagging(
                Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": f"team-{n % 5}"}]}
            )
        if not n % 5:
            names = (
                "BlockPublicAcls",
                "IgnorePublicAcls",
                "BlockPublicPolicy",
                "RestrictPublicBuckets",
            )
            s3.put_public_access_block(
                Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(names, True)
            )
    return number


def _identities(iam: Any, scale: int) -> int:
    policies = [
        iam.create_policy(PolicyName=f"policy-{n}", PolicyDocument=json.dumps(READS))["Policy"][
            "Arn"
        ]
        for n in range(15 * scale)
    ]
    for n in range(20 * scale):
        iam.create_user(UserName=f"user-{n}")
        if n % 2:
            iam.create_access_key(UserName=f"user-{n}")
        if not n % 4:
            iam.put_user_policy(
                UserName=f"user-{n}", PolicyName="own", PolicyDocument=json.dumps(READS)
            )
    by_ec2 = {**ASSUMED, "Principal": {"Service": "ec2.amazonaws.com"}}
    trust = {"Version": VERSION, "Statement": [by_ec2]}
    for n in range(25 * scale):
        iam.create_role(RoleName=f"role-{n}", AssumeRolePolicyDocument=json.dumps(trust))
        iam.attach_role_policy(RoleName=f"role-{n}", PolicyArn=policies[n % len(policies)])
    return 60 * scale


def _trail(cloudtrail: Any) -> int:
    cloudtrail.create_trail(
        Name="bench", S3BucketName=f"bench-{REGIONS[0]}-00000", IsMultiRegionTrail=True
    )
    cloudtrail.start_logging(Name="bench")
    return 1


def _machines(ec2: Any, region: str, scale: int) -> int:
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    groups = []
    for n in range(12 * scale):
        group = ec2.create_security_group(GroupName=f"group-{n}", Description="bench", VpcId=vpc)
        groups.append(group["GroupId"])
        ec2.authorize_security_group_ingress(
            GroupId=groups[-1],
            IpProtocol="tcp",
            FromPort=22 if not n % 6 else 443,
            ToPort=22 if not n % 6 else 443,
            CidrIp="0.0.0.0/0",
        )
    image = ec2.register_image(Name="bench", RootDeviceName="/dev/xvda")["ImageId"]
    ec2.run_instances(
        ImageId=image,
        InstanceType="t4g.small",
        MinCount=8 * scale,
        MaxCount=8 * scale,
        SecurityGroupIds=groups[:1],
    )
    for n in range(6 * scale):
        ec2.create_volume(AvailabilityZone=f"{region}a", Size=8, Encrypted=bool(n % 2))
    # Each machine has a volume; the image and its snapshot are one each.
    return (12 + 8 + 8 + 6) * scale + 2


def _databases(rds: Any, scale: int) -> int:
    for n in range(2 * scale):
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{n}",
            DBInstanceClass="db.t4g.micro",
            Engine="postgres",
            MasterUsername="owner",
            MasterUserPassword="not-a-secret",
            AllocatedStorage=20,
            StorageEncrypted=bool(n % 2),
        )
        rds.create_db_snapshot(DBInstanceIdentifier=f"db-{n}", DBSnapshotIdentifier=f"snapshot-{n}")
    return 4 * scale


def _others(client: Any, scale: int) -> int:
    """Make what a company has of other services, whether or not there are controls for it."""
    sqs, sns, kms = client("sqs"), client("sns"), client("kms")
    logs, secrets, tables, ecr = (
        client(name) for name in ("logs", "secretsmanager", "dynamodb", "ecr")
    )
    for n in range(5 * scale):
        sqs.create_queue(QueueName=f"queue-{n}")
        sns.create_topic(Name=f"topic-{n}")
        logs.create_log_group(logGroupName=f"/bench/{n}")
    for n in range(4 * scale):
        kms.create_key(Description=f"key {n}")
        tables.create_table(
            TableName=f"table-{n}",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        secrets.create_secret(Name=f"secret-{n}", SecretString="not-a-secret")
        ecr.create_repository(repositoryName=f"image-{n}")
    return 31 * scale
