"""Snapshots of Panther as the answers of AWS that they were made of.

Panther keeps what describe calls answer, with the answers of other calls beside it under names of
its own, and null for what an answer leaves out. Here each goes back to its call, so that a case is
read as a live resource would be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from posturewatch.domain.reading import Found, Gone
from posturewatch.domain.resource import GLOBAL, Resource
from posturewatch.resources.account.account import Account
from posturewatch.resources.cloudtrail.trail import Trail
from posturewatch.resources.dynamodb.table import Table
from posturewatch.resources.ec2.image import Image
from posturewatch.resources.ec2.instance import Instance
from posturewatch.resources.ec2.network_acl import NetworkAcl
from posturewatch.resources.ec2.security_group import SecurityGroup
from posturewatch.resources.ec2.volume import Volume
from posturewatch.resources.ec2.vpc import VPC
from posturewatch.resources.elasticloadbalancingv2.load_balancer import LoadBalancer
from posturewatch.resources.iam.managed_policy import ManagedPolicy
from posturewatch.resources.iam.role import Role
from posturewatch.resources.iam.user import User
from posturewatch.resources.kms.key import Key
from posturewatch.resources.logs.log_group import LogGroup
from posturewatch.resources.rds.db_instance import DBInstance
from posturewatch.resources.redshift.cluster import Cluster
from posturewatch.resources.s3.bucket import Bucket
from tests.support.aws import ACCOUNT, REGION, Answering

NEVER = "0001-01-01T00:00:00Z"
"""How Panther writes a moment that never was."""

Answers = Mapping[str, Any]
"""Operation → what it answers; a text is the code of an error."""


def read(type: str, snapshot: Mapping[str, Any]) -> Found | None:
    """Return the resource that a snapshot is of; None for one that is gone or nobody's to judge."""
    cls, answers_of = ADAPTERS[type]
    id_, answers = answers_of(without_nulls(snapshot))
    aws = Answering()
    for operation, answer in answers.items():
        if isinstance(answer, str):
            aws.fail(operation, answer)
        else:
            aws.answer(operation, answer)
    outcome = aws.outcome(cls, id_, GLOBAL if cls.is_global else REGION)
    assert isinstance(outcome, Found | Gone), outcome
    return outcome if isinstance(outcome, Found) else None


def without_nulls(value: Any) -> Any:
    """Return a snapshot without what is null, as AWS leaves it out."""
    if isinstance(value, Mapping):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def _account(told: dict[str, Any]) -> tuple[str, Answers]:
    report = told.get("CredentialReport", {})
    device = {**told.get("VirtualMFA", {}), "User": {"Arn": f"arn:aws:iam::{ACCOUNT}:root"}}
    summary = {"AccountMFAEnabled": int(report.get("MfaActive", False))}
    return ACCOUNT, {
        "GetAccountSummary": {"SummaryMap": {"AccountAccessKeysPresent": 0, **summary}},
        "ListVirtualMFADevices": {"VirtualMFADevices": [device] if "VirtualMFA" in told else []},
        "GetAccountPasswordPolicy": {"PasswordPolicy": told},
    }


def _bucket(told: dict[str, Any]) -> tuple[str, Answers]:
    rules = told.get("EncryptionRules")
    policy = told.get("Policy")
    states = {"Status": told.get("Versioning"), "MFADelete": told.get("MFADelete")}
    return told.get("Name", "bucket"), {
        "GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": rules}}
        if rules
        else "ServerSideEncryptionConfigurationNotFoundError",
        "GetBucketPolicy": {"Policy": policy} if policy else "NoSuchBucketPolicy",
        "GetBucketAcl": {"Grants": told.get("Grants", [])},
        "GetBucketVersioning": without_nulls(states),
        "s3:GetPublicAccessBlock": {
            "PublicAccessBlockConfiguration": told.get("PublicAccessBlockConfiguration", {})
        },
        "s3control:GetPublicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    }


