"""Records of AWS CodeBuild's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

PROJECT = "AWS::CodeBuild::Project"
ARN = f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/web"

CASES: list[Case] = [
    ("CreateProject", {"name": "web", "serviceRole": "build"}, {}, [(PROJECT, "web")]),
    ("UpdateProject", {"name": "web"}, {}, [(PROJECT, "web")]),
    ("UpdateProjectVisibility", {"projectArn": ARN}, {}, [(PROJECT, "web")]),
    ("DeleteProject", {"name": "web"}, {}, [(PROJECT, "web")]),
    ("DeleteProject", {"name": ARN}, {}, [(PROJECT, "web")]),
    ("DeleteProject", None, {}, [(PROJECT, None)]),
]
