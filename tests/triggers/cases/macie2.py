"""Records of Macie's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

SESSION = ("AWS::Macie::Session", ACCOUNT)

CASES: list[Case] = [
    ("EnableMacie", {"status": "ENABLED"}, {}, [SESSION]),
    ("DisableMacie", None, {}, [SESSION]),
    ("UpdateAutomatedDiscoveryConfiguration", {"status": "DISABLED"}, {}, [SESSION]),
    ("CreateClassificationJob", {"jobType": "ONE_TIME", "name": "payments"}, {}, []),
]
