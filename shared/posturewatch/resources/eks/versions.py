"""How long AWS supports the versions of Kubernetes."""

from typing import Final

from posturewatch.domain.fields import moment
from posturewatch.domain.resource import Resource

SUPPORTED_UNTIL: Final = {
    "1.23": "2023-10-11",
    "1.24": "2024-01-31",
    "1.25": "2024-05-01",
    "1.26": "2024-06-11",
    "1.27": "2024-07-24",
    "1.28": "2024-11-26",
    "1.29": "2025-03-23",
    "1.30": "2025-07-23",
    "1.31": "2025-11-26",
    "1.32": "2026-03-23",
    "1.33": "2026-07-29",
    "1.34": "2026-12-02",
    "1.35": "2027-03-27",
}
"""Version of Kubernetes → when its standard support ends; all versions before these have ended.
Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"""


def days_without_support(seen: Resource, version: str) -> int | None:
    """Return the days since standard support of a version ended, when a resource was seen.

    They are negative before; None where the version is not known here.
    """
    until = moment(SUPPORTED_UNTIL[version]) if version in SUPPORTED_UNTIL else None
    return None if until is None else seen.age_in_days(until)


def is_outdated(seen: Resource, version: str) -> bool:
    """Return whether a version had no standard support any more when a resource was seen.

    One that is newer than those known here has, and so has the newest, which no version asks for.
    """
    days = days_without_support(seen, version)
    if days is not None:
        return days >= 0
    return bool(version) and _number(version) < min(map(_number, SUPPORTED_UNTIL))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
