"""Records of Amazon Athena's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

GROUP = "AWS::Athena::WorkGroup"
ARN = f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/ads"

CASES: list[Case] = [
    ("CreateWorkGroup", {"name": "ads"}, {}, [(GROUP, "ads")]),
    ("UpdateWorkGroup", {"workGroup": "ads"}, {}, [(GROUP, "ads")]),
    ("TagResource", {"resourceARN": ARN}, {}, [(GROUP, "ads")]),
    ("TagResource", {"resourceARN": ARN.replace("workgroup", "datacatalog")}, {}, []),
    ("DeleteWorkGroup", None, {}, [(GROUP, None)]),
]
