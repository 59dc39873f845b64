"""A small company's account, good and bad: what the demo sweeps and then changes.

Everything is made by ordinary AWS calls on the audited account. What stands wrong from the start is
said where it is made, so that the first scorecard can be read against it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

REGION: Final = "eu-central-1"

DATA_BUCKETS: Final = {
    # name: (team, classification)
    "acme-invoices": ("payments", "confidential"),
    "acme-orders": ("payments", "internal"),
    "acme-ledger-archive": ("payments", "restricted"),
    "acme-product-images": ("shop", "internal"),
    "acme-search-index": ("shop", "internal"),
    "acme-recommendations": ("data", "internal"),
    "acme-warehouse": ("data", "confidential"),
    "acme-events-raw": ("data", "confidential"),
    "acme-terraform-state": ("platform", "restricted"),
    "acme-artifacts": ("platform", "internal"),
    "acme-cloudtrail": ("platform", "restricted"),
    "acme-access-logs": ("platform", "internal"),
}

GROUPS: Final = {
    # name: (team, ports that its callers reach, callers)
    "web": ("shop", (80, 443), "0.0.0.0/0"),
    "api": ("shop", (8443,), "10.0.0.0/16"),
    "orders": ("payments", (8443,), "10.0.0.0/16"),
    "database": ("platform", (5432,), "10.0.0.0/16"),
    "cache": ("platform", (6379,), "10.0.0.0/16"),
    "search": ("shop", (9200,), "10.0.0.0/16"),
    "bastion": ("platform", (22,), "198.51.100.16/28"),
    "batch": ("data", (8080,), "10.0.0.0/16"),
}

ROLES: Final = {
    # name: (team, service that assumes it, actions, resources)
    "acme-orders-api": ("payments", "ecs-tasks", ("s3:GetObject", "s3:PutObject"), "acme-orders"),
    "acme-invoicing": ("payments", "lambda", ("s3:GetObject", "s3:PutObject"), "acme-invoices"),
    "acme-thumbnails": ("shop", "lambda", ("s3:GetObject",), "acme-product-images"),
    "acme-data-pipeline": ("data", "glue", ("s3:GetObject", "s3:PutObject"), "acme-warehouse"),
    "acme-event-intake": ("data", "firehose", ("s3:PutObject",), "acme-events-raw"),
    "acme-search-indexer": ("shop", "ecs-tasks", ("s3:PutObject",), "acme-search-index"),
    "acme-backups": ("platform", "backup", ("s3:GetObject",), "acme-ledger-archive"),
    "acme-web": ("shop", "ec2", ("s3:GetObject",), "acme-artifacts"),
}

BREAK_GLASS: Final = "acme-break-glass"
"""The role for emergencies, which two persons may assume."""

PEOPLE: Final = ("alice", "bob", "chandra", "dana", "erik")


class Session(Protocol):
    """What a company needs of a session: clients of the audited account."""

    def client(self, service_name: str, **options: Any) -> Any:
        """Make a client."""
        ...


@dataclass(frozen=True)
class Company:
    """What was made, as far as the story needs its names.

    Args:
        groups: Security group name → id.
    """

    groups: Mapping[str, str]


def make_company(session: Session, account: str) -> tuple[Company, dict[str, Any]]:
    """Make the account.

    Args:
        session: A session in the audited account.
        account: The account's id.

    Returns:
        The company, and the users to make older, in the form of `EmbeddedAws.backdate`.
    """
    s3 = session.client("s3", region_name=REGION)
    trails = session.client("cloudtrail", region_name=REGION)
    ec2 = session.client("ec2", region_name=REGION)
    rds = session.client("rds", region_name=REGION)
    iam = session.client("iam")

    def storage() -> None:
        _buckets(s3, account)
        _trail(trails, account)

    def network() -> dict[str, str]:
        groups = _groups(ec2)
        _machines(ec2, groups)
        _databases(rds, groups)
        return groups

    def identities() -> dict[str, Any]:
        older = _people(iam)
        _roles(iam, account)
        _account(iam, ec2)
        return older

    # Side by side: none of them needs what another one makes.
    with ThreadPoolExecutor(max_workers=3) as pool:
        stored = pool.submit(storage)
        connected = pool.submit(network)
        known = pool.submit(identities)
        stored.result()
        return Company(connected.result()), known.result()


def bucket_policy(name: str, *statements: Mapping[str, Any]) -> str:
    """Return a bucket policy that refuses requests without TLS, with further statements."""
    arns = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    only_tls = {
        "Sid": "OnlyWithTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": arns,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [only_tls, *statements]})


def _buckets(s3: Any, account: str) -> None:
    # Access logs go to one bucket, which has to be there first.
    for name in sorted(DATA_BUCKETS, key=lambda name: name != "acme-access-logs"):
        team, classification = DATA_BUCKETS[name]
        _bucket(s3, name, {"team": team, "data-classification": classification})
        statements = []
        if name == "acme-access-logs":
            statements.append(_delivery("logging.s3.amazonaws.com", name, "s3:PutObject", account))
        if name == "acme-cloudtrail":
            statements.append(_delivery("cloudtrail.amazonaws.com", name, "s3:PutObject", account))
        s3.put_bucket_policy(Bucket=name, Policy=bucket_policy(name, *statements))
    # Wrong from the start: plain HTTP is accepted, nothing is logged, nobody is named as its owner.
    _bucket(s3, "acme-legacy-exports", {})


def _delivery(service: str, bucket: str, action: str, account: str) -> dict[str, Any]:
    return {
        "Sid": "Delivery",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }


def _bucket(s3: Any, name: str, tags: Mapping[str, str]) -> None:
    s3.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectOwnership="BucketOwnerEnforced",
    )
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked())
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    )
    if not tags:
        return
    s3.put_bucket_tagging(
        Bucket=name, Tagging={"TagSet": [{"Key": k, "Value": v} for k, v in tags.items()]}
    )
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "expire-old-versions",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                }
            ]
        },
    )


def blocked(*, on: bool = True) -> dict[str, bool]:
    """Return the four settings of Block Public Access, all on or all off."""
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return dict.fromkeys(names, on)


def _tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": name, "Value": value} for name, value in tags.items()]


def _groups(ec2: Any) -> dict[str, str]:
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]
    own = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
    for group in ec2.describe_security_groups(Filters=own)["SecurityGroups"]:
        _empty(ec2, group)
    made = {}
    for name, (team, ports, callers) in GROUPS.items():
        made[name] = ec2.create_security_group(
            GroupName=f"acme-{name}",
            Description=f"{name} servers",
            VpcId=vpc["VpcId"],
            TagSpecifications=[
                {"ResourceType": "security-group", "Tags": _tags(Name=f"acme-{name}", team=team)}
            ],
        )["GroupId"]
        ec2.authorize_security_group_ingress(
            GroupId=made[name], IpPermissions=[_tcp(port, callers) for port in ports]
        )
        if name == "batch":
            # Wrong from the start: it may send anything anywhere.
            continue
        found = ec2.describe_security_groups(GroupIds=[made[name]])["SecurityGroups"][0]
        ec2.revoke_security_group_egress(
            GroupId=made[name], IpPermissions=found["IpPermissionsEgress"]
        )
        ec2.authorize_security_group_egress(
            GroupId=made[name], IpPermissions=[_tcp(443, "10.0.0.0/16")]
        )
    return made


def _empty(ec2: Any, group: Mapping[str, Any]) -> None:
    if group["IpPermissions"]:
        ec2.revoke_security_group_ingress(
            GroupId=group["GroupId"], IpPermissions=group["IpPermissions"]
        )
    if group["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(
            GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"]
        )


def _tcp(port: int, source: str) -> dict[str, Any]:
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": source}],
    }


def _machines(ec2: Any, groups: Mapping[str, str]) -> None:
    image = ec2.register_image(
        Name="acme-base", RootDeviceName="/dev/xvda", VirtualizationType="hvm"
    )["ImageId"]
    for name, group, team in (
        ("web-1", "web", "shop"),
        ("web-2", "web", "shop"),
        ("orders-1", "orders", "payments"),
        ("bastion", "bastion", "platform"),
        ("batch-1", "batch", "data"),
    ):
        tags = _tags(Name=f"acme-{name}", team=team)
        ec2.run_instances(
            ImageId=image,
            InstanceType="t4g.small",
            MinCount=1,
            MaxCount=1,
            SecurityGroupIds=[groups[group]],
            MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
            Monitoring={"Enabled": True},
            BlockDeviceMappings=[
                {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": True}}
            ],
            TagSpecifications=[
                {"ResourceType": kind, "Tags": tags} for kind in ("instance", "volume")
            ],
        )
    for name, team in (("orders-data", "payments"), ("warehouse-spill", "data")):
        ec2.create_volume(
            AvailabilityZone=f"{REGION}a",
            Size=100,
            Encrypted=True,
            TagSpecifications=[
                {"ResourceType": "volume", "Tags": _tags(Name=f"acme-{name}", team=team)}
            ],
        )


def _databases(rds: Any, groups: Mapping[str, str]) -> None:
    for name, team in (
        ("orders", "payments"),
        ("shop", "shop"),
        ("metabase", "data"),
        ("identity", "platform"),
    ):
        rds.create_db_instance(
            DBInstanceIdentifier=f"acme-{name}",
            DBInstanceClass="db.t4g.medium",
            Engine="postgres",
            MasterUsername="acme_owner",
            ManageMasterUserPassword=True,
            AllocatedStorage=50,
            StorageEncrypted=True,
            PubliclyAccessible=False,
            MultiAZ=True,
            DeletionProtection=True,
            AutoMinorVersionUpgrade=True,
            BackupRetentionPeriod=14,
            CopyTagsToSnapshot=True,
            VpcSecurityGroupIds=[groups["database"]],
            Tags=_tags(team=team),
        )
        rds.create_db_snapshot(
            DBInstanceIdentifier=f"acme-{name}",
            DBSnapshotIdentifier=f"acme-{name}-before-upgrade",
            Tags=_tags(team=team),
        )


def _people(iam: Any) -> dict[str, Any]:
    iam.create_group(GroupName="engineers")
    iam.attach_group_policy(
        GroupName="engineers", PolicyArn="arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
    )
    for name in PEOPLE:
        iam.create_user(UserName=name, Tags=_tags(team="platform"))
        iam.add_user_to_group(GroupName="engineers", UserName=name)
        iam.create_login_profile(UserName=name, Password=f"Demo-only-{name}-2026!")
        serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        iam.enable_mfa_device(
            UserName=name,
            SerialNumber=serial["SerialNumber"],
            AuthenticationCode1="123456",
            AuthenticationCode2="654321",
        )
    iam.create_user(UserName="ci-deployer", Tags=_tags(team="platform"))
    iam.create_access_key(UserName="ci-deployer")
    # Wrong from the start: a key that nobody has used for 200 days.
    iam.create_user(UserName="old-reporting", Tags=_tags(team="data"))
    key = iam.create_access_key(UserName="old-reporting")["AccessKey"]["AccessKeyId"]
    now = datetime.now(UTC)
    return {
        "old-reporting": {
            "created": now - timedelta(days=400),
            "access_keys": {
                key: {
                    "created": now - timedelta(days=400),
                    "last_used": now - timedelta(days=200),
                    "service": "s3",
                    "region": REGION,
                }
            },
        }
    }


def role_policy(actions: tuple[str, ...], bucket: str) -> str:
    """Return a policy that allows actions on the objects of one bucket."""
    statement = {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _roles(iam: Any, account: str) -> None:
    for name, (team, service, actions, bucket) in ROLES.items():
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        }
        iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            Tags=_tags(team=team),
        )
        policy = iam.create_policy(PolicyName=name, PolicyDocument=role_policy(actions, bucket))
        iam.attach_role_policy(RoleName=name, PolicyArn=policy["Policy"]["Arn"])
    on_call = {
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:aws:iam::{account}:user/{name}" for name in PEOPLE[:2]]},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    iam.create_role(
        RoleName=BREAK_GLASS,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [on_call]}),
        Tags=_tags(team="platform"),
    )


def _trail(cloudtrail: Any, account: str) -> None:
    cloudtrail.create_trail(
        Name="acme-trail",
        S3BucketName="acme-cloudtrail",
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        KmsKeyId=f"arn:aws:kms:{REGION}:{account}:alias/acme-trail",
        TagsList=_tags(team="platform"),
    )
    cloudtrail.put_event_selectors(
        TrailName="acme-trail",
        EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}],
    )
    cloudtrail.start_logging(Name="acme-trail")


def _account(iam: Any, ec2: Any) -> None:
    iam.update_account_password_policy(
        MinimumPasswordLength=16,
        PasswordReusePrevention=24,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
    )
    ec2.enable_ebs_encryption_by_default()
