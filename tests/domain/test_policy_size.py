"""AWS's own policies: some have over a thousand actions, and are decided all the same."""

import json
from functools import cache

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from posturewatch.domain.policy import Answer, PolicyDocument

YES, NO = Answer.YES, Answer.NO


@cache
def _all() -> dict[str, dict[str, object]]:
    return json.loads(aws_managed_policies_data)


def together(*names: str) -> PolicyDocument:
    """Return some of AWS's policies as one."""
    documents = (PolicyDocument.parse(_all()[name]["Document"]) for name in names)
    return PolicyDocument(tuple(each for one in documents for each in one.statements))


@pytest.mark.parametrize(
    ("names", "admin", "wildcards"),
    [
        (["AdministratorAccess"], YES, ("*",)),
        (["PowerUserAccess"], NO, ("*",)),
        (["ReadOnlyAccess"], NO, ()),
        (["SecurityAudit"], NO, ()),
        (["AWS_ConfigRole"], NO, ()),
        (["AmazonS3FullAccess"], NO, ("s3", "s3-object-lambda")),
        (["ReadOnlyAccess", "AdministratorAccess"], YES, ("*",)),
        (["ReadOnlyAccess", "PowerUserAccess"], NO, ("*",)),
        (["ReadOnlyAccess", "AmazonS3FullAccess"], NO, ("s3", "s3-object-lambda")),
    ],
)
def test_what_policies_of_aws_grant(names, admin, wildcards):
    policy = together(*names)
    assert policy.grants_admin() is admin
    assert policy.service_wildcards() == wildcards


def test_a_deny_is_weighed_against_a_thousand_actions():
    nothing = PolicyDocument.parse(
        {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
    )
    policy = together("ReadOnlyAccess", "AdministratorAccess")
    denied = PolicyDocument(policy.statements + nothing.statements)
    assert denied.grants_admin() is NO
    assert denied.service_wildcards() == ()
    assert denied.escalations() == ()


def test_reading_alone_is_no_way_to_more_rights():
    assert together("ReadOnlyAccess").escalations() == ()
    assert together("SecurityAudit").escalations() == ()
