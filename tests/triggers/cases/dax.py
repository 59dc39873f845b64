"""Records of DynamoDB Accelerator's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

CLUSTER = "AWS::DAX::Cluster"

CASES: list[Case] = [
    ("UpdateCluster", {"clusterName": "Orders"}, {}, [(CLUSTER, "orders")]),
    (
        "TagResource",
        {"resourceName": f"arn:aws:dax:eu-west-1:{ACCOUNT}:cache/orders"},
        {},
        [(CLUSTER, "orders")],
    ),
    ("UpdateParameterGroup", {"parameterGroupName": "p"}, {}, []),
]
