"""Records of Redshift Serverless's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

WORKGROUP = "AWS::RedshiftServerless::Workgroup"
NAMESPACE = "AWS::RedshiftServerless::Namespace"

CASES: list[Case] = [
    ("UpdateWorkgroup", {"workgroupName": "sales"}, {}, [(WORKGROUP, "sales")]),
    ("UpdateNamespace", {"namespaceName": "sales"}, {}, [(NAMESPACE, "sales")]),
    (
        "TagResource",
        {"resourceArn": f"arn:aws:redshift-serverless:eu-west-1:{ACCOUNT}:workgroup/0a1b"},
        {},
        [(WORKGROUP, None), (NAMESPACE, None)],
    ),
    ("DeleteSnapshot", {"snapshotName": "s"}, {}, []),
]
