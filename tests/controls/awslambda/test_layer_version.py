"""Verdicts of the controls of Lambda layers."""

import pytest

from posturewatch.controls.awslambda import layer_version as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.awslambda.grants import GrantedField
from posturewatch.resources.awslambda.layer_version import LayerVersion

PASSED, FAILED = Status.PASSED, Status.FAILED


def granted(principal, **more):
    row = {"Action": "lambda:GetLayerVersion", "Principal": principal, **more}
    return LayerVersion(policy=GrantedField().convert([row]))


CASES = [
    (controls.not_public, LayerVersion(), PASSED),
    (controls.not_public, granted("*", OrganizationId="o-1234567890"), PASSED),
    (controls.not_public, granted("*"), FAILED),
    (controls.principals_named, granted(123456789012), PASSED),
    (controls.principals_named, granted("*", OrganizationId="o-1234567890"), FAILED),
]


@pytest.mark.parametrize(("control", "layer", "expected"), CASES)
def test_verdict(control, layer, expected):
    assert control(layer).status is expected
