"""The demo's story: what goes wrong in the company's account, and how it is put right.

Each step makes a real AWS call on the audited account and then tells it as CloudTrail would. The
records are synthetic: the emulator does not record usable ones, so they are made here, after
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from posturewatch_local.company import (
    BREAK_GLASS,
    REGION,
    Company,
    Session,
    blocked,
    bucket_policy,
)

EVERYTHING: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


@dataclass(frozen=True)
class Person:
    """Who makes a call, as CloudTrail tells it.

    Args:
        identity: The record's `userIdentity`.
        source_ip: Where the call comes from.
        user_agent: The client's own words.
    """

    identity: Mapping[str, Any]
    source_ip: str
    user_agent: str


@dataclass(frozen=True)
class Step:
    """One step of the story.

    Args:
        title: What happens, for the reader.
        is_bad: Whether it makes things worse.
        event_source: The service that is called.
        event_name: The call.
        request: The record's `requestParameters`.
        person: Who makes it.
        act: Makes the real call.
    """

    title: str
    is_bad: bool
    event_source: str
    event_name: str
    request: Mapping[str, Any]
    person: Person
    act: Callable[[Session], object]

    def record(self, account: str) -> dict[str, Any]:
        """Return the call's CloudTrail record."""
        is_global = self.event_source == "iam.amazonaws.com"
        return {
            "eventVersion": "1.11",
            "userIdentity": dict(self.person.identity),
            "eventTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": self.event_source,
            "eventName": self.event_name,
            "awsRegion": "us-east-1" if is_global else REGION,
            "sourceIPAddress": self.person.source_ip,
            "userAgent": self.person.user_agent,
            "requestParameters": dict(self.request),
            "responseElements": None,
            "requestID": str(uuid.uuid4()),
            "eventID": str(uuid.uuid4()),
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": account,
            "eventCategory": "Management",
        }


def envelope(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the EventBridge event that carries a CloudTrail record."""
    service = str(record.get("eventSource", "unknown")).split(".", 1)[0]
    return {
        "source": f"aws.{service}",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": dict(record),
    }


def people(account: str) -> dict[str, Person]:
    """Return the story's people, with identities in the account."""

    def user(name: str, key: str, *, mfa: bool) -> dict[str, Any]:
        return {
            "type": "IAMUser",
            "principalId": f"AIDAEXAMPLE{name.upper()}",
            "arn": f"arn:aws:iam::{account}:user/{name}",
            "accountId": account,
            "accessKeyId": key,
            "userName": name,
            "sessionContext": {"attributes": {"mfaAuthenticated": str(mfa).lower()}},
        }

    role = f"arn:aws:iam::{account}:role/acme-deploy"
    pipeline = {
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLEDEPLOY:terraform-apply-4711",
        "arn": f"arn:aws:sts::{account}:assumed-role/acme-deploy/terraform-apply-4711",
        "accountId": account,
        "accessKeyId": "ASIAEXAMPLEDEPLOY0001",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAEXAMPLEDEPLOY",
                "arn": role,
                "accountId": account,
                "userName": "acme-deploy",
            },
            "attributes": {"mfaAuthenticated": "false"},
        },
    }
    console = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/537.36"
    return {
        "alice": Person(user("alice", "AKIAEXAMPLEALICE0001", mfa=True), "203.0.113.7", console),
        "bob": Person(
            user("bob", "AKIAEXAMPLEBOB000001", mfa=False), "198.51.100.23", "aws-cli/2.31.0"
        ),
        "pipeline": Person(pipeline, "192.0.2.44", "HashiCorp Terraform/1.14.0"),
    }