def _image(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["ImageId"], {"DescribeImages": {"Images": [told]}}


def _instance(told: dict[str, Any]) -> tuple[str, Answers]:
    answer = {"Reservations": [{"Instances": [told]}]}
    return told["InstanceId"], {"DescribeInstances": answer}


def _key(told: dict[str, Any]) -> tuple[str, Answers]:
    rotation = {"KeyRotationEnabled": told.get("KeyRotationEnabled", False)}
    return told["KeyId"], {
        "DescribeKey": {"KeyMetadata": told},
        "GetKeyRotationStatus": rotation,
    }


def _log_group(told: dict[str, Any]) -> tuple[str, Answers]:
    group = {name[0].lower() + name[1:]: value for name, value in told.items() if name != "ARN"}
    return told["Name"], {"DescribeLogGroups": {"logGroups": [group]}}


def _load_balancer(told: dict[str, Any]) -> tuple[str, Answers]:
    arn = told["Arn"]
    listeners = told.get("Listeners", [])
    return arn, {
        "DescribeLoadBalancers": {"LoadBalancers": [{**told, "LoadBalancerArn": arn}]},
        "DescribeListeners": {"Listeners": listeners},
    }


def _managed_policy(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["Arn"], {
        "GetPolicy": {"Policy": told},
        "GetPolicyVersion": {"PolicyVersion": {"Document": told["PolicyDocument"]}},
    }


def _network_acl(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["NetworkAclId"], {"DescribeNetworkAcls": {"NetworkAcls": [_owned(told)]}}


def _db_instance(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["DBInstanceIdentifier"], {"DescribeDBInstances": {"DBInstances": [told]}}


def _cluster(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["ClusterIdentifier"], {"DescribeClusters": {"Clusters": [told]}}


def _security_group(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["GroupId"], {"DescribeSecurityGroups": {"SecurityGroups": [told]}}


def _table(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["Name"], {
        "DescribeTable": {"Table": told},
        "DescribeScalableTargets": {"ScalableTargets": told.get("AutoScalingDescriptions", [])},
    }


def _role(told: dict[str, Any]) -> tuple[str, Answers]:
    name, trust = told.get("Name", "role"), told["AssumeRolePolicyDocument"]
    role = {
        "RoleName": name,
        "Path": "/",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        # IAM answers with a text, which botocore parses.
        "AssumeRolePolicyDocument": trust if isinstance(trust, str) else json.dumps(trust),
    }
    return name, {"GetRole": {"Role": role}}


def _trail(told: dict[str, Any]) -> tuple[str, Answers]:
    trail = {
        "Name": "trail",
        "TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/trail",
        "IsMultiRegionTrail": True,
        "HasCustomEventSelectors": False,
        **told,
    }
    status = {name: each for name, each in told.get("Status", {}).items() if each != ""}
    return trail["Name"], {
        "DescribeTrails": {"trailList": [{**trail, "HomeRegion": REGION}]},
        "GetTrailStatus": {"IsLogging": True, **status},
        "GetEventSelectors": told.get("Selectors", {}),
    }


def _trails(told: dict[str, Any]) -> tuple[str, Answers]:
    """All trails of an account, of which Panther keeps the selectors together."""
    selectors = {
        "EventSelectors": told.get("GlobalEventSelectors", []),
        "AdvancedEventSelectors": told.get("GlobalAdvancedEventSelectors", []),
    }
    return _trail({"HasCustomEventSelectors": True, "Selectors": selectors})


def _user(told: dict[str, Any]) -> tuple[str, Answers]:
    report = told["CredentialReport"]
    keys, used = [], {}
    for number in (1, 2):
        if report.get(f"AccessKey{number}LastRotated", NEVER) == NEVER:
            made = report["UserCreationTime"]
        else:
            made = report[f"AccessKey{number}LastRotated"]
        active = "Active" if report[f"AccessKey{number}Active"] else "Inactive"
        id_ = f"AKIA{number}EXAMPLE00000000"
        keys.append({"AccessKeyId": id_, "Status": active, "CreateDate": made})
        used[id_] = report[f"AccessKey{number}LastUsedDate"]

    def last_used(sent: Mapping[str, Any]) -> dict[str, Any]:
        moment = used[sent["AccessKeyId"]]
        return {"AccessKeyLastUsed": {} if moment == NEVER else {"LastUsedDate": moment}}

    name = told.get("UserName") or report["UserName"]
    user = {"UserName": name, "Arn": report["ARN"], "CreateDate": report["UserCreationTime"]}
    if report["PasswordLastUsed"] != NEVER:
        user["PasswordLastUsed"] = report["PasswordLastUsed"]
    password = {"LoginProfile": {"UserName": name, "CreateDate": report["PasswordLastChanged"]}}
    attached = [
        {"PolicyName": each, "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/{each}"}
        for each in told.get("ManagedPolicyNames", [])
    ]
    return name, {
        "GetUser": {"User": user},
        "GetLoginProfile": password if report["PasswordEnabled"] else "NoSuchEntity",
        "ListAccessKeys": {"AccessKeyMetadata": keys},
        "GetAccessKeyLastUsed": last_used,
        "ListAttachedUserPolicies": {"AttachedPolicies": attached},
        "ListUserPolicies": {"PolicyNames": sorted(told.get("InlinePolicies", {}))},
    }


def _volume(told: dict[str, Any]) -> tuple[str, Answers]:
    return told["Id"], {"DescribeVolumes": {"Volumes": [told]}}


def _vpc(told: dict[str, Any]) -> tuple[str, Answers]:
    # The examples were put together by hand: their flow logs name another VPC.
    logs = [{**log, "ResourceId": told["VpcId"]} for log in told.get("FlowLogs", [])]
    return told["VpcId"], {
        "DescribeVpcs": {"Vpcs": [_owned(told)]},
        "DescribeFlowLogs": {"FlowLogs": logs},
        "DescribeVpcEndpoints": {"VpcEndpoints": []},
    }


def _owned(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "OwnerId": ACCOUNT}


ADAPTERS: Mapping[str, tuple[type[Resource], Callable[[dict[str, Any]], tuple[str, Answers]]]] = {
    "account": (Account, _account),
    "bucket": (Bucket, _bucket),
    "cluster": (Cluster, _cluster),
    "db instance": (DBInstance, _db_instance),
    "image": (Image, _image),
    "instance": (Instance, _instance),
    "key": (Key, _key),
    "load balancer": (LoadBalancer, _load_balancer),
    "log group": (LogGroup, _log_group),
    "managed policy": (ManagedPolicy, _managed_policy),
    "network acl": (NetworkAcl, _network_acl),
    "role": (Role, _role),
    "security group": (SecurityGroup, _security_group),
    "table": (Table, _table),
    "trail": (Trail, _trail),
    "trails": (Trail, _trails),
    "user": (User, _user),
    "volume": (Volume, _volume),
    "vpc": (VPC, _vpc),
}
"""Panther's kind of snapshot → our type, and what AWS answered."""
