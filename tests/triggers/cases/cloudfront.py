"""Records of CloudFront's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

DISTRIBUTION = "AWS::CloudFront::Distribution"

CASES: list[Case] = [
    (
        "CreateDistribution",
        {"distributionConfig": {"enabled": True}},
        {"responseElements": {"distribution": {"id": "E1EXAMPLE"}, "eTag": "E2"}},
        [(DISTRIBUTION, "E1EXAMPLE")],
    ),
    (
        "UpdateDistribution",
        {"id": "E1EXAMPLE", "distributionConfig": {"enabled": True}, "ifMatch": "E2"},
        {},
        [(DISTRIBUTION, "E1EXAMPLE")],
    ),
    (
        "TagResource",
        {"resource": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1EXAMPLE"},
        {},
        [(DISTRIBUTION, "E1EXAMPLE")],
    ),
    ("TagResource", {"resource": f"arn:aws:cloudfront::{ACCOUNT}:function/f"}, {}, []),
    ("CreateInvalidation", {"distributionId": "E1EXAMPLE"}, {}, []),
]