def chapters(company: Company, account: str) -> list[Step]:
    """Return the steps of the story: four things go wrong, and each is put right."""
    who = people(account)
    web = company.groups["web"]
    ssh = {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    }
    ssh_told = {
        "groupId": web,
        "ipPermissions": {
            "items": [
                {
                    "ipProtocol": "tcp",
                    "fromPort": 22,
                    "toPort": 22,
                    "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]},
                }
            ]
        },
    }
    invoices = "acme-invoices"
    anybody = {
        "Sid": "Share",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{invoices}/*",
    }
    open_policy, closed_policy = bucket_policy(invoices, anybody), bucket_policy(invoices)
    role, inline = "acme-data-pipeline", "quick-fix"
    s3, ec2, iam, trail = (f"{n}.amazonaws.com" for n in ("s3", "ec2", "iam", "cloudtrail"))

    def regional(service: str) -> Callable[[Session], Any]:
        return lambda session: session.client(service, region_name=REGION)

    to_ec2, to_s3, to_trail = regional("ec2"), regional("s3"), regional("cloudtrail")

    def unblock(session: Session) -> None:
        to_s3(session).put_public_access_block(
            Bucket=invoices, PublicAccessBlockConfiguration=blocked(on=False)
        )

    def share(session: Session) -> None:
        unblock(session)
        to_s3(session).put_bucket_policy(Bucket=invoices, Policy=open_policy)

    def unshare(session: Session) -> None:
        to_s3(session).put_bucket_policy(Bucket=invoices, Policy=closed_policy)
        to_s3(session).put_public_access_block(
            Bucket=invoices, PublicAccessBlockConfiguration=blocked()
        )

    return [
        Step(
            "Bob opens SSH to the whole internet on the web servers",
            True,
            ec2,
            "AuthorizeSecurityGroupIngress",
            ssh_told,
            who["bob"],
            lambda s: to_ec2(s).authorize_security_group_ingress(GroupId=web, IpPermissions=[ssh]),
        ),
        Step(
            "Bob makes the invoices public, to share one of them",
            True,
            s3,
            "PutBucketPolicy",
            {"bucketName": invoices, "bucketPolicy": json.loads(open_policy), "policy": ""},
            who["bob"],
            share,
        ),
        Step(
            "A Terraform run hands out *:* to the data pipeline",
            True,
            iam,
            "PutRolePolicy",
            {"roleName": role, "policyName": inline, "policyDocument": EVERYTHING},
            who["pipeline"],
            lambda s: s.client("iam").put_role_policy(
                RoleName=role, PolicyName=inline, PolicyDocument=EVERYTHING
            ),
        ),
        Step(
            "Somebody with Bob's key switches the trail off",
            True,
            trail,
            "StopLogging",
            {"name": f"arn:aws:cloudtrail:{REGION}:{account}:trail/acme-trail"},
            who["bob"],
            lambda s: to_trail(s).stop_logging(Name="acme-trail"),
        ),
        Step(
            "Alice closes SSH",
            False,
            ec2,
            "RevokeSecurityGroupIngress",
            ssh_told,
            who["alice"],
            lambda s: to_ec2(s).revoke_security_group_ingress(GroupId=web, IpPermissions=[ssh]),
        ),
        Step(
            "Alice switches the trail on again",
            False,
            trail,
            "StartLogging",
            {"name": "acme-trail"},
            who["alice"],
            lambda s: to_trail(s).start_logging(Name="acme-trail"),
        ),
        Step(
            "The next Terraform run takes *:* back",
            False,
            iam,
            "DeleteRolePolicy",
            {"roleName": role, "policyName": inline},
            who["pipeline"],
            lambda s: s.client("iam").delete_role_policy(RoleName=role, PolicyName=inline),
        ),
        Step(
            "Alice makes the invoices private again",
            False,
            s3,
            "PutBucketPolicy",
            {"bucketName": invoices, "bucketPolicy": json.loads(closed_policy), "policy": ""},
            who["alice"],
            unshare,
        ),
    ]


def emergency(account: str) -> Step:
    """Return a step that is bad and meant: its risk is asked to be accepted."""
    policy = "everything"
    return Step(
        "Alice gives the role for emergencies every right",
        True,
        "iam.amazonaws.com",
        "PutRolePolicy",
        {"roleName": BREAK_GLASS, "policyName": policy, "policyDocument": EVERYTHING},
        people(account)["alice"],
        lambda s: s.client("iam").put_role_policy(
            RoleName=BREAK_GLASS, PolicyName=policy, PolicyDocument=EVERYTHING
        ),
    )


def change_unseen(session: Session) -> list[str]:
    """Change the account without telling any event.

    Returns:
        What was done, in sentences without their stop.
    """
    rds = session.client("rds", region_name=REGION)
    rds.modify_db_instance(DBInstanceIdentifier="acme-identity", PubliclyAccessible=True)
    ec2 = session.client("ec2", region_name=REGION)
    named = [{"Name": "tag:Name", "Values": ["acme-warehouse-spill"]}]
    (volume,) = ec2.describe_volumes(Filters=named)["Volumes"]
    ec2.delete_volume(VolumeId=volume["VolumeId"])
    return [
        "Somebody lets the whole internet reach the database acme-identity",
        "Somebody deletes the volume acme-warehouse-spill",
    ]


def openings(session: Session, number: int, account: str) -> list[Step]:
    """Make security groups, and return the steps that open each of them to the internet."""
    ec2 = session.client("ec2", region_name=REGION)
    terraform = people(account)["pipeline"]
    steps = []
    for count in range(1, number + 1):
        name = f"acme-batch-{count:02d}"
        named = {"ResourceType": "security-group", "Tags": [{"Key": "Name", "Value": name}]}
        group = ec2.create_security_group(
            GroupName=name, Description="A batch worker", TagSpecifications=[named]
        )["GroupId"]
        steps.append(_opening(group, name, terraform))
    return steps


def _opening(group: str, name: str, person: Person) -> Step:
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    told = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22}
    ranges = {"items": [{"cidrIp": "0.0.0.0/0"}]}

    def act(session: Session) -> None:
        session.client("ec2", region_name=REGION).authorize_security_group_ingress(
            GroupId=group, IpPermissions=[{**rule, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        )

    return Step(
        f"Terraform opens {name}",
        True,
        "ec2.amazonaws.com",
        "AuthorizeSecurityGroupIngress",
        {"groupId": group, "ipPermissions": {"items": [{**told, "ipRanges": ranges}]}},
        person,
        act,
    )
