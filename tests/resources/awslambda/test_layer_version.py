"""A layer's version as live calls, a plan and a template tell of it."""

import json

from posturewatch.resources.awslambda.layer_version import LayerVersion
from tests.support.aws import ACCOUNT, REGION, Audited
from tests.support.planned import declared, plan, planned, template
from tests.support.snapshots import disagreements

LAYER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:tools"
VERSION = {
    "LayerVersionArn": f"{LAYER}:3",
    "Version": 3,
    "CreatedDate": "2026-01-01T00:00:00.000+0000",
}
STATEMENT = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "lambda:GetLayerVersion",
    "Resource": f"{LAYER}:3",
}
PLAN = plan(
    {
        "aws_lambda_layer_version.tools": {"layer_name": "tools"},
        "aws_lambda_layer_version_permission.all": {
            "layer_name": "tools",
            "action": "lambda:GetLayerVersion",
            "principal": "*",
        },
    }
)
TEMPLATE = template(
    {
        "Tools": ("AWS::Lambda::LayerVersion", {"LayerName": "tools"}),
        "All": (
            "AWS::Lambda::LayerVersionPermission",
            {
                "LayerVersionArn": {"Ref": "Tools"},
                "Action": "lambda:GetLayerVersion",
                "Principal": "*",
            },
        ),
    }
)


def test_all_sources_see_the_same_version():
    aws = Audited()
    aws.answer("GetLayerVersionByArn", {**VERSION, "LayerArn": LAYER})
    aws.answer("GetLayerVersionPolicy", {"Policy": json.dumps({"Statement": [STATEMENT]})})
    aws.answer("ListLayers", {"Layers": [{"LayerName": "tools", "LatestMatchingVersion": VERSION}]})
    (listed,) = aws.listed(LayerVersion)
    live = aws.read(LayerVersion, listed.key.id)
    for other in (*planned(PLAN, LayerVersion), *declared(TEMPLATE, LayerVersion)):
        assert set(disagreements(live, other)) - {"arn", "policy"} == set()
        assert other.policy.public(ACCOUNT).answer is live.policy.public(ACCOUNT).answer
    aws.fail("GetLayerVersionPolicy", "ResourceNotFoundException")
    assert aws.read(LayerVersion, listed.key.id).policy is None
    aws.fail("GetLayerVersionByArn", "ResourceNotFoundException")
    assert aws.is_gone(LayerVersion, listed.key.id)
