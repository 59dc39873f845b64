"""Records of AWS Account Management's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

ALL = "AWS::::Account"

CASES: list[Case] = [
    ("EnableRegion", {"RegionName": "af-south-1"}, {}, [(ALL, ACCOUNT)]),
]
