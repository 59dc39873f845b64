"""A Lambda function as live calls, a Config item, a plan and a template tell of it."""

import json

import pytest

from posturewatch.resources.awslambda.function import Function
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements, unknowns

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"
CONFIGURATION = {
    "FunctionName": "orders",
    "FunctionArn": ARN,
    "Runtime": "python3.13",
    "Role": f"arn:aws:iam::{ACCOUNT}:role/orders",
    "Environment": {"Variables": {"TABLE": "orders"}},
    "DeadLetterConfig": {"TargetArn": QUEUE},
    "TracingConfig": {"Mode": "Active"},
    "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
}
STATEMENT = {
    "Sid": "topic",
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
    "Resource": ARN,
    "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:x"}},
}


@pytest.fixture
def aws():
    audited = Audited()
    audited.answer("GetFunctionConfiguration", CONFIGURATION)
    audited.answer("ListFunctions", {"Functions": [CONFIGURATION]})
    audited.answer("ListTags", {"Tags": {"team": "web"}})
    audited.answer("GetPolicy", {"Policy": json.dumps({"Statement": [STATEMENT]})})
    audited.answer("ListFunctionUrlConfigs", {"FunctionUrlConfigs": [{"AuthType": "NONE"}]})
    return audited


ITEM = {
    "awsAccountId": ACCOUNT,
    "awsRegion": REGION,
    "resourceType": "AWS::Lambda::Function",
    "resourceId": "orders",
    "ARN": ARN,
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-11-01T10:00:00Z",
    "configuration": {
        "functionName": "orders",
        "functionArn": ARN,
        "runtime": "python3.13",
        "role": CONFIGURATION["Role"],
        "deadLetterConfig": {"targetArn": QUEUE},
        "tracingConfig": {"mode": "Active"},
        "vpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]},
    },
    "tags": {"team": "web"},
}
PLAN = plan(
    {
        "aws_lambda_function.orders": {
            "function_name": "orders",
            "runtime": "python3.13",
            "role": CONFIGURATION["Role"],
            "environment": [{"variables": {"TABLE": "orders"}}],
            "dead_letter_config": [{"target_arn": QUEUE}],
            "tracing_config": [{"mode": "Active"}],
            "vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}],
            "tags_all": {"team": "web"},
        },
        "aws_lambda_permission.topic": {
            "function_name": "orders",
            "statement_id": "topic",
            "action": "lambda:InvokeFunction",
            "principal": "sns.amazonaws.com",
            "source_arn": "arn:aws:sns:x",
        },
        "aws_lambda_function_url.orders": {
            "function_name": "orders",
            "authorization_type": "NONE",
        },
    }
)
TEMPLATE = template(
    {
        "Orders": (
            "AWS::Lambda::Function",
            {
                key: CONFIGURATION[key]
                for key in (
                    "FunctionName",
                    "Runtime",
                    "Role",
                    "Environment",
                    "DeadLetterConfig",
                    "TracingConfig",
                    "VpcConfig",
                )
            }
            | {"Tags": [{"Key": "team", "Value": "web"}]},
        ),
        "Permission": (
            "AWS::Lambda::Permission",
            {
                "FunctionName": {"Ref": "Orders"},
                "Action": "lambda:InvokeFunction",
                "Principal": "sns.amazonaws.com",
                "SourceArn": "arn:aws:sns:x",
            },
        ),
        "Url": (
            "AWS::Lambda::Url",
            {"TargetFunctionArn": {"Fn::GetAtt": ["Orders", "Arn"]}, "AuthType": "NONE"},
        ),
    }
)


def test_all_sources_see_the_same_function(aws):
    live = aws.read(Function, "orders")
    config = from_config(Function, ITEM)
    others = [config, *planned(PLAN, Function), *declared(TEMPLATE, Function)]
    assert len(others) == 3
    for other in others:
        assert set(disagreements(live, other)) - {"arn", "policy"} == set()
        if other.knows("policy"):
            assert other.policy.statements[0].principals == live.policy.statements[0].principals
            assert other.policy.statements[0].conditions == live.policy.statements[0].conditions
    assert unknowns(live) == ["created_at"]
    assert unknowns(config) == ["environment", "policy", "url_authorization"]
    assert live.url_authorization == ("NONE",)


def test_a_listing_carries_its_configuration(aws):
    (listed,) = aws.listed(Function)
    assert aws.source.read(Function, listed.key, listed=listed).resource == aws.read(
        Function, "orders"
    )


def test_a_function_without_a_policy_and_one_that_is_gone(aws):
    aws.fail("GetPolicy", "ResourceNotFoundException")
    assert aws.read(Function, "orders").policy is None
    aws.fail("GetPolicy", "AccessDeniedException")
    assert not aws.read(Function, "orders").knows("policy")
    aws.fail("GetFunctionConfiguration", "ResourceNotFoundException")
    assert aws.is_gone(Function, "orders")
