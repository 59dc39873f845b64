"""A small account on moto, swept from the command line, in which anything can be made to fail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from moto import mock_aws

from posturewatch.sources import sessions
from posturewatch_cli import access, main

ACCOUNT, REGION = "123456789012", "eu-central-1"
QUICK = Config(retries={"mode": "standard", "max_attempts": 1}, max_pool_connections=32)


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


Fault = Callable[[str, str, dict[str, Any]], str | None]
"""(service:Operation, region, what is sent) → an error code, or None; `!` at its end: explicit."""


class Raw:
    """The body of a raw HTTP response."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.body


def page(status: int = 500, body: bytes = b"<html><body>Bad gateway</body></html>") -> AWSResponse:
    """Return the answer of something between us and AWS."""
    return AWSResponse("http://proxy", status, {"content-type": "text/html"}, Raw(body))


@dataclass
class Terminal:
    """Runs commands, and makes calls fail."""

    capsys: Any
    fault: Fault = lambda *_: None
    on_wire: Callable[[Any], Any] = lambda _: None
    calls: Counter[str] = field(default_factory=Counter)

    def session(self, *args: Any, **kwargs: Any) -> Any:
        session = REAL_SESSION(*args, **kwargs)
        session.events.register_first("before-call", self._before_call)
        session.events.register_first("before-send", self._before_send)
        return session

    def _before_call(self, model: Any, params: Any, context: Any, **_: Any) -> Any:
        name = f"{model.service_model.service_name}:{model.name}"
        self.calls[name] += 1
        sent = {**(params.get("query_string") or {}), "url": params["url"]}
        if isinstance(params["body"], dict):
            sent |= params["body"]
        what = self.fault(name, context["client_region"], sent)
        if isinstance(what, str):
            # AWS says in the message who denied it.
            message = "with an explicit deny in a policy" if what.endswith("!") else "no"
            error = {"Code": what.rstrip("!"), "Message": message}
            return SimpleNamespace(status_code=400, raw=None), {"Error": error}
        return None

    def _before_send(self, request: Any, **_: Any) -> Any:
        what = self.on_wire(request)
        if isinstance(what, Exception):
            raise what
        return what

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command; its exit code, stdout and stderr."""
        code = main.main(["sweep", *arguments])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def sweep(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Run the command in the company's region; its exit code, report and stderr."""
        named = () if "--region" in arguments else ("--region", REGION)
        code, out, err = self.run(*named, "--format", "json", *arguments)
        return code, json.loads(out), err


REAL_SESSION = boto3.Session


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with mock_aws():
        make_account()
        yield


@pytest.fixture
def terminal(account: None, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(capsys)
    monkeypatch.setattr(access.boto3, "Session", made.session)
    monkeypatch.setattr(sessions, "CONFIG", QUICK)
    return made


def lines(report: dict[str, Any], *lists: str) -> set[tuple[str, str]]:
    """Return (control, resource) of lists of a report."""
    return {(x["control"], x["resource"]["id"]) for name in lists for x in report[name]}


def unlisted(report: dict[str, Any]) -> set[str]:
    """Return the types that could not be listed."""
    return {x["resource"]["type"] for x in report["unknown"] if x["control"] is None}
