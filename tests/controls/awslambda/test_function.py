"""Verdicts of the controls of Lambda functions."""

from datetime import UTC, datetime

import pytest

from posturewatch.controls.awslambda import function as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.awslambda.function import Function
from posturewatch.resources.awslambda.grants import GrantedField

PASSED, FAILED = Status.PASSED, Status.FAILED
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def granted(principal, **more):
    row = {"action": "lambda:InvokeFunction", "principal": principal, "statement_id": "one", **more}
    return Function(policy=GrantedField().convert([row]))


def running(runtime):
    return Function(runtime=runtime, observed_at=NOW)


CASES = [
    (controls.not_public, Function(), PASSED),
    (controls.not_public, granted("123456789012"), PASSED),
    (controls.not_public, granted("*", principal_org_id="o-1234567890"), PASSED),
    (controls.not_public, granted("*"), FAILED),
    (controls.services_confined, Function(), PASSED),
    (controls.services_confined, granted("sns.amazonaws.com", source_arn="arn:aws:sns:x"), PASSED),
    (controls.services_confined, granted("s3.amazonaws.com", source_account=123456789012), PASSED),
    (controls.services_confined, granted("s3.amazonaws.com", source_arn="arn:aws:s3:::b"), FAILED),
    (controls.services_confined, granted("sns.amazonaws.com"), FAILED),
    (controls.principals_named, granted("123456789012"), PASSED),
    (controls.principals_named, granted("*", source_account="123456789012"), FAILED),
    (controls.url_authorized, Function(url_authorization=("AWS_IAM",)), PASSED),
    (controls.url_authorized, Function(url_authorization=("AWS_IAM", "NONE")), FAILED),
    (controls.no_plain_secrets, Function(environment={"TABLE": "orders"}), PASSED),
    (controls.no_plain_secrets, Function(environment={"DB_PASSWORD": "hunter2hunter"}), FAILED),
    (controls.runtime_supported, running("python3.13"), PASSED),
    (controls.runtime_supported, running(""), PASSED),
    (controls.runtime_supported, running("python3.10"), FAILED),
    (controls.dead_letters_kept, Function(dead_letters="arn:aws:sqs:x"), PASSED),
    (controls.dead_letters_kept, Function(), FAILED),
    (controls.tracing_active, Function(tracing="Active"), PASSED),
    (controls.tracing_active, Function(), FAILED),
    (controls.vpc_attached, Function(subnets=("subnet-1",)), PASSED),
    (controls.vpc_attached, Function(), FAILED),
    (controls.owner_tagged, Function(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Function(), FAILED),
]


@pytest.mark.parametrize(("control", "function", "expected"), CASES)
def test_verdict(control, function, expected):
    assert control(function).status is expected
