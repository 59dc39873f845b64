"""Records of IAM Access Analyzer's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

ALL = "AWS::::Account"
ANALYZER = "AWS::AccessAnalyzer::Analyzer"
ARN = f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/external"
LINKED = ARN.replace("external", "linked")

CASES: list[Case] = [
    (
        "CreateAnalyzer",
        {"analyzerName": "external", "type": "ACCOUNT"},
        {"responseElements": {"arn": ARN}},
        [(ANALYZER, "external"), (ALL, ACCOUNT)],
    ),
    (
        "CreateServiceLinkedAnalyzer",
        {"type": "ACCOUNT"},
        {"responseElements": {"arn": LINKED}},
        [(ANALYZER, "linked"), (ALL, ACCOUNT)],
    ),
    ("DeleteAnalyzer", {"analyzerName": "external"}, {}, [(ANALYZER, "external"), (ALL, ACCOUNT)]),
    ("UpdateFindings", {"analyzerArn": ARN, "status": "ARCHIVED"}, {}, [(ANALYZER, "external")]),
    ("TagResource", {"resourceArn": ARN}, {}, [(ANALYZER, "external")]),
]
