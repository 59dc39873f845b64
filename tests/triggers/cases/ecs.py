"""Records of Amazon ECS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

TASK = "AWS::ECS::TaskDefinition"
ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:3"
CLUSTER = "AWS::ECS::Cluster"
CLUSTER_ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c"
SERVICE = "AWS::ECS::Service"
SERVICE_ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/c/web"
SET = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-set/c/web/ecs-svc/1"

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
    ("TagResource", {"resourceArn": SERVICE_ARN}, {}, [(SERVICE, SERVICE_ARN)]),
    ("TagResource", {"resourceArn": SET}, {}, []),
    (
        "CreateService",
        {"cluster": "c", "serviceName": "web"},
        {"responseElements": {"service": {"serviceArn": SERVICE_ARN, "clusterArn": CLUSTER_ARN}}},
        [(SERVICE, SERVICE_ARN)],
    ),
    ("CreateService", {"cluster": "c", "serviceName": "web"}, {}, [(SERVICE, SERVICE_ARN)]),
    ("UpdateService", {"cluster": "c", "service": "web"}, {}, [(SERVICE, SERVICE_ARN)]),
    (
        "UpdateService",
        {"cluster": CLUSTER_ARN, "service": SERVICE_ARN},
        {},
        [(SERVICE, SERVICE_ARN)],
    ),
    # Without a cluster it is the default one's, or of an old ARN that does not tell it.
    ("DeleteService", {"service": "web"}, {}, [(SERVICE, None)]),
    (
        "CreateTaskSet",
        {"cluster": "c", "service": "web"},
        {"responseElements": {"taskSet": {"serviceArn": SERVICE_ARN}}},
        [(SERVICE, SERVICE_ARN)],
    ),
    (
        "DeleteExpressGatewayService",
        {"serviceArn": SERVICE_ARN},
        {},
        [(SERVICE, SERVICE_ARN)],
    ),
    (
        "UpdateCluster",
        {"cluster": "c"},
        {"responseElements": {"cluster": {"clusterArn": CLUSTER_ARN, "clusterName": "c"}}},
        [(CLUSTER, CLUSTER_ARN), (SERVICE, None)],
    ),
    (
        "UpdateClusterSettings",
        {"cluster": "c", "settings": [{"name": "containerInsights", "value": "disabled"}]},
        {"responseElements": {"cluster": {"clusterArn": CLUSTER_ARN, "clusterName": "c"}}},
        [(CLUSTER, CLUSTER_ARN)],
    ),
    ("DeleteCluster", {"cluster": "c"}, {"responseElements": None}, [(CLUSTER, None)]),
    ("DeregisterTaskDefinition", None, {}, [(TASK, None)]),
]
