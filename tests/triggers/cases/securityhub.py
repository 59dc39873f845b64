"""Records of Security Hub's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

HUB = ("AWS::SecurityHub::Hub", ACCOUNT)
FSBP = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"

CASES: list[Case] = [
    ("EnableSecurityHub", {"EnableDefaultStandards": True}, {}, [HUB]),
    ("DisableSecurityHub", {}, {}, [HUB]),
    (
        "BatchEnableStandards",
        {"StandardsSubscriptionRequests": [{"StandardsArn": FSBP}]},
        {},
        [HUB],
    ),
    ("UpdateSecurityHubConfiguration", {"AutoEnableControls": False}, {}, [HUB]),
    ("BatchUpdateFindings", {"Workflow": {"Status": "SUPPRESSED"}}, {}, []),
]
