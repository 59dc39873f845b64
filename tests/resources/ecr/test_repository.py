"""An ECR repository as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest
from moto import mock_aws

from posturewatch.resources.ecr.repository import Repository
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}],
}
LIFECYCLE = json.dumps(
    {
        "rules": [
            {
                "rulePriority": 1,
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "imageCountMoreThan",
                    "countNumber": 9,
                },
                "action": {"type": "expire"},
            }
        ]
    }
)
RULES = [
    {
        "scanFrequency": "SCAN_ON_PUSH",
        "repositoryFilters": [{"filter": "w*", "filterType": "WILDCARD"}],
    }
]


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with mock_aws():
        audited = Audited()
        ecr = audited.client("ecr")
        ecr.create_repository(
            repositoryName="web",
            imageTagMutability="IMMUTABLE",
            encryptionConfiguration={"encryptionType": "AES256"},
            tags=[{"Key": "team", "Value": "web"}],
        )
        ecr.set_repository_policy(repositoryName="web", policyText=json.dumps(POLICY))
        ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=LIFECYCLE)
        ecr.put_registry_scanning_configuration(scanType="BASIC", rules=RULES)
        yield audited


ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::ECR::Repository",
    "resourceId": "web",
    "ARN": f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/web",
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {
        "RepositoryName": "web",
        "ImageScanningConfiguration": {"ScanOnPush": False},
        "ImageTagMutability": "IMMUTABLE",
    },
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_ecr_repository.web": {
            "name": "web",
            "image_tag_mutability": "IMMUTABLE",
            "tags_all": {"team": "web"},
        },
        "aws_ecr_repository_policy.web": {"repository": "web", "policy": json.dumps(POLICY)},
        "aws_ecr_lifecycle_policy.web": {"repository": "web", "policy": LIFECYCLE},
        "aws_ecr_registry_scanning_configuration.all": {
            "rule": [{"scan_frequency": "SCAN_ON_PUSH", "repository_filter": [{"filter": "w*"}]}]
        },
    }
)
TEMPLATE = template(
    {
        "Web": (
            "AWS::ECR::Repository",
            {
                "RepositoryName": "web",
                "ImageTagMutability": "IMMUTABLE",
                "RepositoryPolicyText": POLICY,
                "LifecyclePolicy": {"LifecyclePolicyText": LIFECYCLE},
                "Tags": [{"Key": "team", "Value": "web"}],
            },
        )
    }
)


def test_all_sources_see_the_same_repository(aws):
    live = aws.read(Repository, "web")
    others = [
        from_config(Repository, ITEM),
        *planned(PLAN, Repository),
        *declared(TEMPLATE, Repository),
    ]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "created_at", "lifecycle"} == set()
    assert unknowns(live) == []
    assert live.is_scanned
    assert live.lifecycle


def test_it_is_listed_with_all_that_its_own_call_tells_and_goes(aws):
    (listed,) = aws.listed(Repository)
    outcome = aws.source.read(Repository, listed.key, listed=listed)
    assert outcome.resource == aws.read(Repository, "web")
    aws.client("ecr").delete_repository(repositoryName="web", force=True)
    assert aws.is_gone(Repository, "web")


def test_what_is_not_configured_is_absent(aws):
    ecr = aws.client("ecr")
    ecr.delete_repository_policy(repositoryName="web")
    ecr.delete_lifecycle_policy(repositoryName="web")
    live = aws.read(Repository, "web")
    assert live.policy is None
    assert live.lifecycle == ""
