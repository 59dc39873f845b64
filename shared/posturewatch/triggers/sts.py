"""AWS STS: issues sessions and changes nothing.

CloudTrail itself calls most of them read-only, though the names do not begin like reads.
"""

from __future__ import annotations

from posturewatch.domain.trigger import service_calls

SERVICE = service_calls(
    "sts.amazonaws.com",
    reads="""
        AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot
        DecodeAuthorizationMessage
    """,
)
