"""Controls of AWS::RedshiftServerless::Workgroup."""

import pytest

from posturewatch.controls.redshiftserverless import workgroup as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.redshiftserverless.workgroup import Workgroup

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.public_access_disabled, Workgroup(), PASSED),
    (controls.public_access_disabled, Workgroup(publicly_accessible=True), FAILED),
    (controls.tls_required, Workgroup(require_ssl=True), PASSED),
    (controls.tls_required, Workgroup(), FAILED),
    (controls.enhanced_vpc_routing_enabled, Workgroup(enhanced_vpc_routing=True), PASSED),
    (controls.enhanced_vpc_routing_enabled, Workgroup(), FAILED),
    (controls.owner_tagged, Workgroup(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, Workgroup(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "workgroup", "status"), CASES)
def test_verdict(ask, workgroup, status):
    assert ask(workgroup).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.public_access_disabled, "publicly_accessible"),
        (controls.tls_required, "require_ssl"),
        (controls.enhanced_vpc_routing_enabled, "enhanced_vpc_routing"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(Workgroup(unknown={hidden: "denied"}))
