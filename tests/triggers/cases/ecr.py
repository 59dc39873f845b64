"""Records of Amazon ECR's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

REPOSITORY = "AWS::ECR::Repository"
ARN = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/team/web"

CASES: list[Case] = [
    ("CreateRepository", {"repositoryName": "team/web"}, {}, [(REPOSITORY, "team/web")]),
    ("SetRepositoryPolicy", {"repositoryName": "web"}, {}, [(REPOSITORY, "web")]),
    ("TagResource", {"resourceArn": ARN}, {}, [(REPOSITORY, "team/web")]),
    ("PutRegistryScanningConfiguration", {"scanType": "BASIC"}, {}, [(REPOSITORY, None)]),
    ("DeleteRepository", None, {}, [(REPOSITORY, None)]),
]
