"""Slack's signature on what it sends: only who knows the app's signing secret can make one.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from posturewatch.domain.errors import BadInput

VERSION: Final = "v0"
MAX_AGE: Final = timedelta(minutes=5)
"""How far a request's time may be from ours: an older one was recorded, and is sent again."""

TIMESTAMP: Final = "x-slack-request-timestamp"
SIGNATURE: Final = "x-slack-signature"


class Forged(BadInput):
    """A request that Slack has not sent, or not now, or not to us."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a body.

    Args:
        secret: The app's signing secret.
        timestamp: Seconds since 1970, as the header says it.
        body: The body, byte for byte as it came.
    """
    base = b":".join((VERSION.encode(), timestamp.encode(), body))
    return f"{VERSION}={hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()}"


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> datetime:
    """Verify that Slack has sent a request just now.

    Args:
        secret: The app's signing secret.
        headers: The request's headers, their names in lower case.
        body: The body, byte for byte as it came.
        now: The time, in UTC.

    Returns:
        When Slack sent it.

    Raises:
        Forged: It has not, or too long ago.
    """
    if not secret:
        raise Forged("there is no signing secret to verify it with")
    timestamp = headers.get(TIMESTAMP, "")
    given = headers.get(SIGNATURE, "")
    if not timestamp or not given:
        raise Forged("it is not signed")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Forged("its time cannot be read")
    expected = signature(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
        raise Forged("its signature is wrong")
    sent = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now - sent) > MAX_AGE:
        raise Forged("it was sent too long ago")
    return sent
