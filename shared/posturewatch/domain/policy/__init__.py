"""What a policy document grants, to whom, and under which conditions, read from its text alone."""

from __future__ import annotations

from posturewatch.domain.answer import Answer, all_of, any_of
from posturewatch.domain.policy.document import (
    PolicyDocument,
    PublicGrant,
    PublicGrants,
    TrustedAccount,
)
from posturewatch.domain.policy.escalation import Escalation
from posturewatch.domain.policy.glob import covers, matches
from posturewatch.domain.policy.statement import (
    MalformedPolicy,
    Principals,
    Statement,
    inversions,
)

__all__ = [
    "Answer",
    "Escalation",
    "MalformedPolicy",
    "PolicyDocument",
    "Principals",
    "PublicGrant",
    "PublicGrants",
    "Statement",
    "TrustedAccount",
    "all_of",
    "any_of",
    "covers",
    "inversions",
    "matches",
]
