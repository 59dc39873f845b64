"""Records of Amazon Kendra's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

INDEX = "AWS::Kendra::Index"
ARN = f"arn:aws:kendra:{REGION}:{ACCOUNT}:index/0a1b"

CASES: list[Case] = [
    ("CreateIndex", {"name": "wiki"}, {"responseElements": {"id": "0a1b"}}, [(INDEX, "0a1b")]),
    ("UpdateIndex", {"id": "0a1b"}, {}, [(INDEX, "0a1b")]),
    ("TagResource", {"resourceARN": ARN}, {}, [(INDEX, "0a1b")]),
    ("TagResource", {"resourceARN": f"{ARN}/faq/f"}, {}, []),
    ("DeleteIndex", None, {}, [(INDEX, None)]),
]
