"""Records of AWS Account Management's calls and what each may have changed."""

from tests.triggers.records import Case

CASES: list[Case] = [
    ("EnableRegion", {"RegionName": "af-south-1"}, {}, []),
    ("PutAlternateContact", {}, {}, []),
]
