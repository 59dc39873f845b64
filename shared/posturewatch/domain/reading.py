"""The outcome of reading a resource: found, gone, or unknown. Never two of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from posturewatch.domain.places import Unknown
from posturewatch.domain.resource import Resource, ResourceKey

__all__ = ["Found", "Gone", "Outcome", "Unknown"]


@dataclass(frozen=True, slots=True)
class Found:
    """The resource exists; properties that could not be read are unknown within it.

    Args:
        resource: The snapshot.
        observed_at: Config's capture time, or the time just before the first live call (UTC).
    """

    resource: Resource
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """The resource does not exist any more: its own call said so, or a complete listing.

    Args:
        key: Which resource.
        observed_at: When that was seen (UTC).
    """

    key: ResourceKey
    observed_at: datetime


Outcome = Found | Gone | Unknown
