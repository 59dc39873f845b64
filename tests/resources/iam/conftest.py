"""An audited account on moto, and what makes policies in it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws

from tests.support.aws import Audited


@pytest.fixture
def aws() -> Iterator[Audited]:
    with mock_aws():
        yield Audited()


@pytest.fixture
def aws_with_its_policies() -> Iterator[Audited]:
    """An account in which AWS's own policies can be attached; making it takes a second."""
    with mock_aws(config={"iam": {"load_aws_managed_policies": True}}):
        yield Audited()


@pytest.fixture
def iam(aws: Audited) -> Any:
    """The client that the source uses too."""
    return aws.client("iam", "us-east-1")


@pytest.fixture
def policy(iam: Any) -> Callable[[str, dict[str, Any]], str]:
    """Make a customer managed policy and return its ARN."""

    def make(name: str, document: dict[str, Any]) -> str:
        made = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
        arn: str = made["Policy"]["Arn"]
        return arn

    return make
