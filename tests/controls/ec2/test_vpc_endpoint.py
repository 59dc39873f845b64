"""Controls of AWS::EC2::VPCEndpoint."""

import pytest

from posturewatch.controls.ec2 import vpc_endpoint as controls
from posturewatch.domain.control import declared_in
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.verdict import Status
from posturewatch.resources.ec2.vpc_endpoint import FULL_ACCESS, VPCEndpoint

PASSED, FAILED = Status.PASSED, Status.FAILED
OURS = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
POLICY_OF_OURS = PolicyDocument.parse(
    {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": OURS,
            }
        ]
    }
)

CASES = [
    (controls.own_data_only, VPCEndpoint(policy=POLICY_OF_OURS), PASSED),
    (controls.own_data_only, VPCEndpoint(kind="GatewayLoadBalancer"), PASSED),
    (controls.own_data_only, VPCEndpoint(policy=FULL_ACCESS), FAILED),
    (controls.own_data_only, VPCEndpoint(kind="Interface", policy=FULL_ACCESS), FAILED),
    (controls.zones_spread, VPCEndpoint(), PASSED),
    (controls.zones_spread, VPCEndpoint(kind="Interface", subnets=("a", "b")), PASSED),
    (controls.zones_spread, VPCEndpoint(kind="Interface", subnets=("a",)), FAILED),
    (controls.private_names_used, VPCEndpoint(), PASSED),
    (controls.private_names_used, VPCEndpoint(kind="Interface", private_dns=True), PASSED),
    (controls.private_names_used, VPCEndpoint(kind="Interface"), FAILED),
]


@pytest.mark.parametrize(("control", "endpoint", "expected"), CASES)
def test_verdict(control, endpoint, expected):
    assert control(endpoint).status is expected


@pytest.mark.parametrize("control", [each.ask for each in declared_in(controls.__name__)])
def test_what_is_not_known_is_not_judged(control):
    with pytest.raises(UnknownValue, match="AccessDenied"):
        control(VPCEndpoint(unknown=dict.fromkeys(VPCEndpoint.properties, "AccessDenied")))
