"""Controls of AWS::ElasticLoadBalancingV2::TargetGroup."""

import pytest

from posturewatch.controls.elasticloadbalancingv2 import target_group as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.elasticloadbalancingv2.target_group import TargetGroup

PASSED, FAILED, WARNING = Status.PASSED, Status.FAILED, Status.WARNING

CASES = [
    (controls.traffic_encrypted, TargetGroup(protocol="HTTPS"), PASSED),
    (controls.traffic_encrypted, TargetGroup(protocol="GENEVE"), PASSED),
    (controls.traffic_encrypted, TargetGroup(target_type="lambda"), PASSED),
    (controls.traffic_encrypted, TargetGroup(protocol="HTTP"), FAILED),
    (controls.traffic_encrypted, TargetGroup(protocol="TCP"), WARNING),
    (controls.owner_tagged, TargetGroup(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, TargetGroup(tags={"Name": "carts"}), FAILED),
    (controls.used, TargetGroup(load_balancers=("arn",)), PASSED),
    (controls.used, TargetGroup(), FAILED),
]


@pytest.mark.parametrize(("ask", "group", "status"), CASES)
def test_verdict(ask, group, status):
    assert ask(group).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.traffic_encrypted, "protocol"),
        (controls.owner_tagged, "tags"),
        (controls.used, "load_balancers"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(TargetGroup(unknown={hidden: "denied"}))
