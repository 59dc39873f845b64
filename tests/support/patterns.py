"""EventBridge's event patterns, as far as the rules use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def matches(pattern: Mapping[str, Any], event: Any) -> bool:
    """Return whether EventBridge would match, for the part of its language that the rules use."""
    if not isinstance(event, Mapping):
        return False
    for name, wanted in pattern.items():
        if isinstance(wanted, Mapping):
            if not matches(wanted, event.get(name)):
                return False
        elif wanted == [{"exists": False}]:
            if name in event:
                return False
        elif event.get(name) not in wanted:
            return False
    return True
