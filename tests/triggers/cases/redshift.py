"""Records of Redshift's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

CLUSTER = "AWS::Redshift::Cluster"

CASES: list[Case] = [
    (
        "ModifyCluster",
        {"clusterIdentifier": "Sales", "newClusterIdentifier": "Sales2"},
        {},
        [(CLUSTER, "sales"), (CLUSTER, "sales2")],
    ),
    (
        "CreateTags",
        {"resourceName": f"arn:aws:redshift:us-west-2:{ACCOUNT}:cluster:sales"},
        {},
        [(CLUSTER, "sales", "us-west-2")],
    ),
    ("CreateTags", {"resourceName": f"arn:aws:redshift:x:{ACCOUNT}:snapshot:sales/s"}, {}, []),
    ("ModifyClusterParameterGroup", {"parameterGroupName": "own"}, {}, [(CLUSTER, None)]),
    ("CreateClusterSnapshot", {"clusterIdentifier": "sales"}, {}, []),
]
