"""Records of Amazon MSK's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

CLUSTER = "AWS::MSK::Cluster"
ARN = f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/orders/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f-5"
TOPIC = ARN.replace("cluster", "topic") + "/new"

CASES: list[Case] = [
    (
        "CreateClusterV2",
        {"clusterName": "orders", "provisioned": {}},
        {"responseElements": {"clusterArn": ARN, "clusterName": "orders"}},
        [(CLUSTER, ARN)],
    ),
    ("UpdateSecurity", {"clusterArn": ARN, "currentVersion": "K3P5"}, {}, [(CLUSTER, ARN)]),
    (
        "UpdateConnectivity",
        {"clusterArn": ARN.replace(":", "%3A").replace("/", "%2F")},
        {},
        [(CLUSTER, ARN)],
    ),
    ("UpdateMonitoring", None, {"responseElements": {"clusterArn": ARN}}, [(CLUSTER, ARN)]),
    ("TagResource", {"resourceArn": ARN, "tags": {}}, {}, [(CLUSTER, ARN)]),
    ("TagResource", {"resourceArn": TOPIC, "tags": {}}, {}, []),
    ("CreateChannel", {"clusterArn": ARN, "channelName": "orders-channel"}, {}, []),
    ("DeleteCluster", {"clusterArn": ARN}, {}, [(CLUSTER, ARN)]),
    ("DeleteCluster", None, {}, [(CLUSTER, None)]),
]
