"""Records of Amazon ECS's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

TASK = "AWS::ECS::TaskDefinition"
ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:3"

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
    ("TagResource", {"resourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c"}, {}, []),
    ("DeregisterTaskDefinition", None, {}, [(TASK, None)]),
]
