"""Records of Amazon EKS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

CLUSTER = "AWS::EKS::Cluster"
ARN = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/prod"
NODES = f"arn:aws:eks:{REGION}:{ACCOUNT}:nodegroup/prod/blue/0a1b"

CASES: list[Case] = [
    ("CreateCluster", {"name": "prod", "version": "1.34"}, {}, [(CLUSTER, "prod")]),
    ("AssociateEncryptionConfig", {"clusterName": "prod"}, {}, [(CLUSTER, "prod")]),
    ("AssociateEncryptionConfig", {"name": "prod"}, {}, [(CLUSTER, "prod")]),
    ("UpdateClusterConfig", {"name": "prod", "logging": {}}, {}, [(CLUSTER, "prod")]),
    ("UpdateClusterVersion", {"name": "prod", "version": "1.35"}, {}, [(CLUSTER, "prod")]),
    ("TagResource", {"resourceArn": ARN}, {}, [(CLUSTER, "prod")]),
    (
        "TagResource",
        {"resourceArn": ARN.replace(":", "%3A").replace("/", "%2F")},
        {},
        [(CLUSTER, "prod")],
    ),
    ("TagResource", {"resourceArn": NODES}, {}, []),
    ("DeleteCluster", None, {}, [(CLUSTER, None)]),
]
