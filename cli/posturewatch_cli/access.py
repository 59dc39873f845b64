"""Whose account it is and which regions it has: asked before any work, so that mistakes cost none.

Everything is asked with AWS's usual configuration: profiles, SSO, environment, endpoint URLs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import boto3
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as NotConnected

from posturewatch.domain.errors import BadInput
from posturewatch.settings import Settings
from posturewatch.sources.answers import DENIED, EXPIRED
from posturewatch.sources.models import reading_session
from posturewatch.sources.operations import GLOBAL_ENDPOINT_REGION
from posturewatch.sources.sessions import AuditedClients, NoAccess, code_of

LOG_IN: Final = "Log in, or name a profile with --profile or AWS_PROFILE."


@dataclass(frozen=True, slots=True)
class Access:
    """An account that can be asked.

    Args:
        account: The account.
        regions: The regions to judge.
        clients: Makes its clients.
    """

    account: str
    regions: tuple[str, ...]
    clients: AuditedClients


def open_account(
    settings: Settings,
    *,
    profile: str | None = None,
    endpoint_url: str | None = None,
    account: str | None = None,
    regions: Sequence[str] = (),
    on_call: Callable[[str], None] | None = None,
) -> Access:
    """Find out whose account the credentials open, and which regions there are.

    Args:
        settings: Names the audit role, if there is one, and its external id.
        profile: The profile to use; None: as AWS's configuration says.
        endpoint_url: Where the API is; None: as AWS's configuration says.
        account: The account that must be meant; with an audit role the account to assume it in.
        regions: The regions to judge; empty: all that are enabled.
        on_call: Is told each request.

    Raises:
        BadInput: The account cannot be asked; says why and what to do.
    """
    if account is not None and not re.fullmatch(r"\d{12}", account):
        raise BadInput(f"an account id has twelve digits, not {account!r}", where="--account-id")
    endpoint_url = endpoint_url or settings.audited_endpoint_url or None
    try:
        session = reading_session(profile_name=profile)
        # boto3 alone of AWS's SDKs does not know AWS_REGION.
        region = os.environ.get("AWS_REGION") or session.region_name
        region = region or next(iter(regions), GLOBAL_ENDPOINT_REGION)
    except BotoCoreError as error:
        raise BadInput(str(error), remedy=LOG_IN) from error

    def clients(role: str) -> AuditedClients:
        return AuditedClients(
            session,
            role=role,
            external_id=settings.external_id,
            why="sweep",
            endpoint_url=endpoint_url,
            on_call=on_call,
            is_adaptive=True,
        )

    own = _asked(lambda: _account_of(clients(""), "", region), "sts:GetCallerIdentity")
    wanted = account or own
    if wanted != own and not settings.audit_role:
        raise BadInput(
            f"the credentials are of account {own}, not {wanted}",
            where="--account-id",
            remedy="Use that account's credentials, or name its audit role in "
            "POSTUREWATCH_AUDIT_ROLE.",
        )
    audited = clients(settings.audit_role)
    if settings.audit_role:
        found = _asked(lambda: _account_of(audited, wanted, region), "sts:GetCallerIdentity")
        if found != wanted:
            raise BadInput(f"the audit role is of account {found}, not {wanted}")
    return Access(wanted, _regions(audited, wanted, tuple(dict.fromkeys(regions))), audited)


def _account_of(clients: AuditedClients, account: str, region: str) -> str:
    return str(clients(account, region, "sts").get_caller_identity()["Account"])


def _regions(clients: AuditedClients, account: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the regions to judge, of which the account must have each enabled."""

    def ask() -> tuple[str, ...]:
        answer = clients(account, GLOBAL_ENDPOINT_REGION, "ec2").describe_regions(
            Filters=[{"Name": "opt-in-status", "Values": ["opt-in-not-required", "opted-in"]}]
        )
        return tuple(sorted(region["RegionName"] for region in answer["Regions"]))

    try:
        enabled = ask()
    except (BotoCoreError, ClientError, *_UNREADABLE) as error:
        if not wanted or code_of(error) not in DENIED:
            raise _refused(error, "ec2:DescribeRegions") from error
        # Nobody says which are enabled; that they exist can be told without asking.
        session = boto3.Session()
        enabled = tuple(
            name
            for partition in session.get_available_partitions()
            for name in session.get_available_regions("ec2", partition)
        )
    unknown = [region for region in wanted if region not in enabled]
    if unknown:
        raise BadInput(
            f"no such region, or not enabled in {account}: {', '.join(unknown)}",
            where="--region",
            remedy=f"Enabled are {', '.join(enabled)}.",
        )
    return wanted or enabled


_UNREADABLE: Final = (AttributeError, LookupError, SyntaxError, TypeError, ValueError)
"""What botocore raises on an answer that is not from AWS, or on an endpoint that is no URL."""


def _asked(ask: Callable[[], str], what: str) -> str:
    try:
        return ask()
    except NoAccess as error:
        raise BadInput(
            str(error),
            where="POSTUREWATCH_AUDIT_ROLE",
            remedy="Its trust policy has to let these credentials in, with the external id if it "
            "asks for one (POSTUREWATCH_EXTERNAL_ID).",
        ) from error
    except (BotoCoreError, ClientError, *_UNREADABLE) as error:
        raise _refused(error, what) from error


def _refused(error: Exception, what: str) -> BadInput:
    """Return what to say about an error of the first calls."""
    code = code_of(error)
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return BadInput("there are no AWS credentials", remedy=LOG_IN)
    if code in EXPIRED:
        return BadInput(f"the AWS credentials have expired ({code})", remedy="Log in again.")
    if isinstance(error, NotConnected | HTTPClientError):
        return BadInput(
            f"AWS cannot be reached: {error}",
            remedy="Look at the network, the region (AWS_REGION) and the endpoint URL.",
        )
    if code in _NOT_ACCEPTED:
        return BadInput(f"AWS does not accept the credentials ({code})", remedy=LOG_IN)
    if code in DENIED:
        return BadInput(f"{what} is denied", remedy=f"Allow {what}{_OR_NAME.get(what, '')}.")
    return BadInput(f"{what} failed: {error}", remedy="Look at the endpoint URL and credentials.")


_OR_NAME: Final[dict[str, Any]] = {"ec2:DescribeRegions": ", or name the regions with --region"}

_NOT_ACCEPTED: Final = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
