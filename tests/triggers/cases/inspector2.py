"""Records of Inspector's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

SCANNING = ("AWS::InspectorV2::RegionalScanning", ACCOUNT)

CASES: list[Case] = [
    ("Enable", {"accountIds": [ACCOUNT], "resourceTypes": ["EC2"]}, {}, [SCANNING]),
    ("Disable", {"accountIds": [ACCOUNT], "resourceTypes": ["ECR"]}, {}, [SCANNING]),
    ("CreateFilter", {"name": "quiet", "action": "SUPPRESS"}, {}, []),
]
