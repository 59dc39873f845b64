"""Partitions: AWS's separate worlds, and which of them a region belongs to."""

from __future__ import annotations

from typing import Final

_STARTS: Final = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
"""How the names of regions outside the commercial partition start."""


def partition_of(region: str) -> str:
    """Return the partition of a region, such as `aws-cn`."""
    for start, partition in _STARTS.items():
        if region.startswith(start):
            return partition
    return "aws"
