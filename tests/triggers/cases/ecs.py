"""Records of Amazon ECS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

TASK = "AWS::ECS::TaskDefinition"
ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:3"
CLUSTER = "AWS::ECS::Cluster"
CLUSTER_ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c"

CASES: list[Case] = [
    (
        "RegisterTaskDefinition",
        {"family": "web"},
        {"responseElements": {"taskDefinition": {"family": "web", "revision": 3}}},
        [(TASK, "web")],
    ),
    ("RegisterTaskDefinition", {"family": "web"}, {"responseElements": None}, [(TASK, "web")]),
    (
        "DeregisterTaskDefinition",
        {"taskDefinition": "web:3"},
        {"responseElements": {"taskDefinition": {"family": "web"}}},
        [(TASK, "web")],
    ),
    ("TagResource", {"resourceArn": ARN}, {}, [(TASK, "web")]),
    ("TagResource", {"resourceArn": CLUSTER_ARN}, {}, [(CLUSTER, CLUSTER_ARN)]),
    ("TagResource", {"resourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/c/web"}, {}, []),
    (
        "UpdateClusterSettings",
        {"cluster": "c", "settings": [{"name": "containerInsights", "value": "disabled"}]},
        {"responseElements": {"cluster": {"clusterArn": CLUSTER_ARN, "clusterName": "c"}}},
        [(CLUSTER, CLUSTER_ARN)],
    ),
    ("DeleteCluster", {"cluster": "c"}, {"responseElements": None}, [(CLUSTER, None)]),
    ("DeregisterTaskDefinition", None, {}, [(TASK, None)]),
]
