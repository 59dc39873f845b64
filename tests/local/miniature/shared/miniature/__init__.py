"""What the miniature's functions share."""

from __future__ import annotations

import os
from typing import Any

import boto3


def table() -> Any:
    return boto3.resource("dynamodb").Table(os.environ["POSTUREWATCH_TABLE"])


def audited_account(account: str) -> str:
    """The account that an assumed role sees at the audited endpoint."""
    endpoint = os.environ["POSTUREWATCH_AUDITED_ENDPOINT_URL"] or None
    credentials = boto3.client("sts", endpoint_url=endpoint).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/posturewatch-audit",
        RoleSessionName="miniature",
        ExternalId="posturewatch",
    )["Credentials"]
    session = boto3.Session(
        credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
    )
    control = session.client("s3control", endpoint_url=endpoint)
    block = control.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"]
    identity = session.client("sts", endpoint_url=endpoint).get_caller_identity()
    return f"{identity['Account']}:{block['BlockPublicAcls']}"
