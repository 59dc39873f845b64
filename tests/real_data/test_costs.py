"""What one change costs: the reads that its type declares, one query, one write, and no call more.

Each pair of resource type and event that was recorded is played once. The resource that it names is
made first, and where AWS chooses the id, the record is told the one that was made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from posturewatch import catalog
from posturewatch.domain.change import Outcome, Scope, Target
from posturewatch.domain.resource import Resource
from posturewatch.sources.operations import operations_of, split
from posturewatch.usecases.resolve import resolve
from tests.real_data.conftest import Came, Door, bodies_of
from tests.support.doors import ACCOUNT, shared_session

REGIONS = ("us-east-1", "us-west-2", "eu-central-1")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
READER = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [READER]})

READS = {
    # What reading a resource without parts of its own costs: operation -> calls.
    "AWS::EC2::Instance": ("ec2:DescribeInstanceAttribute", "ec2:DescribeInstances"),
    "AWS::EC2::SecurityGroup": ("ec2:DescribeSecurityGroups",),
    "AWS::EC2::Volume": ("ec2:DescribeVolumes",),
    "AWS::IAM::ManagedPolicy": ("iam:GetPolicy", "iam:GetPolicyVersion"),
    "AWS::IAM::Role": ("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
    "AWS::IAM::User": (
        "iam:GetLoginProfile",
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:ListAttachedUserPolicies",
        "iam:ListGroupsForUser",
        "iam:ListMFADevices",
        "iam:ListUserPolicies",
    ),
    "AWS::RDS::DBInstance": ("rds:DescribeDBInstances",),
    "AWS::RDS::DBSnapshot": ("rds:DescribeDBSnapshotAttributes", "rds:DescribeDBSnapshots"),
    "AWS::S3::Bucket": (
        "s3:GetBucketAcl",
        "s3:GetBucketEncryption",
        "s3:GetBucketLifecycleConfiguration",
        "s3:GetBucketLocation",
        "s3:GetBucketLogging",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        # Without versions nothing is copied, so that nobody asks for replication.
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetPublicAccessBlock",
        "s3control:GetPublicAccessBlock",
    ),
}


# --- The resource that an event names -------------------------------------------------------------


def _bucket(name: str, region: str) -> str:
    where = {} if region == "us-east-1" else {"LocationConstraint": region}
    s3 = shared_session().client("s3", region)
    if name not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
    return name


def _user(name: str, region: str) -> str:
    shared_session().client("iam", "us-east-1").create_user(UserName=name)
    return name


def _role(name: str, region: str) -> str:
    iam = shared_session().client("iam", "us-east-1")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    return name


def _policy(arn: str, region: str) -> str:
    iam = shared_session().client("iam", "us-east-1")
    name = arn.rpartition("/")[2]
    made: str = iam.create_policy(PolicyName=name, PolicyDocument=POLICY)["Policy"]["Arn"]
    return made


def _database(name: str, region: str) -> str:
    shared_session().client("rds", region).create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="owner",
        MasterUserPassword="only-for-a-test",
        PubliclyAccessible=False,
    )
    return name


def _snapshot(name: str, region: str) -> str:
    rds = shared_session().client("rds", region)
    database = f"source-of-{name}"[:60].rstrip("-")
    _database(database, region)
    rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
    return name


def _group(id_: str, region: str) -> str:
    ec2 = shared_session().client("ec2", region)
    made: str = ec2.create_security_group(GroupName=f"for-{id_}", Description="-")["GroupId"]
    return made


def _volume(id_: str, region: str) -> str:
    ec2 = shared_session().client("ec2", region)
    made: str = ec2.create_volume(Size=1, AvailabilityZone=f"{region}a")["VolumeId"]
    return made


def _instance(id_: str, region: str) -> str:
    ec2 = shared_session().client("ec2", region)
    image = ec2.register_image(
        Name=f"for-{id_}", RootDeviceName="/dev/xvda", VirtualizationType="hvm"
    )["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t4g.micro")
    id_of: str = made["Instances"][0]["InstanceId"]
    return id_of


MAKERS: dict[str, Callable[[str, str], str]] = {
    "AWS::EC2::Instance": _instance,
    "AWS::EC2::SecurityGroup": _group,
    "AWS::EC2::Volume": _volume,
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::IAM::Role": _role,
    "AWS::IAM::User": _user,
    "AWS::RDS::DBInstance": _database,
    "AWS::RDS::DBSnapshot": _snapshot,
    "AWS::S3::Bucket": _bucket,
}


def pairs(folder: Path) -> Iterator[tuple[Target, str, str]]:
    """Yield the first record of each pair of a type and an event: target, event name and text."""
    seen = set()
    for name in ("cloudtrail_events", "eventbridge_envelopes"):
        for body in bodies_of(folder, name):
            resolution = resolve(json.loads(body))
            if resolution.outcome is not Outcome.CHANGED or len(resolution.targets) != 1:
                continue
            (target,) = resolution.targets
            pair = (target.type, resolution.event_name)
            is_played = target.type in READS and target.scope is Scope.RESOURCE
            if is_played and pair not in seen and "." not in target.region:
                seen.add(pair)
                yield target, resolution.event_name, body


def retold(target: Target, body: str, number: int) -> tuple[Target, str]:
    """Make a resource of its own for a record, and return target and record of just that one."""
    region = target.region if target.region in (*REGIONS, "global") else REGIONS[0]
    body = body.replace(f'"{target.region}"', f'"{region}"').replace(target.account, ACCOUNT)
    old = str(target.id).replace(target.account, ACCOUNT)
    new = MAKERS[target.type](f"{old}-{number}", region)
    return Target(target.type, ACCOUNT, region, new), renamed(body, old, new)


def renamed(body: str, old: str, new: str) -> str:
    """Return a record that names another resource, as itself or at the end of an ARN."""

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: rename(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [rename(inner) for inner in value]
        if isinstance(value, str) and re.search(rf"(^|[:/]){re.escape(old)}$", value):
            return value.removesuffix(old) + new
        return value

    return json.dumps(rename(json.loads(body)))


# --- What it costs --------------------------------------------------------------------------------


def test_the_expected_reads_are_the_declared_ones() -> None:
    for name, expected in READS.items():
        cls = catalog.resource_class(name)
        assert cls is not None
        declared = {f"{service}:{operation}" for service, operation in operations_of(cls)}
        assert set(expected) <= declared
        listing = split(cls.calls.listed, cls.calls.service) if cls.calls.listed else ("", "")
        needless = {f"{cls.calls.service}:{operation}" for operation in cls.calls.skip_if}
        left = declared - set(expected) - needless - {f"{listing[0]}:{listing[1]}"}
        # What is left reads parts that the resource of this test does not have.
        assert not {x for x in left if x.startswith(("s3:", "cloudtrail:", "ec2:DescribeI"))}, name


def test_a_change_costs_the_declared_reads_one_query_and_one_write(
    reference_data: Path, door: Door
) -> None:
    played: Counter[str] = Counter()
    for number, (recorded, event_name, body) in enumerate(pairs(reference_data)):
        target, told = retold(recorded, body, number)
        about = f"{target.type} by {event_name}"
        (seen,) = resolve(json.loads(told)).targets
        assert seen == target, about

        first = door.take(told)
        assert first.failed == [], about
        assert reads(first) == Counter(READS[target.type]), about
        # A new instance brings its root volume, whose state is asked for too.
        queries = ["Query"] * (1 + (target.type == "AWS::EC2::Instance"))
        written = [name for name in first.home if name != "SendMessage"]
        assert written == [*queries, "TransactWriteItems"], about
        assert first.counted["committed"] == 1

        # Told again as of now: nothing has moved, which costs one conditional write.
        again = door.take(of_now(told))
        assert reads(again) == Counter(READS[target.type]), about
        assert [x for x in again.home if x != "SendMessage"] == ["Query", "UpdateItem"], about
        assert again.counted["confirmed"] == 1

        # Told again as of long ago: it has been looked at since, so nothing is read or written.
        old = door.take(told)
        assert (old.home, old.audited) == (["Query"], []), about
        assert old.counted["collapsed"] == 1
        played[target.type] += 1
        door.forget()
    assert played.keys() == READS.keys()
    assert played.total() > 40


def test_what_is_gone_costs_the_identity_call_alone(reference_data: Path, door: Door) -> None:
    for number, (target, event_name, body) in enumerate(pairs(reference_data)):
        if target.region not in (*REGIONS, "global"):
            continue
        told = renamed(body, str(target.id), f"{target.id}-{number}-gone")
        came = door.take(told)
        calls = class_of(target).calls
        identity = ":".join(split(calls.identity, calls.service)[:2])
        assert came.audited == [identity], f"{target.type} by {event_name}"
        assert came.home[0] == "Query"
        assert came.home[-1] == "TransactWriteItems"
        assert set(came.home[1:-1]) <= {"SendMessage"}


def class_of(target: Target) -> type[Resource]:
    cls = catalog.resource_class(target.type)
    assert cls is not None
    return cls


def reads(came: Came) -> Counter[str]:
    return Counter(came.audited)


def of_now(body: str) -> str:
    """Return a record as if the call had been made just now."""
    told: dict[str, Any] = json.loads(body)
    record = told.get("detail", told)
    record["eventTime"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record["eventID"] = f"{record['eventID']}-again"
    return json.dumps(told)
