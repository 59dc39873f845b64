"""Clients of the audited side: read-only, in the account that owns the resource.

The home side (our table, queues and topics) has its own session, and the two are never mixed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from posturewatch.domain.errors import PosturewatchError
from posturewatch.sources.models import reading_session

_log = logging.getLogger(__name__)

CONFIG: Final = Config(
    retries={"mode": "standard", "max_attempts": 4},
    connect_timeout=5,
    read_timeout=20,
    max_pool_connections=16,
    user_agent_appid="posturewatch",
)

_GLOBAL_IN: Final = {
    "aws-cn": "cn-north-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-us-gov": "us-gov-west-1",
}
"""Partition → the region in which its global services, such as IAM, answer.
Source: https://docs.aws.amazon.com/general/latest/gr/iam-service.html"""

EARLY: Final = timedelta(minutes=5)
"""How long before their end assumed credentials are renewed."""


class NoAccess(PosturewatchError):
    """The audit role of an account cannot be assumed.

    Args:
        reason: What was tried, and what AWS answered.
        code: The error code of the answer; empty where there was none.
    """

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


class AuditedClients:
    """Makes and keeps clients for audited accounts.

    Args:
        session: The session whose credentials assume the audit role.
        role: The audit role's name; empty: the session's own credentials are used.
        external_id: The external id that the role asks for.
        why: What the session name says, such as `evaluate` or `sweep`.
        endpoint_url: Where the API is; None for AWS itself.
        on_call: Called with `service:Operation` before each request, retries not included.
        is_adaptive: Whether a client slows down for good once AWS says that it has too much to do:
            for those that ask much, so that the account's own calls are not throttled for them.
    """

    def __init__(
        self,
        session: boto3.Session,
        *,
        role: str = "",
        external_id: str = "",
        why: str = "audit",
        endpoint_url: str | None = None,
        on_call: Callable[[str], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        is_adaptive: bool = False,
    ) -> None:
        self._session = session
        self._is_adaptive = is_adaptive
        self._role = role
        self._external_id = external_id
        self._why = why
        self._endpoint_url = endpoint_url or None
        self._on_call = on_call
        self._now = now
        self._sessions: dict[str, tuple[boto3.Session, datetime | None]] = {}
        self._clients: dict[tuple[str, str, str], Any] = {}

    def __call__(self, account: str, region: str, service: str) -> Any:
        """Return the client of a service in a region of an account.

        Args:
            account: The account.
            region: The region; us-east-1, where the global services answer, stands in another
                partition than AWS's first for the region that they answer in there.
            service: boto3's name of the service.

        Raises:
            NoAccess: The account's audit role cannot be assumed.
        """
        region = self._answering(region)
        session = self._session_of(account, region)
        key = (account, region, service)
        if key not in self._clients:
            client = session.client(
                service, region_name=region, endpoint_url=self._endpoint_url, config=self._config()
            )
            if self._on_call is not None:
                client.meta.events.register("before-call.*.*", self._told)
            if service == "s3control" and not _is_of_aws(client.meta.endpoint_url):
                # Loopback names have no room for the account that s3control puts before the host.
                host = urlsplit(client.meta.endpoint_url).netloc
                client.meta.events.register(
                    "before-sign.s3-control", partial(_set_host, netloc=host)
                )
            self._clients[key] = client
        return self._clients[key]

    def _answering(self, region: str) -> str:
        own = self._session.region_name
        if region != "us-east-1" or not own:
            return region
        return _GLOBAL_IN.get(self._session.get_partition_for_region(own), region)

    def _config(self) -> Config:
        if not self._is_adaptive:
            return CONFIG
        return CONFIG.merge(Config(retries={**CONFIG.retries, "mode": "adaptive"}))

    def _session_of(self, account: str, region: str) -> boto3.Session:
        if not self._role:
            return self._session
        known = self._sessions.get(account)
        if known and (known[1] is None or known[1] - EARLY > self._now()):
            return known[0]
        partition = self._session.get_partition_for_region(region)
        sts = self._session.client(
            "sts", region_name=region, endpoint_url=self._endpoint_url, config=CONFIG
        )
        asked: dict[str, Any] = {
            "RoleArn": f"arn:{partition}:iam::{account}:role/{self._role}",
            "RoleSessionName": f"posturewatch-{self._why}",
            "DurationSeconds": 3600,
        }
        if self._external_id:
            asked["ExternalId"] = self._external_id
        try:
            given = sts.assume_role(**asked)["Credentials"]
        except (ClientError, BotoCoreError) as error:
            raise NoAccess(
                f"the audit role of {account} cannot be assumed: {error}", code=code_of(error)
            ) from error
        session = reading_session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        self._sessions[account] = (session, given["Expiration"])
        for key in [key for key in self._clients if key[0] == account]:
            del self._clients[key]
        return session

    def _told(self, model: Any, **_: Any) -> None:
        if self._on_call is not None:
            self._on_call(f"{model.service_model.service_name}:{model.name}")


def _is_of_aws(url: str) -> bool:
    """Whether an endpoint is AWS's own, whoever named it: an argument or AWS's configuration."""
    host = urlsplit(url).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))


def _set_host(request: Any, *, netloc: str, **_: Any) -> None:
    request.url = request.url.replace(urlsplit(request.url).netloc, netloc, 1)


def code_of(error: Exception) -> str:
    """Return the error code that AWS answered with, or the name of botocore's own error."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return type(error).__name__


def enabled_regions(clients: AuditedClients, account: str) -> tuple[str, ...]:
    """Return the regions that are enabled in an account.

    Raises:
        NoAccess: They could not be asked for.
    """
    try:
        answer = clients(account, "us-east-1", "ec2").describe_regions(
            Filters=[{"Name": "opt-in-status", "Values": ["opt-in-not-required", "opted-in"]}]
        )
    except (ClientError, BotoCoreError) as error:
        raise NoAccess(
            f"the regions of {account} cannot be listed: {error}", code=code_of(error)
        ) from error
    return tuple(sorted(region["RegionName"] for region in answer["Regions"]))


def organization_accounts(client: Any) -> tuple[str, ...]:
    """Return the active accounts of the organization.

    Args:
        client: A client of Organizations in its management account, or a delegated administrator's.

    Raises:
        NoAccess: They could not be asked for.
    """
    try:
        answer = client.get_paginator("list_accounts").paginate().build_full_result()
    except (ClientError, BotoCoreError) as error:
        raise NoAccess(
            f"the accounts of the organization cannot be listed: {error}", code=code_of(error)
        ) from error
    # AWS is replacing Status by State.
    return tuple(
        sorted(a["Id"] for a in answer["Accounts"] if a.get("State", a.get("Status")) == "ACTIVE")
    )
