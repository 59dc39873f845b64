"""Records of Amazon EKS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

CLUSTER = "AWS::EKS::Cluster"
ARN = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/prod"
NODES = f"arn:aws:eks:{REGION}:{ACCOUNT}:nodegroup/prod/blue/0a1b"

NODEGROUP = "AWS::EKS::Nodegroup"
ENTRY = "AWS::EKS::AccessEntry"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ops/admin"
QUOTED = ROLE.replace(":", "%3A").replace("/", "%2F")
ENTRY_ARN = f"arn:aws:eks:{REGION}:{ACCOUNT}:access-entry/prod/role/{ACCOUNT}/admin/0a1b"
ALL_ENTRIES = (ENTRY, None)

CASES: list[Case] = [
    ("CreateCluster", {"name": "prod", "version": "1.34"}, {}, [(CLUSTER, "prod"), ALL_ENTRIES]),
    ("AssociateEncryptionConfig", {"clusterName": "prod"}, {}, [(CLUSTER, "prod")]),
    ("AssociateEncryptionConfig", {"name": "prod"}, {}, [(CLUSTER, "prod")]),
    ("UpdateClusterConfig", {"name": "prod", "logging": {}}, {}, [(CLUSTER, "prod"), ALL_ENTRIES]),
    ("UpdateClusterVersion", {"name": "prod", "version": "1.35"}, {}, [(CLUSTER, "prod")]),
    ("TagResource", {"resourceArn": ARN}, {}, [(CLUSTER, "prod")]),
    (
        "TagResource",
        {"resourceArn": ARN.replace(":", "%3A").replace("/", "%2F")},
        {},
        [(CLUSTER, "prod")],
    ),
    ("TagResource", {"resourceArn": NODES}, {}, [(NODEGROUP, "prod/blue")]),
    ("TagResource", {"resourceArn": NODES.replace("nodegroup", "addon")}, {}, []),
    ("DeleteCluster", None, {}, [(CLUSTER, None), ALL_ENTRIES]),
    # Records name the cluster as the path of the request does, or as the API does.
    (
        "CreateNodegroup",
        {"name": "prod", "nodegroupName": "blue"},
        {},
        [(NODEGROUP, "prod/blue")],
    ),
    (
        "UpdateNodegroupVersion",
        {"clusterName": "prod", "nodegroupName": "blue"},
        {},
        [(NODEGROUP, "prod/blue")],
    ),
    (
        "DeleteNodegroup",
        None,
        {"responseElements": {"nodegroup": {"clusterName": "prod", "nodegroupName": "blue"}}},
        [(NODEGROUP, "prod/blue")],
    ),
    ("UpdateNodegroupConfig", {"name": "prod"}, {}, [(NODEGROUP, None)]),
    (
        "AssociateAccessPolicy",
        {"name": "prod", "principalArn": QUOTED, "policyArn": "arn:aws:eks::aws:x"},
        {},
        [(ENTRY, f"prod/{ROLE}")],
    ),
    (
        "CreateAccessEntry",
        {"clusterName": "prod", "principalArn": ROLE},
        {},
        [(ENTRY, f"prod/{ROLE}")],
    ),
    (
        "DeleteAccessEntry",
        {"name": "prod", "principalArn": f"arn:aws:iam::{ACCOUNT}:root"},
        {},
        [(ENTRY, None)],
    ),
    (
        "UntagResource",
        {"resourceArn": ENTRY_ARN},
        {},
        [(ENTRY, f"prod/arn:aws:iam::{ACCOUNT}:role/admin")],
    ),
]
