"""Records of Amazon EMR's calls and what each may have changed."""

from tests.triggers.records import Case

CONFIGURATION = "AWS::EMR::SecurityConfiguration"

CASES: list[Case] = [
    ("CreateSecurityConfiguration", {"name": "strict"}, {}, [(CONFIGURATION, "strict")]),
    ("DeleteSecurityConfiguration", {"name": "strict"}, {}, [(CONFIGURATION, "strict")]),
    ("DeleteSecurityConfiguration", None, {}, [(CONFIGURATION, None)]),
]
