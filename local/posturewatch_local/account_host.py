"""Takes the account id off the host name of S3 Control requests to a loopback endpoint.

S3 Control sends to `<account>.<endpoint host>`, and `111122223333.127.0.0.1` resolves nowhere. The
account also travels in the `x-amz-account-id` header, and an emulator takes it from the credentials
anyway. Botocore offers no setting against it (`inject_host_prefix` does not reach endpoint rules),
so a handler rewrites the URL before it is signed. Other endpoints, AWS above all, are left alone.
"""

from __future__ import annotations

import re
from typing import Any

_ACCOUNT_BEFORE_LOOPBACK = re.compile(
    r"^(https?://)\d{12}\.(?=(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/|$))"
)


def without_account(url: str) -> str:
    """The URL with the account id removed from in front of a loopback host."""
    return _ACCOUNT_BEFORE_LOOPBACK.sub(r"\1", url)


def strip_account_host(client: Any) -> Any:
    """Make one S3 Control client reach a loopback endpoint; returns the client."""
    client.meta.events.register("before-sign.s3-control", _rewrite)
    return client


def install() -> None:
    """Do the same for every client that this process makes from now on."""
    import botocore.handlers

    handler = ("before-sign.s3-control", _rewrite)
    if handler not in botocore.handlers.BUILTIN_HANDLERS:
        botocore.handlers.BUILTIN_HANDLERS.append(handler)


def _rewrite(request: Any, **_: Any) -> None:
    request.url = without_account(request.url)
